"""What texts can be asked: the standard functions, and the extension that Kubernetes has too."""

from functools import lru_cache

from confledger.checks.cel.budget import Budget
from confledger.checks.cel.faults import Unanswerable
from confledger.checks.cel.values import type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Larger ones cost more to prepare than to use.
_LONGEST_PATTERN = 2_000
_MEMORY = 1 << 20
_ASCII_LOWER = {code: code + 32 for code in range(65, 91)}
_ASCII_UPPER = {code: code - 32 for code in range(97, 123)}
_SPACE = (
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)


def pattern(text: str) -> "Any":
    """Return a regular expression of RE2, which takes linear time; raise Unanswerable."""
    if len(text) > _LONGEST_PATTERN:
        raise Unanswerable(f"a pattern has at most {_LONGEST_PATTERN:,} characters")
    ready = _compiled(text)
    if isinstance(ready, str):
        raise Unanswerable(f"the pattern is none of RE2: {ready}")
    return ready


@lru_cache(maxsize=256)
def _compiled(text: str) -> "Any":
    """Return a pattern that is ready, or why it is none: that takes as long to find out."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return re2.compile(text, options=options)
    except re2.error as error:
        said = error.args[0]
        reason = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return reason.partition(":")[0]


def matches(budget: Budget, text: str, expression: str) -> bool:
    """Whether a pattern of RE2 is found anywhere in a text."""
    budget.spend((1 + len(text) // 10) * (1 + len(expression) // 4))
    budget.prepare(expression)
    return found(pattern(expression), text)


def found(ready: "Any", text: str) -> bool:
    """Whether a pattern that is ready is found anywhere in a text."""
    return ready.search(_encodable(text)) is not None


def _encodable(text: str) -> str:
    """Return a text that can be handed on; half a character is none anywhere else."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def substring(budget: Budget, text: str, start: int, end: int | None = None) -> str:
    """Return the characters from `start` to before `end`."""
    last = len(text) if end is None else end
    if not 0 <= start <= last <= len(text):
        raise Unanswerable("the text has no such part")
    budget.make(last - start)
    return text[start:last]


def character(budget: Budget, text: str, at: int) -> str:
    """Return one character; behind the last there is an empty one."""
    if not 0 <= at <= len(text):
        raise Unanswerable("the text has no character there")
    return text[at : at + 1]


def index(budget: Budget, text: str, part: str, start: int = 0) -> int:
    """Return where a part first stands, from `start` on; -1 when nowhere."""
    budget.look(len(text))
    if not 0 <= start <= len(text):
        if part and start >= 0 and start == len(text):
            return -1
        raise Unanswerable("the text has no such place")
    return text.find(part, start)


def last_index(budget: Budget, text: str, part: str, start: int | None = None) -> int:
    """Return where a part last stands, at `start` or before; -1 when nowhere."""
    budget.look(len(text))
    if start is None:
        return text.rfind(part)
    if not 0 <= start <= len(text):
        raise Unanswerable("the text has no such place")
    return text.rfind(part, 0, min(len(text), start + len(part)))


def replace(budget: Budget, text: str, old: str, new: str, times: int = -1) -> str:
    """Return the text with the first so many `old` as `new`; all when negative."""
    budget.look(len(text))
    count = text.count(old) if times < 0 else min(times, text.count(old))
    budget.make(len(text) + count * len(new))
    return text.replace(old, new, count)


def split(budget: Budget, text: str, mark: str, most: int = -1) -> list[object]:
    """Return the parts between the marks; at most so many, when that is not negative."""
    budget.look(len(text))
    if most == 0:
        return []
    if mark:
        count = text.count(mark) if most < 0 else min(most - 1, text.count(mark))
        budget.make(len(text) + count + 1)
        return list(text.split(mark, count))
    budget.make(2 * len(text))
    count = len(text) if most < 0 else min(most - 1, len(text))
    rest = [text[count:]] if text[count:] else []
    return [*text[:count], *rest]


def join(budget: Budget, items: list[object], mark: str = "") -> str:
    """Return the texts of a list as one."""
    size = 0
    for item in items:
        budget.spend()
        if not isinstance(item, str):
            raise Unanswerable(f"`join` takes texts, not {type_name(item)}")
        size += len(item) + len(mark)
    budget.make(size)
    return mark.join(items)  # type: ignore[arg-type]


def made(change: "Callable[[str], str]") -> "Callable[[Budget, str], str]":
    """Return a function that makes a text of about the same size."""

    def make(budget: Budget, text: str) -> str:
        budget.make(len(text))
        return change(text)

    return make


lower = made(lambda text: text.translate(_ASCII_LOWER))
upper = made(lambda text: text.translate(_ASCII_UPPER))
trim = made(lambda text: text.strip(_SPACE))
backwards = made(lambda text: text[::-1])
