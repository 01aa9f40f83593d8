"""The signature files of `ssh-keygen -Y` (PROTOCOL.sshsig)."""

from confledger.git.signatures import key_blobs, keys
from confledger.git.signatures.wire import Malformed, Reader, decoded, string

_BEGIN = b"-----BEGIN SSH SIGNATURE-----\n"
_END = b"\n-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG"
_RSA = ("rsa-sha2-256", "rsa-sha2-512")
NAMESPACE = b"git"


class SshSignature:
    """What a signature says of itself; `key` is public and vouched for by nobody."""

    __slots__ = ("algorithm", "key", "namespace", "signature")

    def __init__(self, key: keys.Key, namespace: bytes, algorithm: bytes, signature: bytes) -> None:
        self.key = key
        self.namespace = namespace
        self.algorithm = algorithm
        self.signature = signature

    def verify(self, payload: bytes) -> bool:
        """Whether its key signed this, for git."""
        digest = keys.digest(self.algorithm, payload)
        if self.namespace != NAMESPACE:
            return False
        signed = _MAGIC + string(NAMESPACE) + string(b"") + string(self.algorithm) + string(digest)
        good, by = self.key.verify(self.signature, signed)
        return good and (self.key.name != keys.RSA or by in _RSA)


def read(armored: bytes, known: "dict[bytes, keys.Key] | None" = None) -> SshSignature:
    """Read a signature with its armor; raise Malformed, or Unjudged of an unusual key.

    `known` keeps the keys that were read before: a few sign many commits.
    """
    if not armored.startswith(_BEGIN):
        raise Malformed
    end = armored.find(_END, len(_BEGIN))
    if end < 0 or b"\0" in armored[:end]:
        raise Malformed
    reader = Reader(decoded(armored[len(_BEGIN) : end]))
    if reader.take(len(_MAGIC)) != _MAGIC or reader.number(4) > 1:
        raise Malformed
    blob = reader.string()
    key = None if known is None else known.get(blob)
    if key is None:
        key = key_blobs.read(blob)
        if known is not None:
            known[blob] = key
    namespace = reader.text()
    reader.string()
    found = SshSignature(key, namespace, reader.text(), reader.string())
    reader.end()
    return found
