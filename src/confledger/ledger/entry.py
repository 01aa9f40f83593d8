"""One record of the ledger: a leaf, or a whole file, that a commit changed."""

from collections.abc import Iterator
from typing import NamedTuple

from confledger.changes.leaves import ITEMS, TYPES, plain
from confledger.ledger.redacted import HIDDEN
from confledger.ledger.store import Store

ADDED, REMOVED, CHANGED, RETYPED, REORDERED = "added", "removed", "changed", "retyped", "reordered"

# In the order of `Entry`; FROM and JOIN are those of `select`.
_COLUMNS = """
  c.id, c.oid, c.parents, c.mainline, c.baseline, c.authored, c.committed, c.author,
  c.author_email, c.committer, c.committer_email, c.subject,
  l.oid, l.committed, f.path, f.lineage, k.text, o.text, n.text, x.merged, x.rowid
"""
_FROM = """
  FROM changes x
  JOIN commits c ON c.id = x."commit"
  JOIN commits l ON l.id = c.landed
  JOIN files f ON f.id = x.file
  JOIN keys k ON k.id = x.key
  LEFT JOIN vals o ON o.id = x.old
  LEFT JOIN vals n ON n.id = x.new
"""


class Entry(NamedTuple):
    """One leaf that one commit changed; times in seconds since 1970, None where there is none.

    `old` and `new` are typed texts as `changes.leaves.typed` makes them, None where there is no
    value, and of secrets `!` and the letter of the type. `merged` says that a merge itself made
    the change: no parent has it. `landed` is the commit of the mainline that brought it.
    """

    number: int
    commit: str
    parents: str
    mainline: int
    baseline: int
    authored: int | None
    committed: int | None
    author: str
    author_email: str
    committer: str
    committer_email: str
    subject: str
    landed: str
    landed_at: int | None
    path: str
    lineage: str
    key: str
    old: str | None
    new: str | None
    merged: int
    row: int

    @property
    def operation(self) -> str:
        """What happened to the leaf."""
        if self.old is None:
            return ADDED
        if self.new is None:
            return REMOVED
        if self.key.endswith("/" + ITEMS):
            return REORDERED
        return CHANGED if kind_of(self.old) == kind_of(self.new) else RETYPED


def kind_of(text: str) -> str:
    """Return the type of a stored value, in words."""
    return TYPES[text[1] if text[0] == HIDDEN else text[0]]


def hidden(text: str) -> bool:
    """Whether a stored value is a secret, of which only the type is known."""
    return text[0] == HIDDEN


def value_of(text: str) -> object:
    """Return the value that a stored text stands for; not of a hidden one."""
    return plain(text)


def entries(
    store: Store, where: str = "", given: "tuple[object, ...]" = (), order: str = "x.rowid"
) -> Iterator[Entry]:
    """Yield entries, in the order in which they landed.

    `where` may name `c` (commits), `l` (the commit that landed it), `f` (files), `k` (keys),
    `x` (changes); it is written by us, and what users give goes into `given`.
    """
    condition = f"WHERE {where}" if where else ""
    found = store.connection.execute(
        f"SELECT {_COLUMNS} {_FROM} {condition} ORDER BY {order}", given
    )
    yield from map(Entry._make, found)
