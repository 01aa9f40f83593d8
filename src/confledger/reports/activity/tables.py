"""The tables and pictures of the report on activity."""

from collections import Counter

from confledger.ledger.activity import Landing
from confledger.ledger.trend import FEWEST, median
from confledger.reports.activity.measured import Observed, Spread, minutes, needed
from confledger.reports.ledger.values import key as written_key
from confledger.reports.statement.model import (
    CODE,
    DATE,
    MINUTES,
    NUMBER,
    PERCENT,
    PLACE,
    Cell,
    Chart,
    Column,
    Series,
    Table,
)

SHORT = 10
_FILES, _PEOPLE, _UNDONE = 20, 25, 40


def rate(found: Observed) -> Chart:
    """Draw how many landings each month had, by who wrote them."""
    months = found.months()
    counts = {True: Counter[str](), False: Counter[str]()}
    for one in found.landings:
        counts[found.by_bot(one)][found.month[one.number]] += 1
    series = [
        Series(name, tuple(counts[bots].get(month, 0) for month in months))
        for name, bots in (("by people", False), ("by bots", True))
        if not bots or counts[True]
    ]
    return Chart(
        "landings-by-month",
        "Changes by month",
        tuple(months),
        tuple(series),
        form="stacked",
        unit="changes",
        empty="No configuration changed.",
    )


def by_environment(found: Observed) -> Chart | None:
    """Draw the same by environment; nothing where there is only one."""
    if not found.environments:
        return None
    months = found.months()
    counts: dict[str, Counter[str]] = {}
    for one in found.landings:
        for name in found.places(one):
            counts.setdefault(name, Counter())[found.month[one.number]] += 1
    names = [one for one in (*found.environments, *counts) if one in counts]
    series = [
        Series(name, tuple(counts[name].get(month, 0) for month in months))
        for name in dict.fromkeys(names)
    ]
    return Chart(
        "landings-by-environment",
        "Changes by month and environment; one that is in several counts in each",
        tuple(months),
        tuple(series),
        form="stacked",
        unit="changes",
    )


def lead(found: Observed) -> Chart:
    """Draw the median lead time of each month that has enough of them."""
    months = found.months()
    held: dict[str, list[int]] = {}
    for one in found.landings:
        if one.lead is not None:
            held.setdefault(found.month[one.number], []).append(one.lead)
    values = tuple(
        round(median(held[month]) / 3600, 1) if len(held.get(month, ())) >= FEWEST else None
        for month in months
    )
    return Chart(
        "lead-time-by-month",
        "Median lead time by month",
        tuple(months) if any(one is not None for one in values) else (),
        (Series("lead time", values),) if any(one is not None for one in values) else (),
        form="line",
        unit="hours",
        empty=f"No month has {FEWEST} changes of which git tells how long they took.",
    )


def times(found: Observed) -> Table:
    """List medians and what nine of ten do not exceed, each with its number of values."""
    people = [one for one in found.now if not found.by_bot(one)]
    bots = [one for one in found.now if found.by_bot(one)]
    rows: list[tuple[Cell, ...]] = []
    given = [("lead time of people", people), ("lead time of bots", bots)]
    for name, those in given if bots else [("lead time", found.now)]:
        spread = Spread(one.lead for one in those if one.lead is not None)
        rows.append((name, spread.many, len(those), minutes(spread.median), minutes(spread.most)))
    spread = Spread(one.seconds for one in found.undone)
    rows.append(
        (
            "time to restore",
            spread.many,
            len(found.undone),
            minutes(spread.median),
            minutes(spread.most),
        )
    )
    return Table(
        "times",
        "How long it takes",
        (
            Column("what", "What"),
            Column("n", "Known of", NUMBER),
            Column("of", "Out of", NUMBER),
            Column("median", "Median", MINUTES),
            Column("p90", "9 of 10 within", MINUTES),
        ),
        rows,
        "No configuration changed.",
    )


def environments(found: Observed) -> Table:
    """List the environments: how much changes in each, and on how many people it rests."""
    undone = {one.landing.number for one in found.undone}
    rows: list[tuple[Cell, ...]] = []
    for name, those in found.groups().items():
        many, few, most, share = needed(those, found.bots)
        told = len(those) >= FEWEST and many > 0
        rows.append(
            (
                name,
                len(those),
                sum(found.by_bot(one) for one in those),
                sum(one.number in undone for one in those),
                many,
                few if told else None,
                found.called[most] if told else None,
                share if told else None,
                max(one.at for one in those),
            )
        )
    return Table(
        "environments",
        "Environments, and on whom they rest",
        (
            Column("environment", "Environment"),
            Column("changes", "Changes", NUMBER),
            Column("bots", "By bots", NUMBER),
            Column("taken_back", "Taken back", NUMBER),
            Column("people", "People", NUMBER),
            Column("half", "Who made over half", NUMBER),
            Column("most", "Most by"),
            Column("share", "Their share", PERCENT),
            Column("last", "Last change", DATE),
        ),
        rows,
        "No configuration changed.",
    )


def keys(found: Observed) -> Table:
    """List the keys that changed most often, and how many values they had."""
    rows = [(one.path, written_key(one.key), one.times, one.values) for one in found.busiest]
    return Table(
        "keys",
        "Keys that changed most",
        (
            Column("file", "File", PLACE),
            Column("key", "Key", CODE),
            Column("changes", "Changes", NUMBER),
            Column("values", "Different values", NUMBER),
        ),
        rows,
        "No key changed twice.",
    )


def files(found: Observed) -> Table:
    """List the files that changed most often."""
    undone = {one.landing.number for one in found.undone}
    held: dict[str, list[Landing]] = {}
    for one in found.now:
        for path in dict.fromkeys(touch.path for touch in one.touches):
            held.setdefault(path, []).append(one)
    ordered = sorted(held.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = [
        (
            path,
            len(those),
            len({person for one in those for person in one.people}),
            sum(one.number in undone for one in those),
            max(one.at for one in those),
        )
        for path, those in ordered[:_FILES]
    ]
    return Table(
        "files",
        f"Files that changed most, of {len(held):,}",
        (
            Column("file", "File", PLACE),
            Column("changes", "Changes", NUMBER),
            Column("people", "Authors", NUMBER),
            Column("taken_back", "Taken back", NUMBER),
            Column("last", "Last change", DATE),
        ),
        rows,
        "No configuration changed.",
    )


def undone(found: Observed) -> Table:
    """List what was taken back, the newest first."""
    newest = sorted(found.undone, key=lambda one: -one.by.number)
    rows = [
        (
            one.by.at,
            one.landing.oid[:SHORT],
            one.landing.subject,
            one.by.oid[:SHORT],
            one.by.subject,
            minutes(one.seconds),
            *([", ".join(found.places(one.landing))] if found.environments else []),
        )
        for one in newest[:_UNDONE]
    ]
    return Table(
        "taken-back",
        "Changes that were taken back"
        + (f", the last {_UNDONE} of {len(newest)}" if len(newest) > _UNDONE else ""),
        (
            Column("day", "On", DATE),
            Column("commit", "Change", CODE),
            Column("subject", "What it was"),
            Column("by", "By", CODE),
            Column("by_subject", "What that was"),
            Column("after", "After", MINUTES),
            *([Column("where", "Where")] if found.environments else []),
        ),
        rows,
        "No change was taken back as a whole.",
    )


def people(found: Observed) -> Table:
    """List who wrote it."""
    counts: Counter[str] = Counter(person for one in found.now for person in one.people)
    last: dict[str, int] = {}
    for one in found.now:
        for person in one.people:
            last[person] = max(one.at, last.get(person, 0))
    ordered = sorted(counts, key=lambda person: (-counts[person], found.called[person]))
    rows = [
        (
            found.called[person],
            "bot" if person in found.bots else "person",
            counts[person],
            counts[person] / len(found.now),
            last[person],
        )
        for person in ordered[:_PEOPLE]
    ]
    more = f", the first {_PEOPLE} of {len(ordered)}" if len(ordered) > _PEOPLE else ""
    return Table(
        "people",
        "Who wrote it" + more,
        (
            Column("name", "Name"),
            Column("kind", "What"),
            Column("changes", "Changes", NUMBER),
            Column("share", "Share", PERCENT),
            Column("last", "Last change", DATE),
        ),
        rows,
        "No configuration changed.",
    )
