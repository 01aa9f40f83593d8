"""The command `debt`: the report on one commit, and its actions `gate` and `baseline`."""

from confledger.cli.parser import Parser
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from confledger.debt.item import Item
    from confledger.settings import Settings

_ABOUT = """\
Say what was put off in the configuration: what it would take to pay it back, in
minutes from a table with a reason for each number; what leaving it costs a
month, from the commits that changed it; and what is a risk, which is never
added to minutes. With a letter from A to E.

  confledger debt gate      fail where a change brings new debt
  confledger debt baseline  write the debt that there is as a file, for clones
                            without history"""
_EXAMPLES = (
    "confledger debt",
    "confledger debt --history 12m --output html=debt.html",
    "confledger debt --owner @team-data --format json",
    "confledger debt gate --base origin/main",
)
ACTIONS = {
    "gate": "fail where a change brings new debt",
    "baseline": "write the debt that there is as a file, for clones without history",
}


def parser() -> Parser:
    """Return the parser of this command."""
    from confledger.cli.report import printing

    made = Parser("debt", _ABOUT, examples=_EXAMPLES)
    printing.add_to(made)
    made.add_argument(
        "--history", metavar="SPAN", help="also the course of it: 12m, 2y or 26w before the commit"
    )
    made.add_argument("--rule", metavar="RULE", help="only items of this rule")
    made.add_argument("--owner", metavar="OWNER", help="only those of this owner; `nobody` as well")
    made.add_argument("--env", metavar="ENV", help="only those of this environment")
    return made


def run(arguments: list[str]) -> int:
    """Run the command; return the exit code."""
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:2], "--help"]
    if arguments[:1] and arguments[0] in ACTIONS:
        from importlib import import_module

        return int(import_module(f"confledger.cli.debt.{arguments[0]}").run(arguments[1:]))
    return _report(parser().parse_args(arguments))


def _report(asked: "Namespace") -> int:
    from confledger.cli.debt.course import course
    from confledger.cli.report import debt, making, printing

    printing.verified(asked)
    wanted = _wanted(asked)
    if wanted is not None and asked.since is not None:
        raise ConfledgerError(
            "--since compares all items, and only some are asked for",
            help="leave out --rule, --owner and --env",
        )
    found = printing.asked_basis(asked)
    try:
        _known_environment(asked.env, found.settings)
        made = debt.statement(
            found,
            wanted=wanted,
            about=_about(asked),
            trend=course(found, asked.history) if asked.history else None,
            reproduce=_reproduce(asked),
        )
        if asked.rule and not any(one.rows for one in made.tables() if one.id == "items"):
            _known_rule(asked.rule)
        if wanted is None:
            from confledger.reports.statement.since import compared

            before = making.earlier_of(found, asked.since).of("debt", made.digest)
            made = made if before is None else compared(made, before)
        printing.deliver(made, asked)
    finally:
        found.close()
    return 0


def _known_rule(name: str) -> None:
    """Raise where no item can be of a rule: that there is none would be no answer."""
    from difflib import get_close_matches

    from confledger.debt.minutes import packaged

    rules = packaged().rules
    if name not in rules:
        close = get_close_matches(name, rules, 1)
        meant = f"did you mean {close[0]!r}? " if close else ""
        help = f"{meant}`confledger debt` has a table of those that there are"
        raise ConfledgerError(f"there is no rule {name!r}", help=help)


def _known_environment(name: str | None, settings: "Settings") -> None:
    names = [str(one["name"]) for one in settings.environments if one.get("deployed", True)]
    if name and name not in names:
        help = f"there are {', '.join(names)}" if names else "see: confledger init --dry-run"
        raise ConfledgerError(
            f"the settings declare no environment {name!r} that is deployed", help=help
        )


def _wanted(asked: "Namespace") -> "Callable[[Item], bool] | None":
    """Return which items are asked for; None for all."""
    from confledger.reports.debt.tables import NOBODY

    if not (asked.rule or asked.owner or asked.env):
        return None
    owner = "" if asked.owner == NOBODY else asked.owner

    def wanted(one: "Item") -> bool:
        owners = one.owner.split(", ")
        return (
            (not asked.rule or one.rule == asked.rule)
            and (asked.owner is None or owner in owners)
            and (not asked.env or asked.env in one.environments)
        )

    return wanted


def _about(asked: "Namespace") -> tuple[tuple[str, str], ...]:
    named = (("rule", asked.rule), ("owner", asked.owner), ("environment", asked.env))
    return tuple((f"only of {name}", str(value)) for name, value in named if value)


def _reproduce(asked: "Namespace") -> str:
    from shlex import quote

    named = (
        *(("--rev", None if asked.rev == "HEAD" else asked.rev), ("--as-of", asked.as_of)),
        *(("--history", asked.history), ("--rule", asked.rule)),
        *(("--owner", asked.owner), ("--env", asked.env)),
    )
    return " ".join(
        ["confledger debt", *(f"{option} {quote(value)}" for option, value in named if value)]
    )
