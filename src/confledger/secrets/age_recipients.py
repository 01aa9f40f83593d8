"""Recipients of age, judged by their spelling: a checksum finds a letter that was mistyped."""

from functools import lru_cache

# https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6
_KEY = 32
_SSH = ("ssh-ed25519", "ssh-rsa")


@lru_cache(maxsize=1024)
@lru_cache(maxsize=1024)
def misspelt(told: str) -> str | None:
    """Return why a text is no recipient of age; None where it is one.

    `age1…` of its own kind, of plugins and of later versions; public keys of SSH.
    """
    if told.startswith(("AGE-SECRET-KEY-", "AGE-PLUGIN-")):
        return "this is an identity, which is secret: the recipient starts with `age1`"
    if told.startswith("ssh-"):
        return _of_ssh(told.split())
    if not told.startswith("age1"):
        return "this is no recipient of age: it starts with `age1`, or is a public key of SSH"
    prefix, _, data = told.rpartition("1")
    if len(data) < _CHECKSUM or any(letter not in _LETTERS for letter in data):
        return "this recipient of age has a character that none can have, or is cut off"
    values = [_LETTERS.index(letter) for letter in data]
    if _polymod(_expanded(prefix) + values) != 1:
        return "this recipient of age is mistyped: its checksum does not fit"
    if prefix == "age" and len(values) - _CHECKSUM != -(-_KEY * 8 // 5):
        return "this recipient of age has not the length of one"
    return None


def _expanded(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate(_GENERATOR):
            if top >> bit & 1:
                check ^= term
    return check


def _of_ssh(words: list[str]) -> str | None:
    if words[0] not in _SSH:
        return f"age takes keys of SSH of the types {' and '.join(_SSH)} only"
    import base64
    import binascii

    try:
        blob = base64.b64decode(words[1] if len(words) > 1 else "", validate=True)
    except (binascii.Error, ValueError):
        blob = b""
    if not blob.startswith(len(words[0]).to_bytes(4) + words[0].encode()) or len(blob) < _KEY:
        return "this public key of SSH is cut off, or mistyped"
    return None
