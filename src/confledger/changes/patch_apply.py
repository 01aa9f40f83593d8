"""Apply a JSON Patch (RFC 6902), turn one round, and take one back.

Stricter than the standard where that loses nothing: 1 and 1.0 are not the same value to `test`,
the whole document is not removed, and an operation whose value was hidden is refused.
"""

from collections.abc import Iterator
from typing import Any

from confledger.changes.patch import REDACTED, STREAM
from confledger.changes.sameness import same
from confledger.errors import ConfledgerError
from confledger.location import Path, Step, parse_pointer, pointer

# Which members each operation needs.
_NEEDS = {
    "add": ("path", "value"),
    "remove": ("path",),
    "replace": ("path", "value"),
    "move": ("from", "path"),
    "copy": ("from", "path"),
    "test": ("path", "value"),
}
# So many values are copied within a document: a few operations could double it without end.
_MOST_COPIED = 1_000_000
Operation = dict[str, object]


class PatchFailed(ConfledgerError):
    """A patch does not apply; `number` says which of its operations, from 1, and 0 for none."""

    def __init__(self, number: int, reason: str, *, help: str | None = None) -> None:
        super().__init__(f"operation {number} {reason}" if number else reason, help=help)
        self.number = number


def apply(patch: object, documents: list[object]) -> list[object]:
    """Return the documents after all operations; raise PatchFailed, and nothing has changed.

    Neither the patch nor the documents given are ever changed, and share nothing with the answer.
    """
    tree = _Tree(documents, patch)
    try:
        for number, one in _operations(patch):
            tree.do(number, one)
    except RecursionError:
        raise PatchFailed(0, "the patch nests values deeper than any reader allows") from None
    return tree.documents()


def reverse(patch: object, before: list[object]) -> list[Operation]:
    """Return the patch that makes the documents `before` again of what `patch` makes of them."""
    tree = _Tree(before, patch)
    found = _last_first([tree.do(number, one) for number, one in _operations(patch)])
    if found and tree.stream:
        found[0][STREAM] = True
    return found


def undo(patch: object, documents: list[object]) -> list[object]:
    """Return the documents without what `patch` did, by what its tests say was there before.

    What it adds is taken not to have been there. Raise PatchFailed where it does not say, and
    where the documents are not those that it makes.
    """
    done: list[tuple[int, list[Operation]]] = []
    tested: dict[object, object] = {}
    for number, one in _operations(patch):
        if one["op"] == "test":
            tested[one["path"]] = one["value"]
        else:
            done.append((number, _inverse(number, one, tested)))
            tested = {}
    tree = _Tree(documents, patch)
    for number, group in reversed(done):
        for one in group:
            tree.do(number, tree.last(number, one))
    return tree.documents()


def _last_first(done: list[list[Operation]]) -> list[Operation]:
    return [one for group in reversed(done) for one in group]


def _inverse(number: int, one: Operation, tested: dict[object, object]) -> list[Operation]:
    name, path = one["op"], one["path"]
    if name == "move":
        return [{"op": "move", "from": path, "path": one["from"]}]
    if name == "copy":
        return [{"op": "remove", "path": path}]
    if name == "add":
        return [
            {"op": "test", "path": path, "value": one["value"]},
            {"op": "remove", "path": path},
        ]
    if path not in tested:
        raise PatchFailed(
            number,
            "cannot be taken back: the patch does not say what was there",
            help="make it with `confledger diff --format json-patch`, which tests what it changes",
        )
    if name == "remove":
        return [{"op": "add", "path": path, "value": tested[path]}]
    return [
        {"op": "test", "path": path, "value": one["value"]},
        {"op": "replace", "path": path, "value": tested[path]},
    ]


def _is_stream(patch: object) -> bool:
    return (
        isinstance(patch, list)
        and bool(patch)
        and isinstance(patch[0], dict)
        and patch[0].get(STREAM) is True
    )


def _operations(patch: object) -> Iterator[tuple[int, Operation]]:
    """Yield each operation with its number, from 1, after a look at its form."""
    if not isinstance(patch, list):
        raise PatchFailed(0, "a JSON Patch is a list of operations")
    for number, one in enumerate(patch, 1):
        if not isinstance(one, dict):
            raise PatchFailed(number, "is not an object with `op` and `path`")
        name = one.get("op")
        if not isinstance(name, str) or name not in _NEEDS:
            known = ", ".join(_NEEDS)
            raise PatchFailed(number, f"has no `op` that is known: there are {known}")
        for member in _NEEDS[name]:
            if member not in one:
                raise PatchFailed(number, f"has no `{member}`, which `{name}` needs")
            if member != "value" and not isinstance(one[member], str):
                raise PatchFailed(number, f"has a `{member}` that is no text")
        if one.get(REDACTED):
            raise PatchFailed(
                number,
                "has a value that was hidden, because it is secret",
                help="change that value by hand; with SOPS: confledger secrets set",
            )
        yield number, one


class _Tree:
    """The documents, which operations change; each tells how to take it back."""

    def __init__(self, documents: list[object], patch: object) -> None:
        self.stream = len(documents) != 1 or _is_stream(patch)
        # The root stands in a list, so that it can be replaced like anything else.
        self._copies = 0
        self._root: list[object] = [_copied(documents if self.stream else documents[0])]

    def documents(self) -> list[object]:
        root = self._root[0]
        return root if self.stream else [root]  # type: ignore[return-value]  # a stream is a list

    def do(self, number: int, one: Operation) -> list[Operation]:
        """Do one operation; return those that take it back."""
        name = one["op"]
        if name in ("add", "move", "copy"):
            return self._put_somewhere(number, one)
        place = self._place(number, one, "path")
        if name == "test":
            if not same(self._get(place), one["value"]):
                raise PatchFailed(number, f"does not apply: {_at(place)} is not what it tests for")
            return [dict(one)]
        if name == "remove":
            return [{"op": "add", "path": pointer(place.path), "value": self._take(place)}]
        old = self._get(place)
        self._put(place, _copied(one["value"]))
        return [{"op": "replace", "path": pointer(place.path), "value": old}]

    def last(self, number: int, one: Operation) -> Operation:
        """Return an operation in which `-` is the last item, which it added, of a list."""
        made = dict(one)
        for member in ("path", "from"):
            path = str(one.get(member, ""))
            if path.endswith("/-") and not (member == "path" and one["op"] in ("move", "add")):
                place = self._place(number, {member: path[:-2]}, member)
                value = self._get(place)
                if isinstance(value, list) and value:
                    made[member] = f"{path[:-1]}{len(value) - 1}"
        return made

    def _put_somewhere(self, number: int, one: Operation) -> list[Operation]:
        if one["op"] == "add":
            return self._add(number, one, _copied(one["value"]))
        source = self._place(number, one, "from")
        value = self._get(source)
        if one["op"] == "copy":
            self._copies += _size(value)
            if self._copies > _MOST_COPIED:
                raise PatchFailed(number, f"copies more than {_MOST_COPIED:,} values in all")
            return self._add(number, one, _copied(value))
        target, start = str(one["path"]), str(one["from"])
        if target == start:
            return []
        if target.startswith(start + "/"):
            raise PatchFailed(number, f"moves {_at(source)} into itself")
        self._take(source)
        end = self._add(number, one, value)[0]
        path = pointer(source.path)
        if end["op"] == "remove":
            return [{"op": "move", "from": end["path"], "path": path}]
        # It took the place of another value.
        again = {"op": "add", "path": path, "value": _copied(value)}
        return [{"op": "replace", "path": end["path"], "value": end["value"]}, again]

    def _add(self, number: int, one: Operation, value: object) -> list[Operation]:
        place = self._place(number, one, "path", new=True)
        path = pointer(place.path)
        if isinstance(place.parent, list) and place.path:
            assert isinstance(place.step, int)
            place.parent.insert(place.step, value)
            return [{"op": "remove", "path": path}]
        if not place.path or place.step in place.parent:
            old = self._get(place)
            self._put(place, value)
            return [{"op": "replace", "path": path, "value": old}]
        self._put(place, value)
        return [{"op": "remove", "path": path}]

    def _get(self, place: "_Place") -> object:
        return place.parent[place.step]

    def _put(self, place: "_Place", value: object) -> None:
        if not place.path and self.stream and not isinstance(value, list):
            raise PatchFailed(place.number, "does not put a list in the place of all documents")
        place.parent[place.step] = value

    def _take(self, place: "_Place") -> object:
        if not place.path:
            raise PatchFailed(place.number, "removes the whole document, and nothing would be left")
        return place.parent.pop(place.step)

    def _place(self, number: int, one: Operation, member: str, *, new: bool = False) -> "_Place":
        """Return where a pointer leads; with `new`, to where something may be put."""
        try:
            steps = parse_pointer(str(one[member]))
        except ValueError:
            raise PatchFailed(number, f"has a `{member}` that does not start with '/'") from None
        if _misescaped(str(one[member])):
            raise PatchFailed(number, f"has a `{member}` with a `~` that is neither ~0 nor ~1")
        parent: Any = self._root
        step: Step = 0
        path: Path = ()
        for at, name in enumerate(steps):
            value = parent[step]
            step = _step(number, value, name, path, new=new and at == len(steps) - 1)
            parent, path = value, (*path, step)
        return _Place(number, parent, step, path)


class _Place:
    """Where a value stands: in a map or list, at a step; `path` leads there."""

    __slots__ = ("number", "parent", "path", "step")

    def __init__(self, number: int, parent: Any, step: Step, path: Path) -> None:
        self.number = number
        self.parent = parent
        self.step = step
        self.path = path


def _step(number: int, value: object, name: str, path: Path, *, new: bool) -> Step:
    """Return the step that a part of a pointer stands for."""
    if isinstance(value, dict):
        if name not in value and not new:
            raise PatchFailed(number, f"does not apply: there is no `{pointer((*path, name))}`")
        return name
    if not isinstance(value, list):
        raise PatchFailed(number, f"does not apply: `{pointer(path)}` is neither a map nor a list")
    if name == "-" and new:
        return len(value)
    if not (name.isascii() and name.isdigit()) or (name[0] == "0" and len(name) > 1):
        raise PatchFailed(
            number, f"does not apply: `{pointer(path)}` is a list, and `{name}` is no place in it"
        )
    if len(name) > 18 or int(name) > len(value) - (not new):
        raise PatchFailed(number, f"does not apply: there is no `{pointer((*path, name))}`")
    return int(name)


def _misescaped(text: str) -> bool:
    return "~" in text and "~" in text.replace("~0", "").replace("~1", "")


def _at(place: _Place) -> str:
    return f"`{pointer(place.path)}`" if place.path else "the document"


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    if isinstance(value, list):
        return list(map(_copied, value))
    return value


def _size(value: object) -> int:
    """Count a value and all that is in it."""
    count, todo = 0, [value]
    while todo:
        one = todo.pop()
        count += 1
        if isinstance(one, dict):
            todo.extend(one.values())
        elif isinstance(one, list):
            todo.extend(one)
    return count
