"""Prove without a key that what is to be encrypted is, and for the right readers."""

import os
import time

from confledger.cli import consistent, known, options
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.options import Options
    from confledger.cli.parser import Parser


def parser() -> "Parser":
    """Return the parser of this action."""
    from confledger.cli.parser import Parser

    made = Parser(
        "secrets check",
        "Prove without a key, a network or `sops` that what the creation rules of .sops.yaml\n"
        "govern is encrypted, whole, and for those whom they name; and that no file holds a\n"
        "secret in plain text. Values are never shown.",
        examples=(
            "confledger secrets check",
            "confledger secrets check --staged",
            "confledger secrets check --from origin/main --format sarif",
            "confledger secrets check --history",
        ),
    )
    options.add_to(made, options.SECRET_FLAGS, options.SECRET_VALUES)
    return made


def run(arguments: list[str]) -> int:
    """Run the checks of secrets; return the exit code."""
    started = time.monotonic()
    asked = options.read(arguments, options.SECRET_FLAGS, options.SECRET_VALUES)
    if asked is None:
        asked = options.careful(parser(), arguments)
    _consistent(asked)
    if asked.push:
        if not _limited(asked):
            return 0
    from confledger.cli.secrets.proving import Proving

    consistent.verify(asked)
    proving = Proving(asked, asked.as_of or known.today())
    try:
        result = proving.result()
    finally:
        proving.close()
    result.seconds = time.monotonic() - started
    from confledger.cli import output

    output.write(result, asked, proving.top)
    return result.exit_code


def _limited(asked: "Options") -> bool:
    """Limit a run to what a push brings; False where it brings nothing."""
    from confledger.cli import workspace
    from confledger.cli.pushed import push
    from confledger.git.repository import NotARepository

    repository = workspace.repository_here()
    if repository is None:
        raise NotARepository(os.getcwd())
    brought = push(repository)
    if brought is None:
        return False
    if brought.start is None:
        asked.rev = brought.end
        return True
    asked.since, asked.until = brought.start, brought.end
    # Whoever pushes is no stranger: the branch is judged by its own rules.
    asked.trust = "head"
    return True


def _consistent(asked: "Options") -> None:
    if asked.push and (asked.staged or asked.since is not None or asked.history or asked.rev):
        raise ConfledgerError(
            "--push is about what the branch has that the one it is pushed to has not",
            help="leave the other option out; to name the range: --from REV --to REV",
        )
    if asked.history and asked.paths:
        raise ConfledgerError(
            "--history of `secrets check` is about all files",
            help="leave the paths out; for what is there now: "
            f"confledger secrets check {' '.join(asked.paths)}",
        )
    if asked.history and (asked.staged or asked.since is not None):
        raise ConfledgerError(
            "--history is about every commit up to one",
            help="name that one with --rev; for what a change brings: --from main",
        )
