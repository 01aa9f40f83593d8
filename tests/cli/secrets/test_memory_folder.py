"""Clear text is in memory, or nowhere, unless somebody accepts a disk."""

import os
from pathlib import Path

import pytest

from confledger.cli.secrets import memory_folder as module
from confledger.cli.secrets.memory_folder import memory_folder
from confledger.errors import ConfledgerError

MOUNTS = [["/", "ext4"], ["/run/user/1", "tmpfs"], ["/run/user/1/disk", "ext4"], ["/over", "tmpfs"]]


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/run/user/1", "tmpfs"),
        ("/run/user/1/inner", "tmpfs"),
        ("/run/user/1/disk/x", "ext4"),
        ("/run/user/12", "ext4"),
        ("/over", "ext4"),
    ],
)
def test_the_last_mount_above_a_folder_holds_it(folder: str, expected: str) -> None:
    assert module._kind(folder, [*MOUNTS, ["/over", "ext4"]]) == expected


def test_where_no_folder_is_in_memory_it_has_to_be_accepted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "_IN_MEMORY", ())
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    with pytest.raises(ConfledgerError) as raised:
        memory_folder()
    assert "--no-tmpfs" in str(raised.value.help)
    with memory_folder(elsewhere=True) as folder:
        assert os.stat(folder).st_mode & 0o777 == 0o700
        text = Path(folder, "x")
        text.write_text("x")
    assert not text.parent.exists()


def test_only_what_nobody_works_in_is_removed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "_in_memory", lambda: str(tmp_path))
    for name in ("confledger-edit-left", "confledger-edit-new", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "confledger-edit-left/lock").touch()
    (tmp_path / "confledger-edit-link").symlink_to("other")

    with memory_folder() as first, memory_folder() as second:
        assert first != second
        assert os.path.exists(first)
        assert not (tmp_path / "confledger-edit-left").exists()

    # One without a lock may be a moment old.
    assert sorted(os.listdir(tmp_path)) == ["confledger-edit-link", "confledger-edit-new", "other"]
