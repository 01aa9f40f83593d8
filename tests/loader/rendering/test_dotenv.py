import io
import os
import subprocess
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import assume, example, given, settings

from confledger.documents.dialect import DOTENV
from confledger.documents.load import load
from confledger.loader.rendering import docker_env, dotenv
from hostile import CASES, TEXTS, variables


def read_by_python(file: Path, text: str) -> dict[str, str | None]:
    file.write_bytes(text.encode())
    return dotenv_values(file)


def read_by_docker(text: str) -> dict[str, str]:
    """Read as docker documents it: no quotes, no escapes, a comment is a line of its own."""
    found = {}
    for line in text.split("\n"):
        line = line.lstrip(" \t")
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[name] = value
    return found


def read_by_a_shell(file: Path, names: dict[str, str]) -> dict[str, str]:
    """Let a POSIX shell read the file, without any program that it could run."""
    script = f'set -a; . "{file}"; exec /usr/bin/env -0'
    done = subprocess.run(
        ["/bin/sh", "-c", script], env={"PATH": "/nonexistent"}, capture_output=True, check=True
    )
    assert done.stderr == b""
    there = dict(one.split("=", 1) for one in done.stdout.decode().split("\0")[:-1])
    return {name: there[name] for name in names}


def fit(texts: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if dotenv.unfit(text) is None}


@given(variables)
@example({f"X{at}": text for at, text in enumerate(TEXTS)})
@settings(max_examples=CASES)
def test_python_reads_what_was_written(texts: dict[str, str]) -> None:
    texts = fit(texts)
    # Read with the translation of line ends that opening a file has.
    stream = io.TextIOWrapper(io.BytesIO(dotenv.write(texts).encode()), encoding="utf-8")

    assert dotenv_values(stream=stream) == texts


@given(variables)
@settings(max_examples=CASES)
def test_our_own_reader_takes_the_same(texts: dict[str, str]) -> None:
    texts = fit(texts)
    # It knows no escapes between single quotes, and no control character is a line end to it.
    assume(all(dotenv.for_a_shell(text) for text in texts.values()))

    loaded = load(dotenv.write(texts).encode(), DOTENV)

    assume(not any(problem.kind == "encoding" for problem in loaded.problems))
    assert loaded.documents == [texts]


def test_a_shell_reads_the_same_where_it_says_so(tmp_path: Path) -> None:
    texts = {
        f"X{at}": text
        for at, text in enumerate(TEXTS)
        if dotenv.unfit(text) is None and dotenv.for_a_shell(text)
    }
    file = tmp_path / "app.env"

    assert read_by_python(file, dotenv.write(texts)) == texts
    assert read_by_a_shell(file, texts) == texts
    left = [text for text in TEXTS if not dotenv.for_a_shell(text)]
    assert left == ["\r", "a\r\nb", "it's $5", "'$HOME'"]


def test_nothing_that_is_written_is_run_by_a_shell(tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    commands = (f"; touch {touched};", f"$(touch {touched})", f"`touch {touched}`")
    texts = [
        start + one + end
        for one in commands
        for start in ("", "'", "\\", '"', "\\'", "'\n")
        for end in ("", "'", "\n#")
    ]
    kept = fit({f"X{at}": text for at, text in enumerate(texts)})
    file = tmp_path / "app.env"
    file.write_text(dotenv.write(kept))

    subprocess.run(["/bin/sh", "-c", f'. "{file}"'], env=dict(os.environ), check=True)

    assert not touched.exists()
    assert len(kept) == 30


@given(variables)
@settings(max_examples=CASES)
def test_docker_reads_values_of_one_line_as_they_are(texts: dict[str, str]) -> None:
    texts = {name: text for name, text in texts.items() if docker_env.unfit(text) is None}

    assert read_by_docker(docker_env.write(texts)) == texts


def test_what_needs_no_quotes_is_the_same_for_all() -> None:
    texts = {"A": "postgres://host:5432/db", "B": "", "C": "a=b,c+d@e%20", "D": "007", "E": "-x"}

    assert dotenv.write(texts) == docker_env.write(texts)
    assert read_by_docker(dotenv.write(texts)) == texts


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("a\0b", "it has a NUL in it, which no variable can hold", id="NUL"),
        pytest.param(
            "a ${b} c",
            "readers of these files would put another value in for its `${...}`",
            id="python-dotenv expands it between single quotes too",
        ),
        pytest.param("it's $(x)", "a shell that reads the file would run a part of it", id="run"),
        pytest.param("it's `x`", "a shell that reads the file would run a part of it", id="ticks"),
        pytest.param("costs $(5)", None, id="single quotes hold a dollar"),
        pytest.param("it's 5", None, id="double quotes hold a single one"),
        pytest.param("${", None, id="never closed"),
    ],
)
def test_what_readers_would_take_for_something_else_is_refused(
    text: str, reason: str | None
) -> None:
    assert dotenv.unfit(text) == reason


def test_docker_has_no_way_to_write_lines() -> None:
    assert docker_env.unfit("a\nb") == "it has several lines, and docker has no way to write them"
    assert docker_env.unfit("ä" * 32768) == "it is longer than a line that docker reads"
    assert docker_env.unfit("\0") == "it has a NUL in it, which no variable can hold"
