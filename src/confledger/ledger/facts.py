"""What is known of each commit of a period: all that an audit asks of it, or that it is unknown.

Everything is told from the bytes of the commits, their order and the rows of the ledger, so that
it can be told again wherever these are.
"""

from bisect import bisect_left
from collections.abc import Callable

from confledger.ledger import spelling
from confledger.ledger.commit_object import CommitObject, Person
from confledger.ledger.mailmap import Mailmap
from confledger.ledger.period import Landed, moment
from confledger.ledger.redacted import subject
from confledger.ledger.said import Said, Wanted, by_account, is_forge
from confledger.ledger.signed import Signers

YES, NO, UNKNOWN, LATE = "yes", "no", "unknown", "late"
# How a commit came to the mainline, as far as can be told.
REQUEST_MERGED, MERGED, REQUEST, FORGE, DIRECT = (
    *("request merged", "merged", "request", "forge", "direct"),
)
BRANCH, FIRST, BASELINE = "in a merge", "first commit", "baseline"
# What there is of somebody else having agreed.
APPROVED, SECOND, IN_FORGE, SELF, NOTHING = (
    *("trailer", "second person", "unknown", "self", "none"),
)
_DAY = 24 * 60 * 60
Reviews = dict[str, tuple[int, Person]]


class Fact:
    """One commit. Names and times are as it has them; people are compared through the mailmap.

    The fields are in the order in which they are written.
    """

    seq: int
    commit: str
    parents: str
    on_mainline: bool
    baseline: bool
    landed_by: str
    landed_at: str
    month: str
    way: str
    author: str
    author_email: str
    authored_at: str
    committer: str
    committer_email: str
    committed_at: str
    subject: str
    signature_status: str
    signer: str
    approvers: str
    approval: str
    self_approved: str
    merged_by: str
    self_merged: str
    owner_approved: str
    ticket: str
    pr: str
    emergency: str
    emergency_reviewed: str
    restores: str
    rollback_to: str
    files: int
    entries: int
    merge_edits: int
    unparsable: int
    secrets: int

    def values(self) -> dict[str, object]:
        """Return every field by its name."""
        return {name: getattr(self, name) for name in FIELDS}


FIELDS = tuple(Fact.__annotations__)


class Touched:
    """What the rows of one commit come to."""

    __slots__ = ("entries", "merge_edits", "paths", "secrets", "unparsable")

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.entries = self.merge_edits = self.secrets = self.unparsable = 0


class Evidence:
    """Everything that facts are told from, beside the commits and the rows.

    `owners` answers for a landing, the files it changed, and the addresses of its approvers.
    """

    __slots__ = ("mailmap", "owners", "signers", "wanted")

    def __init__(
        self,
        wanted: Wanted,
        mailmap: Mailmap,
        signers: Signers,
        owners: Callable[[str, list[str], list[str]], str],
    ) -> None:
        self.wanted = wanted
        self.mailmap = mailmap
        self.signers = signers
        self.owners = owners


def facts(
    landed: list[Landed],
    objects: dict[str, bytes],
    touched: dict[str, Touched],
    evidence: Evidence,
) -> list[Fact]:
    """Return a fact for each commit, in the order given; each landing is judged as one."""
    read = {one.oid: CommitObject(one.oid, objects[one.oid]) for one in landed}
    said = {oid: Said(commit, evidence.wanted) for oid, commit in read.items()}
    groups: dict[str, list[Landed]] = {}
    for one in landed:
        groups.setdefault(one.landed, []).append(one)
    reviews = _reviews(landed, read, said)
    judged = {
        oid: _Landing(oid, group, read, said, touched, evidence, reviews)
        for oid, group in groups.items()
    }
    found = []
    for seq, one in enumerate(landed, 1):
        fact = Fact()
        _who(fact, seq, one, read[one.oid])
        fact.signature_status, fact.signer = evidence.signers.judge(one.oid, objects[one.oid])
        own = touched.get(one.oid) or Touched()
        fact.files, fact.entries = len(own.paths), own.entries
        fact.merge_edits, fact.unparsable, fact.secrets = (
            *(own.merge_edits, own.unparsable, own.secrets),
        )
        fact.restores = " ".join(said[one.oid].restores)
        fact.rollback_to = said[one.oid].rollback
        fact.way = judged[one.landed].way if one.mainline else BRANCH
        if one.baseline:
            fact.way = BASELINE
        judged[one.landed].write(fact)
        found.append(fact)
    return found


def _who(fact: Fact, seq: int, one: Landed, commit: CommitObject) -> None:
    fact.seq = seq
    fact.commit = one.oid
    fact.parents = " ".join(commit.parents)
    fact.on_mainline, fact.baseline = one.mainline, one.baseline
    fact.landed_by = one.landed
    fact.landed_at = moment(one.landed_at) or UNKNOWN
    fact.month = one.month
    fact.author, fact.author_email = commit.author.name, commit.author.email
    fact.committer, fact.committer_email = commit.committer.name, commit.committer.email
    fact.authored_at = moment(commit.author.time) or UNKNOWN
    fact.committed_at = moment(commit.committer.time) or UNKNOWN
    fact.subject = subject(commit.subject)


class _Landing:
    """What is known of a commit of the mainline together with all that it brought."""

    def __init__(
        self,
        oid: str,
        group: list[Landed],
        read: dict[str, CommitObject],
        said: dict[str, Said],
        touched: dict[str, Touched],
        evidence: Evidence,
        reviews: Reviews,
    ) -> None:
        self._mailmap = evidence.mailmap
        head = read.get(oid) or read[group[-1].oid]
        claims = [said[one.oid] for one in group]
        merge = len(head.parents) > 1
        brought = [read[one.oid] for one in group if one.oid != oid]
        wrote = [one.author for one in brought if len(one.parents) < 2] if merge else []
        named = [(one.name, one.email) for one in wrote or [head.author]]
        named += [one for claim in claims for one in claim.coauthors]
        authors = _People(evidence.mailmap, named)
        self.request = said[head.oid].request
        self.way = _way(head, merge=merge, said=said[head.oid])
        approvers = {
            evidence.mailmap.key(*one): evidence.mailmap.of(*one)
            for claim in claims
            for one in claim.approvers
        }
        others = {key for key, one in approvers.items() if not authors.have(*one)}
        self.approvers = "; ".join(sorted({_written(*one) for one in approvers.values()}))
        self._merged(head, authors, merge=merge)
        self.self_approved = YES if approvers else UNKNOWN
        if others:
            self.self_approved = NO
        self.approval = self._approval(bool(approvers), bool(others))
        self.tickets = " ".join(dict.fromkeys(one for claim in claims for one in claim.tickets))
        self.emergency = next((claim.emergency for claim in claims if claim.emergency), "")
        self.emergency_reviewed = ""
        if self.emergency:
            self.emergency_reviewed = _reviewed(group, head, authors, reviews)
        own = touched.get(head.oid)
        paths = sorted(own.paths) if own else []
        theirs = [email for key, (_, email) in approvers.items() if key in others and email]
        self.owner_approved = evidence.owners(oid, paths, theirs) if paths else ""

    def write(self, fact: Fact) -> None:
        """Write what is known of the landing into the fact of one of its commits."""
        unknown = fact.baseline
        fact.approvers = self.approvers or UNKNOWN
        fact.approval = UNKNOWN if unknown else self.approval
        fact.self_approved = self.self_approved
        fact.merged_by, fact.self_merged = self.merged_by, self.self_merged
        fact.owner_approved = self.owner_approved
        fact.ticket = self.tickets
        fact.pr = self.request
        fact.emergency, fact.emergency_reviewed = self.emergency, self.emergency_reviewed

    def _merged(self, head: CommitObject, authors: "_People", *, merge: bool) -> None:
        """Note who brought it to the mainline: the author of a merge, else the committer."""
        by = head.author if merge else head.committer
        if is_forge(by.name, by.email):
            self.merged_by, self.self_merged, self.second = UNKNOWN, UNKNOWN, False
            return
        self.merged_by = _written(*self._mailmap.of(by.name, by.email))
        self.second = not authors.have(by.name, by.email)
        self.self_merged = NO if self.second else YES if merge else ""
        if not merge and not self.second:
            self.merged_by = ""

    def _approval(self, some: bool, others: bool) -> str:
        if others:
            return APPROVED
        if self.second:
            return SECOND
        if self.request or self.way in (FORGE, REQUEST, REQUEST_MERGED):
            return IN_FORGE
        return SELF if some or self.self_merged == YES else NOTHING


class _People:
    """Some people; whoever has the same address, or the same name, is one of them.

    The account of a forge has an address of its own: by that alone somebody would be two people.
    """

    __slots__ = ("_keys", "_mailmap", "_names")

    def __init__(self, mailmap: Mailmap, people: list[tuple[str, str]]) -> None:
        self._mailmap = mailmap
        self._keys = {mailmap.key(*one) for one in people}
        names = (mailmap.of(*one)[0] for one in people)
        self._names = {spelling.name(one) for one in names} - {""}

    def have(self, name: str, email: str) -> bool:
        """Whether somebody is one of them."""
        known = spelling.name(self._mailmap.of(name, email)[0])
        return self._mailmap.key(name, email) in self._keys or known in self._names


def _way(head: CommitObject, *, merge: bool, said: Said) -> str:
    if merge:
        return REQUEST_MERGED if said.request else MERGED
    if not head.parents:
        return FIRST
    if said.request:
        return REQUEST
    forge = is_forge(head.committer.name, head.committer.email) or by_account(head)
    return FORGE if forge else DIRECT


def _reviews(landed: list[Landed], read: dict[str, CommitObject], said: dict[str, Said]) -> Reviews:
    """Return the first look at each commit that a later one tells of: when, and by whom."""
    found: Reviews = {}
    known = sorted(one.oid for one in landed)
    for one in landed:
        if one.landed_at is None:
            continue
        for name in said[one.oid].reviews[:20]:
            oid = known[min(bisect_left(known, name), len(known) - 1)]
            if oid.startswith(name) and oid not in found:
                found[oid] = (one.landed_at, read[one.oid].author)
    return found


def _reviewed(
    group: list[Landed],
    head: CommitObject,
    authors: "_People",
    reviews: Reviews,
) -> str:
    """Whether somebody else looked within a day; elsewhere than in commits, nobody here knows."""
    landed_at = group[-1].landed_at
    looked = [reviews[one.oid] for one in group if one.oid in reviews]
    times = [time for time, by in looked if not authors.have(by.name, by.email)]
    if not times or landed_at is None:
        return UNKNOWN
    return YES if min(times) - landed_at <= _DAY else LATE


def _written(name: str, email: str) -> str:
    return f"{name} <{email}>" if name and email else name or email
