"""Whatever a file holds, and whatever the settings say: a finding or an error, soon, and small."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support import Repository

Make = Callable[[Path], object]


def content(data: str | bytes) -> Make:
    return lambda path: path.write_bytes(data.encode() if isinstance(data, str) else data)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)


def aliases(levels: int) -> str:
    """Return a bomb: each level has nine aliases to the one before."""
    lines = ["a0: &a0 [x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


# What is found, as (check, line, column), and how the file ends.
FILES: list[tuple[str, str, Make, list[tuple[str, int | None, int | None]]]] = [
    ("an empty file", "a.yaml", content(""), []),
    ("white space only", "a.yaml", content(" \n\n  \n"), []),
    ("a comment only", "a.toml", content("# nothing\n"), []),
    ("an empty JSON file", "a.json", content(""), [("syntax", 1, 1)]),
    ("white space as JSON", "a.json", content(" \n"), [("syntax", 1, 1)]),
    ("a picture", "a.yaml", content(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff"), [("encoding", 3, 1)]),
    ("NUL bytes", "a.yaml", content("a: 1\nb: \0\n"), [("encoding", 2, 4)]),
    ("invalid UTF-8", "a.yaml", content(b"a: 1\nb: caf\xe9\n"), [("encoding", 2, 7)]),
    ("invalid UTF-8 as JSON", "a.json", content(b'{"a": "\xe9"}'), [("encoding", 1, 8)]),
    ("50 MB", "a.yaml", sparse, [("limits", None, None)]),
    ("50 MB as JSON", "a.json", sparse, [("limits", None, None)]),
    ("a bomb of aliases", "a.yaml", content(aliases(10)), [("limits", None, None)]),
    ("10,000 lists", "a.yaml", content("[" * 10000 + "]" * 10000), [("limits", None, None)]),
    ("10,000 JSON maps", "a.json", content('{"a":' * 10000), [("limits", None, None)]),
    ("10,000 open brackets", "a.toml", content("a = " + "[" * 10000), [("limits", None, None)]),
    ("a line of 5 MB", "a.yaml", content("a: " + "x" * 5_000_000 + "\na: 1\n"), [("dup", 2, 1)]),
    ("a pipe", "a.yaml", os.mkfifo, [("syntax", None, None)]),
    ("Windows line ends", "a.yaml", content("a: 1\r\nb: 2\r\n"), []),
    ("an old Mac", "a.yaml", content("a: 1\rb: 2\r"), []),
    ("no end of line", "a.yaml", content("a: 1"), []),
]


def run(repository: Repository, *arguments: str) -> tuple[int, str, str, float, int]:
    """Run confledger: exit code, output, messages, seconds, and most memory in megabytes."""
    # The memory of a process counts from that of its parent, so it gets a small one.
    between = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:]);"
        "print('\\n', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr);"
        "sys.exit(done.returncode)"
    )
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-S", "-c", between, sys.executable, "-m", "confledger", *arguments],
        cwd=repository.root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    messages, _, most = done.stderr.rpartition("\n ")
    seconds = time.monotonic() - started
    return done.returncode, done.stdout, messages, seconds, int(most) // 1024


@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [pytest.param(name, make, expected, id=id) for id, name, make, expected in FILES],
)
def test_a_bad_file_is_a_finding_at_once(
    repository: Repository,
    name: str,
    make: Make,
    expected: list[tuple[str, int | None, int | None]],
) -> None:
    make(repository.root / name)

    code, output, messages, seconds, most = run(repository, "check", "--format", "json", name)

    answer = json.loads(output)
    found = [
        (one["check"], one["line"], one["column"])
        for one in answer["findings"]
        if one["severity"] != "info"
    ]
    wanted = [("duplicate-key" if check == "dup" else check, *at) for check, *at in expected]
    # Where a limit is passed depends on the reader; that it is passed does not.
    if wanted and wanted[0][0] == "limits":
        found = [(check, None, None) for check, _, _ in found]
    assert (code, found) == (int(bool(expected)), wanted)
    assert answer["summary"]["total"] == 1
    assert messages.count("\n") == 1
    assert seconds < 3
    assert most < 150


def test_a_folder_with_the_name_of_a_file_is_a_folder(repository: Repository) -> None:
    repository.write("a.yaml/b.yaml", "a: 1\na: 2\n")
    repository.write("a.yaml/c.txt", "")
    (repository.root / "empty.yaml").mkdir()

    done = repository.confledger("check", "--format", "short", "a.yaml")

    assert (done.returncode, done.stderr) == (
        1,
        "1 finding in 1 file (1 error): 2 files, 1 failed, "
        "1 ignored (not a configuration format)\n",
    )
    assert done.stdout.splitlines()[-1].startswith("a.yaml/b.yaml:2:1: error[duplicate-key] ")
    nothing = repository.confledger("check", "empty.yaml")
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "no files to check\n")


VALID = "see `confledger settings --schema` for what is valid"
SETTINGS = [
    pytest.param(
        "schemsa: []\n",
        ["1:1: unknown key `schemsa`; did you mean `schemas`?"],
        VALID,
        id="a typo",
    ),
    pytest.param(
        "limits: {max-byte: 1}\n",
        ["1:10: unknown key `max-byte` in `limits`; did you mean `max-bytes`?"],
        VALID,
        id="a typo below",
    ),
    pytest.param(
        "formats: 3\nschemas: yes\n",
        ["1:10: `formats` must be true or false", "2:10: `schemas` must be a list"],
        VALID,
        id="wrong types",
    ),
    pytest.param(
        "checks: {frobnicate: off}\n",
        ["1:10: unknown key `frobnicate` in `checks`"],
        VALID,
        id="an unknown check",
    ),
    pytest.param(
        "checks: {schema: eror}\n",
        ["1:18: `checks.schema` must be one of off, info, warning, error; did you mean `error`?"],
        VALID,
        id="an unknown severity",
    ),
    pytest.param("[]\n", ["1:1: the file must be a map"], VALID, id="a list"),
    pytest.param("text\n", ["1:1: the file must be a map"], VALID, id="a text"),
    pytest.param("version: 2\n", ["1:10: `version` must be 1"], VALID, id="another version"),
    pytest.param(
        'ignore: [{paths: [""], reason: ab}, {paths: []}]\n',
        [
            "1:19: `ignore[0].paths[0]` must not be empty",
            "1:32: `ignore[0].reason` needs at least 3 characters",
            "1:45: `ignore[1].paths` must not be empty",
            "1:37: `ignore[1]` needs `reason`",
        ],
        VALID,
        id="everything is told at once",
    ),
]


@pytest.mark.parametrize(("text", "faults", "help"), SETTINGS)
def test_settings_that_cannot_be_used_say_where_and_why(
    repository: Repository, text: str, faults: list[str], help: str
) -> None:
    repository.write("confledger.yaml", text)

    done = repository.confledger("check")

    places = "\n       ".join(f"confledger.yaml:{fault}" for fault in faults)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {places}\n  help: {help}\n"


@pytest.mark.parametrize("command", ["check", "check --staged", "check --rev HEAD", "settings"])
def test_settings_that_cannot_be_used_stop_every_command(
    repository: Repository, command: str
) -> None:
    repository.write("confledger.yaml", "schemsa: []\n")
    repository.commit()

    done = repository.confledger(*command.split())

    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "error: confledger.yaml:1:1: unknown key `schemsa`; did you mean `schemas`?\n"
        f"  help: {VALID}\n",
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("schemas: [\n", "1:10: ", id="no YAML"),
        pytest.param("ignore: []\nignore: []\n", "2:1: ", id="a duplicate key"),
        pytest.param("a: &a [*a]\n", "1:4: ", id="a cycle"),
        pytest.param("<<<<<<< HEAD\nversion: 1\n=======\n>>>>>>> x\n", "1:1: ", id="a conflict"),
        pytest.param("{}\n---\n{}\n", " 2 documents, expected one\n", id="two documents"),
        pytest.param("[" * 10000, "1:", id="10,000 levels"),
    ],
)
def test_settings_that_cannot_be_read_say_where_and_what_to_do(
    repository: Repository, text: str, place: str
) -> None:
    repository.write("confledger.yaml", text)

    done = repository.confledger("check")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: confledger.yaml:{place}")
    assert done.stderr.splitlines()[-1].startswith("  help: ")
    assert len(done.stderr) < 500


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}\n", "---\n", "version: 1\n"])
def test_settings_that_say_nothing_are_the_defaults(repository: Repository, text: str) -> None:
    repository.write("confledger.yaml", text)
    repository.write("a.yaml", "a: 1\n")
    repository.commit()

    done = repository.confledger("check")

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "2 files: 1 passed, 1 without schema\n"


def test_settings_in_pyproject_toml_count_when_there_are_no_others(repository: Repository) -> None:
    repository.write("pyproject.toml", "[tool.confledger]\nfomats = true\n")
    wrong = repository.confledger("check")
    repository.write("pyproject.toml", "[project]\nname = 'x'\n[tool.confledger]\nformats = true\n")
    right = repository.confledger("settings")
    repository.write("confledger.yaml", "fail-on: error\n")
    both = repository.confledger("settings")

    assert (wrong.returncode, wrong.stderr) == (
        2,
        "error: pyproject.toml:2:1: unknown key `fomats`; did you mean `formats`?\n"
        f"  help: {VALID}\n",
    )
    assert "formats: true  # pyproject.toml:4\n" in right.stdout
    assert both.stderr.startswith("error: there are settings in confledger.yaml and in pyproject")


def test_a_schema_that_does_not_exist_is_told_once(repository: Repository) -> None:
    repository.write("confledger.yaml", 'schemas: [{paths: ["*.yaml"], schema: nope.json}]\n')
    for name in ("a", "b", "c"):
        repository.write(f"{name}.yaml", "a: 1\n")
    repository.commit()

    done = repository.confledger("check", "--format", "short")

    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "nope.json: error[schema] the schema `nope.json` does not exist\n",
        "1 finding in 1 file (1 error): 4 files, 4 without schema\n",
    )
