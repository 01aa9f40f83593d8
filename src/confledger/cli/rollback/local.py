"""Local changes where a rollback would put something else: refused, or kept and overwritten."""

import re
import shlex

from confledger.cli.failure import shown
from confledger.cli.streams import tell
from confledger.git.commit_writing import Moved
from confledger.git.snapshot import resolve
from confledger.git.switching import Unwritable, alone
from confledger.git.trees import differing
from confledger.git.uncommitted import few, in_the_way, own_repositories

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.rollback.draft import Draft
    from confledger.git.repository import Repository
    from confledger.git.switch_intent import Signature
    from confledger.git.trees import Pair

_MOST = 5
_PLAIN = re.compile("[A-Za-z0-9._/-]+")


def add(draft: "Draft") -> None:
    """Refuse where something would be overwritten that is in no commit."""
    plan, repository = draft.plan, draft.work.repository
    if plan.branch or repository.top is None:
        return
    pairs = differing(draft.aside, plan.head, plan.tree)
    found = in_the_way(repository, pairs)
    if found:
        found = _settled(draft, pairs, found)
    if not found:
        return
    what = "is not committed" if len(found) == 1 else "are not committed"
    if own := own_repositories(found):
        plan.refuse("dirty", f"{few(own)} is in the way, and a repository of its own")
    elif not draft.asked.discard_local:
        plan.refuse(
            "dirty", f"{few(list(found))} {what}, and would be overwritten", "--discard-local"
        )
    else:
        plan.notes.append(f"{few(list(found))} {what}: kept as a commit, then overwritten")


def _settled(
    draft: "Draft", pairs: "dict[str, Pair]", found: "dict[str, Signature]"
) -> "dict[str, Signature]":
    """Look again when no other rollback is on its way; raise Moved where one has been."""
    work = draft.work
    try:
        with alone(work.repository):
            if resolve(work.repository, "HEAD", "commit") != work.head:
                raise Moved(work.ref)
            return in_the_way(work.repository, pairs)
    except Unwritable:
        return found


def discarded(repository: "Repository", head: str, commit: str) -> "dict[str, Signature]":
    """Keep what a switch would overwrite, and say how to get it back; return what that is."""
    from confledger.git.set_aside import set_aside

    found = in_the_way(repository, differing(repository, head, commit))
    if found:
        ref = set_aside(repository, head, found)
        tell(f"local changes are kept as {ref}; to have them back:\n  {_back(ref, list(found))}\n")
    return found


def _back(ref: str, paths: list[str]) -> str:
    """Return the command that brings paths back."""
    if len(paths) <= _MOST and all(shown(path) == path and "\n" not in path for path in paths):
        plain = [_PLAIN.fullmatch(path) for path in paths]
        named = " ".join(
            f":/{path}" if simple else shlex.quote(f":(top,literal){path}")
            for path, simple in zip(paths, plain, strict=True)
        )
        return f"git restore --source={ref} -- {named}"
    top = '-C "$(git rev-parse --show-toplevel)"'
    return (
        f"git diff -z --name-only --no-renames {ref}^ {ref} | git {top} --literal-pathspecs "
        f"restore --source={ref} --pathspec-from-file=- --pathspec-file-nul"
    )
