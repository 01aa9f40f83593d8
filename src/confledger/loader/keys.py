"""Keys as people write them: `db.pool`, `jobs[0].run`, `jobs[nightly].run`, or `/db/pool`."""

from collections.abc import Mapping

from confledger.errors import ConfledgerError
from confledger.loader.merging import BY_KEY
from confledger.location import Path, parse_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_STEP = r'\.?([^.\[\]"]+)|\[([0-9]{1,9})\]|\["((?:[^"\\]|\\.)*)"\]|\[([^\[\]"]+)\]'
_BRACKETS = frozenset('[]"')
# What an item of a list is called by, where no schema says it.
_NAMES = ("name", "key", "id")
# Of the number of an item; a longer one is a name.
_DIGITS = 9


def path_of(text: str) -> Path:
    """Return the path that a key or JSON Pointer writes; raise ConfledgerError.

    Steps of a pointer stay texts, as it does not say which are numbers; an item of a list may
    be named, `jobs[nightly]`. `located` makes numbers of them.
    """
    if text.startswith("/"):
        try:
            return parse_pointer(text)
        except ValueError as error:
            raise ConfledgerError(str(error)) from None
    names = text.split(".")
    if all(names) and _BRACKETS.isdisjoint(text):
        # Most keys: without regular expressions, which a short script need not import.
        return tuple(names)
    import re

    steps: list[str | int] = []
    at = 0
    while at < len(text):
        found = re.compile(_STEP).match(text, at)
        if found is None or (at == 0 and text[0] == "."):
            raise ConfledgerError(
                f"{text!r} is no key",
                help='keys are written as in db.pool, jobs[0].run, jobs[nightly].run, x["a.b"]',
            )
        name, index, quoted, item = found.groups()
        if index is not None:
            # So long a number is of no item, and Python would not read it.
            steps.append(int(index) if len(index) <= _DIGITS else index)
        elif quoted is not None:
            steps.append(re.sub(r"\\(.)", r"\1", quoted))
        else:
            steps.append(name if name is not None else item)
        at = found.end()
    return tuple(steps)


def located(
    tree: object, steps: Path, merges: "Callable[[Path], str | None] | None" = None
) -> tuple[Path, object] | None:
    """Return the path in the tree that steps lead to, and what stands there; None if nothing.

    A text leads to a key, to the item of that number, or to the item that is called so.
    """
    done: Path = ()
    for step in steps:
        if isinstance(tree, Mapping):
            name = str(step)
            if name not in tree:
                return None
            done, tree = (*done, name), tree[name]
        elif isinstance(tree, (list, tuple)):
            index = _index(tree, step, None if merges is None else merges(done))
            if index is None:
                return None
            done, tree = (*done, index), tree[index]
        else:
            return None
    return done, tree


def _index(items: "Sequence[object]", step: str | int, how: str | None) -> int | None:
    if isinstance(step, str):
        for name in called_by(how):
            for index, item in enumerate(items):
                if isinstance(item, Mapping) and item.get(name) == step:
                    return index
        if not (step.isascii() and step.isdecimal() and len(step) <= _DIGITS):
            return None
        step = int(step)
    return step if 0 <= step < len(items) else None


def called_by(how: str | None) -> tuple[str, ...]:
    """Return the keys of an item that may hold its name, by how its list is merged."""
    if how is not None and how.startswith(BY_KEY):
        return (how[len(BY_KEY) :],)
    return _NAMES
