"""Public keys of SSH, with certificates: which two are the same, and whether one signed."""

from binascii import b2a_base64
from hashlib import sha256, sha512

from confledger.git.signatures.wire import Malformed, Reader, TooShort, Unjudged, integer, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

ED25519, RSA, ECDSA = "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"
SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
CERTIFIED = "-cert-v01@openssh.com"
CURVES = {"nistp256": 32, "nistp384": 48, "nistp521": 66}
PLAIN = (ED25519, RSA, SK_ED25519, SK_ECDSA, *(ECDSA + curve for curve in CURVES))
# A certificate of a key whose name has a domain keeps only one.
CERTIFICATES = {name.removesuffix("@openssh.com") + CERTIFIED: name for name in PLAIN}
_HASHES = {"nistp256": "SHA256", "nistp384": "SHA384", "nistp521": "SHA512"}
_RSA_HASHES = {"rsa-sha2-256": "SHA256", "rsa-sha2-512": "SHA512", "ssh-rsa": "SHA1"}
# The order of the group of Ed25519: a signature with a larger number in it is a second one for
# the same message, which some versions of OpenSSH take.
_ORDER = 2**252 + 27742317777372353535851937790883648493


class Key:
    """A public key. `plain` is its encoding without a certificate, the shortest there is."""

    __slots__ = ("_fingerprint", "_verify", "certificate", "fields", "name", "plain")

    def __init__(self, name: str, fields: "tuple[bytes, ...]", plain: bytes) -> None:
        self.name = name
        self.fields = fields
        self.plain = plain
        self.certificate: Certificate | None = None
        self._fingerprint = ""
        self._verify: Callable[[bytes, bytes, str], bool] | None = None

    @property
    def fingerprint(self) -> str:
        """Return what `ssh-keygen -l` shows."""
        if not self._fingerprint:
            digest = b2a_base64(sha256(self.plain).digest(), newline=False)
            self._fingerprint = "SHA256:" + digest.decode("ascii").rstrip("=")
        return self._fingerprint

    @property
    def full_name(self) -> str:
        """Return the name of its kind, which with a certificate is another one."""
        if self.certificate is None:
            return self.name
        return self.name.removesuffix("@openssh.com") + CERTIFIED

    def same(self, other: "Key") -> bool:
        """Whether both are one key with the same certificate, or both without."""
        mine, theirs = self.certificate, other.certificate
        if mine is None or theirs is None:
            return mine is theirs and self.plain == other.plain
        return self.plain == other.plain and mine.blob == theirs.blob

    def verify(self, signature: bytes, data: bytes) -> tuple[bool, str]:
        """Say whether this key made a signature of `data`, and by which algorithm.

        Raise Malformed where it is none, and Unjudged where OpenSSH may see it otherwise.
        """
        reader = Reader(signature)
        algorithm = reader.text().decode("ascii", "replace")
        body = reader.string()
        if self.name in (SK_ED25519, SK_ECDSA):
            if algorithm != self.name:
                raise Unjudged  # such as by a browser, around what was signed
            tail = reader.take(5)
            reader.end()
            data = sha256(self.fields[-1]).digest() + tail + sha256(data).digest()
        else:
            reader.end()
            if self.name == RSA:
                if algorithm not in _RSA_HASHES:
                    raise Malformed
            elif algorithm != self.name:
                raise Malformed
        if self._verify is None:
            self._verify = _verifier(self)
        return self._verify(body, data, algorithm), algorithm


class Certificate:
    """What an authority says of a key; the times are in seconds, the later one excluded."""

    __slots__ = ("after", "authority", "before", "blob", "key_id", "principals", "serial", "user")

    def __init__(self, blob: bytes, authority: Key, serial: int, *, user: bool) -> None:
        self.blob = blob
        self.authority = authority
        self.serial = serial
        self.user = user
        self.key_id = b""
        self.principals: list[bytes] = []
        self.after = self.before = 0

    def vouches(self, moment: int, principal: bytes | None = None) -> bool:
        """Whether it lets a user sign at a moment: some user, or the one named."""
        return (
            self.user
            and self.after <= moment < self.before
            and (bool(self.principals) if principal is None else principal in self.principals)
        )


def plain(reader: Reader, name: str) -> Key:
    """Read what follows the name of a key without a certificate; raise Malformed."""
    fields: tuple[bytes, ...]
    if name == RSA:
        exponent, modulus = reader.integer(), reader.integer()
        if modulus.bit_length() < 1024:
            raise TooShort
        encoded = (integer(exponent), integer(modulus))
        return Key(name, encoded, string(name.encode()) + b"".join(encoded))
    if name in (ED25519, SK_ED25519):
        point = reader.string()
        if len(point) != 32:
            raise Malformed
        fields = (point,)
    else:
        curve = reader.text().decode("ascii", "replace")
        if not name.removesuffix("@openssh.com").endswith("-" + curve) or curve not in CURVES:
            raise Malformed
        point = reader.string()
        if point[:1] != b"\4" or len(point) != 1 + 2 * CURVES[curve]:
            raise Malformed
        fields = (curve.encode(), point)
    if name in (SK_ED25519, SK_ECDSA):
        fields += (reader.text(),)
    key = Key(name, fields, string(name.encode()) + b"".join(map(string, fields)))
    if name.startswith((ECDSA, "sk-ecdsa")):
        key._verify = _ecdsa(key)  # a point that is not on the curve is no key
    return key


def _verifier(key: Key) -> "Callable[[bytes, bytes, str], bool]":
    return _rsa(key) if key.name == RSA else _ed25519(key)


def _ed25519(key: Key) -> "Callable[[bytes, bytes, str], bool]":
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public = Ed25519PublicKey.from_public_bytes(key.fields[0])

    def verify(signature: bytes, data: bytes, algorithm: str) -> bool:
        if len(signature) != 64:
            return False
        if int.from_bytes(signature[32:], "little") >= _ORDER:
            raise Unjudged
        try:
            public.verify(signature, data)
        except InvalidSignature:
            return False
        return True

    return verify


def _ecdsa(key: Key) -> "Callable[[bytes, bytes, str], bool]":
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    curve, point = key.fields[0].decode("ascii"), key.fields[1]
    kinds = {"nistp256": ec.SECP256R1(), "nistp384": ec.SECP384R1(), "nistp521": ec.SECP521R1()}
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(kinds[curve], point)
    except ValueError:
        raise Malformed from None
    digest = ec.ECDSA(getattr(hashes, _HASHES[curve])())

    def verify(signature: bytes, data: bytes, algorithm: str) -> bool:
        reader = Reader(signature)
        one, two = reader.integer(), reader.integer()
        reader.end()
        try:
            public.verify(encode_dss_signature(one, two), data, digest)
        except InvalidSignature:
            return False
        return True

    return verify


def _rsa(key: Key) -> "Callable[[bytes, bytes, str], bool]":
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    exponent, modulus = (Reader(one).integer() for one in key.fields)
    size = (modulus.bit_length() + 7) // 8
    try:
        public = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        raise Unjudged from None  # an exponent that this library does not take

    def verify(signature: bytes, data: bytes, algorithm: str) -> bool:
        if not signature or len(signature) > size:
            return False
        digest = getattr(hashes, _RSA_HASHES[algorithm])()
        try:
            public.verify(signature.rjust(size, b"\0"), data, padding.PKCS1v15(), digest)
        except InvalidSignature:
            return False
        except UnsupportedAlgorithm:
            raise Unjudged from None
        return True

    return verify


def digest(algorithm: bytes, data: bytes) -> bytes:
    """Hash what is signed; raise Malformed of a hash that signatures may not have."""
    if algorithm == b"sha512":
        return sha512(data).digest()
    if algorithm == b"sha256":
        return sha256(data).digest()
    raise Malformed
