"""A change of secrets that is killed, or fails, at any moment leaves the old file or the new one.

And no value in clear text anywhere: not beside it, not in a temporary folder, not in git.
"""

import errno
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import sopsing
from confledger.secrets.journal import lines
from confledger.secrets.journal_verify import verify
from killing import Attempt, attempts
from support import Repository

# Killed processes write no coverage, and what others write of it would be counted.
pytestmark = [sopsing.needs_sops, pytest.mark.pristine, pytest.mark.slow]

OLD, NEW, USER = "canary-old-7Hq2", "canary-new-9Xw4", "canary-user-3Kd8"
WORDS = (OLD, NEW, USER)
TEXT = f"db:\n  password: {OLD}\n  user: {USER}\nport: 5432\n"
VALUES = {"db": {"password": OLD, "user": USER}, "port": 5432}
FILE = "secrets/a.yaml"


class Change(NamedTuple):
    """One command that changes a file, what it is given, and the values of the new file.

    `before` is the file, `ours` and `theirs` are two versions of it to be merged; `readers` the
    names of those whose identity opens the new file.
    """

    arguments: tuple[str, ...]
    after: dict[str, object]
    given: str = ""
    before: str = "encrypted"
    watched: str = FILE
    readers: tuple[str, ...] = ("ours",)


CHANGES = {
    "set": Change(
        ("set", FILE, "db.password"), VALUES | {"db": {"password": NEW, "user": USER}}, NEW
    ),
    "unset": Change(("unset", FILE, "db.user"), VALUES | {"db": {"password": OLD}}),
    "rotate": Change(("rotate", FILE), VALUES),
    "encrypt": Change(("encrypt", FILE), VALUES, before="plain"),
    "sync": Change(("sync", "--yes", FILE), VALUES, before="left", readers=("ours", "new")),
    "offboard": Change(("offboard", "LEFT", "--yes"), VALUES, before="left"),
    "merge": Change(
        ("merge", "base", "ours", "theirs", FILE),
        VALUES | {"db": {"password": NEW, "user": "x"}},
        watched="ours",
    ),
}


def template(folder: Path, change: Change) -> Path:
    """Make a folder with a repository `r`, and places for temporary files."""
    for name in ("tmp", "run", "home", "state"):
        (folder / name).mkdir(parents=True)
    repository = Repository.create(folder / "r", "--template=")
    named = (*change.readers, "left") if "LEFT" in change.arguments else change.readers
    everybody = [sopsing.recipient(name) for name in named]
    repository.write(".sops.yaml", sopsing.rules(sopsing.rule(*everybody)))
    if change.before == "left":
        left = (sopsing.recipient(), sopsing.recipient("left"))
        repository.write(FILE, sopsing.encrypted(TEXT, recipients=left))
    else:
        repository.write(FILE, sopsing.encrypted(TEXT))
    repository.commit()
    if change.before == "plain":
        repository.write(FILE, TEXT)
    if change.watched == "ours":
        base = sopsing.encrypted(TEXT)
        path = '["db"]["password"]', '["db"]["user"]'
        repository.write("base", base)
        repository.write(
            "ours", sopsing.changed(base, "a.yaml", "set", path[0], value=json.dumps(NEW))
        )
        repository.write("theirs", sopsing.changed(base, "a.yaml", "set", path[1], value='"x"'))
    return folder


@cache
def values(data: bytes, by: str = "ours") -> object:
    """Return what a file holds, as the real sops decrypts it, its MAC verified."""
    return json.loads(sopsing.decrypted(data, "a.yaml", "--output-type", "json", by=by))


def made(tmp_path: Path, name: str, error: int = 0) -> tuple[Path, list[Attempt]]:
    change = CHANGES[name]
    folder = template(tmp_path / "template", change)
    return folder, attempts(
        folder,
        (
            "secrets",
            *(sopsing.recipient("left") if one == "LEFT" else one for one in change.arguments),
        ),
        watch=[change.watched],
        # Where the file is plain, and where nothing came of it, its values are in it.
        words=WORDS,
        given=change.given,
        env=sopsing.identity().environ(),
        error=error,
    )


def judged(folder: Path, change: Change, one: Attempt) -> tuple[str, list[str]]:
    """Say what an attempt left: `old`, or `new` if that is complete; and where values are."""
    data = one.files[change.watched]
    assert data is not None, one
    leaks = list(one.leaks)
    if data == (folder / "r" / change.watched).read_bytes():
        if change.before == "plain":
            leaks.remove(f"r/{change.watched}")
        return "old", leaks
    for reader in change.readers:
        assert values(data, reader) == change.after, one
    return "new", leaks


@pytest.mark.parametrize("name", CHANGES)
def test_killed_at_any_operation_it_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, name: str
) -> None:
    change = CHANGES[name]

    folder, tried = made(tmp_path, name)

    *killed, whole = tried
    assert judged(folder, change, whole) == ("new", []), whole
    assert (whole.code, whole.operation) == (0, ""), whole
    # At the least: the copy for sops, what it answers, the new file and its renaming.
    assert len(killed) > 8
    assert any(one.operation.startswith("os.rename") for one in killed)
    done = [one.operation.partition(" ") for one in killed]
    noted = [at for at, (what, _, file) in enumerate(done) if file == "journal.jsonl"]
    decrypted = [at for at, (what, _, _) in enumerate(done) if what == "subprocess.Popen"]
    # Noted down before it is opened; to encrypt opens nothing.
    if name == "encrypt":
        assert noted == []
    else:
        assert noted[0] < decrypted[0]
    for one in killed:
        state, leaks = judged(folder, change, one)
        assert (one.code, leaks) == (-9, []), one
        if state == "old":
            assert one.again == 0, one
        again = one.finally_[change.watched]
        assert again is not None
        assert values(again) == change.after, one
        assert one.journal == [], one


@pytest.mark.parametrize(
    ("name", "error"),
    [("set", errno.ENOSPC), ("encrypt", errno.EROFS), ("merge", errno.EACCES)],
)
def test_an_operation_that_fails_at_any_moment_leaves_the_old_file_or_the_new_one(
    tmp_path: Path, name: str, error: int
) -> None:
    change = CHANGES[name]

    folder, tried = made(tmp_path, name, error)

    for one in tried[:-1]:
        state, leaks = judged(folder, change, one)
        # It says what is wrong, or does without; never a fault of ours. git takes 1 of a driver.
        codes = {"new": (0,), "old": (1, 2) if name == "merge" else (2,)}[state]
        assert (one.code in codes, leaks) == (True, []), one
        assert not any(word in one.said for word in WORDS), one


WRITERS = 6


def test_two_that_change_one_file_at_once_never_lose_a_change(tmp_path: Path) -> None:
    change = CHANGES["set"]
    folder = template(tmp_path / "template", change)
    repository = Repository(folder / "r")
    env = {
        **os.environ,
        **sopsing.identity().environ(),
        "CONFLEDGER_JOURNAL": str(tmp_path / "journal.jsonl"),
    }

    def started(number: int) -> "subprocess.Popen[str]":
        # All have their value from the beginning: they read the same old file.
        with repository.write(f"../given-{number}", f"canary-{number}").open() as given:
            return subprocess.Popen(
                [sys.executable, "-m", "confledger", "secrets", "set", FILE, f"n{number}"],
                cwd=repository.root,
                env=env,
                stdin=given,
                stderr=subprocess.PIPE,
                text=True,
            )

    running = [started(number) for number in range(WRITERS)]
    told = [one.communicate()[1] for one in running]
    codes = [one.returncode for one in running]

    kept = values((repository.root / FILE).read_bytes())
    assert isinstance(kept, dict)
    assert {name: value for name, value in kept.items() if name.startswith("n")} == {
        f"n{number}": f"canary-{number}" for number, code in enumerate(codes) if code == 0
    }
    assert 0 in codes
    for code, said in zip(codes, told, strict=True):
        if code:
            assert (code, said.splitlines()[-2:]) == (
                2,
                [
                    f"error: {FILE!r} was changed by somebody else meanwhile",
                    "  help: nothing was written; again",
                ],
            )
    found = verify(lines(str(tmp_path / "journal.jsonl")))
    assert (found.events, found.faults) == (WRITERS, [])


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        folder = template(disk / "t", CHANGES["set"])
        repository = Repository(folder / "r")
        before = (repository.root / FILE).read_bytes()
        with (disk / "fill").open("wb", buffering=0) as fill:
            while (room := os.statvfs(disk)).f_bavail:
                fill.write(bytes(room.f_bsize))

        done = repository.confledger(
            *("secrets", "set", FILE, "db.password"),
            input=NEW,
            env={
                **sopsing.identity().environ(),
                "CONFLEDGER_JOURNAL": str(tmp_path / "journal.jsonl"),
            },
        )

        assert done.returncode == 2
        assert done.stderr.splitlines()[-2:] == [
            f"error: {FILE!r} cannot be written: no space left on device",
            "  help: it has the bytes that it had",
        ]
        assert (repository.root / FILE).read_bytes() == before
        assert sorted(path.name for path in (repository.root / "secrets").iterdir()) == ["a.yaml"]
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_must_not_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    folder = template(tmp_path / "t", CHANGES["set"])
    repository = Repository(folder / "r")
    before = (repository.root / FILE).read_bytes()
    (repository.root / "secrets").chmod(0o500)
    try:
        done = repository.confledger(
            *("secrets", "set", FILE, "db.password"),
            input=NEW,
            env=sopsing.identity().environ(),
        )
    finally:
        (repository.root / "secrets").chmod(0o700)

    assert done.returncode == 2
    assert f"error: {FILE!r} cannot be written: permission denied" in done.stderr.splitlines()
    assert (repository.root / FILE).read_bytes() == before
