"""Values drawn as machines draw them, the same in every run; and the files they are put into."""

import base64
import json
import random
import string
import zlib
from typing import NamedTuple

DIGITS = string.digits
LOWER = string.ascii_lowercase
UPPER = string.ascii_uppercase
HEX = DIGITS + "abcdef"
BASE62 = DIGITS + UPPER + LOWER
BASE64 = UPPER + LOWER + DIGITS + "+/"
URL = UPPER + LOWER + DIGITS + "-_"
BASE32 = UPPER + "234567"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class Sample(NamedTuple):
    """One file; `planted` says whether it has a secret."""

    kind: str
    name: str
    path: str
    text: str
    planted: bool


class Drawn:
    """A source of values that depend on nothing but a name."""

    def __init__(self, name: str) -> None:
        self._random = random.Random(name)

    def of(self, alphabet: str, length: int) -> str:
        """Draw so many characters, at least one of each kind that the alphabet has."""
        kinds = [[c for c in alphabet if c in kind] for kind in (LOWER, UPPER, DIGITS)]
        while True:
            text = "".join(self._random.choices(alphabet, k=length))
            if all(not kind or any(c in kind for c in text) for kind in kinds) or length < 8:
                return text

    def uuid(self) -> str:
        """Draw a UUID."""
        return "-".join(self.of(HEX, length) for length in (8, 4, 4, 4, 12))

    def bytes(self, length: int) -> bytes:
        """Draw so many bytes."""
        return self._random.randbytes(length)

    def base64(self, length: int) -> str:
        """Draw so many bytes, and write them in base64."""
        return base64.b64encode(self.bytes(length)).decode()

    def password(self) -> str:
        """Draw a password such as a program proposes."""
        return self.of(BASE62, 9) + "!" + self.of(BASE62, 6)

    def words(self) -> str:
        """Draw a password such as people choose."""
        words = ("tromb", "quarz", "nebel", "kiwi", "socke", "gleis", "ofen", "dachs")
        return "-".join(self._random.sample(words, 2)) + self.of(DIGITS, 2)


def crc62(text: str) -> str:
    """Return the six digits, of 62 kinds, with which some providers end a token."""
    number, digits = zlib.crc32(text.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return digits.rjust(6, "0").replace(" ", "0")


def signed(claims: dict[str, object], drawn: Drawn) -> str:
    """Return a signed token with these claims."""
    parts = [json.dumps(one).encode() for one in ({"alg": "RS256", "typ": "JWT"}, claims)]
    parts.append(drawn.bytes(64))
    return ".".join(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts)


def pem(kind: str, drawn: Drawn, length: int = 600) -> str:
    """Return a block of this kind, with bytes that are no key."""
    text = drawn.base64(length)
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----"])


def bech32(name: str, drawn: Drawn, length: int = 52) -> str:
    """Return an age key of this kind: characters, and their checksum."""
    data = [_BECH32.index(c) for c in drawn.of(_BECH32, length)]
    spread = [ord(c) >> 5 for c in name] + [0] + [ord(c) & 31 for c in name]
    check = _polymod([*spread, *data, 0, 0, 0, 0, 0, 0]) ^ 1
    data += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return name + "1" + "".join(_BECH32[one] for one in data)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= term * (top >> bit & 1)
    return check


def indented(text: str, by: str) -> str:
    """Return every line of a text further to the right."""
    return "".join(f"{by}{line}\n" for line in text.splitlines())
