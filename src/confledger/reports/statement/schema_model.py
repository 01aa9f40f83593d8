"""The shape of a report as JSON, from which its JSON Schema is generated.

The renderer writes plain dictionaries, so that a run never pays for importing pydantic.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeAliasType

from confledger.reports.statement.model import KINDS, STANDINGS
from confledger.reports.titles import without_titles

Cell = str | int | float | None
Number = int | float | None
# Anything that JSON has.
Plain = TypeAliasType("Plain", "bool | int | float | str | list[Plain] | dict[str, Plain] | None")
Standing = Annotated[str, Field(json_schema_extra={"enum": list(STANDINGS)})]
Kind = Annotated[str, Field(json_schema_extra={"enum": list(KINDS)})]


def schema() -> dict[str, object]:
    """Return the JSON Schema of the output: draft 2020-12; rows and `data` have any keys."""
    generated = without_titles(Report.model_json_schema(by_alias=True))
    assert isinstance(generated, dict)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A report of `confledger`",
        **generated,
    }


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Verdict(_Closed):
    """The whole in short."""

    standing: Standing
    """How it stands; `unknown` where nobody has measured it."""
    sentence: str
    """In one sentence."""


class About(_Closed):
    """What the report is about, such as its period."""

    name: str
    """What is told."""
    text: str
    """What it is."""


class Figure(_Closed):
    """One number that matters."""

    name: str
    """What was counted or measured."""
    value: Cell
    """The number; null where it was not measured, which is not 0."""
    kind: Kind
    """What the value is, such as a `percent` from 0 to 1, or a `date` in seconds since 1970."""
    of: Number
    """What it is a part of."""
    standing: Standing
    """How it stands."""
    note: str
    """More on it."""


class Column(_Closed):
    """A column of a table."""

    key: str
    """Its name in the rows."""
    title: str
    """Its name for people."""
    kind: Kind
    """What its cells are."""


class Table(_Closed):
    """Rows, the worst first."""

    type: Literal["table"]
    """Which block this is."""
    id: str
    """Name of the table."""
    title: str
    """Its title."""
    columns: list[Column]
    """Its columns, in order."""
    identity: list[str]
    """Keys of the columns that tell a row from another; empty where nothing does."""
    rows: list[dict[str, Cell]]
    """All rows: the raw value of each column by its key; null where it was not measured."""


class Series(_Closed):
    """Values of one thing."""

    name: str
    """What it is."""
    values: list[Number]
    """A value for each label; null where it was not measured."""


class Chart(_Closed):
    """Series over labels."""

    type: Literal["chart"]
    """Which block this is."""
    id: str
    """Name of the chart."""
    title: str
    """Its title."""
    form: Literal["bars", "stacked", "line"]
    """How it is drawn."""
    unit: str
    """Of its values."""
    labels: list[str]
    """Of its values, in order."""
    series: list[Series]
    """What is drawn."""


class Node(_Closed):
    """A box of a diagram."""

    id: str
    """Its name in the edges."""
    title: str
    """What stands in it."""
    standing: Standing
    """How it stands."""


class Edge(_Closed):
    """What leads from one box to another."""

    from_: Annotated[str, Field(alias="from")]
    """Id of the box where it begins."""
    to: str
    """Id of the box where it ends."""
    label: str
    """What it says on the way."""


class Diagram(_Closed):
    """What hangs together."""

    type: Literal["diagram"]
    """Which block this is."""
    id: str
    """Name of the diagram."""
    title: str
    """Its title."""
    nodes: list[Node]
    """Its boxes."""
    edges: list[Edge]
    """What leads from one to another."""


class Paragraph(_Closed):
    """A text."""

    type: Literal["paragraph"]
    """Which block this is."""
    text: str
    """The text; a word in backticks is code."""


class Section(_Closed):
    """A part of the report."""

    id: str
    """Name of the section."""
    title: str
    """Its title."""
    standing: Standing
    """How it stands."""
    summary: str
    """What it comes to, in one sentence."""
    blocks: list[Table | Chart | Diagram | Paragraph]
    """What is in it, in order."""


class Recommendation(_Closed):
    """A rule that applies, and the command that acts."""

    rule: str
    """Name of the rule."""
    text: str
    """What to do, and why."""
    command: str
    """The command that does it."""
    minutes: Number
    """How long it takes; null where nobody knows."""


class Unmeasured(_Closed):
    """What nobody knows."""

    what: str
    """What it is."""
    why: str
    """Why nobody knows it."""
    remedy: str
    """What would tell."""


class Since(_Closed):
    """What became of the rows with an identity since an earlier report."""

    digest: str
    """Of the earlier report."""
    new: list[list[str]]
    """Rows that it did not have: the table, then what tells the row."""
    fixed: list[list[str]]
    """Rows that only it had, likewise."""


class AnyReport(_Closed):
    """What every report has."""

    version: Literal[1]
    """Version of this format; fields are only ever added without a new one."""
    title: str
    """Its title."""
    verdict: Verdict
    """What it comes to."""
    digest: str
    """Stands for all that the report was made from."""
    as_of: int | None
    """The moment that ages are counted to, in seconds since 1970; that of a commit."""
    about: list[About]
    """What it is about."""
    figures: list[Figure]
    """The numbers that matter."""
    sections: list[Section]
    """Its parts, in the order in which the report was made."""
    recommendations: list[Recommendation]
    """What to do, the most urgent first."""
    unmeasured: list[Unmeasured]
    """What nobody knows."""
    primary: str | None
    """Id of the table that is the report as CSV; null where there is no table."""
    reproduce: str
    """The command that prints it again."""
    since: Since | None
    """What became of its rows; null where there is no earlier report."""


class Report(AnyReport):
    """One report. The same digest gives the same bytes: there is no time of a clock in it."""

    kind: str
    """Which report it is."""
    data: dict[str, Plain]
    """More for programs, other for each kind."""
