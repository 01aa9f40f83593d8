"""Which commit gave each key of a file the value that it has."""

from collections.abc import Iterable

from confledger.changes.leaves import Leaves
from confledger.ledger.attribution import Attribution
from confledger.ledger.commit import Commit, Commits
from confledger.ledger.entry import Entry
from confledger.ledger.question import is_order
from confledger.ledger.state import State
from confledger.ledger.store import Store


class Blamed:
    """One key: its typed value, the row that gave it, and who wrote that.

    Without a row it is not committed yet; `removed` says that only the last commit has it.
    """

    __slots__ = ("commit", "entry", "key", "landed", "removed", "value")

    def __init__(self, key: str, value: str, *, removed: bool = False) -> None:
        self.key = key
        self.value = value
        self.removed = removed
        self.entry: Entry | None = None
        self.commit: Commit | None = None
        self.landed: Commit | None = None


def blame(store: Store, state: State, order: Iterable[str] = ()) -> list[Blamed]:
    """Return every key of a file, in the `order` of the file where it is given."""
    attribution, commits = Attribution(store), Commits(store)
    places = {key: at for at, key in enumerate(order)}
    found = []
    for key in sorted(state.values, key=lambda key: (places.get(key, len(places)), key)):
        if is_order(key):
            continue
        one = Blamed(key, state.values[key])
        entry = state.rows.get(key)
        if entry is not None:
            one.entry = entry
            one.commit = commits[attribution.written(entry)]
            one.landed = commits[one.commit.landed]
        found.append(one)
    return found


def with_edits(
    found: list[Blamed], committed: Leaves, edited: Leaves, shown: Leaves
) -> list[Blamed]:
    """Return the keys of a file as it is on disk; those that differ are not committed yet.

    `committed` and `edited` are the leaves, with secrets; `shown` those on disk without them.
    """
    known = {one.key: one for one in found}
    now = []
    for key, text in edited.items():
        if is_order(key):
            continue
        if key in known and committed.get(key) == text:
            now.append(known[key])
        else:
            now.append(Blamed(key, shown[key]))
    gone = [one for key, one in known.items() if key not in edited]
    return now + [Blamed(one.key, one.value, removed=True) for one in gone]
