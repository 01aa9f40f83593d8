"""One file that holds others: a tar that any program can open, and of which no byte is free.

What is read has to be written again to the same bytes. So nothing that this does not write can
be in it: no links, no paths, no other names, nothing between the files or behind them. Nothing
is compressed: it could not be much larger than it looks, and compression is not the same
everywhere. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
"""

import re

from confledger.errors import ConfledgerError

_BLOCK = 512
# Names as we give them: no folders but one, no dots at the start.
_NAME = re.compile(r"(?:[a-z][a-z0-9_-]{0,30}/)?[a-z][a-z0-9_-]{0,30}(?:\.[a-z]{1,10})?")
# A bundle of ten years of a large repository has a tenth of this; tar itself ends at 8 GiB.
MOST_BYTES = 2 << 30
_MOST_FILES = 100


class NotABundle(ConfledgerError):
    """A file that is no bundle, or one that was changed outside of its files."""


def pack(files: dict[str, bytes]) -> bytes:
    """Return a bundle of these files, in the order given; raise ConfledgerError for too much."""
    if sum(map(len, files.values())) > MOST_BYTES - (1 << 20):
        raise ConfledgerError(
            "this is more than a bundle can hold, which is 2 GiB", help="ask for a shorter period"
        )
    parts = []
    for name, data in files.items():
        parts += [_header(name, len(data)), data, bytes(-len(data) % _BLOCK)]
    return b"".join([*parts, bytes(2 * _BLOCK)])


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the files of a bundle; raise NotABundle, which says where it is none."""
    if len(data) > MOST_BYTES:
        raise NotABundle("it is too large for a bundle", help="a bundle has at most 2 GiB")
    found: dict[str, bytes] = {}
    at = 0
    while data[at : at + _BLOCK] != bytes(_BLOCK):
        name, size = _read(data[at : at + _BLOCK], at, first=not found)
        if name in found:
            raise _wrong(f"{name} is in it twice")
        start = at + _BLOCK
        end = start + size
        found[name] = data[start:end]
        at = end + -size % _BLOCK
        if at > len(data):
            raise _wrong(f"it ends in the middle of {name}")
        if any(data[end:at]):
            raise _wrong(f"there is something between {name} and the next file")
        if len(found) > _MOST_FILES:
            raise _wrong("there are too many files in it")
    if len(data) != at + 2 * _BLOCK or any(data[at:]):
        last = list(found)[-1] if found else "its beginning"
        raise _wrong(f"it does not end behind {last}")
    return found


def _read(header: bytes, at: int, *, first: bool) -> tuple[str, int]:
    """Return name and size as a header has them, which must be ours byte by byte."""
    name = header[:100].rstrip(b"\0").decode("ascii", "replace")
    size = header[124:135]
    if len(header) == _BLOCK and _NAME.fullmatch(name) and re.fullmatch(rb"[0-7]{11}", size):
        if _header(name, int(size, 8)) == header:
            return name, int(size, 8)
    if first:
        raise NotABundle(
            "this is no bundle of `confledger audit report --bundle`, or its beginning was changed",
            help="see that it was copied whole, and not as text",
        )
    raise _wrong(f"the header at byte {at:,} is not one that was written")


def _wrong(said: str) -> NotABundle:
    return NotABundle(
        f"this bundle was changed or cut off: {said}", help="get it again from where it was made"
    )


def _header(name: str, size: int) -> bytes:
    fields = [
        name.encode("ascii").ljust(100, b"\0"),
        b"0000644\0" + b"0000000\0" * 2,
        b"%011o\0" % size + b"%011o\0" % 0,
        b" " * 8,
        b"0" + bytes(100),
        b"ustar\0" + b"00",
        bytes(64),
        b"0000000\0" * 2,
        bytes(155 + 12),
    ]
    whole = b"".join(fields)
    return whole[:148] + b"%06o\0 " % sum(whole) + whole[156:]
