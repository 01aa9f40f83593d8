"""`confledger plan`, as a person types it."""

import json
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest

from confledger.cli.plan.command import run
from confledger.errors import ConfledgerError
from confledger.reports.plans import status_model
from support import Repository

_PLAN = """\
# Plan
Progress: 100 %
## Phase 1: <b>|x
- [x] one `src/a.py`
- [ ] two <!-- id: two --> <!-- evidence: sh -c 'echo seen' -->
"""


@pytest.fixture
def planned(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with one plan, in which we stand."""
    repository.write("docs/roadmap.md", _PLAN)
    repository.write("docs/notes.md", "- [ ] no plan\n")
    repository.commit()
    monkeypatch.chdir(repository.root)
    return repository


def test_check_finds_the_plan_itself_and_tells_only_what_is_new(
    planned: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "--format", "short"]) == 1
    said = capfd.readouterr()
    assert said.out.splitlines() == [
        "docs/roadmap.md:2:11: error[plan-progress] the plan declares 100 %, and 1 of 2 boxes are "
        "ticked (50 %)"
    ]
    assert said.err == ("plans: docs/roadmap.md\n1 finding in 1 file (1 error): 1 file, 1 failed\n")
    assert run(["check", "--base", "HEAD", "-q"]) == 0
    assert run(["check", "--skip", "plan-progress", "-q"]) == 0
    planned.write("docs/roadmap.md", "\n" + _PLAN + "\n[gone](gone.md) {{ x }}\n")
    capfd.readouterr()
    assert run(["check", "--base", "HEAD", "-q", "--format", "json"]) == 1
    report = json.loads(capfd.readouterr().out)
    assert [(one["check"], one["line"]) for one in report["findings"]] == [
        ("plan-link", 8),
        ("plan-template", 8),
    ]
    assert report["summary"]["old_findings"] == 1
    for form in ("sarif", "junit", "codequality", "github", "checkstyle", "rdjson", "text"):
        assert run(["check", "--format", form, "-q"]) == 1
        assert "plan-link" in capfd.readouterr().out


def test_status_is_the_same_in_every_form(
    planned: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for form in ("text", "markdown", "mermaid", "json"):
        assert run(["status", "--format", form, "docs/roadmap.md"]) == 0
        said[form] = capfd.readouterr().out
    assert said["text"] == (
        "docs/roadmap.md: 1 of 2 boxes ticked (50 %), declares 100 %\n"
        "     50 %          1/2  #####.....  Phase 1: <b>|x\n"
    )
    assert said["markdown"].splitlines()[-2:] == [
        "| **whole plan** | 1 of 2 | 50 % | **100 %** |",
        "| Phase 1\\: &lt;b&gt;\\|x | 1 of 2 | 50 % |  |",
    ]
    assert said["mermaid"].splitlines()[1:4] == [
        '  p0["docs/roadmap.md<br/>1 of 2 (50 %)<br/>declares 100 %"]',
        '  p0h1["Phase 1#58; #60;b#62;#124;x<br/>1 of 2 (50 %)"]',
        "  p0 --> p0h1",
    ]
    document = json.loads(said["json"])
    jsonschema.validate(document, status_model.schema())
    assert document["plans"][0]["items"][1] == {
        "id": "two",
        "state": "open",
        "text": "two",
        "line": 5,
        "heading": 3,
        "parent": None,
    }


def test_boxes_are_listed_with_their_ids_and_the_settings_say_what_is_a_plan(
    planned: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    planned.write("confledger.yaml", 'version: 1\nplans: ["docs/notes.md"]\n')
    planned.write("docs/notes.md", "- [ ] outside\n# One\n- [~] in\n## A\n### B\n- [-] x\n")
    planned.write("docs/empty.md", "text\n")
    planned.git("add", "--all")
    assert run(["status", "--items"]) == 0
    said = capfd.readouterr().out.splitlines()
    assert said[0] == "docs/notes.md: 0 of 2 boxes ticked (0 %)"
    assert [line.split(maxsplit=1)[1] for line in said[1:]] == [
        "open     outside",
        "begun    in",
    ]
    assert run(["status", "docs/empty.md"]) == 0
    assert capfd.readouterr().out == "docs/empty.md: no boxes\n"
    planned.write("confledger.yaml", 'version: 1\nplans: ["none/*"]\n')
    with pytest.raises(ConfledgerError, match="no tracked file matches `plans`"):
        run(["status"])


def test_nothing_is_written_through_a_link_that_leads_out(
    planned: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (planned.root / ".confledger").symlink_to(outside)
    with pytest.raises(ConfledgerError, match="leads out of the repository"):
        run(["sync"])
    assert list(outside.iterdir()) == []


def test_the_store_is_made_merged_and_made_again(
    planned: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    store = planned.root / ".confledger/plans.json"
    assert run(["sync", "--dry-run"]) == 0
    assert not store.exists()
    assert run(["sync"]) == 0
    first = store.read_bytes()
    capfd.readouterr()
    assert run(["sync"]) == 0
    assert capfd.readouterr().err.endswith("plans and store agree\n")
    document = json.loads(first)
    document["plans"]["docs/roadmap.md"]["items"][1]["state"] = "done"
    store.write_text(json.dumps(document))
    assert run(["sync", "docs/roadmap.md", "--format", "json"]) == 0
    steps = json.loads(capfd.readouterr().out)["steps"]
    assert [(one["side"], one["line"], one["said"]) for one in steps] == [
        ("plan", 5, "open becomes done")
    ]
    text = (planned.root / "docs/roadmap.md").read_text()
    assert text == _PLAN.replace("- [ ] two", "- [x] two")
    merged = store.read_bytes()
    store.unlink()
    assert run(["sync", "--rebuild"]) == 0
    assert store.read_bytes() == merged
    store.write_bytes(merged.replace(b'"state": "done"', b'"state": "begun"'))
    planned.write("docs/roadmap.md", text.replace("[x]", "[ ]"))
    assert run(["sync"]) == 1
    assert (planned.root / "docs/roadmap.md").read_text() == text.replace("[x]", "[ ]")


def test_a_box_is_ticked_by_a_command_and_by_nothing_else(
    planned: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    plan = planned.root / "docs/roadmap.md"
    assert run(["finalize", "docs/roadmap.md"]) == 0
    assert plan.read_text() == _PLAN
    assert run(["finalize", "docs/roadmap.md", "--item", "two", "--", "sh", "-c", "exit 3"]) == 1
    slow = ["--timeout", "0.2", "--", "sh", "-c", "sleep 60 & wait"]
    assert run(["finalize", "docs/roadmap.md", "--item", "two", *slow]) == 1
    assert plan.read_text() == _PLAN
    for program in ("no-such-program", "./docs"):
        with pytest.raises(ConfledgerError, match="could not be started"):
            run(["finalize", "docs/roadmap.md", "--item", "two", "--", program])
    planned.write("other.txt", "changed")
    with pytest.raises(ConfledgerError, match="not committed"):
        run(["finalize", "docs/roadmap.md", "--run"])
    (planned.root / "other.txt").unlink()
    assert run(["finalize", "docs/roadmap.md", "--run"]) == 0
    done = plan.read_text()
    head = planned.git("rev-parse", "HEAD")
    digest = sha256(b"seen\n").hexdigest()
    record = (
        f" <!-- proven: 2025-06-01, exit 0, commit {head}, output sha256:{digest}, "
        "by sh -c 'echo seen' -->"
    )
    assert done == _PLAN.replace("- [ ] two", "- [x] two").rstrip("\n") + record + "\n"
    assert run(["finalize", "docs/roadmap.md", "--run"]) == 0
    assert plan.read_text() == done
    command = ["sh", "-c", "echo '--> x'; exit 1", "--password=hunter2hunter2"]
    assert (
        run(["finalize", "docs/roadmap.md", "--item", "two", "--record-failure", "--", *command])
        == 1
    )
    failed = plan.read_text()
    assert "- [ ] two" in failed
    assert "exit 1" in failed
    assert all(word not in failed for word in ("proven", "hunter2"))
    assert failed.count("-->") == _PLAN.count("-->") + 1


def test_a_plan_outside_of_any_repository_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.md").write_bytes(b"# P 98 %\r\n- [ ] a\r\n")
    monkeypatch.chdir(tmp_path)
    assert run(["check", "p.md", "--format", "short", "-q"]) == 1
    assert capfd.readouterr().out.startswith(
        "p.md:1:5: error[plan-progress] the plan declares 98 %"
    )
    assert run(["check", "--list-rules"]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 10
    for wrong in (
        ["check"],
        ["check", "none.md"],
        ["check", "p.md", "--as-of", "soon"],
        ["status", "."],
        ["status", "p.md", "--depth", "x"],
        ["check", "p.md", "--base", "HEAD"],
        ["finalize", "p.md"],
        ["finalize", "p.md", "--item", "none"],
        ["finalize", "p.md", "--"],
        ["finalize", "p.md", "--", "true"],
        ["finalize", "p.md", "--item", "x", "--run", "--", "true"],
        ["finalize", "p.md", "--run", "--timeout", "0"],
    ):
        with pytest.raises(ConfledgerError):
            run(wrong)
