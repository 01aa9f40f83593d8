"""The action `debt gate`: what a change brings of debt, and whether that is too much.

What counts is decided by the base: its settings, minutes and waivers. So a branch cannot make
itself cheaper. Only files that differ are looked at, and what is over several files.
"""

import os

from confledger.cli import workspace
from confledger.cli.parser import Parser, one_of
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.git.repository import NotARepository, Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.debt.gate import Compared

FORMATS = ("text", "json", "codequality", "junit", "sarif", "github")


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "debt gate",
        "Fail with 1 where a change brings new debt, or a new risk. What the merge base had is\n"
        "no matter, and less is always welcome. The settings, the minutes and the waivers are\n"
        "those of the base.",
        examples=(
            "confledger debt gate --base origin/main",
            "confledger debt gate --base origin/main --max-minutes 15 --format codequality",
            "confledger debt gate --baseline debt.baseline",
            "confledger debt gate --push                       as a hook before a push",
        ),
    )
    made.add_argument("--base", metavar="REV", help="what the change is to be merged into")
    made.add_argument(
        "--push", action="store_true", help="what a push brings: since the branch it goes to"
    )
    made.add_argument("--head", metavar="REV", default="HEAD", help="the change (default: HEAD)")
    made.add_argument(
        "--max-minutes", metavar="N", default="0", help="how much it may bring (default: 0)"
    )
    made.add_argument(
        "--baseline", metavar="FILE", help="compare with this file: `confledger debt baseline`"
    )
    made.add_argument(
        *("--trust", "-t"),
        metavar="SIDE",
        type=one_of(("base", "head"), "side"),
        default="base",
        help="whose settings, minutes and waivers count (default: base)",
    )
    made.add_format(*FORMATS)
    return made


def run(arguments: list[str]) -> int:
    """Compare; return 1 when there is too much."""
    asked = parser().parse_args(arguments)
    if not asked.max_minutes.isdecimal():
        raise ConfledgerError(
            f"--max-minutes takes a whole number, not {asked.max_minutes!r}",
            help="for example --max-minutes 15",
        )
    most = int(asked.max_minutes)
    repository = workspace.repository_here()
    if repository is None:
        raise NotARepository(os.getcwd())
    if asked.push and not _pushed(repository, asked):
        return 0
    found, base = _compared(repository, asked)
    from confledger.cli.debt import told

    passes = found.passes(most)
    put(told.written(found, asked.format, most=most, base=base))
    if asked.format != "text" or passes:
        tell(told.summary(found, most=most, base=base) + "\n")
    return 0 if passes else 1


def _pushed(repository: Repository, asked: "Namespace") -> bool:
    """Ask about what a push brings; False where there is nothing that it can be compared with."""
    from confledger.cli.pushed import push

    if asked.base is not None or asked.baseline is not None or asked.head != "HEAD":
        raise ConfledgerError(
            "--push says what is compared", help="leave --base, --head and --baseline out"
        )
    brought = push(repository)
    if brought is None:
        return False
    if brought.start is None:
        tell("note: nobody has any of this branch yet; there is nothing to compare it with\n")
        return False
    asked.base, asked.head = brought.start, brought.end
    return True


def _compared(repository: Repository, asked: "Namespace") -> "tuple[Compared, str]":
    if asked.baseline is not None:
        return _beyond(asked), asked.baseline
    if asked.base is None:
        raise ConfledgerError(
            "what the change is compared with is missing",
            help="confledger debt gate --base origin/main",
        )
    if os.path.exists(os.path.join(repository.common_dir, "shallow")):
        raise ConfledgerError(
            "this clone is shallow, so that the merge base is not known",
            help="run `git fetch --unshallow`; in CI: `fetch-depth: 0` for actions/checkout on "
            "GitHub, `GIT_DEPTH: 0` on GitLab; or compare with a file: --baseline FILE, which "
            "`confledger debt baseline` writes",
        )
    from confledger.cli.debt.change import of_change

    return of_change(repository, asked.base, asked.head, trust_head=asked.trust == "head")


def _beyond(asked: "Namespace") -> "Compared":
    from confledger.cli.report.basis import standing_here
    from confledger.cli.report.debt_measured import measured
    from confledger.debt.baseline import read
    from confledger.debt.gate import beyond

    try:
        with open(asked.baseline, "rb") as file:
            known = read(file.read(), asked.baseline)
    except OSError as error:
        raise ConfledgerError(
            f"{asked.baseline!r} could not be read: {(error.strerror or '').lower()}",
            help=f"write it: confledger debt baseline --output {asked.baseline}",
        ) from error
    basis = standing_here(asked.head)
    try:
        return beyond(measured(basis)[0].items, known)
    finally:
        basis.close()
