"""From the name of a variable to a key: without regard to case, and to `-` and `_`.

`LEDGER_JOBS__NIGHTLY__MAX_CPU` is `jobs[nightly].max-cpu`: each part between two `__` is a key,
the number of an item, or the name of one in a list that is merged by it.
"""

from confledger.errors import nearest
from confledger.loader.keys import called_by
from confledger.loader.layer import UNSET
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from confledger.loader.schema import SchemaView

BETWEEN = "__"
# Names that are compared with one that stands for nothing; and how deep keys are looked for.
_MOST = 5_000
_DEEPEST = 24
_DIGITS = 6


class Unmatched(Exception):
    """A name that stands for no key; the message says how far it led."""


def matched(parts: list[str], tree: object, schema: "SchemaView | None") -> Path:
    """Return the path that the parts of a name lead to; raise Unmatched.

    `tree` is what the weaker sources come to. Items of lists are numbers in the path. A key that
    is not there is one where the schema declares it, or lets a map have any.
    """
    path: Path = ()
    for part in parts:
        if not part:
            raise Unmatched("has nothing between two `__`")
        if isinstance(tree, list) or (tree is None and _is_list(schema, path)):
            items = tree if isinstance(tree, list) else []
            step: str | int = _item(part, items, path, schema)
            tree = items[step] if isinstance(step, int) and step < len(items) else None
        else:
            step = _key(part, tree if isinstance(tree, dict) else {}, path, schema)
            tree = tree.get(step) if isinstance(tree, dict) else None
        if tree is UNSET:
            tree = None
        path = (*path, step)
    return path


def folded(name: str) -> str:
    """Return a key as names of variables write it: letters, digits and `_` alone, in one case."""
    return "".join(one if one.isalnum() else "_" for one in name).casefold()


def variable_of(path: Path, prefix: str) -> str:
    """Return the name of the variable that stands for a key."""
    parts = [str(step) if isinstance(step, int) else folded(step) for step in path]
    return prefix + BETWEEN.join(parts).upper()


def suggested(name: str, prefix: str, tree: object, schema: "SchemaView | None") -> str | None:
    """Return the variable that one with an unknown name was likely meant to be."""
    known = {variable_of(path, prefix) for path in keys(tree, schema)}
    return nearest(name, sorted(known)) if name not in known else None


def keys(tree: object, schema: "SchemaView | None") -> "Iterator[Path]":
    """Yield the path of each key that there is, or that the schema declares; so many."""
    todo: list[tuple[Path, object]] = [((), tree)]
    count = 0
    while todo and count < _MOST:
        path, value = todo.pop(0)
        if path:
            yield path
            count += 1
        if len(path) >= _DEEPEST:
            continue
        if isinstance(value, list):
            todo += [((*path, index), one) for index, one in enumerate(value)]
            continue
        below = value if isinstance(value, dict) else {}
        names = dict.fromkeys(below)
        if schema is not None and len(path) < _DEEPEST // 2:
            names.update(dict.fromkeys(schema.names(path)))
        todo += [((*path, name), below.get(name)) for name in names]


def _key(part: str, there: "dict[str, object]", path: Path, schema: "SchemaView | None") -> str:
    names = dict.fromkeys(there)
    if schema is not None:
        names.update(dict.fromkeys(schema.names(path)))
    if part in names:
        return part
    wanted = folded(part)
    for fold in (folded, _bare):
        found = [
            name for name in names if fold(name) == (wanted if fold is folded else _bare(part))
        ]
        if len(found) > 1:
            raise Unmatched("is " + " and ".join(f"`{name}`" for name in found) + " alike")
        if found:
            return found[0]
    close = nearest(part.lower(), list(names))
    # A map that may have any key gets this one; but not where it looks like a slip.
    if schema is not None and close is None and schema.knows((*path, part.lower())):
        return part.lower()
    raise Unmatched("stands for no key")


def _bare(name: str) -> str:
    """Return a name as `maxConnections`, `max-connections` and MAX_CONNECTIONS have it alike."""
    return folded(name).replace("_", "")


def _is_list(schema: "SchemaView | None", path: Path) -> bool:
    return schema is not None and schema.types(path) == ["array"]


def _item(part: str, items: list[object], path: Path, schema: "SchemaView | None") -> int:
    how = None if schema is None else schema.merges(path)
    for name in called_by(how):
        called = [
            index
            for index, item in enumerate(items)
            if isinstance(item, dict)
            and isinstance(item.get(name), str)
            and folded(str(item[name])) == folded(part)
        ]
        if len(called) > 1:
            raise Unmatched(f"is the `{name}` of {len(called)} items")
        if called:
            return called[0]
    if part.isascii() and part.isdecimal() and len(part) <= _DIGITS:
        index = int(part)
        if index <= len(items):
            return index
        raise Unmatched(f"is item {index} of a list that has {len(items)}")
    raise Unmatched("names no item of its list")
