"""One merge request of GitLab: its notes, its approvals, its makers.

https://docs.gitlab.com/api/rest/
"""

from datetime import datetime
from urllib.parse import quote

from confledger.forge.approval import MACHINE, OLDER, Approval, Approvals
from confledger.forge.client import Client
from confledger.forge.exchange import ForgeUnusable
from confledger.forge.note import Note
from confledger.forge.pipeline import Pipeline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_APPROVED = "approved this merge request"


class MergeRequest:
    """One of them, by its number in the project; see `Notes` and `Reviews`."""

    __slots__ = ("_asked", "_client", "_user", "number")

    def __init__(self, client: Client, asked: Pipeline, *, user: str = "") -> None:
        self._client = client
        self._asked = asked
        self._user = user
        self.number = asked.number

    def us(self) -> str:
        """Return our account."""
        if not self._user:
            self._user = _text(self._client.get("/user"), "username")
        return self._user

    def notes(self) -> "Iterator[Note]":
        """Yield all notes that people or programs wrote, the oldest first."""
        for one in self._notes():
            if not one.get("system"):
                yield self._note(one)

    def _notes(self) -> "Iterator[dict[str, object]]":
        return self._client.all(f"{self._request}/notes", sort="asc", order_by="created_at")

    def create(self, body: str) -> Note:
        """Write a note."""
        return self._note(self._client.send("POST", f"{self._request}/notes", {"body": body}))

    def update(self, note: Note, body: str) -> Note:
        """Give a note another text."""
        path = f"{self._request}/notes/{note.id}"
        return self._note(self._client.send("PUT", path, {"body": body}))

    def approvals(self, head: str) -> Approvals:
        """Return who approves, and whether that was after the last push.

        Projects may keep approvals when something is pushed, and an approval names no commit:
        it has a time, or a note that the forge wrote has one.
        """
        request = self._client.get(self._request)
        pushed = self._pushed(head) if _text(request, "sha") == head else None
        noted: dict[str, datetime] = {}
        for one in self._notes():
            at = _moment(_text(one, "created_at"))
            if one.get("system") is True and _text(one, "body").strip() == _APPROVED and at:
                noted[_text(one.get("author"), "username")] = at
        answer = self._client.get(f"{self._request}/approvals")
        approved = answer.get("approved_by") if isinstance(answer, dict) else None
        given = []
        for one in approved if isinstance(approved, list) else []:
            user = one.get("user") if isinstance(one, dict) else None
            account = _text(user, "username")
            if not account:
                continue
            at = _moment(_text(one, "approved_at")) or noted.get(account)
            fresh = pushed is not None and at is not None and at >= pushed
            why_not = "" if fresh else OLDER
            if isinstance(user, dict) and user.get("bot") is True:
                why_not = MACHINE
            given.append(Approval(account, _text(user, "name"), why_not))
        made = {_text(request.get("author"), "username") if isinstance(request, dict) else ""}
        given.sort(key=lambda one: one.account)
        return Approvals(tuple(given), tuple(sorted(made - {""})))

    def _pushed(self, head: str) -> datetime | None:
        """Return when a commit came to be the last one of the request."""
        times = [
            at
            for one in self._client.all(f"{self._request}/versions")
            if _text(one, "head_commit_sha") == head and (at := _moment(_text(one, "created_at")))
        ]
        # It may have been there before, and come back.
        return max(times, default=None)

    def member(self, team: str, account: str) -> bool | None:
        """Whether an account is in a group, or in one above it."""
        answer = self._client.ask(
            "GET", f"/groups/{quote(team, safe='')}/members/all?query={quote(account, safe='')}"
        )
        if answer.status != 200 or not isinstance(answer.body, list):
            return None
        found = (_text(one, "username").casefold() for one in answer.body)
        return account.casefold() in found

    def _note(self, one: object) -> Note:
        if not isinstance(one, dict) or not isinstance(one.get("id"), int):
            raise ForgeUnusable("GitLab answers with something that is no note")
        place = f"{self._asked.web}/-/merge_requests/{self.number}#note_{one['id']}"
        author = _text(one.get("author"), "username")
        return Note(one["id"], author, _text(one, "body"), place if self._asked.web else "")

    @property
    def _request(self) -> str:
        return f"/projects/{self._asked.project}/merge_requests/{self.number}"


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _text(value: object, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""
