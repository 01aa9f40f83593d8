"""Layers laid over each other: maps deeply, scalars and lists whole, unless the schema says how.

Pure. `merged` gives the value of everything; `declarations` says for one path which layers
speak of it, from the strongest down, and which of them count. Both follow the same rules, and
a property test holds them to it.
"""

from confledger.loader.layer import UNSET, Items, Layer, UnsetItem
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    # How the list at a path is merged: `append`, `by-key:NAME`, or None for whole.
    # The path has the numbers of the merged list, or -1 where they are not known yet.
    Merges = Callable[[Path], str | None]

APPEND, BY_KEY = "append", "by-key:"


class _Missing:
    __slots__ = ()


MISSING = _Missing()


def whole(path: Path) -> str | None:
    """Say of every list that it is replaced as a whole."""
    return None


def merged(layers: "Sequence[Layer]", merges: "Merges" = whole) -> dict[str, object]:
    """Lay the trees of `layers`, from weak to strong, over each other; none of them is changed.

    `UNSET` stays where the strongest layer that speaks of a key removes it, so that no default
    takes its place; `stripped` takes it out.
    """
    result: dict[str, object] = {}
    for layer in layers:
        result = _over(result, layer.tree, (), merges)  # type: ignore[assignment]  # a map over a map is one
    return result


def _over(below: object, above: object, path: Path, merges: "Merges") -> object:
    if isinstance(above, dict):
        if not isinstance(below, dict):
            below = {}
        done = dict(below)
        for name, value in above.items():
            if isinstance(value, _MADE_OF_PARTS):
                done[name] = _over(below.get(name, UNSET), value, (*path, name), merges)
            else:
                done[name] = value
        return done
    if isinstance(above, list):
        how = merges(path)
        if how is not None and isinstance(below, list):
            if how == APPEND:
                return below + _items(above, path, merges)
            if how.startswith(BY_KEY):
                return _by_key(below, above, how[len(BY_KEY) :], path, merges)
        return _items(above, path, merges)
    if isinstance(above, Items):
        return _by_number(below if isinstance(below, list) else [], above, path, merges)
    return above


_MADE_OF_PARTS = (dict, list, Items)


def _items(above: list[object], path: Path, merges: "Merges") -> list[object]:
    """Return a copy of a list; what removes an item of a weaker one is none itself."""
    return [_fresh(one, (*path, -1), merges) for one in above if not isinstance(one, UnsetItem)]


def _by_number(below: list[object], above: Items, path: Path, merges: "Merges") -> list[object]:
    done = list(below)
    for index, item in sorted(above.by_number.items()):
        if index < len(done):
            done[index] = _over(done[index], item, (*path, index), merges)
        elif index == len(done):
            done.append(_fresh(item, (*path, index), merges))
    return done


def _fresh(value: object, path: Path, merges: "Merges") -> object:
    """Return a copy, so that a caller who changes it changes nothing else."""
    if isinstance(value, _MADE_OF_PARTS):
        return _over(UNSET, value, path, merges)
    return value


def _by_key(
    below: list[object], above: list[object], key: str, path: Path, merges: "Merges"
) -> list[object]:
    done = list(below)
    at: dict[tuple[str, object] | None, list[int]] = {}
    for index, item in enumerate(done):
        at.setdefault(identity(item, key), []).append(index)
    # What has no name is nobody's.
    at.pop(None, None)
    for item in above:
        name = identity(item, key)
        if isinstance(item, UnsetItem):
            # Each that is called so; what comes after it in this list is a new one.
            for index in at.pop(name, ()):
                done[index] = MISSING
        elif name in at:
            index = at[name][-1]
            done[index] = _over(done[index], item, (*path, -1), merges)
        else:
            if name is not None:
                at[name] = [len(done)]
            done.append(_fresh(item, (*path, -1), merges))
    return [one for one in done if one is not MISSING]


def identity(item: object, key: str) -> tuple[str, object] | None:
    """Return what an item is known by, with its type, so that 1 and true differ."""
    if isinstance(item, UnsetItem):
        item = item.item if isinstance(item.item, dict) else {key: item.item}
    if not isinstance(item, dict):
        return None
    value = item.get(key)
    if isinstance(value, (str, int, float)):
        return (type(value).__name__, value)
    return None


def stripped(tree: object) -> object:
    """Return a copy without the keys and items that are removed."""
    if isinstance(tree, dict):
        return {name: stripped(one) for name, one in tree.items() if one is not UNSET}
    if isinstance(tree, list):
        return [stripped(one) for one in tree if one is not UNSET]
    return tree


class Declaration:
    """What one layer says of a path; `path` is the path within that layer.

    `wins` where it is the value that holds, or a part of it. `hidden` where it could not hold
    even if nothing stronger spoke of the path: a stronger layer replaces what the path is in.
    """

    __slots__ = ("hidden", "layer", "path", "value", "wins")

    def __init__(
        self, layer: Layer, path: Path, value: object, *, wins: bool, hidden: bool = False
    ) -> None:
        self.hidden = hidden
        self.layer = layer
        self.path = path
        self.value = value
        self.wins = wins

    def __repr__(self) -> str:
        return f"Declaration({self.layer!r}, {self.path!r}, wins={self.wins})"


class _Here:
    """One layer on the way down to a path: what it has there, and by which path of its own."""

    __slots__ = ("layer", "node", "path")

    def __init__(self, layer: Layer, node: object, path: Path) -> None:
        self.layer = layer
        self.node = node
        self.path = path


def declarations(
    layers: "Sequence[Layer]", path: Path, merges: "Merges" = whole
) -> list[Declaration]:
    """Return what each layer says of `path`, the strongest first, those that are hidden last.

    `path` is one of the merged tree. A layer that says nothing of it is left out; one that
    replaces what is above it, or removes it, is there with what it puts at the place: `UNSET`.
    """
    return Descent(layers, merges).declarations(path)


class Descent:
    """Says of many paths what each layer says of them; what is on their way is looked at once."""

    def __init__(self, layers: "Sequence[Layer]", merges: "Merges" = whole) -> None:
        self._merges = merges
        # Each layer speaks of a place once, and the order is that of the layers.
        self._rank = {id(layer): number for number, layer in enumerate(layers)}
        # By path, the layers that still speak of it, from strong to weak; and those hidden.
        top = [_Here(layer, layer.tree, ()) for layer in reversed(layers)]
        self._known: dict[Path, tuple[list[_Here], list[_Here]]] = {(): (top, [])}
        self._rows: dict[Path, list[_Row]] = {}

    def declarations(self, path: Path) -> list[Declaration]:
        """Return what each layer says of a path; see the function."""
        depth = len(path)
        while path[:depth] not in self._known:
            depth -= 1
        for at in range(depth, len(path)):
            self._known[path[: at + 1]] = self._down(path[:at], path[at])
        shown, hidden = self._known[path]
        parts = _visible(shown, path, self._merges)
        found = [
            Declaration(one.layer, one.path, one.node, wins=number < len(parts))
            for number, one in enumerate(shown)
        ]
        found += [
            Declaration(one.layer, one.path, one.node, wins=False, hidden=True) for one in hidden
        ]
        return sorted(found, key=lambda one: (one.hidden, -self._rank[id(one.layer)]))

    def _down(self, at: Path, step: str | int) -> tuple[list[_Here], list[_Here]]:
        """Go one step down in each layer; say which are shown and which are hidden below."""
        shown, hidden = self._known[at]
        parts = _visible(shown, at, self._merges)
        rest = shown[len(parts) :] + hidden
        below_shown: list[_Here] = []
        if isinstance(step, str):
            below_shown = [one for here in parts for one in _into_map(here, step)]
        elif parts:
            if at not in self._rows:
                self._rows[at] = _rows_of(parts, at, self._merges)
            rows = self._rows[at]
            below_shown = rows[step] if 0 <= step < len(rows) else []
        return below_shown, _hidden(rest, step)


def _adds_to(node: object, above: object, path: Path, merges: "Merges") -> bool:
    """Whether something is a part of what holds, beside what is right above it."""
    if isinstance(above, dict):
        return isinstance(node, dict)
    if not isinstance(node, (list, Items)):
        return False
    return isinstance(above, Items) or (isinstance(above, list) and merges(path) is not None)


def _hidden(rest: list[_Here], step: str | int) -> list[_Here]:
    """Return what layers that nothing is seen of have below."""
    below_hidden: list[_Here] = []
    for here in rest:
        if isinstance(step, str):
            below_hidden += _into_map(here, step)
        elif isinstance(here.node, list) and 0 <= step < len(here.node):
            if not isinstance(here.node[step], UnsetItem):
                below_hidden.append(_Here(here.layer, here.node[step], (*here.path, step)))
        elif isinstance(here.node, Items) and step in here.node.by_number:
            below_hidden.append(_Here(here.layer, here.node.by_number[step], (*here.path, step)))
    return below_hidden


def _visible(shown: list[_Here], at: Path, merges: "Merges") -> list[_Here]:
    """Return the layers whose maps or lists make up what holds at a place."""
    parts: list[_Here] = []
    for here in shown:
        if parts and not _adds_to(here.node, parts[-1].node, at, merges):
            break
        parts.append(here)
        if not isinstance(here.node, _MADE_OF_PARTS):
            break
    return parts


def _into_map(here: _Here, step: str) -> "Iterator[_Here]":
    if isinstance(here.node, dict) and step in here.node:
        yield _Here(here.layer, here.node[step], (*here.path, step))


def _rows_of(parts: list[_Here], at: Path, merges: "Merges") -> "list[_Row]":
    """Return for each item of the merged list those it is made of, the strongest first."""
    weakest_first = [here for here in parts if isinstance(here.node, (list, Items))][::-1]
    how = merges(at) if len(weakest_first) > 1 else None
    key = how[len(BY_KEY) :] if how is not None and how.startswith(BY_KEY) else None
    rows: list[_Row] = []
    for number, here in enumerate(weakest_first):
        if isinstance(here.node, Items):
            for index, item in sorted(here.node.by_number.items()):
                if index == len(rows):
                    rows.append(_Row(None))
                if index >= len(rows):
                    continue
                row = rows[index]
                row.insert(0, _Here(here.layer, item, (*here.path, index)))
                # It may call the item something else.
                if key is not None and (not isinstance(item, dict) or key in item):
                    row.name = identity(item, key)
        else:
            rows = _with_list(rows, here, key, fixed=number == 0)
    return rows


class _Row(list[_Here]):
    """What one item of a merged list is made of, and what the item is known by."""

    def __init__(self, name: tuple[str, object] | None) -> None:
        super().__init__()
        self.name = name


def _with_list(rows: list[_Row], here: _Here, key: str | None, *, fixed: bool) -> list[_Row]:
    """Lay the items of a list over those of weaker ones; see `_by_key`.

    The weakest list stands as it is: what is twice in it stays twice, and the last counts.
    """
    assert isinstance(here.node, list)
    known: dict[tuple[str, object] | None, list[_Row]] = {}
    for row in rows:
        known.setdefault(row.name, []).append(row)
    known.pop(None, None)
    gone: set[int] = set()
    for index, item in enumerate(here.node):
        name = identity(item, key) if key is not None else None
        if isinstance(item, UnsetItem):
            gone.update(id(row) for row in known.pop(name, ()))
            continue
        if fixed or name not in known:
            row = _Row(name)
            rows.append(row)
            if name is not None and not fixed:
                known[name] = [row]
        else:
            row = known[name][-1]
        row.insert(0, _Here(here.layer, item, (*here.path, index)))
    return [row for row in rows if id(row) not in gone] if gone else rows
