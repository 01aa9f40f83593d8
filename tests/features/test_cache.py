"""What is remembered changes nothing but the time a run takes; damage to it changes not even that.

Under test is .git/confledger/: verdicts of files, and what whole runs came to.
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

from confledger.cli import entry
from support import Repository

Run = Callable[..., tuple[int, str, str]]
INTEGER = '{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"a": {"$ref": '
SCHEMAS = (
    INTEGER + '"part.json#/port"}}}',
    INTEGER + '"part.json#/name"}}}',
    '{"required": ["a"], "additionalProperties": false, "properties": {"a": {}}}',
    "{",
)
PARTS = ('{"port": {"type": "integer"}, "name": {"type": "string"}}', '{"port": {}, "name": {}}')
CONTENTS = ("a: 1\n", "a: 2\n", "a: x\n", "b: 1\n", "a: 1\na: 2\n", "a: [\n", "", "a: 1\r\nb: 2\n")
NAMED = "# yaml-language-server: $schema={}\na: 1\n"
CHOSEN = 'schemas: [{paths: ["x/*.yaml", "z.conf"], schema: schemas/app.json}]\n'
SETTINGS = (
    "",
    CHOSEN,
    CHOSEN + 'dialects: [{paths: ["*.conf"], dialect: yaml}]\n',
    CHOSEN + 'ignore: [{paths: ["y/**"], reason: copied from upstream}]\n',
    CHOSEN + "checks: {duplicate-key: off, schema: warning}\nfail-on: error\n",
    CHOSEN + "limits: {max-bytes: 7}\n",
    "checks: {file-without-schema: error}\n",
    "schemes: []\n",
)
FILES = ("x/a.yaml", "x/b.yaml", "y/c.yaml", "y/templates/d.yaml", "e.yaml", "z.conf", "notes.md")
QUESTIONS = (
    ("check",),
    ("check", "--format", "json", "--files"),
    ("check", "--staged"),
    ("check", "--staged", "--format", "json", "--all"),
    ("check", "x", "e.yaml"),
    ("check", "--rev", "HEAD"),
)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run confledger in this process: exit code, output, messages without times."""

    def answered(repository: Repository, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(repository.root)
        monkeypatch.setattr(sys, "argv", ["confledger", *arguments])
        code = entry.main()
        said = capfd.readouterr()
        return code, said.out, re.sub(r", \d+\.\d s\n", "\n", said.err)

    return answered


def step(repository: Repository, at: random.Random) -> str:
    """Do one thing that a person may do to a repository; return what it was."""
    path, deed = at.choice(FILES), at.choice(DEEDS)
    return f"{deed.__name__}: {deed(repository, at, path)}"


def edit(repository: Repository, at: random.Random, path: str) -> str:
    path, contents = at.choice(
        [
            *([(path, CONTENTS)] * 4),
            (path, (NAMED.format("../schemas/app.json"), NAMED.format("schemas/app.json"))),
            ("schemas/app.json", SCHEMAS),
            ("schemas/part.json", PARTS),
            ("confledger.yaml", SETTINGS),
            ("y/Chart.yaml", ("name: y\n",)),
        ]
    )
    content = at.choice(contents)
    _put(repository, path, content)
    return f"{path} {content!r}"


def link(repository: Repository, at: random.Random, path: str) -> str:
    file = repository.root / path
    file.parent.mkdir(exist_ok=True, parents=True)
    file.unlink(missing_ok=True)
    file.symlink_to("nowhere")
    return path


def delete(repository: Repository, at: random.Random, path: str) -> str:
    path = at.choice((*FILES, "schemas/part.json", "y/Chart.yaml", "confledger.yaml"))
    (repository.root / path).unlink(missing_ok=True)
    return path


def rename(repository: Repository, at: random.Random, path: str) -> str:
    to = at.choice(FILES)
    if os.path.lexists(repository.root / path):
        (repository.root / to).parent.mkdir(exist_ok=True, parents=True)
        (repository.root / path).rename(repository.root / to)
    return f"{path} to {to}"


def touch(repository: Repository, at: random.Random, path: str) -> str:
    if (repository.root / path).is_file():
        os.utime(repository.root / path)
    return path


def stage(repository: Repository, at: random.Random, path: str) -> str:
    what = at.choice((".", path.partition("/")[0] + "*", "confledger.yaml", "schemas"))
    repository.try_git("add", "--all", "--", what)
    return what


def unstage(repository: Repository, at: random.Random, path: str) -> str:
    repository.try_git("reset", "--quiet", "--", path)
    return path


def commit(repository: Repository, at: random.Random, path: str) -> str:
    how = at.choice(("--allow-empty", "--all"))
    repository.try_git("commit", "--quiet", "--message=some", how)
    return how


def switch(repository: Repository, at: random.Random, path: str) -> str:
    branch = at.choice(("main", "one", "two"))
    if repository.try_git("switch", "--quiet", branch).returncode:
        repository.try_git("switch", "--quiet", "--create", branch)
    return branch


def restore(repository: Repository, at: random.Random, path: str) -> str:
    repository.try_git("checkout", "--quiet", "HEAD", "--", path)
    return path


DEEDS = (
    *(edit, edit, edit, edit, edit, link, delete, rename, touch, stage, stage, unstage),
    *(commit, commit, switch, restore),
)


def _put(repository: Repository, path: str, content: str) -> None:
    file = repository.root / path
    if file.is_symlink():
        file.unlink()
    repository.write(path, content)


@pytest.mark.parametrize("seed", range(4))
def test_with_memory_and_without_every_answer_is_the_same(
    repository: Repository, run: Run, seed: int
) -> None:
    at = random.Random(seed)
    for path in FILES:
        _put(repository, path, "a: 1\n")
    _put(repository, "schemas/app.json", SCHEMAS[0])
    _put(repository, "schemas/part.json", PARTS[0])
    _put(repository, "confledger.yaml", SETTINGS[1])
    repository.commit()
    done = []
    for _ in range(30):
        done.append(step(repository, at))
        for question in at.sample(QUESTIONS, 4):
            remembered = run(repository, *question)
            anew = run(repository, *question, "--no-cache")

            assert (question, remembered) == (question, anew), "\n".join(done)


def ready(repository: Repository) -> Repository:
    """Make a repository with a clean run of each kind behind it, and the index not empty."""
    repository.write("schemas/app.json", SCHEMAS[0])
    repository.write("schemas/part.json", PARTS[0])
    repository.write("confledger.yaml", CHOSEN)
    repository.write("x/a.yaml", "a: 1\n")
    repository.commit()
    repository.write("x/b.yaml", "a: 2\n")
    repository.git("add", ".")
    return repository


CLEAN = (
    (0, "", "5 files: 3 passed, 2 without schema\n"),
    (0, "", "1 file: 1 passed\n"),
)


def answers(repository: Repository, run: Run) -> tuple[tuple[int, str, str], ...]:
    return run(repository, "check"), run(repository, "check", "--staged")


def cached(repository: Repository) -> list[Path]:
    return sorted((repository.root / ".git" / "confledger").iterdir())


def test_the_cache_is_three_small_files_and_may_be_deleted(
    repository: Repository, run: Run
) -> None:
    ready(repository)
    assert answers(repository, run) == CLEAN

    files = cached(repository)

    assert [file.name.rstrip("0123456789abcdef") for file in files] == [
        "baseline-",
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
    said = {process.communicate()[0] for process in started}

    assert said == {
        "205 files: 203 passed, 2 without schema\n",
        "201 files: 201 passed\n",
    }
    assert [file.suffix for file in cached(repository)] == ["", "", ""]
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

        assert run(repository, "check") == (0, "", "105 files: 103 passed, 2 without schema\n")
    assert [file.suffix for file in cached(repository)] == ["", ""]
