"""The step `badges`: the change in a few words each, never greener than what it is about."""

from confledger.cli.ci.context import Context
from confledger.cli.ci.step import Outcome
from confledger.reports.badge.endpoint import endpoint
from confledger.reports.badge.model import ATTENTION, BAD, GOOD, Badge, unmeasured
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def step(context: Context) -> Outcome:
    """Write one file for each badge, as badge servers read them."""
    made = {
        "badge-config.json": _config(context),
        "badge-debt.json": _debt(context),
        "badge-reviews.json": _reviews(context),
    }
    said = ", ".join(f"{one.label}: {one.message}" for one in made.values())
    return Outcome(said=said, files={name: endpoint(one) for name, one in made.items()})


def _config(context: Context) -> Badge:
    results = [context.results.get(name) for name in ("check", "secrets")]
    if any(one is None for one in results):
        return unmeasured("config-valid")
    number = sum(_failing(one) for one in results)
    if number:
        return Badge("config-valid", plural(number, "new finding", "new findings"), BAD)
    return Badge("config-valid", "nothing new", GOOD)


def _failing(value: "Any") -> int:
    from confledger.checks.result import failing_severities

    bad = failing_severities(value["fail_on"])
    return sum(one["severity"] in bad for one in value["new"])


def _debt(context: Context) -> Badge:
    value: Any = context.results.get("debt-gate")
    if value is None:
        return unmeasured("debt")
    minutes = int(value["new_minutes"])
    return Badge("debt", f"{minutes} new minutes", ATTENTION if minutes else GOOD)


def _reviews(context: Context) -> Badge:
    value: Any = context.results.get("reviews")
    return unmeasured("review") if value is None else Badge(*value["badge"])
