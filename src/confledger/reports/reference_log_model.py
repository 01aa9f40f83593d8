"""The shape of `confledger audit log --format json`, which writes plain dictionaries."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from confledger.reports.signatures_model import Word
from confledger.reports.titles import without_titles


def schema() -> dict[str, object]:
    """Return the JSON Schema of the output, closed at every depth."""
    made = without_titles(ReferenceLog.model_json_schema())
    assert isinstance(made, dict)
    return {"title": "Result of `confledger audit log`", **made}


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Update(_Closed):
    """One reference that moved since the entry before."""

    ref: str
    """Full name of a branch or tag."""
    old: str | None
    """The commit it was at; null where it was not there."""
    new: str | None
    """The commit it is at; null where it is gone."""
    how: Literal["created", "fast-forward", "forced", "deleted", "unknown"]
    """`forced` takes commits out of a branch, or moves a tag; `unknown` in a clone that lacks
    what would tell."""


class LedgerHead(_Closed):
    """Where the ledger ended."""

    commit: str
    """The last commit in it."""
    head: str
    """The hash over all its rows."""


class Signature(_Closed):
    """Who signed an entry."""

    verdict: Word
    """As for commits."""
    signer: str | None
    """Whose key it is."""
    key: str | None
    """Fingerprint of the key."""
    reason: str | None
    """Why the verdict is not `good`."""


class Entry(_Closed):
    """What was recorded at once."""

    commit: str
    """The commit that holds the entry."""
    number: Annotated[int, Field(ge=1)]
    """Its place in the log."""
    time: str
    """When it was recorded, in UTC, by the clock of the machine."""
    by: str
    """Who recorded it, by their own account."""
    ledger: LedgerHead | None
    """Where the ledger ended; null where nobody asked for it."""
    shallow: bool
    """Whether the clone was shallow, so that how a branch moved may be unknown."""
    lost: str | None
    """The end that the log had before, where entries had been taken away."""
    updates: list[Update]
    """What moved, by name."""
    signature: Signature
    """Who signed it."""


class Fault(_Closed):
    """Something that breaks the log."""

    commit: str
    """At which commit."""
    reason: str
    """Why."""


class ReferenceLog(_Closed):
    """Where branches and tags stood, and what was rewritten."""

    version: Literal[1]
    """Version of this format."""
    reference: str
    """The reference that the log is in."""
    head: str | None
    """Its last commit; null where it is gone."""
    shallow: bool
    """Whether older entries are not in this clone."""
    faults: list[Fault]
    """What breaks the log, the first one first; empty where it is whole."""
    entries: list[Entry]
    """The entries that can be read, the oldest first."""
