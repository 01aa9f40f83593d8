"""The files of a change as lessons have them: leaves and rows, with the secrets taken out."""

from confledger.changes.identity import Identities
from confledger.changes.leaves import Leaves, leaves
from confledger.checks.selection import Selection
from confledger.cli import workspace
from confledger.cli.governed import governed
from confledger.documents.limits import Limits
from confledger.documents.load import load
from confledger.git import deltas
from confledger.git.deltas import Delta
from confledger.git.repository import Repository
from confledger.git.snapshot import FILE, CommitSnapshot, Content, Snapshot, resolve
from confledger.learn.lessons import File, Row
from confledger.ledger.redacted import guarded, redacted
from confledger.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.scope import Scope


def of_commits(repository: Repository, named: str, settings: Settings) -> tuple[list[File], str]:
    """Return what a commit, or a range of them, changed, and the commit that it started from."""
    start, dots, end = named.partition("..")
    if dots:
        end = end.removeprefix(".") or "HEAD"
        base = deltas.common_ancestor(repository, start or "HEAD", end)
        tip = resolve(repository, end, "commit")
    else:
        tip = resolve(repository, named, "commit")
        parents = repository.run("rev-list", "--parents", "-n", "1", tip).decode("ascii").split()
        base = parents[1] if len(parents) > 1 else ""
    before = (
        base or repository.run("hash-object", "-t", "tree", "/dev/null").decode("ascii").strip()
    )
    differing = deltas.of_trees(repository, before, tip)
    old = CommitSnapshot(repository, before, 0)
    new = CommitSnapshot(repository, tip, 0)
    return _files(old, new, differing, settings), base


def of_state(repository: Repository, settings: Settings, *, staged: bool) -> list[File]:
    """Return what is staged, or on disk, and not in the last commit."""
    new = workspace.snapshot(repository, staged=staged)
    differing = deltas.staged(repository) if staged else deltas.on_disk(repository, "HEAD")
    return _files(CommitSnapshot(repository, "HEAD", 0), new, differing, settings)


def of_file(source: Snapshot, path: str, content: Content, settings: Settings) -> "Leaves | None":
    """Return the leaves of one file; None where it is no configuration that can be read."""
    scope = governed(source, [path]).scope_of(path)
    dialect = Selection(settings).dialect(path) or ""
    found = _leaves(content, dialect, workspace.limits_of(settings), scope)
    return None if found is None else redacted(found, scope)


def _files(old: Snapshot, new: Snapshot, differing: list[Delta], settings: Settings) -> list[File]:
    limits = workspace.limits_of(settings)
    old.limit = new.limit = limits.max_bytes
    try:
        return _read(old, new, differing, Selection(settings), limits)
    finally:
        old.close()
        new.close()


def _read(
    old: Snapshot, new: Snapshot, differing: list[Delta], selection: Selection, limits: Limits
) -> list[File]:
    gone = {one.before.oid: one.path for one in differing if one.before and not one.after}
    chosen = []
    for one in differing:
        entries = [entry for entry in (one.before, one.after) if entry is not None]
        if one.unmerged or any(entry.kind != FILE for entry in entries):
            continue
        if selection.ignored(one.path, FILE) is None:
            chosen.append(one)
    hidden = governed(new, [one.path for one in chosen])
    before = old.stream([one.before for one in chosen if one.before is not None])
    after = new.stream([one.after for one in chosen if one.after is not None])
    files = []
    for one in chosen:
        dialect = selection.dialect(one.path) or ""
        was = next(before)[1] if one.before is not None else None
        now = next(after)[1] if one.after is not None else None
        scope = hidden.scope_of(one.path)
        held = _leaves(was, dialect, limits, scope)
        holds = _leaves(now, dialect, limits, scope)
        if (held is None and was is not None) or (holds is None and now is not None):
            continue
        moved = gone.get(one.after.oid) if one.after and not one.before else None
        kind = "moved" if moved else "added" if not was else "changed" if now else "removed"
        old_leaves = redacted(held or {}, scope)
        new_leaves = redacted(holds or {}, scope)
        # A secret that changed is a row too, although both sides look the same.
        differing_keys = {key for key, _ in (held or {}).items() ^ (holds or {}).items()}
        rows: list[Row] = [
            (key, old_leaves.get(key), new_leaves.get(key))
            for key in sorted(differing_keys if not moved else ())
        ]
        files.append(File(one.path, kind, rows, new_leaves, moved or "", copied=False))
    return files


def _leaves(
    content: Content | None, dialect: str, limits: Limits, scope: "Scope | None"
) -> Leaves | None:
    """Return leaves with secrets; where all may be, no item of a list is known by one."""
    if not isinstance(content, bytes) or not dialect:
        return None
    loaded = load(content, dialect, limits)
    if loaded.problems and not loaded.documents:
        return None
    return guarded(lambda one: leaves(loaded.documents, one[1] if one else Identities()), scope)
