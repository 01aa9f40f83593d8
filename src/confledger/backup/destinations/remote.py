"""Backups in any git repository: each under a reference of its own, which no branch ever sees.

`refs/confledger/backups/NAME` names the backup, a blob; a tree of blobs where it is large, since
forges refuse files of 100 MB. `refs/confledger/headers/NAME` names how it begins, so that a list
of all costs little, and `refs/confledger/notes/NAME` its note.
"""

import io
from tempfile import gettempdir
from typing import BinaryIO

from confledger.backup.destinations.destination import NotThere
from confledger.backup.destinations.place import LARGEST_NOTE, verify
from confledger.backup.manifest import named
from confledger.backup.staging import staged
from confledger.git.remote_objects import Remote, masked
from confledger.git.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Generator
    from contextlib import AbstractContextManager

    from _typeshed import WriteableBuffer

# A blob of a large backup.
CHUNK = 50_000_000
# So much of its start is fetched before anybody wants all of it.
HEAD = 8192
_BACKUPS, _HEADERS, _NOTES = (f"refs/confledger/{one}/" for one in ("backups", "headers", "notes"))


class GitRemote:
    """The backups of one remote, by its name or address."""

    def __init__(self, address: str, repository: Repository | None, *, chunk: int = CHUNK) -> None:
        self._address = address
        self._repository = repository
        self._chunk = chunk
        self._heads: dict[str, bytes] = {}

    @property
    def shown(self) -> str:
        """The remote, as it is named to us."""
        return f"git:{masked(self._address)}"

    def names(self) -> list[str]:
        """Return the names of all backups, sorted."""
        with _scratch() as scratch:
            found = self._remote(scratch).references(_BACKUPS + "*")
        return sorted(name for one in found if named(name := one.removeprefix(_BACKUPS)))

    def read(self, name: str) -> BinaryIO:
        """Open a backup: its start is here at once, the rest is fetched when it is read."""
        verify(name, self.shown)
        if name not in self._heads:
            self._learn(name)
        return io.BufferedReader(_Pieces(self._pieces(name)), HEAD)

    def write(self, name: str, file: BinaryIO) -> None:
        """Push a backup, unless one of this name is there already."""
        verify(name, self.shown)
        with _scratch() as scratch:
            remote = self._remote(scratch)
            head = b""
            blobs = []
            while chunk := _filled(file, self._chunk):
                head = head or chunk[:HEAD]
                blobs.append(remote.blob(chunk))
            whole = blobs[0] if len(blobs) == 1 else remote.tree(blobs)
            there = remote.references(_BACKUPS + name, _HEADERS + name)
            if _BACKUPS + name in there:
                return
            header = (_HEADERS + name, remote.blob(head), there.get(_HEADERS + name))
            remote.push([header, (_BACKUPS + name, whole, None)])

    def delete(self, name: str) -> None:
        """Remove the references; when the objects go is up to who keeps the remote."""
        verify(name, self.shown)
        wanted = [f"{kind}{name}" for kind in (_BACKUPS, _HEADERS, _NOTES)]
        with _scratch() as scratch:
            remote = self._remote(scratch)
            there = remote.references(*wanted)
            if there:
                remote.push((one, None, there[one]) for one in wanted if one in there)
        self._heads.pop(name, None)

    def notes(self) -> dict[str, bytes]:
        """Return the notes, by the names of their backups."""
        with _scratch() as scratch:
            return self._fetched(self._remote(scratch), _NOTES, LARGEST_NOTE)

    def note(self, name: str, data: bytes) -> None:
        """Put a note beside a backup."""
        verify(name, self.shown)
        reference = _NOTES + name
        with _scratch() as scratch:
            remote = self._remote(scratch)
            there = remote.references(reference)
            oid = remote.blob(data)
            if there.get(reference) != oid:
                remote.push([(reference, oid, there.get(reference))])

    def _remote(self, scratch: str) -> Remote:
        return Remote(self._address, self._repository, scratch)

    def _learn(self, name: str) -> None:
        """Fetch how each backup begins, all that are not known yet at once."""
        with _scratch() as scratch:
            remote = self._remote(scratch)
            self._heads |= self._fetched(remote, _HEADERS, HEAD, self._heads)
            if name not in self._heads:
                # Somebody else put it there, in one piece.
                if _BACKUPS + name not in remote.references(_BACKUPS + name):
                    raise NotThere(name, self.shown)
                self._heads[name] = b""

    def _fetched(
        self, remote: Remote, kind: str, most: int, known: "Container[str]" = ()
    ) -> dict[str, bytes]:
        """Return the starts of what is of a kind; what somebody else put there is passed over."""
        there = {
            one.removeprefix(kind): oid
            for one, oid in remote.references(kind + "*").items()
            if named(one.removeprefix(kind)) and one.removeprefix(kind) not in known
        }
        if there:
            remote.fetch(kind + one for one in there)
        starts = ((one, remote.start(oid, most)) for one, oid in there.items())
        return {one: start for one, start in starts if start is not None}

    def _pieces(self, name: str) -> "Generator[bytes]":
        """Yield a backup, its start first, before anything is fetched."""
        head = self._heads[name]
        if head:
            yield head
        with _scratch() as scratch:
            remote = self._remote(scratch)
            reference = _BACKUPS + name
            oid = remote.references(reference).get(reference)
            if oid is None:
                raise NotThere(name, self.shown)
            remote.fetch([reference])
            skipped = len(head)
            for blob in remote.blobs(oid):
                for piece in remote.content(blob):
                    yield piece[skipped:]
                    skipped = max(0, skipped - len(piece))


class _Pieces(io.RawIOBase):
    """What comes in pieces, as a file."""

    def __init__(self, pieces: "Generator[bytes]") -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Say that it is."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read some, as the interface wants it."""
        room = memoryview(buffer)
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(room), len(self._left))
        room[:size] = self._left[:size]
        self._left = self._left[size:]
        return size

    def close(self) -> None:
        """Stop what is not at its end."""
        if not self.closed:
            self._pieces.close()
        super().close()


def _scratch() -> "AbstractContextManager[str]":
    """Make a folder for objects, and remove those of runs that were killed."""
    return staged(gettempdir(), "confledger-remote-")


def _filled(file: BinaryIO, size: int) -> bytes:
    """Read so much, less only at the end."""
    parts = []
    while size and (part := file.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
