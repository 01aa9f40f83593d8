"""The action `suggest change`: what is missing in a change, and what in it is unlike the rest."""

from confledger.cli.parser import Parser
from confledger.errors import ConfledgerError


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "suggest change",
        "Say what usually changes together with what is changed here, and which values are unlike\n"
        "those of other places. All of it is learned from the history of this repository, and\n"
        "none of it is a fault: the exit code is 0. What did not prove itself on this history is\n"
        "off; `confledger suggest eval` has the figures.",
        examples=(
            "confledger suggest change",
            "confledger suggest change --staged",
            "confledger suggest change main..HEAD",
            "confledger suggest change HEAD~3 --format json",
        ),
    )
    made.add_argument(
        "revision",
        metavar="REV|RANGE",
        nargs="?",
        help="a commit, or what B has in A..B (default: what is on disk and not committed)",
    )
    made.add_argument("--staged", action="store_true", help="what the next commit holds")
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Print what is suggested; return 0."""
    asked = parser().parse_args(arguments)
    if asked.staged and asked.revision is not None:
        raise ConfledgerError("--staged and a revision are two changes", help="leave out one")
    from confledger.cli.failure import shown
    from confledger.cli.streams import put, tell
    from confledger.cli.suggest import changed_files
    from confledger.cli.suggest.learned import learned
    from confledger.learn.advice import advise
    from confledger.reports.suggest import json, text

    with learned() as known:
        repository, settings = known.ledger.repository, known.ledger.settings
        before = None
        if asked.revision is not None:
            files, base = changed_files.of_commits(repository, asked.revision, settings)
            number = known.number(base) if base else 0
            before = None if number is None else number + 1
        else:
            files = changed_files.of_state(repository, settings, staged=asked.staged)
        measured = known.model.measured()
        advice = advise(known.model, files, measured, known.thresholds(), before)
        commits = known.commits({number for one in advice for number in one.commits})
    off = text.off(measured)
    if asked.format == "json":
        put(json.change(advice, commits, off))
        return 0
    put(shown(text.change(advice, commits)))
    if off:
        tell("".join(f"note: {shown(one)}\n" for one in off))
    return 0
