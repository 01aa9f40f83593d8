"""The shape of `confledger explain KEY --format json`, which writes plain dictionaries."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, WithJsonSchema

from confledger.reports.titles import without_titles

Line = Annotated[int, Field(ge=1)]
Kind = Literal["default", "base", "environment", "host", "local", "variable", "flag", "overlay"]

Value = Annotated[
    Any,
    WithJsonSchema(
        {
            "description": "A value of the configuration, with its type.",
            "type": ["string", "integer", "number", "boolean", "null", "object", "array"],
        }
    ),
]


def schema() -> dict[str, object]:
    """Return the JSON Schema of the output, closed at every depth."""
    made = without_titles(ExplainedResult.model_json_schema())
    assert isinstance(made, dict)
    return {"title": "Result of `confledger explain KEY`", **made}


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class _Keyed(_Closed):
    key: str
    """With dots, as people write it."""
    pointer: str
    """The same as a JSON Pointer into the configuration."""


class Commit(_Closed):
    """Which commit gave a value; not which one touched its line."""

    state: Literal["known", "not committed yet", "not tracked by git", "unknown"]
    """Whether there is such a commit."""
    reason: str | None
    """Why it is unknown, such as in a shallow clone."""
    commit: str | None
    """Its full id."""
    author: str | None
    """Who wrote it."""
    authored_at: str | None
    """When, in UTC."""
    subject: str | None
    """First line of its message."""
    request: str | None
    """The merge request that its message names, or that of the merge that landed it."""
    file_then: str | None
    """What the file was called then, where it has another name now."""
    ignored: bool
    """Whether .git-blame-ignore-revs lists it, although it changed the value."""
    encrypted_anew: bool
    """Whether it encrypted the whole file with another key: the secret may be older."""
    before: "Commit | None"
    """What gave the value before, where the commit is to be ignored."""


class Layer(_Closed):
    """What one source says of a key."""

    kind: Kind
    """Which kind of source."""
    name: str
    """Name of the environment or host, prefix of the variables, or address."""
    holds: bool
    """Whether this is the value that holds, or a part of it."""
    removes: bool
    """Whether it takes the key away."""
    file: str | None
    """File, from the root; null where it is none."""
    line: Line | None
    """Line of the value."""
    column: Line | None
    """Column of the value."""
    variable: str | None
    """Environment variable or flag that says it."""
    secret: bool
    """Whether the value is not shown."""
    encrypted: bool
    """Whether it is encrypted in the file, or kept elsewhere."""
    value: Value
    """What it says, as it stands there; null of a secret."""
    commit: Commit | None
    """Null where the source is not in git."""


class Leaf(_Keyed):
    """One value of a map or list."""

    secret: bool
    """Whether the value is not shown."""
    value: Value
    """The value; null of a secret."""
    set_by: Layer | None
    """The strongest source that says it."""


class Input(_Closed):
    """One thing that a text refers to."""

    key: str | None
    """The key; null of an environment variable."""
    pointer: str | None
    """The same as a JSON Pointer."""
    variable: str | None
    """The environment variable; null of a key."""
    given: bool
    """False of an environment variable that is not set."""
    secret: bool
    """Whether the value is not shown."""
    value: Value
    """The value that was put in; null of a secret, and of a variable."""
    set_by: Layer | None
    """What set the key."""


class Schema(_Closed):
    """What the schema says of a key."""

    address: str
    """File and JSON Pointer of the subschema."""
    type: str
    """Type and bounds in words."""
    description: str
    """What the key is for."""
    risk: str | None
    """`x-risk` of the key, or of something that it is in."""
    secret: bool
    """Whether it is marked as a secret."""
    deprecated: bool
    """Whether it should not be used any more."""
    replaced_by: str | None
    """The key to use instead."""
    remove_after: str | None
    """The last day on which it is read."""
    docs: str | None
    """Where more is written."""


class Opens(_Closed):
    """The encrypted value that a key leads to."""

    file: str
    """The file."""
    pointer: str
    """Its place there."""
    line: Line | None
    """Its line there."""
    found: bool
    """Whether there is such a value."""
    commit: Commit | None
    """The commit that last changed it."""


class Owner(_Closed):
    """Who answers for the file that sets the value."""

    names: list[str]
    """Teams and people."""
    file: str
    """CODEOWNERS, wherever it is."""
    line: Line
    """The line that decides."""


class Reader(_Closed):
    """A program that read the key."""

    name: str
    """Its name."""
    last: str
    """When it last did, in UTC."""
    reads: Annotated[int, Field(ge=0)]
    """How often."""


class Explanation(_Keyed):
    """One key in one environment."""

    environment: str | None
    """Null of the base alone."""
    host: str | None
    """The host or role, where one was named."""
    revision: str | None
    """The commit that it is of; null of the files on disk."""
    set: bool
    """Whether the key has a value."""
    secret: bool
    """Whether the value is not shown."""
    type: str | None
    """JSON type of the value."""
    value: Value
    """The value; null of a secret, and of a map or list, which is in `leaves`."""
    schema_: Annotated[Schema | None, Field(alias="schema")]
    """What the schema says of it."""
    layers: list[Layer]
    """Each source that speaks of it, the strongest first."""
    leaves: list[Leaf] | None
    """The values of a map or list; null of a single value."""
    raw: str | None
    """The text with references that the value was made from."""
    inputs: list[Input]
    """What that text refers to."""
    opens: Opens | None
    """The secret that the key leads to."""
    owner: Owner | None
    """Null where no rule of CODEOWNERS matches."""
    readers: list[Reader] | None
    """Who reads it, by the access log; null where there is none."""
    faults: list[str]
    """What is wrong with it."""
    notes: list[str]
    """What else is to be known."""


class Keys(_Closed):
    """A key, in one environment or in several."""

    version: Literal[1]
    """Version of this format."""
    kind: Literal["keys"]
    """What was asked for."""
    explanations: list[Explanation]
    """One for each environment."""


class Answer(_Keyed):
    """Why a file is not what counts."""

    environment: str | None
    """Null of the base alone."""
    host: str | None
    """The host or role, where one was named."""
    file: str
    """The file that was asked about."""
    why: Literal["holds", "overridden", "replaced", "silent", "not-part"]
    """It counts after all; a stronger source says the key, or something that it is in; it does
    not say the key; it is no source of this environment."""
    reason: str
    """The same in a sentence."""
    says: Layer | None
    """What the file says."""
    set_by: Layer | None
    """What counts."""


class WhyNot(_Closed):
    """Result of `--why-not`."""

    version: Literal[1]
    """Version of this format."""
    kind: Literal["why-not"]
    """What was asked for."""
    answers: list[Answer]
    """One for each environment."""


class Held(_Closed):
    """One value that a key had."""

    since: str | None
    """When it reached the mainline, in UTC; null of what is not committed."""
    set: bool
    """Whether the key had a value."""
    secret: bool
    """Whether the value is not shown."""
    value: Value
    """The value; null of a secret."""
    source: str | None
    """The file or other source that counted."""
    commit: str | None
    """The commit that wrote it."""
    author: str | None
    """Who wrote that."""
    subject: str | None
    """First line of its message."""
    state: str | None
    """Why there is no commit, or that the clone does not go back far enough."""


class KeyHistory(_Keyed):
    """The values of one key in one environment, the newest first."""

    environment: str | None
    """Null of the base alone."""
    host: str | None
    """The host or role, where one was named."""
    values: list[Held]
    """The values."""


class Histories(_Closed):
    """Result of `--history`."""

    version: Literal[1]
    """Version of this format."""
    kind: Literal["history"]
    """What was asked for."""
    histories: list[KeyHistory]
    """One for each value and environment."""


class Fault(_Keyed):
    """Something that is wrong with the configuration."""

    message: str
    """What it is; never quotes a value."""


class Whole(_Closed):
    """Result of `--all`."""

    version: Literal[1]
    """Version of this format."""
    kind: Literal["all"]
    """What was asked for."""
    environment: str | None
    """Null of the base alone."""
    host: str | None
    """The host or role, where one was named."""
    folder: str
    """Folder or file of the configuration, from the root."""
    revision: str | None
    """The commit that it is of; null of the files on disk."""
    values: list[Leaf]
    """All values, in their order."""
    faults: list[Fault]
    """What is wrong with them."""


class ExplainedResult(RootModel[Keys | WhyNot | Histories | Whole]):
    """Where values come from."""
