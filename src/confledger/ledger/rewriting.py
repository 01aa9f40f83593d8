"""Which branches were forced or deleted in a period, as far as the reference log tells."""

from confledger.git.reference_verification import read
from confledger.git.references import LOG, REWRITING
from confledger.git.repository import Repository
from confledger.git.signatures.trust import Trust
from confledger.ledger.period import Period, moment


def told(repository: Repository, wanted: Period, head: str | None = None) -> object:
    """Return what can be written down of the log up to `head`; None where there is none."""
    log = read(repository, head or LOG, trust=Trust(None))
    if log.head is None:
        return None
    first, last = moment(wanted.first) or "", moment(wanted.last) or "~"
    return {
        "head": log.head,
        "entries": len(log.entries),
        "whole": not log.faults,
        "rewritten": [
            {"time": entry.time, "ref": one.ref, "old": one.old, "new": one.new, "how": one.how}
            for entry in log.entries
            for one in entry.updates
            if one.how in REWRITING and first <= entry.time <= last
        ],
    }
