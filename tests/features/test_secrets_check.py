"""`secrets check`: which state it looks at, what it is compared with, and by whose rules."""

import json
import re

import pytest

from sopsing import changed, encrypted, identity, needs_sops, recipient, rule, rules
from support import Repository

pytestmark = needs_sops

PLAIN = "db:\n    password: hunter2-hunter2\n    port: 5432\n"
APPROVER = "cleo@example.org"


def proved(repository: Repository, *options: str) -> tuple[int, list[str]]:
    """Run the command without the scan; return the exit code, and which check found what where."""
    done = repository.confledger("secrets", "check", "--no-scan", "--format", "short", *options)
    assert "Traceback" not in done.stderr, done.stderr
    if done.returncode > 1:
        return done.returncode, done.stderr.splitlines()
    found = re.findall(r"^(\S+?)(?::\d+:\d+)?: (\w+)\[([\w-]+)\]", done.stdout, re.MULTILINE)
    return done.returncode, [f"{path} {severity} {check}" for path, severity, check in found]


@pytest.fixture
def kept(repository: Repository) -> Repository:
    """A repository with one rule, and one file that is as it should be."""
    repository.write(".sops.yaml", rules(rule(pattern=r"^secrets/")))
    repository.write("secrets/prod.yaml", encrypted(PLAIN))
    repository.write("README.md", "# A shop\n")
    repository.commit("begin")
    return repository


def edited(repository: Repository, path: str = "secrets/prod.yaml") -> None:
    """Put another value of the same form where one was: an edit without sops."""
    text = (repository.root / path).read_text()
    one, two = re.findall(r"ENC\[[^\]]*type:(?:str|int)\]", text)[:2]
    repository.write(path, text.replace(one, two, 1))


@pytest.mark.parametrize("options", [(), ("--all",), ("--staged",), ("--rev", "HEAD")])
def test_what_is_as_it_should_be_passes(kept: Repository, options: tuple[str, ...]) -> None:
    assert proved(kept, *options) == (0, [])


def test_a_file_edited_without_sops_is_found_from_git_alone(kept: Repository) -> None:
    edited(kept)
    on_disk = proved(kept)
    kept.git("add", "--all")
    staged = proved(kept, "--staged")
    start = kept.git("rev-parse", "HEAD")
    kept.commit("by hand")

    expected = (1, ["secrets/prod.yaml error stale-mac"])
    assert on_disk == staged == expected
    assert proved(kept) == (0, [])
    assert proved(kept, "--from", start) == expected
    assert proved(kept, "--history") == expected


def test_a_file_without_rule_that_loses_its_encryption_is_told(kept: Repository) -> None:
    kept.write("other.yaml", encrypted(PLAIN))
    kept.commit("encrypted by hand, without a rule")
    kept.write("other.yaml", PLAIN)
    kept.git("add", "--all")

    assert proved(kept, "--staged") == (1, ["other.yaml error secret-made-plain"])


def test_with_a_conflict_in_the_rules_those_of_our_side_count(kept: Repository) -> None:
    kept.git("switch", "-qc", "topic")
    kept.write(".sops.yaml", rules(rule(recipient("other"), pattern=r"^secrets/")))
    kept.commit("theirs")
    kept.git("switch", "-q", "main")
    kept.write(".sops.yaml", rules(rule(recipient("third"), pattern=r"^secrets/")))
    kept.write("secrets/new.yaml", PLAIN)
    kept.commit("ours")
    kept.try_git("merge", "topic")
    kept.git("add", "secrets")

    code, found = proved(kept, "--staged")

    assert code == 1
    assert "secrets/new.yaml error unencrypted-file" in found
    assert "secrets/prod.yaml error unauthorised-recipient" in found


def test_a_link_in_place_of_an_encrypted_file_is_told(kept: Repository) -> None:
    (kept.root / "secrets/prod.yaml").unlink()
    (kept.root / "secrets/prod.yaml").symlink_to("/etc/hostname")
    kept.git("add", "--all")
    start = kept.git("rev-parse", "HEAD")
    expected = (1, ["secrets/prod.yaml error secret-made-plain"])

    assert proved(kept, "--staged") == expected
    kept.commit("a link")
    assert proved(kept, "--from", start) == expected


def test_a_file_that_is_decrypted_on_its_way_is_told(kept: Repository) -> None:
    kept.git("rm", "-q", "secrets/prod.yaml")
    kept.write("plain/Prod.yaml", PLAIN.replace("hunter2", "other"))
    kept.git("add", "--all")

    assert proved(kept, "--staged") == (1, ["plain/Prod.yaml error secret-made-plain"])


def test_a_file_that_moves_and_is_edited_is_compared_with_what_it_was(kept: Repository) -> None:
    kept.git("mv", "secrets/prod.yaml", "secrets/production.yaml")
    edited(kept, "secrets/production.yaml")
    kept.git("add", "--all")

    assert proved(kept, "--staged") == (1, ["secrets/production.yaml error stale-mac"])


def test_the_index_counts_and_not_the_disk(kept: Repository) -> None:
    kept.write("secrets/new.yaml", PLAIN)
    kept.git("add", "--all")
    kept.write("secrets/new.yaml", encrypted(PLAIN))

    assert proved(kept, "--staged") == (1, ["secrets/new.yaml error unencrypted-file"])
    assert proved(kept) == (0, [])


def test_paths_limit_what_is_looked_at(kept: Repository) -> None:
    kept.write("secrets/a.yaml", PLAIN)
    kept.write("secrets/b.yaml", PLAIN)
    kept.git("add", "--all")

    assert proved(kept, "secrets/a.yaml") == (1, ["secrets/a.yaml error unencrypted-file"])
    assert proved(kept, "--staged", "secrets/b.yaml") == (
        1,
        ["secrets/b.yaml error unencrypted-file"],
    )
    assert proved(kept, "nowhere")[0] == 2


def test_rules_that_are_staged_judge_every_file(kept: Repository) -> None:
    kept.write(".sops.yaml", rules(rule(recipient("other"), pattern=r"^secrets/")))
    kept.git("add", "--all")

    code, found = proved(kept, "--staged")

    assert code == 1
    assert "secrets/prod.yaml error unauthorised-recipient" in found
    assert "secrets/prod.yaml warning missing-recipient" in found


@pytest.fixture
def request_with_reader(kept: Repository) -> Repository:
    """A branch that adds a reader to the rules, and to the file."""
    kept.write("confledger.yaml", f"secrets:\n  approvers: [{APPROVER}]\n")
    kept.commit("settings")
    kept.git("switch", "-qc", "topic")
    both = (recipient(), recipient("other"))
    kept.write(".sops.yaml", rules(rule(*both, pattern=r"^secrets/")))
    kept.write("secrets/prod.yaml", encrypted(PLAIN, recipients=both))
    kept.commit("let them read")
    return kept


def test_a_new_reader_needs_somebody_who_approves(request_with_reader: Repository) -> None:
    code, found = proved(request_with_reader, "--from", "main")
    request_with_reader.commit(f"approved\n\nRecipient-approved-by: {APPROVER}")
    approved = proved(request_with_reader, "--from", "main")

    assert code == 1
    assert found == [
        ".sops.yaml error recipient-added",
        "secrets/prod.yaml info whole-file-reencrypted",
    ]
    assert approved == (0, ["secrets/prod.yaml info whole-file-reencrypted"])


def test_a_new_reader_can_be_committed(kept: Repository) -> None:
    both = (recipient(), recipient("other"))
    kept.write("confledger.yaml", f"secrets:\n  approvers: [{APPROVER}]\n")
    kept.commit("settings")
    kept.write(".sops.yaml", rules(rule(*both, pattern=r"^secrets/")))
    kept.write("secrets/prod.yaml", encrypted(PLAIN, recipients=both))
    on_disk = proved(kept)
    kept.git("add", "--all")

    expected = [
        ".sops.yaml info recipient-added",
        "secrets/prod.yaml info whole-file-reencrypted",
    ]
    assert on_disk == proved(kept, "--staged") == (0, expected)


def test_rules_count_before_they_are_added(repository: Repository) -> None:
    repository.write("secrets/prod.yaml", PLAIN)
    repository.commit("begin")
    repository.write(".sops.yaml", rules(rule(pattern=r"^secrets/")))

    assert proved(repository) == (1, ["secrets/prod.yaml error unencrypted-file"])
    assert proved(repository, "--rev", "HEAD") == proved(repository, "--staged") == (0, [])


def test_a_secret_that_the_change_takes_out_again_is_told(kept: Repository) -> None:
    kept.git("switch", "-qc", "topic")
    kept.write("a.env", "DB_PASSWORD=kR7vLq2mXw9pZ4tB\n")
    kept.commit("leak")
    (kept.root / "a.env").unlink()
    kept.commit("take it out")

    def check(*options: str) -> tuple[int, str, str]:
        done = kept.confledger("secrets", "check", "--from", "main", "--format", "short", *options)
        return done.returncode, done.stdout.partition(" ")[0], done.stderr

    assert check() == (1, "a.env:1:13:", "1 finding in 1 file (1 error): 1 file, 1 failed\n")
    assert check(".")[0] == 1
    assert check("secrets")[0] == check("--no-scan")[0] == 0


def test_a_change_is_judged_by_the_rules_before_it(kept: Repository) -> None:
    kept.git("switch", "-qc", "topic")
    kept.git("rm", "-q", ".sops.yaml")
    kept.write("secrets/new.yaml", PLAIN)
    kept.commit("no rules, no findings")

    assert "secrets/new.yaml error unencrypted-file" in proved(kept, "--from", "main")[1]
    assert (
        "secrets/new.yaml error unencrypted-file"
        not in proved(kept, "--from", "main", "--trust", "head")[1]
    )


def test_a_change_cannot_accept_its_own_finding(kept: Repository) -> None:
    waiver = (
        "waivers:\n  - check: unencrypted-file\n    address: secrets/new.yaml\n"
        "    reason: it is only for a while\n    owner: '@shop'\n    expires: '2026-03-01'\n"
    )
    kept.git("switch", "-qc", "topic")
    kept.write("secrets/new.yaml", PLAIN)
    kept.write("waivers.yaml", waiver)
    kept.commit("accept it")
    day = ("--as-of", "2026-01-01")

    assert proved(kept, "--from", "main", *day)[1] == ["secrets/new.yaml error unencrypted-file"]
    assert proved(kept, "--from", "main", "--trust", "head", *day) == (0, [])
    assert proved(kept, *day) == (0, [])
    assert proved(kept, "--as-of", "2026-06-01")[0] == 1


def test_waivers_of_secrets_are_told_as_unused_by_this_command_only(kept: Repository) -> None:
    kept.write(
        "waivers.yaml",
        "waivers:\n  - check: plain-value\n    address: secrets/prod.yaml\n"
        "    reason: it is only for a while\n    owner: '@shop'\n    expires: '2026-03-01'\n",
    )
    kept.commit("a waiver")

    assert proved(kept, "--as-of", "2026-01-01") == (1, ["waivers.yaml warning stale-waiver"])
    assert kept.check("--as-of", "2026-01-01") == (0, [])


def test_with_new_only_old_findings_do_not_stop_a_commit(kept: Repository) -> None:
    kept.write("confledger.yaml", "new-only: true\n")
    kept.write(".sops.yaml", rules(rule(recipient("other"), pattern=r"^secrets/")))
    kept.commit("rules that nobody synchronised")
    data = (kept.root / "secrets/prod.yaml").read_bytes()
    kept.write("secrets/prod.yaml", changed(data, "a.yaml", "set", '["db"]["port"]', value="6432"))
    kept.git("add", "--all")

    assert proved(kept, "--staged") == (0, [])
    assert proved(kept)[0] == 1


def test_severities_and_ignored_files_are_those_of_the_settings(kept: Repository) -> None:
    kept.write("secrets/new.yaml", PLAIN)
    kept.write("confledger.yaml", "checks: {unencrypted-file: info}\n")
    kept.commit("weighed")
    weighed = proved(kept)
    kept.write(
        "confledger.yaml", "ignore:\n  - paths: [secrets/new.yaml]\n    reason: a template\n"
    )
    kept.commit("ignored")

    assert weighed == (0, ["secrets/new.yaml info unencrypted-file"])
    assert proved(kept) == (0, [])


def test_nothing_of_a_value_is_told(kept: Repository) -> None:
    kept.write("secrets/new.yaml", PLAIN)
    kept.commit("plain")

    for format in ("text", "short", "json", "sarif", "codequality", "junit", "github"):
        done = kept.confledger("secrets", "check", "--format", format)
        assert done.returncode == 1
        assert "hunter2-hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xff\xfe\x00s\x00o\x00p\x00s", id="another encoding"),
        pytest.param(b"sops:\n\t- no\n", id="no YAML"),
        pytest.param(b"sops: &a [*a]\n", id="in a circle"),
        pytest.param(b"a: 1\n" * 300_000 + b"sops: {mac: x}\n", id="more than a mebibyte"),
        pytest.param(b"sops:\n  mac: " + b"[" * 20_000, id="deep"),
        pytest.param(b"", id="empty"),
    ],
)
def test_a_governed_file_that_cannot_be_read_is_told(kept: Repository, data: bytes) -> None:
    kept.write("secrets/odd.yaml", data)
    kept.commit("odd")

    code, found = proved(kept)

    assert code == (1 if data else 0)
    assert all(line.startswith("secrets/odd.yaml error ") for line in found)


def test_it_works_where_there_is_no_commit_and_no_repository(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repository.write(".sops.yaml", rules())
    repository.write("a.secret.yaml", PLAIN)
    repository.git("add", "--all")
    outside = Repository(tmp_path_factory.mktemp("outside"))
    outside.write(".sops.yaml", rules(rule(pattern="secret")))
    outside.write("a.secret.yaml", PLAIN)

    assert proved(repository, "--staged")[0] == proved(outside)[0] == 1


@pytest.mark.parametrize(
    "options",
    [
        ("--history", "--staged"),
        ("--history", "secrets"),
        ("--push", "--from", "HEAD"),
        ("--staged", "--rev", "HEAD"),
        ("--rev", "nowhere"),
        ("--format", "pdf"),
        ("--bogus",),
    ],
)
def test_options_that_exclude_each_other_are_told(
    kept: Repository, options: tuple[str, ...]
) -> None:
    assert proved(kept, *options)[0] == 2


def test_a_push_is_what_the_branch_brings(kept: Repository) -> None:
    kept.git("clone", "-q", "--bare", ".", "../remote.git")
    kept.git("remote", "add", "origin", "../remote.git")
    kept.git("push", "-q", "--set-upstream", "origin", "main")
    nothing = proved(kept, "--push")
    edited(kept)
    kept.commit("by hand")

    assert nothing == (0, [])
    assert proved(kept, "--push") == (1, ["secrets/prod.yaml error stale-mac"])


def test_the_summary_counts_files(kept: Repository) -> None:
    done = kept.confledger("secrets", "check", "--format", "json")

    assert json.loads(done.stdout)["summary"]["total"] == 3
    assert done.stderr == "3 files: 3 passed\n"
    assert identity().secret not in done.stdout + done.stderr
