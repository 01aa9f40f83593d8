"""Which files a run is about: those named, those that a commit changes, or all."""

from collections.abc import Iterable

from confledger.checks.broken import Broken
from confledger.checks.references import FILE, refer
from confledger.checks.schemas import Schemas
from confledger.checks.selection import Selection
from confledger.checks.verdict import Judge
from confledger.git.deltas import Delta
from confledger.git.snapshot import Entry, Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.settings import Settings

# What schemas and their parts are written in, and what they hold. A file that only looks like
# one costs a pass over the others, and reaches none of them.
_DIALECTS = ("json", "jsonc", "json5", "yaml", "toml")
_WORDS = (b"json-schema.org/", b"$ref", b"$defs", b"additionalProperties")
_KEYS = (
    *(b"definitions", b"properties", b"patternProperties", b"required", b"enum", b"const"),
    *(b"pattern", b"format", b"allOf", b"anyOf", b"oneOf", b"not", b"minimum", b"maximum"),
    *(b"multipleOf", b"minLength", b"maxLength", b"minItems", b"maxItems", b"uniqueItems"),
)
_TYPES = (b"integer", b"string", b"number", b"boolean", b"object", b"array", b"null")
# They stand near the beginning.
_NEAR = 1 << 16


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

    def under_policies(self, touched: set[str], before: "Settings | None") -> list[Entry]:
        """Return the files that changed policies are for, but for those in `touched`.

        `before` are the settings before a change of theirs, which may name other policies.
        """
        policies = self._judge.policies
        if policies is None:
            return []
        files = {path for path in touched if policies.is_one(path)}
        if before is not None and not policies.alike(before.policies, before.environments):
            files = {one.file for one in policies.files()}
        if not files:
            return []
        return [
            entry
            for path, entry in self._snapshot.entries().items()
            if path not in touched
            and self._selection.ignored(path, entry.kind) is None
            and any(policy.file in files for policy in policies.applying(path)[1])
        ]

    def regoverned(self, before: Selection, touched: set[str]) -> list[Entry]:
        """Return the files that other settings gave another schema or dialect, or ignored.

        A commit that gives a file a schema is to blame when the file does not fit it. Files in
        `touched` are left out.
        """
        now = self._selection
        return [
            entry
            for path, entry in self._snapshot.entries().items()
            if path not in touched
            and now.ignored(path, entry.kind) is None
            and (
                before.ignored(path, entry.kind) is not None or before.plan(path) != now.plan(path)
            )
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

        By what the settings say, by its name, by standing beside or below a schema of the
        settings, or by its content.
        """
        path = delta.path
        known = self._selection.schema_paths(self._vendored) | set(self._vendored.values())
        if path in known:
            return True
        folder, _, name = path.rpartition("/")
        if self._selection.dialect(path) in _DIALECTS:
            folders = {one.rpartition("/")[0] + "/" for one in known} - {"/"}
            if "schema" in path.lower() or (folder + "/").startswith(tuple(folders)):
                return True
        elif "." in name and not name.endswith(".schema"):
            return False
        both = [one for one in (delta.before, delta.after) if one is not None and one.oid]
        return any(
            isinstance(content, bytes) and _reads_like_schema(content[:_NEAR], path)
            for _, content in self._snapshot.stream(both)
        )


def _reads_like_schema(text: bytes, path: str) -> bool:
    if any(word in text for word in _WORDS):
        return True
    if path.endswith((".yaml", ".yml", ".toml")):
        # What of it is left is in every manifest; a part of a schema is nearly always JSON.
        return False
    if any(key in text and b'"%s"' % key in text for key in _KEYS):
        return True
    return b"type" in text and any(b'"%s"' % name in text for name in _TYPES)
