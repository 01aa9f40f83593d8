"""The steps of a migration, which need no code: each one knows what it does, and how to undo it.

A step that finds nothing at its key does nothing. `*` in a key stands for any one key or item.
"""

from collections.abc import Iterator

from confledger.changes.sameness import same
from confledger.errors import ConfledgerError
from confledger.loader.migration.operation import (
    ADD,
    MOVE,
    REMOVE,
    RENAME,
    REPLACE,
    UNWRAP,
    WRAP,
    Operation,
    deepest,
    done,
    found,
)
from confledger.location import Path, Step, dotted

ANY = "*"
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
# What one of these texts is, as a boolean.
_BOOLEANS = {"true": True, "false": False}


class Rename:
    """`rename: {key: db.pool, to: size}`: another name in the same place."""

    __slots__ = ("_key", "_to")
    known = ("key", "to")

    def __init__(self, key: Path, to: str) -> None:
        self._key, self._to = key, to

    def operations(self, tree: object) -> Iterator[Operation]:
        """Yield what it does to a document."""
        for path, _ in _matches(tree, self._key):
            if not isinstance(path[-1], str):
                raise ConfledgerError(f"`{dotted(path)}` is an item of a list, which has no name")
            if self._to in found(tree, path[:-1]):  # type: ignore[operator]  # a map
                raise ConfledgerError(
                    f"`{dotted((*path[:-1], self._to))}` is there already, beside `{path[-1]}`",
                    help="take one of them out",
                )
            yield Operation(RENAME, path, value=self._to)

    def backward(self) -> "AnyStep | str":
        """Return the step that undoes it; or why there is none."""
        last = self._key[-1]
        return (
            "it renames what `*` finds"
            if last == ANY
            else Rename((*self._key[:-1], self._to), str(last))
        )


class Move:
    """`move: {from: a.b, to: c.d}`: to another place; maps of which nothing is left go as well."""

    __slots__ = ("_from", "_to")
    known = ("from", "to")

    def __init__(self, key: Path, to: Path) -> None:
        if key.count(ANY) != to.count(ANY):
            raise ConfledgerError("`from` and `to` have another number of `*`")
        self._from, self._to = key, to

    def operations(self, tree: object) -> Iterator[Operation]:
        """Yield what it does to a document."""
        for path, stars in _matches(tree, self._from):
            rest = iter(stars)
            target = tuple(next(rest) if step == ANY else step for step in self._to)
            if len(deepest(tree, target[:-1])) == len(target) - 1:
                above = found(tree, target[:-1])
                if not isinstance(above, dict) or target[-1] in above:
                    raise ConfledgerError(
                        f"`{dotted(target)}` is there already, beside `{dotted(path)}`",
                        help="take one of them out",
                    )
            one = Operation(MOVE, path, target=target)
            yield one
            yield from emptied(done(one, tree), path)
            tree = _after(tree, one)

    def backward(self) -> "AnyStep | str":
        """Return the step that undoes it; or why there is none."""
        return Move(self._to, self._from)


class Delete:
    """`delete: a.b`, or `delete: {key: a.b}`; maps of which nothing is left go as well."""

    __slots__ = ("_key",)
    known = ("key",)

    def __init__(self, key: Path) -> None:
        self._key = key

    def operations(self, tree: object) -> Iterator[Operation]:
        """Yield what it does to a document."""
        for path, _ in reversed(list(_matches(tree, self._key))):
            one = Operation(REMOVE, path)
            yield one
            yield from emptied(done(one, tree), path)
            tree = _after(tree, one)

    def backward(self) -> "AnyStep | str":
        """Return the step that undoes it; or why there is none."""
        return f"it deletes `{dotted(self._key)}`, and nobody knows the value any more"


class Set:
    """`set: {key: a.b, value: 5}`: where the key is absent, and what it would be in is there."""

    __slots__ = ("_key", "_value")
    known = ("key", "value")

    def __init__(self, key: Path, value: object) -> None:
        self._key, self._value = key, value

    def operations(self, tree: object) -> Iterator[Operation]:
        """Yield what it does to a document."""
        wide = max((at + 1 for at, step in enumerate(self._key) if step == ANY), default=0)
        for path, _ in list(_matches(tree, self._key[:wide])):
            target = (*path, *self._key[wide:])
            place = deepest(tree, target[:-1])
            above = found(tree, place)
            if isinstance(above, dict) and target[len(place)] not in above:
                yield Operation(ADD, target, value=self._value)

    def backward(self) -> "AnyStep | str":
        """Return the step that undoes it; or why there is none."""
        return Delete(self._key)


class Map:
    """`map: {key: mode, values: {fast: quick}}`: other values instead of some; the rest stays."""

    __slots__ = ("_key", "_pairs")
    known = ("key", "values")

    def __init__(self, key: Path, pairs: list[tuple[object, object]]) -> None:
        self._key, self._pairs = key, pairs

    def operations(self, tree: object) -> Iterator[Operation]:
        """Yield what it does to a document."""
        for path, _ in _matches(tree, self._key):
            old = found(tree, path)
            for one, new in self._pairs:
                if same(old, one):
                    yield Operation(REPLACE, path, value=new)
                    break

    def backward(self) -> "AnyStep | str":
        """Return the step that undoes it; or why there is none."""
        news = [new for _, new in self._pairs]
        if any(same(one, two) for at, one in enumerate(news) for two in news[:at]):
            return f"it makes one value of several of `{dotted(self._key)}`"
        return Map(self._key, [(new, old) for old, new in self._pairs])


class Convert:
    """`convert: {key: port, from: string, to: integer}`: the same value as another type."""

    __slots__ = ("_from", "_key", "_to")
    known = ("from", "key", "to")

    def __init__(self, key: Path, source: str, to: str) -> None:
        self._key, self._from, self._to = key, source, to

    def operations(self, tree: object) -> Iterator[Operation]:
        """Yield what it does to a document."""
        for path, _ in _matches(tree, self._key):
            old = found(tree, path)
            if _is(old, self._from):
                yield Operation(REPLACE, path, value=self._converted(old, path))

    def backward(self) -> "AnyStep | str":
        """Return the step that undoes it; or why there is none."""
        return Convert(self._key, self._to, self._from)

    def _converted(self, old: object, path: Path) -> object:
        new: object = None
        try:
            if self._to == "string":
                new = str(old).lower() if isinstance(old, bool) else str(old)
            elif self._to == "boolean":
                new = _BOOLEANS.get(str(old).lower())
            elif self._to == "integer":
                new = int(old) if isinstance(old, str) else int(float(str(old)))
                new = new if isinstance(old, str) or new == old else None
            else:
                new = float(str(old)) if not isinstance(old, bool) else None
        except ValueError:
            new = None
        if new is None:
            raise ConfledgerError(
                f"the value of `{dotted(path)}` has no {self._to} that is the same",
                help="change it by hand first",
            )
        return new


class Wrap:
    """`wrap: hosts`: a list of one, of a value that is no list."""

    __slots__ = ("_key",)
    known = ("key",)

    def __init__(self, key: Path) -> None:
        self._key = key

    def operations(self, tree: object) -> Iterator[Operation]:
        """Yield what it does to a document."""
        for path, _ in _matches(tree, self._key):
            if not isinstance(found(tree, path), list):
                yield Operation(WRAP, path)

    def backward(self) -> "AnyStep | str":
        """Return the step that undoes it; or why there is none."""
        return Unwrap(self._key)


class Unwrap:
    """`unwrap: hosts`: the one item of a list, in the place of the list."""

    __slots__ = ("_key",)
    known = ("key",)

    def __init__(self, key: Path) -> None:
        self._key = key

    def operations(self, tree: object) -> Iterator[Operation]:
        """Yield what it does to a document."""
        for path, _ in _matches(tree, self._key):
            old = found(tree, path)
            if isinstance(old, list):
                if len(old) != 1:
                    raise ConfledgerError(
                        f"`{dotted(path)}` has {len(old)} items, and one value is to be made of it",
                        help="leave one of them",
                    )
                yield Operation(UNWRAP, path)

    def backward(self) -> "AnyStep | str":
        """Return the step that undoes it; or why there is none."""
        return Wrap(self._key)


AnyStep = Rename | Move | Delete | Set | Map | Convert | Wrap | Unwrap


def _matches(tree: object, key: Path, done: Path = ()) -> Iterator[tuple[Path, list[Step]]]:
    """Yield each path that a key stands for, with what its `*` stand for."""
    if not key:
        yield done, []
        return
    step, rest = key[0], key[1:]
    if isinstance(tree, dict):
        steps: list[Step] = list(tree) if step == ANY else [step] if step in tree else []
    elif isinstance(tree, list):
        number = int(step) if isinstance(step, str) and step.isdecimal() else step
        known = isinstance(number, int) and 0 <= number < len(tree)
        steps = list(range(len(tree))) if step == ANY else [number] if known else []
    else:
        return
    for one in steps:
        for path, stars in _matches(tree[one], rest, (*done, one)):  # type: ignore[index]  # a map or list
            yield path, [one, *stars] if step == ANY else stars


def emptied(tree: object, path: Path) -> Iterator[Operation]:
    """Yield the removal of what nothing is left of, above a key that is gone."""
    above = path[:-1]
    if not above or found(tree, above) not in ({}, []):
        return
    while len(above) > 1 and isinstance(above[-1], str):
        if len(found(tree, above[:-1])) > 1:  # type: ignore[arg-type]  # a map or list
            break
        above = above[:-1]
    # An item that goes would give all others another number.
    if isinstance(above[-1], str):
        yield Operation(REMOVE, above)


def _after(tree: object, one: Operation) -> object:
    tree = done(one, tree)
    for more in emptied(tree, one.path):
        tree = done(more, tree)
    return tree


def _is(value: object, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean") == isinstance(value, bool)
