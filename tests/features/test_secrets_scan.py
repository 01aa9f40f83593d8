"""`confledger secrets scan` as a whole program."""

import json

import pytest

from support import Repository

TOKEN = "gh" + "p_" + "a7B2c9D4e1F6g3H8i5J0k2L7m4N9o1P6q3R8"
OTHER = "AK" + "IA" + "Q3EGRZ7YXKW5TMHJ"
ALL_GOOD = "2 files: 2 passed\n"


def scan(repository: Repository, *options: str) -> tuple[int, list[str]]:
    """Run a scan; return the exit code, what it found where, and the summary or the error."""
    done = repository.confledger("secrets", "scan", "--format", "short", *options)
    assert "Traceback" not in done.stderr, done.stderr
    for value in (TOKEN, OTHER, "hunter22"):
        assert value not in done.stdout + done.stderr
    found = [line.partition("]")[0] + "]" for line in done.stdout.splitlines() if "[" in line]
    return done.returncode, [*found, *done.stderr.splitlines()]


@pytest.fixture
def leaky(repository: Repository) -> Repository:
    """A repository that has had a leak for long, and one file without any."""
    repository.write("a.yaml", "a: 1\ndb: {password: hunter22}\n")
    repository.write("b.py", "x = 1\n")
    repository.commit()
    return repository


def test_every_file_is_looked_through_and_the_others_are_counted(leaky: Repository) -> None:
    leaky.write("b.py", f"x = 1  # {TOKEN}\n")
    leaky.write("c.bin", f"\0{TOKEN}")
    leaky.root.joinpath("d.yaml").symlink_to("a.yaml")
    leaky.git("add", "--all")

    assert scan(leaky) == (
        1,
        [
            "a.yaml:2:16: error[plain-secret]",
            "b.py:1:10: error[provider-token]",
            "2 findings in 2 files (2 errors): 4 files, 2 failed, 2 ignored (1 binary, "
            "1 symbolic link)",
        ],
    )
    code, lines = scan(leaky, "--verbose", "b.py", "c.bin")
    assert (code, lines[0], lines[-1]) == (
        1,
        "b.py:1:10: error[provider-token]",
        "1 finding in 1 file (1 error): 2 files, 1 failed, 1 ignored (binary)",
    )
    assert "ignored        c.bin   binary" in leaky.confledger("secrets", "scan", "-v").stdout
    assert scan(leaky, "--rev", "HEAD")[1][0] == "a.yaml:2:16: error[plain-secret]"
    assert scan(leaky, "nowhere")[0] == 2


def test_a_commit_is_stopped_by_what_it_adds_and_not_by_what_was_there(leaky: Repository) -> None:
    leaky.write("a.yaml", "# more\ndb: {user: ada, password: hunter22}\na: 2\n")
    leaky.git("add", "--all")
    assert scan(leaky, "--staged") == (0, ["1 file: 1 passed"])

    leaky.write("a.yaml", f"db: {{user: ada, password: hunter22}}\nkey: {OTHER}\n")
    leaky.git("add", "--all")
    leaky.write("a.yaml", "fixed: on disk only\n")
    assert scan(leaky, "--staged")[1][:1] == ["a.yaml:2:6: error[provider-token]"]

    leaky.write("a.yaml", "a: 1\ndb: {password: hunter22}\n")
    leaky.git("mv", "-f", "a.yaml", "moved.yaml")
    leaky.git("add", "--all")
    assert scan(leaky, "--staged") == (0, ["1 file: 1 passed"])
    assert scan(leaky, "--staged", "b.py") == (0, ["no files to check"])


def test_the_first_commit_is_looked_at_as_well(repository: Repository) -> None:
    repository.write("a.yaml", f"x: {TOKEN}\n")
    repository.git("add", "--all")

    assert scan(repository, "--staged")[1][:1] == ["a.yaml:1:4: error[provider-token]"]
    assert scan(repository, "--history") == (0, ["no files to check"])


def test_a_comment_or_a_waiver_accepts_a_leak_until_its_day(leaky: Repository) -> None:
    reason = "confledger: ignore[{}] until {}: a test key"
    leaky.write("b.py", f"x = '{TOKEN}'  # {reason.format('provider-token', '2099-01-01')}\n")
    leaky.write("c.py", f"x = '{TOKEN}'  # {reason.format('provider-token', '2020-01-01')}\n")
    leaky.write("d.md", f"<!-- {reason.format('provider-token', '2099-01-01')} -->\n{TOKEN}\n")
    leaky.write(
        "waivers.yaml",
        "waivers:\n  - check: plain-secret\n    address: a.yaml#/db/password\n"
        "    reason: not yet changed\n    owner: ada\n    expires: '2026-03-01'\n",
    )
    leaky.git("add", "--all")

    code, lines = scan(leaky, "--as-of", "2026-01-01")
    assert (code, lines[0]) == (1, "c.py:1:6: error[provider-token]")
    assert lines[-1].endswith("; 3 findings accepted")
    assert scan(leaky, "--as-of", "2026-04-01")[1][0] == "a.yaml:2:16: error[plain-secret]"


def test_a_change_is_judged_by_what_was_reviewed(leaky: Repository) -> None:
    leaky.git("checkout", "--quiet", "-b", "change")
    leaky.write(".gitleaks.toml", "[allowlist]\npaths = ['.*']\n")
    leaky.write(".gitleaksignore", "b.py:x:1\n")
    leaky.write("confledger.yaml", "version: 1\nchecks: {provider-token: 'off'}\n")
    leaky.write(
        "b.py", f"x = '{TOKEN}'  # gitleaks:allow # confledger: ignore[provider-token]: fine\n"
    )
    leaky.commit()

    assert scan(leaky, "--from", "main")[1][0] == "b.py:1:6: error[provider-token]"
    assert scan(leaky, "--from", "main", "--trust", "head")[0] == 0
    leaky.git("checkout", "--quiet", "-B", "main")
    assert scan(leaky)[0] == 0


def test_a_change_that_takes_its_leak_out_again_has_leaked(leaky: Repository) -> None:
    leaky.git("checkout", "--quiet", "-b", "change")
    leaky.write("c.yaml", f"x: {TOKEN}\n")
    commit = leaky.commit()
    leaky.write("c.yaml", "x: 1\n")
    leaky.commit()

    done = leaky.confledger("secrets", "scan", "--from", "main", "--format", "json")
    (found,) = json.loads(done.stdout)["findings"]
    assert found["message"] == (
        f"a token of GitHub is in plain text, as `x`; commit {commit[:10]} of 2025-06-01 brought "
        "it, and a later one takes it out; git keeps it"
    )


def test_history_tells_each_leak_once_with_who_brought_it(leaky: Repository) -> None:
    leaky.write("b.py", f"x = '{TOKEN}'\n")
    leaky.write("gone.bin", "\0")
    second = leaky.commit()
    leaky.git("rm", "--quiet", "b.py", "gone.bin")
    leaky.write("old/b.py", f"\ny = '{TOKEN}'\n")
    leaky.commit()
    leaky.git("rm", "--quiet", "-r", "old")
    leaky.write("a.yaml", "b: 1\n\ndb: {password: hunter22}\n")
    leaky.commit()
    first = leaky.git("rev-list", "--max-parents=0", "HEAD")

    done = leaky.confledger("secrets", "scan", "--history", "--format", "json")
    found = json.loads(done.stdout)["findings"]
    assert [(one["path"], one["line"], one["message"]) for one in found] == [
        (
            "a.yaml",
            3,
            "`db.password` is a secret in plain text: its key says so; "
            f"commit {first[:10]} of 2025-06-01 brought it, and it is still in HEAD",
        ),
        (
            "b.py",
            1,
            "a token of GitHub is in plain text; "
            f"commit {second[:10]} of 2025-06-01 brought it, and it is no longer in HEAD; "
            "1 other path has had it",
        ),
    ]
    assert found[0]["help"].startswith("revoke it where it was issued")
    assert scan(leaky, "--history", "old")[1][0] == "old/b.py:2:6: error[provider-token]"


def test_rules_for_gitleaks_are_used_and_what_they_allow_is_told(leaky: Repository) -> None:
    leaky.write(
        ".gitleaks.toml",
        "[extend]\nuseDefault = true\n[[rules]]\nid = 'badge'\nregex = 'badge-[0-9]+'\n"
        "[[rules]]\nid = 'bad'\nregex = '('\n",
    )
    leaky.write("b.py", f"x = 'badge-4711'\ny = '{TOKEN}'  # gitleaks:allow\n")
    leaky.git("add", "--all")

    code, lines = scan(leaky)
    assert (code, lines[:3]) == (
        1,
        [
            ".gitleaks.toml:8:9: error[gitleaks-rule]",
            "a.yaml:2:16: error[plain-secret]",
            "b.py:1:6: error[gitleaks-rule]",
        ],
    )
    assert lines[3].startswith("note: the rules of confledger stand in for the default rules")
    assert lines[-1].endswith("; 1 finding accepted")


@pytest.mark.parametrize(
    "format",
    ["text", "short", "json", "sarif", "codequality", "junit", "github", "checkstyle", "rdjson"],
)
def test_no_format_has_a_value(leaky: Repository, format: str) -> None:
    leaky.write("b.py", f"x = '{TOKEN}'\npassword = 'hunter22'\n")
    leaky.git("add", "--all")

    done = leaky.confledger("secrets", "scan", "--format", format)

    assert done.returncode == 1
    assert "provider-token" in done.stdout
    assert all(value not in done.stdout + done.stderr for value in (TOKEN, "hunter22", TOKEN[:9]))


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--history", "--staged"], "error: --history and --staged exclude each other"),
        (["--history", "--rev", "HEAD"], "error: --history and --rev exclude each other"),
        (["--history", "--from", "HEAD"], "error: --history and --from exclude each other"),
        (["--staged", "--rev", "HEAD"], "error: --staged and --rev exclude each other"),
        (["--stage"], "error: there is no option '--stage'"),
    ],
)
def test_options_that_contradict_each_other_are_told(
    leaky: Repository, options: list[str], error: str
) -> None:
    code, lines = scan(leaky, *options)

    assert (code, lines[0]) == (2, error)


def test_a_change_does_not_let_its_own_leak_pass(leaky: Repository) -> None:
    leaky.write(".gitleaks.toml", "[allowlist]\npaths = ['fixtures/']\n")
    leaky.commit()
    leaky.git("checkout", "--quiet", "-b", "change")
    leaky.write("b.py", f"x = '{TOKEN}'  # gitleaks:allow\n")
    leaky.write("fixtures/c.py", f"x = '{OTHER}'\n")
    leaky.commit()

    code, lines = scan(leaky, "--from", "main")
    assert (code, lines[0]) == (1, "b.py:1:6: error[provider-token]")
    assert lines[-1].endswith("; 1 finding accepted")
