"""The page of a job: the comment, and what of the run itself there is to say."""

from confledger.reports.ci.model import MARKER
from confledger.reports.ci.words import code, prose

# GitHub drops a page of more than 1,048,576 bytes as a whole.
MOST_BYTES = 900_000


NOTHING = "### Configuration: no change\n"


def page(comment: str | None, failed: "dict[str, str]") -> str:
    """Return the page; without a comment nothing changes. `failed` says why steps failed."""
    text = NOTHING if comment is None else comment.removeprefix(f"{MARKER}\n")
    told = [f"- {code(name)}: {prose(why)}\n" for name, why in sorted(failed.items())]
    if told:
        text += "\n**Steps that came to nothing**\n\n" + "".join(told)
    return text
