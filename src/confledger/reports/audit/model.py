"""The shape of `confledger audit report --format json`, from which its JSON Schema is generated.

The renderer writes plain dictionaries, so that a run never pays for importing pydantic.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from confledger.ledger.audit_rows import COLUMNS
from confledger.ledger.facts import FIELDS
from confledger.reports.audit.content import CONFIGURATION, LANDED
from confledger.reports.audit.meanings import MEANINGS
from confledger.reports.titles import without_titles

Count = Annotated[int, Field(ge=0)]
Oid = Annotated[str, Field(pattern="^[0-9a-f]{40}([0-9a-f]{24})?$")]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_TRUTHS = ("on_mainline", "baseline", "secret", "merge_edit")
_COUNTS = ("seq", "files", "entries", "merge_edits", "unparsable", "secrets")
_MAYBE = ("old_type", "old_value", "new_type", "new_value")


def schema() -> dict[str, object]:
    """Return the JSON Schema of the output: draft 2020-12, closed at every depth."""
    generated = without_titles(AuditReport.model_json_schema())
    assert isinstance(generated, dict)
    generated["$defs"] |= {
        "Row": _record("One value that a commit changed, or a commit without any.", COLUMNS),
        "Commit": _record("One commit of the period; see the guide for the words.", FIELDS),
        "Landed": _counts("Counts of all that landed, by how it came.", LANDED),
        "Configuration": _counts("Counts of what changed configuration.", CONFIGURATION),
    }
    properties: dict[str, dict[str, object]] = generated["properties"]
    for name, below, held in (
        ("landed", "additionalProperties", "Landed"),
        ("configuration", "additionalProperties", "Configuration"),
        ("commits", "items", "Commit"),
        ("rows", "items", "Row"),
    ):
        properties[name][below] = {"$ref": f"#/$defs/{held}"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Result of `confledger audit report`",
        **generated,
    }


def _record(about: str, names: tuple[str, ...]) -> dict[str, object]:
    kinds: dict[str, object] = {name: {"type": "string"} for name in names}
    kinds |= {name: {"type": "boolean"} for name in _TRUTHS if name in names}
    kinds |= {name: {"type": "integer", "minimum": 0} for name in _COUNTS if name in names}
    kinds |= {name: {"type": ["string", "null"]} for name in _MAYBE if name in names}
    return _closed(about, kinds)


def _counts(about: str, names: tuple[str, ...]) -> dict[str, object]:
    return _closed(about, {name: {"type": "integer", "minimum": 0} for name in names})


def _closed(about: str, kinds: dict[str, object]) -> dict[str, object]:
    return {
        "description": about,
        "type": "object",
        "additionalProperties": False,
        "required": list(kinds),
        "properties": {
            name: {**kind, "description": MEANINGS[name]}  # type: ignore[dict-item]  # a part of a JSON Schema
            for name, kind in kinds.items()
        },
    }


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Span(_Closed):
    """From when to when: moments in UTC, `after commit ID`, `commit ID`, or null for no end."""

    from_: Annotated[str | None, Field(alias="from")]
    """The first moment, or the commit after which it begins."""
    to: str | None
    """The last moment, or the last commit."""


class Wanted(_Closed):
    """Where evidence was looked for: `audit.evidence` of the settings."""

    tickets: str
    """How the id of a ticket looks."""
    approvals: list[str]
    """Trailers that name an approver."""
    emergency: str
    """The trailer of an emergency."""
    allowed_signers: Annotated[str, Field(alias="allowed-signers")]
    """The file of allowed signers."""


class Rewritten(_Closed):
    """A branch or tag that was forced or deleted."""

    time: str
    """When it was noted."""
    ref: str
    """Its full name."""
    old: str | None
    """The commit it was at."""
    new: str | None
    """The commit it is at since."""
    how: Literal["forced", "deleted"]
    """What was done."""


class ReferenceLog(_Closed):
    """What the reference log tells."""

    head: Oid
    """Its last entry."""
    entries: Count
    """How many entries it has."""
    whole: bool
    """Whether nothing is wrong with it."""
    rewritten: list[Rewritten]
    """What was rewritten in the period."""


class Ledger(_Closed):
    """The ledger that the rows are from."""

    commits: Count
    """How many commits it has."""
    chain: Digest
    """The hash that stands for all of its rows."""
    rules: str
    """What stands for the settings that decide which rows there are."""


class About(_Closed):
    """What the report is about, and everything that it depends on."""

    format: Literal[2]
    """The format of bundles."""
    tool: str
    """What made it."""
    tip: Oid
    """The last commit of the history."""
    tip_at: str | None
    """When that was committed."""
    roots: list[Oid]
    """The first commits of the history, which tell one repository from another."""
    shallow: bool
    """Whether the clone ends somewhere."""
    period: Span
    """The period that was asked for."""
    environment: str | None
    """The only environment that was asked for."""
    evidence: Wanted
    """Where evidence was looked for."""
    reference_log: ReferenceLog | None
    """The reference log; null where there is none."""
    ledger: Ledger
    """What the rows were taken from."""


class Exceptional(_Closed):
    """A landing that stands out."""

    commit: Oid
    """Its commit on the mainline."""
    reasons: list[str]
    """Each reason why."""


class Chain(_Closed):
    """The chain of the rows."""

    rows: Count
    """How many there are."""
    head: Digest
    """The hash of the last one."""


class AuditReport(_Closed):
    """The whole report."""

    version: Literal[1]
    """Version of this format."""
    about: About
    """What the report is about."""
    notes: list[str]
    """What a reader has to know first."""
    landed: dict[str, object]
    """All that landed, by month, and in `total`."""
    configuration: dict[str, object]
    """What of that changed configuration, by month, and in `total`."""
    exceptions: list[Exceptional]
    """What stands out."""
    chain: Chain
    """The first and last hash of the rows."""
    commits: list[object]
    """Every commit of the period."""
    rows: list[object]
    """Every row."""
