"""A forge on this machine, for the length of one test: the parts of two APIs that we speak.

It knows who asks by the token, and keeps what is written. `faults` are answers that come first.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
Fault = Callable[[BaseHTTPRequestHandler], None]
TOKEN = "ghs_" + "f0rge" * 8
BOT = "github-actions[bot]"
HEAD = "a" * 40
PROJECT = "shop/config"


class Forge:
    """What a forge has of one change request, number 7, and what it was asked for."""

    def __init__(self, *, page: int = 100) -> None:
        self.notes: list[Json] = []
        self.reviews: list[Json] = []
        self.commits: list[Json] = []
        self.pulls: list[Json] = []
        self.versions: list[Json] = [{"head_commit_sha": HEAD, "created_at": "2026-01-02T00:00Z"}]
        self.author = "ada"
        self.head = HEAD
        self.user = BOT
        self.viewer: str | None = None
        self.may_write = True
        self.knows_user = False
        self.page = page
        self.teams: dict[str, list[str]] = {}
        self.faults: list[Fault] = []
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        forge = self

        class Handler(BaseHTTPRequestHandler):
            def _any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                given = json.loads(self.rfile.read(length)) if length else {}
                forge.asked.append(f"{self.command} {urlsplit(self.path).path}")
                forge.headers.append(dict(self.headers))
                if forge.faults:
                    fault = forge.faults.pop(0)
                    fault(self)
                    return
                status, found = forge.answer(self.command, self.path, given, self.headers)
                headers = {}
                if isinstance(found, list):
                    page = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
                    more = found[page * forge.page :]
                    found = found[(page - 1) * forge.page : page * forge.page]
                    headers["Link"] = f'<{self.path}&more>; rel="{"next" if more else "first"}"'
                reply(self, status, found, headers)

            def do_GET(self) -> None:
                self._any()

            def do_PATCH(self) -> None:
                self._any()

            def do_POST(self) -> None:
                self._any()

            def do_PUT(self) -> None:
                self._any()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def note(self, body: str, author: str = BOT, **more: object) -> Json:
        """Let there be a comment."""
        made: Json = {"id": 100 + len(self.notes), "body": body}
        made["user"] = {"login": author}
        made["author"] = {"username": author}
        made["html_url"] = f"https://forge.example/7#{made['id']}"
        made["system"] = False
        self.notes.append({**made, **more})
        return self.notes[-1]

    def bodies(self) -> list[str]:
        """Return the texts of all comments."""
        return [str(one["body"]) for one in self.notes]

    def answer(self, method: str, path: str, given: Json, headers: Any) -> tuple[int, object]:
        """Return status and body."""
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"message": "Bad credentials"}
        path = urlsplit(path).path
        if method != "GET" and path != "/graphql" and not self.may_write:
            return 403, {"message": "Resource not accessible by integration"}
        if path == "/user":
            if not self.knows_user and not path.startswith("/api"):
                return 403, {"message": "Resource not accessible by integration"}
            return 200, {"login": self.user, "username": self.user}
        if path == "/api/v4/user":
            return 200, {"username": self.user}
        if path == "/graphql":
            return 200, {"data": {"viewer": {"login": self.viewer or self.user}}}
        if found := re.fullmatch(r"/orgs/(.*)/teams/(.*)/memberships/(.*)", path):
            state = found[3] in self.teams.get(f"{found[1]}/{found[2]}", [])
            return (200, {"state": "active"}) if state else (404, {})
        if found := re.fullmatch(r"/api/v4/groups/(.*)/members/all", path):
            members = self.teams.get(found[1].replace("%2F", "/"))
            return (404, {}) if members is None else (200, [{"username": one} for one in members])
        request = re.fullmatch(
            rf"(?:/repos/{PROJECT}/(?:issues|pulls)|/api/v4/projects/1/merge_requests)"
            r"(?:/comments/(?P<direct>\d+)|/7(?P<part>/[a-z/]*)?(?P<id>\d+)?)?",
            path,
        )
        if request is None:
            return 404, {"message": "Not Found"}
        if one := request["direct"] or request["id"]:
            note = next(note for note in self.notes if str(note["id"]) == one)
            note["body"] = given["body"]
            return 200, note
        part = (request["part"] or "").strip("/")
        if path.endswith("/pulls"):
            return 200, self.pulls
        if part in ("comments", "notes"):
            if method == "POST":
                return 201, self.note(given["body"], self.user)
            return 200, self.notes
        approved = {"approved_by": self.reviews}
        whole = {
            "sha": self.head,
            "user": {"login": self.author},
            "author": {"username": self.author},
        }
        parts: dict[str, object] = {
            "reviews": self.reviews,
            "commits": self.commits,
            "versions": self.versions,
            "approvals": approved,
            "": whole,
        }
        return 200, parts[part]


@contextmanager
def forge(*, page: int = 100) -> Iterator[Forge]:
    """Serve for as long as the block runs."""
    made = Forge(page=page)
    try:
        yield made
    finally:
        made.close()


def reply(
    handler: BaseHTTPRequestHandler,
    status: int,
    body: object = None,
    headers: dict[str, str] | None = None,
) -> None:
    """Answer with JSON."""
    data = json.dumps(body).encode()
    handler.send_response(status)
    for name, value in (headers or {}).items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def status(code: int, **headers: str) -> Fault:
    """Return an answer that has nothing but a status."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: reply(handler, code, {"message": "no"}, named)


def on_github(made: Forge, folder: Path, *, fork: bool = False, **more: object) -> dict[str, str]:
    """Return the environment of a workflow for pull request 7."""
    there = {"full_name": PROJECT}
    event: Json = {
        "pull_request": {
            "number": 7,
            "user": {"login": "ada"},
            "head": {"sha": HEAD, "repo": {"full_name": "mallory/config"} if fork else there},
            "base": {"sha": "b" * 40, "ref": "main", "repo": there},
        }
    }
    file = folder / "event.json"
    file.write_text(json.dumps(more or event))
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": made.address,
        "GITHUB_EVENT_PATH": str(file),
        "GITHUB_GRAPHQL_URL": f"{made.address}/graphql",
        "GITHUB_REPOSITORY": PROJECT,
        "GITHUB_TOKEN": TOKEN,
    }


def on_gitlab(made: Forge, *, fork: bool = False) -> dict[str, str]:
    """Return the environment of a job for merge request 7."""
    return {
        "GITLAB_CI": "true",
        "CI_API_V4_URL": f"{made.address}/api/v4",
        "CI_COMMIT_SHA": HEAD,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "b" * 40,
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_PROJECT_ID": "1",
        "CI_MERGE_REQUEST_PROJECT_URL": "https://forge.example/shop/config",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "2" if fork else "1",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_PROJECT_ID": "2" if fork else "1",
        "GITLAB_TOKEN": TOKEN,
    }
