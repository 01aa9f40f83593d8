"""`confledger ci`: the one command for a pipeline, on GitHub, on GitLab, and at a terminal."""

import os
import time
from argparse import SUPPRESS

from confledger.cli import known, workspace
from confledger.cli.ci.context import Context
from confledger.cli.ci.folder import USUAL, Out
from confledger.cli.ci.span import forge_of, span_of
from confledger.cli.ci.table import NAMES, STEPS, above, below
from confledger.cli.parser import Parser, one_of
from confledger.errors import ConfledgerError
from confledger.git.repository import NotARepository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

ACTIONS = {"post-file": "write a comment that another run has left as a file"}


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "ci",
        "Say what a change does to the configuration, wherever it is reviewed: a comment,\n"
        "Code Quality, SARIF, JUnit, annotations, metrics. Policy is that of the base;\n"
        "nothing of the change is run. Exit code: the worst of the steps.",
        examples=(
            "confledger ci --base origin/main          all of it, at a terminal",
            "confledger ci --post                      in a pipeline, with the comment",
            "confledger ci --base main --only comment  one step, and what it is made of",
            "confledger ci post-file comment.md        a comment that another run left",
        ),
        meant={
            "--to": "did you mean --head REV?",
            "--output": "did you mean --out DIR?",
            "-o": "did you mean --out DIR?",
            "--rev": "did you mean --head REV?",
            "--comment": "did you mean --post, or --only comment?",
        },
    )
    change = made.add_argument_group("the change")
    change.add_argument(
        "--base",
        metavar="REV",
        help="what it is merged into; compared is the common ancestor (default: as the forge says)",
    )
    change.add_argument("--head", metavar="REV", help="where it ends (default: HEAD)")
    change.add_argument(
        "--forge",
        metavar="NAME",
        type=one_of(("auto", "github", "gitlab", "none"), "forge"),
        default="auto",
        help="auto, github, gitlab or none (default: auto)",
    )
    step = one_of(NAMES, "step")
    steps = made.add_argument_group("steps", f"{', '.join(NAMES)}")
    steps.add_argument(
        "--from",
        dest="since",
        metavar="STEP",
        type=step,
        help="do this one and all after it anew",
    )
    steps.add_argument(
        "--only",
        metavar="STEP",
        type=step,
        nargs="+",
        help="only these, and what they are made from",
    )
    steps.add_argument(
        "--skip", metavar="STEP", type=step, action="append", default=[], help="not this one"
    )
    steps.add_argument(
        "--no-cache", action="store_true", help="neither read nor write what steps came to"
    )
    steps.add_argument(
        "--max-debt",
        metavar="N",
        type=_minutes,
        default=0,
        help="minutes of debt that the change may bring (default: 0)",
    )
    steps.add_argument("--dry-run", action="store_true", help="say what would be done, and do not")
    out = made.add_argument_group("results")
    out.add_argument("--out", metavar="DIR", default=USUAL, help=f"folder (default: {USUAL})")
    out.add_argument(
        "--post", action="store_true", help="write the comment on the merge request, with a token"
    )
    out.add_argument("--no-post", dest="post", action="store_false", help=SUPPRESS)
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Run the steps; return the worst of their exit codes."""
    if arguments[:1] == ["post-file"]:
        from confledger.cli.ci import post_file

        return post_file.run(arguments[1:])
    asked = parser().parse_args(arguments)
    wanted, anew = _chosen(asked)
    repository = workspace.repository_here()
    if repository is None:
        raise NotARepository(os.getcwd())
    environ = os.environ
    forge = forge_of(environ) if asked.forge == "auto" else asked.forge
    span = span_of(repository, asked.base, asked.head, forge, environ)
    out = Out(repository, asked.out)
    context = Context(repository, span, forge=forge, environ=environ, today=known.today())
    context.remembers = not asked.no_cache
    context.most_debt = asked.max_debt
    try:
        from confledger.cli.ci import carrying_out

        if asked.dry_run:
            return carrying_out.planned(asked, context, wanted, out)
        return carrying_out.carried_out(asked, context, wanted, anew, out, time.monotonic)
    finally:
        context.close()


def _minutes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ConfledgerError(
            f"--max-debt takes a number of minutes, not {text!r}", help="such as --max-debt 30"
        )
    return int(text)


def _chosen(asked: "Namespace") -> tuple[set[str], set[str]]:
    """Return the steps that are run, and those of them that are done anew."""
    wanted = above(set(asked.only)) if asked.only else {step.name for step in STEPS}
    if asked.only and "post" in asked.only and not asked.post:
        raise ConfledgerError("the step `post` needs --post", help="add it")
    if not asked.post:
        wanted.discard("post")
    anew = below(asked.since) if asked.since else set()
    return wanted, anew
