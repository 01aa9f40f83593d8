"""What of one file bears on debt: how many leaves it has, and which are worth sharing.

Equal by accident are many short values and all booleans. So only strings of some length count,
and structures of some size.
"""

from typing import NamedTuple

from confledger.checks.outline import comparable
from confledger.checks.whole import Documents, Whole
from confledger.location import Path
from confledger.secrets.leaks.names import kind

# A string of so many characters, and a structure of so many leaves, is hardly equal by accident.
LONG = 8
LARGE = 3
_QUESTION = "debt leaves 2"
At = tuple[int, Path]


class Leaves(NamedTuple):
    """The leaves of a file; `weights` are those of lists, and 0 for a string worth sharing."""

    number: int
    weights: dict[At, int]


def leaves(whole: Whole, paths: list[str]) -> dict[str, Leaves]:
    """Return what each readable file holds; asked once for each content."""
    answers = whole.ask(paths, _QUESTION, _answer)
    return {path: Leaves(*found) for path, found in sorted(answers.items())}  # type: ignore[misc]


def _answer(data: bytes, documents: Documents) -> object:
    held = documents()
    if held is None:
        return None
    weights: dict[At, int] = {}
    count = 0
    for number, document in enumerate(held):
        count += _counted(document, number, (), weights)
    return count, weights


def _counted(node: object, number: int, at: Path, weights: dict[At, int]) -> int:
    if at and node in ({}, []):
        # Somebody wrote that there is nothing; the ledger counts it as well.
        return 1
    if isinstance(node, dict):
        return sum(
            _counted(value, number, (*at, str(key)), weights)
            for key, value in node.items()
            # How a file is encrypted is nothing that anybody configures.
            if not (not at and key == "sops" and isinstance(value, dict) and "mac" in value)
        )
    if isinstance(node, list):
        total = sum(_counted(item, number, (*at, i), weights) for i, item in enumerate(node))
        if total >= LARGE:
            weights[number, at] = total
        return total
    if isinstance(node, str) and len(node) >= LONG and comparable(node) and at:
        if not (isinstance(at[-1], str) and kind(at[-1]) is not None):
            weights[number, at] = 0
    return 1
