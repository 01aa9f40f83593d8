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

    def __init__(self, row: "tuple[object, ...]") -> None:
        number, oid, parents, mainline, landed, baseline, authored, committed, *names = row
        self.number = _whole(number)
        self.oid = str(oid)
        self.parents = str(parents).split()
        self.mainline = bool(mainline)
        self.landed = _whole(landed)
        self.baseline = bool(baseline)
        self.authored = None if authored is None else _whole(authored)
        self.committed = None if committed is None else _whole(committed)
        self.author, self.author_email, self.committer, self.committer_email, self.subject = (
            str(name) for name in names
        )


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


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
