"""The plan of a prune: what goes, and why the rest stays."""

from confledger.backup.retention import Rule, Verdict
from confledger.reports.backup.listed import size, when
from confledger.reports.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from confledger.backup.listing import Listed


class Plan:
    """What becomes of the backups of one place; `order` is that in which some go."""

    __slots__ = ("backups", "order", "rule", "shown", "verdicts")

    def __init__(
        self,
        shown: str,
        rule: Rule,
        backups: "Sequence[Listed]",
        verdicts: "Sequence[Verdict]",
        order: "Sequence[str]",
    ) -> None:
        self.shown = shown
        self.rule = rule
        self.backups = backups
        self.verdicts = verdicts
        self.order = order


def text(plans: "Sequence[Plan]") -> str:
    """Return the plans for people."""
    return "\n".join(_one(plan) for plan in plans)


def fields(plans: "Sequence[Plan]") -> dict[str, object]:
    """Return the plans for programs."""
    return {
        "version": 1,
        "places": [
            {
                "place": plan.shown,
                "keep": str(plan.rule),
                "stays": [
                    {"name": one.name, "reasons": one.reasons} for one in plan.verdicts if one.stays
                ],
                "goes": list(plan.order),
            }
            for plan in plans
        ],
    }


def _one(plan: Plan) -> str:
    by_name = {one.name: one for one in plan.backups}
    lines = [f"{visible(plan.shown)}, keeping {plan.rule}"]
    for verdict in plan.verdicts:
        what = "stays" if verdict.stays else "goes "
        lines.append(f"  {what}  {_named(by_name[verdict.name])}")
        if verdict.stays:
            lines.append(f"         {'; '.join(verdict.reasons)}")
    going = [by_name[name] for name in plan.order]
    freed = size(sum(one.header.payload for one in going if one.header is not None))
    if not plan.verdicts:
        lines.append("  no backups of this repository")
    elif not going:
        lines.append("  nothing goes")
    else:
        lines.append(f"  {len(going)} of {len(plan.verdicts)} go, {freed}")
    return "".join(f"{line}\n" for line in lines)


def _named(one: "Listed") -> str:
    kind = "" if one.header is None else f"{one.header.kind}, {size(one.header.payload)}, "
    return f"{when(one.created)}  {kind}{one.name}"
