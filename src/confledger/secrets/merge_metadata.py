"""The metadata of two versions of a file, made one: nobody is let in again, nobody is lost.

Only where both have one data key; each wrapped copy of it opens the values of both sides then.
"""

from confledger.secrets.merge import THEIRS, Conflict, plain_three_way
from confledger.secrets.metadata import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.metadata import Metadata
    from confledger.secrets.sops_file import SopsFile

# Of one saving, not of the file: chosen with the values that they are of.
SAVING = ("lastmodified", "mac")
_READERS = (*KINDS, "key_groups", "shamir_threshold")


def wanted_readers(
    base: "Metadata | None", ours: "Metadata", theirs: "Metadata"
) -> set[tuple[str, str]]:
    """Return who is to read the merged file: whom one side removed is out, whom it added is in."""
    was = set() if base is None else _readers(base)
    one, two = _readers(ours), _readers(theirs)
    if base is None:
        return one | two
    return (one & two) | (one - was) | (two - was)


def metadata(
    base: "SopsFile | None",
    ours: "SopsFile",
    theirs: "SopsFile",
    conflicts: list[Conflict],
    *,
    prefer: str | None = None,
) -> dict[str, object]:
    """Return what the merged file has below `sops`, the MAC and its time still those of ours."""
    old = _told(base) if base is not None and base.metadata is not None else {}
    one, two = _told(ours), _told(theirs)
    merged = dict(one)
    for name in [*one, *(name for name in two if name not in one)]:
        if name in _READERS or name in SAVING or name == "version":
            continue
        found, clean = plain_three_way(old.get(name), one.get(name), two.get(name))
        if not clean:
            conflicts.append(Conflict(0, ("sops", name), "changed on both sides"))
            found = two.get(name) if prefer == THEIRS else found
        merged.pop(name, None)
        if found is not None:
            merged[name] = found
    merged.update({name: one[name] for name in (*SAVING, "version") if name in one})
    return _with_readers(merged, base, ours, theirs, conflicts, prefer)


def _with_readers(
    merged: dict[str, object],
    base: "SopsFile | None",
    ours: "SopsFile",
    theirs: "SopsFile",
    conflicts: list[Conflict],
    prefer: str | None,
) -> dict[str, object]:
    assert ours.metadata is not None
    assert theirs.metadata is not None
    was, two = base.metadata if base is not None else None, _told(theirs)
    wanted = wanted_readers(was, ours.metadata, theirs.metadata)
    if wanted == _readers(ours.metadata):
        return merged
    if wanted == _readers(theirs.metadata):
        return _taken(merged, two)
    if ours.metadata.groups > 1 or theirs.metadata.groups > 1 or not wanted:
        said = "recipients changed on both sides, and are in groups"
        if not wanted:
            said = "the two sides together remove every recipient"
        conflicts.append(Conflict(0, ("sops",), said))
        return _taken(merged, two) if prefer == THEIRS else merged
    composed: dict[str, object] = {}
    for kind in KINDS:
        entries = []
        known: set[tuple[str, str]] = set()
        for file in (ours, theirs):
            assert file.metadata is not None
            for reader in file.metadata.recipients:
                if reader.kind == kind and reader.key() in wanted - known:
                    known.add(reader.key())
                    entries.append(_below(_told(file), reader.at))
        if entries:
            composed[kind] = entries
    return _taken(merged, composed)


def _taken(merged: dict[str, object], source: dict[str, object]) -> dict[str, object]:
    """Return metadata with the recipients of another."""
    readers = {name: source[name] for name in _READERS if name in source}
    return {**readers, **{name: item for name, item in merged.items() if name not in _READERS}}


def _below(told: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        told = told[step]  # type: ignore[index]
    return told


def _readers(metadata: "Metadata") -> set[tuple[str, str]]:
    return {one.key() for one in metadata.recipients}


def _told(file: "SopsFile") -> dict[str, object]:
    told = file.told[0]
    assert isinstance(told, dict)
    return told
