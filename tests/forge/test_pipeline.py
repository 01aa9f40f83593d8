"""Where we run, by what the environment says."""

import json
from pathlib import Path

import pytest

from confledger.errors import ConfledgerError
from confledger.forge.pipeline import GITHUB, GITLAB, Pipeline, detect, token_of
from forge_server import HEAD, PROJECT, Forge, on_github, on_gitlab

MADE = Forge.__new__(Forge)
MADE.address = "http://127.0.0.1:1"
BASE = "b" * 40


def github(tmp_path: Path, **more: object) -> dict[str, str]:
    return on_github(MADE, tmp_path, **more)  # type: ignore[arg-type]  # any event


def test_outside_of_a_pipeline_there_is_none() -> None:
    assert detect({"CI": "true", "GITHUB_REPOSITORY": PROJECT}) is None


def test_a_pull_request_is_told_by_the_event(tmp_path: Path) -> None:
    asked = Pipeline(
        *(GITHUB, MADE.address, PROJECT, 7, BASE, HEAD, "main", "ada"),
        graphql=f"{MADE.address}/graphql",
    )
    assert detect(github(tmp_path)) == asked
    found = detect(on_github(MADE, tmp_path, fork=True))
    assert found is not None
    assert (found.fork, found.noun) == (True, "pull request")


def test_a_run_that_follows_another_is_told_whose_that_was(tmp_path: Path) -> None:
    run = {
        "head_sha": HEAD,
        "head_branch": "topic",
        "head_repository": {"owner": {"login": "mallory"}},
        # What a run says of requests is of its own project, and none of a fork.
        "pull_requests": [],
    }
    environ = github(tmp_path, workflow_run=run) | {"GITHUB_EVENT_NAME": "workflow_run"}

    found = detect(environ)

    assert found is not None
    assert (found.number, found.head, found.source) == (0, HEAD, ("mallory", "topic"))
    # A push, or anything else.
    assert detect(github(tmp_path, ref="refs/heads/main")) == Pipeline(
        *(GITHUB, MADE.address, PROJECT), graphql=f"{MADE.address}/graphql"
    )


def test_a_merge_request_is_told_by_variables() -> None:
    environ = on_gitlab(MADE)
    asked = Pipeline(
        *(GITLAB, f"{MADE.address}/api/v4", "1", 7, BASE, HEAD, "main"),
        web="https://forge.example/shop/config",
    )
    assert detect(environ) == asked
    # In a pipeline for merged results, the commit is one that nobody made.
    merged = environ | {"CI_COMMIT_SHA": "c" * 40, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": HEAD}
    assert detect(merged) == asked
    fork = detect(on_gitlab(MADE, fork=True))
    assert fork is not None
    assert (fork.project, fork.fork, fork.noun) == ("1", True, "merge request")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "GITHUB_API_URL",
            "http://forge.example",
            "GITHUB_API_URL is asked with a token, which would be sent without encryption",
        ),
        ("GITHUB_API_URL", "https://a:b@forge.example", "GITHUB_API_URL is no address of an API"),
        ("GITHUB_API_URL", "ftp://forge.example", "GITHUB_API_URL is no address of an API"),
        (
            "GITHUB_REPOSITORY",
            "shop/..",
            "this should be a pipeline, and GITHUB_REPOSITORY does not say where",
        ),
        (
            "GITHUB_EVENT_PATH",
            "/nowhere",
            "this should be a pipeline, and GITHUB_EVENT_PATH does not say where",
        ),
    ],
)
def test_what_the_environment_says_has_to_have_its_form(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    with pytest.raises(ConfledgerError) as raised:
        detect(github(tmp_path) | {name: value})
    assert str(raised.value) == said


def test_gitlab_says_its_address_and_project() -> None:
    for name, value in (("CI_API_V4_URL", ""), ("CI_MERGE_REQUEST_PROJECT_ID", "../1")):
        with pytest.raises(ConfledgerError, match=name if value == "" else "CI_PROJECT_ID"):
            detect(on_gitlab(MADE) | {name: value})


def test_the_token_goes_to_one_server(tmp_path: Path) -> None:
    for other in ("https://elsewhere.example/graphql", "http://127.0.0.1:2/graphql", "x"):
        found = detect(github(tmp_path) | {"GITHUB_GRAPHQL_URL": other})
        assert found is not None
        assert found.graphql == ""


def test_what_an_event_says_otherwise_than_it_should_is_not_told(tmp_path: Path) -> None:
    odd: dict[str, object] = {"number": "7; rm", "head": {"sha": "HEAD"}, "base": [], "user": None}
    found = detect(github(tmp_path, pull_request=odd))
    assert found is not None
    assert (found.number, found.head, found.base, found.author) == (0, "", "", "")
    Path(tmp_path / "event.json").write_text(json.dumps([]))
    with pytest.raises(ConfledgerError, match="GITHUB_EVENT_PATH"):
        detect(
            {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": PROJECT}
            | {"GITHUB_EVENT_PATH": str(tmp_path / "event.json")}
        )


def test_the_token_of_ours_comes_first() -> None:
    tokens = {"GITHUB_TOKEN": "hub", "GITLAB_TOKEN": "lab"}
    for forge, more, expected in (
        (GITHUB, {}, b"hub"),
        (GITLAB, {}, b"lab"),
        (GITLAB, {"CONFLEDGER_FORGE_TOKEN": " own\n"}, b"own"),
    ):
        found = token_of(tokens | more, forge)
        assert found is not None
        assert found.reveal() == expected
    assert token_of({"GITHUB_TOKEN": "hub"}, GITLAB) is None
    with pytest.raises(ConfledgerError, match="GITHUB_TOKEN holds no token") as raised:
        token_of({"GITHUB_TOKEN": "a b"}, GITHUB)
    assert "a b" not in str(raised.value)
