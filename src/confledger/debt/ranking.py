"""Items in the order in which somebody who has an hour would look at them."""

from collections.abc import Iterable

from confledger.debt.item import Item
from confledger.debt.minutes import RISKS
from confledger.debt.rating import CRITICAL


def worst_first(items: Iterable[Item]) -> list[Item]:
    """Return what is dangerous, then what costs most a month, then what would take longest.

    What somebody accepted comes last: it was decided already.
    """
    return sorted(items, key=_key)


def _key(one: Item) -> tuple[object, ...]:
    danger = 0 if one.risk == CRITICAL else 1 if one.risk and one.overdue else 2
    rank = RISKS.index(one.risk) if one.risk else len(RISKS)
    return (
        *(bool(one.accepted), danger, -(one.interest or 0), rank, -(one.overdue or 0)),
        *(-one.minutes, one.address, one.rule, one.fingerprint),
    )


def months_back(one: Item) -> float | None:
    """Return after how many months mending an item has paid; None where it never does."""
    return one.minutes / one.interest if one.interest else None
