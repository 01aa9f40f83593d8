"""The action `debt baseline`: the debt that there is, as a file for `debt gate --baseline`."""

from confledger.cli.parser import Parser
from confledger.cli.streams import put, tell


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "debt baseline",
        "Write the debt of a commit, a fingerprint a line, for `debt gate --baseline`: where the\n"
        "gate runs in a shallow clone, which has nothing to compare with.",
        examples=(
            "confledger debt baseline --rev origin/main --output debt.baseline",
            "confledger debt gate --baseline debt.baseline",
        ),
    )
    made.add_argument("--rev", metavar="REV", default="HEAD", help="of this commit")
    made.add_argument(
        "--output", metavar="FILE", help="write it there (default: to standard output)"
    )
    return made


def run(arguments: list[str]) -> int:
    """Write it; return 0."""
    asked = parser().parse_args(arguments)
    from confledger.cli.report.basis import standing_here
    from confledger.cli.report.debt_measured import measured
    from confledger.debt.baseline import written

    basis = standing_here(asked.rev)
    try:
        text = written(measured(basis)[0].items)
    finally:
        basis.close()
    if asked.output is None:
        put(text)
        return 0
    from confledger.cli.failure import shown
    from confledger.cli.output import save

    save(asked.output, text)
    tell(f"{text.count(chr(10)):,} items: {shown(asked.output)}\n")
    return 0
