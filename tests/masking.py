"""Encrypted files that nobody encrypted: well-formed in every way, and without a key."""

from base64 import b64encode
from hashlib import sha256

from confledger.secrets import sops_file
from confledger.secrets.sops_file import SopsFile

_ARMOUR = "-----BEGIN AGE ENCRYPTED FILE-----"


def token(text: str, kind: str = "str") -> str:
    """Return a ciphertext, the same for the same text."""
    digest = sha256(text.encode()).digest()
    data, iv, tag = (b64encode(one).decode() for one in (text.encode(), digest, digest[:16]))
    return f"ENC[AES256_GCM,data:{data},iv:{iv},tag:{tag},type:{kind}]"


def metadata(
    *readers: str,
    key: str = "k1",
    mac: str = "m1",
    scope: str = "unencrypted_suffix: _unencrypted",
    more: str = "",
) -> str:
    """Return metadata for these readers; `key` stands for the data key, `mac` for the MAC."""
    entries = "".join(
        f"        - recipient: age1{one}\n          enc: |\n            {_ARMOUR}\n"
        f"            {one}{key}\n            -----END AGE ENCRYPTED FILE-----\n"
        for one in readers or ("ada",)
    )
    return (
        f'sops:\n    age:\n{entries}    lastmodified: "2026-01-02T03:04:05Z"\n'
        + (f"    mac: {token(mac)}\n" if mac else "")
        + (f"    {scope}\n" if scope else "")
        + more
        + "    version: 3.11.0\n"
    )


def hidden(text: str) -> str:
    """Return a text with each `<x>` made a ciphertext that stands for x, `#<x>` a comment."""
    import re

    text = re.sub(r"#<(\w+)>", lambda found: f"#{token(found[1], 'comment')}", text)
    return re.sub(r"<(\w+)>", lambda found: token(found[1]), text)


def sealed(text: str, *readers: str, **options: str) -> str:
    """Return an encrypted file of YAML: a text with `<x>` for ciphertexts, and its metadata."""
    below = metadata(*readers, **options)
    return "---\n".join(part + below for part in hidden(text).split("---\n"))


def read(text: str, path: str = "a.yaml") -> SopsFile:
    """Return a text as SOPS reads it."""
    return sops_file.read(text.encode(), path)


def opened(text: str) -> SopsFile:
    """Return the file of a text, with `<x>` for ciphertexts and metadata for ada."""
    return read(sealed(text))
