"""What stands out among landings, each with how bad it is and what it means."""

from confledger.ledger.facts import NO, NOTHING, SELF, YES
from confledger.reports.audit.content import CONFIGURATION, TOTAL, Exceptional, Report
from confledger.reports.audit.words import MEANINGS
from confledger.reports.statement.model import ATTENTION, BAD, GOOD, NOTE, UNKNOWN

# In the order in which somebody asks. What is unknown, such as what a forge knows, is no fault.
_STANDINGS = {
    "signature bad": BAD,
    "owner missing": ATTENTION,
    "self-approved": ATTENTION,
    "no approval": ATTENTION,
    "unsigned": NOTE,
    "emergency": ATTENTION,
    "unparsable": ATTENTION,
    "merge edits": NOTE,
    "direct": NOTE,
    "no ticket": NOTE,
    "reverts": NOTE,
    "rollbacks": NOTE,
    "secrets": NOTE,
    "approval unknown": NOTE,
    "signature unknown": NOTE,
    "approved by trailer": GOOD,
    "second person": GOOD,
}
_AGREED = ("approved by trailer", "second person")
_MEANT = dict(MEANINGS) | {
    "direct": "pushed directly, or by a request that left no trace (fast-forward, rebase)",
    "unsigned": "the commit of the mainline is not signed",
    "signature bad": "a signature that is wrong, or by a key that was revoked or is not allowed",
    "emergency": "a trailer says that it was an emergency",
}


class Counted:
    """One thing: how many landings it is true of, how it stands, and what it means.

    `many` is None where nothing in the repository could tell.
    """

    __slots__ = ("many", "meaning", "name", "standing")

    def __init__(self, name: str, many: int | None) -> None:
        self.name = name
        self.many = many
        self.standing = UNKNOWN if many is None else _standing(name, many)
        self.meaning = _MEANT.get(name, "")


def counted(report: Report, *, tickets: bool, signers: bool, owners: bool) -> list[Counted]:
    """Return every count of what landed with configuration; of tickets where some are asked for.

    Without allowed `signers` no signature is bad, and without `owners` none is missing.
    """
    total = report.configuration[TOTAL]
    names = [one for one in _STANDINGS if one in CONFIGURATION]
    blind = ({"signature bad"} if not signers else set()) | (
        {"owner missing"} if not owners else set()
    )
    return [
        Counted(name, None if name in blind else total[name])
        for name in names
        if tickets or name != "no ticket"
    ]


def weight(one: Exceptional) -> int:
    """Return how soon an exception is to be looked at, the lowest first."""
    fact = one.fact
    if fact.signature_status not in ("good", "unsigned", "unknown"):
        return 0
    if fact.approval == SELF or fact.self_merged == YES or fact.owner_approved == NO:
        return 1
    if fact.emergency or fact.unparsable or fact.merge_edits:
        return 1
    return 2 if fact.approval == NOTHING else 3


def _standing(name: str, many: int) -> str:
    if name in _AGREED:
        return GOOD if many else NOTE
    return _STANDINGS[name] if many else GOOD
