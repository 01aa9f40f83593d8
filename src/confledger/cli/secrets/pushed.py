"""What a push is about to bring, as a hook manager says it, or as the branch does."""

import os

from confledger.cli import workspace
from confledger.git.process import GitFailed
from confledger.git.repository import NotARepository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.options import Options
    from confledger.git.repository import Repository

# What pre-commit and prek tell their hooks; the second one is what is pushed.
_FROM, _TO = "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"


def limit(asked: "Options") -> bool:
    """Limit a run to what a push brings; False where it brings nothing.

    A branch that nobody has yet is compared with the one that the remote calls its head; where
    there is none either, everything is looked at.
    """
    repository = workspace.repository_here()
    if repository is None:
        raise NotARepository(os.getcwd())
    start, end = os.environ.get(_FROM), os.environ.get(_TO)
    if end is not None and not end.strip("0"):
        return False
    names = (start,) if start and start.strip("0") else ("@{push}", "@{upstream}", "origin/HEAD")
    for name in names:
        if _is_there(repository, name):
            asked.since, asked.until = name, end
            # Whoever pushes is no stranger: the branch is judged by its own rules.
            asked.trust = "head"
            return True
    asked.rev = end or "HEAD"
    return True


def _is_there(repository: "Repository", name: str) -> bool:
    try:
        repository.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    except GitFailed:
        return False
    return True
