"""The leaves in which two versions of a file may differ, without looking at all the others.

What both have alike is most of a file, and to make leaves of it would be most of the work. A
key is a function of the keys and labels above it alone, so what is alike below the same key
gives the same leaves, and may be left out.
"""

from marshal import dumps

from confledger.changes.identity import Identities, document_label
from confledger.changes.leaves import (
    ROOT,
    TEXT,
    Leaves,
    NotPlain,
    add,
    add_order,
    item_labels,
    labelled,
    shown_step,
)
from confledger.location import Path

# Deeper ones are taken as a whole: at each level, all that is below is compared once more.
_DEEPEST = 40
# Of `marshal`: without references, so that the same values give the same bytes.
_PLAIN = 0
_MISSING = object()


def apart(
    before: list[object], after: list[object], identities: Identities
) -> tuple[Leaves, Leaves]:
    """Return the leaves of each version that the other has not, perhaps with some that it has.

    Raise NotPlain where there is something that is no value.
    """
    walk = _Walk(identities)
    held = _labelled(before)
    for label, document in _labelled(after).items():
        other = held.pop(label, _MISSING)
        if other is _MISSING:
            add(document, label + ROOT, (), walk.after, identities)
        elif not _alike(other, document):
            walk.values(other, document, label + ROOT, ())
    for label, document in held.items():
        add(document, label + ROOT, (), walk.before, identities)
    return walk.before, walk.after


def _labelled(documents: list[object]) -> dict[str, object]:
    taken: set[str] = set()
    return {
        labelled(document_label(one), number, taken): one for number, one in enumerate(documents)
    }


def _alike(one: object, two: object) -> bool:
    """Whether two values are the same in type and order all the way down."""
    # Python says that 1 == 1.0 == True, but says it fast.
    try:
        return one is two or (one == two and dumps(one, _PLAIN) == dumps(two, _PLAIN))  # type: ignore[arg-type]  # marshal takes what a file holds, and raises for all else
    except ValueError:
        raise NotPlain from None


class _Walk:
    __slots__ = ("after", "before", "identities")

    def __init__(self, identities: Identities) -> None:
        self.identities = identities
        self.before: Leaves = {}
        self.after: Leaves = {}

    def values(self, one: object, two: object, at: str, path: Path) -> None:
        """Compare two values below the same key, which are not alike."""
        kind = type(one)
        if kind is type(two) and one and two and len(path) < _DEEPEST:
            if kind is dict:
                self._maps(one, two, at, path)  # type: ignore[arg-type]  # `kind` is the type of both
                return
            if kind is list:
                self._lists(one, two, at, path)  # type: ignore[arg-type]  # the same
                return
        self._whole(one, two, at, path)

    def _whole(self, one: object, two: object, at: str, path: Path) -> None:
        add(one, at, path, self.before, self.identities)
        add(two, at, path, self.after, self.identities)

    def _maps(self, one: dict[str, object], two: dict[str, object], at: str, path: Path) -> None:
        if not (_open(one, path) and (one.keys() == two.keys() or _open(two, path))):
            self._whole(one, two, at, path)
            return
        for key, item in two.items():
            other = one.get(key, _MISSING)
            if other is item:
                continue
            kind = type(item)
            if kind is str and type(other) is str:
                if item != other:
                    where = f"{at}/{shown_step(key)}"
                    self.before[where] = TEXT + other
                    self.after[where] = TEXT + item  # type: ignore[operator]  # `kind` says so
            elif other is _MISSING:
                below = (*path, key)
                add(item, f"{at}/{shown_step(key)}", below, self.after, self.identities)
            elif kind is int and type(other) is int and item == other:
                continue
            elif not _alike(other, item):
                self.values(other, item, f"{at}/{shown_step(key)}", (*path, key))
        for key, item in one.items():
            if key not in two:
                below = (*path, key)
                add(item, f"{at}/{shown_step(key)}", below, self.before, self.identities)

    def _lists(self, one: list[object], two: list[object], at: str, path: Path) -> None:
        own = item_labels(one, path, self.identities)
        theirs = item_labels(two, path, self.identities)
        held = dict(zip(_steps(own, one), one, strict=True))
        for step, item in zip(_steps(theirs, two), two, strict=True):
            other = held.pop(step, _MISSING)
            if other is _MISSING:
                add(item, f"{at}/{step}", path, self.after, self.identities)
            elif not _alike(other, item):
                self.values(other, item, f"{at}/{step}", path)
        for step, item in held.items():
            add(item, f"{at}/{step}", path, self.before, self.identities)
        add_order(own, at, self.before)
        add_order(theirs, at, self.after)


def _open(value: dict[str, object], path: Path) -> bool:
    """Whether every key of a map stands for itself: none is hidden, and none is of SOPS."""
    for key in value:
        if key.__class__ is not str:
            raise NotPlain
        if not shown_step(key) or (not path and key.startswith("sops")):
            return False
    return True


def _steps(labels: list[str] | None, items: list[object]) -> list[str]:
    return labels if labels is not None else [f"[{number}]" for number in range(len(items))]
