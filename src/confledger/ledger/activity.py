"""What landed on the mainline in a period: when, by whom, in which files, how many values.

A landing is a commit of the mainline with all that it brought; one that changed no value, moved
no file and is no boundary of a shallow clone. What only was written otherwise does not count.
"""

from confledger.ledger.kinds import CHANGED, REENCRYPTED, REFORMATTED, UNREAD
from confledger.ledger.mailmap import Mailmap
from confledger.ledger.people import People
from confledger.ledger.store import Store

_COMMITS = """
  SELECT id, oid, landed, mainline, baseline, instr(parents, ' ') > 0, authored, committed,
    author, author_email, subject FROM commits WHERE landed >= ? AND NOT baseline ORDER BY id
"""
_START = "SELECT min(id) FROM commits WHERE mainline AND committed >= ?"
_FIRST = "SELECT min(committed) FROM commits WHERE mainline"
_VERSIONS = """
  SELECT v."commit", v.mainline, f.path, v.kind, v.state, v.file FROM versions v
  JOIN files f ON f.id = v.file WHERE v."commit" >= ? ORDER BY v."commit", f.path, v.rowid
"""
_COUNTED = """
  WITH sealed AS (SELECT id FROM vals WHERE text >= '!' AND text < '"')
  SELECT x."commit", x.file, sum(x.old = 0), sum(x.new = 0), count(*), sum(x.merged),
    sum(x.old IN sealed OR x.new IN sealed)
  FROM commits c JOIN changes x ON x."commit" = c.id
  WHERE c.mainline AND c.id >= ? GROUP BY x."commit", x.file
"""
# What the forge or the person needed to write the commit and push it is no lead time.
_NOTHING = 60


class Touch:
    """One file in one landing: what became of it, and how many values."""

    __slots__ = ("added", "kind", "merged", "path", "removed", "secrets", "state", "values")

    def __init__(self, path: str, kind: str, state: str) -> None:
        self.path = path
        self.kind = kind
        self.state = state
        self.added = self.removed = self.values = self.merged = self.secrets = 0

    @property
    def unread(self) -> bool:
        """Whether nobody knows what is in it."""
        return self.state in UNREAD

    @property
    def quiet(self) -> bool:
        """Whether it is only written otherwise."""
        written = self.state in (REFORMATTED, REENCRYPTED)
        return self.kind == CHANGED and not self.values and (written or not self.state)


class Landing:
    """One commit of the mainline that changed configuration.

    `people` wrote it; `brought` are numbers of the commits that came with a merge. `lead` is
    the time in seconds from the first commit of it to the landing, None where git does not tell.
    """

    __slots__ = ("at", "brought", "lead", "merge", "number", "oid", "people", "subject", "touches")

    def __init__(self, number: int, oid: str, at: int, subject: str, *, merge: bool) -> None:
        self.number = number
        self.oid = oid
        self.at = at
        self.subject = subject
        self.merge = merge
        self.brought: list[int] = []
        self.people: list[str] = []
        self.lead: int | None = None
        self.touches: list[Touch] = []

    @property
    def values(self) -> int:
        """How many values it changed."""
        return sum(one.values for one in self.touches)


class Landed:
    """All landings of a period in their order, with the names of people.

    `quiet` counts landings that only wrote files otherwise; `first` is when the history begins.
    """

    __slots__ = ("called", "first", "landings", "quiet")

    def __init__(self) -> None:
        self.landings: list[Landing] = []
        self.called: dict[str, str] = {}
        self.quiet = 0
        self.first: int | None = None


def landed(
    store: Store, mailmap: Mailmap, since: int | None = None, *, after: int | None = None
) -> Landed:
    """Return what landed since a moment, `after` the commit with a number, or ever.

    A commit without a date counts at that of the one before it, and so does one that is dated
    earlier than `since` but landed after one that is not.
    """
    found = Landed()
    people = People(mailmap)
    run = store.connection.execute
    start = 0 if after is None else after + 1
    if since is not None:
        # Where nothing landed since, it is after all there is.
        start = run(_START, (since,)).fetchone()[0] or store.head()[0] + 1
    found.first = run(_FIRST).fetchone()[0]
    rows: dict[int, _Row] = {row[0]: row for row in run(_COMMITS, (start,))}
    for row in rows.values():
        people.add(row[8], row[9])
    touches, wrote = _touched(run, start, rows)
    at = 0
    for number, row in rows.items():
        if not row[3]:
            continue
        at = row[7] if row[7] is not None else at
        own = touches.get(number, [])
        loud = [one for one in own if not one.quiet]
        if not loud:
            found.quiet += bool(own)
            continue
        one = Landing(number, row[1], at, row[10], merge=bool(row[5]))
        one.touches = loud
        found.landings.append(one)
    by_number = {one.number: one for one in found.landings}
    for number, row in rows.items():
        if number != row[2] and row[2] in by_number:
            by_number[row[2]].brought.append(number)
    for one in found.landings:
        _attribute(one, rows, wrote, people)
    found.called = people.called()
    return found


def _touched(
    run: "Callable[..., sqlite3.Cursor]", start: int, rows: "dict[int, _Row]"
) -> tuple[dict[int, list[Touch]], set[int]]:
    """Return the files of each landing, and which commits of any branch wrote some."""
    counted = {row[:2]: row[2:] for row in run(_COUNTED, (start,))}
    touches: dict[int, list[Touch]] = {}
    wrote = set()
    for number, mainline, path, kind, state, file in run(_VERSIONS, (start,)):
        if number not in rows:
            continue
        wrote.add(number)
        if mainline:
            one = Touch(path, kind, state)
            counts = counted.get((number, file), (0, 0, 0, 0, 0))
            one.added, one.removed, one.values, one.merged, one.secrets = counts
            touches.setdefault(number, []).append(one)
    return touches, wrote


def _attribute(one: Landing, rows: "dict[int, _Row]", wrote: set[int], people: People) -> None:
    """Say who wrote a landing, and how long it took to land."""
    sources = [
        number for number in one.brought if number in wrote and not rows[number][5]
    ] or one.brought
    written = [rows[number] for number in sources] or [rows[one.number]]
    one.people = list(dict.fromkeys(people.of(row[8], row[9]) for row in written))
    moments = [row[6] for row in written if row[6] is not None]
    if moments and rows[one.number][7] is not None:
        lead = one.at - min(moments)
        if lead > _NOTHING:
            one.lead = lead


TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    _Row = tuple[int, str, int, int, int, int, int | None, int | None, str, str, str]
