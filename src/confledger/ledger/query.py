"""The rows that answer a question, the newest first.

Without a key in the question, a file that came, went or moved is one row, and the order of a list
is told only where nothing else in the list changed.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice

from confledger.changes.leaves import ITEMS
from confledger.ledger.attribution import Attribution
from confledger.ledger.commit import Commit, Commits
from confledger.ledger.entry import ADDED, REMOVED, Entry, entries
from confledger.ledger.question import MOVED, QUIET, UNPARSABLE, Question, is_order
from confledger.ledger.store import Store

# Not of a merge, or only what it made itself.
_WRITTEN = "(instr(c.parents, ' ') = 0 OR x.merged)"
_MANY = 10_000
# So many rows are looked at together: few at first, since often only the newest are asked for.
_FEW, _PART = 16, 500
_OF_KEYS = "x.key IN (SELECT value FROM json_each(?))"
# The sign keeps the index of keys out of it.
_WITH_KEYS = f"+{_OF_KEYS}"
_VERSIONS = """
  SELECT v."commit", v.file, f.path, f.lineage, v.kind, v.state, o.path
  FROM versions v
  JOIN commits c ON c.id = v."commit"
  JOIN commits l ON l.id = c.landed
  JOIN files f ON f.id = v.file
  LEFT JOIN files o ON o.id = v.old_file
"""


class Whole:
    """A row about a whole file: that it came, went, moved, or could not be read.

    `many` is how many keys it had, where the file came or went.
    """

    __slots__ = ("kind", "lineage", "many", "number", "old_path", "path", "state")

    def __init__(
        self, number: int, path: str, lineage: str, kind: str, state: str, old_path: str | None
    ) -> None:
        self.number = number
        self.path = path
        self.lineage = lineage
        self.kind = kind
        self.state = state
        self.old_path = old_path
        self.many = 0


class Line:
    """One row of an answer: about a leaf (`entry`) or a file (`whole`).

    `commit` wrote it, `landed` brought it to the mainline.
    """

    __slots__ = ("commit", "entry", "landed", "whole")

    def __init__(
        self, commit: Commit, landed: Commit, entry: Entry | None, whole: Whole | None = None
    ) -> None:
        self.commit = commit
        self.landed = landed
        self.entry = entry
        self.whole = whole

    @property
    def path(self) -> str:
        """The file, as it was called then."""
        held = self.entry or self.whole
        return str(held.path) if held is not None else ""


class Query:
    """Answers questions about one ledger."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.commits = Commits(store)
        self._attribution = Attribution(store)

    def lines(self, question: Question, *, reverse: bool = False) -> Iterator[Line]:
        """Yield the rows, the newest first or, `reverse`, last; those of one commit by path."""
        found = self._of_files if question.keys is None else self._of_keys
        # What one merge landed, by the commits that wrote it.
        for _, group in groupby(found(question, reverse), key=_number):
            landed = list(group)
            if len(landed) > 1:
                landed.sort(key=lambda one: one.commit.number, reverse=not reverse)
            yield from landed

    def of_commit(self, number: int) -> Iterator[Line]:
        """Yield what is stored with one commit, whoever wrote it."""
        commit = self.commits[number]
        landed = self.commits[commit.landed]
        found = self._store.connection.execute(
            f'{_VERSIONS} WHERE v."commit" = ? ORDER BY v.rowid', (number,)
        ).fetchall()
        for row in found:
            if _told(row, Question()) or row[5] in QUIET:
                yield Line(commit, landed, None, self._whole_of(row))
            leaves = list(entries(self._store, 'x."commit" = ? AND x.file = ?', row[:2]))
            yield from (Line(commit, landed, entry) for entry in leaves)

    def _of_keys(self, question: Question, reverse: bool) -> Iterator[Line]:
        where, given = _conditions(question)
        keys = question.keys or []
        # So many are faster left out commit by commit than looked up one by one.
        many = len(keys) > _MANY and question.files is None
        where.append(_WITH_KEYS if many else _OF_KEYS)
        given.append(_listed(keys))
        if question.files is not None:
            where.append("x.file IN (SELECT value FROM json_each(?))")
            given.append(_listed(question.files))
        where.append(_WRITTEN if question.everything else "c.mainline")
        direction = "" if reverse else "DESC"
        found = entries(
            self._store, " AND ".join(where), tuple(given), f'x."commit" {direction}, x.rowid'
        )
        leaves = self._leaves(found, question)
        unread: Iterator[Line] = iter(())
        if question.files is not None and (not question.kinds or UNPARSABLE in question.kinds):
            unread = self._unparsable(question, reverse)
        yield from _merged(leaves, unread, reverse)

    def _leaves(self, found: Iterator[Entry], question: Question) -> Iterator[Line]:
        """Yield the rows that are wanted; what they refer to is read for many at once."""
        size = _FEW
        while part := list(islice(found, size)):
            size = _PART
            if question.belongs is not None:
                part = [one for one in part if question.belongs(one.path)]
            if question.everything:
                written = [one.number for one in part]
            else:
                written = [self._attribution.written(one) for one in part]
            for one in part:
                self.commits.own(one)
            self.commits.load(written)
            for number, one in zip(written, part, strict=True):
                commit = self.commits[number]
                if question.wants_commit(commit) and question.wants_leaf(one, commit):
                    yield Line(commit, self.commits[commit.landed], one)

    def _unparsable(self, question: Question, reverse: bool) -> Iterator[Line]:
        for row in self._versions(question, reverse, "v.state = 'unparsable'"):
            yield from self._whole(row, question)

    def _versions(
        self, question: Question, reverse: bool, more: str = ""
    ) -> "Iterator[tuple[object, ...]]":
        where, given = _conditions(question)
        if question.files is not None:
            where.append("v.file IN (SELECT value FROM json_each(?))")
            given.append(_listed(question.files))
        if not question.everything:
            where.append("v.mainline")
        if more:
            where.append(more)
        direction = "" if reverse else "DESC"
        condition = f"WHERE {' AND '.join(where)}" if where else ""
        order = f'ORDER BY v."commit" {direction}, v.rowid'
        return self._store.connection.execute(f"{_VERSIONS} {condition} {order}", given)

    def _of_files(self, question: Question, reverse: bool) -> Iterator[Line]:
        for row in self._versions(question, reverse):
            kind, state = row[4], row[5]
            whole = list(self._whole(row, question)) if _told(row, question) else []
            yield from whole
            if kind in (ADDED, REMOVED) and not question.expand and not question.secret:
                continue
            if state in (UNPARSABLE, *QUIET):
                continue
            yield from self._inside(row, question)

    def _inside(self, row: "tuple[object, ...]", question: Question) -> Iterator[Line]:
        """Yield the leaves of one version of a file."""
        where = 'x."commit" = ? AND x.file = ?'
        if question.everything:
            where = f"{where} AND {_WRITTEN}"
        found = list(entries(self._store, where, row[:2]))
        yield from self._leaves(iter(_folded(found)), question)

    def _whole(self, row: "tuple[object, ...]", question: Question) -> Iterator[Line]:
        number, _, path, _, kind, state, _ = row
        assert isinstance(number, int)
        if question.belongs is not None and not question.belongs(str(path)):
            return
        own = self.commits[number]
        written = number
        if len(own.parents) > 1:
            if question.everything:
                return
            written = self._attribution.of_file(number, str(path), str(kind))
        commit = self.commits[written]
        if not question.wants_commit(commit):
            return
        if not question.wants_file(str(kind), str(state), commit):
            return
        yield Line(commit, self.commits[commit.landed], None, self._whole_of(row))

    def _whole_of(self, row: "tuple[object, ...]") -> Whole:
        number, file, path, lineage, kind, state, old_path = row
        assert isinstance(number, int)
        old = None if old_path is None else str(old_path)
        whole = Whole(number, str(path), str(lineage), str(kind), str(state), old)
        if kind in (ADDED, REMOVED):
            found = self._store.connection.execute(
                'SELECT count(*) FROM changes WHERE "commit" = ? AND file = ?', (number, file)
            ).fetchone()
            whole.many = int(found[0])
        return whole


def _told(row: "tuple[object, ...]", question: Question) -> bool:
    """Whether a version is a row of its own."""
    kind, state = row[4], row[5]
    if state in QUIET:
        return state in question.kinds or kind == MOVED
    if kind in (ADDED, REMOVED):
        return not question.expand or state == UNPARSABLE
    return kind == MOVED or state == UNPARSABLE


def _folded(found: list[Entry]) -> list[Entry]:
    """Leave out the order of each list in which something else changed."""
    beside = {one.key for one in found if not is_order(one.key)}
    ordered = sorted(beside)
    kept = []
    for one in found:
        if is_order(one.key):
            inside = one.key[: -len(ITEMS)]
            if _any_begins(ordered, inside):
                continue
        kept.append(one)
    return kept


def _any_begins(ordered: list[str], start: str) -> bool:
    from bisect import bisect_left

    at = bisect_left(ordered, start)
    return at < len(ordered) and ordered[at].startswith(start)


def _conditions(question: Question) -> "tuple[list[str], list[object]]":
    where: list[str] = []
    given: list[object] = []
    for condition, bound in (
        ("l.committed >= ?", question.since),
        ("l.committed <= ?", question.until),
        ("l.id > ?", question.after),
        ("l.id <= ?", question.up_to),
    ):
        if bound is not None:
            where.append(condition)
            given.append(bound)
    return where, given


def _listed(numbers: "Iterable[int]") -> str:
    """Return numbers as SQLite can be given any number of them."""
    return f"[{','.join(str(one) for one in sorted(numbers))}]"


def _merged(one: Iterator[Line], two: Iterator[Line], reverse: bool) -> Iterator[Line]:
    """Yield the rows of both in the order of both."""
    first = next(two, None)
    if first is None:
        yield from one
        return
    from heapq import merge

    yield from merge(one, chain((first,), two), key=_number, reverse=not reverse)


def _number(line: Line) -> int:
    """Return the number of the commit that a row is stored with."""
    held = line.entry or line.whole
    return 0 if held is None else held.number


def by_commit(lines: "Iterator[Line]") -> "Iterator[tuple[Commit, list[Line]]]":
    """Yield the rows of each commit together."""
    for _, group in groupby(lines, key=lambda line: (line.commit.number, line.landed.number)):
        held = list(group)
        yield held[0].commit, held
