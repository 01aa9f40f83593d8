"""What is to be said of an encrypted file beside its values, and which values never to show."""

from confledger.location import Path, dotted
from confledger.reports.changes.content import Fact
from confledger.secrets import sops_file
from confledger.secrets.masked import Change as Masked
from confledger.secrets.masked import compare, count, rekeyed
from confledger.secrets.values import BARE, BROKEN, SECRET, Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.changes.change import Change
    from confledger.secrets.sops_file import SopsFile

# What is told of the file as a whole; the values are told by the comparison of the documents.
_OF_FILE = frozenset(
    (
        *("recipient-added", "recipient-removed", "groups-changed", "scope-changed"),
        *("mac-scope-changed", "rotated", "mac-missing", "mac-stale", "saved-again"),
        *("decrypted", "encrypted"),
    )
)
_CIPHERTEXT = "ENC["


class Sealed:
    """Two versions of a file of which one at least is encrypted.

    `places` must not be shown, of either version; with `everything`, no value at all.
    """

    def __init__(self, before: "SopsFile | None", after: "SopsFile | None") -> None:
        files = [file for file in (before, after) if file is not None]
        self.everything = any(file.metadata is None for file in files)
        self.rewritten = (
            before is not None
            and after is not None
            and not self.everything
            and rekeyed(before, after)
        )
        self.places: frozenset[tuple[int, Path]] = frozenset(
            place
            for file in files
            for place, state in Values(file).states.items()
            if state in (SECRET, BARE, BROKEN)
        )
        whole = before is None or after is None
        found = compare(before, after)
        self.facts = [_fact(one) for one in found if _told(one, whole=whole)]
        if before is None and after is not None and after.metadata is not None:
            number = count(len(after.metadata.recipients), "recipient")
            self.facts.insert(0, Fact("encrypted-for", f"encrypted for {number}"))

    def told(self, change: "Change") -> bool:
        """Whether a change is one of values, and not of a ciphertext that was only rewritten."""
        sides = (change.before, change.after)
        sealed = all(isinstance(one, str) and one.startswith(_CIPHERTEXT) for one in sides)
        return not (self.rewritten and sealed)


def bare(documents: list[object]) -> list[object]:
    """Return documents without what SOPS keeps about them."""
    found: list[object] = []
    for document in documents:
        if isinstance(document, dict):
            document = {key: one for key, one in document.items() if not _ours(key)}
        found.append(document)
    return found


def _ours(key: str) -> bool:
    return key == sops_file.METADATA or key.startswith("sops_")


def sealed(path: str, before: bytes | None, after: bytes | None) -> Sealed | None:
    """Return what is known of two versions of a file; None if neither is encrypted."""
    if not any(data is not None and b"sops" in data for data in (before, after)):
        return None
    files = [_read(path, data) for data in (before, after)]
    if not any(file is not None and file.metadata is not None for file in files):
        return None
    return Sealed(*files)


def _read(path: str, data: bytes | None) -> "SopsFile | None":
    if data is None:
        return None
    try:
        return sops_file.read(data, path)
    except sops_file.Unreadable:
        return None


def _told(one: Masked, *, whole: bool) -> bool:
    if whole:
        return one.kind == "plain-secret"
    return one.kind in _OF_FILE or one.sign == "!"


def _fact(one: Masked) -> Fact:
    where = "" if one.path is None else f"{dotted(one.path)}: "
    return Fact(one.kind, f"{where}{one.text}", serious=one.sign == "!")
