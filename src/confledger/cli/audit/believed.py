"""Whose signatures an action believes: as git is set up, or a file that was named."""

import os

from confledger.cli.failure import shown
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.git.repository import Repository
from confledger.git.signatures import Trust, trust_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

_MOST_BYTES = 1 << 24
_NOBODY = "nobody: gpg.ssh.allowedSignersFile is not set, and no --allowed-signers given"


def add_option(parser: "ArgumentParser") -> None:
    """Give a parser the option that names the file."""
    parser.add_argument(
        "--allowed-signers",
        metavar="FILE|REV:PATH",
        help="believe these SSH keys, instead of what gpg.ssh.allowedSignersFile of git names: a "
        "file, or one of a revision that you trust",
    )


def believed(repository: Repository, named: str | None) -> Trust:
    """Return whom to believe, and say what of it cannot be used; raise ConfledgerError."""
    if named is None:
        trust = trust_of(repository)
    else:
        trust = trust_of(repository, _content(repository, named), named)
    for setting in trust.missing:
        tell(f"note: {setting} of git names a file that is not there\n")
    if trust.allowed is not None and trust.allowed.unread:
        lines = ", ".join(map(str, trust.allowed.unread[:5]))
        more = len(trust.allowed.unread) - 5
        tell(f"note: allowed signers: cannot be read: line {lines}")
        tell(f" and {more} more\n" if more > 0 else "\n")
    return trust


def origin(trust: Trust) -> str:
    """Say in a line whom SSH signatures were held against."""
    if trust.allowed is None:
        return _NOBODY
    return shown(trust.origin)


def _content(repository: Repository, named: str) -> bytes:
    if os.path.isfile(named):
        with open(named, "rb") as file:
            return file.read()
    if ":" in named and not named.startswith("-"):
        from confledger.git.blobs import Blobs

        reader = Blobs(repository, _MOST_BYTES)
        try:
            _, content = reader.one(named.replace("\n", ""))
        finally:
            reader.close()
        if isinstance(content, bytes):
            return content
        raise ConfledgerError(
            f"there is no file {named!r} in this clone",
            help="name a revision and a path: main:.github/allowed_signers",
        )
    raise ConfledgerError(
        f"there is no file {named!r}", help="one of a revision is REV:PATH: main:.allowed_signers"
    )
