"""Where each value of a text stands; asked for only when there is something to report."""

from typing import Protocol

from confledger.location import Path, Span


class Positions(Protocol):
    """Spans of the values of one text, by document number and path."""

    def value(self, document: int, path: Path) -> Span | None:
        """Return the span of the value at `path`; of an alias or merge key where it came that way.

        None when the path leads nowhere.
        """

    def key(self, document: int, path: Path) -> Span | None:
        """Return the span of the last key of `path`; of the value when it is a list item."""
