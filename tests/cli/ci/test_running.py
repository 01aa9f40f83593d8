"""Steps one after the other: what fails, what follows from it, and what is known already."""

import itertools
import json
from pathlib import Path

import pytest

from confledger.cli.ci import table
from confledger.cli.ci.context import Context
from confledger.cli.ci.running import Running
from confledger.cli.ci.span import Span
from confledger.cli.ci.step import Step
from confledger.git.repository import discover
from support import Repository

DIFF = table.BY_NAME["diff"]
BROKEN = Step("broken", "", "confledger.cli.ci.step:not_there", keeps=False)
AFTER = Step("after", "", DIFF.place, needs=("broken",))
BESIDE = Step("beside", "", DIFF.place, uses=("broken",))


@pytest.fixture
def context(repository: Repository) -> Context:
    repository.write("a.yaml", "a: 1\n")
    base = repository.commit()
    repository.write("a.yaml", "a: 2\n")
    head = repository.commit()
    span = Span(base, head, base)
    found = discover(str(repository.root))
    return Context(found, span, forge="none", environ={}, today="2026-01-31")


def ended(context: Context, *steps: Step, anew: frozenset[str] = frozenset()) -> list[object]:
    """Run some steps; return name, status, code and whether it was known, of each."""
    running = Running(
        context,
        clock=itertools.count().__next__,
        wanted={step.name for step in steps},
        anew=set(anew),
        skipped=set(),
        write=lambda name, text: None,
    )
    made = [running.run(step) for step in steps]
    context.close()
    return [(one.name, one.status, one.code, one.cached) for one in made]


def test_a_fault_of_ours_is_that_of_one_step(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    found = ended(context, BROKEN, AFTER, BESIDE)

    assert found == [
        ("broken", "failed", 3, False),
        ("after", "not-run", 0, False),
        ("beside", "ok", 0, False),
    ]
    assert context.failed == {
        "broken": "failed: a fault of confledger (AttributeError)",
        "after": "not run: `broken` failed",
    }


def test_what_is_kept_is_known_until_it_is_damaged_or_asked_for_anew(context: Context) -> None:
    folder = Path(context.repository.cache_dir, "ci")
    told = [ended(context, DIFF), ended(context, DIFF)]
    told.append(ended(context, DIFF, anew=frozenset({"diff"})))
    (file,) = folder.iterdir()
    held = json.loads(file.read_bytes())
    for damaged in (b"", b"[]", json.dumps({**held, "value": {"files": []}}).encode()):
        file.write_bytes(damaged)
        told.append(ended(context, DIFF))

    assert [one[0][3] for one in told] == [False, True, False, False, False, False]  # type: ignore[index]
    assert json.loads(file.read_bytes()) == held


def test_a_step_comes_after_all_that_it_is_made_from() -> None:
    assert table.above({"effective"}) == {"effective", "diff"}
    assert table.below("comment") == {"comment", "report", "metrics", "post"}
    seen: set[str] = set()
    for step in table.STEPS:
        assert set(step.before) <= seen
        seen.add(step.name)
