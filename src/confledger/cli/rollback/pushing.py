"""`--push`: to the remote, if it has nothing that is not here."""

import sys

from confledger.checks.globs import matcher
from confledger.cli.failure import shown
from confledger.cli.rollback.branching import proposed
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.git.pushing import (
    Destination,
    Rejected,
    follows,
    push,
    seen,
    tracked,
    unpushed,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.rollback.draft import Draft
    from confledger.git.repository import Repository
    from confledger.rollback.plan import Plan

_BRANCHES = "refs/heads/"


def add(draft: "Draft") -> None:
    """Look where it would be pushed to, and whether the remote has moved."""
    plan, asked, repository = draft.plan, draft.asked, draft.work.repository
    if not asked.push:
        return
    if plan.ref == "HEAD" and not plan.branch:
        plan.refuse("detached", "HEAD is on no branch that could be pushed", "--branch NAME")
        return
    rules = draft.work.settings.rollback
    remote, ref = tracked(repository, plan.ref, asked.remote or rules["remote"])
    if plan.branch:
        ref = _BRANCHES + plan.branch
    to = Destination(remote, ref, seen(repository, remote, ref, ask=_terminal()))
    if plan.branch and to.seen is not None:
        raise ConfledgerError(
            f"{remote} has a branch {plan.branch!r} already", help="choose another name: --branch"
        )
    if not plan.branch and matcher(rules["protected"])(to.branch):
        if all(one.code != "protected" for one in plan.refusals):
            plan.refuse("protected", f"{to} is protected", "--branch NAME")
        return
    if to.seen is not None and not follows(repository, plan.head, to.seen):
        plan.refuse(
            "moved",
            f"{to} has commits that are not in {_named(plan)}: fetch first, "
            f"git fetch {remote}, then merge them",
        )
        return
    plan.push = to
    more = unpushed(repository, plan.head, to)
    if more:
        several = "a commit" if more == 1 else f"{more} commits"
        plan.notes.append(f"{several} of {_named(plan)} that {remote} does not have goes there too")


def carry(repository: "Repository", plan: "Plan", commit: str) -> None:
    """Push what was made; raise ConfledgerError where the remote does not take it."""
    to = plan.push
    assert to is not None
    try:
        push(repository, commit, to, ask=_terminal())
    except Rejected as error:
        at = _at(repository, to)
        if at == commit:
            tell(f"pushed to {shown(str(to))}, though git says: {shown(str(error))}\n")
            return
        for line in error.said:
            tell(f"remote: {shown(line)}\n")
        here = plan.branch or plan.ref.removeprefix(_BRANCHES)
        other = _BRANCHES + proposed(plan)
        again = (
            f"git pull {to.remote} {to.branch}; git push {to.remote} {here}"
            if at != to.seen
            else f"git push {to.remote} {commit[:10]}:{other}, and ask for a merge; "
            "the next time: --branch --push"
        )
        raise ConfledgerError(
            f"the commit {commit[:10]} is made on {here}, and not pushed; {error}", help=again
        ) from error
    tell(f"pushed to {shown(str(to))}\n")


def _at(repository: "Repository", to: Destination) -> str | None:
    """Return what the remote has now: the line may have gone dead after it took the commit."""
    try:
        return seen(repository, to.remote, to.ref, ask=False)
    except ConfledgerError:
        return to.seen


def _named(plan: "Plan") -> str:
    return plan.ref.removeprefix(_BRANCHES)


def _terminal() -> bool:
    """Whether somebody is there who can be asked for a password."""
    return sys.stdin.isatty() and sys.stderr.isatty()
