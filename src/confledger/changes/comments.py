"""The comments of a configuration file, and which of them came, went, or say something else."""

import re
from collections.abc import Iterator

from confledger.documents.dialect import DOTENV, INI, JSON5, JSONC, PROPERTIES, TOML, YAML
from confledger.documents.excerpt import excerpt
from confledger.location import Path
from confledger.secrets.redaction import HIDDEN, told

# Strings first, so that what looks like a comment in one is none; each ends where it began or
# at the end of the text, and nothing is tried twice.
_TOML = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)|' + r"'''(?:[^']|'(?!''))*+(?:'''|\Z)"
    r'|"(?:[^"\\\n]|\\.)*+"?|' + r"'[^'\n]*+'?|#[^\n]*+",
    re.DOTALL,
)
_JSON = re.compile(
    r'"(?:[^"\\\n]|\\.)*+"?|' + r"'(?:[^'\\\n]|\\.)*+'?|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?",
    re.DOTALL,
)
_DOTENV = re.compile(
    r"^[ \t]*+(?:(\#[^\n]*+)|[^\n=\#]*+=[ \t]*+"
    r"""(?:"(?:[^"\\]|\\.)*+"?|'[^']*+'?|(?:[^\s\#]|[ \t]++(?!\#)|(?<=\S)\#)*+)"""
    r"(?:[ \t]*+(\#[^\n]*+))?)",
    re.MULTILINE | re.DOTALL,
)
_LINES = {INI: ("#", ";"), PROPERTIES: ("#", "!")}
# Of a longer comment, as much is told.
LONGEST = 200


class Comment:
    """One comment without its mark; `path` is the key that it belongs to, () for none.

    `alone` says that nothing stands before it on its line.
    """

    __slots__ = ("alone", "document", "line", "path", "text")

    def __init__(self, line: int, text: str, *, alone: bool) -> None:
        self.line = line
        self.text = text
        self.alone = alone
        self.document = 0
        self.path: Path = ()

    def shown(self) -> str:
        """Return the text as it may be shown: without secrets, and not at any length."""
        masked = excerpt([self.text], 1, (), 1)
        if told(self.text) or (masked is not None and masked.hidden):
            return HIDDEN
        text = " ".join(self.text.split())
        return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def comments(text: str, dialect: str) -> list[Comment]:
    """Return the comments of a text with line ends of LF, in order; of JSON there are none."""
    found: list[Comment] = []
    line, last = 1, 0
    for start, said in _found(text, dialect):
        more = text.count("\n", last, start)
        line += more
        begin = text.rfind("\n", last, start) + 1 if more else last
        # What stands before another on its line is looked at once.
        alone = (bool(more) or not found) and not text[begin:start].strip(" \t")
        found.append(Comment(line, _plain(said), alone=alone))
        last = start
    return found


def may_differ(old: str, new: str) -> bool:
    """Whether two texts may have other comments; not, where all lines that may have one stay."""
    if not any(mark in old or mark in new for mark in ("#", "//", "/*", ";", "!")):
        return False
    lines = [
        sorted(line for line in text.split("\n") if any(mark in line for mark in "#/*;!"))
        for text in (old, new)
    ]
    return lines[0] != lines[1]


def _plain(said: str) -> str:
    """Return what a comment says, without the mark."""
    if said.startswith("/*"):
        return said[2:].removesuffix("*/").strip()
    return said.lstrip("#;!/").strip()


def _found(text: str, dialect: str) -> Iterator[tuple[int, str]]:
    """Yield where each comment begins, and how it is written."""
    if dialect == YAML:
        if "#" in text:
            yield from _of_yaml(text)
    elif dialect in (TOML, JSONC, JSON5):
        for match in (_TOML if dialect == TOML else _JSON).finditer(text):
            if match[0][0] in "#/":
                yield match.start(), match[0]
    elif dialect == DOTENV:
        for match in _DOTENV.finditer(text):
            if match.lastindex is not None:
                yield match.start(match.lastindex), match[match.lastindex]
    elif dialect in _LINES:
        start = 0
        for line in text.split("\n"):
            stripped = line.lstrip(" \t")
            if stripped.startswith(_LINES[dialect]):
                yield start + len(line) - len(stripped), stripped
            start += len(line) + 1


def _of_yaml(text: str) -> Iterator[tuple[int, str]]:
    from confledger.secrets.stores.yaml_comments import comments as of_yaml

    starts = [0]
    while (at := text.find("\n", starts[-1])) >= 0:
        starts.append(at + 1)
    for one in of_yaml(text):
        start = starts[one.span.line - 1] + one.span.column - 1
        end = text.find("\n", start)
        yield start, text[start : end if end >= 0 else len(text)]


def compared(old: list[Comment], new: list[Comment]) -> list[tuple[Comment | None, Comment | None]]:
    """Return the comments that differ, as pairs of before and after; None where there is none.

    One that says the same belongs together wherever it stands; then one of the same key.
    """
    pairs: list[tuple[Comment | None, Comment | None]] = []
    rest: tuple[list[Comment], list[Comment]] = (old, new)
    marks = (
        lambda one: (one.text, one.document, one.path),
        lambda one: one.text,
        lambda one: (one.document, one.path, one.alone),
    )
    for mark in marks:
        matched, rest = _matched(*rest, mark)
        pairs += [two for two in matched if two[0].text != two[1].text]
    pairs += [(one, None) for one in rest[0]]
    pairs += [(None, one) for one in rest[1]]
    return sorted(pairs, key=_place)


def _matched(
    old: list[Comment], new: list[Comment], mark: "Callable[[Comment], object]"
) -> tuple[list[tuple[Comment, Comment]], tuple[list[Comment], list[Comment]]]:
    waiting: dict[object, list[Comment]] = {}
    for one in reversed(old):
        waiting.setdefault(mark(one), []).append(one)
    matched, come = [], []
    for two in new:
        same = waiting.get(mark(two))
        if same:
            matched.append((same.pop(), two))
        else:
            come.append(two)
    gone = {id(one) for left in waiting.values() for one in left}
    return matched, ([one for one in old if id(one) in gone], come)


def _place(pair: tuple[Comment | None, Comment | None]) -> tuple[int, int]:
    old, new = pair
    if new is not None:
        return new.line, 1
    assert old is not None
    return old.line, 0


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
