"""The shape of `confledger plan status --format json`, from which its JSON Schema is generated.

What writes it uses plain dictionaries, so that a run never pays for importing pydantic.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from confledger.reports.titles import without_titles

Count = Annotated[int, Field(ge=0)]
Position = Annotated[int, Field(ge=1)]
Percent = Annotated[float, Field(ge=0, le=100)]


def schema() -> dict[str, object]:
    """Return the JSON Schema of the output: draft 2020-12, closed at every depth."""
    generated = without_titles(PlanStatus.model_json_schema())
    assert isinstance(generated, dict)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Result of `confledger plan status`",
        **generated,
    }


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Progress(_Closed):
    """How many boxes are ticked."""

    done: Count
    """Boxes that are ticked."""
    total: Count
    """Boxes that count; those that were dropped do not."""
    percent: Percent | None
    """The share, to one decimal; null without boxes."""


class Declared(_Closed):
    """One place that says how far something is."""

    percent: Percent
    """What it says."""
    line: Position
    """Where it stands."""
    column: Position
    """The first character of it."""
    said: str | None
    """The word or sign that says so; null where it is a percentage."""
    headings: list[Position]
    """Lines of the headings that it is about; of the whole plan, none."""
    counted: Progress
    """What the boxes say."""


class Heading(_Closed):
    """One heading."""

    title: str
    """As it is written."""
    level: Annotated[int, Field(ge=1, le=6)]
    """From 1 to 6."""
    line: Position
    """Where it stands."""
    parent: Position | None
    """Line of the heading that it is under."""
    progress: Progress
    """Of all boxes below it."""


class Item(_Closed):
    """One box."""

    id: str
    """What it is known by: given by `<!-- id: ... -->`, or derived."""
    state: Literal["open", "done", "begun", "dropped"]
    """What stands in it."""
    text: str
    """What it says."""
    line: Position
    """Where it stands."""
    heading: Position | None
    """Line of the heading that it is under."""
    parent: str | None
    """Id of the box that it is under in its list."""


class Plan(_Closed):
    """One plan."""

    path: str
    """From the root of the repository, with `/`."""
    progress: Progress
    """Of all boxes."""
    declared: list[Declared]
    """Every place that says how far something is, in order of lines."""
    headings: list[Heading]
    """All of them, in order."""
    items: list[Item]
    """All boxes, in order."""


class PlanStatus(_Closed):
    """How far plans are. The same files give the same bytes."""

    version: Literal[1]
    """Version of this format; fields are only ever added without a new one."""
    plans: list[Plan]
    """In the order in which they were named, else by path."""
