"""The cache in .git/confledger/ may be damaged, deleted, full, or shared: no answer depends on it.

That it changes no answer either while all is well, test_random_walk.py shows.
"""

import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support import Repository

Run = Callable[..., tuple[int, str, str]]
SCHEMA = """{"$schema": "http://json-schema.org/draft-07/schema#",
 "properties": {"a": {"$ref": "p.json#/a"}}}
"""
SETTINGS = 'schemas: [{paths: ["x/*.yaml"], schema: schemas/app.json}]\n'


def ready(repository: Repository) -> Repository:
    """Make a repository with a clean run of each kind behind it, and the index not empty."""
    repository.write("schemas/app.json", SCHEMA)
    repository.write("schemas/p.json", '{"a": {"type": "integer"}}')
    repository.write("confledger.yaml", SETTINGS)
    repository.write("x/a.yaml", "a: 1\n")
    repository.commit()
    repository.write("x/b.yaml", "a: 2\n")
    repository.git("add", ".")
    return repository


CLEAN = (
    (0, "", "5 files: 4 passed, 1 without schema\n"),
    (0, "", "1 file: 1 passed\n"),
)


def answers(repository: Repository, run: Run) -> tuple[tuple[int, str, str], ...]:
    return run(repository, "check"), run(repository, "check", "--staged")


def cached(repository: Repository) -> list[Path]:
    return sorted((repository.root / ".git" / "confledger").iterdir())


def test_the_cache_is_four_small_files_and_may_be_deleted(repository: Repository, run: Run) -> None:
    ready(repository)
    assert answers(repository, run) == CLEAN

    files = cached(repository)

    assert [
        file.name.rstrip("0123456789abcdef") if "-" in file.name else file.name for file in files
    ] == [
        "baseline-",
        "facts",
        "staged-",
        "verdicts",
    ]
    assert sum(file.stat().st_size for file in files) < 2000
    shutil.rmtree(files[0].parent)
    assert answers(repository, run) == CLEAN
    assert cached(repository) == files


DAMAGE: list[tuple[str, Callable[[Path], object]]] = [
    ("empty", lambda file: file.write_bytes(b"")),
    ("one byte", lambda file: file.write_bytes(file.read_bytes()[:1])),
    ("half", lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])),
    ("all but one byte", lambda file: file.write_bytes(file.read_bytes()[:-1])),
    ("noise", lambda file: file.write_bytes(random.Random(1).randbytes(5000))),
    ("another version", lambda file: file.write_bytes(file.read_bytes().replace(b" 1\n", b" 9\n"))),
    ("a flipped bit", lambda file: file.write_bytes(_flipped(file.read_bytes()))),
    ("a folder", lambda file: _replaced(file).mkdir()),
    ("a link to nowhere", lambda file: _replaced(file).symlink_to("nowhere")),
]


def _replaced(file: Path) -> Path:
    file.unlink()
    return file


def _flipped(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 4]) + data[-8:]


@pytest.mark.parametrize("damage", [pytest.param(deed, id=name) for name, deed in DAMAGE])
def test_a_damaged_cache_is_no_cache_and_heals(
    repository: Repository, run: Run, damage: Callable[[Path], object]
) -> None:
    ready(repository)
    answers(repository, run)
    whole = {file.name for file in cached(repository)}
    for file in cached(repository):
        damage(file)

    assert answers(repository, run) == CLEAN

    assert {file.name for file in cached(repository) if file.is_file()} >= whole
    assert answers(repository, run) == CLEAN
    repository.write("x/b.yaml", "a: x\n")
    assert run(repository, "check")[0] == 1


@pytest.mark.parametrize("place", ["file", "read-only", "too small"])
def test_where_nothing_can_be_kept_the_answer_is_the_same(
    repository: Repository, place: str
) -> None:
    ready(repository)
    cache = repository.root / ".git" / "confledger"
    if place == "file":
        cache.write_text("in the way")
    elif place == "read-only":
        # Where not even root can write.
        cache.symlink_to("/proc/self/fdinfo")

    done = [
        subprocess.run(
            [sys.executable, "-m", "confledger", *arguments],
            cwd=repository.root,
            capture_output=True,
            text=True,
            preexec_fn=_no_room if place == "too small" else None,
            env={**os.environ, "COVERAGE_PROCESS_CONFIG": "", "COVERAGE_PROCESS_START": ""},
            check=False,
        )
        for arguments in (("check",), ("check", "--staged"))
    ]

    assert tuple((one.returncode, one.stdout, one.stderr) for one in done) == CLEAN
    assert cache.is_symlink() or not cache.is_dir() or cached(repository) == []


def _no_room() -> None:
    """Let this process write no file of more than no byte, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def test_only_clean_verdicts_are_kept(repository: Repository, run: Run) -> None:
    ready(repository)
    repository.write("x/b.yaml", "a: 2\na: 3\n")
    repository.git("add", ".")

    first = answers(repository, run)

    assert [code for code, _, _ in first] == [1, 1]
    assert answers(repository, run) == answers(repository, run) == first
    repository.write("x/b.yaml", "a: 2\n")
    repository.git("add", ".")
    assert answers(repository, run) == CLEAN


def test_a_branch_that_stands_for_another_is_not_remembered_by_name(
    repository: Repository, run: Run
) -> None:
    ready(repository)
    repository.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    repository.git("symbolic-ref", "HEAD", "refs/heads/alias")
    assert run(repository, "check", "--staged") == CLEAN[1]
    empty = repository.git("commit-tree", "-m", "empty", repository.git("mktree", input=""))

    repository.git("update-ref", "refs/heads/main", empty)

    assert run(repository, "check", "--staged") == CLEAN[0]


def test_eight_runs_at_once_agree_and_leave_a_whole_cache(repository: Repository, run: Run) -> None:
    ready(repository)
    for number in range(200):
        repository.write(f"x/{number}.yaml", f"a: {number}\n")
    repository.git("add", ".")
    command = [sys.executable, "-m", "confledger", "check"]
    started = [
        subprocess.Popen(
            command + ["--staged"] * (number % 2),
            cwd=repository.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for number in range(8)
    ]
    said = {re.sub(r", \d+\.\d s\n", "\n", one.communicate()[0]) for one in started}

    assert said == {
        "205 files: 204 passed, 1 without schema\n",
        "201 files: 201 passed\n",
    }
    assert [file.suffix for file in cached(repository)] == [""] * 4
    repository.write("x/7.yaml", "a: x\n")
    assert run(repository, "check")[0] == 1


def test_a_kill_at_any_moment_harms_nothing(repository: Repository, run: Run) -> None:
    ready(repository)
    for number in range(100):
        repository.write(f"x/{number}.yaml", f"a: {number}\n")
    repository.git("add", ".")
    at = random.Random(5)
    for number in range(20):
        shutil.rmtree(repository.root / ".git" / "confledger", ignore_errors=number % 5 == 0)
        process = subprocess.Popen(
            [sys.executable, "-m", "confledger", "check"],
            cwd=repository.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(at.uniform(0.03, 0.2))
        process.kill()
        process.wait()

        assert run(repository, "check") == (0, "", "105 files: 104 passed, 1 without schema\n")
    assert [file.suffix for file in cached(repository)] == [""] * 3
