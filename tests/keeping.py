"""Backups of many days for tests: headers as they are, with nothing behind them."""

import json
from datetime import datetime
from pathlib import Path

from confledger.backup import archive
from confledger.backup.manifest import Header, Manifest
from confledger.backup.record import Restored
from confledger.cli.backup.around import Around
from confledger.cli.backup.list import parser
from support import Repository


def put(folder: Path, repository: Repository, created: str, base: Header | None = None) -> Header:
    """Put a backup of a repository into a folder, dated as somebody wants."""
    manifest = Manifest()
    manifest.created = f"{created}T06:00:00Z" if len(created) == 10 else created
    manifest.newest = "2025-06-01T12:00:00Z"
    manifest.commits = 1
    manifest.repository = [repository.git("rev-list", "--max-parents=0", "HEAD")]
    if base is not None:
        manifest.kind, manifest.base, manifest.number = "incremental", base.id, base.number + 1
    folder.mkdir(exist_ok=True)
    with open(folder / "part", "wb") as file:
        header = archive.write(file, manifest, {}, None)
    (folder / "part").rename(folder / header.name())
    return header


def prove(folder: Path, header: Header, day: str, seconds: float = 2.5) -> None:
    """Note beside a backup that it was restored on some day."""
    done = Restored(
        time=f"{day}T07:00:00Z",
        by="ada",
        how="trial",
        name=header.name(),
        id=header.id,
        destination=str(folder),
        repository=header.repository,
        tip="",
        newest=header.newest,
        seconds=seconds,
        behind=3,
        age=60,
    )
    note = folder / f"{header.name()}.restored"
    note.write_text(json.dumps(done.fields()) + "\n")


def around(folder: Path) -> Around:
    """Look at a folder as the commands do."""
    return Around(parser().parse_args(["--from", str(folder)]))


def seconds(time: str) -> int:
    """Return a time in seconds."""
    return int(datetime.fromisoformat(time).timestamp())
