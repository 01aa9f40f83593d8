"""The blocks of a section in HTML: tables, charts with their numbers behind them, diagrams."""

from collections.abc import Iterator

from confledger.reports.statement.drawings import COLOURS, drawing, undrawn
from confledger.reports.statement.identities import Identity, identity
from confledger.reports.statement.markup import Names, breakable, plain, prose
from confledger.reports.statement.model import (
    BESIDE,
    CODE,
    COMMAND,
    NUMBER,
    NUMERIC,
    PLACE,
    STANDING,
    STANDINGS,
    TEXT,
    Cell,
    Chart,
    Column,
    Diagram,
    Statement,
    Table,
)
from confledger.reports.statement.shares import MOST_NODES, MOST_POINTS
from confledger.reports.statement.values import written
from confledger.reports.statement.words import MARKS, WORDS, beside, capital, left_out

# Tables with more rows can be sorted.
_FEW_TO_SORT = 3
# Those with more get a box to filter them; longer ones scroll by themselves.
_FEW, _LONG = 8, 25
# Longer paths and keys get a wider column.
_WIDE = 80
# Shorter texts stay in one line; longer words may be broken anywhere.
_NARROW, _WORD = 24, 32


def rows_of(table: Table, new: frozenset[Identity], most: int) -> list[str]:
    """Return the rows of a table, of far too many only the first ones, that have `most` bytes.

    What ends by itself is not closed, for the size.
    """
    kinds = [one.kind for one in table.columns]
    made: list[str] = []
    size = 0
    for row in table.rows:
        if size > most:
            break
        mark = '<span class="new">New</span>' if new and identity(table, row) in new else ""
        cells = list(map(_cell, row, kinds))
        first, rest = cells[0], cells[1:]
        made.append(f"<tr>{first}{mark}{''.join(rest)}")
        size += len(made[-1])
    return made


def table_of(
    table: Table, rows: list[str], statement: Statement, names: Names, *, level: str = "h3"
) -> str:
    """Return a table with as many rows as there is room for, and say how many there are more."""
    title = plain(table.title)
    if not table.rows:
        empty = f'<p class="empty">{prose(table.empty)}</p>'
        return f'<div class="block"><div class="head"><{level}>{title}</{level}></div>{empty}</div>'
    total = len(table.rows)
    name = names(table.id)
    sorts = " data-sort" if total > _FEW_TO_SORT else ""
    tools = f"{name}-tools"
    filtered = f' data-filter="{tools}"' if total > _FEW else ""
    place = f'<div class="tools" id="{tools}"></div>' if filtered else ""
    heads = "".join(_head(one) for one in table.columns)
    long = " long" if len(rows) > _LONG else ""
    more = total - len(rows)
    cut = f'<p class="cut">{prose(left_out(more, statement, table))}</p>' if more else ""
    body = "\n".join(rows)
    return (
        f'<div class="block"><div class="head"><{level} id="{name}">{title} '
        f'<span class="quiet small">{total:,}</span></{level}>{place}</div>'
        f'<div class="scroll{long}" role="region" aria-labelledby="{name}" tabindex="0">'
        f'<table{sorts}{filtered} aria-labelledby="{name}"><thead><tr>{heads}</thead>'
        f"<tbody>\n{body}</tbody></table></div>{cut}</div>"
    )


def chart_of(chart: Chart, names: Names) -> str:
    """Return a chart as a figure, with the table of its numbers behind it."""
    title = plain(chart.title)
    unit = f' <span class="quiet small">{plain(chart.unit)}</span>' if chart.unit else ""
    head = f'<div class="head"><h3>{title}{unit}</h3></div>'
    if not chart.labels or not chart.series:
        return f'<div class="block">{head}<p class="empty">{prose(chart.empty)}</p></div>'
    keys = ""
    if len(chart.series) > 1:
        keys = "".join(
            f'<li><svg aria-hidden="true">{_key(chart.form, at % COLOURS)}</svg>{plain(one.name)}'
            for at, one in enumerate(chart.series)
        )
        keys = f'<ul class="keys">{keys}</ul>'
    name = names(chart.id)
    more = undrawn(chart)
    cut = f'<p class="cut">{more:,} more are in the table of numbers.</p>' if more else ""
    return (
        f'<figure class="block">{head}{keys}{drawing(chart, name)}{cut}'
        f'<details class="behind"><summary>Numbers of this chart</summary>{_numbers(chart, name)}'
        "</details></figure>"
    )


def _key(form: str, colour: int) -> str:
    if form == "line":
        return f'<line class="l{colour}" x2="100%" y1="50%" y2="50%" stroke-width="2.5"/>'
    return f'<rect class="c{colour}" width="100%" height="100%" rx="2"/>'


def _numbers(chart: Chart, name: str) -> str:
    columns = [Column("label", "", TEXT), *(Column("", one.name, NUMBER) for one in chart.series)]
    rows = []
    for at, label in enumerate(chart.labels[:MOST_POINTS]):
        cells = (_cell(one.values[at], NUMBER) for one in chart.series)
        rows.append(f"<tr><th>{plain(label)}{''.join(cells)}")
    heads = "<td>" + "".join(_head(one) for one in columns[1:])
    return (
        f'<div class="scroll" role="region" aria-label="{plain(chart.title)}, numbers" '
        f'tabindex="0"><table aria-labelledby="{name}"><thead><tr>{heads}</thead><tbody>'
        f"{''.join(rows)}</tbody></table></div>"
    )


def diagram_of(diagram: Diagram) -> str:
    """Return what hangs together as a list of lists."""
    head = f'<div class="head"><h3>{plain(diagram.title)}</h3></div>'
    if not diagram.nodes:
        return f'<div class="block">{head}<p class="empty">{prose(diagram.empty)}</p></div>'
    titles = {one.id: one.title for one in diagram.nodes}
    after: dict[str, list[str]] = {}
    for source, target, label in diagram.edges:
        if target in titles:
            said = f' <span class="small">({plain(label)})</span>' if label else ""
            below = after.setdefault(source, [])
            if len(below) < MOST_NODES:
                below.append(f"<li>{breakable(titles[target])}{said}")
    items = []
    for node in diagram.nodes[:MOST_NODES]:
        listed = "".join(after.get(node.id, ()))
        inner = f"<ul>{listed}</ul>" if listed else ""
        mark = standing_of(node.standing) + " " if node.standing != "note" else ""
        items.append(f"<li>{mark}{breakable(node.title)}{inner}")
    more = len(diagram.nodes) - len(items)
    cut = f'<p class="cut">{more:,} more.</p>' if more else ""
    return f'<div class="block">{head}<ul class="tree">{"".join(items)}</ul>{cut}</div>'


def standing_of(standing: str, *, tag: bool = False) -> str:
    """Return a standing as its word, in its colour, after its shape."""
    word = WORDS[standing].capitalize()
    return f'<span class="{"tag " if tag else ""}s {standing}">{word}</span>'


def _head(column: Column) -> str:
    kind = ' class="n"' if column.kind in NUMERIC else ""
    return f'<th scope="col"{kind}>{plain(capital(column.title))}'


def _cell(value: Cell, kind: str) -> str:
    if kind == STANDING and value in MARKS:
        rank = STANDINGS.index(str(value))
        return (
            f'<td data-v="{rank}"><span class="s {value}">{WORDS[str(value)].capitalize()}</span>'
        )
    if value is None:
        return f'<td class="{"n x" if kind in NUMERIC else "x"}" data-v="">{written(None, kind)}'
    if not isinstance(value, str):
        shown = plain(written(value, kind))
        return f'<td class="n" data-v="{value:g}">{shown}' if kind in NUMERIC else f"<td>{shown}"
    if kind == COMMAND and value:
        return f'<td><div class="cmd"><code>{plain(value)}</code></div>'
    if kind == BESIDE and (link := beside(value, "html")):
        return f'<td><a href="{link}">{plain(value)}</a>'
    if kind in (CODE, PLACE):
        wide = " w" if len(value) > _WIDE else ""
        return f'<td class="m{wide}">{breakable(value, "/" if kind == PLACE else "./_")}'
    if len(value) <= _NARROW:
        return f"<td>{prose(value)}"
    long = " a" if max(map(len, value.split()), default=0) > _WORD else ""
    return f'<td class="t{long}">{prose(value)}'


def contents(entries: list[tuple[str, str, str]]) -> Iterator[str]:
    """Yield the links to the parts of the page: id, standing and title."""
    for name, standing, title in entries:
        mark = f'<span class="s dot {standing}" aria-hidden="true"></span>' if standing else ""
        yield f'<li><a href="#{name}">{mark}{plain(title)}</a>'
