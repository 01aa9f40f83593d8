"""A file has its old bytes or its new ones, and keeps everything else."""

import os
import stat
from pathlib import Path

import pytest

from confledger.cli.rewrite import rewrite
from confledger.errors import ConfledgerError


def test_the_bytes_are_replaced_and_the_mode_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    file.chmod(0o754)

    rewrite(str(file), b"old", b"new")

    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o754
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_a_file_that_changed_meanwhile_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"newer")

    with pytest.raises(ConfledgerError) as raised:
        rewrite(str(file), b"old", b"new")

    assert str(raised.value) == "'a.yaml' was changed by something else meanwhile"
    assert file.read_bytes() == b"newer"
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_a_read_only_file_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    file.chmod(0o444)

    with pytest.raises(ConfledgerError) as raised:
        rewrite(str(file), b"old", b"new")

    assert (str(raised.value), raised.value.help) == ("'a.yaml' is read-only", "chmod u+w a.yaml")
    assert file.read_bytes() == b"old"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "a.yaml").symlink_to("target")

    with pytest.raises(ConfledgerError, match="is not a regular file any more"):
        rewrite(str(tmp_path / "a.yaml"), b"old", b"new")

    assert (tmp_path / "target").read_bytes() == b"old"


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(ConfledgerError, match="no such file"):
        rewrite(str(tmp_path / "a.yaml"), b"old", b"new")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a limit on the size of files")
def test_a_full_disk_leaves_the_old_bytes(tmp_path: Path) -> None:
    import resource
    import signal

    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(ConfledgerError, match="could not be written: file too large"):
            rewrite(str(file), b"old", b"new" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)

    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]
