"""Who a PGP signature says has made it (RFC 9580): enough to know that nobody here has the key.

git starts one `gpg` for each commit, which in a repository full of signatures by a forge takes
minutes to say of each that there is no such key.
"""

import os
from base64 import b64decode

_BEGIN, _END = b"-----BEGIN PGP SIGNATURE-----", b"-----END PGP SIGNATURE-----"
_ISSUER, _FINGERPRINT = 16, 33
_CRC_START, _CRC_POLYNOMIAL = 0xB704CE, 0x1864CFB
# Of an entire binary file or a text.
_OF_DOCUMENTS = (0, 1)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from confledger.git.repository import Repository


def issuer(armored: bytes) -> str | None:
    """Return the key id that one whole, simple signature names; None of anything else."""
    try:
        return _issuer(_decoded(armored))
    except (IndexError, ValueError):
        return None


def key_ids(repository: "Repository") -> frozenset[str] | None:
    """Return the ids of all keys that gpg has here; None where git asks another program.

    None also where gpg cannot be asked.
    """
    import subprocess

    from confledger.git.process import GitFailed, environment

    try:
        repository.run("config", "--get-regexp", "^gpg\\.(openpgp\\.)?program$")
        return None
    except GitFailed as error:
        if error.code != 1:
            raise
    listing = ["gpg", "--batch", "--no-auto-check-trustdb", "--with-colons", "--list-keys"]
    try:
        done = subprocess.run(listing, capture_output=True, check=False, env=environment())
    except OSError:
        return None
    found = set()
    for line in done.stdout.split(b"\n"):
        fields = line.split(b":")
        if fields[0] in (b"pub", b"sub") and len(fields) > 4:
            found.add(os.fsdecode(fields[4]))
    # Without any key it also ends well; what it cannot read it says.
    return frozenset(found) if done.returncode == 0 else None


def _decoded(armored: bytes) -> bytes:
    lines = [line.rstrip(b" \t\r") for line in armored.rstrip(b"\n").split(b"\n")]
    if lines[0] != _BEGIN or lines[-1] != _END or lines.count(b"") > 1:
        raise ValueError
    body = lines[lines.index(b"") + 1 : -1]
    crc = None
    if body and body[-1].startswith(b"="):
        crc = int.from_bytes(b64decode(body.pop()[1:], validate=True), "big")
    data = b64decode(b"".join(body), validate=True)
    if crc is not None and crc != _crc(data):
        raise ValueError
    return data


def _crc(data: bytes) -> int:
    crc = _CRC_START
    for byte in data:
        crc = (crc << 8 & 0xFFFFFF) ^ _CRC_TABLE[(crc >> 16) ^ byte]
    return crc


def _crc_of(byte: int) -> int:
    value = byte << 16
    for _ in range(8):
        value <<= 1
        if value & 0x1000000:
            value ^= _CRC_POLYNOMIAL
    return value


_CRC_TABLE = tuple(_crc_of(byte) for byte in range(256))


def _issuer(data: bytes) -> str | None:
    """Read one signature packet of version 4; raise IndexError or ValueError of another."""
    tag = data[0]
    if tag & 0xC0 == 0xC0:
        kind, (size, at) = tag & 0x3F, _size(data, 1)
    else:
        width = 1 << (tag & 3)
        kind, at = tag >> 2 & 0xF, 1 + width
        size = int.from_bytes(data[1:at], "big") if width < 8 else -1
    body = data[at:]
    if not tag & 0x80 or kind != 2 or size != len(body):
        raise ValueError
    if body[0] != 4 or body[1] not in _OF_DOCUMENTS:
        raise ValueError
    hashed = int.from_bytes(body[4:6], "big")
    unhashed = int.from_bytes(body[6 + hashed : 8 + hashed], "big")
    end = 8 + hashed + unhashed
    if end + 4 > len(body):
        raise ValueError
    areas = body[6 : 6 + hashed], body[8 + hashed : end]
    named = {key for area in areas for key in _named(area)}
    return named.pop() if len(named) == 1 else None


def _named(area: bytes) -> "Iterator[str]":
    """Yield the key id of each subpacket that tells one."""
    at = 0
    while at < len(area):
        size, at = _size(area, at)
        part = area[at : at + size]
        if not size or len(part) != size:
            raise ValueError
        kind = part[0] & 0x7F
        if kind == _ISSUER and size == 9:
            yield part[1:].hex().upper()
        elif kind == _FINGERPRINT and size == 22 and part[1] == 4:
            yield part[-8:].hex().upper()
        elif kind in (_ISSUER, _FINGERPRINT):
            raise ValueError
        at += size


def _size(data: bytes, at: int) -> tuple[int, int]:
    """Return a length of one, two or five bytes, and the place behind it."""
    first = data[at]
    if first < 192:
        return first, at + 1
    if first < 224:
        return (first - 192 << 8) + data[at + 1] + 192, at + 2
    if first != 255:
        raise ValueError  # a packet in parts
    return int.from_bytes(data[at + 1 : at + 5], "big"), at + 5
