"""What differs between two versions of a file, as a JSON Patch (RFC 6902).

A file with one document is that document; with any other number before or after, it is a list of
them, and the first operation has the member `"stream": true`, which other programs ignore, as
section 4 demands. The order of keys is not kept: to JSON, there is none.
"""

from collections.abc import Iterable

from confledger.changes.change import ADDED, MOVED, REMOVED, RENAMED, Change
from confledger.changes.patch_pairs import Numbers, Pairs, paired, unmoved
from confledger.changes.sameness import same
from confledger.errors import ConfledgerError
from confledger.location import Path, Step, pointer
from confledger.secrets.redaction import HIDDEN, Redaction, keys_shown, path_shown

# Of an operation whose value is not told, because it is secret: no program can apply it.
REDACTED = "redacted"
STREAM = "stream"
# A list that needs more steps than this to bring it in order is written anew.
_MOST_STEPS = 4_000_000
# Shorter texts are often equal by accident, under keys that have nothing in common.
_TELLING = 8


def json_patch(
    before: list[object],
    after: list[object],
    changes: list[Change] | None = None,
    *,
    tests: bool = False,
    hide: bool = False,
    scopes: "Scopes" = (None, None),
) -> list[dict[str, object]]:
    """Return the operations that make the documents `after` of those `before`; none if equal.

    `changes`, what `changes.compare` says of the two, tells which items and keys are the same
    under another name or in another place. With `tests`, what is removed or replaced is tested
    first, so that the patch fits nothing else, and can be taken back without `before`. With
    `hide`, secret values are `<redacted>`, and `apply` refuses such a patch; `scopes` are of
    either version what ought to be encrypted and is not. The values are those of the documents
    themselves, not copies.
    """
    making = _Making(_Hints(changes or ()), tests=tests, told=changes is not None)
    stream = len(before) != 1 or len(after) != 1
    if stream:
        making.value(before, after, (), ())
    else:
        making.value(before[0], after[0], (0,), (0,))
    hiding = _Hiding(before, after, scopes) if hide else None
    patch = [one.written(stream, hiding) for one in making.found]
    # A test for a secret would tell it, and one without it would fail.
    patch = [one for one in patch if one["op"] != "test" or REDACTED not in one]
    if stream and patch:
        patch[0][STREAM] = True
    return patch


def text(patch: object) -> str:
    """Write a patch as JSON, one operation a line; raise ConfledgerError for what JSON has not."""
    from json import dumps

    try:
        if not isinstance(patch, list):
            return dumps(patch, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        lines = ",\n".join(f"  {dumps(one, ensure_ascii=False, allow_nan=False)}" for one in patch)
    except ValueError as error:
        raise ConfledgerError(
            "the change has a number that JSON cannot write: infinity, or not a number",
            help="use `confledger diff --format json`, which describes such values",
        ) from error
    return f"[\n{lines}\n]\n" if patch else "[]\n"


class _Operation:
    """One operation; the paths begin with the number of the document.

    `place` is where the value stands in the version that it is of: for a test the old one.
    """

    __slots__ = ("name", "path", "place", "source", "value")

    def __init__(
        self, name: str, path: Path, value: object = None, *, place: Path = (), source: Path = ()
    ) -> None:
        self.name = name
        self.path = path
        self.value = value
        self.place = place
        self.source = source

    def written(self, stream: bool, hiding: "_Hiding | None") -> dict[str, object]:
        first = 0 if stream else 1
        made: dict[str, object] = {"op": self.name}
        if self.name == "move":
            made["from"] = pointer(self.source[first:])
        made["path"] = pointer(self.path[first:])
        if self.name in ("add", "replace", "test"):
            made["value"] = self.value
            if hiding is not None:
                hiding.hide(made, self.place, old=self.name == "test")
        if hiding is not None:
            for name, path in (("from", self.source), ("path", self.path)):
                if name in made and (shown := path_shown(path)) != path:
                    made[name] = pointer(shown[first:])
                    made[REDACTED] = True
        return made


class _Hints:
    """What a comparison says of the items of each list, and of the keys of each map."""

    def __init__(self, changes: Iterable[Change]) -> None:
        # Old by new step, by the paths of both parents.
        self.same: dict[tuple[Path, Path], dict[Step, Step]] = {}
        self.removed: dict[Path, set[Step]] = {}
        self.added: dict[Path, set[Step]] = {}
        for one in changes:
            old = None if one.old_path is None else (one.old_document or 0, *one.old_path)
            new = None if one.path is None else (one.document or 0, *one.path)
            if one.kind in (MOVED, RENAMED) and old and new:
                self.same.setdefault((old[:-1], new[:-1]), {})[new[-1]] = old[-1]
            elif one.kind == REMOVED and old:
                self.removed.setdefault(old[:-1], set()).add(old[-1])
            elif one.kind == ADDED and new:
                self.added.setdefault(new[:-1], set()).add(new[-1])

    def pairs(self, old: list[object], new: list[object], here: tuple[Path, Path]) -> Pairs | None:
        """Return which items belong together; None where it does not come out even."""
        known = self.same.get(here, {})
        gone = self.removed.get(here[0], set()) | set(known.values())
        come = self.added.get(here[1], set()) | set(known)
        left = [at for at in range(len(old)) if at not in gone]
        right = [at for at in range(len(new)) if at not in come]
        if len(left) != len(right):
            return None
        pairs = [*zip(left, right, strict=True)]
        for two, one in known.items():
            if not isinstance(one, int) or not isinstance(two, int):
                return None
            if one >= len(old) or two >= len(new):
                return None
            pairs.append((one, two))
        return sorted(pairs, key=lambda pair: pair[1])


class _Making:
    """The walk: what is around a value is as it is to be before the value itself is looked at."""

    def __init__(self, hints: _Hints, *, tests: bool, told: bool) -> None:
        self.found: list[_Operation] = []
        self._hints = hints
        self._tests = tests
        self._told = told
        self._numbers = Numbers()

    def value(self, old: object, new: object, old_path: Path, path: Path) -> None:
        """Add what makes `new` of the value at `path`, which was at `old_path` once."""
        if same(old, new):
            return
        if isinstance(old, dict) and isinstance(new, dict):
            self._map(old, new, old_path, path)
        elif isinstance(old, list) and isinstance(new, list):
            self._list(old, new, old_path, path)
        else:
            self._replace(old, new, old_path, path)

    def _replace(self, old: object, new: object, old_path: Path, path: Path) -> None:
        self._test(old, old_path, path)
        self.found.append(_Operation("replace", path, new, place=path))

    def _remove(self, old: object, old_path: Path, path: Path) -> None:
        self._test(old, old_path, path)
        self.found.append(_Operation("remove", path))

    def _test(self, old: object, old_path: Path, path: Path) -> None:
        if self._tests:
            self.found.append(_Operation("test", path, old, place=old_path))

    def _map(
        self, old: dict[str, object], new: dict[str, object], old_path: Path, path: Path
    ) -> None:
        renamed = self._renamed(old, new, old_path, path)
        gone = set(renamed.values())
        if not renamed and old.keys().isdisjoint(new) and len(old) + len(new) > 1:
            self._replace(old, new, old_path, path)
            return
        for key, value in old.items():
            if key not in new and key not in gone:
                self._remove(value, (*old_path, key), (*path, key))
        for key, name in renamed.items():
            self.found.append(_Operation("move", (*path, key), source=(*path, name)))
        for key, value in new.items():
            if key in renamed:
                self.value(old[renamed[key]], value, (*old_path, renamed[key]), (*path, key))
            elif key in old and key not in gone:
                self.value(old[key], value, (*old_path, key), (*path, key))
            else:
                self.found.append(_Operation("add", (*path, key), value, place=(*path, key)))

    def _renamed(
        self, old: dict[str, object], new: dict[str, object], old_path: Path, path: Path
    ) -> dict[str, str]:
        """Return the old by the new name of keys that have another one, in an order that works."""
        if self._told:
            known = self._hints.same.get((old_path, path), {})
            waiting = {str(key): str(name) for key, name in known.items()}
        else:
            waiting = self._alike(old, new)
        waiting = {key: name for key, name in waiting.items() if key in new and name in old}
        # A key that stays cannot be moved to; one that is moved away first can.
        found: dict[str, str] = {}
        leaving = set(waiting.values())
        ready = [key for key in waiting if key not in leaving and key not in old]
        for key in ready:
            found[key] = waiting[key]
            # What is moved away leaves room for one other.
            if waiting[key] in waiting:
                ready.append(waiting[key])
        return found

    def _alike(self, old: dict[str, object], new: dict[str, object]) -> dict[str, str]:
        """Return keys with exactly the value that another key had which is not there any more."""
        gone = {
            self._numbers.of(value): key
            for key, value in old.items()
            if key not in new
            and (isinstance(value, str) and len(value) >= _TELLING)
            | (isinstance(value, (dict, list)) and bool(value))
        }
        found = {}
        for key, value in new.items():
            if key not in old and gone:
                name = gone.pop(self._numbers.of(value), None)
                if name is not None:
                    found[key] = name
        return found

    def _list(self, old: list[object], new: list[object], old_path: Path, path: Path) -> None:
        pairs = self._hints.pairs(old, new, (old_path, path)) if self._told else None
        if pairs is None:
            pairs = paired(old, new, self._numbers)
        staying = unmoved(pairs)
        steps = (len(pairs) - len(staying)) * len(new)
        if (self._nothing_kept(old, new, pairs) and len(old) + len(new) > 2) or (
            steps > _MOST_STEPS
        ):
            self._replace(old, new, old_path, path)
            return
        kept = {one for one, _ in pairs}
        for at in range(len(old) - 1, -1, -1):
            if at not in kept:
                self._remove(old[at], (*old_path, at), (*path, at))
        self._order(new, pairs, {one for one, _ in staying}, path)
        for one, two in pairs:
            self.value(old[one], new[two], (*old_path, one), (*path, two))

    def _nothing_kept(self, old: list[object], new: list[object], pairs: Pairs) -> bool:
        for one, two in pairs:
            if isinstance(old[one], (dict, list)) and isinstance(new[two], (dict, list)):
                return False
            if same(old[one], new[two]):
                return False
        return True

    def _order(self, new: list[object], pairs: Pairs, staying: set[int], path: Path) -> None:
        """Move and add items; those that wait to be moved stay in between until it is their turn.

        What stands before `at` is in order but for these.
        """
        now = sorted(one for one, _ in pairs)
        by_place = {two: one for one, two in pairs}
        at = 0
        for place, value in enumerate(new):
            one = by_place.get(place)
            if one is None:
                self.found.append(_Operation("add", (*path, at), value, place=(*path, place)))
                now.insert(at, -1)
            elif one in staying:
                while now[at] != one:
                    at += 1
            else:
                was = now.index(one)
                at -= was < at
                if was != at:
                    self.found.append(_Operation("move", (*path, at), source=(*path, was)))
                    del now[was]
                    now.insert(at, one)
            at += 1


class _Hiding:
    """Takes secret values out of operations; of the old version in tests, else of the new one."""

    def __init__(self, before: list[object], after: list[object], scopes: "Scopes") -> None:
        self._sides = (
            [Redaction(one, scopes[1]) for one in after],
            [Redaction(one, scopes[0]) for one in before],
        )

    def hide(self, made: dict[str, object], place: Path, *, old: bool) -> None:
        """Hide what is secret in the value of an operation, and mark it."""
        value = self._shown(made["value"], place, self._sides[old])
        if value is not made["value"]:
            made["value"] = value
            made[REDACTED] = True

    def _shown(self, value: object, place: Path, redactions: list[Redaction]) -> object:
        if isinstance(value, dict):
            shown: object = {
                key: self._shown(one, (*place, key), redactions) for key, one in value.items()
            }
            named = keys_shown(shown)  # type: ignore[arg-type]  # a map, as was asked
            if named is not shown or _differ(value.values(), named.values()):
                return named
            return value
        if isinstance(value, list):
            items = [self._shown(one, (*place, at), redactions) for at, one in enumerate(value)]
            return items if _differ(value, items) else value
        number = place[0]
        assert isinstance(number, int)
        return HIDDEN if redactions[number].hides(place[1:], value) else value


def _differ(one: Iterable[object], two: Iterable[object]) -> bool:
    return any(old is not new for old, new in zip(one, two, strict=True))


TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.scope import Scope

    Scopes = tuple[Scope | None, Scope | None]
