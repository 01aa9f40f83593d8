"""The chain of hashes over all commits with their rows: two ledgers are the same, or not.

What a commit changed is hashed together with the hash before it, so that the last one stands
for all. A row is written with the length of each field, so that no two lists of rows are alike.
"""

from hashlib import sha256

START = bytes(32)
# The lengths of some fields, and these one after the other.
Piece = tuple[str, bytes]


def piece(fields: "tuple[str, ...] | list[str]") -> Piece:
    """Return what is hashed of some fields."""
    text = "".join(fields).encode("utf-8", "surrogatepass")
    return ",".join([str(len(one)) for one in fields]), text


def link(previous: bytes, pieces: list[Piece]) -> bytes:
    """Return the hash of what follows another; the pieces have the fields of all its rows."""
    lengths = ",".join([one for one, _ in pieces if one])
    texts = [text for _, text in pieces]
    return sha256(b"".join((previous, lengths.encode("ascii"), b"\n", *texts))).digest()
