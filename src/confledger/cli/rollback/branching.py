"""A rollback on a branch of its own, and the text of the merge request for it."""

import re

from confledger.cli.rollback.standing import elsewhere
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.git.commit_writing import move
from confledger.git.process import GitFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.rollback.draft import Draft
    from confledger.git.repository import Repository
    from confledger.rollback.plan import Plan

_BRANCHES = "refs/heads/"
_PLAIN = re.compile("[^A-Za-z0-9_.]+")
_LONGEST = 40


def add(draft: "Draft") -> None:
    """Fill in the name of the new branch, where one was asked for."""
    plan, asked, repository = draft.plan, draft.asked, draft.work.repository
    if asked.branch is None:
        return
    wanted = asked.branch.removeprefix(_BRANCHES) or proposed(plan)
    verify_name(repository, wanted)
    free = _free(repository, wanted)
    if asked.branch and free != wanted:
        raise ConfledgerError(
            f"there is a branch {wanted!r}, or one that leaves no room for it",
            help=f"choose another name, such as {free}",
        )
    plan.branch = free


def proposed(plan: "Plan") -> str:
    """Return a name that says what goes back where."""
    scope = _PLAIN.sub("-", plan.scope.removeprefix("env:")).strip("-.")[:_LONGEST].rstrip("-.")
    revision = plan.target or plan.entry
    back = f"-{revision.oid[:8]}" if revision is not None else ""
    return f"rollback/{(scope or 'scope').replace('..', '-')}{back}"


def verify_name(repository: "Repository", name: str) -> None:
    """Raise ConfledgerError where git would not have a branch of that name."""
    try:
        if name.startswith("-") or name == "HEAD":
            raise ValueError
        repository.run("check-ref-format", _BRANCHES + name)
    except (GitFailed, ValueError) as error:
        raise ConfledgerError(
            f"{name!r} cannot be the name of a branch",
            help="such as rollback/prod; see `git help check-ref-format`",
        ) from error


def begin(repository: "Repository", plan: "Plan", commit: str, reason: str) -> None:
    """Make the branch; raise Moved where there is one of that name by now."""
    move(repository, _BRANCHES + plan.branch, commit, "0" * len(commit), reason)


def request(asked: "Namespace", plan: "Plan", message: str) -> str:
    """Return title and body of a merge request."""
    from confledger.cli.failure import shown as safe
    from confledger.cli.rollback.showing import shown

    title = message.partition("\n")[0]
    reason = " ".join(asked.reason.split())
    parts = [title, *([safe(reason)] if reason else []), shown(plan, "markdown").strip("\n")]
    return "\n\n".join(parts) + "\n"


def tell_next(asked: "Namespace", plan: "Plan", remotes: list[str]) -> None:
    """Say how the branch gets to where it can be merged."""
    remote = asked.remote or (remotes[0] if len(remotes) == 1 else "origin")
    tell(f"to have it merged: git push {remote} {plan.branch}\n")


def _free(repository: "Repository", name: str) -> str:
    """Return the name, or the first one like it that is free."""
    said = repository.run("for-each-ref", "--format=%(refname)", _BRANCHES)
    taken = set(said.decode("utf-8", "surrogateescape").split("\n"))
    above = {one.rsplit("/", depth)[0] for one in taken for depth in range(1, one.count("/") - 1)}
    number, found = 1, name
    while not _has_room(repository, _BRANCHES + found, taken, above):
        number += 1
        start, stop = name, f"-{number}"
        if _below_a_branch(_BRANCHES + name, taken):
            # No name below one that is a branch is free.
            start = name.replace("/", "-")
            stop = "" if number == 2 else stop
        found = start + stop
    return found


def _has_room(repository: "Repository", ref: str, taken: set[str], above: set[str]) -> bool:
    if ref in taken or ref in above or _below_a_branch(ref, taken):
        return False
    return not elsewhere(repository, ref)


def _below_a_branch(ref: str, taken: set[str]) -> bool:
    parts = ref.split("/")
    return any("/".join(parts[:length]) in taken for length in range(3, len(parts)))
