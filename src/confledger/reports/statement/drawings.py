"""Charts as SVG of our own, drawn in percent of whatever width there is.

Lengths across are shares of the page and texts keep their size, so that a chart can be read on a
telephone and on a wall. The numbers are in a table beside it: see `page_blocks`.
"""

import re
from collections.abc import Callable, Iterator
from math import floor, log10

from confledger.reports.statement.markup import plain
from confledger.reports.statement.model import Chart
from confledger.reports.statement.values import written

# Labels that are points in time stand beside each other, others below each other.
_TIME = re.compile(r"\d{4}(-(\d\d|W\d\d|Q\d)(-\d\d)?)?")
_HEIGHT = 176
_ROW, _BAR = 44, 9
# So many rows are drawn; the table has all.
_MOST_ROWS = 24
# So many series have a colour of their own.
COLOURS = 6
Top = Callable[[float], float]


def drawing(chart: Chart, name: str) -> str:
    """Return the SVG of a chart that has labels; `name` is the id for its title."""
    timed = chart.form == "line" or all(_TIME.fullmatch(one) for one in chart.labels)
    marks, height = _upright(chart) if timed else _lying(chart)
    kind = "plot" if timed else "rows"
    said = f"{plain(chart.title)}. {_described(chart)}"
    return (
        f'<svg class="{kind}" height="{height}" role="img" aria-labelledby="{name}">'
        f'<title id="{name}">{said}</title>{"".join(marks)}</svg>'
    )


def undrawn(chart: Chart) -> int:
    """Return how many labels only the table has."""
    timed = chart.form == "line" or all(_TIME.fullmatch(one) for one in chart.labels)
    return 0 if timed else max(len(chart.labels) - _MOST_ROWS, 0)


def _described(chart: Chart) -> str:
    parts = []
    for one in chart.series[:COLOURS]:
        known = [value for value in one.values if value is not None]
        if known:
            low, high = written(min(known), "number"), written(max(known), "number")
            parts.append(f"{plain(one.name)}: {low} to {high}")
    return "; ".join(parts)


def _scale(chart: Chart) -> tuple[float, float, list[float]]:
    """Return the lowest and the highest value that is drawn, and round values between them."""
    sums: list[float] = [0.0]
    for at in range(len(chart.labels)):
        values = [v for one in chart.series if (v := one.values[at]) is not None]
        sums += [sum(values)] if chart.form == "stacked" else values
    low, high = min(sums), max(sums)
    if high <= low:
        high = low + 1
    step = 10 ** floor(log10((high - low) / 3))
    for factor in (1, 2, 5, 10):
        if (high - low) / (step * factor) <= 4:
            step *= factor
            break
    if all(value == int(value) for value in sums):
        step = max(round(step), 1)
    first, last = floor(low / step), -floor(-high / step)
    return first * step, last * step, [at * step for at in range(first, last + 1)]


def _upright(chart: Chart) -> tuple[list[str], int]:
    low, high, ticks = _scale(chart)

    def top(value: float) -> float:
        return round(10 + (_HEIGHT - 10) * (high - value) / (high - low), 1)

    marks = []
    for tick in ticks:
        y = top(tick)
        kind = "axis" if tick == 0 else "grid"
        marks.append(f'<line class="{kind}" x2="100%" y1="{y}" y2="{y}"/>')
        marks.append(f'<text x="-8" y="{y + 4}" class="end">{written(tick, "number")}</text>')
    marks += _below(chart, dense=chart.form == "line")
    marks += _lines(chart, top) if chart.form == "line" else _posts(chart, top)
    return marks, _HEIGHT + 26


def _below(chart: Chart, *, dense: bool) -> Iterator[str]:
    """Yield every so many-th label, so that they also have room on a telephone."""
    number = len(chart.labels)
    every = -(-number // 12)
    few = every * -(-number // (3 * every))
    for at in range(number - 1, -1, -every):
        x = _middle(at, number, dense=dense)
        side = "middle"
        if dense and number > 1:
            side = {0: "start", number - 1: "end"}.get(at, side)
        # The others are left out where there is little room.
        shown = side if (number - 1 - at) % few == 0 else f"{side} wide"
        label = plain(chart.labels[at][:24])
        yield f'<text x="{x}%" y="{_HEIGHT + 18}" class="{shown}">{label}</text>'


def _middle(at: int, number: int, *, dense: bool) -> float:
    if dense:
        return round(100 * at / (number - 1), 2) if number > 1 else 50
    return round(100 * (at + 0.5) / number, 2)


def _posts(chart: Chart, top: Top) -> Iterator[str]:
    number, series = len(chart.labels), len(chart.series)
    room = 100 / number
    for at, label in enumerate(chart.labels):
        base = {1: 0.0, -1: 0.0}
        for which, one in enumerate(chart.series):
            value = one.values[at]
            if not value:
                continue
            x, width = room * (at + 0.15), room * 0.7
            start = 0.0
            if chart.form == "stacked":
                sign = 1 if value > 0 else -1
                start = base[sign]
                base[sign] += value
            elif series > 1:
                width /= series
                x += width * which
            y, end = sorted((top(start), top(start + value)))
            yield (
                f'<rect class="c{which % COLOURS}" x="{x:.2f}%" width="{width:.2f}%" '
                f'y="{y}" height="{max(end - y, 1):.1f}">{_tip(label, one.name, value)}</rect>'
            )


def _lines(chart: Chart, top: Top) -> Iterator[str]:
    number = len(chart.labels)
    for which, one in enumerate(chart.series):
        colour = which % COLOURS
        points = [
            (_middle(at, number, dense=True), top(value), at)
            for at, value in enumerate(one.values)
            if value is not None
        ]
        # Its own coordinates, 100 wide, are stretched to the page; the stroke is not.
        yield (
            f'<svg class="stretch" viewBox="0 0 100 {_HEIGHT}" preserveAspectRatio="none" '
            f'width="100%" height="{_HEIGHT}">'
        )
        run: list[str] = []
        last = -2
        for x, y, at in [*points, (0.0, 0.0, -9)]:
            if at != last + 1 and run:
                yield (
                    f'<polyline class="l{colour}" vector-effect="non-scaling-stroke" '
                    f'points="{" ".join(run)}"/>'
                )
                run = []
            run.append(f"{x},{y}")
            last = at
        yield "</svg>"
        for x, y, at in points if number <= 40 else points[-1:]:
            value = one.values[at]
            assert value is not None
            tip = _tip(chart.labels[at], one.name, value)
            yield f'<circle class="d{colour}" cx="{x}%" cy="{y}" r="3">{tip}</circle>'


def _lying(chart: Chart) -> tuple[list[str], int]:
    low, high, _ = _scale(chart)
    high = max(high if chart.form == "stacked" else _most(chart), low + 1e-9)
    marks: list[str] = []
    y = 0.0
    lanes = 1 if chart.form == "stacked" else len(chart.series)

    def across(value: float) -> float:
        return 100 * (value - low) / (high - low)

    for at, label in enumerate(chart.labels[:_MOST_ROWS]):
        values = [one.values[at] for one in chart.series]
        told = _told(chart, values)
        marks.append(f'<text y="{y + 13:g}">{plain(_short(label))}</text>')
        marks.append(f'<text class="end strong" x="100%" y="{y + 13:g}">{told}</text>')
        marks.append(
            f'<rect class="track" y="{y + 20:g}" width="100%" height="{_BAR * lanes}" rx="2"/>'
        )
        start, lane = 0.0, y + 20
        for which, (one, value) in enumerate(zip(chart.series, values, strict=True)):
            if value:
                left, right = sorted((across(start), across(start + value)))
                marks.append(
                    f'<rect class="c{which % COLOURS}" x="{left:.2f}%" y="{lane:g}" '
                    f'width="{max(right - left, 0.4):.2f}%" height="{_BAR}" rx="2">'
                    f"{_tip(label, one.name, value)}</rect>"
                )
            if chart.form == "stacked":
                start += value or 0
            else:
                lane += _BAR
        y += _ROW + _BAR * (lanes - 1)
    return marks, round(y)


def _most(chart: Chart) -> float:
    return max([0.0, *(v for one in chart.series for v in one.values if v is not None)])


def _told(chart: Chart, values: list[int | float | None]) -> str:
    known = [one for one in values if one is not None]
    if not known:
        return written(None, "number")
    if chart.form == "stacked":
        return written(sum(known), "number")
    return " / ".join(written(one, "number") for one in values)


def _short(label: str) -> str:
    return label if len(label) <= 34 else f"{label[:9]}…{label[-24:]}"


def _tip(label: str, name: str, value: float) -> str:
    return f"<title>{plain(label)}, {plain(name)}: {written(value, 'number')}</title>"
