"""Only what is new: compared with an earlier commit, which needs no file of its own."""

import pytest

from support import Repository

SCHEMA = '{"properties": {"port": {"type": "integer"}, "host": {"type": "string"}}}'
HEAD = "# yaml-language-server: $schema=s.json\n"
OLD = f"{HEAD}port: x\nhost: a\n"


@pytest.fixture
def old(repository: Repository) -> Repository:
    """A repository with one finding in its first commit."""
    repository.write("s.json", SCHEMA)
    repository.write("app.yaml", OLD)
    repository.commit()
    return repository


def new(repository: Repository, *arguments: str) -> tuple[int, list[str]]:
    """Check; return the exit code and where the findings are."""
    done = repository.confledger("check", "--format", "short", *arguments)
    return done.returncode, [line.split(" ")[0].rstrip(":") for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(OLD, [], id="nothing changed"),
        pytest.param(f"# one line more\n{OLD}", [], id="moved down"),
        pytest.param(OLD.replace("port: x", "port: yy"), [], id="wrong in another way"),
        pytest.param(OLD.replace("host: a", "host: 1"), ["app.yaml:3:7"], id="a new one"),
        pytest.param(OLD.replace("port: x", "port: 1"), [], id="mended"),
        pytest.param(f"{OLD}host: b\n", ["app.yaml:4:1"], id="a key twice"),
    ],
)
def test_only_what_the_earlier_commit_did_not_have_is_told(
    old: Repository, text: str, found: list[str]
) -> None:
    old.write("app.yaml", text)
    old.git("add", ".")

    expected = (int(bool(found)), found)
    assert new(old, "--new-since", "HEAD") == expected
    assert new(old, "--new-since", "HEAD", "--staged", "--all") == expected
    old.commit()
    assert new(old, "--new-since", "HEAD~1") == expected
    assert new(old, "--new-since", "HEAD~1", "--rev", "HEAD") == expected
    assert new(old, "--new-since", "HEAD") == (0, [])


def test_a_file_that_moved_brings_its_old_findings(old: Repository) -> None:
    old.git("mv", "app.yaml", "shop.yaml")

    assert new(old, "--new-since", "HEAD") == (0, [])
    assert new(old) == (1, ["shop.yaml:2:7"])
    old.commit()
    assert new(old, "--new-since", "HEAD~1", "--rev", "HEAD") == (0, [])


def test_a_schema_that_asks_for_more_makes_new_findings(old: Repository) -> None:
    old.write("s.json", SCHEMA.replace('"string"', '"integer"'))

    assert new(old, "--new-since", "HEAD") == (1, ["app.yaml:3:7"])


def test_the_summary_says_how_much_is_old(old: Repository) -> None:
    done = old.confledger("check", "--new-since", "HEAD")

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "2 files: 1 with old findings only, 1 without schema; 1 old finding not shown\n"
    )


def test_the_settings_may_ask_for_that_in_hooks(old: Repository) -> None:
    old.write("confledger.yaml", "new-only: true\n")
    old.commit()
    old.write("app.yaml", f"{OLD}# more\n")
    old.git("add", ".")

    assert new(old, "--staged") == (0, [])
    assert new(old) == (1, ["app.yaml:2:7"])
    old.commit()
    old.write("app.yaml", OLD.replace("host: a", "host: 1"))
    old.git("add", ".")
    assert new(old, "--staged") == (1, ["app.yaml:3:7"])
    old.git("commit", "--quiet", "--no-verify", "--message=worse")
    assert new(old, "--from", "HEAD~1") == (1, ["app.yaml:3:7"])


def test_before_the_first_commit_everything_is_new(repository: Repository) -> None:
    repository.write("s.json", SCHEMA)
    repository.write("confledger.yaml", "new-only: true\n")
    repository.write("app.yaml", OLD)
    repository.git("add", ".")

    assert new(repository, "--staged") == (1, ["app.yaml:2:7"])


def test_a_branch_is_compared_with_where_it_began(old: Repository) -> None:
    old.git("switch", "--quiet", "--create", "topic")
    old.write("more.yaml", OLD)
    old.commit()
    old.git("switch", "--quiet", "main")
    old.write("app.yaml", f"{HEAD}port: 1\n")
    old.commit()
    old.git("switch", "--quiet", "topic")

    assert new(old, "--new-since", "main") == (1, ["more.yaml:2:7"])


def test_a_revision_that_is_not_there_is_said(old: Repository) -> None:
    done = old.confledger("check", "--new-since", "v9")

    assert done.returncode == 2
    assert done.stderr.startswith("error: no revision named 'v9' in this clone\n")


def test_what_was_left_out_as_old_is_told_when_everything_is_asked_for(
    repository: Repository,
) -> None:
    repository.write(
        "confledger.yaml",
        "environments: [{name: dev, paths: [dev.yaml]}, {name: prod, paths: [prod.yaml]}]\n",
    )
    repository.write("dev.yaml", "a: 1\n")
    repository.write("prod.yaml", "a: 1\nb: 1\n")
    repository.commit()

    for _ in range(2):
        assert new(repository, "--new-since", "HEAD") == (0, [])
        assert new(repository) == (1, ["prod.yaml:2:1"])
