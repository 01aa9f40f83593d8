"""One pull request of GitHub: its comments, its reviews, its makers.

https://docs.github.com/rest
"""

from urllib.parse import quote

from confledger.forge.approval import MACHINE, OLDER, STRANGER, Approval, Approvals
from confledger.forge.client import Client
from confledger.forge.exchange import ForgeUnusable
from confledger.forge.note import Note
from confledger.forge.pipeline import Pipeline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# Who a workflow writes as with the token that it was given.
_BOT = "[bot]"
WORKFLOW = f"github-actions{_BOT}"
# Whom a project has let in. Anybody can approve; only of these does GitHub count it.
_INSIDE = ("OWNER", "MEMBER", "COLLABORATOR")
_DECIDING = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")


class PullRequest:
    """One of them, by its number; see `Notes` and `Reviews`."""

    __slots__ = ("_asked", "_client", "_user", "number")

    def __init__(self, client: Client, asked: Pipeline, *, user: str = "") -> None:
        self._client = client
        self._asked = asked
        self._user = user
        self.number = asked.number or self._number_of_source()

    def us(self) -> str:
        """Return our account: the tokens of workflows and apps may not ask who they are."""
        if not self._user:
            self._user = self._asked_for() or WORKFLOW
        return self._user

    def _asked_for(self) -> str:
        answer = self._client.ask("GET", "/user")
        if answer.status == 200:
            return _text(answer.body, "login")
        if answer.status != 403 or not self._asked.graphql:
            return ""
        # The other API answers everybody who they are.
        told = self._client.ask("POST", self._asked.graphql, {"query": "{viewer{login}}"})
        found = told.body if told.status == 200 else None
        for name in ("data", "viewer"):
            found = found.get(name) if isinstance(found, dict) else None
        name = _text(found, "login")
        # Only a program is refused above, and its comments are by `NAME[bot]`.
        return f"{name.removesuffix(_BOT)}{_BOT}" if name else ""

    def notes(self) -> "Iterator[Note]":
        """Yield all comments of the conversation, the oldest first."""
        for one in self._client.all(f"{self._issue}/comments"):
            yield _note(one)

    def create(self, body: str) -> Note:
        """Write a comment."""
        return _note(self._client.send("POST", f"{self._issue}/comments", {"body": body}))

    def update(self, note: Note, body: str) -> Note:
        """Give a comment another text."""
        path = f"{self._project}/issues/comments/{note.id}"
        return _note(self._client.send("PATCH", path, {"body": body}))

    def approvals(self, head: str) -> Approvals:
        """Return who approves: by the last review that says yes or no, of each account."""
        last: dict[str, dict[str, object]] = {}
        for one in self._client.all(f"{self._request}/reviews"):
            account = _text(one.get("user"), "login")
            if account and one.get("state") in _DECIDING:
                last[account] = one
        given = []
        for account, review in sorted(last.items()):
            if review.get("state") != "APPROVED":
                continue
            why_not = ""
            if _text(review.get("user"), "type") != "User":
                why_not = MACHINE
            elif review.get("author_association") not in _INSIDE:
                why_not = STRANGER
            elif review.get("commit_id") != head:
                why_not = OLDER
            given.append(Approval(account, why_not=why_not))
        return Approvals(tuple(given), self._makers())

    def _makers(self) -> tuple[str, ...]:
        request = self._client.get(self._request)
        found = {_text(request.get("user"), "login") if isinstance(request, dict) else ""}
        for one in self._client.all(f"{self._request}/commits"):
            found |= {_text(one.get(role), "login") for role in ("author", "committer")}
        return tuple(sorted(found - {"", "web-flow"}))

    def member(self, team: str, account: str) -> bool | None:
        """Whether an account is in `organisation/team`; the token of a workflow may not ask."""
        organisation, _, name = team.partition("/")
        if not name:
            return None
        path = f"/orgs/{quote(organisation, safe='')}/teams/{quote(name, safe='')}"
        answer = self._client.ask("GET", f"{path}/memberships/{quote(account, safe='')}")
        if answer.status != 200:
            return None
        return _text(answer.body, "state") == "active"

    def _number_of_source(self) -> int:
        """Return the number of the open request whose last commit started the run that we follow.

        It is asked for by what the forge says of that run, and not by what the run has left.
        """
        owner, branch = self._asked.source or ("", "")
        if not owner or not branch or not self._asked.head:
            return 0
        found = self._client.all(
            f"{self._project}/pulls", state="open", head=f"{owner}:{branch}", sort="created"
        )
        for one in found:
            if _text(one.get("head"), "sha") == self._asked.head:
                number = one.get("number")
                return number if isinstance(number, int) else 0
        return 0

    @property
    def _project(self) -> str:
        return f"/repos/{self._asked.project}"

    @property
    def _issue(self) -> str:
        return f"{self._project}/issues/{self.number}"

    @property
    def _request(self) -> str:
        return f"{self._project}/pulls/{self.number}"


def _note(one: object) -> Note:
    if not isinstance(one, dict) or not isinstance(one.get("id"), int):
        raise ForgeUnusable("GitHub answers with something that is no comment")
    author = _text(one.get("user"), "login")
    return Note(one["id"], author, _text(one, "body"), _text(one, "html_url"))


def _text(value: object, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
