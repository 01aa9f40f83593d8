"""Which two commits a change lies between: named, or as the forge says in the environment."""

import os

from confledger.errors import ConfledgerError
from confledger.forge.pipeline import GITHUB, GITLAB, detect
from confledger.git.deltas import sole_ancestor
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.snapshot import RevisionNotFound, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from confledger.forge.pipeline import Pipeline

NONE = "none"
_DEEPEN = {
    GITHUB: "give `actions/checkout` the option `fetch-depth: 0`",
    GITLAB: 'give the job the variable `GIT_DEPTH: "0"`',
    NONE: "run `git fetch --unshallow`; in a pipeline, `fetch-depth: 0` (GitHub) or "
    '`GIT_DEPTH: "0"` (GitLab)',
}


class Span:
    """A change: `base` is the common ancestor, `head` where it ends, both as ids of commits.

    `target` is what it is to be merged into, as it was asked for, and `tip` its last commit, as
    far as it is known here; empty where that does not matter.
    """

    __slots__ = ("base", "head", "target", "tip")

    def __init__(self, base: str, head: str, target: str, tip: str = "") -> None:
        self.base = base
        self.head = head
        self.target = target
        self.tip = tip


def forge_of(environ: "Mapping[str, str]") -> str:
    """Return whose pipeline this is."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return GITHUB
    return GITLAB if environ.get("GITLAB_CI") == "true" else NONE


def span_of(
    repository: Repository,
    base: str | None,
    head: str | None,
    forge: str,
    environ: "Mapping[str, str]",
) -> Span:
    """Return the change; raise ConfledgerError where this clone cannot tell."""
    pipeline = detect(environ) if forge != NONE and (base is None or head is None) else None
    target = base or _target(pipeline)
    if target is None:
        raise ConfledgerError(
            "what the change is compared with is not known",
            help="name it: confledger ci --base origin/main",
        )
    end = _end(repository, head, pipeline)
    try:
        start = resolve(repository, target, "commit")
    except RevisionNotFound as error:
        raise _missing(repository, forge, str(error), error.help or "") from error
    try:
        found = sole_ancestor(repository, start, end, target)
    except GitFailed as error:
        message = f"{target!r} and the change have no common ancestor in this clone"
        help = "name the commit that the change was made from: confledger ci --base REV"
        raise _missing(repository, forge, message, help) from error
    tip = _tip(repository, pipeline) if base is None else ""
    return Span(found, end, target, tip or start)


def is_shallow(repository: Repository) -> bool:
    """Whether older commits are missing here."""
    return os.path.exists(os.path.join(repository.common_dir, "shallow"))


def _missing(repository: Repository, forge: str, message: str, help: str) -> ConfledgerError:
    if not is_shallow(repository):
        return ConfledgerError(message, help=help)
    return ConfledgerError(f"{message}, which is shallow", help=_DEEPEN[forge])


def _target(pipeline: "Pipeline | None") -> str | None:
    if pipeline is None:
        return None
    return pipeline.base or (_branch(pipeline) if pipeline.target else None)


def _branch(pipeline: "Pipeline") -> str:
    # In full: a tag may be called `origin/main`, and would come first.
    return f"refs/remotes/origin/{pipeline.target}"


def _tip(repository: Repository, pipeline: "Pipeline | None") -> str:
    """Return where the branch ends that a forge says it is for; empty where it is not here.

    GitLab names the common ancestor alone.
    """
    if pipeline is None or not pipeline.target:
        return ""
    try:
        return resolve(repository, _branch(pipeline), "commit")
    except RevisionNotFound:
        return ""


def _end(repository: Repository, head: str | None, pipeline: "Pipeline | None") -> str:
    """Return where a change ends: its own last commit, not what a forge merged to try it."""
    if head is None and pipeline is not None and pipeline.head:
        try:
            return resolve(repository, pipeline.head, "commit")
        except RevisionNotFound:
            pass
    return resolve(repository, head or "HEAD", "commit")
