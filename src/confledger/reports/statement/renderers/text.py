"""A statement for a terminal: the verdict, figures, what to do, then the sections as they come.

Texts are hostile: what would steer the terminal is written as an escape.
"""

from collections.abc import Iterator

from confledger.reports.statement.columns import Ink, fitted, table_lines, width_of, wrapped
from confledger.reports.statement.identities import identity, new_rows
from confledger.reports.statement.model import (
    GOOD,
    NOTE,
    NUMBER,
    TEXT,
    UNKNOWN,
    Block,
    Chart,
    Column,
    Diagram,
    Section,
    Statement,
    Table,
)
from confledger.reports.statement.values import bar, headline, written
from confledger.reports.statement.words import (
    MARKS,
    WORDS,
    again,
    as_of,
    capital,
    compared,
    effort,
    ended,
    is_command,
    left_out,
    ordered,
)
from confledger.reports.visible import visible

_ROWS = 20
# So many recommendations are.
_FEW = 10
# A note needs so many columns to stand beside its figure.
_NOTE = 24
# Where there is no terminal, lines of a table may be long, but sentences are still read.
_PROSE = 100


def render(statement: Statement, *, colour: bool = False, width: int | None = 80) -> str:
    """Write all of it; ends with a newline. Without a width, no cell of a table is cut."""
    return "".join(
        f"{line}\n" for line in _Page(ordered(statement), Ink(colour=colour), width).lines()
    )


class _Page:
    def __init__(self, statement: Statement, ink: Ink, width: int | None) -> None:
        self.statement = statement
        self.ink = ink
        self.width = width
        self.prose = min(width or _PROSE, _PROSE)
        self.new = new_rows(statement)

    def lines(self) -> Iterator[str]:
        one = self.statement
        yield self.ink(visible(one.title), "title")
        standing = one.verdict.standing
        mark = f"{MARKS[standing]} {WORDS[standing].capitalize()}: "
        said = wrapped(mark + one.verdict.sentence, self.prose, "  ")
        yield self.ink(said[: len(mark)].rstrip(), standing) + said[len(mark.rstrip()) :]
        about = [f"{capital(name)}: {text}" for name, text in one.about]
        if day := as_of(one):
            about.insert(0, f"As of {day}")
        about.append(f"digest {one.digest[:12]}")
        yield self.ink(wrapped(", ".join(about), self.prose), "dim")
        if one.figures:
            yield ""
            yield from self._figures()
        if one.recommendations:
            yield ""
            yield self.ink("What to do", "title")
            yield from self._recommendations()
        for section in one.sections:
            if section.standing != GOOD:
                yield ""
                yield from self._section(section)
        good = [one for one in one.sections if one.standing == GOOD]
        if good:
            yield ""
            for section in good:
                said = f"{section.title}: {section.summary}".removesuffix(": ")
                yield self._marked(GOOD, said)
        if one.unmeasured:
            yield ""
            yield self.ink("Not measured", "title")
            for held in one.unmeasured:
                yield self._marked(UNKNOWN, f"{capital(held.what)}: {ended(held.why)}")
                if is_command(held.remedy):
                    yield f"  {self.ink(visible(held.remedy), 'command')}"
                elif held.remedy:
                    yield f"  {wrapped(capital(ended(held.remedy)), self.prose - 2, '  ')}"
        if one.since is not None:
            yield ""
            yield wrapped(f"Since last time: {compared(one.since)}", self.prose)
        if one.reproduce:
            yield ""
            yield self.ink(f"Print it again: {visible(one.reproduce)}", "dim")

    def _marked(self, standing: str, text: str) -> str:
        return f"{self.ink(MARKS[standing], standing)} {wrapped(text, self.prose - 2, '  ')}"

    def _figures(self) -> Iterator[str]:
        rows = [
            (one, visible(value), visible(of))
            for one in self.statement.figures
            for value, of in [headline(one)]
        ]
        names = max(width_of(visible(one.name)) for one, _, _ in rows)
        values = max(width_of(value) for _, value, _ in rows)
        rest = max(width_of(of) for _, _, of in rows)
        for one, value, of in rows:
            name = visible(capital(one.name))
            blank = " " * (names - width_of(name))
            line = f"  {name}{blank}  {' ' * (values - width_of(value))}"
            line += self.ink(value, "strong" if one.standing == NOTE else one.standing)
            line += f" {of}{' ' * (rest - width_of(of))}" if rest else ""
            if one.note:
                used = 2 + names + 2 + values + bool(rest) + rest + 2
                room = self.prose - used
                blank = " " * (used if room >= _NOTE else 6)
                note = wrapped(one.note, room if room >= _NOTE else self.prose - 6)
                lines = "\n".join(
                    blank * bool(at) + self.ink(part, "dim")
                    for at, part in enumerate(note.split("\n"))
                )
                line += f"  {lines}" if room >= _NOTE else f"\n{blank}{lines}"
            yield line.rstrip()

    def _recommendations(self) -> Iterator[str]:
        listed = self.statement.recommendations
        for at, one in enumerate(listed[:_FEW], start=1):
            time = f" ({effort(one)})" if effort(one) else ""
            start = f"{at}. "
            yield start + wrapped(f"{one.text}{time}", self.prose - len(start), " " * len(start))
            yield f"{' ' * len(start)}{self.ink(visible(one.command), 'command')}"
        if (more := len(listed) - _FEW) > 0:
            yield self.ink(f"{more} more: {visible(again(self.statement))} --format html", "dim")

    def _section(self, section: Section) -> Iterator[str]:
        mark = f"{MARKS[section.standing]} {WORDS[section.standing]}"
        told = "" if section.standing == NOTE else f"  {self.ink(mark, section.standing)}"
        yield f"{self.ink(visible(section.title), 'title')}{told}"
        if section.summary:
            yield wrapped(section.summary, self.prose)
        for block in section.blocks:
            yield ""
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Table):
            yield from self._table(block)
        elif isinstance(block, Chart):
            yield from self._chart(block)
        elif isinstance(block, Diagram):
            yield from self._diagram(block)
        else:
            yield wrapped(block.text, self.prose)

    def _table(self, table: Table) -> Iterator[str]:
        if not table.rows:
            yield wrapped(f"{table.title}: {table.empty}", self.prose)
            return
        yield self.ink(f"{visible(table.title)} ({len(table.rows):,})", "strong")
        rows = table.rows[:_ROWS]
        marks = ["new" if identity(table, row) in self.new else "" for row in rows]
        yield from table_lines(table.columns, rows, marks, self.width, self.ink)
        if more := len(table.rows) - len(rows):
            yield self.ink(visible(left_out(more, self.statement, table)), "dim")

    def _chart(self, chart: Chart) -> Iterator[str]:
        if not chart.labels:
            yield wrapped(f"{chart.title}: {chart.empty}", self.prose)
            return
        unit = f" ({visible(chart.unit)})" if chart.unit else ""
        yield self.ink(f"{visible(chart.title)}{unit}", "strong")
        if len(chart.series) != 1:
            columns = [Column("label", "", TEXT)]
            columns += [Column(str(at), s.name, NUMBER) for at, s in enumerate(chart.series)]
            rows = [
                (label, *(one.values[at] for one in chart.series))
                for at, label in enumerate(chart.labels)
            ]
            yield from table_lines(columns, rows, [""] * len(rows), self.width, self.ink)
            return
        values = chart.series[0].values
        most = max((abs(one) for one in values if one is not None), default=0) or 1
        labels = [fitted(visible(one), 30) for one in chart.labels]
        names = max(map(width_of, labels))
        told = [written(one, NUMBER) for one in values]
        longest = max(map(len, told))
        room = max(self.prose - names - longest - 4, 8)
        for label, value, number in zip(labels, values, told, strict=True):
            blank = " " * (names - width_of(label))
            line = f"  {label}{blank}  {number:>{longest}} "
            yield f"{line}{self.ink(bar((value or 0) / most, room - 2), 'note')}".rstrip()

    def _diagram(self, diagram: Diagram) -> Iterator[str]:
        if not diagram.nodes:
            yield wrapped(f"{diagram.title}: {diagram.empty}", self.prose)
            return
        yield self.ink(visible(diagram.title), "strong")
        titles = {one.id: one.title for one in diagram.nodes}
        for node in diagram.nodes[:_ROWS]:
            mark = self.ink(MARKS[node.standing], node.standing)
            yield f"  {mark} {fitted(visible(node.title), self.prose - 4)}"
            for source, target, label in diagram.edges:
                if source == node.id and target in titles:
                    said = f" ({label})" if label else ""
                    line = visible(f"{titles[target]}{said}")
                    yield f"      -> {fitted(line, self.prose - 9)}"
        if (more := len(diagram.nodes) - _ROWS) > 0:
            yield self.ink(f"{more} more: {visible(again(self.statement))} --format json", "dim")
