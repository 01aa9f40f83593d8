"""The comment on a change request: there is one, and it says what holds now."""

import time
from typing import NamedTuple

from confledger.cli.failure import shown
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.forge import note, opening, pipeline
from confledger.forge.client import SECONDS
from confledger.forge.exchange import ForgeUnusable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    class Comment(Protocol):
        """What is to be said; `nothing` where no configuration changes."""

        @property
        def body(self) -> str:
            """The text, which begins with the marker."""

        @property
        def nothing(self) -> bool:
            """Whether there is nothing to say."""

        @property
        def marker(self) -> str:
            """What is hidden in it, so that it is found again."""


# What a forge takes: GitHub counts characters, and so does GitLab.
_MOST = {pipeline.GITHUB: 65_536, pipeline.GITLAB: 1_000_000}
_NO_LONGER = "### Configuration: no configuration change any more\n"


class Posted(NamedTuple):
    """What became of the comment: `created`, `updated`, `left` or `none`; and where it is."""

    action: str
    url: str


def post(
    comment: "Comment",
    environ: "Mapping[str, str]",
    *,
    sleep: "Callable[[float], object]" = time.sleep,
    seconds: float = SECONDS,
) -> Posted:
    """Let the change request that we run for have the comment; raise ConfledgerError.

    Without a change request there is none, and with nothing to say none is begun.
    """
    where = pipeline.detect(environ)
    if where is None:
        raise ConfledgerError(
            "there is no forge to comment on: this runs in no pipeline of GitHub or GitLab",
            help="leave out --post; the comment is in the file that `confledger ci` writes",
        )
    body = comment.body
    if comment.nothing and not body:
        body = f"{comment.marker}\n{_NO_LONGER}"
    if not body.startswith(comment.marker):
        raise ConfledgerError("the comment does not begin with its marker")
    if len(body) > _MOST[where.forge]:
        raise ConfledgerError(
            f"the comment has {len(body):,} characters, and {where.forge} takes "
            f"{_MOST[where.forge]:,}",
            help="post what `confledger ci` writes, which is cut to fit",
        )
    if not where.number and where.source is None:
        return Posted(note.NONE, "")
    if pipeline.token_of(environ, where.forge) is None:
        names = " or ".join(pipeline.TOKENS[where.forge])
        raise ConfledgerError(
            f"there is no token to comment with: set {names}", help=_WHICH[where.forge]
        )
    try:
        request = opening.opened(where, environ, sleep=sleep, seconds=seconds)
        if request is None:
            return Posted(note.NONE, "")
        kept = note.keep(request, comment.marker, body, only_update=comment.nothing)
    except ForgeUnusable as error:
        raise _explained(error, where) from None
    if kept.surplus:
        tell(
            f"note: {kept.surplus} more of our comments are there; the oldest is kept up to date, "
            "delete the others\n"
        )
    if kept.action in (note.CREATED, note.UPDATED):
        tell(f"comment {kept.action}{f': {shown(kept.url)}' if kept.url else ''}\n")
    return Posted(kept.action, kept.url)


_WHICH = {
    pipeline.GITHUB: "in a workflow: env: GITHUB_TOKEN: ${{ github.token }}, with the permission "
    "`pull-requests: write`",
    pipeline.GITLAB: "a token of the project with the scope `api`, as a masked variable; that of "
    "the job may not comment",
}


def _explained(error: ForgeUnusable, where: pipeline.Pipeline) -> ConfledgerError:
    """Return an error that says what to do about a token without the right."""
    if error.status not in (401, 403, 404):
        return error
    if where.fork:
        if where.forge == pipeline.GITHUB:
            help = (
                "comment from a second workflow, on `workflow_run`: "
                "templates/github/confledger-comment.yml"
            )
        else:
            help = "start the pipeline in the project that it is merged into, as a member of it"
        return ConfledgerError(
            f"the {where.noun} comes from a fork, whose pipeline may read, and not comment "
            f"(HTTP {error.status})",
            help=help,
        )
    return ConfledgerError(str(error), help=_WHICH[where.forge])
