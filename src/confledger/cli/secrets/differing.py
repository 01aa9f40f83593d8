"""What two encrypted versions of a file differ in, by key; for both have the same data key."""

from confledger.location import Path, dotted
from confledger.secrets import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.sops_file import SopsFile


def differing(before: "SopsFile", after: "SopsFile") -> list[str]:
    """Return one line for each value that was added, changed or removed."""
    old, new = _by_path(before), _by_path(after)
    known = set(map(repr, old.values()))
    lines = []
    for at, value in new.items():
        if at not in old:
            lines.append(f"adds `{_name(at)}`{_readable(value)}")
        elif repr(old[at]) != repr(value) and not _copy(value, known):
            lines.append(f"changes `{_name(at)}`{_readable(value)}")
    lines += [f"removes `{_name(at)}`" for at in old if at not in new]
    return lines or ["changes comments, or the order of keys"]


def _by_path(file: "SopsFile") -> dict[tuple[int, Path], object]:
    return {(leaf.document, leaf.path): leaf.value for leaf in file.leaves()}


def _name(at: tuple[int, Path]) -> str:
    document, path = at
    return f"{dotted(path)}` of document `{document + 1}" if document else dotted(path)


def _readable(value: object) -> str:
    """Return a word of warning for a value that anybody can read."""
    hidden = isinstance(value, str) and tokens.read(value) is not None
    return "" if hidden or value in ("", None) else ", in plain text"


def _copy(value: object, known: set[str]) -> bool:
    """Whether it is a ciphertext that was there: SOPS gives equal items of a list the same."""
    return isinstance(value, str) and tokens.read(value) is not None and repr(value) in known
