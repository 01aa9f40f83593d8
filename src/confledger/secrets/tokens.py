"""A value that SOPS has encrypted, as it stands in a file: `ENC[AES256_GCM,data:…]`."""

TYPES = ("str", "int", "float", "bool", "bytes", "time", "comment")
BEGINNING = "ENC[AES256_GCM,"
# What SOPS writes, as much for the longest text as for a truth value (aes/cipher.go).
_IV_BYTES = 32
_TAG_BYTES = 16


class Token:
    """One ciphertext, well-formed; `length` counts the bytes of what is hidden."""

    __slots__ = ("data", "iv", "length", "tag", "type")

    def __init__(self, data: str, iv: str, tag: str, type: str, length: int) -> None:
        self.data = data
        self.iv = iv
        self.tag = tag
        self.type = type
        self.length = length


def read(text: str) -> Token | None:
    """Return the ciphertext that `text` is, from its first to its last byte; None if it is none.

    Strictly: base64 with its padding, an initialisation vector of 32 bytes, a tag of 16, a type
    that SOPS has.
    """
    if not text.startswith(BEGINNING) or text[-1] != "]":
        return None
    parts = text[len(BEGINNING) : -1].split(",")
    if len(parts) != len(_NAMES):
        return None
    for name, part in zip(_NAMES, parts, strict=True):
        if not part.startswith(name):
            return None
    data, iv, tag, kind = (part[len(name) :] for name, part in zip(_NAMES, parts, strict=True))
    if kind not in TYPES or _length(iv) != _IV_BYTES or _length(tag) != _TAG_BYTES:
        return None
    length = _length(data)
    return Token(data, iv, tag, kind, length) if length else None


_NAMES = ("data:", "iv:", "tag:", "type:")


def _length(text: str) -> int:
    """Return how many bytes are written in base64; 0 where it is none."""
    from binascii import Error, a2b_base64

    try:
        return len(a2b_base64(text, strict_mode=True))
    except (Error, ValueError):  # the second where it is not ASCII
        return 0
