"""The chain of hashes over all commits with their rows: two ledgers are the same, or not.

What a commit changed is hashed together with the hash before it, so that the last one stands
for all. A row is written with the length of each field, so that no two lists of rows are alike.
"""

from hashlib import sha256

START = bytes(32)


def link(previous: bytes, fields: "tuple[str, ...] | list[str]") -> bytes:
    """Return the hash of what follows another; `fields` are those of all its rows."""
    lengths = ",".join([str(len(one)) for one in fields])
    text = f"{lengths}\n{''.join(fields)}"
    return sha256(previous + text.encode("utf-8", "surrogatepass")).digest()
