"""Bundles of git, made of exactly the ids that a manifest has, and read without running git.

git makes bundles of references by their names, which may have moved since they were read; so the
head of the file is written here, and git packs the objects. The format is gitformat-bundle(5).
"""

import os
from collections.abc import Callable, Iterable
from typing import BinaryIO

from confledger.backup.manifest import Manifest
from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed
from confledger.git.repository import Repository

_CHUNK = 1 << 20
# Thousands of references fit; what is longer is no head of a bundle.
MOST = 64 << 20


class Changing(ConfledgerError):
    """Objects went away while they were read."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"the repository changed while it was read, or is damaged: {said}",
            help="run it again; if that does not help: git fsck",
        )


def write(
    repository: Repository,
    made: Manifest,
    without: Iterable[str],
    path: str,
    progress: Callable[[int], None],
) -> None:
    """Write what a manifest's references reach, but not what `without` does; note how many.

    One without any objects is a bundle too: git alone can bring references to where they were.
    """
    wanted = sorted({*made.refs.values(), *made.tips})
    asked = "".join([*(f"{one}\n" for one in wanted), *(f"^{one}\n" for one in without)])
    how = ("--stdout", "--revs", "--thin", "--delta-base-offset", "-q")
    running = repository.start("pack-objects", *how, talk=True)
    try:
        running.feed(asked.encode("ascii"))
        begun = running.output.read(12)
        made.objects = int.from_bytes(begun[8:12])
        with open(path, "xb") as file:
            file.write(_head(made))
            file.write(begun)
            while chunk := running.output.read(_CHUNK):
                file.write(chunk)
                progress(file.tell())
            file.flush()
            os.fsync(file.fileno())
        running.wait()
    except GitFailed as error:
        raise Changing(str(error)) from error
    finally:
        running.end()


def check(file: BinaryIO, manifest: Manifest) -> str | None:
    """Return what a bundle says otherwise than its manifest; None where all is the same."""
    head = _head(manifest)
    if len(head) > MOST or file.read(len(head)) != head:
        return "what it starts from or what it holds is not as the manifest says"
    begun = file.read(12)
    if begun[:4] != b"PACK" or int.from_bytes(begun[8:12]) != manifest.objects:
        return "it does not have as many objects as the manifest says"
    return None


def head_size(manifest: Manifest) -> int:
    """Return how many bytes `check` looks at."""
    return len(_head(manifest)) + 12


def _head(made: Manifest) -> bytes:
    """Return what a bundle begins with; the same for the same manifest."""
    lines = ["# v2 git bundle"]
    if made.object_format != "sha1":
        lines = ["# v3 git bundle", f"@object-format={made.object_format}"]
    lines += [f"-{one} " for one in made.prerequisites]
    lines += [f"{oid} {ref}" for ref, oid in sorted(made.refs.items())]
    if made.tip:
        lines.append(f"{made.tip} HEAD")
    return os.fsencode("\n".join(lines) + "\n\n")
