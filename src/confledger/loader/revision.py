"""The commit that a repository stands at, read from its files: no git is needed."""

import os

_DIGITS = frozenset(b"0123456789abcdef")
_LENGTHS = (40, 64)
_MOST = 4096
_MOST_PACKED = 64 * 1024 * 1024


def commit_at(folder: str) -> str | None:
    """Return the commit of the repository that a folder is in; None where files do not tell.

    Of files that were edited since, it says nothing.
    """
    here = folder
    while not os.path.lexists(os.path.join(here, ".git")):
        above = os.path.dirname(here)
        if above == here:
            return None
        here = above
    store = _store(os.path.join(here, ".git"))
    head = _read(os.path.join(store, "HEAD"))
    if not head.startswith(b"ref: "):
        return _id(head)
    name = head[len(b"ref: ") :].strip()
    if not name.startswith(b"refs/") or b".." in name or b"\0" in name:
        return None
    told = _read(os.path.join(store, "commondir")).rstrip(b"\n")
    common = os.path.normpath(os.path.join(store, os.fsdecode(told))) if told else store
    if os.path.lexists(os.path.join(common, "reftable")):
        return None
    # What is packed is written before its own file is removed.
    own = _read(os.path.join(common, os.fsdecode(name)))
    return _id(own) if own else _packed(common, name)


def _store(git: str) -> str:
    """Return the folder of a repository: `.git`, or the one that a file of that name leads to."""
    if os.path.isdir(git):
        return git
    said = _read(git)
    if not said.startswith(b"gitdir: ") or b"\0" in said:
        return git
    leads = os.fsdecode(said[len(b"gitdir: ") :].rstrip(b"\n"))
    return os.path.normpath(os.path.join(os.path.dirname(git), leads))


def _read(path: str, most: int = _MOST) -> bytes:
    try:
        with open(path, "rb", opener=_opened) as file:
            return file.read(most)
    except OSError:
        return b""


def _opened(path: str, flags: int) -> int:
    # Without waiting for whoever writes to a pipe.
    return os.open(path, flags | os.O_NONBLOCK)


def _id(text: bytes) -> str | None:
    found = text.rstrip()
    return found.decode("ascii") if len(found) in _LENGTHS and _DIGITS.issuperset(found) else None


def _packed(common: str, name: bytes) -> str | None:
    packed = b"\n" + _read(os.path.join(common, "packed-refs"), _MOST_PACKED)
    end = packed.find(b" " + name + b"\n")
    return None if end < 0 else _id(packed[packed.rfind(b"\n", 0, end) + 1 : end])
