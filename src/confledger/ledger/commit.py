"""One commit as the ledger has it."""

from confledger.ledger.store import Store

_SELECT = (
    "SELECT id, oid, parents, mainline, landed, baseline, authored, committed, author, "
    "author_email, committer, committer_email, subject FROM commits "
)


class Commit:
    """One commit; times in seconds since 1970, None where the object holds no date.

    `landed` is the number of the commit of the mainline that brought it. `baseline` says that
    the clone is shallow and ends here.
    """

    __slots__ = (
        *("author", "author_email", "authored", "baseline", "committed", "committer"),
        *("committer_email", "landed", "mainline", "number", "oid", "parents", "subject"),
    )

    def __init__(self, row: "_Row") -> None:
        self.number = row[0]
        self.oid = row[1]
        self.parents = row[2].split()
        self.mainline = bool(row[3])
        self.landed = row[4]
        self.baseline = bool(row[5])
        self.authored = row[6]
        self.committed = row[7]
        self.author = row[8]
        self.author_email = row[9]
        self.committer = row[10]
        self.committer_email = row[11]
        self.subject = row[12]


class Commits:
    """The commits of a ledger, each read once."""

    def __init__(self, store: Store) -> None:
        self._run = store.connection.execute
        self._known: dict[int, Commit] = {}

    def __getitem__(self, number: int) -> Commit:
        """Return the commit with a number; raise KeyError without one."""
        found = self._known.get(number)
        if found is None:
            row = self._run(_SELECT + "WHERE id = ?", (number,)).fetchone()
            if row is None:
                raise KeyError(number)
            found = self._known[number] = Commit(row)
        return found

    def own(self, entry: "Entry") -> Commit:
        """Return the commit that an entry is stored with."""
        found = self._known.get(entry.number)
        if found is None:
            if not entry.mainline:
                return self[entry.number]
            # The entry has all of it; one of the mainline has landed by itself.
            row = (*entry[:4], entry.number, *entry[4:12])
            found = self._known[entry.number] = Commit(row)
        return found

    def load(self, numbers: "Iterable[int]") -> None:
        """Read these at once, those that are not known yet."""
        missing = sorted({one for one in numbers if one not in self._known})
        if len(missing) > 1:
            asked = f"{_SELECT} WHERE id IN ({','.join(map(str, missing))})"
            for row in self._run(asked):
                self._known[row[0]] = Commit(row)

    def numbered(self, oid: str) -> int | None:
        """Return the number of the commit with an id."""
        row = self._run("SELECT id FROM commits WHERE oid = ?", (oid,)).fetchone()
        return None if row is None else int(row[0])

    def last_before(self, moment: int) -> int | None:
        """Return the newest commit of the mainline not younger than a moment, as git does."""
        row = self._run(
            "SELECT id FROM commits WHERE mainline AND committed <= ? ORDER BY id DESC LIMIT 1",
            (moment,),
        ).fetchone()
        return None if row is None else int(row[0])


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from confledger.ledger.entry import Entry

    _Text5 = tuple[str, str, str, str, str]
    _Row = tuple[int, str, str, int, int, int, int | None, int | None, *_Text5]
