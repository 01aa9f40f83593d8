"""Where the commit would be made, and what the repository and its settings say of that."""

import os

from confledger.checks.globs import matcher
from confledger.git.history import boundary
from confledger.git.process import GitFailed
from confledger.git.trees import GITLINK
from confledger.git.uncommitted import few

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.rollback.draft import Draft
    from confledger.git.repository import Repository

_BRANCHES = "refs/heads/"


def add(draft: "Draft") -> None:
    """Refuse where no commit may be made like this; note what is to be done besides."""
    plan, asked, repository = draft.plan, draft.asked, draft.work.repository
    rules = draft.work.settings.rollback
    if rules["require-reason"] and not asked.reason.strip():
        plan.refuse("reason", "a rollback needs a reason here", "--reason TEXT")
    branch = plan.branch or plan.ref.removeprefix(_BRANCHES)
    if plan.ref == "HEAD" and not plan.branch:
        plan.notes.append("HEAD is on no branch; the commit is on none either")
    elif matcher(rules["protected"])(branch):
        plan.refuse(
            "protected",
            f"{branch} is protected: only merge requests change it",
            "--branch NAME" if not plan.branch else "",
        )
    elif not plan.branch and (place := elsewhere(repository, plan.ref)):
        plan.refuse("elsewhere", f"{branch} is checked out in {place!r}; run it there")
    modules = [path for path, edit in plan.edits.items() if edit and edit.mode == GITLINK]
    if modules:
        plan.notes.append(f"submodules go back too: {few(modules)}; then run: git submodule update")
    if boundary(repository):
        if draft.target and not asked.allow_shallow and not _is_ancestor(draft):
            plan.refuse(
                "shallow",
                f"this clone is shallow: whether {draft.target[:10]} is an earlier state of it, "
                "and what came since, is not known here",
                "--allow-shallow",
            )
        plan.notes.append(
            "this clone is shallow: commits before its end are not counted; "
            "the whole history: git fetch --unshallow"
        )


def _is_ancestor(draft: "Draft") -> bool:
    how = ("merge-base", "--is-ancestor", draft.target, draft.plan.head)
    try:
        draft.work.repository.run(*how)
    except GitFailed:
        return False
    return True


def elsewhere(repository: "Repository", ref: str) -> str:
    """Return another work tree of the repository that has a branch checked out; empty for none."""
    here = repository.top and os.path.realpath(repository.top)
    place = ""
    for line in os.fsdecode(repository.run("worktree", "list", "--porcelain")).split("\n"):
        name, _, value = line.partition(" ")
        if name == "worktree":
            place = value
        elif name == "branch" and value == ref and os.path.realpath(place) != here:
            return place
    return ""
