"""A key id is read out of whole and simple PGP signatures only; gpg is asked of all others."""

import base64

import pytest

from confledger.git.signatures.openpgp import issuer

KEY = bytes.fromhex("4AEE18F83AFDEB23")
ISSUER = b"\x09\x10" + KEY
FINGERPRINT = b"\x16\x21\x04" + b"\0" * 12 + KEY


def packet(hashed: bytes, unhashed: bytes, *, version: int = 4, kind: int = 0) -> bytes:
    """Return a signature packet with a new header."""
    body = bytes([version, kind, 1, 8]) + len(hashed).to_bytes(2, "big") + hashed
    body += len(unhashed).to_bytes(2, "big") + unhashed + b"\0\0\0\x08\xff"
    return b"\xc2" + bytes([len(body)]) + body


def armored(data: bytes, crc: bytes = b"") -> bytes:
    """Return it as git has it."""
    begin, end = (f"-----{word} PGP SIGNATURE-----".encode() for word in ("BEGIN", "END"))
    return b"\n".join([begin, b"", base64.b64encode(data), *([crc] if crc else []), end, b""])


@pytest.mark.parametrize(
    ("signature", "found"),
    [
        pytest.param(armored(packet(b"", ISSUER)), KEY.hex().upper(), id="an issuer"),
        pytest.param(armored(packet(FINGERPRINT, b"")), KEY.hex().upper(), id="a fingerprint"),
        pytest.param(armored(packet(FINGERPRINT, ISSUER)), KEY.hex().upper(), id="both"),
        pytest.param(armored(packet(b"", b"")), None, id="none"),
        pytest.param(armored(packet(b"\x09\x10" + b"8" * 8, ISSUER)), None, id="two that differ"),
        pytest.param(armored(packet(b"", ISSUER, version=3)), None, id="an old version"),
        pytest.param(armored(packet(b"", ISSUER, kind=16)), None, id="of a key"),
        pytest.param(armored(packet(b"", ISSUER) * 2), None, id="two signatures"),
        pytest.param(armored(packet(b"", ISSUER)[:-4]), None, id="cut short"),
        pytest.param(armored(packet(b"", ISSUER), b"=AAAA"), None, id="a wrong checksum"),
        pytest.param(armored(b""), None, id="nothing"),
        pytest.param(b"-----BEGIN PGP MESSAGE-----\n\nAA==\n-----END", None, id="a message"),
    ],
)
def test_the_key_that_a_signature_names(signature: bytes, found: str | None) -> None:
    assert issuer(signature) == found
