"""Read dotenv files: one NAME=VALUE a line, as a shell would take them, nothing expanded.

A value in single quotes is literal, one in double quotes has escapes, both may go over many
lines; a bare value ends at a `#` with a blank before it. `export` before a name is allowed,
and names may have dots and dashes, which many readers accept and shells do not.
"""

from confledger.documents.limits import Limits
from confledger.documents.problem import DUPLICATE_KEY, LIMITS, SYNTAX, Loaded, Problem
from confledger.location import Path, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.documents.positions import Positions

_LETTERS = frozenset("_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_NAME = _LETTERS | frozenset("0123456789.-")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "'": "'", "$": "$", "`": "`"}


def quick(text: str, limits: Limits) -> list[object] | None:
    """Return the one document of a text that is certainly without fault, else None."""
    scan = _Scan(text, limits)
    return None if scan.problems else [scan.document]


def read(text: str, limits: Limits) -> Loaded:
    """Return the document and everything that is wrong with the text."""
    scan = _Scan(text, limits)
    readable = all(problem.kind == DUPLICATE_KEY for problem in scan.problems)
    return Loaded([scan.document] if readable else [], scan.problems)


def positions(text: str) -> "Positions":
    """Return where each value stands, its quotes included."""
    from confledger.documents.formats.json_scanner import marks

    scan = _Scan(text, Limits(max_nodes=1 << 60))
    return marks(scan.text, scan.spans)


class _Scan:
    """One reading of one text."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.document: dict[str, object] = {}
        self.problems: list[Problem] = []
        self.spans: dict[Path, tuple[int, int, int, int]] = {}
        """Offsets of the start and end of each name, then of its value."""
        # Number and offset of the line being read.
        self._line, self._start = 1, 0
        self._lines: dict[str, int] = {}
        while 0 <= self._start < len(self.text):
            end = self.text.find("\n", self._start)
            end = len(self.text) if end < 0 else end
            self._read(self._start, end)
            ...
