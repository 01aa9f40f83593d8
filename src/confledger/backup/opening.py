"""One backup read from its first byte to its last, everything compared that can be.

What is unpacked goes to files of known names in a folder that is given, and nothing is written
before the manifest said how much it is.
"""

import os
import shutil
import zlib
from contextlib import nullcontext
from hashlib import sha256
from typing import BinaryIO

from confledger.backup import bundle
from confledger.backup.archive import (
    Broken,
    Limited,
    Readable,
    header_of,
    manifest_bytes,
    members_of,
    payload_of,
    stored_as,
    verify_end,
)
from confledger.backup.manifest import Header, Manifest, Member, named, read_manifest
from confledger.backup.private_state import ALL, BUNDLE, MANIFEST
from confledger.backup.sealing import opened
from confledger.errors import ConfledgerError

_CHUNK = 1 << 20


class TooLarge(ConfledgerError):
    """What a backup says it holds would fill the disk."""

    def __init__(self, size: int, free: int) -> None:
        super().__init__(
            f"it holds {size / 1e6:,.0f} MB or more; the disk has room for {free / 1e6:,.0f} MB",
            help="make room, or name a folder on another disk",
        )


class Sealed(ConfledgerError):
    """It is encrypted, and no key was given."""

    def __init__(self) -> None:
        super().__init__(
            "it is encrypted, and no identity was given",
            help="name the file with your key: --identity FILE, or SOPS_AGE_KEY_FILE",
        )


def outside(stream: Readable, name: str) -> Header:
    """Verify what can be without a key: header, name, digest of the payload. Raise Broken."""
    header = header_of(stream)
    _verify_name(header, name)
    verify_end(stream, payload_of(stream, header), header)
    return header


def unpacked(
    stream: BinaryIO, name: str, keys: list[object] | None, folder: str | None
) -> Manifest:
    """Read a backup to its end; raise Broken, Malformed, Sealed, WrongIdentity or TooLarge.

    The members go to `folder` under their names, or nowhere where it is None.
    """
    header = header_of(stream)
    _verify_name(header, name)
    payload = payload_of(stream, header)
    if not header.encrypted:
        manifest = _payload(payload, header, folder)
    elif not keys:
        raise Sealed
    else:
        clear = opened(payload, keys)
        try:
            manifest = _payload(clear, header, folder)
        finally:
            clear.close()
    verify_end(stream, payload, header)
    return manifest


def manifest_of(stream: BinaryIO, name: str, keys: list[object] | None) -> Manifest:
    """Read only the manifest; what comes behind it is not looked at."""
    header = header_of(stream)
    _verify_name(header, name)
    payload = payload_of(stream, header)
    if not header.encrypted:
        return _manifest(payload, header)
    if not keys:
        raise Sealed
    clear = opened(payload, keys)
    try:
        return _manifest(clear, header)
    finally:
        clear.close()


def _manifest(clear: Readable, header: Header) -> Manifest:
    for name, stored in members_of(clear):
        return _agreed(read_manifest(manifest_bytes(name, stored)), header)
    raise Broken("its payload is empty")


def _payload(clear: Readable, header: Header, folder: str | None) -> Manifest:
    entries = members_of(clear)
    first = next(entries, None)
    if first is None:
        raise Broken("its payload is empty")
    manifest = _agreed(read_manifest(manifest_bytes(*first)), header)
    wanted = {stored_as(one): one for one in manifest.members if not one.kept_in}
    for one in manifest.members:
        if one.name not in ALL:
            raise Broken(f"it has a member {one.name!r}, which no backup has")
    if folder is not None:
        size = sum(one.size for one in wanted.values())
        free = shutil.disk_usage(folder).free
        if size > free:
            raise TooLarge(size, free)
    for name, stored in entries:
        member = wanted.pop(name, None)
        if member is None:
            raise Broken(f"it has a member {name!r} that its manifest does not name")
        path = None if folder is None else os.path.join(folder, member.name)
        _member(stored, member, path, manifest)
    if wanted:
        raise Broken(f"its member {min(wanted)!r} is missing")
    return manifest


def _member(stored: Limited, member: Member, path: str | None, manifest: Manifest) -> None:
    """Read a member, compare it with what the manifest says, and write it to a new file."""
    if stored.left != member.stored:
        raise Broken(f"its member {member.name!r} is not as long as its manifest says")
    digest, size, begun = sha256(), 0, b""
    looked_at = bundle.head_size(manifest) if member.name == BUNDLE else 0
    with nullcontext() if path is None else open(path, "xb") as out:
        for part in _unpressed(stored, member) if member.packed else _plain(stored):
            size += len(part)
            if size > member.size:
                raise Broken(f"its member {member.name!r} is longer than its manifest says")
            digest.update(part)
            if len(begun) < looked_at:
                begun += part[: looked_at - len(begun)]
            if out is not None:
                out.write(part)
    if size != member.size or digest.hexdigest() != member.sha256:
        raise Broken(f"its member {member.name!r} is not as it was written: the digest differs")
    if looked_at:
        from io import BytesIO

        fault = bundle.check(BytesIO(begun), manifest)
        if fault is not None:
            raise Broken(f"its bundle is another one: {fault}")


def _plain(stored: Limited) -> "Iterator[bytes]":
    while part := stored.read(_CHUNK):
        yield part


def _unpressed(stored: Limited, member: Member) -> "Iterator[bytes]":
    """Yield what a member is unpacked, a little at a time however much it is."""
    press = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        while part := stored.read(_CHUNK):
            while part:
                yield press.decompress(part, _CHUNK)
                part = press.unconsumed_tail
        yield press.flush()
    except zlib.error as error:
        raise Broken(f"its member {member.name!r} cannot be unpacked") from error
    if not press.eof or press.unused_data:
        raise Broken(f"its member {member.name!r} cannot be unpacked to its end")


def _agreed(manifest: Manifest, header: Header) -> Manifest:
    """Return a manifest that says what the header says."""
    said = Header(manifest)
    # What a manifest cannot know: it is inside of that.
    for name in ("encrypted", "payload", "readme", "sha256"):
        setattr(said, name, getattr(header, name))
    if said.encoded() != header.encoded():
        raise Broken(f"its header and its {MANIFEST} say different things")
    return manifest


def _verify_name(header: Header, name: str) -> None:
    if named(name) is not None and header.name() != name:
        raise Broken(f"it is another backup than its name says: {header.name()}")


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
