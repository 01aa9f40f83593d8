"""The comparison with other hooks: what counts as right, and how it is told."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from secret_cases import CASES
from sopsing import needs_sops


@pytest.fixture
def module(project: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the modules of scripts/secret_hooks, which are not installed."""
    monkeypatch.syspath_prepend(str(project / "scripts"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return lambda name: import_module(f"secret_hooks.{name}")


def hook(module: Any, name: str, *argv: str) -> Any:
    return module("hooks").Hook(name, "it looks", argv, lambda code, _: code == 0)


@needs_sops
def test_a_hook_is_right_where_it_lets_a_good_file_pass_and_no_bad_one(
    module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Put back in the end, as the script sets them for all that it starts.
    for name in ("CONFIG_GLOBAL", "CONFIG_NOSYSTEM", "AUTHOR_NAME", "COMMITTER_NAME"):
        monkeypatch.setenv(f"GIT_{name}", "")
    verdicts = module("verdicts")
    one_of_each = [CASES[0], CASES[-1]]
    monkeypatch.setattr(verdicts, "CASES", one_of_each)
    cases = verdicts.made(tmp_path)

    lenient = verdicts.told(hook(module, "lenient", "true", "{file}"), cases)
    strict = verdicts.told(hook(module, "strict", "false"), cases)
    looking = verdicts.told(
        hook(module, "looking", "grep", "-q", "sops_mac\\|^mac", "{file}"), cases
    )

    bad, good = (case.id for case in one_of_each)
    assert [one.right for one in (lenient, strict, looking)] == [
        {bad: False, good: True},
        {bad: True, good: False},
        {bad: True, good: True},
    ]
    assert [
        (one.wrong, one.share(bad=True), one.share(bad=False)) for one in (lenient, looking)
    ] == [
        (1, "0 of 1", "1 of 1"),
        (0, "1 of 1", "1 of 1"),
    ]


def test_the_page_names_who_is_wrong_who_is_missing_and_which_goal_is_missed(module: Any) -> None:
    account, speed, verdicts = (module(name) for name in ("account", "speed", "verdicts"))
    right = {case.id: True for case in CASES}
    told = [
        verdicts.Told(hook(module, "ours", "x"), right),
        verdicts.Told(hook(module, "theirs 1.0", "y"), right | {CASES[7].id: False}),
    ]
    goals = [
        speed.Goal("few", "imports", 0.1, 0.08, 1.25, 2.0),
        speed.Goal("many", "a wrapper", 2.0, 10.0, 0.2, 0.1),
    ]

    lines = account.page(told, [("theirs 1.0", 2.5)], goals, {"gone": "could not be installed"})

    shown = [line for line in lines.splitlines() if "yes" not in line]
    assert shown[shown.index("| case | ours | theirs 1.0 |") :] == [
        "| case | ours | theirs 1.0 |",
        "| --- | --- | --- |",
        "| bad ones refused | 11 of 11 | 10 of 11 |",
        "| good ones accepted | 7 of 7 | 7 of 7 |",
        "",
        "What each looks for:",
        "",
        "- ours: it looks.",
        "- theirs 1.0: it looks.",
        "- gone: could not be installed.",
        "",
        "Times of whole processes, run in turns: medians, and the median of the ratios of",
        "neighbours. For one good file, as a multiple of our time:",
        "",
        "| hook | time |",
        "| --- | --- |",
        "| ours | 1.00 |",
        "| theirs 1.0 | 2.50 |",
        "",
        "What we want to reach:",
        "",
        "| work | against | ours | theirs | ratio | goal |  |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        "| few | imports | 100 ms | 80 ms | 1.250 | ≤ 2 | reached |",
        "| many | a wrapper | 2,000 ms | 10,000 ms | 0.200 | ≤ 0.1 | **missed** |",
    ]
    assert "| bad: plain text containing the word ENC\\[ | yes | **no** |" in lines
