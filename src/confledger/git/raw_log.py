"""What `git log --raw -z` writes, a commit at a time: its own fields, then its files."""

import os
from collections.abc import Iterator
from typing import BinaryIO

from confledger.git.snapshot import Entry, kind_of

# One file: its entry in each parent compared with, then its own; None where there is no file.
Sides = tuple[Entry | None, ...]

# Whatever the user's own settings say, the output is the same. With `-z`, because without it
# git quotes every path that is not plain ASCII. Of a submodule only the commit counts: looking
# inside would run git there, with its settings.
STEADY = (
    *("--raw", "-z", "--no-abbrev", "--reverse", "--encoding=UTF-8", "--no-ext-diff"),
    *("--no-color", "--no-show-signature", "--no-relative", "--no-notes"),
    "--ignore-submodules=dirty",
)
# Of a merge only what it holds that no parent has, and the path that each parent has it at.
MERGED = ("-c", "--combined-all-paths")
_CHUNK = 1 << 16


def asked(placeholders: tuple[str, ...]) -> str:
    """Return the option that makes git write these for each commit, as `read` expects them.

    They are told by their place, because a name or a subject may hold anything but NUL. The
    first one starts with a character that no record of a file starts with.
    """
    return "--format=%x01" + "%x00".join(placeholders)


def read(
    output: BinaryIO, placeholders: tuple[str, ...]
) -> Iterator[tuple[list[bytes], list[Sides]]]:
    """Yield what was asked of each commit and the files that it changed, as it comes."""
    fields = _split(output)
    asked_for: list[bytes] | None = None
    files: list[Sides] = []
    for field in fields:
        head = field.lstrip(b"\n")
        if head.startswith(b":"):
            files.append(_sides(head, fields))
        elif head:
            if asked_for is not None:
                yield asked_for, files
            asked_for = [head[1:], *(next(fields) for _ in placeholders[1:])]
            files = []
    if asked_for is not None:
        yield asked_for, files


def _split(output: BinaryIO) -> Iterator[bytes]:
    """Yield what stands between the NUL bytes, as it comes."""
    rest = b""
    while part := output.read1(_CHUNK):  # type: ignore[attr-defined]  # a buffered one
        fields = (rest + part).split(b"\0")
        rest = fields.pop()
        yield from fields
    yield rest


def _sides(head: bytes, fields: Iterator[bytes]) -> Sides:
    """Read `:mode mode oid oid status`, of a merge with one more colon, mode and oid a parent.

    The paths that follow: one, or two where the file was renamed; of a merge, that in each
    parent and its own.
    """
    words = head.decode("ascii").split(" ")
    sides = len(words) // 2
    modes = [words[0].lstrip(":"), *words[1:sides]]
    oids = words[sides : 2 * sides]
    if sides > 2:
        paths = [os.fsdecode(next(fields)) for _ in range(sides)]
    else:
        paths = [os.fsdecode(next(fields))]
        paths.append(os.fsdecode(next(fields)) if words[-1][0] in "RC" else paths[0])
    return tuple(
        None if mode == "000000" else Entry(path, kind_of(mode), oid)
        for mode, oid, path in zip(modes, oids, paths, strict=True)
    )
