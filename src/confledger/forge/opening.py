"""The change request that a pipeline is about, ready to be asked."""

from confledger.forge.client import SECONDS, Client
from confledger.forge.github import PullRequest
from confledger.forge.gitlab import MergeRequest
from confledger.forge.pipeline import GITHUB, USER, Pipeline, token_of
from confledger.forge.proxy import proxy_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Request = PullRequest | MergeRequest


def opened(
    pipeline: Pipeline,
    environ: "Mapping[str, str]",
    *,
    sleep: "Callable[[float], object]",
    seconds: float = SECONDS,
) -> Request | None:
    """Return the change request of a pipeline; None where there is none, or no token to ask with.

    Raise ConfledgerError.
    """
    token = token_of(environ, pipeline.forge)
    if token is None:
        return None
    from urllib.parse import urlsplit

    client = Client(
        pipeline.api,
        token,
        sleep=sleep,
        seconds=seconds,
        ca_file=pipeline.ca_file,
        proxy=proxy_of(environ, urlsplit(pipeline.api).hostname or ""),
    )
    kind = PullRequest if pipeline.forge == GITHUB else MergeRequest
    found: Request = kind(client, pipeline, user=environ.get(USER, "").strip())
    return found if found.number else None
