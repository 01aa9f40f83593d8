"""Which files a run is about: those named, those that a commit changes, or all."""

from collections.abc import Iterable

from confledger.checks.references import FILE, refer
from confledger.checks.schemas import Broken, Schemas
from confledger.checks.selection import Selection
from confledger.checks.verdict import Judge
from confledger.git.deltas import Delta
from confledger.git.snapshot import Entry, Snapshot

_SCHEMA_MARK = b"json-schema.org/"


def changed(deltas: list[Delta]) -> list[Entry]:
    """Return the entries that a change adds or alters."""
    return [delta.after for delta in deltas if delta.after is not None]


def dependants(
    deltas: list[Delta],
    snapshot: Snapshot,
    selection: Selection,
    schemas: Schemas,
    judge: Judge,
    vendored: dict[str, str],
) -> list[Entry]:
    """Return the unchanged files that a changed schema governs; none when none changed.

    A commit that edits a schema is to blame for every document that it no longer accepts.
    Costs nothing unless a changed file looks like a schema, and then one pass over all files.
    """
    touched = {delta.path for delta in deltas}
    suspects = {
        delta.path for delta in deltas if _like_schema(delta, snapshot, selection, vendored)
    }
    if not suspects:
        return []
    found = []
    rest = [
        entry
        for path, entry in snapshot.entries().items()
        if path not in touched and selection.ignored(path, entry.kind) is None
    ]
    for entry, content in snapshot.stream(rest):
        if not isinstance(content, bytes):
            continue
        names = [name for name in (selection.schema(entry.path),) if name is not None]
        references = [refer(name, "", vendored) for name in names]
        dialect = selection.dialect(entry.path) or ""
        references += judge.named(entry.path, dialect, content)
        for reference in references:
            if reference.kind != FILE:
                continue
            try:
                members: Iterable[str] = schemas.get(reference).members
            except Broken as broken:
                members = (broken.path, reference.name)
            if suspects.intersection(members):
                found.append(entry)
                break
    return found


def _like_schema(
    delta: Delta, snapshot: Snapshot, selection: Selection, vendored: dict[str, str]
) -> bool:
    """Whether a changed file is, or was, used as a schema, as far as that shows."""
    dialect = selection.dialect(delta.path)
    if dialect not in ("json", "jsonc", "json5", "yaml", "toml"):
        return False
    if "schema" in delta.path.lower() or delta.path in vendored.values():
        return True
    if delta.path in selection.schema_paths(vendored):
        return True
    for entry in (delta.after, delta.before):
        if entry is not None and entry.oid is not None:
            content = next(iter(snapshot.stream([entry])))[1]
            if isinstance(content, bytes) and _SCHEMA_MARK in content:
                return True
    return False
