"""Every file of a run, once: from memory, at a glance, or with every check."""

import gc
from collections.abc import Callable, Iterable

from confledger.checks.memo import Members, Memo
from confledger.checks.result import FAILED, IGNORED, STATUSES, WITHOUT_SCHEMA, is_advice
from confledger.checks.selection import Selection
from confledger.checks.suspicion import MARK
from confledger.checks.verdict import Judge
from confledger.documents.limits import Limits
from confledger.git.blobs import TooLarge
from confledger.git.snapshot import Content, Entry, Snapshot, Unreadable, blob_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

# Below, starting workers costs more than they save.
_WORTH_WORKERS = 1500


class Outcome:
    """How one file ended; `members` are the schema files that a clean verdict rests on."""

    __slots__ = ("key", "members", "path", "reason", "remembered", "status")

    def __init__(
        self,
        path: str,
        status: str,
        reason: str = "",
        key: bytes | None = None,
        members: Members | None = None,
        *,
        remembered: bool = False,
    ) -> None:
        self.remembered = remembered
        self.path = path
        self.status = status
        self.reason = reason
        self.key = key
        self.members = members

    @property
    def clean(self) -> bool:
        """Whether the file need not be looked at again until it changes."""
        return self.status == IGNORED or self.remembered or self.key is not None


class Run:
    """One pass over some files of a snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        selection: Selection,
        judge: Judge,
        memo: Memo,
        limits: Limits,
        *,
        informed: bool = False,
        jobs: int = 1,
        spread: "Callable[[Run, list[Entry], int], None] | None" = None,
        progress: "Callable[[int, int], None] | None" = None,
    ) -> None:
        self.snapshot = snapshot
        self._selection = selection
        self.judging = judge
        self._memo = memo
        self._limits = limits
        self._informed = informed
        self._jobs = jobs
        self._spread = spread
        self._progress = progress
        self.findings: list[Finding] = []
        self.outcomes: list[Outcome] = []

    def check(self, entries: Iterable[Entry]) -> None:
        """Judge every entry; findings and outcomes are appended, outcomes in no order."""
        todo = []
        for entry in entries:
            outcome = self.known(entry)
            if outcome is None:
                todo.append(entry)
            else:
                self.outcomes.append(outcome)
        if self._spread is not None and self._jobs > 1 and len(todo) >= _WORTH_WORKERS:
            self._spread(self, todo, self._jobs)
        else:
            self.judge(todo)
        for outcome in self.outcomes:
            if outcome.key is not None and outcome.members is not None:
                self._memo.keep(outcome.key, outcome.status, outcome.members)
        self.findings += self._broken()

    def known(self, entry: Entry) -> Outcome | None:
        """Return how a file ends when that takes no reading of it."""
        reason = self._selection.ignored(entry.path, entry.kind)
        if reason is not None:
            return Outcome(entry.path, IGNORED, reason)
        path = entry.path
        # Whether waivers are in order depends on the day, and on what they are the waivers of.
        if entry.oid is None or path == self.judging.waivers:
            return None
        dialect, setting = self._selection.plan(path)
        key = self._memo.key(entry.oid, path, dialect, setting)
        status = self._memo.status(key)
        if status is None:
            return None
        return Outcome(path, status, remembered=True)

    def judge(self, entries: list[Entry]) -> None:
        """Read and judge each entry, one after the other."""
        total = len(entries)
        # Documents are trees without cycles: collecting while they are built finds nothing.
        collecting = gc.isenabled()
        gc.disable()
        try:
            for number, (entry, content) in enumerate(self.snapshot.stream(entries)):
                if self._progress is not None and number % 64 == 0:
                    self._progress(number, total)
                self._one(entry, content)
        finally:
            if collecting:
                gc.enable()

    def _one(self, entry: Entry, content: Content) -> None:
        path = entry.path
        dialect, setting = self._selection.plan(path)
        if not isinstance(content, bytes):
            self._unread(path, dialect, content)
            return
        oid = blob_id(content, "sha256" if entry.oid and len(entry.oid) > 40 else "sha1")
        key = self._memo.key(oid, path, dialect, setting)
        dated = MARK in content or path == self.judging.waivers
        if entry.oid is None and not dated:
            status = self._memo.status(key)
            if status is not None:
                self.outcomes.append(Outcome(path, status, remembered=True))
                return
        # Information is not looked for at a glance.
        glanced = None
        if not self._informed:
            glanced = self.judging.glance(path, dialect, content, setting)
        if glanced is not None:
            members = glanced[1]
            keep = members is not None
            self.outcomes.append(Outcome(path, glanced[0], "", key if keep else None, members))
            return
        status, findings, members = self.judging.examine(path, dialect, content, setting)
        told = [one for one in findings if self._informed or not is_advice(one)]
        clean = not dated and not told
        self.findings += told
        broken = status == WITHOUT_SCHEMA and bool(self.judging.broken)
        keep = status != FAILED and clean and not broken
        self.outcomes.append(
            Outcome(path, status, "", key if keep else None, members if keep else None)
        )

    def _unread(self, path: str, dialect: str, content: TooLarge | Unreadable) -> None:
        from confledger.checks.parsed import Parsed
        from confledger.checks.rules import limits, syntax
        from confledger.documents.load import too_large
        from confledger.documents.problem import SYNTAX, Loaded, Problem

        if isinstance(content, TooLarge):
            problem = too_large(content.size, self._limits)
        else:
            problem = Problem(SYNTAX, f"the file could not be read: {content.reason}")
        file = Parsed(path, dialect, b"", Loaded([], [problem]), [])
        rule = limits if isinstance(content, TooLarge) else syntax
        self.findings += self.judging.weighed(list(rule.check(file)))
        self.outcomes.append(Outcome(path, FAILED))

    def _broken(self) -> "list[Finding]":
        """Return one finding for each schema of the settings that cannot be used."""
        policies = self.judging.policies
        problems = [] if policies is None else policies.problems()
        if not self.judging.broken and not problems:
            return []
        from confledger.checks.finding import Finding, Severity

        if problems:
            from confledger.checks.policy.told import unusable

            self.findings += unusable(problems)
        return self.judging.weighed(
            [
                Finding(
                    check="schema",
                    severity=Severity.ERROR,
                    message=broken.message,
                    path=broken.path,
                    span=broken.span,
                    pointer=broken.pointer,
                    help=broken.help,
                    subject="unusable",
                )
                for _, broken in sorted(self.judging.broken.items())
            ]
        )


def counted(outcomes: list[Outcome]) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many files ended each way, and the ignored ones by reason."""
    counts = dict.fromkeys(STATUSES, 0)
    ignored: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome.status] += 1
        if outcome.status == IGNORED:
            ignored[outcome.reason] = ignored.get(outcome.reason, 0) + 1
    return counts, dict(sorted(ignored.items()))
