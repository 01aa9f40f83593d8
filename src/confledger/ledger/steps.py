"""Where a value of one version of a file stands in another version of it.

Keys are followed by their name, items of lists by what tells them apart: by the key that the
schema merges them by, else by what is usual, else by their number.
"""

from confledger.changes.identity import Identities
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    # `by-key:NAME` of the list at a path, or anything else.
    Merges = Callable[[Path], str | None]

_BY_KEY = "by-key:"
_USUAL = Identities()


class Missing:
    """What stands where there is nothing."""

    __slots__ = ()


MISSING = Missing()


class Item:
    """One item of a list: its number, and what it is known by."""

    __slots__ = ("key", "label", "named", "number")

    def __init__(self, number: int, key: str, named: object, label: str) -> None:
        self.number = number
        self.key = key
        self.named = named
        self.label = label


Steps = tuple[str | Item, ...]


def steps_of(tree: object, path: Path, merges: "Merges | None" = None) -> Steps:
    """Return how to find what stands at a path of `tree` in other versions of it."""
    found: list[str | Item] = []
    for depth, step in enumerate(path):
        if isinstance(tree, list) and isinstance(step, int):
            found.append(_item(tree, path[:depth], step, merges))
            tree = tree[step] if 0 <= step < len(tree) else MISSING
        else:
            found.append(str(step))
            tree = tree.get(step, MISSING) if isinstance(tree, dict) else MISSING
    return tuple(found)


def _item(items: list[object], path: Path, number: int, merges: "Merges | None") -> Item:
    how = None if merges is None else merges(path)
    item = items[number] if 0 <= number < len(items) else None
    if how is not None and how.startswith(_BY_KEY) and isinstance(item, dict):
        key = how[len(_BY_KEY) :]
        if isinstance(item.get(key), (str, int, float)):
            return Item(number, key, item[key], "")
    labels = _USUAL.labels(_names(path), items)
    if labels is None or not 0 <= number < len(items):
        return Item(number, "", None, "")
    return Item(number, "", item, labels[number])


def find(tree: object, steps: Steps) -> object:
    """Return what steps lead to, or MISSING."""
    path: Path = ()
    for step in steps:
        if isinstance(step, str):
            if not isinstance(tree, dict) or step not in tree:
                return MISSING
            tree = tree[step]
            path = (*path, step)
        else:
            if not isinstance(tree, list):
                return MISSING
            tree = _found(tree, step, path)
            path = (*path, step.number)
    return tree


def _found(items: list[object], wanted: Item, path: Path) -> object:
    if wanted.key:
        return next(
            (
                one
                for one in items
                if isinstance(one, dict)
                and type(one.get(wanted.key)) is type(wanted.named)
                and one[wanted.key] == wanted.named
            ),
            MISSING,
        )
    if wanted.label:
        labels = _USUAL.labels(_names(path), items)
        if labels is not None and wanted.label in labels:
            return items[labels.index(wanted.label)]
        if labels is not None:
            return MISSING
        return _alike(items, wanted)
    return items[wanted.number] if wanted.number < len(items) else MISSING


def _alike(items: list[object], wanted: Item) -> object:
    """Return the first item with the same name, in a list that has a name twice."""
    name, _, value = wanted.label.partition("=")
    for one in items:
        if isinstance(one, dict):
            if name and str(one.get(name)) == value:
                return one
        elif not name and type(one) is type(wanted.named) and one == wanted.named:
            return one
    return MISSING


def _names(path: Path) -> Path:
    return tuple(step for step in path if isinstance(step, str))
