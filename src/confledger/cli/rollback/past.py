"""What lies between then and now: the commits that are taken back, and whether all are known."""

import os

from confledger.rollback.plan import Revision
from confledger.rollback.scope import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.rollback.draft import Draft
    from confledger.cli.rollback.work import Work
    from confledger.rollback.scope import Scope


def add(draft: "Draft") -> None:
    """Add the commits that are taken back; refuse a scope that was not there yet."""
    work, plan = draft.work, draft.plan
    if not draft.target:
        return
    plan.undone = undone(work, draft.target, draft.scope)
    # Of a key, no file is deleted.
    there = draft.scope.kind == KEY or any(
        map(draft.scope.holds, work.then(draft.target).entries())
    )
    if not there and not draft.asked.allow_missing:
        plan.refuse(
            "missing",
            f"{plan.scope} was not there yet: all {len(plan.files)} files of it would be deleted",
            "--allow-missing",
        )


def undone(work: "Work", target: str, scope: "Scope") -> list[Revision]:
    """Return the commits since another one that changed something in a scope, newest first."""
    form = "--format=%x01%H%x00%ct%x00%an%x00%s%x00"
    raw = work.repository.run(
        *("log", "--first-parent", "-m", "--name-only", "-z", "--no-renames", form),
        *("--no-show-signature", "--encoding=UTF-8", f"{target}..{work.head}", "--"),
    )
    found = []
    for record in raw.split(b"\x01")[1:]:
        oid, time, author, subject, *names = record.split(b"\0")
        paths = (os.fsdecode(name.removeprefix(b"\n")) for name in names)
        if any(scope.holds(path) for path in paths if path):
            texts = [one.decode("utf-8", "replace") for one in (author, subject)]
            found.append(Revision(oid.decode("ascii"), int(time or 0), *texts))
    return found
