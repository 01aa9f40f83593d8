"""The manifests of the last backups of a repository, in its own folder.

The next backup is made against one of them, without a key to open what is encrypted. All can be
deleted: then the next one is a full one, or needs a key.
"""

import os

from confledger.backup.manifest import Malformed, Manifest, file_name, read_manifest
from confledger.git.repository import Repository

_FOLDER = os.path.join("backup", "manifests")
# So many are kept.
_MOST = 64


def add(repository: Repository, manifest: Manifest, stage: str) -> None:
    """Keep a manifest, as a whole, and on disk; it is written in the folder `stage` first."""
    folder = os.path.join(repository.cache_dir, _FOLDER)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    name = file_name(manifest.created, manifest.kind, manifest.id)
    part = os.path.join(stage, name)
    with open(part, "xb") as file:
        file.write(manifest.encoded())
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, os.path.join(folder, name))
    for old in sorted(os.listdir(folder))[:-_MOST]:
        try:
            os.unlink(os.path.join(folder, old))
        except FileNotFoundError:
            pass


def names(repository: Repository) -> set[str]:
    """Return the names of those whose manifests are kept, whether or not the backups are."""
    try:
        return set(os.listdir(os.path.join(repository.cache_dir, _FOLDER)))
    except (FileNotFoundError, NotADirectoryError):
        return set()


def newest(repository: Repository, names: set[str], roots: list[str]) -> Manifest | None:
    """Return the newest manifest of those backups that is of the same repository, or None.

    A repository without a commit yet is no other.
    """
    folder = os.path.join(repository.cache_dir, _FOLDER)
    for name in sorted(names, reverse=True):
        try:
            with open(os.path.join(folder, name), "rb") as file:
                found = read_manifest(file.read())
        except (OSError, Malformed):
            continue
        known = set(found.repository)
        if file_name(found.created, found.kind, found.id) == name and (
            not known or known & set(roots)
        ):
            return found
    return None
