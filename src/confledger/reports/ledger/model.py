"""The shape of `log` and `show` with `--format json`, from which its JSON Schema is generated.

The commands write plain dictionaries, so that a run never pays for importing pydantic.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from confledger.reports.titles import without_titles

_PATH = (
    "Path of the file then, from the root of the repository, with `/`. A byte that is not UTF-8 "
    "is written as four characters: `\\xff`."
)
_TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"
Count = Annotated[int, Field(ge=0)]
Time = Annotated[str, Field(pattern=_TIME)]
Oid = Annotated[str, Field(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")]
Scalar = str | int | float | bool | dict[str, None] | list[None] | None
Type = Literal[
    "text",
    "integer",
    "number",
    "boolean",
    "null",
    "map",
    "list",
    "order",
    "link",
    "submodule",
]
# As question.KINDS has them.
Operation = Literal[
    "added",
    "removed",
    "changed",
    "retyped",
    "reordered",
    "moved",
    "unparsable",
    "reformatted",
    "re-encrypted",
]


def schema() -> dict[str, object]:
    """Return the JSON Schema of the output: draft 2020-12, closed at every depth."""
    generated = without_titles(Entries.model_json_schema())
    assert isinstance(generated, dict)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Entries of the ledger, as `confledger log` and `confledger show` print them",
        **generated,
    }


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Restored(_Closed):
    """What a rollback brought back."""

    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{7,64}$")]
    """The commit whose state it is."""
    scope: str
    """What of it: `all`, an environment as `env:NAME`, a folder, a file or a key; or nothing."""
    reason: str
    """Why, where that is told."""


class Row(_Closed):
    """What all rows have: the file, and the commit that wrote it."""

    op: Operation
    """What happened to the value, or to the file."""
    file: str = Field(description=_PATH)
    lineage_id: str
    """Stands for the file through all its renames."""
    environments: list[str]
    """The environments that the file is part of: of the settings, or guessed."""
    commit: Oid
    """The commit that wrote it."""
    parents: list[Oid]
    """Its parents."""
    on_mainline: bool
    """Whether that commit is itself a state of the mainline."""
    landed_by: Oid
    """The commit of the mainline that brought it; itself for those on it."""
    landed_at: Time | None
    """When that was; null where the commit holds no date."""
    author: str
    """Name of its author."""
    author_email: str
    """Address of its author."""
    authored_at: Time | None
    """When it was written, as the author's clock said."""
    committer: str
    """Name of its committer."""
    committer_email: str
    """Address of its committer."""
    committed_at: Time | None
    """When it was committed."""
    subject: str
    """First line of its message."""
    baseline: bool
    """Whether the clone is shallow and ends there: then its author need not have written this."""
    reverts: list[str]
    """The commits that its message says it takes back."""
    restores: Restored | None
    """Of a rollback, what it brought back."""
    taken_back: list[Oid]
    """The commit that took this one back, or a part of it, the one that put it back, and so on."""


class ValueRow(Row):
    """One value that changed."""

    id: str
    """What `confledger show` takes."""
    document: str
    """Which document of the file: kind, namespace and name of Kubernetes; or nothing."""
    key_path: str
    """Where it is in the document: a JSON Pointer with names for the items of lists."""
    old_type: Type | None
    """Type of the value before; null where there was none."""
    old_value: Scalar
    """The value before; null where there was none, for null itself, and for a secret."""
    new_type: Type | None
    """Type of the value after; null where there is none."""
    new_value: Scalar
    """The value after."""
    secret: bool
    """Whether one of them is a secret, of which only the type is told."""
    merged: bool
    """Whether a merge made it itself: no parent has the value."""
    back_to_until: Time | None
    """Until when the mainline had this very value before; null if it never had."""
    names: list[str] = []
    """With `show`: all paths that the file ever had."""
    previous: str | None = None
    """With `show`: the entry of the same key before."""
    next: str | None = None
    """With `show`: the entry of the same key after."""


class FileRow(Row):
    """One file that came, went, moved, or could not be read."""

    keys: Count
    """How many keys came or went with it."""
    unparsable: bool
    """Whether this version cannot be read."""
    old_file: str | None
    """Where it was before, of one that moved."""


class Entries(_Closed):
    """The rows, the newest first."""

    version: Literal[1]
    """Version of this format."""
    entries: list[ValueRow | FileRow]
    """One for each value, or file."""
