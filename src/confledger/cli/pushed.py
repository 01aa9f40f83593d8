"""What a push is about to bring, as a hook manager says it, or as the branch does."""

import os

from confledger.git.process import GitFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.git.repository import Repository

# What pre-commit and prek tell their hooks; the second one is what is pushed.
_FROM, _TO = "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"


class Push:
    """What is pushed, and what it is compared with: nothing where nobody has any of it.

    A branch that nobody has yet is compared with the one that the remote calls its head.
    """

    __slots__ = ("end", "start")

    def __init__(self, start: str | None, end: str) -> None:
        self.start = start
        self.end = end


def push(repository: "Repository") -> Push | None:
    """Return what the push in whose hook we are brings; None where it only deletes."""
    start, end = os.environ.get(_FROM), os.environ.get(_TO)
    if end is not None and not end.strip("0"):
        return None
    names = (start,) if start and start.strip("0") else ("@{push}", "@{upstream}", "origin/HEAD")
    known = next((name for name in names if _is_there(repository, name)), None)
    return Push(known, end or "HEAD")


def _is_there(repository: "Repository", name: str) -> bool:
    try:
        repository.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except GitFailed:
        return False
    return True
