"""Secrets that nobody else has, and every form in which they could be told."""

import base64
import hashlib
import random
import string

import re2

# Letters and digits alone, in lower case: what was wrapped, quoted, indented, escaped, spelled
# with colons between, or encoded in 16 bits a letter then looks alike.
_LOWER = bytes.maketrans(string.ascii_uppercase.encode(), string.ascii_lowercase.encode())
_OTHERS = bytes(
    byte for byte in range(256) if chr(byte) not in string.ascii_letters + string.digits
)
# So much of a secret is a secret.
_PART = 8
_DIGESTS = ("md5", "sha1", "sha256", "sha384", "sha512", "blake2b")
PLAINLY = "as it is"
# Of a digest; shorter ones are found by chance.
_OF_DIGEST = 12


def bare(content: bytes) -> bytes:
    """Return nothing but letters and digits, in lower case."""
    return content.translate(_LOWER, _OTHERS)


def word(length: int = 24) -> str:
    """Return a new secret of random letters."""
    return "".join(random.SystemRandom().choices(string.ascii_lowercase, k=length))


def digits(length: int = 15) -> int:
    """Return a new secret that is a number; as many digits as a float of JSON keeps."""
    return random.SystemRandom().randrange(10 ** (length - 1), 10**length)


def _parts(text: bytes) -> list[bytes]:
    """Return pieces of which one is in whatever shows 11 letters of the text in order."""
    return [text[at : at + _PART] for at in range(0, len(text) - _PART + 1, 4)]


def _base64(secret: bytes) -> list[bytes]:
    """Return what is the same in any text around it, for each of the three alignments."""
    found = []
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + secret)
        # The first sextets and the last ones are shared with what stands around.
        core = whole[(before * 8 + 5) // 6 :].rstrip(b"=")[: len(secret) * 8 // 6 - 1]
        found += [core[at : at + 12] for at in range(0, len(core) - 11, 6)]
    return found


def forms(secret: bytes) -> dict[bytes, str]:
    """Return every text that would tell the secret, as `bare` leaves it, and what each is."""
    found: dict[bytes, str] = {}

    def add(kind: str, texts: list[bytes]) -> None:
        for text in map(bare, texts):
            if len(text) >= _PART:
                found.setdefault(text, kind)

    if secret.isdigit():
        add(PLAINLY, [secret])
        add("reversed", [secret[::-1]])
    else:
        add(PLAINLY, _parts(secret))
        add("reversed", _parts(secret[::-1]))
    add("base64", _base64(secret))
    pieces = [secret[at : at + _PART] for at in range(0, len(secret) - _PART + 1, 4)]
    add("hexadecimal", [piece.hex().encode() for piece in pieces])
    for kind, template in (
        ("escaped as \\x", "x{:02x}"),
        ("escaped as \\u", "u{:04x}"),
        ("escaped in octal", "{:03o}"),
        ("as numbers", "{:d}"),
    ):
        add(kind, ["".join(map(template.format, piece)).encode() for piece in pieces])
    for told in (secret, secret + b"\n", b"blob %d\0%s" % (len(secret), secret)):
        for name in _DIGESTS:
            digest = hashlib.new(name, told).digest()
            add(name, [digest.hex()[:_OF_DIGEST].encode()])
            add(name, [base64.b64encode(digest)[:_OF_DIGEST]])
    return found


class Canaries:
    """Secrets by name, and digests that nobody may tell either; a text is searched for all."""

    def __init__(self, secrets: dict[str, bytes], digests: dict[str, bytes] | None = None) -> None:
        self.secrets = dict(secrets)
        self._told: dict[bytes, tuple[str, str]] = {}
        for name, secret in secrets.items():
            for text, kind in forms(secret).items():
                self._told.setdefault(text, (name, kind))
        for name, digest in (digests or {}).items():
            for text in (digest.hex().encode(), base64.b64encode(digest)):
                self._told[bare(text)[:_OF_DIGEST]] = (name, "digest")
        options = re2.Options()
        options.max_mem = 1 << 28
        options.literal = False
        options.never_capture = True
        self._pattern = re2.compile(b"|".join(sorted(self._told)), options)
        self._clean: set[int] = set()

    def found_in(self, content: bytes) -> list[tuple[str, str]]:
        """Return which secrets are told, each with the form; nothing of the text itself."""
        if len(content) < _PART or hash(content) in self._clean:
            return []
        hits = {self._told[hit] for hit in self._pattern.findall(bare(content))}
        if not hits:
            self._clean.add(hash(content))
        return sorted(hits)
