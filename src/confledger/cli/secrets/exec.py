"""The command `secrets exec`: a program with some values of one file in its environment."""

import os

from confledger.cli.parser import Parser
from confledger.errors import ConfledgerError

_ABOUT = """\
Start a program with values of an encrypted file in its environment.

It gets the values that are asked for, and no others: names are made of their keys
(`db.password` is DB_PASSWORD) or given with --as. What opens the file is taken away: no SOPS_*
variable reaches the program. It takes the place of confledger, so signals and its exit code
are its own. Nothing is written anywhere but the journal, which gets names only."""


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "secrets exec",
        _ABOUT,
        examples=(
            "confledger secrets exec secrets/prod.yaml --only db -- ./migrate",
            "confledger secrets exec secrets/prod.yaml --as PGPASSWORD=db.password -- psql",
        ),
        meant={"--env": "did you mean --only or --as?"},
    )
    made.usage = (
        "confledger secrets exec FILE [--only KEY,...] [--as NAME=KEY] [--all]\n"
        "                               [--prefix PREFIX] [--pristine] [--dry-run]\n"
        "                               -- COMMAND [ARGUMENT ...]"
    )
    made.add_argument("file", metavar="FILE", help="the encrypted file")
    made.add_argument(
        "--only", action="append", default=[], metavar="KEY,...", help="these values, or maps"
    )
    made.add_argument(
        "--as",
        dest="named",
        action="append",
        default=[],
        metavar="NAME=KEY",
        help="this value, under this name",
    )
    made.add_argument("--all", action="store_true", help="every value of the file")
    made.add_argument("--prefix", default="", help="what the names of --only and --all begin with")
    made.add_argument("--pristine", action="store_true", help="nothing else is in its environment")
    made.add_argument(
        "--dry-run", action="store_true", help="print the names and the command; needs no key"
    )
    return made


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return what is before the first `--`, and what is after it."""
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def run(arguments: list[str]) -> int:
    """Become the program, or say why not."""
    options, command = split(arguments)
    made = parser()
    asked, others = made.parse_known_args(options)
    if others and others[0].startswith("-"):
        made.error(f"unrecognized arguments: {' '.join(others)}")
    if others or not command:
        raise ConfledgerError(
            f"`--` is missing before {others[0]!r}" if others else "there is no program to start",
            help=f"confledger secrets exec {asked.file} --only KEY -- COMMAND",
        )
    from confledger.cli.secrets import child, place, variables

    only = [key for keys in asked.only for key in keys.split(",") if key]
    if not (only or asked.named or asked.all):
        raise ConfledgerError(
            "which values is the program to get?",
            help="name them with --only or --as; --all gives it every value of the file",
        )
    here = place.here()
    path = here.path(asked.file)
    file = here.verified(path)
    wanted = variables.chosen(
        file, only=only, named=asked.named, every=asked.all, prefix=asked.prefix
    )
    folder = os.getcwd()
    if asked.dry_run:
        child.program(command[0], folder)
        child.plan(wanted, command)
        return 0
    return child.start(here, "exec", {path: file}, wanted, command, folder, pristine=asked.pristine)
