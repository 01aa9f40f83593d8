"""The comment on a merge request: the verdict first, the least important cut where it is too long.

GitHub takes 65,536 characters; whether a forge counts characters or bytes, it fits.
"""

from dataclasses import dataclass

from confledger.reports.ci.fitting import fitted
from confledger.reports.ci.headline import headline
from confledger.reports.ci.model import MARKER, Model
from confledger.reports.ci.sections import sections

# A little less than is allowed: some forges add to it.
MOST_BYTES = 65_000
GONE = "### Configuration: no configuration change any more\n"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; with `nothing` to say, there is to be none, or a former one says so."""

    body: str
    nothing: bool
    marker: str = MARKER


def build(model: Model, most: int = MOST_BYTES) -> Comment:
    """Write the comment in at most so many bytes of UTF-8."""
    if model.nothing:
        return Comment(f"{MARKER}\n{GONE}", nothing=True)
    head = f"{MARKER}\n### Configuration: {headline(model)}\n"
    made = sections(model)
    return Comment(head + fitted(made, most - len(head.encode())), nothing=False)
