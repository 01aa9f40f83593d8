"""The tables of the report on debt: one row for each item, or for each of what they have."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from confledger.debt.item import Item
from confledger.debt.minutes import Minutes
from confledger.debt.ranking import worst_first
from confledger.reports.statement.model import (
    CODE,
    COMMAND,
    DAYS,
    MINUTES,
    NUMBER,
    PERCENT,
    PLACE,
    Cell,
    Column,
    Table,
)

TEN = 10
# Of one rule, so many come before the others.
_ALIKE = 4
NOBODY = "nobody"
EVERYWHERE = "no environment"
_SUMS = (
    Column("items", "Items", NUMBER),
    Column("minutes", "To pay back", MINUTES),
    Column("interest", "A month", MINUTES),
    Column("share", "Share", PERCENT),
)
_ITEM = (
    Column("rule", "Rule", CODE),
    Column("address", "Where", CODE),
    Column("message", "What"),
    Column("place", "Place", PLACE),
    Column("owner", "Owner"),
    Column("minutes", "To pay back", MINUTES),
    Column("interest", "A month", MINUTES),
    Column("risk", "Risk"),
    Column("overdue", "Overdue", DAYS),
)


def worst(items: Sequence[Item]) -> Table:
    """Return the ten items that somebody with an hour would look at."""
    found = ten(items)
    return Table(
        "worst",
        "The ten worst items" if len(found) == TEN else "The worst items",
        (*_ITEM, Column("command", "Command", COMMAND)),
        [(*_cells(one), one.command) for one in found],
        "Nothing was put off.",
    )


def ten(items: Sequence[Item]) -> list[Item]:
    """Return the worst items, of one rule only a few where there are others to be told."""
    ranked = [one for one in worst_first(items) if not one.accepted and (one.minutes or one.risk)]
    counts: dict[str, int] = {}
    first: list[Item] = []
    rest: list[Item] = []
    for one in ranked:
        counts[one.rule] = counts.get(one.rule, 0) + 1
        (first if counts[one.rule] <= _ALIKE or one.risk else rest).append(one)
    return worst_first([*first, *rest][:TEN])


def every(items: Sequence[Item]) -> Table:
    """Return all items, the worst first."""
    return Table(
        "items",
        "Every item",
        (
            *_ITEM,
            Column("environments", "Environments"),
            Column("accepted", "Accepted because"),
            Column("command", "Command", COMMAND),
            Column("fingerprint", "Fingerprint", CODE),
        ),
        [
            (*_cells(one), ", ".join(one.environments), one.accepted, one.command, one.fingerprint)
            for one in worst_first(items)
        ],
        "Nothing was put off.",
        identity=("fingerprint",),
    )


def _cells(one: Item) -> tuple[Cell, ...]:
    return (
        *(one.rule, one.address, one.message, one.place, one.owner, one.minutes, one.interest),
        # What nothing is due for is not unknown.
        *(one.risk, "" if one.overdue is None else one.overdue),
    )


def by_rule(items: Sequence[Item], minutes: Minutes) -> Table:
    """Return what each rule comes to, with its number and why that is so much."""
    rows = []
    for rule, *sums in _summed(items, lambda one: (one.rule,)):
        cost = minutes.of(str(rule))
        own = " (this repository's own number)" if rule in minutes.replaced else ""
        rows.append((rule, *sums, cost.minutes, cost.unit, cost.reason + own))
    each = (Column("each", "Each", MINUTES), Column("unit", "For one"), Column("why", "Why"))
    return Table(
        *("rules", "By rule", (Column("rule", "Rule", CODE), *_SUMS, *each), rows),
        "No rule has an item.",
    )


def by_owner(items: Sequence[Item]) -> Table:
    """Return what each owner has, by CODEOWNERS."""
    rows = list(_summed(items, lambda one: (one.owner or NOBODY,)))
    return Table(
        *("owners", "By owner", (Column("owner", "Owner"), *_SUMS), rows), "No owner has an item."
    )


def by_environment(items: Sequence[Item]) -> Table:
    """Return what each environment has; a file of several counts in each."""
    rows = list(_summed(items, lambda one: one.environments or (EVERYWHERE,)))
    return Table(
        *("environments", "By environment", (Column("environment", "Environment"), *_SUMS), rows),
        "No environment has an item.",
    )


def hot_spots(items: Sequence[Item], changes: Mapping[str, int]) -> Table:
    """Return the files whose debt is touched most: changes in the window times minutes."""
    files: dict[str, list[Item]] = {}
    for one in items:
        for path in one.files:
            files.setdefault(path, []).append(one)
    rows = []
    for path, those in files.items():
        owed = sum(one.minutes for one in those)
        touches = changes.get(path, 0)
        if owed and touches:
            rows.append((path, len(those), owed, touches, owed * touches))
    rows.sort(key=lambda row: (-row[4], row[0]))
    return Table(
        "hot-spots",
        "Hot spots: changes times debt",
        (
            Column("path", "File", PLACE),
            Column("items", "Items", NUMBER),
            Column("minutes", "To pay back", MINUTES),
            Column("touches", "Changes", NUMBER),
            Column("heat", "Product", NUMBER),
        ),
        rows[:TEN],
        "No file with debt was changed in the window.",
    )


def _summed(
    items: Sequence[Item], names: Callable[[Item], Iterable[str]]
) -> Iterable[tuple[Cell, ...]]:
    """Yield name, items, minutes, interest and share of the minutes, the largest first."""
    groups: dict[str, list[Item]] = {}
    for one in items:
        for name in names(one):
            groups.setdefault(name, []).append(one)
    total = sum(one.minutes for one in items)
    rows = []
    for name, those in groups.items():
        owed = sum(one.minutes for one in those)
        share = owed / total if total else None
        rows.append((name, len(those), owed, interest_of(those), share))
    return sorted(rows, key=lambda row: (-row[2], -(row[3] or 0), -row[1], row[0]))


def interest_of(items: Iterable[Item]) -> float | None:
    """Return the minutes a month of some items; None where nobody knows any of them."""
    all_of_them = list(items)
    known = [one.interest for one in all_of_them if one.interest is not None]
    return round(sum(known), 1) if known or not all_of_them else None
