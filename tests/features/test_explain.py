"""The page of a check: in a terminal, as Markdown, as JSON; and a list of all of them."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from confledger.cli import explain
from confledger.settings_schema import CHECKS

DUPLICATE_KEY = """\
duplicate-key  (error)

A key that its map has already.

{prose}

Bad:
    pool: 5
    pool: 50

Good:
    pool: 50

Accept one finding, beside it or on the line above:
    # confledger: ignore[duplicate-key] until YYYY-MM-DD: reason

Accept findings with an owner, in waivers.yaml:
    waivers:
      - check: duplicate-key
        address: "FILE#/KEY"
        reason: WHY
        owner: "@WHO"
        expires: "YYYY-MM-DD"

Weigh all of them otherwise, in confledger.yaml:
    checks:
      duplicate-key: warning  # or error, info, off
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "confledger", "explain", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def on_a_terminal(*arguments: str, columns: int, **env: str) -> str:
    """Run it on a terminal of that width; return what it shows."""
    ours, theirs = pty.openpty()
    size = {"COLUMNS": str(columns), "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-m", "confledger", "explain", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        env={**os.environ, **size, **env},
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        assert process.wait() == 0
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def test_a_page_has_all_that_there_is_to_say() -> None:
    done = run("--rule", "duplicate-key")

    start, _, rest = DUPLICATE_KEY.partition("{prose}")
    _, _, end = rest.partition("Good:\n    pool: 50\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(start)
    assert done.stdout.endswith(end)
    assert "\nBad:\n    " in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("columns", "widest"),
    [pytest.param(50, 50, id="narrow"), pytest.param(300, 100, id="no wider than one reads")],
)
def test_prose_is_as_wide_as_the_terminal(columns: int, widest: int) -> None:
    page = on_a_terminal("--rule", "unknown-key", columns=columns)

    prose = page.partition("Schema:")[0].splitlines()
    assert widest - 15 < max(map(len, prose)) <= widest


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        pytest.param({}, True, id="a terminal"),
        pytest.param({"NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param({"TERM": "dumb"}, False, id="a terminal without"),
    ],
)
def test_headings_stand_out_where_they_can(env: dict[str, str], coloured: bool) -> None:
    page = on_a_terminal("--rule", "schema", columns=80, **env)

    assert page.startswith("\x1b[1mschema\x1b[0m" if coloured else "schema  (")
    assert ("\x1b[1mBad" in page) == coloured


def test_without_a_check_all_of_them_are_listed() -> None:
    done = run()

    rows = [line for line in done.stdout.splitlines() if line and not line.startswith(" ")]
    assert (done.returncode, done.stderr) == (0, "")
    assert [row.split()[0] for row in rows[:-1]] == list(CHECKS)
    assert rows[-1] == "its page: confledger explain --rule ID"
    assert "unknown-key             A key that the schema does not know; usually a typo.\n" in (
        done.stdout
    )


def test_json_has_every_page_in_parts() -> None:
    every, one = (
        json.loads(run("--format", "json").stdout),
        run("--format", "json", "--rule", "unknown-key"),
    )

    assert every["version"] == 1
    assert [check["id"] for check in every["checks"]] == list(CHECKS)
    (check,) = json.loads(one.stdout)["checks"]
    assert check in every["checks"]
    assert (check["severities"], check["setting"]) == (["error", "warning"], "checks.unknown-key")
    assert [(part["heading"], part["language"]) for part in check["examples"]] == [
        ("Schema", "json"), ("Bad", "yaml"), ("Good", "yaml"),
    ]  # fmt: skip


def test_markdown_says_the_same_as_the_reference() -> None:
    page = run("--rule", "unknown-key", "--format", "markdown").stdout

    said = explain.checks()["unknown-key"].page
    assert page.startswith(f"## unknown-key\n\n{said.title}\n\nSeverity: error, warning.\n\n")
    assert f"\n\n{said.prose}\n\nSchema:\n\n```json\n" in page
    assert page.endswith("```yaml\nchecks:\n  unknown-key: warning  # or error, info, off\n```\n")


@pytest.mark.parametrize(
    ("arguments", "said", "help"),
    [
        pytest.param(
            ("--rule", "unknown-keys"), "there is no check 'unknown-keys'",
            "did you mean 'unknown-key'? there are syntax, encoding, ", id="misspelt",
        ),
        pytest.param(
            ("--rule", "unknown-key", "db.pool"), "--rule explains a check, and there is something",
            "ask for one of them\n", id="a check and a key",
        ),
        pytest.param(
            ("--format", "jsn"), "there is no format 'jsn'", "did you mean 'json'? ", id="format"
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_explained_is_an_error(
    arguments: tuple[str, ...], said: str, help: str
) -> None:
    done = run(*arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {said}")
    assert f"\n  help: {help}" in done.stderr


def test_the_id_of_a_check_alone_is_enough() -> None:
    assert run("unknown-key").stdout == run("--rule", "unknown-key").stdout


def test_every_module_of_a_check_is_a_page(project: Path) -> None:
    """A file that `explain` does not know by its name would be left out without a word."""
    folders = [project / "src/confledger/checks" / name for name in ("rules", "across")]
    names = {
        file.stem.replace("_", "-")
        for folder in folders
        for file in folder.glob("*.py")
        if file.stem != "__init__"
    }

    assert names - set(CHECKS) == set()
    for check in explain.checks().values():
        if check.page is not explain.WITHOUT:
            assert (bool(check.page.title), bool(check.severities)) == (True, True), check.id
