"""What every module of `formats` but YAML's offers."""

from typing import Protocol

from confledger.documents.limits import Limits
from confledger.documents.positions import Positions
from confledger.documents.problem import Loaded


class Reader(Protocol):
    """One dialect, read fast or well, and where its values stand."""

    def quick(self, text: str, limits: Limits) -> list[object] | None:
        """Return the documents when nothing is doubtful, else None; never raises."""

    def read(self, text: str, limits: Limits) -> Loaded:
        """Return the documents and every problem."""

    def positions(self, text: str) -> Positions:
        """Return where each value stands."""
