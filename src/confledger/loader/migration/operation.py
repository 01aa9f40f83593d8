"""One small change of a document, and what it makes of the values.

The text that it makes is another matter: see `rewriting`.
"""

from confledger.errors import ConfledgerError
from confledger.location import Path, dotted

ADD, REMOVE, REPLACE, RENAME, MOVE, WRAP, UNWRAP = (
    "add",
    "remove",
    "replace",
    "rename",
    "move",
    "wrap",
    "unwrap",
)


class Operation:
    """What happens to the value at `path` of a document.

    `value` is what is added or put there, or the new name; `target` is where it is moved to.
    """

    __slots__ = ("kind", "path", "target", "value")

    def __init__(self, kind: str, path: Path, *, value: object = None, target: Path = ()) -> None:
        self.kind = kind
        self.path = path
        self.value = value
        self.target = target

    def __repr__(self) -> str:
        return f"Operation({self.kind!r}, {self.path!r}, target={self.target!r})"

    def said(self) -> str:
        """Return what it does, for people; never a value."""
        key = f"`{dotted(self.path)}`"
        if self.kind == MOVE:
            return f"move {key} to `{dotted(self.target)}`"
        if self.kind == RENAME:
            return f"rename {key} to `{self.value}`"
        return f"{self.kind} {key}"


def done(operation: Operation, document: object) -> object:
    """Return the document after an operation; what is given is not changed."""
    tree = copied(document)
    kind, path = operation.kind, operation.path
    if kind == ADD:
        return _put(tree, path, copied(operation.value))
    if not path:
        if kind == REPLACE:
            return copied(operation.value)
        raise ConfledgerError(f"a migration cannot {kind} a whole document")
    parent = found(tree, path[:-1])
    step = path[-1]
    if kind == REMOVE:
        del parent[step]  # type: ignore[attr-defined]  # a map or list
    elif kind == MOVE:
        value = parent.pop(step)  # type: ignore[attr-defined]  # a map
        return _put(tree, operation.target, value)
    elif kind == RENAME:
        assert isinstance(parent, dict)
        renamed = {str(operation.value) if key == step else key: one for key, one in parent.items()}
        parent.clear()
        parent.update(renamed)
    else:
        old = parent[step]  # type: ignore[index]  # a map or list
        new = {WRAP: [old], REPLACE: copied(operation.value)}.get(kind)
        if kind == UNWRAP:
            new = old[0]
        parent[step] = new  # type: ignore[index]  # the same
    return tree


def found(tree: object, path: Path) -> object:
    """Return the value at a path, which is there."""
    for step in path:
        tree = tree[step]  # type: ignore[index]  # it was looked at, or the caller has it
    return tree


def deepest(tree: object, path: Path) -> Path:
    """Return as much of a path as leads to a map or list that is there."""
    done: Path = ()
    for step in path:
        if isinstance(tree, list):
            known = isinstance(step, int) and 0 <= step < len(tree)
        else:
            known = isinstance(tree, dict) and step in tree
        if not known:
            break
        tree = tree[step]  # type: ignore[index]  # it was looked at, or the caller has it
        if not isinstance(tree, (dict, list)):
            break
        done = (*done, step)
    return done


def nested(path: Path, value: object) -> object:
    """Return the maps that lead to a value by a path."""
    for step in reversed(path):
        value = {step: value}
    return value


def copied(value: object) -> object:
    """Return a copy that shares nothing with the value."""
    if isinstance(value, dict):
        return {key: copied(one) for key, one in value.items()}
    if isinstance(value, list):
        return list(map(copied, value))
    return value


def _put(tree: object, path: Path, value: object) -> object:
    """Add a value, in maps that are made where they are missing; to a list, before an item."""
    place = deepest(tree, path[:-1])
    above = found(tree, place)
    step = path[len(place)]
    value = nested(path[len(place) + 1 :], value)
    if isinstance(above, list):
        assert isinstance(step, int)
        above.insert(step, value)
    elif isinstance(above, dict) and step not in above:
        above[step] = value
    else:
        raise ConfledgerError(f"`{dotted((*place, step))}` is in the way of `{dotted(path)}`")
    return tree
