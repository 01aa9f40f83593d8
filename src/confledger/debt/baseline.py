"""The debt that is known, as a file: one fingerprint a line, sorted; no counts, and no lines.

It is for where git has no history to compare with. Two branches that change it merge line by
line, and a line too many only lets something pass that is gone.
"""

import re
from collections.abc import Iterable

from confledger.debt.item import Item
from confledger.errors import ConfledgerError

_FINGERPRINT = re.compile(r"[0-9a-f]{40}")
_MOST_BYTES = 64 * 1024 * 1024


def written(items: Iterable[Item]) -> str:
    """Return the lines of some items; what costs nothing and is no risk has none."""
    lines = sorted({one.fingerprint for one in items if one.minutes or one.risk})
    return "".join(f"{line}\n" for line in lines)


def read(data: bytes, path: str) -> frozenset[str]:
    """Return the fingerprints of a file; raise ConfledgerError with the line that is none."""
    if len(data) > _MOST_BYTES:
        raise ConfledgerError(f"{path}: a baseline has at most {_MOST_BYTES:,} bytes")
    lines = data.decode("utf-8", "replace").splitlines()
    for number, line in enumerate(lines, 1):
        if line and not _FINGERPRINT.fullmatch(line):
            raise ConfledgerError(
                f"{path}:{number}: this is no fingerprint",
                help=f"write it anew: confledger debt baseline --output {path}",
            )
    return frozenset(filter(None, lines))
