"""The file of a backup: not one byte of it can change, and none can be missing or added."""

import io
import os
from pathlib import Path

import pytest

from backing_up import Keeper, as_member
from confledger.backup import archive, sealing
from confledger.backup.archive import Broken
from confledger.backup.manifest import Malformed, Manifest
from confledger.backup.opening import outside, unpacked
from confledger.errors import ConfledgerError
from sopsing import identity
from support import Repository

# Every so many bytes one is changed; all of them where somebody has the time: 1.
STEP = int(os.environ.get("CONFLEDGER_BACKUP_STEP", "61"))


@pytest.fixture
def keeper(tmp_path: Path, repository: Repository) -> Keeper:
    repository.write("app.yaml", "port: 1\n")
    repository.commit("first")
    return Keeper(tmp_path, repository)


@pytest.mark.parametrize("plain", [False, True])
def test_one_changed_byte_anywhere_is_found(plain: bool, keeper: Keeper) -> None:
    name = str(keeper.create(plain=plain)["name"])
    data = (keeper.folder / name).read_bytes()
    keys = None if plain else sealing.identities([str(keeper.key)])
    unpacked(io.BytesIO(data), name, keys, None)

    for at in range(0, len(data), STEP):
        broken = bytearray(data)
        broken[at] ^= 1 << at % 8
        with pytest.raises((Broken, Malformed, ConfledgerError)):
            outside(io.BytesIO(broken), name)
        if at % (STEP * 8) == 0:
            with pytest.raises((Broken, Malformed, ConfledgerError)):
                unpacked(io.BytesIO(broken), name, keys, None)


def test_one_cut_off_or_with_more_is_found(keeper: Keeper) -> None:
    name = str(keeper.create()["name"])
    data = (keeper.folder / name).read_bytes()
    keys = sealing.identities([str(keeper.key)])

    for size in (*range(0, len(data), STEP * 8), len(data) - 1):
        for read in (outside, lambda stream, name: unpacked(stream, name, keys, None)):
            with pytest.raises((Broken, Malformed)):
                read(io.BytesIO(data[:size]), name)
    with pytest.raises(Broken, match="its end is not as it was written"):
        outside(io.BytesIO(data + b"\0"), name)
    with pytest.raises(Broken, match="it is another backup than its name says"):
        outside(io.BytesIO(data), name.replace("-full-", "-incr-"))


def test_a_changed_one_is_named(keeper: Keeper) -> None:
    name = str(keeper.create()["name"])
    data = bytearray((keeper.folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (keeper.folder / name).write_bytes(data)

    for key in (True, False):
        done = keeper.verify(key=key)
        assert done.returncode == 1
        assert done.stdout.startswith(f"{name}: its payload ")


def test_a_member_of_any_length_is_written_to_its_end(tmp_path: Path) -> None:
    """Of whole blocks too, where nothing has to be filled up."""
    for sizes in ((0, 512), (512, 1024), (511, 513), (1 << 20, 0)):
        manifest = Manifest()
        manifest.created = "2026-01-31T12:00:00Z"
        paths = {}
        for name, size in zip(("journal.jsonl", "restores.jsonl"), sizes, strict=True):
            paths[name] = str(tmp_path / name)
            (tmp_path / name).write_bytes(b"x" * size)
            manifest.members.append(as_member(name, b"x" * size))
        for seal in (None, sealing.sealed_for([identity().recipient])):
            with open(tmp_path / "backup", "wb") as out:
                archive.write(out, manifest, paths, seal)
            file = io.BytesIO((tmp_path / "backup").read_bytes())
            keys = sealing.identities([], [identity().secret])

            assert unpacked(file, "any name", keys, None).id == manifest.id
