"""What a report says, before any format: a verdict, figures, and sections of blocks.

All texts may come from a repository: they are hostile, and renderers make them harmless. In
texts of ours, a word in backticks is code. A value of None was not measured, which is not 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

# How something stands, the worst last; the last one is none of them: nobody has measured it.
GOOD, NOTE, ATTENTION, BAD = "good", "note", "attention", "bad"
UNKNOWN = "unknown"
STANDINGS = (GOOD, NOTE, ATTENTION, BAD, UNKNOWN)

# What the cells of a column are, and so how they are written, sorted and aligned.
TEXT = "text"
CODE = "code"
COMMAND = "command"
STANDING = "standing"
PLACE = "place"
"""`path`, `path:line` or `path:line:column`, from the root."""
BESIDE = "beside"
"""Name of another report in the same folder, without a suffix: `debt_report`; pages link to it."""
DATE = "date"
"""Seconds since 1970, written as the day in UTC."""
NUMBER = "number"
MINUTES = "minutes"
DAYS = "days"
PERCENT = "percent"
"""A share from 0 to 1."""
KINDS = (TEXT, CODE, COMMAND, STANDING, PLACE, BESIDE, DATE, NUMBER, MINUTES, DAYS, PERCENT)
NUMERIC = (DATE, NUMBER, MINUTES, DAYS, PERCENT)

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What it comes to, in one sentence that ends with a full stop."""

    standing: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that matters, with what it is a part of: 12 of 40 files."""

    name: str
    value: Cell
    kind: str = NUMBER
    of: int | float | None = None
    standing: str = NOTE
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `key` is its name for programs, `title` for people."""

    key: str
    title: str
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, worst first. `identity` names the columns that tell a row from one of last time.

    `empty` is what it means that there are none, as a sentence.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    empty: str
    identity: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one thing, one for each label of its chart."""

    name: str
    values: tuple[int | float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Series over labels; its numbers are also shown as a table."""

    id: str
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    form: str = "bars"
    """`bars`, `stacked` or `line`."""
    unit: str = ""
    empty: str = "There is nothing to draw."


@dataclass(frozen=True, slots=True)
class Node:
    """A box of a diagram."""

    id: str
    title: str
    standing: str = NOTE


@dataclass(frozen=True, slots=True)
class Diagram:
    """What hangs together; Mermaid in Markdown, elsewhere a nested list."""

    id: str
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str, str], ...]
    """From, to, and what it says on the way."""
    empty: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text of ours."""

    text: str


Block = Table | Chart | Diagram | Paragraph


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report; one that is good is shown collapsed. `summary` is one sentence."""

    id: str
    title: str
    standing: str
    summary: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A rule that applies, and the command that acts; without a command there is none."""

    rule: str
    text: str
    command: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """What nobody knows, why, and the command or the setting that would tell."""

    what: str
    why: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the rows with an identity since an earlier report."""

    digest: str
    new: tuple[tuple[str, ...], ...]
    """Table, then what tells the row."""
    fixed: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One report. `digest` stands for all that it was made from; `as_of` is a commit's time."""

    kind: str
    title: str
    verdict: Verdict
    digest: str
    as_of: int | None
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    unmeasured: tuple[Unmeasured, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    """What it is about, such as the period: name and text."""
    primary: str = ""
    """Id of the table that is the report as CSV; the first one where it is empty."""
    reproduce: str = ""
    """The command that prints it again."""
    since: Since | None = None
    data: dict[str, object] = field(default_factory=dict)
    """More for programs, in JSON only, sorted by whoever gives it."""

    def tables(self) -> list[Table]:
        """Return every table, in order."""
        return [one for part in self.sections for one in part.blocks if isinstance(one, Table)]


def worst(standings: Sequence[str]) -> str:
    """Return the worst of some; what nobody measured counts only where nothing was measured."""
    known = [one for one in standings if one != UNKNOWN]
    if not known:
        return UNKNOWN if standings else GOOD
    return max(known, key=STANDINGS.index)


def by_severity(parts: Sequence[Section]) -> tuple[Section, ...]:
    """Return sections, the worst first and the good ones last; equals keep their order."""
    order = {BAD: 0, ATTENTION: 1, UNKNOWN: 2, NOTE: 3, GOOD: 4}
    return tuple(sorted(parts, key=lambda one: order[one.standing]))
