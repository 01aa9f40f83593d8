"""The encoding of public keys, and of certificates of such keys (PROTOCOL.certkeys)."""

import re

from confledger.git.signatures import keys
from confledger.git.signatures.wire import Malformed, Reader, Unjudged, decoded

# Names that a line may have for a key whose encoding says `ssh-rsa`.
_ALIASES = {b"rsa-sha2-256": keys.RSA, b"rsa-sha2-512": keys.RSA}
_FOREIGN = ("ssh-dss", "ssh-xmss")
_USER, _HOST = 1, 2
_MOST_PRINCIPALS = 256


def read(blob: bytes) -> keys.Key:
    """Read a public key, or a certificate; raise Malformed, or Unjudged of another kind."""
    reader = Reader(blob)
    name = reader.text().decode("ascii", "replace")
    if name in keys.CERTIFICATES:
        reader.string()  # what makes two certificates of the same key different
        key = keys.plain(reader, keys.CERTIFICATES[name])
        key.certificate = _certificate(reader, blob)
    elif name in keys.PLAIN:
        key = keys.plain(reader, name)
    else:
        raise Unjudged
    reader.end()
    return key


def from_line(text: bytes) -> keys.Key | None:
    """Read `type base64 [comment]`, as in a `.pub` file; raise Malformed.

    None where it is a key of a kind that is not read here.
    """
    words = re.split(rb"[ \t]+", text, maxsplit=2)
    if len(words) < 2 or not words[1]:
        raise Malformed
    name = _ALIASES.get(words[0], words[0].decode("ascii", "replace"))
    foreign = name not in keys.PLAIN and name not in keys.CERTIFICATES
    if foreign and not name.startswith(_FOREIGN):
        raise Malformed
    blob = decoded(words[1])
    try:
        key = read(blob)
    except Unjudged:
        if foreign:
            return None
        raise Malformed from None
    if key.full_name != name:
        raise Malformed
    return key


def _certificate(reader: Reader, blob: bytes) -> keys.Certificate:
    """Read what follows the key; raise Malformed, also when the authority did not sign it."""
    serial, kind, key_id = reader.number(8), reader.number(4), reader.text()
    names = Reader(reader.string())
    principals: list[bytes] = []
    while names.left():
        if len(principals) >= _MOST_PRINCIPALS:
            raise Malformed
        principals.append(names.text())
    after, before = reader.number(8), reader.number(8)
    for options in (Reader(reader.string()), Reader(reader.string())):
        while options.left():
            options.text()
            options.string()
    reader.string()
    authority = read(reader.string())
    signed = blob[: reader.at]
    signature = reader.string()
    if kind not in (_USER, _HOST) or authority.certificate is not None:
        raise Malformed
    if not authority.verify(signature, signed)[0]:
        raise Malformed
    found = keys.Certificate(blob, authority, serial, user=kind == _USER)
    found.key_id, found.principals = key_id, principals
    found.after, found.before = after, before
    return found
