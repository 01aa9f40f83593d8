"""Who has to look at a risky change, and who cannot: whoever made it, or has merely been named."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from confledger.cli.ci.context import Context
from confledger.cli.ci.reviews import Reviewed, reviewed
from confledger.cli.ci.span import Span
from confledger.git.repository import discover
from confledger.reports.badge.model import BAD, NOTE, UNKNOWN, Badge
from forge_server import Forge, forge, on_github, on_gitlab
from support import Repository

SETTINGS = """\
version: 1
reviews: {critical: 1, latency: 2}
schemas:
  - {paths: ["envs/*.yaml"], schema: shop.schema.json}
environments:
  - {name: prod, paths: [envs/prod.yaml]}
  - {name: dev, paths: [envs/dev.yaml]}
"""
SCHEMA = json.dumps(
    {
        "type": "object",
        "additionalProperties": {"x-risk": "critical"},
        "properties": {"pool": {"x-risk": "critical"}, "wait": {"x-risk": "latency"}, "name": {}},
    }
)
ADA = {"GIT_AUTHOR_NAME": "Ada Tester", "GIT_AUTHOR_EMAIL": "ada@example.org"}
BEN = "Ben Reviewer <ben@example.org>"


class Change:
    """A branch with a change of `envs/prod.yaml`, and the base that it is judged by."""

    def __init__(self, repository: Repository, **base: str) -> None:
        self.repository = repository
        repository.write("confledger.yaml", SETTINGS)
        repository.write("shop.schema.json", SCHEMA)
        repository.write("envs/prod.yaml", "pool: 50\nwait: 30\nname: a\n")
        for path, text in base.items():
            repository.write({"mailmap": ".mailmap", "owners": "CODEOWNERS"}[path], text)
        self.base = self.head = repository.commit("base")
        self.tip = ""

    def commit(self, text: str, message: str = "change", **more: str) -> "Change":
        """Change the file once more; `more` are other files."""
        self.repository.write("envs/prod.yaml", text)
        for path, other in more.items():
            self.repository.write(path.replace("__", ".").replace("_", "/"), other)
        self.head = self.repository.commit(message)
        return self

    def judged(self, environ: dict[str, str] | None = None) -> Reviewed:
        """Return how it stands."""
        found = discover(os.fspath(self.repository.root))
        span = Span(self.base, self.head, "main", self.tip)
        kind = "none" if environ is None else "github"
        context = Context(found, span, forge=kind, environ=environ or {}, today="2026-01-02")
        try:
            return reviewed(context, sleep=lambda _: None)
        finally:
            context.close()


def told(found: Reviewed) -> list[str]:
    """Return a line for each risk, and for each approver."""
    lines = []
    for row in found.rows:
        lines.append(f"{row.risk} {row.given}/{row.needed} {row.owned} {row.satisfied}")
        lines += [f"  {one.person.shown} {one.source} {one.why_not}" for one in row.approvers]
    return lines


def test_nothing_has_to_be_approved_that_no_rule_asks_for(repository: Repository) -> None:
    found = Change(repository).commit("pool: 50\nwait: 30\nname: b\n").judged()

    assert (found.rows, found.satisfied, found.badge.message) == ((), True, "not needed")


@pytest.mark.parametrize(
    ("trailers", "expected"),
    [
        pytest.param([], "critical 0/1 no owners False", id="nobody"),
        pytest.param([f"Reviewed-by: {BEN}"], "critical 1/1 no owners True", id="somebody"),
        pytest.param(["Reviewed-by: Ada Tester <ada@example.org>"], "0/1", id="the author"),
        pytest.param(["Reviewed-by: A. <ada+work@example.org>"], "0/1", id="the same mailbox"),
        pytest.param(["Reviewed-by: Tester, Ada <x@example.net>"], "0/1", id="the same name"),
        pytest.param(["Reviewed-by: Ada <countess@home.example>"], "0/1", id="by the mailmap"),
        pytest.param(
            [f"Reviewed-by: {BEN}", f"Co-authored-by: {BEN}"], "0/1", id="who has written a part"
        ),
        pytest.param(["Reviewed-by: yes"], "0/1", id="nobody at all"),
    ],
)
def test_whoever_made_a_change_does_not_approve_it(
    repository: Repository, trailers: list[str], expected: str
) -> None:
    mailmap = "Ada Tester <ada@example.org> <countess@home.example>\n"
    change = Change(repository, mailmap=mailmap)

    found = change.commit(
        "pool: 90\nwait: 30\nname: a\n", "\n".join(["Grow", "", *trailers])
    ).judged()

    assert expected in told(found)[0]
    assert found.satisfied == ("1/1" in expected)


def test_a_trailer_speaks_for_its_commit(repository: Repository) -> None:
    change = Change(repository).commit(
        "pool: 90\nwait: 30\nname: a\n", f"Grow\n\nReviewed-by: {BEN}"
    )
    assert change.judged().satisfied
    assert change.judged().badge == Badge("review", "1 of 1, claimed", NOTE)
    change.commit("pool: 900\nname: a\n", "Grow more, and say nothing")
    assert told(change.judged()) == ["critical 0/1 no owners False", "latency 0/2 no owners False"]
    # What comes after says nothing of what came before.
    change.commit("pool: 901\nname: a\n", f"Grow\n\nReviewed-by: {BEN}")
    assert told(change.judged()) == ["critical 0/1 no owners False", "latency 0/2 no owners False"]


def test_a_change_has_no_say_in_who_approves_it(repository: Repository) -> None:
    owners = "/envs/ ben@example.org\n"
    change = Change(repository, owners=owners).commit(
        "pool: 50\nwait: 30\nname: a\nnew: 1\n",
        "Weaken\n\nReviewed-by: Eve <eve@example.org>",
        confledger__yaml=SETTINGS.replace("critical: 1", "critical: 0"),
        shop__schema__json="{}",
        CODEOWNERS="* eve@example.org\n",
        __mailmap="Nobody <nobody@example.org> <ada@example.org>\n",
    )

    # `new` is risky by the schema of the base alone; who owns it, too.
    assert told(change.judged()) == [
        "critical 1/1 no False",
        "  Eve claimed ",
    ]


def with_forge(made: Forge, change: Change) -> None:
    """Let the forge have the change that the repository has."""
    made.head = change.head
    made.commits = [{"author": {"login": "ada"}, "committer": {"login": "web-flow"}}]


@pytest.fixture(name="made")
def _made() -> Iterator[Forge]:
    with forge() as made:
        yield made


def review(
    login: str, state: str = "APPROVED", commit: str = "", kind: str = "User", by: str = "MEMBER"
) -> dict[str, Any]:
    user = {"login": login, "type": kind}
    return {"user": user, "state": state, "commit_id": commit, "author_association": by}


def test_on_github_the_last_review_of_the_last_commit_counts(
    repository: Repository, tmp_path: Path, made: Forge
) -> None:
    change = Change(repository).commit("wait: 5\n", f"Hurry\n\nReviewed-by: {BEN}")
    with_forge(made, change)
    head = change.head
    made.reviews = [
        review("ada", commit=head),
        review("ben", commit=head),
        review("ben", "COMMENTED", commit=head),
        review("cyd", commit=head),
        review("cyd", "CHANGES_REQUESTED", commit=head),
        review("dan", "DISMISSED", commit=head),
        review("eve", commit=head, by="NONE"),
        review("fay", commit="c" * 40),
        review("gus[bot]", commit=head, kind="Bot"),
    ]

    found = change.judged(on_github(made, tmp_path))

    assert told(found)[:8] == [
        "critical 1/1 no owners True",
        "  @ada forge made a part of it",
        "  @ben forge ",
        "  @eve forge by somebody without a right to write",
        "  @fay forge about an older commit",
        "  @gus[bot] forge by a program",
        "  Ben Reviewer claimed named in a commit, and has not approved it on the forge",
        "latency 1/2 no owners False",
    ]
    assert (found.satisfied, found.badge.message, found.badge.standing) == (False, "1 of 2", "bad")


def test_on_gitlab_an_approval_is_younger_than_the_last_push(
    repository: Repository, made: Forge
) -> None:
    change = Change(repository).commit("pool: 90\n")
    with_forge(made, change)
    made.versions = [
        {"head_commit_sha": change.head, "created_at": "2026-01-02T12:00:00.000Z"},
        {"head_commit_sha": "c" * 40, "created_at": "2026-01-01T12:00:00.000Z"},
    ]
    for name, at in (("ben", "2026-01-02T12:00:01Z"), ("cyd", "2026-01-02T11:59:59Z")):
        made.note("approved this merge request", name, system=True, created_at=at)
    # Anybody can write the words.
    made.note("approved this merge request", "dan", created_at="2026-01-03T00:00:00Z")
    made.reviews = [
        {"user": {"username": name, "name": name.title()}} for name in ("ben", "cyd", "dan", "ada")
    ]
    made.reviews.append(
        {"user": {"username": "fay", "bot": True}, "approved_at": "2026-01-03T00:00:00Z"}
    )

    found = change.judged(on_gitlab(made))

    assert told(found)[1:6] == [
        "  @ada forge made a part of it",
        "  @ben forge ",
        "  @cyd forge about an older commit",
        "  @dan forge about an older commit",
        "  @fay forge by a program",
    ]
    made.head = "d" * 40
    assert not change.judged(on_gitlab(made)).satisfied


@pytest.mark.parametrize(
    ("owners", "owned"),
    [
        ("/envs/ @ben\n", "yes"),
        ("/envs/ @cyd\n", "unknown"),
        ("/envs/ @shop/data\n", "yes"),
        ("/envs/ @shop/other\n", "unknown"),
        ("/envs/ cyd@example.org\n", "no"),
        ("/docs/ @cyd\n", "no owners"),
    ],
)
def test_an_owner_has_to_be_among_those_who_approve(
    repository: Repository, tmp_path: Path, made: Forge, owners: str, owned: str
) -> None:
    change = Change(repository, owners=owners).commit("pool: 90\nwait: 30\nname: a\n")
    with_forge(made, change)
    made.teams = {"shop/data": ["ben"]}
    made.reviews = [review("ben", commit=change.head)]

    found = change.judged(on_github(made, tmp_path))

    assert told(found)[0] == f"critical 1/1 {owned} {owned in ('yes', 'no owners')}"


def test_a_forge_that_cannot_be_asked_knows_of_no_approval(
    repository: Repository, tmp_path: Path, made: Forge
) -> None:
    change = Change(repository).commit("pool: 90\n", f"Grow\n\nReviewed-by: {BEN}")
    found = change.judged(on_github(made, tmp_path) | {"GITHUB_TOKEN": "other"})
    assert (found.satisfied, found.badge.message) == (False, "n/a")
    assert found.unknown == f"{made.address} does not know the token (HTTP 401)"
    # Without a token nobody is asked, and whoever makes a change may write any name in it.
    found = change.judged(on_github(made, tmp_path) | {"GITHUB_TOKEN": ""})
    assert (found.satisfied, found.badge) == (False, Badge("review", "n/a", UNKNOWN))
    assert found.unknown == "there is no token to ask with"
    assert told(found)[0] == "critical 0/1 no owners False"


@pytest.mark.parametrize("how", ["link", "submodule", "large", "torn", "emptied"])
def test_keys_that_cannot_be_read_any_more_are_keys_that_change(
    repository: Repository, how: str
) -> None:
    change = Change(repository)
    path = repository.root / "envs/prod.yaml"
    if how == "large":
        change.commit("#" + "x" * 10_500_000 + "\npool: 90\nwait: 30\nname: a\n")
    elif how in ("torn", "emptied"):
        change.commit("pool: [\n" if how == "torn" else "")
    else:
        path.unlink()
        if how == "link":
            path.symlink_to("../elsewhere")
        change.head = repository.commit("swap")
    if how == "submodule":
        entry = f"160000,{change.base},envs/prod.yaml"
        repository.git("update-index", "--add", "--cacheinfo", entry)
        repository.git("commit", "--quiet", "--message=swap")
        change.head = repository.git("rev-parse", "HEAD")

    assert told(change.judged()) == ["critical 0/1 no owners False", "latency 0/2 no owners False"]


def test_a_change_that_begins_before_approvals_were_asked_for_has_to_catch_up(
    repository: Repository,
) -> None:
    change = Change(repository)
    repository.write("confledger.yaml", SETTINGS.replace("reviews: {critical: 1, latency: 2}", ""))
    change.base = repository.commit("before")
    repository.git("switch", "--quiet", "--create", "side")
    change.commit("pool: 90\n", f"Grow\n\nReviewed-by: {BEN}")
    repository.git("switch", "--quiet", "main")
    repository.write("confledger.yaml", SETTINGS)
    change.tip = repository.commit("ask for approvals")

    found = change.judged()

    assert (found.satisfied, found.badge) == (False, Badge("review", "rules are older", BAD))
    assert found.checklist == (
        "### Review of risky changes\n\n"
        "Who has to approve is not known: its target has newer rules; merge the target into it.\n"
    )
    # What touches no configuration needs nobody.
    repository.git("switch", "--quiet", "side")
    repository.git("reset", "--quiet", "--hard", change.base)
    repository.write("README", "text")
    change.head = repository.commit("Explain")
    assert change.judged().satisfied


def test_the_list_says_what_to_look_at(repository: Repository) -> None:
    change = Change(repository).commit(
        "pool: 90\nwait: 30\nname: a\n", "Grow\n\nReviewed-by: `Eve` @all | x <e@example.org>"
    )

    assert change.judged().checklist == (
        "### Review of risky changes\n\n"
        "**`critical`: 1 of 1 approval, enough**\n"
        "- `` `Eve` @all | x ``: named in a commit, which anybody can write\n\n"
        "- [ ] `envs/prod.yaml` (prod): `pool`: are the new values meant?\n"
        "- [ ] does it hold in prod, and is nothing else reached?\n"
        "- [ ] the way back works: "
        f"`confledger rollback --to {change.base[:12]} --scope envs/prod.yaml --plan`\n"
    )
