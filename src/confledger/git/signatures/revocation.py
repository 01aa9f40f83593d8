"""Revoked keys: a list of public keys, or a key revocation list (PROTOCOL.krl)."""

from hashlib import sha1, sha256

from confledger.git.signatures import key_blobs, keys
from confledger.git.signatures.wire import Malformed, Reader, TooShort, Unjudged

_MAGIC = b"SSHKRL\n\0"
_CERTIFICATES, _EXPLICIT, _SHA1, _SHA256 = 1, 2, 3, 5
_LIST, _RANGE, _BITMAP, _KEY_ID = 0x20, 0x21, 0x22, 0x23


class _OfAuthority:
    """Certificates that one authority has taken back; any authority where it is None."""

    __slots__ = ("authority", "bitmaps", "key_ids", "ranges", "serials")

    def __init__(self, authority: bytes | None) -> None:
        self.authority = authority
        self.serials: set[int] = set()
        self.ranges: list[tuple[int, int]] = []
        self.bitmaps: list[tuple[int, int]] = []
        self.key_ids: set[bytes] = set()

    def has(self, certificate: keys.Certificate) -> bool:
        if self.authority not in (None, certificate.authority.plain):
            return False
        if certificate.key_id in self.key_ids:
            return True
        serial = certificate.serial
        # Zero is what authorities that count nothing give to all.
        return serial > 0 and (
            serial in self.serials
            or any(low <= serial <= high for low, high in self.ranges)
            or any(serial >= start and bits >> (serial - start) & 1 for start, bits in self.bitmaps)
        )


class Revoked:
    """What is revoked. Where a file cannot be read, OpenSSH lets no key pass: nor does this."""

    __slots__ = ("_authorities", "_broken", "_explicit", "_fingerprints", "_older", "_unjudged")

    def __init__(self, data: bytes) -> None:
        self._explicit: set[bytes] = set()
        self._older: set[bytes] = set()
        self._fingerprints: set[bytes] = set()
        self._authorities: list[_OfAuthority] = []
        self._broken = False
        self._unjudged = False
        try:
            if data.startswith(_MAGIC):
                self._read_krl(Reader(data[len(_MAGIC) :]))
            else:
                self._read_list(data)
        except Malformed:
            self._broken = True
        except Unjudged:
            self._unjudged = True

    def has(self, key: keys.Key) -> bool:
        """Whether a key is revoked, or its certificate, or who vouches for it.

        Raise Unjudged where the file has something that is not read here.
        """
        if self._unjudged:
            raise Unjudged
        if self._broken or self._has_plain(key.plain):
            return True
        certificate = key.certificate
        if certificate is None:
            return False
        return self._has_plain(certificate.authority.plain) or any(
            one.has(certificate) for one in self._authorities
        )

    def _has_plain(self, blob: bytes) -> bool:
        return (
            blob in self._explicit
            or (bool(self._older) and sha1(blob, usedforsecurity=False).digest() in self._older)
            or (bool(self._fingerprints) and sha256(blob).digest() in self._fingerprints)
        )

    def _read_list(self, data: bytes) -> None:
        """Read one public key a line, with a comment behind it or not."""
        for line in data.split(b"\n"):
            line = line.partition(b"\0")[0].lstrip(b" \t")
            if not line or line.startswith(b"#"):
                continue
            try:
                key = key_blobs.from_line(line)
            except TooShort:
                continue
            if key is None:
                raise Unjudged
            self._explicit.add(key.plain)

    def _read_krl(self, reader: Reader) -> None:
        if reader.number(4) != 1:
            raise Malformed
        reader.take(3 * 8)  # its own number, when it was made, flags
        reader.string()
        reader.text()
        while reader.left():
            kind, body = reader.number(1), Reader(reader.string())
            if kind == _CERTIFICATES:
                self._authorities.append(_certificates(body))
            elif kind in (_EXPLICIT, _SHA1, _SHA256):
                while body.left():
                    one = body.string()
                    if kind == _EXPLICIT:
                        self._explicit.add(key_blobs.read(one).plain)
                    else:
                        (self._older if kind == _SHA1 else self._fingerprints).add(one)
            else:
                raise Unjudged


def _certificates(reader: Reader) -> _OfAuthority:
    authority = reader.string()
    reader.string()
    found = _OfAuthority(key_blobs.read(authority).plain if authority else None)
    while reader.left():
        kind, body = reader.number(1), Reader(reader.string())
        if kind == _LIST:
            while body.left():
                found.serials.add(body.number(8))
        elif kind == _RANGE:
            found.ranges.append((body.number(8), body.number(8)))
        elif kind == _BITMAP:
            found.bitmaps.append((body.number(8), body.integer()))
        elif kind == _KEY_ID:
            while body.left():
                found.key_ids.add(body.text())
        else:
            raise Unjudged
        body.end()
    return found
