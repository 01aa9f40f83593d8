"""A format whose text is read once from front to back, whatever the question."""

from confledger.documents.limits import Limits
from confledger.documents.problem import DUPLICATE_KEY, MOST, Loaded, Problem
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from confledger.documents.positions import Positions

    class Scan(Protocol):
        """One reading of one text: its document, what is wrong, and where everything stands."""

        text: str
        document: dict[str, object]
        problems: list[Problem]
        spans: dict[Path, tuple[int, int, int, int]]


class Scanning:
    """The Reader of such a format."""

    __slots__ = ("_scan",)

    def __init__(self, scan: "Callable[[str, Limits, int], Scan]") -> None:
        self._scan = scan

    def quick(self, text: str, limits: Limits) -> list[object] | None:
        """Return the one document of a text that is certainly without fault, else None."""
        scan = self._scan(text, limits, 0)
        return None if scan.problems else [scan.document]

    def read(self, text: str, limits: Limits) -> Loaded:
        """Return the document and everything that is wrong with the text."""
        scan = self._scan(text, limits, MOST)
        # Of a text with very many faults, not all was read.
        readable = len(scan.problems) <= MOST and all(
            problem.kind == DUPLICATE_KEY for problem in scan.problems
        )
        return Loaded([scan.document] if readable else [], scan.problems)

    def positions(self, text: str) -> "Positions":
        """Return where each value stands, and the key before it."""
        from confledger.documents.formats.marks import marks

        scan = self._scan(text, Limits(max_nodes=1 << 60), 1 << 60)
        return marks(scan.text, scan.spans)
