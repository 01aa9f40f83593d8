"""The action `backup prune`: let go of backups that the rule does not keep."""

import time

from confledger.cli.parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.backup.destinations.place import Place
    from confledger.backup.retention import Rule
    from confledger.cli.backup.around import Around
    from confledger.reports.backup.pruning import Plan

_ABOUT = """\
Show which backups the rule keeps and why, and delete the others once that is agreed to. Always
kept: the newest, the newest that a restore has proved, what a kept one stands on, and what cannot
be read. What stands on others goes before them, so this can be stopped at any moment."""


def parser() -> Parser:
    """Return the parser of this action."""
    from confledger.cli.backup import places

    made = Parser(
        "backup prune",
        _ABOUT,
        examples=(
            "confledger backup prune --plan              what would go, by the settings",
            'confledger backup prune --to ../backups --keep "last 3 7d 4w 12m 2y" --yes',
        ),
    )
    places.add_to(made)
    made.add_argument(
        "--keep",
        metavar="RULE",
        help="of how many h, d, w, m, y the newest stays, and `last N` "
        "(default: `backup` in the settings, or 7d 4w 12m)",
    )
    made.add_argument("--plan", "--dry-run", action="store_true", help="only show what would go")
    made.add_argument("--yes", action="store_true", help="delete without asking")
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Show the plan, ask, do it; return the exit code."""
    asked = parser().parse_args(arguments)
    from confledger.backup import retention
    from confledger.cli.backup.around import Around
    from confledger.cli.backup.turns import alone
    from confledger.cli.secrets.asking import agreed
    from confledger.cli.streams import put, tell
    from confledger.errors import ConfledgerError
    from confledger.reports.backup import pruning

    around = Around(asked)
    if around.shallow:
        raise ConfledgerError(
            "this clone is shallow, so which backups are of its repository is not known",
            help="git fetch --unshallow",
        )
    rule = retention.rule(asked.keep or _of_settings(around))
    plans = [_plan(around, place, rule) for place in around.places]
    if asked.format == "json":
        from json import dumps

        put(dumps(pruning.fields(plans), indent=2) + "\n")
    else:
        put(pruning.text(plans))
    number = sum(len(plan.order) for plan in plans)
    if not number:
        return 0
    if asked.plan:
        return 1
    question = f"Delete {number} backup{'' if number == 1 else 's'}?"
    if not agreed(question, "add --yes, or --plan to look only", yes=asked.yes):
        return 1
    with alone(around.repository):
        for place, plan in zip(around.places, plans, strict=True):
            # What a program reads is the plan alone.
            _delete(around, place, rule, plan, tell if asked.format == "json" else put)
    return 0


def _of_settings(around: "Around") -> str:
    from confledger.backup.retention import DEFAULT
    from confledger.cli.backup.places import settings_of

    if around.repository is None:
        return DEFAULT
    return str(settings_of(around.repository).backup["keep"])


def _plan(around: "Around", place: "Place", rule: "Rule") -> "Plan":
    from confledger.backup.listing import held
    from confledger.backup.retention import decided, removal_order
    from confledger.reports.backup.pruning import Plan

    backups, _ = around.found(place)
    as_held = held(backups)
    verdicts = decided(as_held, rule, int(time.time()))
    return Plan(place.shown, rule, backups, verdicts, removal_order(as_held, verdicts))


def _delete(
    around: "Around", place: "Place", rule: "Rule", agreed: "Plan", say: "Callable[[str], None]"
) -> None:
    """Delete what was agreed to, as long as nothing that came meanwhile needs it."""
    from confledger.cli.failure import shown
    from confledger.cli.streams import tell

    allowed = set(agreed.order)
    known: set[str] | None = None
    for name in agreed.order:
        there = set(place.names())
        if known is None or there - known:
            # Somebody made one, or proved one: what it stands on has to stay.
            now = _plan(around, place, rule)
            allowed &= set(now.order)
            known = there | {one.name for one in now.backups}
        if name not in allowed:
            if name in there:
                tell(f"{name} stays after all: something that came meanwhile needs it\n")
            continue
        if name in there:
            place.delete(name)
            say(f"deleted {name} from {shown(place.shown)}\n")
