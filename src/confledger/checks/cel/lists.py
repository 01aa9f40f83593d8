"""What lists can be asked: the functions that Kubernetes adds."""

from itertools import pairwise

from confledger.checks.cel.budget import Budget
from confledger.checks.cel.faults import Unanswerable
from confledger.checks.cel.operators import add
from confledger.checks.cel.values import equal, less


def total(budget: Budget, items: list[object]) -> object:
    """Return the sum; of nothing it is 0."""
    result: object = items[0] if items else 0
    if len(items) == 1:
        result = add(result, 0.0 if isinstance(result, float) else type(result)(), budget)
    for item in items[1:]:
        budget.spend()
        result = add(result, item, budget)
    return result


def least(budget: Budget, items: list[object]) -> object:
    """Return the smallest item."""
    return _first(budget, items, lambda one, other: less(one, other, budget))


def greatest(budget: Budget, items: list[object]) -> object:
    """Return the largest item."""
    return _first(budget, items, lambda one, other: less(other, one, budget))


def _first(
    budget: Budget, items: list[object], before: "Callable[[object, object], bool]"
) -> object:
    if not items:
        raise Unanswerable("an empty list has no smallest or largest item")
    found = items[0]
    for item in items[1:]:
        budget.spend()
        if before(item, found):
            found = item
    return found


def is_sorted(budget: Budget, items: list[object]) -> bool:
    """Whether no item is smaller than the one before."""
    for one, other in pairwise(items):
        budget.spend()
        if less(other, one, budget):
            return False
    return True


def index(budget: Budget, items: list[object], wanted: object) -> int:
    """Return where an item first stands; -1 when nowhere."""
    return next((at for at, one in enumerate(items) if equal(one, wanted, budget)), -1)


def last_index(budget: Budget, items: list[object], wanted: object) -> int:
    """Return where an item last stands; -1 when nowhere."""
    count = len(items)
    return next((at for at in range(count - 1, -1, -1) if equal(items[at], wanted, budget)), -1)


def distinct(budget: Budget, items: list[object]) -> list[object]:
    """Return each item once."""
    budget.make(len(items))
    found: list[object] = []
    for item in items:
        if not any(equal(item, other, budget) for other in found):
            found.append(item)
    return found


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
