"""The encoding of RFC 4251 that SSH has for keys, signatures and certificates."""

from binascii import a2b_base64, b2a_base64


class Malformed(Exception):
    """Bytes that OpenSSH would not read either."""


class TooShort(Malformed):
    """A key of so few bits that OpenSSH does not take it."""


class Unjudged(Exception):
    """Something that is not judged here: git, with the programs it asks, has to say."""


class Reader:
    """Take one value after the other; raise Malformed where the next one is not whole."""

    __slots__ = ("at", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        end = self.at + size
        if end > len(self.data):
            raise Malformed
        part = self.data[self.at : end]
        self.at = end
        return part

    def number(self, size: int) -> int:
        """Return an unsigned number of `size` bytes."""
        return int.from_bytes(self.take(size), "big")

    def string(self) -> bytes:
        """Return a string of bytes."""
        data, at = self.data, self.at + 4
        end = at + int.from_bytes(data[self.at : at], "big")
        if at > len(data) or end > len(data):
            raise Malformed
        self.at = end
        return data[at:end]

    def text(self) -> bytes:
        """Return a string as C has it: a NUL at its end is left out, one within is refused."""
        part = self.string()
        part = part.removesuffix(b"\0")
        if b"\0" in part:
            raise Malformed
        return part

    def integer(self) -> int:
        """Return an integer of any size; negative ones are refused."""
        part = self.string()
        if part[:1] >= b"\x80" or len(part) > 16384 // 8 + 1:
            raise Malformed
        return int.from_bytes(part, "big")

    def left(self) -> bool:
        """Whether there is more."""
        return self.at < len(self.data)

    def end(self) -> None:
        """Refuse what follows."""
        if self.left():
            raise Malformed


def string(data: bytes) -> bytes:
    """Return bytes as a string of the encoding."""
    return len(data).to_bytes(4, "big") + data


def integer(value: int) -> bytes:
    """Return an integer as its shortest encoding."""
    return string(value.to_bytes(value.bit_length() // 8 + 1, "big") if value else b"")


def decoded(text: bytes) -> bytes:
    """Decode base64 as OpenSSH does: white space anywhere, and nothing else that is too much."""
    packed = b"".join(text.split())
    try:
        data = a2b_base64(packed, strict_mode=True)
    except ValueError:
        raise Malformed from None
    if b2a_base64(data, newline=False) != packed:
        raise Malformed
    return data
