"""`plan status`: what is done of each part of a plan, by its boxes."""

import argparse

from confledger.cli.parser import Parser
from confledger.cli.plan.files import chosen, here
from confledger.cli.streams import put
from confledger.reports.plans import status

_DEPTH = {"text": 3, "markdown": 3, "mermaid": 2}


def parser() -> Parser:
    """Return the parser of `plan status`."""
    made = Parser(
        "plan status",
        "Show the headings that have boxes, how many are ticked below each, and what the plan "
        "declares where that is something else.",
        examples=(
            "confledger plan status docs/roadmap.md",
            "confledger plan status --format mermaid --depth 2 docs/roadmap.md",
        ),
    )
    made.add_argument("files", nargs="*", metavar="FILE", help="plans (default: see the guide)")
    made.add_argument(
        "--depth",
        type=_depth,
        metavar="N",
        help="headings down to the Nth level, 0 for all (default: 3, of mermaid 2)",
    )
    made.add_argument("--items", action="store_true", help="also list the boxes, with their ids")
    made.add_format("text", "json", "mermaid", "markdown")
    return made


def run(arguments: list[str]) -> int:
    """Print how far the plans are."""
    asked = parser().parse_args(arguments)
    plans = chosen(here(), asked.files)
    depth = _DEPTH.get(asked.format) if asked.depth is None else asked.depth or None
    if asked.items:
        depth = asked.depth or None
    if asked.format == "json":
        put(status.json(plans))
    elif asked.format == "mermaid":
        put(status.mermaid(plans, depth=depth))
    elif asked.format == "markdown":
        put(status.markdown(plans, depth=depth))
    else:
        put(status.text(plans, depth=depth, items=asked.items))
    return 0


def _depth(word: str) -> int:
    if not word.isdecimal() or len(word) > 2:
        raise argparse.ArgumentTypeError("takes a number of levels, such as 2")
    return int(word)
