"""Where HEAD stands, as far as files tell without doubt; where they do not, git has to be asked.

A process of git takes longer than most questions that begin with this one.
"""

import os

from confledger.git.repository import Repository

_BRANCHES = b"refs/heads/"
_DIGITS = frozenset(b"0123456789abcdef")
_LENGTHS = (40, 64)
_MOST = 4096


def standing(repository: Repository) -> tuple[str, str] | None:
    """Return the branch of HEAD, nothing where it is on none, and its commit; None if in doubt.

    Whether there is such a commit is not looked at.
    """
    head = _read(repository.git_dir, "HEAD")
    if head is None:
        return None
    if not head.startswith(b"ref: "):
        oid = _id(head)
        return None if oid is None else ("", oid)
    name = head[len(b"ref: ") :].strip()
    # Where references are kept in another way, HEAD names none that could be.
    if not name.startswith(_BRANCHES) or name.endswith(b"/.invalid") or b".." in name:
        return None
    if os.path.lexists(os.path.join(repository.common_dir, "reftable")):
        return None
    ref = os.fsdecode(name)
    # What is packed is written before its file is removed.
    held = _read(repository.common_dir, ref)
    oid = _packed(repository, name) if held is None else _id(held)
    return None if oid is None else (ref, oid)


def _read(folder: str, name: str) -> bytes | None:
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read(_MOST)
    except OSError:
        return None


def _id(text: bytes) -> str | None:
    """Return the id that a file holds; None of anything else, such as another name."""
    found = text.rstrip()
    return found.decode("ascii") if len(found) in _LENGTHS and _DIGITS.issuperset(found) else None


def _packed(repository: Repository, name: bytes) -> str | None:
    try:
        with open(os.path.join(repository.common_dir, "packed-refs"), "rb") as file:
            packed = b"\n" + file.read()
    except OSError:
        return None
    end = packed.find(b" " + name + b"\n")
    return None if end < 0 else _id(packed[packed.rfind(b"\n", 0, end) + 1 : end])
