"""What the report of an audit says: how much there was, what stands out, then every row.

Counted are landings, that is commits of the mainline with all that they brought.
"""

from collections.abc import Iterable, Iterator

from confledger.ledger.audit import Audit
from confledger.ledger.audit_rows import START, rows
from confledger.ledger.facts import APPROVED as BY_TRAILER
from confledger.ledger.facts import (
    BASELINE,
    DIRECT,
    FIRST,
    FORGE,
    IN_FORGE,
    LATE,
    MERGED,
    NO,
    NOTHING,
    REQUEST,
    REQUEST_MERGED,
    SECOND,
    SELF,
    UNKNOWN,
    YES,
    Fact,
)
from confledger.reports.wording import plural

TOTAL = "total"
# All that landed, and how. The words are the headings of the table, in this order.
LANDED = (
    *("commits", "landed", REQUEST_MERGED, MERGED, REQUEST, FORGE, DIRECT, "first or baseline"),
    *("without configuration", "with configuration"),
)
# Of those with configuration.
CONFIGURATION = (
    *("landed", "values", "direct", "approved by trailer", "second person", "approval unknown"),
    *("self-approved", "no approval", "owner missing", "unsigned", "signature unknown"),
    *(
        "signature bad",
        "emergency",
        "no ticket",
        "merge edits",
        "unparsable",
        "reverts",
        "rollbacks",
        "secrets",
    ),
)
_GOOD = ("good", UNKNOWN)


class Exceptional:
    """A landing that stands out, and each reason why."""

    __slots__ = ("fact", "reasons")

    def __init__(self, fact: Fact, reasons: list[str]) -> None:
        self.fact = fact
        self.reasons = reasons


class Report:
    """The content; `landed` and `configuration` have a table of counts by month each."""

    def __init__(self, audit: Audit) -> None:
        self.about = audit.about
        self.facts = audit.facts
        self.landed: dict[str, dict[str, int]] = {}
        self.configuration: dict[str, dict[str, int]] = {}
        self.exceptions: list[Exceptional] = []
        self.gaps = _gaps(audit.facts)
        self._audit = audit
        for landing, brought in landings(audit.facts):
            self._count(landing, brought)
        for table, names in ((self.landed, LANDED), (self.configuration, CONFIGURATION)):
            whole = {name: sum(month[name] for month in table.values()) for name in names}
            table[TOTAL] = whole

    def rows(self) -> Iterator[list[object]]:
        """Yield every row, in the order of the columns."""
        return rows(self.facts, self._audit.changes)

    def head(self) -> tuple[int, str]:
        """Return how many rows there are and the hash of the last one."""
        number, last = 0, START
        for row in self.rows():
            number, last = number + 1, str(row[-1])
        return number, last

    def notes(self) -> list[str]:
        """Return what a reader has to know before the counts mean anything."""
        found = []
        if self.about["shallow"]:
            found.append(
                "This clone is shallow: what is older than its boundary is not known, and what the "
                "boundary holds is called a baseline, of which nobody is the author."
            )
        if self.about["environment"]:
            found.append(
                f"Rows, exceptions and counts of configuration are those of the environment "
                f"{self.about['environment']!s} alone; all that landed is counted."
            )
        if self.gaps:
            times = plural(self.gaps, "time", "times")
            found.append(
                f"The mainline leaves the period and comes back {times}: "
                "the dates of its commits do not only go forward."
            )
        else:
            found.append(
                "The commits of the mainline follow each other without a gap: none is left out."
            )
        return [*found, *_rewriting(self.about["reference_log"])]

    def _count(self, landing: Fact, brought: list[Fact]) -> None:
        everything = self.landed.setdefault(landing.month, dict.fromkeys(LANDED, 0))
        everything["commits"] += 1 + len(brought)
        everything["landed"] += 1
        first = landing.way in (FIRST, BASELINE)
        everything["first or baseline" if first else landing.way] += 1
        merge_edits = landing.merge_edits + sum(one.merge_edits for one in brought)
        concerned = bool(landing.files or merge_edits or landing.baseline)
        everything["with configuration" if concerned else "without configuration"] += 1
        counts = self.configuration.setdefault(landing.month, dict.fromkeys(CONFIGURATION, 0))
        if not concerned:
            return
        for name, many in _counted(landing, brought, merge_edits).items():
            counts[name] += many
        reasons = list(self._reasons(landing, merge_edits))
        if reasons:
            self.exceptions.append(Exceptional(landing, reasons))

    def _reasons(self, one: Fact, merge_edits: int) -> Iterator[str]:
        if one.baseline:
            yield "baseline of a shallow clone: who made it is not known"
            return
        alone = one.approval == NOTHING
        if one.way == DIRECT:
            trace = "a merge, a request or anybody else" if alone else "a merge or a request"
            yield f"reached the mainline directly: no trace of {trace}"
        elif alone:
            yield "no trace of anybody else having agreed"
        if one.approval == SELF and one.self_approved == YES:
            yield "approved by its author alone"
        elif one.self_merged == YES:
            yield "merged by its author"
        if one.owner_approved == NO:
            yield "no owner of the files approved it"
        if one.signature_status == "unsigned":
            yield "not signed"
        elif one.signature_status not in _GOOD:
            yield f"signature {one.signature_status}"
        if one.emergency:
            yield f"emergency: {_EMERGENCY[one.emergency_reviewed]}"
        if merge_edits:
            yield f"{plural(merge_edits, 'value', 'values')} changed in the merge itself"
        if one.unparsable:
            yield f"{plural(one.unparsable, 'file', 'files')} that cannot be read"
        if not one.ticket and self._asks_for_tickets():
            yield "names no ticket"

    def _asks_for_tickets(self) -> bool:
        said: dict[str, object] = self.about["evidence"]  # type: ignore[assignment]  # as the model of the content says
        return bool(said["tickets"])


_EMERGENCY = {
    YES: "looked at within a day",
    LATE: "looked at after more than a day",
    UNKNOWN: "whether somebody looked at it is not known",
}


def _rewriting(log: object) -> list[str]:
    """Say which branches were rewritten, or that nobody can know."""
    if not isinstance(log, dict):
        return [
            "Whether branches were rewritten (force push) is not known: there is no reference log."
        ]
    broken = "" if log["whole"] else " It is broken: see `confledger audit log`."
    moved = log["rewritten"]
    if not moved:
        return [f"The reference log tells of no branch that was rewritten or deleted.{broken}"]
    told = [
        f"{one['ref']} was {one['how']} from {str(one['old'])[:12]}, noted {one['time']}"
        for one in moved
    ]
    return [f"The reference log tells of branches that were rewritten.{broken}", *told]


def landings(facts: Iterable[Fact]) -> Iterator[tuple[Fact, list[Fact]]]:
    """Yield each commit of the mainline with the commits that it brought."""
    brought: list[Fact] = []
    for fact in facts:
        if fact.on_mainline:
            yield fact, brought
            brought = []
        else:
            brought.append(fact)


def _counted(one: Fact, brought: list[Fact], merge_edits: int) -> dict[str, int]:
    # Of a merged request, a commit on its branch says so.
    whole = [one, *brought]
    found = {
        "landed": 1,
        "values": one.entries,
        "direct": one.way == DIRECT,
        "approved by trailer": one.approval == BY_TRAILER,
        "second person": one.approval == SECOND,
        "approval unknown": one.approval in (IN_FORGE, UNKNOWN),
        "self-approved": one.approval == SELF or one.self_merged == YES,
        "no approval": one.approval == NOTHING,
        "owner missing": one.owner_approved == NO,
        "unsigned": one.signature_status == "unsigned",
        "signature unknown": one.signature_status == UNKNOWN,
        "signature bad": one.signature_status not in (*_GOOD, "unsigned"),
        "emergency": bool(one.emergency),
        "no ticket": not one.ticket,
        "merge edits": bool(merge_edits),
        "unparsable": bool(one.unparsable),
        "reverts": any(fact.restores for fact in whole),
        "rollbacks": any(fact.rollback_to for fact in whole),
        "secrets": bool(one.secrets),
    }
    return {name: int(many) for name, many in found.items()}


def _gaps(facts: list[Fact]) -> int:
    """Return how often a commit of the mainline does not follow the one before."""
    gaps = 0
    before = ""
    for fact in facts:
        if fact.on_mainline:
            if before and fact.parents.partition(" ")[0] != before:
                gaps += 1
            before = fact.commit
    return gaps
