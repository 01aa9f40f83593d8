"""What one file comes to: clean at a glance, or looked at with every check.

`glance` answers almost every file of almost every run: it reads, validates, and says only
that all is well. `examine` runs the checks one by one on what is left.
"""

from confledger.checks.broken import Broken
from confledger.checks.references import FILE, META, REMOTE, SETTINGS, Reference, modelines, refer
from confledger.checks.result import FAILED, PASSED, WITHOUT_SCHEMA, failing_severities
from confledger.checks.schemas import Schema, Schemas
from confledger.checks.suspicion import MARK, encrypted, suspicious
from confledger.documents.dialect import JSON, JSON5, JSONC, TOML, YAML
from confledger.documents.load import load, quick

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding
    from confledger.checks.parsed import Applied, Parsed
    from confledger.checks.plugins import Plugins
    from confledger.checks.policy.policies import Policies
    from confledger.checks.suppressions import Suppression
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
    "deprecated_key",
    "ambiguous_scalar",
    "unused_anchor",
    "duplicated_block",
    "sealed_value",
    "policy",
    "stale_waiver",
    "file_without_schema",
)
_NONE: dict[str, str | None] = {}
# A schema, the first document it is for, the one after the last, and where a comment names it.
Named = tuple[Reference, int, "int | None", "tuple[int, int, int, int] | None"]
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
        fail_on: str = "warning",
        settings: str = "confledger.yaml",
        reader: "Callable[[str], str | None]" = lambda path: None,
        today: str = "",
        earlier: "Callable[[str], bytes | None] | None" = None,
        waivers: str = "waivers.yaml",
    ) -> None:
        self.waivers = waivers
        # What a file held before a change that nobody has reviewed yet: its comments count.
        self._earlier = earlier
        self.accepted: list[Accepted] = []
        self.comments: dict[str, list[Suppression]] = {}
        self._reader = reader
        self._today = today
        self.schemas = schemas
        self._vendored = vendored
        self._limits = limits
        self._severities = severities
        self._failing = failing_severities(fail_on)
        self._file = settings
        # Rules of the repository's own, where it has any.
        self.policies: Policies | None = None
        self.plugins: Plugins | None = None
        self.broken: dict[str, Broken] = {}
        self._settings: dict[str, Reference] = {}

    def glance(
        self, path: str, dialect: str, data: bytes, setting: str | None
    ) -> tuple[str, dict[str, str | None] | None] | None:
        """Return the status of a file without faults, and the schema files it rests on.

        Without those the verdict must not be kept. None when anything is doubtful. `setting`
        is the schema that the settings give it.
        """
        if (b"<<<<<<< " in data and b">>>>>>> " in data) or MARK in data or path == self.waivers:
            return None
        if suspicious(path, dialect, data, self._reader(path)):
            return None
        documents = quick(data, dialect, self._limits)
        if documents is None or encrypted(documents):
            return None
        members = _NONE
        references = self._named(path, dialect, data, documents)
        if setting is not None:
            references.insert(0, (self._setting(setting), 0, None, None))
        used, kept = False, True
        for reference, first, last, _ in references:
            if reference.kind == REMOTE:
                kept = kept and not (reference.name == setting and self._unvendored(reference))
                continue
            if reference.kind == SETTINGS:
                used = True
                continue
            if reference.kind not in (FILE, META):
                return None
            try:
                schema = self._schema(reference)
            except Broken as broken:
                if setting is None or reference != references[0][0]:
                    return None
                # The settings name it for many files; it is told once, and nothing is kept.
                self.broken[broken.path] = broken
                kept = False
                continue
            members = schema.members if members is _NONE else {**members, **schema.members}
            if schema.deprecated and any(name in data for name in schema.deprecated):
                return None
            for document in judged(documents)[first:last]:
                if document is not None:
                    if not _fits(schema, document):
                        return None
                    used = True
        if self.policies is not None and not self.policies.holds(path, dialect, documents):
            return None
        if self.plugins is not None and self.plugins.wants(path):
            return None
        return (PASSED if used else WITHOUT_SCHEMA), members if kept else None

    def _unvendored(self, reference: Reference) -> bool:
        """Say once that the settings name a schema that only the network has."""
        self.broken[reference.name] = Broken(
            f"the schema `{reference.name}` is not vendored, and checks never use the network",
            path=self._file,
            help="save that schema in the repository and name the file under "
            "`vendored-schemas` in confledger.yaml",
        )
        return True

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
        return [reference for reference, *_ in self._named(path, dialect, data, documents)]

    def _schema(self, reference: Reference) -> Schema:
        """Return a schema of the tree or a published draft; raise Broken."""
        if reference.kind == META:
            return self.schemas.meta(reference.name)
        return self.schemas.get(reference)

    def _named(
        self, path: str, dialect: str, data: bytes, documents: list[object]
    ) -> "list[Named]":
        """Return the schemas that the file itself names."""
        folder = path.rpartition("/")[0]
        found = modelines(data, dialect)
        named: list[Named] = []
        for first, line, column, name in found:
            following = min((one[0] for one in found if one[0] > first), default=None)
            start = 0 if len(found) == 1 else first
            place = (line, column, line, column + len(name))
            named.append((refer(name, folder, self._vendored), start, following, place))
        if dialect in _WITH_SCHEMA_KEY and b"$schema" in data:
            for number, root in enumerate(documents):
                key = root.get("$schema") if isinstance(root, dict) else None
                if isinstance(key, str) and key:
                    named.append((refer(key, folder, self._vendored), number, number + 1, None))
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
        if applied and not loaded.problems:
            loaded.documents = judged(loaded.documents)
        file = Parsed(
            *(path, dialect, data, loaded, applied), reader=self._reader(path), today=self._today
        )
        file.lists_waivers = path == self.waivers
        file.policies = self.policies
        findings: list[Finding] = []
        for name in RULES:
            rule = import_module(f"confledger.checks.rules.{name}")
            found = list(rule.check(file))
            findings += self.weighed(found)
            if found and rule.ID in ("merge-conflict-marker", "limits"):
                # What follows from the same cause would only hide it.
                break
        else:
            if self.plugins is not None:
                findings += self.weighed(self.plugins.check(file))
        if MARK in data:
            findings = self._accepted(file, findings)
        if any(finding.severity in self._failing for finding in findings):
            status = FAILED
        elif any(
            one.reference.kind == SETTINGS or (one.schema is not None and file.covered(one))
            for one in applied
        ):
            status = PASSED
        else:
            status = WITHOUT_SCHEMA
        return status, findings, members

    def _accepted(self, file: "Parsed", findings: "list[Finding]") -> "list[Finding]":
        """Leave out what comments in the file accept; add what is wrong with the comments."""
        from confledger.checks.accepted import accept_in_place
        from confledger.checks.rules import stale_suppression

        file.comments = self.comments[file.path] = self.commented(file.path, file.data)
        kept, accepted = accept_in_place(findings, file.comments, file.path, self._today)
        self.accepted += accepted
        return kept + self.weighed(list(stale_suppression.check(file)))

    def commented(self, path: str, data: bytes) -> "list[Suppression]":
        """Return the comments of a file that accept findings; those that nobody reviewed marked."""
        from confledger.checks.suppressions import of_bytes, trust

        comments = of_bytes(data)
        if self._earlier is not None:
            trust(comments, of_bytes(self._earlier(path) or b""))
        return comments

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
        from confledger.documents.load import positions
        from confledger.location import Span

        named = self._named(path, dialect, data, documents)
        of_settings = None if setting is None else self._setting(setting)
        if of_settings is not None:
            named.insert(0, (of_settings, 0, None, None))
        applied: list[Applied] = []
        seen: set[tuple[Reference, int]] = set()
        for reference, first, following, place in named:
            if (reference, first) in seen:
                continue
            seen.add((reference, first))
            last = None if following is None else following - 1
            one = Applied(reference, first=first, last=last)
            try:
                if reference.kind in (FILE, META):
                    one.schema = self._schema(reference)
                    members |= one.schema.members
            except Broken as broken:
                members[broken.path] = self.schemas.oid(broken.path)
                if reference == of_settings or self._at_fault(reference):
                    # Told once, where it is; not in each of the files that it is for.
                    self.broken[broken.path] = broken
                else:
                    one.broken = broken
            if reference == of_settings and reference.kind == REMOTE:
                self._unvendored(reference)
            if place is not None:
                one.span = Span(*place)
            elif one.schema is None and reference != of_settings:
                one.span = positions(data, dialect).value(first, ("$schema",))
            applied.append(one)
        return applied

    def _at_fault(self, reference: Reference) -> bool:
        """Whether it is the schema that is to be mended, and not what names it."""
        return not reference.fragment and self.schemas.oid(reference.name) is not None

    def weighed(self, findings: "list[Finding]") -> "list[Finding]":
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


def judged(documents: list[object]) -> list[object]:
    """Return the documents that schemas are held against: of a file without any, `{}`.

    A file that was emptied by mistake lacks what its schema requires; one that may be empty,
    since nothing is required, is right.
    """
    if any(document is not None for document in documents):
        return documents
    return [{}]


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
