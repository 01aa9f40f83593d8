"""One backup made: everything gathered in a folder, then one file there, whole and on disk."""

import os
from collections.abc import Callable, Iterable

from confledger.backup import archive, bundle, private_state
from confledger.backup.manifest import Header, Manifest
from confledger.git.repository import Repository

# What the file is called until it has its name.
_FILE = "backup"


class Wish:
    """What somebody wants in a backup: `files` by the names that they get, and `ledger`."""

    __slots__ = ("files", "ledger", "seal")

    def __init__(
        self, files: dict[str, str], seal: "archive.Filter | None", *, ledger: bool
    ) -> None:
        self.files = files
        self.seal = seal
        self.ledger = ledger


def made(
    repository: Repository,
    manifest: Manifest,
    base: Manifest | None,
    without: Iterable[str],
    folder: str,
    wish: Wish,
    packing: Callable[[int], None],
    writing: Callable[[int, int], None],
) -> tuple[str, Header]:
    """Write a backup into an empty folder; return its path and its header. Raise Changing.

    In this order: the bundle, the ledger, files of the user, settings of git, then the file.
    """
    gathered = private_state.Gathered(folder, manifest)
    path = gathered.place(private_state.BUNDLE)
    if manifest.tips or manifest.refs:
        bundle.write(repository, manifest, without, path, packing)
        gathered.add(private_state.BUNDLE, None, packed=False)
    if wish.ledger:
        private_state.gather_ledger(repository, gathered, base)
    private_state.gather_files(gathered, wish.files, base)
    private_state.gather_config(repository, gathered, base)
    manifest.members.sort(key=lambda one: one.name)
    target = os.path.join(folder, _FILE)
    total = sum(one.stored for one in manifest.members)
    with open(target, "xb") as file:
        header = archive.write(
            file, manifest, gathered.paths, wish.seal, lambda done: writing(done, total)
        )
    return target, header
