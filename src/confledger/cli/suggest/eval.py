"""The action `suggest eval`: what suggestions are worth on this very history."""

from confledger.cli.parser import Parser


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "suggest eval",
        "Measure suggestions on the last fifth of the history, where each commit is tried before\n"
        "it is learned. What is not clearly better than the most recent and the most frequent\n"
        "value is off, and so is what is told to be missing where it is no sooner mended.",
        examples=("confledger suggest eval", "confledger suggest eval --format json"),
    )
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Print the figures; return 0."""
    asked = parser().parse_args(arguments)
    from confledger.cli.streams import put
    from confledger.cli.suggest.learned import learned
    from confledger.reports.suggest import json, text

    with learned() as known:
        measured = known.model.measured()
    put(json.measured(measured) if asked.format == "json" else text.measured(measured))
    return 0
