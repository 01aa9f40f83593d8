"""`doc metrics`: the page of reference for the metrics that code registers, of one commit."""

from confledger.cli.doc import paper
from confledger.cli.parser import Parser
from confledger.cli.report.basis import basis
from confledger.cli.report.observability import surveyed
from confledger.reports.doc.metrics import page

_DEFAULT = "docs/auto_docs/metrics.md"


def parser() -> Parser:
    """Return the parser of `doc metrics`."""
    made = Parser(
        "doc metrics",
        "List the metrics that code registers, with their labels, and which alerts, rules and "
        "dashboards ask for them. It is about the last commit that changed more than reports.",
        examples=("confledger doc metrics", "confledger doc metrics --write"),
    )
    paper.add_to(made, _DEFAULT)
    made.add_argument("--rev", metavar="REV", default="HEAD", help="of a commit (default: HEAD)")
    return made


def run(arguments: list[str]) -> int:
    """Print, write or compare the page."""
    asked = parser().parse_args(arguments)
    path = paper.verified(asked)
    with basis(asked.rev) as found:
        text = page(surveyed(found), path, "confledger doc metrics --write")
        there = paper.on_disk(found.repository.top, path)
        return paper.given(text, asked, path, found.repository.top or ".", there)
