"""The report for an auditor: everything that landed is in it, and what stands out is told."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from audited import SECRET, shop
from confledger.cli import failure, program
from confledger.errors import ConfledgerError
from support import Repository

Run = Callable[..., str]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Repository, dict[str, str]]:
    """A history that no test changes."""
    return shop(tmp_path_factory.mktemp("audited") / "shop")


@pytest.fixture
def run(
    history: tuple[Repository, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Run:
    """Run an action of `audit` in the history, and return what it answers."""
    monkeypatch.chdir(history[0].root)

    def answer(*arguments: str, code: int = 0) -> str:
        capfd.readouterr()
        assert main(["audit", *arguments]) == code
        return capfd.readouterr().out

    return answer


def main(arguments: list[str]) -> int:
    """Run the product in this process: it is much faster than another one."""
    try:
        return program.run(arguments)
    except ConfledgerError as error:
        return failure.report(error)


def report(run: Run, *arguments: str) -> dict[str, object]:
    """Return the report as JSON."""
    found = json.loads(run("report", "--format", "json", *arguments))
    assert isinstance(found, dict)
    return found


def counts(table: object, month: str = "total") -> dict[str, int]:
    """Return the counts of a month that are not 0."""
    assert isinstance(table, dict)
    return {name: many for name, many in table[month].items() if many}


def test_every_commit_is_counted_by_how_it_landed(run: Run) -> None:
    found = report(run)

    assert isinstance(found["landed"], dict)
    assert {month: counts(found["landed"], month) for month in found["landed"]} == {
        "2026-01": {
            "commits": 5,
            "landed": 4,
            "request merged": 1,
            "request": 1,
            "direct": 1,
            "first or baseline": 1,
            "without configuration": 1,
            "with configuration": 3,
        },
        "2026-02": {
            "commits": 6,
            "landed": 5,
            "merged": 1,
            "direct": 4,
            "with configuration": 5,
        },
        "total": {
            "commits": 11,
            "landed": 9,
            "request merged": 1,
            "merged": 1,
            "request": 1,
            "direct": 5,
            "first or baseline": 1,
            "without configuration": 1,
            "with configuration": 8,
        },
    }


def test_changes_of_configuration_are_counted_by_their_evidence(run: Run) -> None:
    assert counts(report(run)["configuration"]) == {
        "landed": 8,
        "values": 14,
        "direct": 5,
        "approved by trailer": 1,
        "second person": 1,
        "self-approved": 2,
        "no approval": 4,
        "owner missing": 6,
        "unsigned": 8,
        "emergency": 1,
        "no ticket": 2,
        "merge edits": 1,
        "unparsable": 1,
        "reverts": 1,
        "secrets": 3,
    }


def test_what_stands_out_is_told_with_each_reason(
    run: Run, history: tuple[Repository, dict[str, str]]
) -> None:
    names = {oid: name for name, oid in history[1].items()}
    found = report(run)["exceptions"]

    assert isinstance(found, list)
    direct = "reached the mainline directly: no trace of a merge or a request"
    alone = "reached the mainline directly: no trace of a merge, a request or anybody else"
    owner, unsigned = "no owner of the files approved it", "not signed"
    assert {names[one["commit"]]: one["reasons"] for one in found} == {
        "first": ["no trace of anybody else having agreed", unsigned, "names no ticket"],
        "direct": [alone, owner, unsigned, "names no ticket"],
        "merge": [unsigned],
        "self": [direct, "approved by its author alone", owner, unsigned],
        "emergency": [alone, owner, unsigned, "emergency: looked at within a day"],
        "evil": ["merged by its author", owner, unsigned, "2 values changed in the merge itself"],
        "broken": [alone, owner, unsigned, "1 file that cannot be read"],
        "revert": [direct, owner, unsigned],
    }


def test_a_row_has_what_is_known_and_says_unknown_of_the_rest(
    run: Run, history: tuple[Repository, dict[str, str]]
) -> None:
    repository, known = history
    rows = report(run, "--from", "2026-01-08", "--to", "2026-01-08")["rows"]
    assert isinstance(rows, list)
    own = [row for row in rows if row["commit"] == known["merge"]]
    lineage = own[0].pop("lineage_id")

    assert len(lineage) == 12
    assert [{**own[0], "row_hash": len(own[0]["row_hash"])}] == [
        {
            "seq": 2,
            "commit": known["merge"],
            "parents": f"{known['direct']} {known['side']}",
            "on_mainline": True,
            "landed_by": known["merge"],
            "landed_at": "2026-01-08T10:00:00Z",
            "author": "Ben",
            "author_email": "ben@example.org",
            "authored_at": "2026-01-08T10:00:00Z",
            "committer": "GitHub",
            "committed_at": "2026-01-08T10:00:00Z",
            "signature_status": "unsigned",
            "signer": "unknown",
            "approvers": "Ben <ben@example.org>",
            "approved_at": "unknown",
            "self_approved": "no",
            "ticket": "SHOP-7",
            "pr": "#12",
            "ci_status": "unknown",
            "env": "prod",
            "file": "deploy/shop.yaml",
            "key_path": "#/port",
            "op": "changed",
            "old_type": "integer",
            "old_value": "8080",
            "new_type": "integer",
            "new_value": "8081",
            "secret": False,
            "merge_edit": False,
            "schema_valid_before": "unknown",
            "schema_valid_after": "unknown",
            "restores": "",
            "prev_hash": rows[0]["row_hash"],
            "row_hash": 64,
        }
    ]
    assert repository.git("rev-list", "--count", "HEAD") == "11"


def test_commits_without_configuration_have_a_row_too(run: Run) -> None:
    found = report(run)
    commits, rows = found["commits"], found["rows"]

    assert isinstance(commits, list)
    assert isinstance(rows, list)
    assert list(dict.fromkeys(row["commit"] for row in rows)) == [one["commit"] for one in commits]
    assert [row["op"] for row in rows if not row["file"]] == ["none"] * 2


@pytest.mark.parametrize(
    ("period", "names"),
    [
        pytest.param(["--from", "2026-02"], 6, id="a month to the end"),
        pytest.param(["--to", "2026-01"], 5, id="all of a month"),
        pytest.param(["--from", "2026-01-07", "--to", "2026-01-08"], 2, id="days are whole"),
        pytest.param(["--from", "2026-01-08T10:00:01Z", "--to", "2026-02-01"], 2, id="a moment"),
        pytest.param(["--from", "HEAD~1"], 1, id="after a commit"),
        pytest.param(["--to", "HEAD~1"], 10, id="up to a commit"),
        pytest.param(["--from", "2026-Q1", "--to", "2026-q1"], 11, id="a quarter"),
        pytest.param(["--from", "2030-01"], 0, id="nothing"),
    ],
)
def test_a_period_counts_by_when_commits_landed(run: Run, period: list[str], names: int) -> None:
    commits = report(run, *period)["commits"]

    assert isinstance(commits, list)
    assert len(commits) == names


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--from", "2026-13"], "there is no date '2026-13'", id="no month"),
        pytest.param(["--from", "nope"], "'nope' is neither a date nor a commit", id="nothing"),
        pytest.param(["--from", "side"], " is not on the mainline of this history", id="aside"),
        pytest.param(
            ["--from", "2026-02", "--to", "2026-01"],
            "the period ends before it begins",
            id="turned",
        ),
        pytest.param(["--env", "pro"], "there is no environment 'pro'", id="environment"),
        pytest.param(["--with-objects"], "--with-objects is about a bundle", id="objects"),
    ],
)
def test_what_cannot_be_meant_is_said(
    run: Run, capfd: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    capfd.readouterr()
    assert main(["audit", "report", *arguments]) == 2
    assert message in capfd.readouterr().err.splitlines()[0]


@pytest.mark.parametrize("form", ["csv", "html", "json", "markdown"])
def test_no_report_has_a_secret_and_each_is_the_same_twice(
    run: Run, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = run("report", "--format", form)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "C")

    assert run("report", "--format", form) == one
    assert SECRET not in one
    assert "<redacted>" in one or "&lt;redacted&gt;" in one


def test_hostile_text_leaves_neither_its_cell_nor_the_page(run: Run) -> None:
    csv, html = run("report", "--format", "csv"), run("report", "--format", "html")
    markdown = run("report")

    assert '"\'=cmd|"" /C calc""!A0"' in csv
    assert ",=cmd" not in csv
    assert "<b>quick" not in html
    assert "SHOP-9 &lt;b&gt;quick&lt;/b&gt; | `fix`" in html
    assert "SHOP&#45;9 &#60;b&#62;quick&#60;&#47;b&#62; &#124; &#96;fix&#96;" in markdown


def test_settings_of_git_do_not_matter(
    run: Run, history: tuple[Repository, dict[str, str]]
) -> None:
    one = run("report")
    repository = history[0]
    for name, value in (
        ("log.showSignature", "true"),
        ("mailmap.file", "x"),
        ("diff.renames", "0"),
    ):
        repository.git("config", name, value)
    try:
        assert run("report") == one
    finally:
        for name in ("log.showSignature", "mailmap.file", "diff.renames"):
            repository.git("config", "--unset", name)


def test_a_shallow_boundary_is_nobodys_change(
    history: tuple[Repository, dict[str, str]],
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clone = tmp_path / "clone"
    history[0].git("clone", "-q", "--depth=2", f"file://{history[0].root}", str(clone))
    monkeypatch.chdir(clone)
    found = report(run)
    exceptions, rows = found["exceptions"], found["rows"]

    assert isinstance(exceptions, list)
    assert isinstance(rows, list)
    assert exceptions[0]["reasons"] == ["baseline of a shallow clone: who made it is not known"]
    assert rows[0]["op"] == "baseline"


def test_signers_are_those_of_the_settings_as_they_are_committed(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    named = "audit: {evidence: {allowed-signers: signers}}\n"
    repository.write("confledger.yaml", named)
    repository.commit()
    repository.write("signers", "ada@example.org ssh-ed25519 AAAA\n")
    monkeypatch.chdir(repository.root)

    assert main(["audit", "report"]) == 2
    assert capfd.readouterr().err.startswith("error: there is no file 'signers' at ")
    repository.commit()
    assert main(["audit", "report", "--bundle", "../b.tar"]) == 0
    assert main(["audit", "verify", "../b.tar"]) == 0
    assert "signatures were held against allowed_signers in it" in capfd.readouterr().out


def test_an_untouched_ledger_is_the_one_that_git_gives(run: Run) -> None:
    run("report")

    assert run("verify").splitlines()[1:] == [
        "the ledger kept here is the same, row by row",
        "there is no reference log: what was rewritten before cannot be told",
    ]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        pytest.param(
            "UPDATE vals SET text='i8000' WHERE text='i8081'",
            "{side}, deploy/shop.yaml, #/port: this value is not what git gives",
            id="a value",
        ),
        pytest.param(
            "DELETE FROM changes WHERE rowid=4",
            "{first}, deploy/shop.yaml, #/password: this value should be next, and there is "
            "{first}, deploy/shop.yaml, #/port",
            id="a row is gone",
        ),
        pytest.param(
            'INSERT INTO changes SELECT "commit", file, key, old, new, merged FROM changes '
            "ORDER BY rowid DESC LIMIT 1",
            "{revert}, deploy/shop.yaml, #/replicas: there is no such value in git",
            id="a row more",
        ),
        pytest.param(
            "UPDATE changes SET rowid=1000-rowid",
            "{first}, confledger.yaml, #/audit/evidence/tickets: this value should be next, and "
            "there is {first}, deploy/shop.yaml, #/replicas",
            id="another order",
        ),
        pytest.param(
            "UPDATE commits SET author='Eve' WHERE id=2",
            "{direct}: this commit is not what git gives",
            id="another author",
        ),
        pytest.param(
            "UPDATE commits SET chain=x'00' WHERE id=3",
            "{side}: this hash of the chain is not what git gives",
            id="the chain",
        ),
    ],
)
def test_a_ledger_that_somebody_changed_is_found(
    history: tuple[Repository, dict[str, str]],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    statement: str,
    said: str,
) -> None:
    import sqlite3

    run("report")
    copy = tmp_path / "copy"
    shutil.copytree(history[0].root, copy)
    monkeypatch.chdir(copy)
    connection = sqlite3.connect(copy / ".git" / "confledger" / "ledger.sqlite")
    connection.execute(statement)
    connection.commit()
    connection.close()
    short = {name: f"commit {oid[:12]}" for name, oid in history[1].items()}
    bare = {name: oid[:12] for name, oid in history[1].items()}
    first, _, rest = said.partition("there is ")
    wanted = first.format(**short) + _ + rest.format(**bare)

    assert run("verify", code=1).splitlines()[1:] == [
        "there is no reference log: what was rewritten before cannot be told",
        f"DIFFERS: the ledger kept here: {wanted}",
        "  make it anew: confledger ledger build --rebuild",
    ]


def test_an_index_that_hides_a_row_is_found(
    history: tuple[Repository, dict[str, str]],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sqlite3

    run("report")
    copy = tmp_path / "copy"
    shutil.copytree(history[0].root, copy)
    monkeypatch.chdir(copy)
    connection = sqlite3.connect(copy / ".git" / "confledger" / "ledger.sqlite")
    asked = "SELECT sql FROM sqlite_master WHERE name='changes_key'"
    (whole,) = connection.execute(asked).fetchone()
    connection.executescript(f"DROP INDEX changes_key; {whole} WHERE rowid <> 4;")
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute("UPDATE sqlite_master SET sql=? WHERE name='changes_key'", (whole,))
    connection.commit()
    connection.close()

    assert "DIFFERS: the ledger kept here is damaged: row 4 missing from index changes_key" in run(
        "verify", code=1
    )


def test_a_ledger_that_is_no_ledger_is_told(
    history: tuple[Repository, dict[str, str]],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(history[0].root, copy)
    monkeypatch.chdir(copy)
    folder = copy / ".git" / "confledger"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    (folder / "ledger.sqlite").write_bytes(b"no database at all" * 100)

    assert "DIFFERS: the ledger kept here cannot be read" in run("verify", code=1)


def test_where_there_is_nothing_to_compare_that_is_said(
    history: tuple[Repository, dict[str, str]],
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sqlite3

    monkeypatch.chdir(tmp_path)
    assert run("verify", code=2) == ""
    copy = tmp_path / "copy"
    shutil.copytree(history[0].root, copy)
    shutil.rmtree(copy / ".git" / "confledger", ignore_errors=True)
    monkeypatch.chdir(copy)
    log = "there is no reference log: what was rewritten before cannot be told"

    none = run("verify").splitlines()[1:]
    run("report")
    since = run("verify", "--from", "HEAD~1").splitlines()[1:]
    connection = sqlite3.connect(copy / ".git" / "confledger" / "ledger.sqlite")
    connection.execute("UPDATE meta SET value='of another version' WHERE name='rules'")
    connection.commit()
    connection.close()
    other = run("verify").splitlines()[1:]

    assert none == ["no ledger is kept here yet: there is nothing to compare", log]
    assert since == ["the ledger kept here is the same, row by row", log]
    assert other == ["the ledger kept here is of other settings, and will be made anew", log]
