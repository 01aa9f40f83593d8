"""A statement in Markdown as GitHub and GitLab show it: the verdict first, what is good folded.

The first line is a comment with the kind and the digest, which `report --check` reads. Texts are
hostile: see `spans`. No clock is in it, so that the same statement gives the same bytes.
"""

import re

from confledger.reports.statement.identities import identity, new_rows
from confledger.reports.statement.model import (
    BAD,
    BESIDE,
    CODE,
    COMMAND,
    GOOD,
    NOTE,
    NUMERIC,
    PLACE,
    STANDING,
    Block,
    Cell,
    Chart,
    Diagram,
    Section,
    Statement,
    Table,
)
from confledger.reports.statement.shares import MOST_LISTED, MOST_NODES, MOST_POINTS, fitting
from confledger.reports.statement.spans import cell, code, cut, longest, prose, tagged
from confledger.reports.statement.values import bar, headline, written
from confledger.reports.statement.words import (
    MARKS,
    WORDS,
    as_of,
    beside,
    capital,
    compared,
    effort,
    ended,
    is_command,
    left_out,
    ordered,
)
from confledger.reports.visible import visible

# Forges show no larger files as a page; this is for the rows of all tables.
MOST = 400_000
# So many rows of a table are shown, the others folded.
_SHOWN = 20
_BAR = 12


def render(statement: Statement) -> str:
    """Write all of it; the rows of the largest tables are cut where it is too much."""
    statement = ordered(statement)
    rows = {str(at): _rows(table) for at, table in enumerate(statement.tables())}
    shown = fitting({at: [len(one.encode()) for one in held] for at, held in rows.items()}, MOST)
    bodies = [held[: shown[at]] for at, held in rows.items()]
    return _Page(statement, bodies).text()


def header(statement: Statement) -> str:
    """Return the first line, for whoever compares digests."""
    return f"<!-- confledger: kind={_word(statement.kind)} digest={_word(statement.digest)} -->"


class _Page:
    def __init__(self, statement: Statement, bodies: list[list[str]]) -> None:
        self.statement = statement
        self.bodies = iter(bodies)
        self.new = new_rows(statement)

    def text(self) -> str:
        one = self.statement
        parts = [f"{header(one)}\n\n# {prose(one.title)}\n", self._verdict(), self._about()]
        if one.figures:
            parts.append(self._figures())
        if one.recommendations:
            parts.append(self._recommendations())
        parts += [self._section(section) for section in one.sections]
        if one.unmeasured:
            lines = [
                f"- **{prose(capital(held.what))}**: {prose(ended(held.why))}{_remedy(held.remedy)}"
                for held in one.unmeasured
            ]
            parts.append("## Not measured\n\n" + "\n".join(lines) + "\n")
        if one.since is not None:
            parts.append(self._since())
        parts.append(self._foot())
        return "\n".join(parts)

    def _verdict(self) -> str:
        verdict = self.statement.verdict
        return f"**{_standing(verdict.standing)}:** {prose(verdict.sentence)}\n"

    def _about(self) -> str:
        one = self.statement
        parts = [f"{prose(capital(name))}: {prose(text)}" for name, text in one.about]
        if day := as_of(one):
            parts.insert(0, f"As of {day}")
        return " · ".join([*parts, f"Digest {code(one.digest[:12])}"]) + "\n"

    def _figures(self) -> str:
        lines = ["| Figure | Value | State | |", "| --- | ---: | --- | --- |"]
        for one in self.statement.figures:
            value, of = headline(one)
            shown = prose(f"{value} {of}".strip())
            standing = "" if one.standing == NOTE else _standing(one.standing)
            lines.append(
                f"| {prose(capital(one.name))} | **{shown}** | {standing} | {prose(one.note)} |"
            )
        return "\n".join(lines) + "\n"

    def _recommendations(self) -> str:
        lines = ["## What to do\n"]
        for at, one in enumerate(self.statement.recommendations, start=1):
            time = f" ({effort(one)})" if effort(one) else ""
            command = visible(one.command)
            fence = "`" * max(3, longest(command) + 1)
            blank = " " * len(f"{at}. ")
            block = "".join(f"{blank}{line}\n" for line in (f"{fence}sh", command, fence))
            lines.append(f"{at}. {prose(one.text)}{time}\n\n{block}")
        return "\n".join(lines)

    def _section(self, section: Section) -> str:
        told = "" if section.standing == NOTE else f"{_standing(section.standing)}: "
        parts = [f"## {told}{prose(section.title)}\n"]
        if section.summary:
            parts.append(f"{prose(section.summary)}\n")
        blocks = [self._block(one) for one in section.blocks]
        if section.standing == GOOD and blocks:
            blocks = [_folded("Details", "\n".join(blocks))]
        return "\n".join([*parts, *blocks])

    def _block(self, block: Block) -> str:
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Chart):
            return _chart(block)
        if isinstance(block, Diagram):
            return _diagram(block)
        return f"{prose(block.text)}\n"

    def _table(self, table: Table) -> str:
        shown = next(self.bodies)
        more = len(table.rows) - len(shown)
        title = f"**{prose(table.title)}** ({len(table.rows):,})\n" if table.title else ""
        if not table.rows:
            return f"**{prose(table.title)}:** {prose(table.empty)}\n"
        head = _head([(capital(one.title), one.kind in NUMERIC) for one in table.columns])
        lines = list(map(self._marked, [table] * len(shown), table.rows, shown))
        text = f"{title}\n{head}{''.join(lines[:_SHOWN])}"
        rest = "".join(lines[_SHOWN:])
        cut = f"{prose(left_out(more, self.statement, table))}\n" if more else ""
        if not rest:
            return f"{text}\n{cut}" if cut else text
        count = f"{len(lines) - _SHOWN:,} more rows"
        body = f"{head}{rest}\n{cut}" if cut else f"{head}{rest}"
        return f"{text}\n{_folded(count, body)}"

    def _marked(self, table: Table, row: tuple[Cell, ...], line: str) -> str:
        is_new = bool(self.new) and identity(table, row) in self.new
        return f"| **new** {line.removeprefix('| ')}" if is_new else line

    def _since(self) -> str:
        since = self.statement.since
        assert since is not None
        lines = [f"## Since last time\n\n{prose(compared(since))}\n"]
        for name, rows in (("New", since.new), ("Fixed", since.fixed)):
            if rows:
                named = "\n".join(
                    f"- {prose(one[0])}: {', '.join(map(code, one[1:]))}"
                    for one in rows[:MOST_LISTED]
                )
                more = f"\n- {len(rows) - MOST_LISTED:,} more" if len(rows) > MOST_LISTED else ""
                lines.append(_folded(f"{name}: {len(rows):,}", f"{named}{more}\n"))
        return "\n".join(lines)

    def _foot(self) -> str:
        again = self.statement.reproduce
        return f"---\n\nPrint it again: {code(again)}\n" if again else ""


def _folded(summary: str, body: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{body}\n</details>\n"


def _remedy(remedy: str) -> str:
    if is_command(remedy):
        return f" {cell(remedy)}"
    return f" {prose(capital(ended(remedy)))}" if remedy else ""


def _standing(standing: str) -> str:
    return f"{MARKS[standing]} {WORDS[standing].capitalize()}"


def _head(columns: "list[tuple[str, bool]]") -> str:
    names = " | ".join(prose(name) for name, _ in columns)
    rule = " | ".join("---:" if right else "---" for _, right in columns)
    return f"| {names} |\n| {rule} |\n"


def _rows(table: Table) -> list[str]:
    """Return the rows; of far too many only the first ones."""
    made: list[str] = []
    size = 0
    for row in table.rows:
        if size > MOST:
            break
        made.append(_row(table, row))
        size += len(made[-1])
    return made


def _row(table: Table, row: tuple[Cell, ...]) -> str:
    cells = (_cell(value, one.kind) for value, one in zip(row, table.columns, strict=True))
    return f"| {' | '.join(cells)} |\n"


def _cell(value: Cell, kind: str) -> str:
    if kind == STANDING and value in MARKS:
        return _standing(str(value))
    if isinstance(value, str):
        if not value:
            return ""
        if kind == BESIDE and (link := beside(value, "md")):
            return f"[{prose(value)}]({link})"
        return cell(value) if kind in (CODE, COMMAND, PLACE) else prose(value)
    return written(value, kind)


def _chart(chart: Chart) -> str:
    if not chart.labels:
        return f"**{prose(chart.title)}:** {prose(chart.empty)}\n"
    unit = f" ({chart.unit})" if chart.unit else ""
    alone = len(chart.series) == 1
    columns = [("", False), *((one.name, True) for one in chart.series)]
    if alone:
        columns.append(("", False))
    most = max((abs(v) for one in chart.series for v in one.values if v is not None), default=0)
    lines = []
    for at, label in enumerate(chart.labels[:MOST_POINTS]):
        values = [one.values[at] for one in chart.series]
        cells = [prose(cut(label, 80)), *(written(value, "number") for value in values)]
        if alone:
            cells.append(bar((values[0] or 0) / most, _BAR) if most else "")
        lines.append(f"| {' | '.join(cells)} |\n")
    return _folded(tagged(chart.title + unit), _head(columns) + "".join(lines))


def _diagram(diagram: Diagram) -> str:
    if not diagram.nodes:
        return f"**{prose(diagram.title)}:** {prose(diagram.empty)}\n"
    nodes = diagram.nodes[:MOST_NODES]
    names = {one.id: f"n{at}" for at, one in enumerate(nodes)}
    lines = [f'  {names[one.id]}["{_label(one.title)}"]' for one in nodes]
    # Of more edges, Mermaid draws nothing at all.
    for source, target, label in diagram.edges[:MOST_POINTS]:
        if source in names and target in names:
            said = f'|"{_label(label)}"|' if label else ""
            lines.append(f"  {names[source]} -->{said} {names[target]}")
    bad = [names[one.id] for one in nodes if one.standing == BAD]
    if bad:
        lines += ["  classDef bad stroke:#c00,stroke-width:3px", f"  class {','.join(bad)} bad"]
    body = "\n".join(lines)
    more = f"\n{left:,} more.\n" if (left := len(diagram.nodes) - len(nodes)) else ""
    return f"**{prose(diagram.title)}**\n\n```mermaid\nflowchart LR\n{body}\n```\n{more}"


def _label(text: str) -> str:
    """Return a label of Mermaid: all but letters, digits and a few marks as their numbers."""
    return "".join(
        one if one.isalnum() or one in " ./-_,:" else f"#{ord(one)};" for one in visible(text)[:120]
    )


def _word(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z_.-]", "-", text).replace("--", "-")
