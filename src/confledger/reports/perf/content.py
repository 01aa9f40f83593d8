"""What the report on declared numbers says: which jumped, which drift, and which nobody knows."""

from collections import Counter
from datetime import UTC, datetime
from shlex import quote

from confledger.ledger.trend import FEWEST, MOST, sampled
from confledger.reports.perf.judged import PER_DAYS, Judged
from confledger.reports.statement.counts import counted, listed
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    CODE,
    DATE,
    GOOD,
    NOTE,
    NUMBER,
    PLACE,
    STANDING,
    UNKNOWN,
    Cell,
    Chart,
    Column,
    Figure,
    Paragraph,
    Recommendation,
    Section,
    Series,
    Statement,
    Table,
    Unmeasured,
    Verdict,
    worst,
)

TITLE = "The course of declared numbers"
# What is drawn is as wide as a page.
_DRAWN = 30
_PICTURES = 12
_ORDER = (BAD, ATTENTION, UNKNOWN, NOTE, GOOD)
EMPTY = """\
series:
  - name: median response time
    path: bench/results.json
    at: /api/p50_ms
    unit: ms
    better: lower"""


def content(
    judged: list[Judged], missing: tuple[Unmeasured, ...], *, asked: int, digest: str, as_of: int
) -> Statement:
    """Return the report on numbers; of `asked` entries of the settings some may be `missing`."""
    held = sorted(judged, key=lambda one: (_ORDER.index(one.standing), one.name, one.key))
    sections: tuple[Section, ...] = ()
    if not asked:
        sections = (_nothing(),)
    elif held:
        sections = (_numbers(held), _pictures(held), _method(held))
    few = [one for one in held if one.trend is None]
    return Statement(
        kind="perf",
        title=TITLE,
        verdict=_verdict(held, asked),
        digest=digest,
        as_of=as_of,
        figures=_figures(held, asked) if asked else (),
        sections=sections,
        recommendations=tuple(_recommendations(held)),
        unmeasured=(
            *missing,
            *(
                Unmeasured(one.name, f"{one.said[5:]}; a trend needs {FEWEST} versions of the file")
                for one in few
            ),
        ),
        primary="numbers",
        reproduce="confledger report perf",
    )


def _verdict(held: list[Judged], asked: int) -> Verdict:
    if not asked:
        return Verdict(UNKNOWN, "No numbers are declared, so none was followed.")
    if not held:
        return Verdict(UNKNOWN, "None of the declared numbers is in a file that was read.")
    counts = Counter(one.standing for one in held)
    standing = worst([one.standing for one in held])
    every = counted(len(held), "number", "numbers")
    if counts[BAD] or counts[ATTENTION]:
        names = [one.name for one in held if one.standing in (BAD, ATTENTION)]
        verb = "gets" if len(names) == 1 else "get"
        return Verdict(standing, f"{len(names):,} of {every} {verb} worse: {listed(names)}.")
    if standing == UNKNOWN:
        return Verdict(UNKNOWN, f"None of {every} has {FEWEST} points: too few for a trend.")
    rest = f"; {counts[UNKNOWN]:,} have too few points" if counts[UNKNOWN] else ""
    return Verdict(standing, f"None of {every} gets worse{rest}.")


def _figures(held: list[Judged], asked: int) -> tuple[Figure, ...]:
    worse = sum(one.standing in (BAD, ATTENTION) for one in held)
    jumped = sum(one.shift is not None for one in held)
    told = sum(one.trend is not None for one in held)
    return (
        Figure(
            "Numbers",
            told,
            of=len(held),
            note=f"with {FEWEST} points or more; {counted(asked, 'entry', 'entries')} of `series`",
        ),
        Figure(
            "Getting worse",
            worse,
            of=told,
            standing=worst([one.standing for one in held]) if worse else GOOD,
        ),
        Figure("Jumped", jumped, of=told),
    )


def _numbers(held: list[Judged]) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for one in held:
        slope = one.trend
        rows.append(
            (
                one.name,
                one.standing,
                one.said,
                one.unit,
                len(one.points),
                one.last,
                _rounded(one.per_month),
                "" if slope is None else _interval(slope.low, slope.high),
                None if one.shift is None else _rounded(one.shift.before),
                None if one.shift is None else _rounded(one.shift.after),
                one.shifted_at,
                _rounded(one.quantile(0.5)),
                _rounded(one.quantile(0.95)),
                _rounded(one.quantile(0.99)),
                one.path,
                one.key.partition("#")[2],
            )
        )
    titles = (
        *(Column("name", "Number"), Column("standing", "Standing", STANDING)),
        *(Column("said", "Course"), Column("unit", "Unit"), Column("points", "Points", NUMBER)),
        *(Column("last", "Last", NUMBER), Column("slope", f"In {PER_DAYS} days", NUMBER)),
        *(Column("interval", "95 % interval"), Column("before", "Before the jump", NUMBER)),
        *(Column("after", "After it", NUMBER), Column("jump", "Jumped on", DATE)),
        *(Column("p50", "P50", NUMBER), Column("p95", "P95", NUMBER), Column("p99", "P99", NUMBER)),
        *(Column("file", "File", PLACE), Column("key", "Key", CODE)),
    )
    table = Table("numbers", "Numbers", titles, rows, "No number was found.", ("file", "key"))
    counts = Counter(one.said for one in held if one.trend is not None)
    summary = ", ".join(f"{many:,} {said}" for said, many in sorted(counts.items()))
    few = sum(one.trend is None for one in held)
    rest = f"{few:,} with too few points" if few else ""
    said = "; ".join(filter(None, (summary, rest)))
    standing = worst([one.standing for one in held])
    return Section("numbers", "Every number", standing, f"{said}.", (table,))


def _pictures(held: list[Judged]) -> Section:
    moving = [one for one in held if one.trend is not None and len({v for _, v in one.points}) > 1]
    drawn = moving[:_PICTURES]
    charts = []
    for at, one in enumerate(drawn, 1):
        points = sampled(one.points, _DRAWN)
        charts.append(
            Chart(
                f"course-{at}",
                one.name,
                tuple(_day(moment) for moment, _ in points),
                (Series(one.name, tuple(value for _, value in points)),),
                form="line",
                unit=one.unit,
            )
        )
    left = len(moving) - len(drawn)
    more = f"; {left:,} more are in the table only" if left else ""
    summary = f"{counted(len(drawn), 'number that moves', 'numbers that move')}, worst first{more}."
    if not drawn:
        summary = f"None has {FEWEST} points, or ever changed."
    return Section("courses", "Over time", NOTE, summary, tuple(charts))


def _method(held: list[Judged]) -> Section:
    sampled_too = [one.name for one in held if one.left_out]
    text = (
        "A point is what a version of the file on the mainline held, at the time of its commit. "
        "The slope is the median of the slopes of all pairs of points (Theil and Sen), the "
        "interval holds it with 95 %; where 0 is in it, there is no trend. A jump is the place "
        "that the rank test of Pettitt finds with less than 5 % chance, if the medians of both "
        "sides are three deviations apart. Points of one file are not independent: read both "
        "as hints. P95 needs 20 points, P99 needs 100."
    )
    if sampled_too:
        text += (
            f" Of {listed(sampled_too)}, {MOST} points were looked at, evenly chosen; the "
            "percentiles are of all."
        )
    return Section(
        "method",
        "How it is told",
        NOTE,
        "Robust, and silent where there is too little.",
        (Paragraph(text),),
    )


def _nothing() -> Section:
    lines = " ".join(f"`{line}`" for line in map(str.strip, EMPTY.splitlines()))
    return Section(
        "numbers",
        "No numbers are declared",
        UNKNOWN,
        "Declare under `series` of confledger.yaml which numbers are worth to be followed.",
        (
            Paragraph(
                "Any number in a tracked file can be followed that is JSON, YAML, TOML or INI: "
                "results of a benchmark, a budget, a limit. For example: "
                f"{lines}. `*` in `at` stands for any one step; `better` is `lower`, `higher` or "
                "`neither`."
            ),
        ),
    )


def _recommendations(held: list[Judged]) -> "list[Recommendation]":
    found = []
    for one in held:
        if one.standing in (BAD, ATTENTION):
            what = "jumped" if one.shift is not None else "drifts"
            since = one.shifted_at
            window = "" if since is None else f" --since {_day(since - 86_400)}"
            found.append(
                Recommendation(
                    "number-got-worse",
                    f"{one.name} {what} for the worse: see which commits changed it.",
                    f"confledger log {quote(one.path + '#' + one.key.partition('#')[2])}{window}",
                    30,
                )
            )
    return found


def _interval(low: float, high: float) -> str:
    return f"{_text(low * PER_DAYS)} to {_text(high * PER_DAYS)}"


def _rounded(value: float | None) -> float | None:
    """Return four digits: more would be noise."""
    return None if value is None else float(f"{value:.4g}")


def _text(value: float) -> str:
    return f"{value:.3g}"


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
