"""Backups in a folder: whole or not at all, whoever is stopped, whatever is full."""

import io
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from confledger.backup.destinations.destination import NotThere
from confledger.backup.destinations.folder import Folder
from confledger.errors import ConfledgerError

ONE = "confledger-20260131T120000Z-full-0123456789ab.backup"
TWO = "confledger-20260201T120000Z-incr-0123456789ac.backup"


def listed(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_what_is_written_can_be_read_listed_and_removed(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path / "not there" / "yet"))
    assert (folder.names(), folder.notes()) == ([], {})
    folder.delete(ONE)

    folder.write(TWO, io.BytesIO(b"two"))
    folder.write(ONE, io.BytesIO(b"one"))
    folder.note(ONE, b"proved\n")
    folder.note(ONE, b"proved again\n")

    path = tmp_path / "not there" / "yet"
    (path / "other.txt").write_text("not ours")
    assert folder.names() == [ONE, TWO]
    assert folder.notes() == {ONE: b"proved again\n"}
    with folder.read(ONE) as file:
        assert file.read() == b"one"
    assert [oct((path / name).stat().st_mode) for name in (ONE, ".")] == ["0o100600", "0o40700"]
    folder.delete(ONE)
    assert listed(path) == [TWO, "other.txt"]


@pytest.mark.parametrize("name", ["../outside", "confledger-x.backup", "", f"a/{ONE}"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = Folder(str(tmp_path / "in"))

    for act in (folder.read, folder.delete, lambda one: folder.write(one, io.BytesIO())):
        with pytest.raises(NotThere):
            act(name)


def test_a_backup_that_is_not_there_and_a_file_in_place_of_the_folder_are_named(
    tmp_path: Path,
) -> None:
    file = tmp_path / "file"
    file.write_text("")

    with pytest.raises(NotThere, match="there is no backup 'confledger-2026"):
        Folder(str(tmp_path)).read(ONE)
    with pytest.raises(ConfledgerError, match="is no folder"):
        Folder(str(file)).names()
    with pytest.raises(ConfledgerError, match="is no folder"):
        Folder(str(file)).write(ONE, io.BytesIO(b"one"))


def test_who_was_killed_leaves_what_the_next_removes_and_who_still_writes_is_left_alone(
    tmp_path: Path,
) -> None:
    script = (
        "import io, os, signal, sys\n"
        "from confledger.backup.destinations.folder import Folder\n"
        "class Slow(io.BytesIO):\n"
        "    def read(self, size=-1):\n"
        "        print('half', flush=True)\n"
        "        sys.stdin.read()\n"
        "        return super().read(size)\n"
        f"Folder(sys.argv[1]).write({TWO!r}, Slow(b'two'))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (
        subprocess.Popen(command, **streams) as killed,  # type: ignore[call-overload]
        subprocess.Popen(command, **streams) as slow,  # type: ignore[call-overload]
    ):
        assert killed.stdout.readline() == slow.stdout.readline() == b"half\n"
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        left = listed(tmp_path)
        Folder(str(tmp_path)).write(ONE, io.BytesIO(b"one"))
        after = listed(tmp_path)
        slow.stdin.close()
        slow.wait()

    assert ([len(left), len(after)], listed(tmp_path)) == ([2, 2], [ONE, TWO])
    assert set(after) - set(left) == {ONE}
    assert (tmp_path / TWO).read_bytes() == b"two"


def test_a_full_disk_leaves_nothing_and_what_was_there_stays(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path))
    folder.write(ONE, io.BytesIO(b"one"))
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        for name in (ONE, TWO):
            with pytest.raises(OSError, match="too large"):
                folder.write(name, io.BytesIO(b"x" * 200_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)

    assert listed(tmp_path) == [ONE]
    assert (tmp_path / ONE).read_bytes() == b"one"


def test_a_file_system_without_room_says_so(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(tmp_path)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        with pytest.raises(OSError, match="No space left"):
            Folder(str(tmp_path / "backups")).write(ONE, io.BytesIO(b"x" * 1_000_000))
        assert listed(tmp_path / "backups") == []
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)
