"""The command `explain`: a key of the configuration, or the page of a check."""

from confledger.cli.explain_rule import WITHOUT, Check, checks, page
from confledger.cli.parser import Parser, one_of
from confledger.errors import ConfledgerError
from confledger.settings_schema import CHECKS

__all__ = ["WITHOUT", "Check", "checks", "parser", "run"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "markdown", "json")
_ABOUT = """\
Say where the value of a key comes from: each source that sets it, the strongest
first, with file, line, commit, author and merge request; what was overridden;
the schema, the owner, and who reads it. Secrets are never shown. Without a KEY,
a line for each check.

A KEY is written db.pool, /db/pool, or with an item of a list by its name:
jobs[nightly].run. The commit is the last that changed the value, not the line."""
# What only makes sense with a key, or with the whole configuration.
_OF_KEYS = ("env", "host", "folder", "set", "history", "at", "why_not", "all", "order")


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "explain",
        _ABOUT,
        examples=(
            "confledger explain db.pool --env prod",
            "confledger explain --rule unknown-key",
        ),
        meant={
            "--environment": "did you mean --env?",
            "--rev": "did you mean --at?",
            "--commit": "did you mean --at?",
            "--log": "did you mean --history?",
            "--reveal": "secrets are not shown; to work with them: confledger secrets",
        },
    )
    made.add_argument("key", metavar="KEY", nargs="?", help="which key")
    made.add_argument("--env", metavar="E", help="environment; `all`, or none: a line for each")
    made.add_argument("--host", metavar="H", help="as on this host, or in this role")
    made.add_argument("--folder", metavar="DIR", help="folder or file of the configuration")
    made.add_argument(
        "--set", metavar="K=V", action="append", default=[], help="as if this flag were given"
    )
    made.add_argument("--at", metavar="REV", help="as it was in a commit")
    made.add_argument("--history", action="store_true", help="every value that the key ever had")
    made.add_argument("--why-not", metavar="FILE", help="why it is not this file that counts")
    made.add_argument("--all", action="store_true", help="every key, with its origin beside it")
    made.add_argument("--order", action="store_true", help="the sources, from weak to strong")
    made.add_argument("--rule", metavar="ID", type=one_of(CHECKS, "check"), help="page of a check")
    made.add_argument("--json", action="store_const", const="json", dest="format", help="as JSON")
    made.add_argument(
        "--format",
        metavar="FORMAT",
        type=one_of(FORMATS, "format"),
        default="text",
        help="text or json; of a check also markdown (default: text)",
    )
    made.add_argument(
        "--color",
        metavar="WHEN",
        type=one_of(("auto", "always", "never"), "way"),
        default="auto",
        help="auto, always or never (default: auto)",
    )
    return made


def run(arguments: list[str]) -> int:
    """Print what was asked for; return the exit code."""
    asked = parser().parse_args(arguments)
    given = [name for name in _OF_KEYS if getattr(asked, name)]
    if asked.rule is not None:
        if asked.key is not None or given:
            raise ConfledgerError(
                "--rule explains a check, and there is something else", help="ask for one of them"
            )
        return page(asked.rule, asked.format)
    if asked.key is None and not given:
        return page(None, asked.format)
    if asked.format == "markdown":
        raise ConfledgerError(
            "only the page of a check is written as markdown", help="--format json"
        )
    if asked.order:
        from confledger.cli import explain_order

        return explain_order.run(asked)
    _together(asked)
    from confledger.cli import explain_key

    return explain_key.run(asked)


def _together(asked: "argparse.Namespace") -> None:
    """Raise where something is missing, or two things exclude each other."""
    if asked.key is None and not asked.all:
        raise ConfledgerError(
            "a KEY is missing",
            help="for example confledger explain db.pool --env prod; of all: --all",
        )
    kinds = [name for name in ("all", "history", "why_not") if getattr(asked, name)]
    if len(kinds) > 1:
        first, second = (f"--{one.replace('_', '-')}" for one in kinds[:2])
        raise ConfledgerError(f"{first} and {second} are two questions", help="ask one of them")
    if asked.history and asked.at is not None:
        raise ConfledgerError(
            "--history is about all times, and --at about one", help="leave out one of them"
        )
