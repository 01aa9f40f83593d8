"""Whether a file changed by `sops` is the one that was asked for: all else has its ciphertext.

SOPS keeps the ciphertext of a value that it decrypted and did not change. Of equal values in
one list it knows only one by then, so that the others become copies of it: that is no change.
"""

from confledger.location import Path
from confledger.secrets import sops_file, tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.sops_file import SopsFile

# Where values are in one list, or in lists inside of each other, they are told by it.
_Group = tuple[int, Path]


class Changed(Exception):
    """The file is not as it was, but for what was to be changed; says where, not what."""


def kept(before: "SopsFile", after: "SopsFile", touched: Path | None = None) -> None:
    """Raise Changed unless all but what is at `touched`, in the first document, is as it was."""
    old, new = _grouped(before, touched), _grouped(after, touched)
    for group, values in old.items():
        now = list(new.pop(group, []))
        if len(now) != len(values):
            raise Changed("values were lost or added")
        known = set(values)
        for was, one in zip(values, now, strict=True):
            if was != one and not (one.startswith(tokens.BEGINNING) and one in known):
                raise Changed("a value that was to be kept has another ciphertext")
    if new:
        raise Changed("values were added")


def same_readers(before: "SopsFile", after: "SopsFile") -> None:
    """Raise Changed unless a file is for those that it was for."""
    if _readers(before) != _readers(after):
        raise Changed("the recipients are others")


def rotated(before: "SopsFile", after: "SopsFile") -> None:
    """Raise Changed unless each ciphertext is another, and there are as many."""
    old, new = _grouped(before, None), _grouped(after, None)
    if {group: len(values) for group, values in old.items()} != {
        group: len(values) for group, values in new.items()
    }:
        raise Changed("values were lost or added")
    hidden = {one for values in old.values() for one in values if one.startswith(tokens.BEGINNING)}
    if any(one in hidden for values in new.values() for one in values):
        raise Changed("a value has the ciphertext that it had")


def read(data: bytes, store: str) -> "SopsFile":
    """Read what `sops` wrote; raise Changed where that is no encrypted file."""
    try:
        found = sops_file.read(data, "", store)
    except sops_file.Unreadable:
        raise Changed("it is no file of that format") from None
    if found.metadata is None or found.metadata.mac is None:
        raise Changed("it is not encrypted")
    return found


def _readers(file: "SopsFile") -> list[tuple[str, str]]:
    assert file.metadata is not None
    return sorted(one.key() for one in file.metadata.recipients)


def _grouped(file: "SopsFile", touched: Path | None) -> dict[_Group, list[str]]:
    """Return the ciphertexts, and a mark for any other value, by their path without indexes."""
    found: dict[_Group, list[str]] = {}
    for leaf in file.leaves():
        if touched is not None and not leaf.document and _bears_on(touched, leaf.path):
            continue
        group = (leaf.document, tuple(step for step in leaf.path if isinstance(step, str)))
        hidden = isinstance(leaf.value, str) and leaf.value.startswith(tokens.BEGINNING)
        found.setdefault(group, []).append(str(leaf.value) if hidden else "")
    return found


def _bears_on(touched: Path, path: Path) -> bool:
    """Whether a value is the one that was touched, or inside of it, or it is inside of that.

    Of a list, all: setting and removing one moves the others.
    """
    for index, step in enumerate(touched):
        if isinstance(step, int):
            return path[:index] == touched[:index]
    shorter = min(len(touched), len(path))
    return path[:shorter] == touched[:shorter]
