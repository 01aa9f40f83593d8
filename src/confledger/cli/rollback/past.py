"""What lies between then and now: the commits that are taken back, and whether all are known."""

from confledger.changes.sameness import exactly_same
from confledger.git.mainline import Step, steps
from confledger.git.snapshot import FILE, Entry
from confledger.loader.migration.operation import found as held_by
from confledger.rollback import places
from confledger.rollback.content import read
from confledger.rollback.plan import Revision
from confledger.rollback.scope import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from confledger.cli.rollback.draft import Draft
    from confledger.cli.rollback.work import Work
    from confledger.git.trees import TreeFile
    from confledger.rollback.scope import Scope

# Of so many commits of a file it is read whether they changed a key.
_MOST = 200


def add(draft: "Draft") -> None:
    """Add the commits that are taken back; refuse a scope that was not there yet."""
    work, plan = draft.work, draft.plan
    if not draft.target:
        return
    if draft.keys:
        plan.undone = _of_keys(draft)
    else:
        plan.undone = undone(work, draft.target, draft.scope)
    # Of a key, no file is deleted.
    there = draft.scope.kind == KEY or any(
        map(draft.scope.holds, work.then(draft.target).entries())
    )
    if not there and not draft.asked.allow_missing:
        plan.refuse(
            "missing",
            f"{plan.scope} was not there yet: all {len(plan.files):,} files of it would be deleted",
            "--allow-missing",
        )


def undone(work: "Work", target: str, scope: "Scope") -> list[Revision]:
    """Return the commits since another one that changed something in a scope, newest first."""
    return [_revision(step) for step in _since(work, target) if _any(step, scope)]


def _of_keys(draft: "Draft") -> list[Revision]:
    """Return those that changed one of the keys; where that is much to read, all of the files."""
    found = [step for step in _since(draft.work, draft.target) if _any(step, draft.scope)]
    if len(found) > _MOST:
        draft.plan.notes.append("the commits are those of the whole file: too many to read each")
        return [_revision(step) for step in found]
    return [_revision(step) for step in found if _changes_keys(draft, step)]


def _changes_keys(draft: "Draft", step: Step) -> bool:
    for path, (before, after) in step.changes.items():
        key = draft.keys.get(path)
        if key is None:
            continue
        old, new = (_value(draft.work, path, file, key) for file in (before, after))
        if not exactly_same(old, new):
            return True
    return False


def _value(work: "Work", path: str, file: "TreeFile | None", key: str) -> object:
    """Return what a file has at a key, in a list; an empty one where nothing can be read."""
    dialect = work.selection.dialect(path)
    if file is None or dialect is None:
        return []
    for _, content in work.now.stream([Entry(path, FILE, file.oid)]):
        documents = read(content, dialect) if isinstance(content, bytes) else None
        place = None if documents is None else places.found(documents, key)
        if documents is not None and place is not None:
            return [held_by(documents[place[0]], place[1])]
    return []


def _since(work: "Work", target: str) -> "Iterator[Step]":
    return steps(work.repository, f"{target}..{work.head}")


def _any(step: Step, scope: "Scope") -> bool:
    return any(map(scope.holds, step.changes))


def _revision(step: Step) -> Revision:
    return Revision(step.oid, step.time, step.author, step.subject)
