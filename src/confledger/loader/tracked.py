"""Whether git tracks a local overlay, told from its index alone: then it is everybody's."""

from confledger.loader.findings import TRACKED_OVERLAY, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from confledger.loader.folder import Source

_INDEX = ".git/index"
# Bits of the flags before a path that are its length, up to this one.
_LENGTH = 0xFFF
_WHOLE_PATHS = (2, 3)
_MOST = 256 * 1024 * 1024


def tracked(source: "Source", files: "Sequence[str | None]") -> list[Finding]:
    """Return a finding for each file that git tracks; none where that cannot be told."""
    top = getattr(source, "top", None)
    try:
        # Not through the source: who watches what was read has no use for this.
        with open(f"{top}/{_INDEX}", "rb") as file:
            index = file.read(_MOST)
    except OSError:
        return []
    # https://git-scm.com/docs/index-format; from version 4 on, paths are not written out.
    if index[:4] != b"DIRC" or int.from_bytes(index[4:8]) not in _WHOLE_PATHS:
        return []
    return [
        Finding(
            TRACKED_OVERLAY,
            path,
            "this local overlay is tracked by git, so it holds on every machine",
            help=f"git rm --cached {path}, and ignore it",
        )
        for path in files
        if path is not None and _in(index, path.encode("utf-8", "surrogateescape"))
    ]


def _in(index: bytes, path: bytes) -> bool:
    at = index.find(path + b"\0")
    while at >= 2:
        # A path that ends like this one has another length.
        if int.from_bytes(index[at - 2 : at]) & _LENGTH == min(len(path), _LENGTH):
            return True
        at = index.find(path + b"\0", at + 1)
    return False
