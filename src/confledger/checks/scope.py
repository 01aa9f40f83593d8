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


class Fanout:
    """What a changed schema reaches."""

    __slots__ = ("_judge", "_schemas", "_selection", "_snapshot", "_vendored")

    def __init__(
        self,
        snapshot: Snapshot,
        selection: Selection,
        schemas: Schemas,
        judge: Judge,
        vendored: dict[str, str],
    ) -> None:
        self._snapshot = snapshot
        self._selection = selection
        self._schemas = schemas
        self._judge = judge
        self._vendored = vendored

    def dependants(self, deltas: list[Delta]) -> list[Entry]:
        """Return the unchanged files that a changed schema governs; none when none changed.

        A commit that edits a schema is to blame for every document that it no longer accepts.
        Costs nothing unless a changed file looks like a schema, and then one pass over all
        files.
        """
        touched = {delta.path for delta in deltas}
        suspects = {delta.path for delta in deltas if self._like_schema(delta)}
        if not suspects:
            return []
        rest = [
            entry
            for path, entry in self._snapshot.entries().items()
            if path not in touched and self._selection.ignored(path, entry.kind) is None
        ]
        return [
            entry
            for entry, content in self._snapshot.stream(rest)
            if isinstance(content, bytes) and self._governed(entry, content, suspects)
        ]

    def _governed(self, entry: Entry, content: bytes, suspects: set[str]) -> bool:
        """Whether one of the suspects has a say in a file."""
        name = self._selection.schema(entry.path)
        references = [] if name is None else [refer(name, "", self._vendored)]
        dialect = self._selection.dialect(entry.path) or ""
        references += self._judge.named(entry.path, dialect, content)
        for reference in references:
            if reference.kind != FILE:
                continue
            try:
                members: Iterable[str] = self._schemas.get(reference).members
            except Broken as broken:
                members = (broken.path, reference.name)
            if suspects.intersection(members):
                return True
        return False

    def _like_schema(self, delta: Delta) -> bool:
        """Whether a changed file is, or was, part of a schema, as far as that shows.

        By its name, by standing beside or below a schema of the settings, or by its content.
        """
        if self._selection.dialect(delta.path) not in ("json", "jsonc", "json5", "yaml", "toml"):
            return False
        if "schema" in delta.path.lower() or delta.path in self._vendored.values():
            return True
        known = self._selection.schema_paths(self._vendored)
        folders = {path.rpartition("/")[0] + "/" for path in known} - {"/"}
        if delta.path in known or delta.path.startswith(tuple(folders)):
            return True
        for entry in (delta.after, delta.before):
            if entry is not None and entry.oid is not None:
                content = next(iter(self._snapshot.stream([entry])))[1]
                if isinstance(content, bytes) and _SCHEMA_MARK in content:
                    return True
        return False
