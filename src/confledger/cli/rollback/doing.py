"""What was planned, done: one commit, the branch that has it, and what follows from that."""

import os
from errno import EACCES

from confledger.cli.failure import shown
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.git.commit_writing import move, write_commit
from confledger.git.switching import Unwritable, alone, recover, switch
from confledger.git.tree_writing import write_tree
from confledger.rollback.message import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.git.repository import Repository
    from confledger.rollback.plan import Plan


def done(asked: "Namespace", plan: "Plan", repository: "Repository") -> int:
    """Make the commit and say so; raise Moved where somebody was faster, and nothing was done."""
    _verify_writable(repository)
    text = message(plan, asked.reason)
    tree = write_tree(repository, plan.head, plan.edits)
    if tree != plan.tree:
        raise ConfledgerError("the state that came out is not the planned one; nothing was changed")
    sign = False if asked.no_sign else None
    commit = write_commit(repository, tree, [plan.head], text, sign=sign)
    subject = text.partition("\n")[0]
    if plan.branch:
        _on_a_branch(asked, plan, repository, commit, text)
    else:
        _here(asked, plan, repository, commit, subject)
    if plan.push is not None:
        from confledger.cli.rollback import pushing

        pushing.carry(repository, plan, commit)
    return 0


def _verify_writable(repository: "Repository") -> None:
    for folder in (repository.git_dir, os.path.join(repository.common_dir, "objects")):
        if not os.access(folder, os.W_OK):
            raise Unwritable(PermissionError(EACCES, os.strerror(EACCES)))


def _here(
    asked: "Namespace", plan: "Plan", repository: "Repository", commit: str, subject: str
) -> None:
    left = None
    if repository.top is None:
        move(repository, plan.ref, commit, plan.head, subject)
    else:
        discard = None
        with alone(repository):
            recover(repository)
            if asked.discard_local:
                from confledger.cli.rollback import local

                discard = local.discarded(repository, plan.head, commit)
            left = switch(repository, plan.ref, plan.head, commit, subject, discard)
    say = tell if asked.format == "json" else put
    say(f"{commit[:10]}  {shown(subject)}\n")
    if left is not None:
        paths = ", ".join(map(shown, left.paths))
        tell(f"left as they are, since they were changed meanwhile: {paths}\n")
    # What takes a first commit back restores nothing, so that `undo` does not know it.
    restores = plan.target is not None or plan.basis is not None
    tell(
        f"to take it back: confledger {'undo' if restores else 'rollback --entry'} {commit[:10]}\n"
    )


def _on_a_branch(
    asked: "Namespace", plan: "Plan", repository: "Repository", commit: str, text: str
) -> None:
    from confledger.cli.rollback import branching
    from confledger.git.pushing import remotes

    # A program that reads JSON gets the plan, and no other text.
    request = "" if asked.format == "json" else branching.request(asked, plan, text)
    branching.begin(repository, plan, commit, text.partition("\n")[0])
    tell(f"{commit[:10]} on the new branch {shown(plan.branch)}; nothing else has changed\n")
    put(request)
    if plan.push is None:
        branching.tell_next(asked, plan, remotes(repository))
