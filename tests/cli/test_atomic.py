"""A file that is replaced has the old bytes or the new ones, and its mode."""

import os
from pathlib import Path

import pytest

from confledger.cli.atomic import replace


def listed(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def test_it_has_the_new_bytes_and_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"old")
    file.chmod(0o640)

    replace(str(file), b"new")

    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)
    assert listed(tmp_path) == ["a"]


def test_a_mode_may_be_given_and_a_new_file_has_that_of_any(tmp_path: Path) -> None:
    (tmp_path / "any").write_bytes(b"")

    replace(str(tmp_path / "hook"), b"x", mode=0o755)
    replace(str(tmp_path / "new"), b"y")

    modes = {item.name: item.stat().st_mode & 0o777 for item in tmp_path.iterdir()}
    assert modes == {"any": modes["any"], "hook": 0o755, "new": modes["any"]}


def test_where_it_cannot_be_replaced_the_old_is_there_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(OSError, match="folder"):
        replace(str(tmp_path / "folder"), b"new")

    assert listed(tmp_path) == ["folder"]


def test_what_stands_where_it_is_written_first_is_not_written_through(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    (tmp_path / f"a.{os.getpid()}.tmp").symlink_to(outside)

    replace(str(tmp_path / "a"), b"new")

    assert (outside.read_bytes(), (tmp_path / "a").read_bytes()) == (b"mine", b"new")
    assert listed(tmp_path) == ["a", "outside"]


def test_it_may_be_written_elsewhere_first(tmp_path: Path) -> None:
    aside = tmp_path / "aside"

    replace(str(tmp_path / "a"), b"new", folder=str(aside))

    assert (listed(tmp_path), listed(aside)) == (["a", "aside"], [])


def test_another_file_system_is_no_place_to_write_first(tmp_path: Path) -> None:
    shared = Path("/dev/shm")
    if not shared.is_dir() or os.stat(shared).st_dev == os.stat(tmp_path).st_dev:
        pytest.skip("there is only one file system here")

    replace(str(tmp_path / "a"), b"new", folder=str(shared))

    assert (tmp_path / "a").read_bytes() == b"new"
