"""The append-only log of where branches and tags stood: a chain of commits in a reference.

git keeps no trace of a branch that was forced to another commit. Each entry here is a commit with
one file, and its parent is the entry before it: whoever has a later one can tell if an earlier
one was changed or left out.
"""

import os

from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.signatures.verdict import Verdict

LOG = "refs/confledger/log"
FILE = "entry.json"
CREATED, DELETED, FORWARD, FORCED, UNKNOWN = (
    "created",
    "deleted",
    "fast-forward",
    "forced",
    "unknown",
)
# After which commits may no longer be in a reference.
REWRITING = (FORCED, DELETED)
HOW = (CREATED, FORWARD, FORCED, DELETED, UNKNOWN)
_VERSION = 1
SHA256_DIGITS = 64


class Update:
    """One reference that moved; `old` or `new` is None where there was, or is, none."""

    __slots__ = ("how", "new", "old", "ref")

    def __init__(self, ref: str, old: str | None, new: str | None, how: str) -> None:
        self.ref = ref
        self.old = old
        self.new = new
        self.how = how

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Update) and self.fields() == other.fields()

    def __hash__(self) -> int:
        return hash((self.ref, self.old, self.new, self.how))

    def __repr__(self) -> str:
        return f"Update({self.ref!r}, {self.old!r}, {self.new!r}, {self.how!r})"

    def fields(self) -> dict[str, str | None]:
        """Return it as an entry has it."""
        return {"ref": self.ref, "old": self.old, "new": self.new, "how": self.how}


class Entry:
    """What was recorded at once. `lost` is the end that the log had, where that was taken away.

    `ledger` is the commit that the ledger ended at and its head, where somebody recorded them;
    `shallow` that the clone ended somewhere, so that how references moved may be unknown.
    """

    __slots__ = (
        *("by", "ledger", "lost", "number", "oid", "shallow", "time", "updates", "verdict"),
    )

    def __init__(
        self,
        number: int,
        time: str,
        by: str,
        updates: list[Update],
        *,
        ledger: tuple[str, str] | None = None,
        shallow: bool = False,
        lost: str | None = None,
    ) -> None:
        self.number = number
        self.time = time
        self.by = by
        self.updates = updates
        self.ledger = ledger
        self.shallow = shallow
        self.lost = lost
        self.oid = ""
        self.verdict: Verdict | None = None

    def fields(self) -> dict[str, object]:
        """Return it as its file has it."""
        commit, head = self.ledger or (None, None)
        return {
            "version": _VERSION,
            "number": self.number,
            "time": self.time,
            "by": self.by,
            "ledger": None if self.ledger is None else {"commit": commit, "head": head},
            "shallow": self.shallow,
            "lost": self.lost,
            "updates": [one.fields() for one in self.updates],
        }

    def encoded(self) -> bytes:
        """Return the only bytes that stand for this entry."""
        from json import dumps

        text = dumps(self.fields(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return text.encode("ascii") + b"\n"


class Log:
    """All entries that could be read, the first one first.

    `faults` are what breaks the chain, by the commit at which it does; `begins` says that older
    entries are not in this clone.
    """

    __slots__ = ("begins", "entries", "faults", "head", "ref")

    def __init__(self, ref: str, head: str | None) -> None:
        self.ref = ref
        self.head = head
        self.entries: list[Entry] = []
        self.faults: list[tuple[str, str]] = []
        self.begins = False

    def state(self) -> dict[str, str]:
        """Return where each reference stood after the last entry."""
        found: dict[str, str] = {}
        for entry in self.entries:
            for update in entry.updates:
                if update.new is None:
                    found.pop(update.ref, None)
                else:
                    found[update.ref] = update.new
        return found


def head_of(repository: Repository, ref: str = LOG) -> str | None:
    """Return the commit that a reference names; None when there is none."""
    try:
        said = repository.run("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    except GitFailed as error:
        if error.code == 1:
            return None
        raise
    return said.decode("ascii").strip()


def fetched(repository: Repository) -> dict[str, str]:
    """Return the logs that other repositories had when they were fetched, by their reference."""
    name = LOG.removeprefix("refs/")
    form = "--format=%(objectname) %(refname)"
    said = os.fsdecode(repository.run("for-each-ref", form, f"refs/remotes/*/{name}"))
    found = (line.partition(" ") for line in said.splitlines())
    return {ref: oid for oid, _, ref in found}


def decoded(data: bytes) -> Entry | None:
    """Read the file of an entry; None where it does not have what one has."""
    from json import loads

    try:
        said = loads(data)
        ledger = said["ledger"]
        entry = Entry(
            _number(said["number"]),
            _text(said["time"]),
            _text(said["by"]),
            [
                Update(_text(one["ref"]), _oid(one["old"]), _oid(one["new"]), _how(one["how"]))
                for one in said["updates"]
            ],
            ledger=None if ledger is None else (_text(ledger["commit"]), _text(ledger["head"])),
            shallow=bool(said["shallow"]),
            lost=_oid(said["lost"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return entry if said["version"] == _VERSION else None


def _number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise ValueError


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError


def _oid(value: object) -> str | None:
    if value is None:
        return None
    text = _text(value)
    if len(text) in (40, SHA256_DIGITS) and not text.strip("0123456789abcdef"):
        return text
    raise ValueError


def _how(value: object) -> str:
    text = _text(value)
    if text in HOW:
        return text
    raise ValueError


class LogMissing(ConfledgerError):
    """There is no reference log here."""

    def __init__(self, others: "list[str]") -> None:
        instead = f"confledger audit log {others[0]}" if others else "confledger audit record"
        super().__init__(f"there is no reference log here ({LOG})", help=instead)
