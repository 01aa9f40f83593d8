"""A whole history in one file, and a repository made of it again."""

import os
import shutil

from confledger.errors import ConfledgerError
from confledger.git.history import boundary
from confledger.git.process import GitFailed, Running, environment
from confledger.git.repository import Repository

_REF = "refs/confledger/audited"


def written(repository: Repository, tip: str) -> bytes:
    """Return the history of a commit as `git bundle` writes it; raise where it is not whole."""
    if boundary(repository):
        raise ConfledgerError(
            "this clone is shallow, so it does not have the history to put into a bundle",
            help="fetch it with `git fetch --unshallow`, or leave out --with-objects",
        )
    # A pack made by one thread, of objects in one order, is the same as far as git lets it be.
    packed = repository.start(
        "-c",
        "pack.threads=1",
        "pack-objects",
        "--stdout",
        "--revs",
        "--delta-base-offset",
        "-q",
        talk=True,
    )
    packed.feed(f"{tip}\n".encode("ascii"))
    version = "3\n@object-format=sha256" if len(tip) > 40 else "2"
    head = f"# v{version} git bundle\n{tip} {_REF}\n\n"
    return head.encode("ascii") + packed.read()


def unpacked(data: bytes, folder: str) -> Repository:
    """Make a bare repository in an empty folder of what was written."""
    file = os.path.join(folder, "history.bundle")
    with open(file, "wb") as out:
        out.write(data)
    place = os.path.join(folder, "history.git")
    env = environment(foreign=True)
    form = "sha256" if data.startswith(b"# v3") else "sha1"
    try:
        Running([], ["init", "-q", "--bare", f"--object-format={form}", place], env).read()
        made = Repository(None, place, place, foreign=True)
        made.run("bundle", "unbundle", file)
        tip = data.partition(b"\n\n")[0].rpartition(b"\n")[2].partition(b" ")[0]
        made.run("update-ref", _REF, tip.decode("ascii", "replace"))
    except GitFailed as error:
        shutil.rmtree(place, ignore_errors=True)
        raise ConfledgerError(
            "the history in this bundle cannot be read by git",
            help="it was changed, or git here is too old for it",
        ) from error
    finally:
        os.unlink(file)
    return made
