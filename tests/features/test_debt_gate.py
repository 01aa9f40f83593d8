"""`confledger debt gate`: a change may leave debt as it is, and may not add to it."""

import json
from pathlib import Path

import pytest

from confledger.cli.debt.command import run
from confledger.cli.failure import report
from support import Repository

OLD = 500
SCHEMA = json.dumps(
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "host": {"type": "string", "description": "Where."},
            "old": {"type": "string", "description": "Before.", "deprecated": True},
        },
    }
)


@pytest.fixture
def shop(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A main with 500 old findings in 20 files, and a branch that nothing is on yet."""
    repository.write("schemas/app.json", SCHEMA)
    repository.write(
        "confledger.yaml",
        'schemas: [{paths: ["apps/**"], schema: schemas/app.json}]\ndebt: {minutes: debt.yaml}\n',
    )
    repository.write("debt.yaml", "rules: {}\n")
    repository.write("CODEOWNERS", "* @ops\n")
    for number in range(20):
        todos = "".join(f"# TODO: {one}\n" for one in range(OLD // 20 - 1))
        repository.write(f"apps/{number}.yaml", f"host: h{number}\nold: x\n{todos}")
    repository.write("waivers.yaml", "waivers: []\n")
    repository.commit()
    repository.git("switch", "--quiet", "--create", "change")
    monkeypatch.chdir(repository.root)
    return repository


def gate(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    """Run the gate; return its exit code, the lines of the answer, and what else was said."""
    try:
        code = run(["gate", *(arguments or ("--base", "main"))])
    except Exception as error:
        code = report(error)
    done = capsys.readouterr()
    return code, done.out.splitlines(), done.err.strip()


def test_old_debt_and_an_unrelated_change_pass(
    shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    base = shop.git("rev-parse", "--short=12", "main")
    text = (shop.root / "apps/3.yaml").read_text()
    shop.write("apps/3.yaml", "# A line above moves all of them.\n" + text.replace("h3", "h4"))
    shop.write("README.md", "one\n")
    shop.commit()

    assert gate(capsys) == (0, [], f"debt since {base}: nothing new")


def test_one_new_finding_fails_with_its_place_its_minutes_and_a_command(
    shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    base = shop.git("rev-parse", "--short=12", "main")
    text = (shop.root / "apps/3.yaml").read_text()
    shop.write("apps/3.yaml", "# TODO: written now\n" + text)
    shop.write("apps/4.yaml", "host: h4\n")
    shop.commit()
    said = f"debt since {base}: 1 item of 15 min new; 25 items of 6 h 10 min paid back"

    assert gate(capsys) == (
        *(1, ["apps/3.yaml:1: todo: a TODO (15 min)", "  git log -1 -L 1,1:apps/3.yaml", said]),
        "",
    )
    allowed = gate(capsys, "--base", "main", "--max-minutes", "15")
    assert (allowed[0], len(allowed[1])) == (0, 2)
    made = json.loads("\n".join(gate(capsys, "--base", "main", "--format", "json")[1]))
    assert (made["version"], made["passes"], made["minutes"], made["paid_back_minutes"]) == (
        *(1, False, 15, 370),
    )
    quality = json.loads("\n".join(gate(capsys, "--base", "main", "--format", "codequality")[1]))
    assert [(one["check_name"], one["location"]["path"]) for one in quality] == [
        ("debt/todo", "apps/3.yaml")
    ]


def test_a_moved_file_is_not_new_debt(shop: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    shop.git("mv", "apps/3.yaml", "apps/three.yaml")
    (shop.root / "apps/sub").mkdir()
    shop.git("mv", "apps/4.yaml", "apps/sub/4.yaml")
    shop.write("apps/three.yaml", (shop.root / "apps/three.yaml").read_text() + "# More.\n")
    shop.commit()

    code, lines, said = gate(capsys)

    assert (code, lines, said.partition(": ")[2]) == (0, [], "nothing new")


def test_a_schema_that_other_files_need_already_is_not_new(
    shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    named = "# yaml-language-server: $schema=https://example.org/{}.json\na: 1\n"
    shop.git("switch", "--quiet", "main")
    shop.write("here.yaml", named.format("known"))
    shop.write("there.yaml", named.format("known"))
    shop.commit()
    shop.git("switch", "--quiet", "--create", "another")
    shop.write("more.yaml", named.format("known"))
    shop.git("rm", "--quiet", "here.yaml")
    shop.commit()
    assert gate(capsys)[:2] == (0, [])
    shop.write("new.yaml", named.format("strange"))
    shop.commit()

    assert gate(capsys)[1][0] == (
        "new.yaml:1: unvendored-schema: `new.yaml` names this schema, and the repository has no "
        "copy of it (10 min)"
    )


def test_a_hostile_branch_cannot_make_itself_cheaper(
    shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (shop.root / "confledger.yaml").read_text()
    shop.write(
        "confledger.yaml",
        text + 'ignore: [{paths: ["apps/**"], reason: nothing}]\nchecks: {deprecated-key: "off"}\n',
    )
    shop.write("debt.yaml", "rules: {deprecated-key: {minutes: 0, reason: cheap}}\n")
    shop.write(
        "waivers.yaml",
        "waivers: [{check: deprecated-key, address: 'apps/**', reason: cheap, owner: me,"
        " expires: '2025-07-01'}]\n",
    )
    shop.write("apps/new.yaml", "host: a\nold: x\n# TODO: later\n")
    shop.commit()

    code, lines, _ = gate(capsys)

    assert code == 1
    assert [line for line in lines if line.startswith("apps/")] == [
        "apps/new.yaml:2: deprecated-key: `old` is deprecated (10 min)",
        "apps/new.yaml:3: todo: a TODO (15 min)",
    ]


def test_a_commit_that_says_it_is_old_has_no_waiver_of_then(
    shop: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.git("switch", "--quiet", "main")
    shop.write(
        "waivers.yaml",
        "waivers: [{check: deprecated-key, address: 'apps/**', reason: then, owner: me,"
        " expires: '2025-05-01'}]\n",
    )
    shop.commit()
    shop.git("switch", "--quiet", "--force-create", "change")
    shop.write("apps/new.yaml", "host: a\nold: x\n")
    shop.git("add", "--all")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-04-01T12:00:00Z")
    shop.git("commit", "--quiet", "--message=old")

    code, lines, _ = gate(capsys)

    assert (code, lines[0]) == (1, "apps/new.yaml:2: deprecated-key: `old` is deprecated (10 min)")


def test_a_new_risk_fails_whatever_minutes_are_allowed_and_whatever_the_branch_accepts(
    shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "AGE-SECRET-KEY-1" + "QYZS32WQ7F" * 5 + "QYZS32WQ"
    shop.write("notes.txt", f"{secret}\n")
    shop.write("broken.yaml", "a: [\n")
    entry = "address: '**', reason: cheap, owner: me, expires: '2025-07-01'"
    shop.write(
        "waivers.yaml",
        f"waivers: [{{check: syntax, {entry}}}, {{check: provider-token, {entry}}}]\n",
    )
    shop.commit()

    code, lines, _ = gate(capsys, "--base", "main", "--max-minutes", "9999")

    assert code == 1
    assert lines[0].startswith("broken.yaml:1: syntax: ")
    assert [line for line in lines if line.startswith("notes.txt:1: provider-token: ")]
    assert "2 of them risks" in lines[-1]
    assert secret not in "".join(lines)


def test_a_shallow_clone_is_told_what_to_do_or_compares_with_a_file(
    shop: Repository,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert run(["baseline", "--rev", "main", "--output", "known"]) == 0
    known = (shop.root / "known").read_text().splitlines()
    assert (len(known), known) == (OLD, sorted(known))
    capsys.readouterr()
    assert run(["baseline", "--rev", "main"]) == 0
    assert capsys.readouterr().out.splitlines() == known
    shop.write("apps/0.yaml", (shop.root / "apps/0.yaml").read_text() + "# FIXME: now\n")
    shop.commit()
    shop.git("clone", "--quiet", "--depth=1", f"file://{shop.root}", "shallow")
    monkeypatch.chdir(shop.root / "shallow")
    capsys.readouterr()

    code, lines, said = gate(capsys)
    assert (code, lines) == (2, [])
    for fix in ("git fetch --unshallow", "fetch-depth: 0", "GIT_DEPTH: 0", "--baseline FILE"):
        assert fix in said
    code, lines, _ = gate(capsys, "--baseline", "../known")
    assert (code, lines[0]) == (1, "apps/0.yaml:27: todo: a FIXME (15 min)")


def test_what_cannot_be_compared_is_said(
    shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, said in (
        (["--max-minutes", "0"], "what the change is compared with is missing"),
        (["--base", "nowhere"], "no revision named 'nowhere'"),
        (["--base", "main", "--max-minutes", "-1"], "--max-minutes takes a whole number"),
        (["--baseline", "nowhere"], "'nowhere' could not be read"),
        (["--base", "main", "--trust", "me"], "there is no side 'me'"),
    ):
        code, lines, told = gate(capsys, *arguments)
        assert (code, lines) == (2, [])
        assert said in told


def test_a_hook_before_a_push_compares_with_where_the_push_goes(
    shop: Repository,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    base = shop.git("rev-parse", "--short=12", "main")
    nobody = "note: nobody has any of this branch yet; there is nothing to compare it with"
    assert gate(capsys, "--push") == (0, [], nobody)

    shop.git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin"))
    shop.git("remote", "add", "origin", str(tmp_path / "origin"))
    shop.git("push", "--quiet", "--set-upstream", "origin", "change")
    shop.write("apps/new.yaml", "old: x\n")
    shop.commit()
    code, told, _ = gate(capsys, "--push")
    assert (code, told[-1]) == (1, f"debt since {base}: 1 item of 10 min new")

    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "HEAD")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    assert gate(capsys, "--push")[:2] == (0, [])
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "0" * 40)
    assert gate(capsys, "--push") == (0, [], "")
    assert gate(capsys, "--push", "--base", "main")[0] == 2
