"""Where we run: in a pipeline of GitHub or of GitLab, for which change, with which token.

All of it is told by the environment, which whoever runs us has set. What it says comes from a
branch at times, so everything has to have the form that it should have.
"""

import re
from dataclasses import dataclass

from confledger.errors import ConfledgerError
from confledger.loader import token_addresses
from confledger.secrets.plain import Plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

GITHUB, GITLAB = "github", "gitlab"
# In any of them; the first one that is set.
TOKENS = {
    GITHUB: ("CONFLEDGER_FORGE_TOKEN", "GITHUB_TOKEN"),
    GITLAB: ("CONFLEDGER_FORGE_TOKEN", "GITLAB_TOKEN"),
}
# Under which account we write, where a forge does not say.
USER = "CONFLEDGER_FORGE_USER"
_MOST_BYTES = 32 << 20
_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_PROJECT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}/(?!\.{1,2}$)[A-Za-z0-9_.-]{1,200}")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_TOKEN = re.compile(r"[!-~]{1,4096}")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One run on a forge: of which project, and for which change request, if for one.

    `number` is that of the request, 0 where there is none or it is not told; `source` then is
    the owner and the branch that it comes from, of a run that was started by another run.
    `base` and `head` are commits, `target` is the branch that the change goes into. Whatever
    is not known is empty.
    """

    forge: str
    api: str
    project: str
    number: int = 0
    base: str = ""
    head: str = ""
    target: str = ""
    author: str = ""
    fork: bool = False
    source: tuple[str, str] | None = None
    web: str = ""
    graphql: str = ""
    ca_file: str | None = None

    @property
    def noun(self) -> str:
        """What the forge calls a change that is to be merged."""
        return "pull request" if self.forge == GITHUB else "merge request"


def detect(environ: "Mapping[str, str]") -> Pipeline | None:
    """Return where we run; None outside of a pipeline that we know.

    Raise ConfledgerError where the environment says that we are in one, and not enough else.
    """
    if environ.get("GITHUB_ACTIONS") == "true":
        return _github(environ)
    if environ.get("GITLAB_CI") == "true":
        return _gitlab(environ)
    return None


def token_of(environ: "Mapping[str, str]", forge: str) -> Plain | None:
    """Return the token that a forge is asked with; None where none is set."""
    for name in TOKENS[forge]:
        text = environ.get(name, "").strip()
        if text:
            if not _TOKEN.fullmatch(text):
                raise ConfledgerError(
                    f"{name} holds no token: it has blanks or other characters in it",
                    help="is it the name of the secret instead of its value?",
                )
            return Plain(text.encode("ascii"))
    return None


def _github(environ: "Mapping[str, str]") -> Pipeline:
    api = _address(environ, "GITHUB_API_URL", "https://api.github.com")
    project = environ.get("GITHUB_REPOSITORY", "")
    if not _PROJECT.fullmatch(project):
        raise _missing("GITHUB_REPOSITORY", "OWNER/NAME")
    graphql = _beside(environ.get("GITHUB_GRAPHQL_URL", ""), api)
    event = _event(environ.get("GITHUB_EVENT_PATH", ""))
    request = _map(event.get("pull_request"))
    if request:
        head, base = _map(request.get("head")), _map(request.get("base"))
        return Pipeline(
            *(GITHUB, api, project),
            number=_number(request.get("number")),
            base=_oid(base.get("sha")),
            head=_oid(head.get("sha")),
            target=str(base.get("ref") or ""),
            author=str(_map(request.get("user")).get("login") or ""),
            # A fork that was deleted since is none that is told.
            fork=_map(head.get("repo")).get("full_name") != _map(base.get("repo")).get("full_name"),
            graphql=graphql,
        )
    run = _map(event.get("workflow_run"))
    if run and environ.get("GITHUB_EVENT_NAME") == "workflow_run":
        owner = _map(_map(run.get("head_repository")).get("owner")).get("login")
        return Pipeline(
            *(GITHUB, api, project),
            head=_oid(run.get("head_sha")),
            source=(str(owner or ""), str(run.get("head_branch") or "")),
            graphql=graphql,
        )
    return Pipeline(GITHUB, api, project, graphql=graphql)


def _gitlab(environ: "Mapping[str, str]") -> Pipeline:
    api = _address(environ, "CI_API_V4_URL", "")
    # The pipeline of a fork runs in the fork: the request belongs to another project.
    project = environ.get("CI_MERGE_REQUEST_PROJECT_ID") or environ.get("CI_PROJECT_ID", "")
    if not _NUMBER.fullmatch(project):
        raise _missing("CI_PROJECT_ID", "a number")
    source = environ.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", project)
    number = environ.get("CI_MERGE_REQUEST_IID", "")
    # Of a pipeline for merged results, CI_COMMIT_SHA is a commit that nobody made.
    head = environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or environ.get("CI_COMMIT_SHA")
    return Pipeline(
        *(GITLAB, api, project),
        number=int(number) if _NUMBER.fullmatch(number) else 0,
        base=_oid(environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA")),
        head=_oid(head),
        target=environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", ""),
        fork=source != project,
        web=environ.get("CI_MERGE_REQUEST_PROJECT_URL") or environ.get("CI_PROJECT_URL", ""),
        ca_file=environ.get("CI_SERVER_TLS_CA_FILE") or None,
    )


def _address(environ: "Mapping[str, str]", name: str, usual: str) -> str:
    address = environ.get(name) or usual
    found = token_addresses.fault(address, query=False, plain_http=False)
    if found == token_addresses.NOT_ENCRYPTED:
        raise ConfledgerError(
            f"{name} is asked with a token, which would be sent without encryption",
            help="use https",
        )
    if found is not None:
        raise ConfledgerError(
            f"{name} is no address of an API",
            help="such as https://HOST/api/v4, without a password",
        )
    return address.rstrip("/")


def _beside(address: str, api: str) -> str:
    """Return another address of an API, if it is one of the same server."""
    from urllib.parse import urlsplit

    if token_addresses.fault(address, query=False, plain_http=False) is not None:
        return ""
    one, two = urlsplit(address), urlsplit(api)
    return address if (one.scheme, one.netloc) == (two.scheme, two.netloc) else ""


def _event(path: str) -> dict[str, object]:
    """Return what started the run; nothing where that is not told."""
    from json import loads

    if not path:
        return {}
    try:
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
        found = loads(data) if len(data) <= _MOST_BYTES else None
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _missing("GITHUB_EVENT_PATH", "the path of a file in JSON")
    return found


def _map(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _oid(value: object) -> str:
    return value if isinstance(value, str) and _OID.fullmatch(value) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _missing(name: str, what: str) -> ConfledgerError:
    return ConfledgerError(
        f"this should be a pipeline, and {name} does not say where",
        help=f"{name} has to be {what}; a forge sets it",
    )
