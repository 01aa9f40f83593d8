"""A merge request cannot switch off its own checks: rules come from the side that was reviewed."""

import pytest

from support import Repository

SCHEMA = '{"properties": {"port": {"type": "integer"}}, "additionalProperties": false}'
SETTINGS = "schemas:\n  - paths: [app.yaml, other.yaml]\n    schema: s.json\n"


@pytest.fixture
def branch(repository: Repository) -> Repository:
    """A repository on a branch that has not changed anything yet."""
    repository.write("s.json", SCHEMA)
    repository.write("confledger.yaml", SETTINGS)
    repository.write("app.yaml", "port: 1\n")
    repository.write("free.yaml", "port: x\n")
    repository.commit()
    repository.git("switch", "--quiet", "--create", "topic")
    return repository


def found(repository: Repository, *arguments: str) -> tuple[int, list[str]]:
    """Check what the branch changes; return the exit code, and place and check of each finding."""
    repository.commit()
    done = repository.confledger("check", "--from", "main", "--format", "short", *arguments)
    return done.returncode, [" ".join(one.split(" ")[:2]) for one in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param("ignore: [{paths: [app.yaml], reason: not ours}]\n", id="ignored"),
        pytest.param("checks: {schema: off}\n" + SETTINGS, id="switched off"),
        pytest.param("checks: {schema: info}\n" + SETTINGS, id="made milder"),
        pytest.param("{}\n", id="no schema any more"),
        pytest.param(None, id="no settings any more"),
    ],
)
def test_a_change_cannot_weaken_the_settings_it_is_judged_by(
    branch: Repository, settings: str | None
) -> None:
    branch.write("app.yaml", "port: x\n")
    if settings is None:
        branch.git("rm", "--quiet", "confledger.yaml")
    else:
        branch.write("confledger.yaml", settings)

    assert found(branch) == (1, ["app.yaml:1:7: error[schema]"])
    assert "app.yaml:1:7: error[schema]" not in found(branch, "--trust", "head")[1]


def test_a_change_may_ask_for_more(branch: Repository) -> None:
    branch.write("confledger.yaml", SETTINGS.replace("app.yaml,", "app.yaml, free.yaml,"))

    assert found(branch) == (1, ["free.yaml:1:7: error[schema]"])


def test_a_waiver_of_the_change_counts_once_it_is_merged(branch: Repository) -> None:
    branch.write("app.yaml", "port: x\n")
    branch.write(
        "waivers.yaml",
        "waivers:\n- {check: schema, address: app.yaml, reason: why not, owner: me, "
        "expires: '2026-12-31'}\n",
    )

    day = ("--as-of", "2026-11-21")
    assert found(branch, *day) == (1, ["app.yaml:1:7: error[schema]"])
    assert found(branch, *day, "--trust", "head") == (0, [])
    branch.git("switch", "--quiet", "main")
    branch.git("merge", "--quiet", "topic")
    branch.git("switch", "--quiet", "--create", "next")
    branch.write("app.yaml", "port: xx\n")
    assert found(branch, *day) == (0, [])


def test_a_comment_of_the_change_counts_once_it_is_merged(branch: Repository) -> None:
    branch.write("app.yaml", "port: x  # confledger: ignore[schema]: the old gateway\n")

    assert found(branch) == (
        1,
        ["app.yaml:1:7: error[schema]", "app.yaml:1:10: warning[stale-suppression]"],
    )
    assert found(branch, "--trust", "head") == (0, [])
    branch.git("switch", "--quiet", "main")
    branch.git("merge", "--quiet", "topic")
    branch.git("switch", "--quiet", "--create", "next")
    branch.write("app.yaml", "# more\nport: x  # confledger: ignore[schema]: the old gateway\n")
    assert found(branch) == (0, [])


def test_settings_of_the_base_that_cannot_be_used_do_not_stop_their_repair(
    branch: Repository,
) -> None:
    branch.git("switch", "--quiet", "main")
    branch.write("confledger.yaml", "schemaz: []\n")
    branch.commit()
    branch.git("switch", "--quiet", "--create", "repair")
    branch.write("confledger.yaml", SETTINGS)
    branch.write("app.yaml", "port: x\n")

    assert found(branch) == (1, ["app.yaml:1:7: error[schema]"])


def test_trust_takes_a_side(branch: Repository) -> None:
    wrong = branch.confledger("check", "--from", "main", "--trust", "me")
    alone = branch.confledger("check", "--trust", "head")

    assert wrong.stderr.startswith("error: --trust takes base or head, not 'me'\n")
    assert alone.stderr.startswith("error: --trust needs --from\n")
