"""What to do about debt: commands that pay back most, each with what it would take."""

from collections.abc import Sequence

from confledger.debt.item import Item
from confledger.debt.rating import CRITICAL
from confledger.reports.debt.tables import interest_of
from confledger.reports.statement.model import MINUTES, Recommendation
from confledger.reports.statement.values import written

_MOST = 5
_DO = {
    "deprecated-key": "Move values from keys that are deprecated to those that replace them",
    "duplicated-block": "Make one of what a file repeats",
    "duplicated-value": "Move what environments repeat to what they share",
    "environment-divergence": "Make environments alike, or say why they differ",
    "file-without-schema": "Give a schema to files that have none",
    "inferred-schema": "Read the schemas that were inferred",
    "key-without-description": "Describe keys in the schemas",
    "missing-owner": "Say in CODEOWNERS who answers for what nobody owns",
    "schema": "Mend what no schema accepts",
    "todo": "Do what comments announce, or remove them",
    "unknown-key": "Find out who reads keys that no schema knows",
    "unused-anchor": "Remove anchors that nothing refers to",
    "unvendored-schema": "Fetch the schemas that files need",
}


def recommendations(items: Sequence[Item]) -> tuple[Recommendation, ...]:
    """Return what is dangerous, then the commands by how much a month they save."""
    open_ones = [one for one in items if not one.accepted]
    found = []
    plain = [one for one in open_ones if one.risk == CRITICAL]
    if plain:
        found.append(
            Recommendation(
                "plain-secret",
                f"Change what stands in plain text where it is used, then encrypt it: "
                f"{_some(plain, 'place')}.",
                "confledger secrets check",
                sum(one.minutes for one in plain),
            )
        )
    late = [one for one in open_ones if one.risk and one.overdue and one.risk != CRITICAL]
    if late:
        longest = max(late, key=lambda one: (one.overdue or 0, one.address))
        found.append(
            Recommendation(
                "overdue",
                f"Settle what is overdue: {_some(late, 'item')}, the longest for "
                f"{longest.overdue:,} days.",
                longest.command,
                sum(one.minutes for one in late),
            )
        )
    done = {id(one) for one in (*plain, *late)}
    groups: dict[str, list[Item]] = {}
    for one in open_ones:
        if id(one) not in done and one.command and one.minutes:
            groups.setdefault(one.rule, []).append(one)
    ranked = sorted(groups.items(), key=lambda group: (*_payback(group[1]), group[0]))
    return (*found, *(_paid(rule, those) for rule, those in ranked[: _MOST - len(found)]))


def _payback(items: list[Item]) -> tuple[float, int]:
    return -(interest_of(items) or 0), -sum(one.minutes for one in items)


def _paid(rule: str, items: list[Item]) -> Recommendation:
    cost = interest_of(items)
    first = min(items, key=lambda one: (-(one.interest or 0), -one.minutes, one.address))
    said = f"{_DO.get(rule) or f'Settle `{rule}`'}: {_some(items, 'item')}"
    if cost:
        said += f", which cost{'s' * (len(items) == 1)} {written(cost, MINUTES)} a month"
    if len({one.command for one in items}) > 1:
        said += f"; begin with `{first.address}`"
    return Recommendation(rule, f"{said}.", first.command, sum(one.minutes for one in items))


def _some(items: Sequence[Item], noun: str) -> str:
    return f"{len(items):,} {noun}{'s' * (len(items) != 1)}"
