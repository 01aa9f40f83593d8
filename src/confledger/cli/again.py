"""A whole work tree, from what it came to the last time and what git says has changed."""

from confledger.checks.baseline import Baseline
from confledger.checks.memo import Memo
from confledger.checks.result import IGNORED
from confledger.checks.run import Outcome, Run, counted
from confledger.checks.selection import Selection
from confledger.cli.known import differing
from confledger.git.deltas import has_commits, on_disk
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.snapshot import DELETED, SUBMODULE, Entry, Snapshot
from confledger.git.work_tree import WorkTreeSnapshot

# So many differences that listing everything anew, and starting from that, is cheaper.
_MANY = 1000
# So few paths that git is asked for them alone.
_FEW = 100


def incremental(
    run: Run, base: Baseline, repository: Repository, selection: Selection, memo: Memo
) -> tuple[dict[str, int], dict[str, int]] | None:
    """Judge what differs; return all counts, or None when the last time says too little."""
    try:
        deltas = differing(repository, base)
    except GitFailed:
        return None
    if deltas is None:
        return None
    touched = {delta.path for delta in deltas}
    if len(deltas) > _MANY or touched.intersection(base.members):
        return None
    if any(path.rpartition("/")[2] == "Chart.yaml" for path in touched):
        return None
    policies = run.judging.policies
    if policies is not None and any(policies.is_one(path) for path in touched):
        return None
    again = set(base.again)
    gone = []
    for delta in deltas:
        if delta.path not in again and delta.before is not None:
            before = _before(delta.before, selection, memo)
            if before is None:
                return None
            gone.append(before)
    entries = [delta.after for delta in deltas if delta.after is not None]
    entries += _deleted([delta.path for delta in deltas if delta.after is None], run)
    entries += _unchanged(again - touched, run)
    run.check(entries)
    counts, ignored = counted(run.outcomes)
    less, less_ignored = counted(gone)
    for status in counts:
        counts[status] += base.counts[status] - less[status]
    for reason in {*base.ignored, *ignored}:
        ignored[reason] = (
            ignored.get(reason, 0) + base.ignored.get(reason, 0) - less_ignored.get(reason, 0)
        )
    return counts, {reason: count for reason, count in sorted(ignored.items()) if count}


def _before(entry: Entry, selection: Selection, memo: Memo) -> Outcome | None:
    """Return how a file was counted last time; it was clean, or it would be looked at anyway."""
    reason = selection.ignored(entry.path, entry.kind)
    if reason is not None:
        return Outcome(entry.path, IGNORED, reason)
    if entry.oid is None or not entry.oid.strip("0"):
        return None
    key = memo.key(entry.oid, entry.path, *selection.plan(entry.path))
    status = memo.status(key)
    return None if status is None else Outcome(entry.path, status)


def _deleted(paths: list[str], run: Run) -> list[Entry]:
    """Return the entries of paths that are not on disk, of those that git still tracks."""
    if not paths:
        return []
    listed = _listed(paths, run.snapshot)
    return [Entry(path, DELETED, None) for path in paths if path in listed]


def _listed(paths: list[str], snapshot: Snapshot) -> dict[str, Entry]:
    assert isinstance(snapshot, WorkTreeSnapshot)
    specs = [f":(literal,top){path}" for path in paths] if len(paths) < _FEW else []
    return snapshot.listed(*specs)


def _unchanged(paths: set[str], run: Run) -> list[Entry]:
    """Return the entries of paths that git reports no difference for, if it tracks them."""
    snapshot = run.snapshot
    assert isinstance(snapshot, WorkTreeSnapshot)
    if not paths:
        return []
    wanted = sorted(paths)
    listed = _listed(wanted, snapshot)
    found = []
    for path in wanted:
        entry = listed.get(path)
        if entry is not None and entry.kind != SUBMODULE and not snapshot.unwatched(path):
            entry = snapshot.entry(path)
        if entry is not None:
            found.append(entry)
    return found


def settled(
    outcomes: list[Outcome],
    index: bytes | None,
    repository: Repository,
    *,
    failing: bool,
    engine: bytes,
    rules: bytes,
    looked: dict[str, str | None],
    used: dict[str, str | None],
    said: str,
    day: str,
    across: bool,
) -> Baseline:
    """Return what to keep of a run over the whole work tree."""
    tree = None
    again = {outcome.path for outcome in outcomes if not outcome.clean}
    if has_commits(repository):
        tree = repository.run("rev-parse", "HEAD^{tree}").decode("ascii").strip()
        again |= {delta.path for delta in on_disk(repository, tree)}
    again |= {delta.path for delta in on_disk(repository)}
    kept = [outcome for outcome in outcomes if outcome.path not in again]
    counts, ignored = counted(kept)
    tracked = {outcome.path for outcome in outcomes}
    members = looked | used
    return Baseline(
        rules=rules,
        engine=engine,
        said=None if failing else said,
        day=day,
        across=across,
        index=index,
        tree=tree,
        counts=counts,
        ignored=ignored,
        again=sorted(again),
        members=sorted(path for path in members if path in tracked),
        loose={path: oid for path, oid in sorted(members.items()) if path not in tracked},
    )
