"""The file that a backup is: a tar with a header for everybody, and the rest for who has a key.

    backup.json       the header, padded with spaces
    README.txt        how to get at everything without confledger
    payload.tar.age   encrypted: manifest.json, repository.bundle, ledger.sqlite.gz, ...

The header has the digests of the text and of the payload, and all else can be told from it, byte
for byte, so nothing can hide there.
Both are written in the form that every tar reads, and only that form is read.
"""

import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from tarfile import GNU_FORMAT, REGTYPE, TarError, TarInfo
from typing import BinaryIO, Protocol

from confledger.backup import by_hand
from confledger.backup.manifest import Header, Malformed, Manifest, Member, read_header
from confledger.backup.private_state import MANIFEST
from confledger.errors import ConfledgerError

_BLOCK = 512
_HEADER = 1024
_CHUNK = 1 << 20
_END = b"\0" * (2 * _BLOCK)
_MOST_MANIFEST = 64 << 20


class Readable(Protocol):
    """What can be read."""

    def read(self, size: int = -1, /) -> bytes:
        """Return some bytes, none at the end."""


class Writable(Protocol):
    """What can be written."""

    def write(self, data: bytes, /) -> int:
        """Take bytes."""


# Takes what is read, and writes it in another form.
Filter = Callable[[Readable, Writable], None]


class Broken(ConfledgerError):
    """A backup is not as it was written; `member` is what is not, if it is known."""

    def __init__(self, why: str) -> None:
        super().__init__(why, help="take another backup: confledger backup list")


class Counted:
    """What is written to a file, with its number of bytes and its digest."""

    def __init__(self, file: BinaryIO, progress: Callable[[int], None] | None = None) -> None:
        self._file = file
        self._progress = progress
        self.digest = sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        """Write bytes."""
        self._file.write(data)
        self.digest.update(data)
        self.size += len(data)
        if self._progress is not None:
            self._progress(self.size)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


class Pulled:
    """Bytes that are made as they are read."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._left = b""
        self.given = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes, none at the end."""
        while not self._left:
            # An empty part is not the end.
            part = next(self._parts, None)
            if part is None:
                return b""
            self._left = part
        if size < 0:
            self._left += b"".join(self._parts)
            size = len(self._left)
        given, self._left = self._left[:size], self._left[size:]
        self.given += len(given)
        return given


class Limited:
    """The first so many bytes of a stream, with their digest."""

    def __init__(self, stream: Readable, size: int) -> None:
        self._stream = stream
        self.left = size
        self.digest = sha256()

    def read(self, size: int = -1, /) -> bytes:
        """Return at most so many bytes, none at the end or where the stream is cut off."""
        wanted = self.left if size < 0 else min(size, self.left)
        data = self._stream.read(min(wanted, _CHUNK)) if wanted else b""
        self.left -= len(data)
        self.digest.update(data)
        return data


def write(
    file: BinaryIO,
    manifest: Manifest,
    paths: dict[str, str],
    seal: Filter | None,
    progress: Callable[[int], None] | None = None,
) -> Header:
    """Write a backup of members that lie at `paths`; it is on disk when this returns."""
    header = Header(manifest)
    header.encrypted = "age" if seal else ""
    readme = by_hand.text(header.encrypted)
    header.readme = sha256(readme).hexdigest()
    file.seek(len(_before(header, readme)))
    out = Counted(file, progress)
    source = Pulled(_parts(manifest, paths))
    (seal or _copied)(source, out)
    if source.given != _size(manifest, paths):
        raise ConfledgerError("not all of the backup was written; nothing was kept")
    header.payload = out.size
    header.sha256 = out.digest.hexdigest()
    file.write(_padding(out.size) + _END)
    file.seek(0)
    file.write(_before(header, readme))
    file.flush()
    os.fsync(file.fileno())
    return header


def header_of(stream: Readable) -> Header:
    """Read what everybody may of a backup; its payload comes next. Raise Broken or Malformed."""
    begun = _exactly(stream, _BLOCK + _HEADER, "its header")
    header = read_header(begun[_BLOCK:].rstrip(b" "))
    block = _exactly(stream, _BLOCK, "its header")
    size = _size_of_readme(block)
    rest = _exactly(stream, size + len(_padding(size)) + _BLOCK, "its header")
    readme = rest[:size]
    if sha256(readme).hexdigest() != header.readme or begun + block + rest != _before(
        header, readme
    ):
        raise Broken("its header is not as it was written")
    return header


def payload_of(stream: Readable, header: Header) -> Limited:
    """Return the payload, encrypted or not; to be read to its end, and then `verify_end`."""
    return Limited(stream, header.payload)


def verify_end(stream: Readable, payload: Limited, header: Header) -> None:
    """Read what is left, and compare the digest; raise Broken."""
    while payload.read(_CHUNK):
        pass
    if payload.left:
        raise Broken("its payload is cut off")
    if payload.digest.hexdigest() != header.sha256:
        raise Broken("its payload is not as it was written: the digest differs")
    rest = _padding(header.payload) + _END
    if _exactly(stream, len(rest), "its end") != rest or stream.read(1):
        raise Broken("its end is not as it was written")


def members_of(opened: Readable) -> Iterator[tuple[str, "Limited"]]:
    """Read an opened payload: each member by the name it is stored as, to be read at once."""
    while True:
        block = _exactly(opened, _BLOCK, "its payload")
        if not block.strip(b"\0"):
            if _exactly(opened, _BLOCK, "its payload").strip(b"\0") or opened.read(1):
                raise Broken("its payload goes on behind its end")
            return
        try:
            entry = TarInfo.frombuf(block, "utf-8", "strict")
        except (TarError, UnicodeError) as error:
            raise Broken("its payload has a member that cannot be read") from error
        if entry.type != REGTYPE or entry.size < 0 or _entry(entry.name, entry.size) != block:
            raise Broken("its payload has a member that no backup has")
        member = Limited(opened, entry.size)
        yield entry.name, member
        while member.read(_CHUNK):
            pass
        if member.left:
            raise Broken("its payload is cut off")
        _exactly(opened, len(_padding(entry.size)), "its payload")


def manifest_bytes(name: str, member: Limited) -> bytes:
    """Return the manifest, which comes first; raise Broken."""
    if name != MANIFEST or member.left > _MOST_MANIFEST:
        raise Broken("its payload does not begin with a manifest")
    return _exactly(member, member.left, "its manifest")


def stored_as(member: Member) -> str:
    """Return the name of a member in the payload."""
    return member.name + (".gz" if member.packed else "")


def _parts(manifest: Manifest, paths: dict[str, str]) -> Iterator[bytes]:
    """Yield the payload in the clear."""
    told = manifest.encoded()
    yield _entry(MANIFEST, len(told)) + told + _padding(len(told))
    for member in manifest.members:
        if member.name not in paths:
            continue
        yield _entry(stored_as(member), member.stored)
        with open(paths[member.name], "rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
        yield _padding(member.stored)
    yield _END


def _size(manifest: Manifest, paths: dict[str, str]) -> int:
    """Return how many bytes the payload has in the clear."""
    stored = [one.stored for one in manifest.members if one.name in paths]
    each = (len(manifest.encoded()), *stored)
    return sum(_BLOCK + size + len(_padding(size)) for size in each) + len(_END)


def _size_of_readme(block: bytes) -> int:
    """Return how long the text for people is: that of another version is another one."""
    try:
        size = TarInfo.frombuf(block, "utf-8", "strict").size
    except (TarError, UnicodeError):
        size = -1
    if not 0 <= size <= by_hand.MOST:
        raise Broken("its header is not as it was written")
    return size


def _before(header: Header, readme: bytes) -> bytes:
    """Return all that comes before the payload."""
    told = header.encoded()
    if len(told) > _HEADER:
        raise Malformed("its header is too long")
    payload = "payload.tar.age" if header.encrypted else "payload.tar"
    return b"".join(
        (
            _entry("backup.json", _HEADER) + told.ljust(_HEADER),
            _entry(by_hand.NAME, len(readme)) + readme + _padding(len(readme)),
            _entry(payload, header.payload),
        )
    )


def _entry(name: str, size: int) -> bytes:
    entry = TarInfo(name)
    entry.size = size
    entry.mode = 0o600
    return entry.tobuf(GNU_FORMAT, "utf-8", "strict")


def _padding(size: int) -> bytes:
    return b"\0" * (-size % _BLOCK)


def _copied(source: Readable, out: Writable) -> None:
    while chunk := source.read(_CHUNK):
        out.write(chunk)


def _exactly(stream: Readable, size: int, what: str) -> bytes:
    parts = []
    while size:
        part = stream.read(min(size, _CHUNK))
        if not part:
            raise Broken(f"{what} is cut off")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
