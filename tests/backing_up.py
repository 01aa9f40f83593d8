"""Backups for tests: made as a person makes them, and made by somebody who wants to do harm."""

import hashlib
import io
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from confledger.backup import archive
from confledger.backup.manifest import Manifest, Member, read_manifest
from confledger.cli import entry
from sopsing import Identity, identity
from support import Repository

__all__ = ["Identity", "Keeper", "forged", "refs_of"]


class Done:
    """What a command ended with, and what it said."""

    def __init__(self, returncode: int, stdout: str, stderr: str) -> None:
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr


class Keeper:
    """Somebody with a repository, a folder for backups, and a key."""

    def __init__(self, tmp_path: Path, repository: Repository) -> None:
        self.repository = repository
        self.folder = tmp_path / "backups"
        self.owner = identity("backups")
        self.key = self.owner.file(tmp_path / "key.txt")
        self.state = tmp_path / "state"
        self.environ = {"XDG_STATE_HOME": str(self.state)}

    def run(self, *arguments: str, command: str = "backup") -> Done:
        """Run an action of `backup` in this process; a fault of ours may not be overlooked."""
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.repository.root)
            for name, value in self.environ.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["confledger", command, *arguments])
            streams = [io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2)]
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            code = entry.main()
        for stream in streams:
            stream.seek(0)
        done = Done(code, *(stream.read() for stream in streams))
        assert done.returncode < 3, done.stderr
        return done

    def create(self, *arguments: str, plain: bool = False) -> dict[str, object]:
        """Make a backup, and return what it said of itself."""
        readers = ("--plain",) if plain else ("--recipient", self.owner.recipient)
        done = self.run(
            *("create", "--to", str(self.folder), "--format", "json", *readers, *arguments)
        )
        assert done.returncode == 0, done.stderr
        said: dict[str, object] = json.loads(done.stdout)
        return said

    def verify(self, *arguments: str, key: bool = True) -> Done:
        """Verify a backup."""
        own = ("--identity", str(self.key)) if key else ()
        return self.run("verify", "--from", str(self.folder), *own, *arguments)

    def restore(self, *arguments: str, key: bool = True) -> Done:
        """Restore a backup."""
        own = ("--identity", str(self.key)) if key else ()
        return self.run("restore", "--from", str(self.folder), *own, *arguments)

    def names(self) -> list[str]:
        """Return the files of the folder that are backups, or parts of some."""
        return sorted(one for one in os.listdir(self.folder) if not one.endswith(".restored"))


def refs_of(repository: Repository) -> str:
    """Return all references, and what HEAD says."""
    head = repository.try_git("symbolic-ref", "-q", "HEAD").stdout or repository.git(
        "rev-parse", "HEAD"
    )
    return head + repository.git("for-each-ref", "--format=%(refname) %(objectname) %(symref)")


def forged(
    folder: Path,
    name: str,
    change: Callable[[Manifest, dict[str, bytes]], None],
) -> Path:
    """Write a backup like an unencrypted one, changed as somebody wants, with fitting digests."""
    contents: dict[str, bytes] = {}
    with open(folder / name, "rb") as stream:
        payload = archive.payload_of(stream, archive.header_of(stream))
        entries = archive.members_of(payload)
        manifest = read_manifest(archive.manifest_bytes(*next(entries)))
        for stored, data in entries:
            contents[stored] = b"".join(iter(partial(data.read, 1 << 16), b""))
    change(manifest, contents)
    paths = {}
    for member in manifest.members:
        stored = archive.stored_as(member)
        path = folder.parent / "forged" / hashlib.sha256(stored.encode()).hexdigest()
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(contents[stored])
        member.stored = len(contents[stored])
        paths[member.name] = str(path)
    (folder / name).unlink()
    part = folder / "part"
    with open(part, "wb") as file:
        header = archive.write(file, manifest, paths, None)
    return part.rename(folder / header.name())


def as_member(name: str, data: bytes) -> Member:
    """Return what a manifest says of a file that is stored as it is."""
    return Member(name, len(data), hashlib.sha256(data).hexdigest(), len(data), packed=False)
