"""What the report on debt says: the letter, the ten worst items, and whose they are."""

from collections.abc import Sequence

from confledger.debt.item import Item
from confledger.debt.measured import Measured
from confledger.debt.minutes import Minutes
from confledger.debt.rating import CRITICAL, MINUTES_A_LEAF, Rating
from confledger.reports.debt import tables
from confledger.reports.debt.advice import recommendations
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    GOOD,
    MINUTES,
    NOTE,
    NUMBER,
    TEXT,
    UNKNOWN,
    Chart,
    Figure,
    Paragraph,
    Section,
    Statement,
    Unmeasured,
    Verdict,
)
from confledger.reports.statement.values import written

_STANDINGS = {"A": GOOD, "B": NOTE, "C": ATTENTION, "D": ATTENTION, "E": BAD}
TITLE = "Configuration debt"


def content(
    measured: Measured,
    minutes: Minutes,
    rating: Rating,
    *,
    digest: str,
    as_of: int,
    window: int,
    about: tuple[tuple[str, str], ...] = (),
    trend: Section | None = None,
    shown: Sequence[Item] | None = None,
    reproduce: str = "confledger debt",
) -> Statement:
    """Make the report; `shown` are the items that were asked for, where not all were.

    The letter is that of all of them.
    """
    items = measured.items if shown is None else list(shown)
    standing = _STANDINGS.get(rating.letter[:1], UNKNOWN)
    return Statement(
        kind="debt",
        title=TITLE,
        verdict=Verdict(standing, _sentence(measured, rating, items)),
        digest=digest,
        as_of=as_of,
        figures=_figures(measured, rating, items, standing, window),
        sections=tuple(_sections(measured, items, minutes, standing, trend)),
        recommendations=recommendations(items),
        unmeasured=tuple(Unmeasured(*one) for one in measured.missing),
        about=(("window of the interest", f"{window} days"), *about),
        primary="items",
        reproduce=reproduce,
        data={"rating": _data(measured, rating, items)},
    )


def _sentence(measured: Measured, rating: Rating, items: Sequence[Item]) -> str:
    if rating.ratio is None:
        return "There is no configuration here that could be in debt."
    owed = sum(one.minutes for one in items)
    cost = tables.interest_of(items)
    number = f"{len(items):,} item{'s' * (len(items) != 1)}"
    said = f"{rating.text}: {written(owed, MINUTES)} to pay back in {number}"
    if len(items) == len(measured.items):
        said += f", {written(rating.ratio, 'percent')} of what writing the configuration took"
    said += (
        "; what leaving it costs is not known"
        if cost is None
        else f"; leaving it costs {written(cost, MINUTES)} a month"
    )
    return f"{said} ({'; '.join(rating.caps)})." if rating.caps else f"{said}."


def _figures(
    measured: Measured, rating: Rating, items: Sequence[Item], standing: str, window: int
) -> tuple[Figure, ...]:
    wrote = measured.leaves * MINUTES_A_LEAF
    risky = [one for one in items if one.risk in (CRITICAL, "high") and not one.accepted]
    late = [one for one in items if one.risk and one.overdue and not one.accepted]
    grid = "A up to 5 %, B 10 %, C 20 %, D 50 %, E beyond"
    taken = measured.measures + len(measured.missing)
    worst = max((one.overdue or 0 for one in late), default=0)
    return (
        Figure("rating", rating.text, TEXT, standing=standing, note=grid),
        Figure(
            *("to pay back", sum(one.minutes for one in items), MINUTES, wrote, NOTE),
            f"{measured.leaves:,} values, {MINUTES_A_LEAF} min each to write",
        ),
        Figure(
            *("a month", tables.interest_of(items), MINUTES, None, NOTE),
            f"observed: commits of {window} days that changed what is in debt",
        ),
        Figure(
            "at risk",
            len(risky),
            NUMBER,
            len(items),
            BAD if any(one.risk == CRITICAL for one in risky) else ATTENTION if risky else GOOD,
            f"{len(late):,} overdue, the longest for {worst:,} days" if late else "none overdue",
        ),
        Figure(
            *("files with a schema", measured.with_schema, NUMBER, measured.files, NOTE),
            "the others nobody validates",
        ),
        Figure(
            *("measures taken", measured.measures, NUMBER, taken, NOTE),
            "what is missing is below: it is not 0",
        ),
    )


def _sections(
    measured: Measured,
    items: Sequence[Item],
    minutes: Minutes,
    standing: str,
    trend: Section | None,
) -> list[Section]:
    worst = standing if items and standing in (BAD, ATTENTION) else NOTE if items else GOOD
    accepted = [one for one in items if one.accepted]
    taken = f"; {len(accepted):,} of them accepted by somebody" if accepted else ""
    parts = [
        Section(
            *("worst", "The worst first", worst),
            "Dangers first, then what costs most a month, then what takes longest.",
            (tables.worst(items),),
        ),
        Section(
            *("rules", "By rule", NOTE),
            "Each number is in a table, with its reason; `debt.minutes` names a file that "
            "overrides them.",
            (tables.by_rule(items, minutes),),
        ),
        Section(
            *("hot-spots", "Hot spots", NOTE),
            "What is changed often and in debt: the place to begin.",
            (tables.hot_spots(items, measured.touches),),
        ),
        Section("owners", "By owner", NOTE, "As CODEOWNERS says.", (tables.by_owner(items),)),
        Section(
            *("environments", "By environment", NOTE),
            "A file of several environments counts in each of them.",
            (tables.by_environment(items),),
        ),
        Section(
            *("items", "Every item", GOOD),
            f"{len(items):,} item{'s' * (len(items) != 1)}{taken}.",
            (tables.every(items),),
        ),
    ]
    return parts if trend is None else [parts[0], trend, *parts[1:]]


def trend_section(
    points: Sequence[tuple[str, int | None, int | None]], sampled: str, left_out: str
) -> Section:
    """Return the course of the debt: a label, minutes and items for each point of time."""
    from confledger.reports.statement.model import Series

    chart = Chart(
        "trend",
        "Minutes to pay back",
        tuple(one[0] for one in points),
        (Series("to pay back", tuple(one[1] for one in points)),),
        form="line",
        unit="min",
        empty="The history does not go back that far.",
    )
    known = [(label, minutes) for label, minutes, _ in points if minutes is not None]
    said = "The history does not go back that far."
    if len(known) > 1:
        change = known[-1][1] - known[0][1]
        way = f"{written(abs(change), MINUTES)} {'more' if change > 0 else 'less'} than"
        said = f"{way if change else 'The same as'} in {known[0][0]}."
    return Section("trend", "Course", NOTE, said, (chart, Paragraph(f"{sampled} {left_out}")))


def _data(measured: Measured, rating: Rating, items: Sequence[Item]) -> dict[str, object]:
    return {
        "letter": rating.text,
        "ratio": None if rating.ratio is None else round(rating.ratio, 6),
        "caps": list(rating.caps),
        "minutes": sum(one.minutes for one in items),
        "minutes_a_month": tables.interest_of(items),
        "leaves": measured.leaves,
        "minutes_a_leaf": MINUTES_A_LEAF,
    }
