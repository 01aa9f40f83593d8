"""The shape of `confledger suggest ... --format json`, from which its JSON Schema is generated.

What writes it uses plain dictionaries, so that a run never pays for importing pydantic.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, WithJsonSchema

from confledger.reports.titles import without_titles

Count = Annotated[int, Field(ge=0)]
Percent = Annotated[float, Field(ge=0, le=100)]
How = Literal["added", "removed", "changed"]
Value = Annotated[
    Any,
    WithJsonSchema(
        {
            "description": "A scalar of the file, with its type, or an empty map or list.",
            "type": ["string", "integer", "number", "boolean", "null", "object", "array"],
            "maxProperties": 0,
            "maxItems": 0,
        }
    ),
]


def schema() -> dict[str, object]:
    """Return the JSON Schema of the output: draft 2020-12, closed at every depth."""
    generated = without_titles(SuggestResult.model_json_schema(by_alias=True))
    assert isinstance(generated, dict)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Result of `confledger suggest change`, `value` and `eval`",
        **generated,
    }


def _dashed(name: str) -> str:
    return name.replace("_", "-")


class _Closed(BaseModel):
    model_config = ConfigDict(
        extra="forbid", use_attribute_docstrings=True, alias_generator=_dashed
    )


class Commit(_Closed):
    """A past commit that speaks for a suggestion."""

    commit: str
    """Its id."""
    day: str
    """The day on which it was committed, in UTC."""
    subject: str
    """The first line of its message."""


class Place(_Closed):
    """A key elsewhere that speaks for a suggestion."""

    path: str
    """The file."""
    key: str
    """The key, behind the object it is of."""
    value: Value
    in_use: bool
    """Whether it still has that value."""


class Companion(_Closed):
    """Something that usually changes together with what was changed."""

    id: str
    """What it is muted by."""
    kind: Literal["companion-file", "companion-key"]
    """Whether a whole file or a key is missing."""
    missing: str
    """The file, or the key as it is in any file of its kind."""
    how: How
    """What usually becomes of it."""
    because: str
    """What was changed."""
    because_how: How
    """What became of that."""
    both: Count
    """Commits that did both."""
    of: Count
    """Commits that did what was done here."""
    commits: list[Commit]
    """The last commits that did both."""


class Unlike(_Closed):
    """A value that is unlike those of other places."""

    id: str
    """What it is muted by."""
    kind: Literal["outlier", "unusual-value"]
    """What is unusual of the value."""
    path: str
    """The file."""
    key: str
    """The key, behind the object it is of."""
    value: Value
    usual: list[Value]
    """What others have; of numbers, the least and the most."""
    of: Count
    """How many others there are."""
    more: Count
    """Of how many further keys of the change the same could be said."""
    places: list[Place]
    """Some of the others."""


class Change(_Closed):
    """The result of `suggest change`."""

    version: Literal[1]
    """Version of this format."""
    action: Literal["change"]
    """The action that printed this."""
    suggestions: list[Companion | Unlike]
    """What is suggested; nothing of it is a fault."""
    off: list[str]
    """What is not suggested in this repository, with the reason."""


class Candidate(_Closed):
    """A value that a key may have."""

    value: Value
    share: Annotated[float, Field(ge=0, le=1)]
    """Its share of the vote."""
    places: list[Place]
    """Who voted for it, the most alike first."""


class OneValue(_Closed):
    """The result of `suggest value`."""

    version: Literal[1]
    """Version of this format."""
    action: Literal["value"]
    """The action that printed this."""
    path: str
    """The file."""
    key: str
    """The key, behind the object it is of."""
    value: Value = None
    """What it is now, where it is there and no secret."""
    candidates: list[Candidate]
    """The likeliest first."""
    reason: str = ""
    """Why there are none."""


class OfValues(_Closed):
    """How often values were guessed right, in percent of the keys."""

    place: Literal["added-keys", "new-files"]
    """Where the keys were added: in files that were there, or in new ones."""
    keys: Count
    """How many keys it was tried on."""
    first: Percent
    """The first guess was right."""
    three: Percent
    """One of three was."""
    suggested: Percent
    """Keys that there was a guess for."""
    right: Percent
    """Of those, where the first was right."""
    most_recent: Percent
    """The value that the key was last set to anywhere was right."""
    most_frequent: Percent
    """The most frequent value was."""
    most_frequent_three: Percent
    """One of the three most frequent values was."""
    on: bool
    """Whether it is suggested here."""
    reason: str
    """Why not."""


class Told(_Closed):
    """Of the commits of some authors."""

    precision: Percent
    """Of what was told to change too, what did."""
    recall: Percent
    """Of what changed, what was told."""


class OfCompanions(_Closed):
    """How often what usually changes together did, in percent."""

    kind: Literal["files", "keys"]
    """What was suggested."""
    commits: Count
    """How many commits it was tried on."""
    warned: Percent
    """Commits of which something was told to be missing."""
    precision: Percent
    """Of what was told to change too, what did."""
    recall: Percent
    """Of what changed, what was told."""
    people: Told
    """The same for commits of people."""
    robots: Told
    """The same for commits of robots."""
    warnings: Count
    """How often something was missing."""
    within_week: Percent
    """Of that, what changed within seven days."""
    any_week: Percent
    """How often it changed within any seven days of the sixty before."""
    on: bool
    """Whether it is suggested here."""
    reason: str
    """Why not."""


class Measured(_Closed):
    """The result of `suggest eval`."""

    version: Literal[1]
    """Version of this format."""
    action: Literal["eval"]
    """The action that printed this."""
    commits: Count
    """How many commits at the end of the history were measured."""
    values: list[OfValues]
    """Guesses of values."""
    companions: list[OfCompanions]
    """What changes together."""


class SuggestResult(RootModel[Change | OneValue | Measured]):
    """What an action of `confledger suggest` prints."""
