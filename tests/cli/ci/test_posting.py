"""One comment on a change request: made, kept up to date, and nobody else's."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from confledger.cli.ci.posting import Posted, post
from confledger.errors import ConfledgerError
from forge_server import BOT, HEAD, TOKEN, Forge, forge, on_github, on_gitlab, status

MARKER = "<!-- confledger:ci:v1 -->"
BODY = f"{MARKER}\n### Configuration: 1 value changes in **prod**\n"
NO_LONGER = f"{MARKER}\n### Configuration: no configuration change any more\n"
GITHUB, GITLAB = "github", "gitlab"


def comment(body: str = BODY, *, nothing: bool = False) -> Any:
    return SimpleNamespace(marker=MARKER, body="" if nothing else body, nothing=nothing)


@pytest.fixture(name="made")
def _made() -> Iterator[Forge]:
    with forge(page=2) as made:
        yield made


def posted(made: Forge, where: str, tmp_path: Path, given: Any, **more: Any) -> str:
    environ = on_github(made, tmp_path, **more) if where == GITHUB else on_gitlab(made, **more)
    return post(given, environ, sleep=lambda _: None).action


@pytest.mark.parametrize("where", [GITHUB, GITLAB])
def test_there_is_one_comment_and_it_says_what_holds_now(
    made: Forge, tmp_path: Path, where: str
) -> None:
    for number in range(3):
        made.note(f"people talk {number}", "grace")
    steps: list[tuple[Any, str, list[str]]] = [
        (comment(nothing=True), "none", []),
        (comment(), "created", [BODY]),
        (comment(), "left", [BODY]),
        (comment(BODY + "more\n"), "updated", [BODY + "more\n"]),
        (comment(nothing=True), "updated", [NO_LONGER]),
        (comment(nothing=True), "left", [NO_LONGER]),
        (comment(), "updated", [BODY]),
    ]
    for given, action, bodies in steps:
        made.asked.clear()
        assert posted(made, where, tmp_path, given) == action
        assert made.bodies()[3:] == bodies
        writes = [one for one in made.asked if not one.startswith("GET") and "graphql" not in one]
        assert len(writes) == (action in ("created", "updated"))


def test_what_reviewers_tick_stays_ticked(made: Forge, tmp_path: Path) -> None:
    made.note(BODY + "- [x] looked at\n- [X] and at that\n")

    assert posted(made, GITHUB, tmp_path, comment(BODY + "- [ ] looked at\n- [ ] and at that")) == (
        "left"
    )
    assert "[x] looked at" in made.bodies()[0]


@pytest.mark.parametrize("where", [GITHUB, GITLAB])
def test_a_comment_is_ours_by_its_author_and_where_its_marker_stands(
    made: Forge, tmp_path: Path, where: str
) -> None:
    made.note(BODY, "mallory")
    made.note(f"> {MARKER}\n\nis what the bot writes", BOT)
    made.note(BODY.replace("\n", "\r\n") + "\r\n", BOT)
    made.note(BODY, BOT, system=where == GITLAB)

    assert posted(made, where, tmp_path, comment()) == "left"
    assert posted(made, where, tmp_path, comment(BODY + "new")) == "updated"
    assert [one == BODY + "new" for one in made.bodies()] == [False, False, True, False]


def test_of_several_the_oldest_is_kept_up_to_date(
    made: Forge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made.note(BODY)
    made.note(BODY)

    assert posted(made, GITHUB, tmp_path, comment(BODY + "new")) == "updated"

    assert made.bodies() == [BODY + "new", BODY]
    assert capsys.readouterr().err == (
        "note: 1 more of our comments are there; the oldest is kept up to date, "
        "delete the others\ncomment updated: https://forge.example/7#100\n"
    )


def test_we_are_whom_the_forge_says_or_the_environment(made: Forge, tmp_path: Path) -> None:
    environ = on_github(made, tmp_path)
    for user, knows, more in (
        ("ada", True, {}),
        ("our-app[bot]", False, {}),
        (BOT, False, {"GITHUB_GRAPHQL_URL": "http://elsewhere.example/graphql"}),
        ("named", False, {"CONFLEDGER_FORGE_USER": "Named"}),
    ):
        made.notes.clear()
        made.user, made.knows_user = user, knows
        made.viewer = "our-app" if user == "our-app[bot]" else None
        told = [post(comment(), environ | more, sleep=lambda _: None).action for _ in range(2)]
        assert told == ["created", "left"]


@pytest.mark.parametrize(
    ("where", "fork", "said", "help"),
    [
        pytest.param(
            GITHUB,
            True,
            "the pull request comes from a fork, whose pipeline may read, and not comment "
            "(HTTP 403)",
            "comment from a second workflow, on `workflow_run`: "
            "templates/github/confledger-comment.yml",
            id="GitHub",
        ),
        pytest.param(
            GITLAB,
            True,
            "the merge request comes from a fork, whose pipeline may read, and not comment "
            "(HTTP 403)",
            "start the pipeline in the project that it is merged into, as a member of it",
            id="GitLab",
        ),
        pytest.param(
            GITHUB,
            False,
            "ADDRESS does not let the token do this (HTTP 403)",
            "in a workflow: env: GITHUB_TOKEN: ${{ github.token }}, with the permission "
            "`pull-requests: write`",
            id="no right",
        ),
    ],
)
def test_a_token_that_may_not_write_is_explained(
    made: Forge, tmp_path: Path, where: str, fork: bool, said: str, help: str
) -> None:
    made.may_write = False

    with pytest.raises(ConfledgerError) as raised:
        posted(made, where, tmp_path, comment(), fork=fork)

    assert str(raised.value) == said.replace("ADDRESS", made.address)
    assert raised.value.help == help
    assert TOKEN not in str(raised.value)


def test_a_comment_that_was_made_in_spite_of_an_error_is_not_made_twice(
    made: Forge, tmp_path: Path
) -> None:
    def half(handler: Any) -> None:
        made.note(BODY)
        status(502)(handler)

    environ = on_github(made, tmp_path) | {"CONFLEDGER_FORGE_USER": BOT}
    made.faults = [lambda handler: answered(made, handler), half]
    assert post(comment(), environ, sleep=lambda _: None).action == "created"
    assert made.bodies() == [BODY]
    made.notes.clear()
    made.faults = [lambda handler: answered(made, handler), status(502)]
    with pytest.raises(ConfledgerError, match="answers with HTTP 502"):
        post(comment(), environ, sleep=lambda _: None)


def answered(made: Forge, handler: Any) -> None:
    """Answer as ever, before the next fault."""
    from forge_server import reply

    reply(handler, *made.answer(handler.command, handler.path, {}, handler.headers))


def test_a_second_workflow_finds_the_pull_request_by_what_the_forge_says(
    made: Forge, tmp_path: Path
) -> None:
    run = {
        "head_sha": HEAD,
        "head_branch": "topic",
        "head_repository": {"owner": {"login": "mallory"}},
    }
    environ = on_github(made, tmp_path, workflow_run=run) | {"GITHUB_EVENT_NAME": "workflow_run"}
    made.pulls = [{"number": 6, "head": {"sha": "e" * 40}}]
    # Something was pushed since: another run is about that.
    assert post(comment(), environ) == Posted("none", "")
    made.pulls.append({"number": 7, "head": {"sha": HEAD}})
    assert post(comment(), environ).action == "created"
    assert made.asked[-1] == "POST /repos/shop/config/issues/7/comments"


def test_without_a_request_or_a_token_nothing_is_asked(made: Forge, tmp_path: Path) -> None:
    environ = on_github(made, tmp_path, ref="refs/heads/main")
    assert post(comment(), environ) == Posted("none", "")
    for given, more, said in (
        (comment(), {}, "there is no forge to comment on"),
        (comment("text"), environ, "does not begin with its marker"),
        (comment(BODY + "x" * 65_536), environ, "and github takes 65,536"),
        (
            comment(),
            on_github(made, tmp_path) | {"GITHUB_TOKEN": ""},
            "there is no token to comment with: set CONFLEDGER_FORGE_TOKEN or GITHUB_TOKEN",
        ),
    ):
        with pytest.raises(ConfledgerError, match=said):
            post(given, more)
    assert made.asked == []
