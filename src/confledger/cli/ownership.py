"""Who owns what in a commit: by the first CODEOWNERS that a forge would find."""

from confledger.checks.codeowners import PLACES, Codeowners
from confledger.git.snapshot import FILE, Snapshot


def codeowners(snapshot: Snapshot) -> Codeowners | None:
    """Return the rules; None where there are none. A link is no file that says anything."""
    entries = snapshot.entries()
    for path in PLACES:
        if path in entries and entries[path].kind == FILE:
            held = snapshot.find(path)
            if held is not None and isinstance(held[1], bytes):
                return Codeowners(path, held[1].decode("utf-8", "replace"))
    return None
