"""What one file comes to: clean at a glance, or looked at with every check.

`glance` answers almost every file of almost every run: it reads, validates, and says only
that all is well. `examine` runs the checks one by one on what is left.
"""

from confledger.checks.references import FILE, META, REMOTE, Reference, modelines, refer
from confledger.checks.result import FAILED, PASSED, WITHOUT_SCHEMA
from confledger.checks.schemas import Broken, Schema, Schemas
from confledger.documents.dialect import JSON, JSON5, JSONC, TOML, YAML
from confledger.documents.load import load, quick

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.checks.parsed import Applied
    from confledger.documents.limits import Limits

# In the order in which findings of one place are told.
RULES = (
    "merge_conflict_marker",
    "limits",
    "encoding",
    "syntax",
    "duplicate_key",
    "schema",
    "unknown_key",
    "file_without_schema",
)
_NONE: dict[str, str | None] = {}
_WITH_SCHEMA_KEY = (YAML, JSON, JSONC, JSON5, TOML)


class Judge:
    """The checks, ready to be applied to the files of one snapshot."""

    def __init__(
        self,
        schemas: Schemas,
        *,
        vendored: dict[str, str],
        limits: "Limits",
        severities: dict[str, str],
    ) -> None:
        self.schemas = schemas
        self._vendored = vendored
        self._limits = limits
        self._severities = severities
        self.broken: dict[str, Broken] = {}
        self._settings: dict[str, Reference] = {}

    def glance(
        self, path: str, dialect: str, data: bytes, setting: str | None
    ) -> tuple[str, dict[str, str | None] | None] | None:
        """Return the status of a file without faults, and the schema files it rests on.

        Without those the verdict must not be kept. None when anything is doubtful. `setting`
        is the schema that the settings give it.
        """
        if b"<<<<<<< " in data and b">>>>>>> " in data:
            return None
        documents = quick(data, dialect, self._limits)
        if documents is None:
            return None
        members = _NONE
        references = self._named(path, dialect, data, documents)
        if setting is not None:
            references.insert(0, (self._setting(setting), 0, None))
        used = False
        for reference, first, last in references:
            if reference.kind == REMOTE:
                continue
            if reference.kind == META:
                if not _fits_meta(documents):
                    return None
                used = True
                continue
            if reference.kind != FILE:
                return None
            try:
                schema = self.schemas.get(reference)
            except Broken as broken:
                if setting is None or reference != references[0][0]:
                    return None
                # The settings name it for many files; it is told once, and nothing is kept.
                self.broken[broken.path] = broken
                return WITHOUT_SCHEMA, None
            members = schema.members if members is _NONE else {**members, **schema.members}
            for document in documents[first:last]:
                if document is not None:
                    if not _fits(schema, document):
                        return None
                    used = True
        return (PASSED if used else WITHOUT_SCHEMA), members

    def _setting(self, name: str) -> Reference:
        """Return the schema that the settings name."""
        known = self._settings.get(name)
        if known is None:
            known = self._settings[name] = refer(name, "", self._vendored)
        return known

    def named(self, path: str, dialect: str, data: bytes) -> list[Reference]:
        """Return the schemas that a file names itself, in a comment or by `$schema`."""
        documents: list[object] = []
        if b"$schema" in data and dialect in _WITH_SCHEMA_KEY:
            documents = quick(data, dialect, self._limits) or []
        return [reference for reference, _, _ in self._named(path, dialect, data, documents)]

    def _named(
        self, path: str, dialect: str, data: bytes, documents: list[object]
    ) -> list[tuple[Reference, int, int | None]]:
        """Return the schemas that the file itself names, each with its range of documents."""
        folder = path.rpartition("/")[0]
        found = modelines(data, dialect)
        named: list[tuple[Reference, int, int | None]] = []
        for index, (first, _, _, name) in enumerate(found):
            following = found[index + 1][0] if index + 1 < len(found) else None
            start = 0 if index == 0 and len(found) == 1 else first
            named.append((refer(name, folder, self._vendored), start, following))
        if dialect in _WITH_SCHEMA_KEY and documents:
            root = documents[0]
            key = root.get("$schema") if isinstance(root, dict) else None
            if isinstance(key, str) and key:
                named.append((refer(key, folder, self._vendored), 0, 1))
        return named

    def examine(
        self, path: str, dialect: str, data: bytes, setting: str | None
    ) -> tuple[str, "list[Finding]", dict[str, str | None]]:
        """Run every check; return the status, the findings, and the schema files used."""
        from importlib import import_module

        from confledger.checks.parsed import Parsed

        loaded = load(data, dialect, self._limits)
        members: dict[str, str | None] = {}
        applied = self._apply(path, dialect, data, loaded.documents, setting, members)
        file = Parsed(path, dialect, data, loaded, applied)
        findings: list[Finding] = []
        for name in RULES:
            rule = import_module(f"confledger.checks.rules.{name}")
            found = list(rule.check(file))
            findings += self._weighed(found)
            if found and rule.ID in ("merge-conflict-marker", "limits"):
                # What follows from the same cause would only hide it.
                break
        failing = any(finding.severity != "info" for finding in findings)
        if failing:
            status = FAILED
        elif any(one.schema is not None or one.reference.kind == META for one in applied):
            status = PASSED
        else:
            status = WITHOUT_SCHEMA
        return status, findings, members

    def _apply(
        self,
        path: str,
        dialect: str,
        data: bytes,
        documents: list[object],
        setting: str | None,
        members: dict[str, str | None],
    ) -> "list[Applied]":
        """Compile what applies; a schema that does not work is kept with the reason."""
        from confledger.checks.parsed import Applied
        from confledger.location import Span

        places = {
            refer(name, path.rpartition("/")[0], self._vendored): Span(
                line, column, line, column + len(name)
            )
            for _, line, column, name in modelines(data, dialect)
        }
        named = self._named(path, dialect, data, documents)
        if setting is not None:
            named.insert(0, (self._setting(setting), 0, None))
        applied: list[Applied] = []
        seen: set[tuple[Reference, int]] = set()
        for reference, first, following in named:
            if (reference, first) in seen:
                continue
            seen.add((reference, first))
            last = None if following is None else following - 1
            one = Applied(reference, span=places.get(reference), first=first, last=last)
            if reference.kind == FILE:
                try:
                    one.schema = self.schemas.get(reference)
                    members |= one.schema.members
                except Broken as broken:
                    one.broken = broken
                    members[broken.path] = self.schemas.oid(broken.path)
                    if one.span is None:
                        self.broken[broken.path] = broken
            elif reference.kind == META:
                one.schema = self.schemas.meta(reference.name)
            applied.append(one)
        return applied

    def _weighed(self, findings: "list[Finding]") -> "list[Finding]":
        """Give findings the severities of the settings; drop those that are off."""
        if not self._severities:
            return findings
        from dataclasses import replace

        from confledger.checks.finding import Severity

        weighed = []
        for finding in findings:
            wanted = self._severities.get(finding.check)
            if wanted == "off":
                continue
            weighed.append(
                finding if wanted is None else replace(finding, severity=Severity(wanted))
            )
        return weighed


def _fits(schema: Schema, document: object) -> bool:
    try:
        return schema.validator.is_valid(document) and (
            schema.closed is None or schema.closed.is_valid(document)
        )
    except ValueError:
        # A key that is no string: common enough to be worth a second try.
        from confledger.documents.formats import yaml

        plain = yaml.normalised([document])
        if plain is None:
            return False
        return schema.validator.is_valid(plain[0]) and (
            schema.closed is None or schema.closed.is_valid(plain[0])
        )


def _fits_meta(documents: list[object]) -> bool:
    from confledger.checks.validator import jsonschema_rs

    try:
        return len(documents) == 1 and jsonschema_rs.meta.is_valid(documents[0])
    except (ValueError, jsonschema_rs.ReferencingError):
        return False
