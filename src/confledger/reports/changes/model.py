"""The shape of `confledger diff --format json`, from which its JSON Schema is generated.

The renderer writes plain dictionaries, so that a run never pays for importing pydantic.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from confledger.reports.titles import without_titles

Count = Annotated[int, Field(ge=0)]
_TYPES = ("null", "boolean", "integer", "number", "string", "object", "array")
Type = Literal["null", "boolean", "integer", "number", "string", "object", "array"]
_PATH = (
    "Path of the file, with `/`. A byte that is not UTF-8 is written as four characters: `\\xff`."
)


def schema() -> dict[str, object]:
    """Return the JSON Schema of the output: draft 2020-12, closed at every depth."""
    generated = without_titles(ChangesResult.model_json_schema())
    assert isinstance(generated, dict)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Result of `confledger diff`",
        **generated,
    }


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Tool(_Closed):
    """What wrote this file."""

    name: Literal["confledger"]
    """Name of the tool."""
    version: str
    """Version of the tool."""


class Statuses(_Closed):
    """How many files there are of each status."""

    added: Count
    """Files that are new."""
    removed: Count
    """Files that are gone."""
    changed: Count
    """Files with values that differ, or encrypted ones that were saved again."""
    renamed: Count
    """Files with another name, and maybe other values."""
    formatted: Count
    """Files that hold the same values, written otherwise."""
    unreadable: Count
    """Files that cannot be compared."""


class Values(_Closed):
    """How many values differ in files that are neither new nor gone."""

    added: Count
    """Keys and items that are new; a map counts once."""
    removed: Count
    """Keys and items that are gone."""
    changed: Count
    """Values that are others."""
    retyped: Count
    """Values that are of another type."""
    moved: Count
    """Items that stand elsewhere."""
    renamed: Count
    """Keys and identities that are called otherwise."""


class Summary(_Closed):
    """The numbers of the comparison."""

    files: Count
    """Files that are listed."""
    statuses: Statuses
    """How they ended."""
    values: Values
    """What differs in them."""
    others: Count
    """Files that differ and are not compared."""


class Change(_Closed):
    """One difference."""

    kind: Literal[
        "added", "removed", "changed", "retyped", "moved", "renamed", "comment", "style", "meaning"
    ]
    """What happened to the value."""
    key: str
    """The place for people: identities stand in the place of numbers."""
    document: Count | None
    """Number of the YAML document now, from 0; null for what is gone."""
    old_document: Count | None
    """Number of the document before; null for what is new."""
    pointer: str | None
    """JSON Pointer (RFC 6901) of the value now; null for what is gone."""
    old_pointer: str | None
    """JSON Pointer before; null for what is new."""
    hidden: bool
    """Whether a secret was replaced with `<redacted>` in the values."""
    before_type: Annotated[Type | None, Field(default=None)]
    """Type before; only where there was a value."""
    before: Annotated[Any, Field(default=None, json_schema_extra={"type": [*_TYPES]})]
    """Value before; only where there was one, and not of what was moved or renamed."""
    after_type: Annotated[Type | None, Field(default=None)]
    """Type now; only where there is a value."""
    after: Annotated[Any, Field(default=None, json_schema_extra={"type": [*_TYPES]})]
    """Value now; only where there is one, and not of what was moved or renamed."""
    notes: Annotated[list[str], Field(default_factory=list)]
    """What else is to be known, such as another meaning to readers of YAML 1.1."""


class Fact(_Closed):
    """What is to be said of a file beside its values."""

    kind: str
    """What it is, for programs: `recipient-added`, `rotated`, `mac-stale`."""
    message: str
    """What it is, for people."""
    serious: bool
    """Whether a person has to look at it."""


class File(_Closed):
    """One file that differs."""

    path: Annotated[str, Field(description=_PATH)]
    old_path: str | None
    """What it was called, if it was called otherwise."""
    status: Literal["added", "removed", "changed", "renamed", "formatted", "unreadable"]
    """What became of it."""
    reason: str | None
    """Why it cannot be compared."""
    environments: list[str]
    """The environments that it is part of."""
    changes: list[Change]
    """What differs, in the order of the file."""
    facts: list[Fact]
    """What is to be said of an encrypted file: who reads it, data key, MAC."""
    styles: list[Change]
    """Comments and ways of writing; only with `--comments` and `--style`."""


class Other(_Closed):
    """How many files differ and are not compared, for one reason."""

    reason: str
    """Why they are not compared."""
    files: Count
    """How many they are."""


class ChangesResult(_Closed):
    """What differs between two states. The same two give the same bytes: there is no time."""

    version: Literal[1]
    """Version of this format; fields are only ever added without a new one."""
    tool: Tool
    """The program and its version."""
    before: str
    """Name of the state before."""
    after: str
    """Name of the state after."""
    summary: Summary
    """The numbers."""
    files: list[File]
    """Every file that differs and is compared, sorted by path."""
    others: list[Other]
    """What differs and is not compared."""
    untracked: list[str]
    """Configuration files that git does not know; only where the work tree is a side."""
