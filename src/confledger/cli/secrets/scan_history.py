"""Leaks that commits hold: each told once, with the commit that brought it first."""

from dataclasses import replace

from confledger.checks.result import IGNORED, PASSED
from confledger.git import objects
from confledger.git.deltas import has_commits
from confledger.git.snapshot import CommitSnapshot
from confledger.reports.wording import plural
from confledger.secrets.leaks.scan import MOST_BYTES, unscanned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.checks.finding import Finding
    from confledger.cli.secrets.scanner import Scanner
    from confledger.git.objects import Introduced
    from confledger.git.repository import Repository
    from confledger.secrets.leaks.leak import Leak

_HELP = (
    "revoke it where it was issued, for every clone has it; only then take it out of the history "
    "(`git filter-repo --replace-text`), together with everybody who has a clone"
)
# So many digits of a commit tell it apart, and can be read.
_SHORT = 10
# What tells two leaks apart, wherever they are.
_Same = tuple[str, str, bytes]


class Past:
    """What commits hold: `findings`, and in `held` the bytes of the files that HEAD has of it.

    `asked` says whether a path was asked for; `ended` is told how each file ended.
    """

    def __init__(
        self,
        repository: "Repository",
        scanner: "Scanner",
        asked: "Callable[[str], bool]",
        ended: "Callable[[str, str, str], None]",
    ) -> None:
        self.repository = repository
        self.scanner = scanner
        self.asked = asked
        self.ended = ended
        self.findings: list[Finding] = []
        self.held: dict[str, bytes] = {}

    def tell(self, one: "_Seen", said: str) -> None:
        """Add what is found, with what the history says of it."""
        for finding in self.scanner.findings(one.path, [one.leak], one.data):
            told = replace(finding, message=f"{finding.message}; {said}", help=_HELP)
            self.findings.append(told)


class _Seen:
    """One leak in all the files that hold it; of them, `data` is one, in HEAD if it can be."""

    __slots__ = ("data", "leak", "now", "oids", "path", "paths")

    leak: "Leak"

    def __init__(self) -> None:
        self.data = b""
        self.path = ""
        self.paths: set[str] = set()
        self.oids: set[str] = set()
        self.now = False

    def add(self, oid: str, path: str, leak: "Leak", data: bytes, *, now: bool) -> None:
        """Note a file that holds it."""
        if not self.oids or (now and not self.now):
            self.leak, self.path, self.data = leak, path, data
        self.now = self.now or now
        self.oids.add(oid)
        self.paths.add(path)


def everything(past: Past) -> None:
    """Look through every file of every commit that a branch or tag reaches."""
    now: dict[str, str] = {}
    if has_commits(past.repository):
        now = _files(past.repository, "HEAD")
    seen = _walked(past, objects.paths(past.repository, "--all"), now)
    brought = _brought(past, seen, "--all")
    for one in seen.values():
        first = _first(one, brought)
        said = "is still in HEAD" if one.now else "is no longer in HEAD"
        others = len(one.paths) - 1
        also = f"; {plural(others, 'other path has', 'other paths have')} had it" if others else ""
        past.tell(one, f"{_by(first)}, and it {said}{also}")
        if one.now:
            past.held[one.path] = one.data


def in_between(past: Past, start: str, end: str) -> None:
    """Look through what commits of a change hold that its end has not, nor its base."""
    now, there = _files(past.repository, end), _files(past.repository, start)
    reached = objects.paths(past.repository, end, f"^{start}")
    left = {oid: path for oid, path in reached.items() if oid not in now and oid not in there}
    seen = _walked(past, left, {}, quietly=True)
    known = _walked(past, {**there, **now}, {}, quietly=True) if seen else {}
    brought = _brought(past, seen, end, f"^{start}")
    for same, one in seen.items():
        if same not in known:
            said = f"{_by(_first(one, brought))}, and a later one takes it out; git keeps it"
            past.tell(one, said)


def _walked(
    past: Past, paths: dict[str, str], now: dict[str, str], *, quietly: bool = False
) -> dict[_Same, _Seen]:
    """Return each leak of these files, by what tells it apart; of several, that in HEAD."""
    chosen = {oid: now.get(oid, path) for oid, path in paths.items()}
    # git lists the latest first; what is told of a leak is where it was first.
    oids = [oid for oid, path in reversed(chosen.items()) if past.asked(path)]
    seen: dict[_Same, _Seen] = {}
    for oid, content in objects.contents(past.repository, oids, MOST_BYTES):
        path = chosen[oid]
        reason = "too large, or damaged"
        if isinstance(content, bytes):
            reason = unscanned(content) or ""
        if not quietly:
            past.ended(path, IGNORED if reason else PASSED, reason)
        if reason or not isinstance(content, bytes):
            continue
        for leak in past.scanner.leaks(path, content):
            known = seen.setdefault(leak.same(), _Seen())
            known.add(oid, path, leak, content, now=oid in now)
    return seen


def _brought(past: Past, seen: dict[_Same, _Seen], *revisions: str) -> "dict[str, Introduced]":
    """Return who brought the files that hold a leak, the earliest first."""
    oids = {oid for one in seen.values() for oid in one.oids}
    return objects.introduced(past.repository, oids, *revisions) if oids else {}


def _files(repository: "Repository", revision: str) -> dict[str, str]:
    """Return the path of each file of a commit, by the id of its content."""
    snapshot = CommitSnapshot(repository, revision, MOST_BYTES)
    return {one.oid or "": one.path for one in snapshot.entries().values()}


def _first(one: _Seen, brought: "dict[str, Introduced]") -> "Introduced | None":
    """Return the earliest of the commits that brought the files with a leak."""
    found = [brought[oid] for oid in brought if oid in one.oids]
    return found[0] if found else None


def _by(first: "Introduced | None") -> str:
    if first is None:
        return "it is in the history"
    return f"commit {first.commit[:_SHORT]} of {first.day} brought it"
