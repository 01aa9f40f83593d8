"""What the MAC of an encrypted file vouches for, as far as it can be compared without the key.

SOPS hashes the plain bytes of all values in their order: no names, no types, nothing between
them, neither comments nor null (sops.go, `Encrypt` and `Decrypt`). So a key may be renamed, or
80 become "80", and the MAC is as good as before; a value cannot change, nor its place.
"""

from confledger.secrets.tokens import BEGINNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.sops_file import SopsFile


def covered(file: "SopsFile") -> tuple[str | bytes, ...]:
    """Return what the MAC covers: each ciphertext as a text, plain values in between as bytes.

    Two files with the same have the same MAC, if their data key is the same. To be compared,
    never shown: it holds plain values.
    """
    metadata = file.metadata
    assert metadata is not None
    parts: list[str | bytes] = []
    for leaf in file.leaves():
        selected = file.selected(leaf)
        if metadata.mac_only_encrypted and not selected:
            continue
        if selected and isinstance(leaf.value, str) and leaf.value.startswith(BEGINNING):
            parts.append(leaf.value)
            continue
        plain = _bytes(leaf.value)
        if not plain:
            continue
        if parts and isinstance(parts[-1], bytes):
            parts[-1] += plain
        else:
            parts.append(plain)
    return tuple(parts)


def _bytes(value: object) -> bytes:
    """Return a value as SOPS hashes it (stores.go, `ToBytes`)."""
    if value is None:
        return b""
    if isinstance(value, bool):
        return b"True" if value else b"False"
    if isinstance(value, float):
        return _decimal(value)
    return str(value).encode("utf-8", "surrogatepass")


def _decimal(value: float) -> bytes:
    """Write a number as Go does, the fewest digits that tell it and no exponent."""
    from decimal import Decimal
    from math import isfinite

    if not isfinite(value):
        return {"inf": b"+Inf", "-inf": b"-Inf"}.get(str(value), b"NaN")
    text = format(Decimal(repr(value)), "f")
    return (text.removesuffix(".0") if "." in text else text).encode("ascii")
