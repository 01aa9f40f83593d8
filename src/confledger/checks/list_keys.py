"""Which keys tell the items of a list apart: by `list-keys` of the settings, and by schemas.

A schema says it with `x-kubernetes-list-map-keys`, as those of Kubernetes do, or with `x-merge`,
as `by-key:name`. Paths of lists are without numbers: all lists of one kind are meant.
"""

from confledger.checks.addresses import steps_fit
from confledger.checks.closing import lookup
from confledger.checks.globs import matcher
from confledger.checks.references import Reference
from confledger.checks.risk import ABSENT, Place, Risks, children, items_of
from confledger.location import Path, parse_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Keys = tuple[str, ...]
    Declared = Callable[[Path], "Keys | None"]

KUBERNETES, MERGE = "x-kubernetes-list-map-keys", "x-merge"
_BY_KEY = "by-key:"
# Lists of lists are followed so deep.
_NESTED = 3


class SchemaKeys(Risks):
    """The marks in the schemas of one state of a repository."""

    marks = (KUBERNETES, MERGE)

    def at(self, reference: Reference, path: Path) -> "Keys | None":
        """Return the keys of the items of the list at a path without numbers."""
        if not self.marks_any(reference):
            return None
        root = self._document(reference.name)
        if root is None:
            return None
        node = lookup(root, f"#{reference.fragment}") if reference.fragment else root
        places = self._spread([(reference.name, root, node)], ABSENT)
        for step in path:
            inner = [
                (name, root, child)
                for name, root, node in self._unwrapped(places)
                for child in children(node, step, {})
            ]
            places = self._spread(inner, ABSENT)
        return next((keys for _, _, node in places if (keys := _marked(node))), None)

    def _unwrapped(self, places: "list[Place]") -> "list[Place]":
        """Return subschemas and those of the items of a list, however deep lists are nested."""
        found, here = list(places), places
        for _ in range(_NESTED):
            inside = [
                (name, root, child) for name, root, node in here for child in items_of(node, 0)
            ]
            here = self._spread(inside, ABSENT)
            if not here:
                break
            found += here
        return found


def _marked(node: dict[str, object]) -> "Keys | None":
    keys = node.get(KUBERNETES)
    if isinstance(keys, list) and keys and all(isinstance(key, str) for key in keys):
        return tuple(keys)
    merge = node.get(MERGE)
    if isinstance(merge, str) and merge.startswith(_BY_KEY) and len(merge) > len(_BY_KEY):
        return (merge[len(_BY_KEY) :],)
    return None


class ListKeys:
    """The entries of `list-keys`, made ready."""

    def __init__(self, entries: "list[dict[str, object]]") -> None:
        self._entries = [
            (
                matcher(_texts(one["paths"])),
                [parse_pointer(at if at[0] == "/" else f"/{at}") for at in _texts(one["at"])],
                tuple(_texts(one["keys"])),
            )
            for one in entries
        ]

    def declared(
        self,
        file: str,
        schemas: "SchemaKeys | None" = None,
        references: "list[Reference] | None" = None,
    ) -> "Declared | None":
        """Return what gives the keys of each list of a file; None where nothing does."""
        chosen = [(globs, keys) for matches, globs, keys in self._entries if matches(file)]
        marked = [one for one in references or () if schemas is not None and schemas.marks_any(one)]
        if not chosen and not marked:
            return None
        known: dict[Path, Keys | None] = {}

        def of(path: Path) -> "Keys | None":
            if path not in known:
                known[path] = _first(path, chosen, schemas, marked)
            return known[path]

        return of


def _first(
    path: Path,
    chosen: "list[tuple[list[tuple[str, ...]], Keys]]",
    schemas: "SchemaKeys | None",
    marked: list[Reference],
) -> "Keys | None":
    steps = [str(step) for step in path]
    for globs, keys in chosen:
        if any(steps_fit(steps, glob) for glob in globs):
            return keys
    for reference in marked:
        assert schemas is not None
        found = schemas.at(reference, path)
        if found:
            return found
    return None


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)
    return value
