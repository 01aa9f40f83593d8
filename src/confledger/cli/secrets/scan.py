"""Look for secrets in plain text: in files, in what is staged, in a change, in all of history."""

import time

from confledger.cli import consistent, known, options
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.options import Options
    from confledger.cli.parser import Parser

_OTHERS = ("--all", "--push", "--no-scan")
_FLAGS = tuple(one for one in options.SECRET_FLAGS if one[0] not in _OTHERS)


def parser() -> "Parser":
    """Return the parser of this action."""
    from confledger.cli.parser import Parser

    made = Parser(
        "secrets scan",
        "Look for secrets in plain text, in every file that is text: by the names of keys, by\n"
        "the forms of the tokens of many providers, and by the rules of .gitleaks.toml. Values\n"
        "are never shown. With --staged, only what the next commit adds.",
        examples=(
            "confledger secrets scan",
            "confledger secrets scan --staged",
            "confledger secrets scan --from origin/main --format sarif",
            "confledger secrets scan --history",
        ),
    )
    options.add_to(made, _FLAGS, options.SECRET_VALUES)
    return made


def run(arguments: list[str]) -> int:
    """Look for secrets; return the exit code."""
    started = time.monotonic()
    asked = options.read(arguments, _FLAGS, options.SECRET_VALUES)
    if asked is None:
        asked = options.careful(parser(), arguments)
    _consistent(asked)
    from confledger.cli import output
    from confledger.cli.secrets.scanning import Scanning

    consistent.verify(asked)
    scanning = Scanning(asked, asked.as_of or known.today())
    try:
        result = scanning.result()
    finally:
        scanning.close()
    result.seconds = time.monotonic() - started
    output.write(result, asked, scanning.top)
    return result.exit_code


def _consistent(asked: "Options") -> None:
    """Raise when options contradict each other that `check` has not."""
    if not asked.history:
        return
    for name, given in (
        ("--staged", asked.staged),
        ("--rev", asked.rev is not None),
        ("--from", asked.since is not None),
    ):
        if given:
            raise ConfledgerError(
                f"--history and {name} exclude each other",
                help="--history is about every commit of every branch",
            )
