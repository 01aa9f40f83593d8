"""The lock file: where each vendored schema came from, and the digest of its bytes.

It has no times in it: the same schemas give the same file.
"""

from collections.abc import Callable
from hashlib import sha256

from confledger.documents.dialect import YAML
from confledger.documents.load import load
from confledger.errors import ConfledgerError
from confledger.git.snapshot import Content

LOCK = "schemas/schemas.lock.yaml"
SAME = "same"
CHANGED = "changed"
MISSING = "missing"
_HEADING = """\
# Where vendored schemas came from, and the digest of each. Written by `confledger schema`.
version: 1
schemas:
"""


class Locked:
    """One schema of the lock file."""

    __slots__ = ("address", "file", "sha256", "size")

    def __init__(self, address: str, file: str, sha256: str, size: int) -> None:
        self.address = address
        self.file = file
        self.sha256 = sha256
        self.size = size

    @classmethod
    def of(cls, address: str, file: str, raw: bytes) -> "Locked":
        """Lock these bytes of a file, which came from that address."""
        return cls(address, file, sha256(raw).hexdigest(), len(raw))

    def state(self, content: bytes | None) -> str:
        """Say how the content of the file compares to what was locked; None when there is none."""
        if content is None:
            return MISSING
        return SAME if sha256(content).hexdigest() == self.sha256 else CHANGED


class LockFault:
    """A vendored schema that is not what was locked: its `file`, its `state`, `line` in LOCK."""

    __slots__ = ("address", "file", "line", "state")

    def __init__(self, address: str, file: str, state: str, line: int) -> None:
        self.address = address
        self.file = file
        self.state = state
        self.line = line

    @property
    def message(self) -> str:
        """What to tell of it."""
        if self.state == MISSING:
            return f"the vendored schema `{self.file}` is in {LOCK} and does not exist"
        return f"the vendored schema `{self.file}` differs from what {LOCK} says it is"

    @property
    def help(self) -> str:
        """What to do about it."""
        return f"bring back what was fetched: confledger schema update --force {self.file}"


Find = Callable[[str], "tuple[str, Content] | None"]


def read(find: Find) -> dict[str, Locked]:
    """Return what is locked, by address; nothing without a lock file.

    Raise ConfledgerError when it cannot be read.
    """
    return {one.address: one for one, _ in _read(find)}


def locked_faults(find: Find) -> list[LockFault]:
    """Return each vendored schema whose bytes are not those of the lock, in the lock's order."""
    faults = []
    for one, line in _read(find):
        found = find(one.file)
        content = None if found is None else found[1]
        state = one.state(content if isinstance(content, bytes) else None)
        if state != SAME:
            faults.append(LockFault(one.address, one.file, state, line))
    return faults


def written(locked: dict[str, Locked]) -> bytes:
    """Return the lock file that says this."""
    text = _HEADING if locked else _HEADING.replace("schemas:\n", "schemas: []\n")
    for address in sorted(locked):
        one = locked[address]
        text += (
            f"  - address: {_quoted(one.address)}\n    file: {_quoted(one.file)}\n"
            f"    sha256: {_quoted(one.sha256)}\n    bytes: {one.size}\n"
        )
    return text.encode("utf-8")


def _quoted(text: str) -> str:
    from json import dumps

    return dumps(text, ensure_ascii=False)


def _read(find: Find) -> list[tuple[Locked, int]]:
    from confledger.documents.load import positions

    found = find(LOCK)
    if found is None:
        return []
    unreadable = ConfledgerError(
        f"{LOCK} cannot be read", help=f"see what changed it: git log -p {LOCK}"
    )
    raw = found[1]
    loaded = load(raw, YAML) if isinstance(raw, bytes) else None
    root = loaded.documents[0] if loaded and len(loaded.documents) == 1 else None
    rows = root.get("schemas") if isinstance(root, dict) else None
    if not isinstance(raw, bytes) or not isinstance(rows, list):
        raise unreadable
    places = positions(raw, YAML)
    read = []
    for index, row in enumerate(rows):
        kinds = {"address": str, "file": str, "sha256": str, "bytes": int}
        if not isinstance(row, dict) or any(
            not isinstance(row.get(name), kind) for name, kind in kinds.items()
        ):
            raise unreadable
        span = places.value(0, ("schemas", index))
        one = Locked(row["address"], row["file"], row["sha256"], row["bytes"])
        read.append((one, span.line if span else 1))
    return read
