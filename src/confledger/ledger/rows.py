"""What each commit changed, leaf by leaf, as rows of the ledger."""

from confledger.git.landing import Change, Commit
from confledger.git.repository import Repository
from confledger.ledger.chain import START, link, piece
from confledger.ledger.dictionary import Dictionary
from confledger.ledger.differing import Differences, moves, sides, told
from confledger.ledger.kinds import ADDED, CHANGED, MOVED, REMOVED
from confledger.ledger.lineages import Lineages
from confledger.ledger.outcome import Outcome, Unpacked
from confledger.ledger.redacted import subject
from confledger.ledger.spread import Spread, worthwhile
from confledger.ledger.store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.ledger.differing import Rules

# So many rows are held before they are written.
_ROWS = 20_000
# How far it is, is told after so many commits.
_TOLD = 50


class Building:
    """One pass over new commits."""

    def __init__(
        self,
        store: Store,
        repository: Repository,
        rules: "Rules",
        new: list[Commit],
        workers: int = 1,
    ) -> None:
        self._store = store
        self._rules = rules
        self._new = new
        for commit in new:
            commit.changes = sorted(filter(self._concerns, commit.changes), key=_path)
        self._lineages = Lineages(store)
        work = [(one, told(one)) for one in new]
        self._differences: Differences | Spread
        if workers > 1 and worthwhile(work) and not store.head()[0]:
            self._differences = Spread(repository, rules, work, workers)
        else:
            self._differences = Differences(repository, rules, self._lineages, work)
        self._dictionary = Dictionary(store)
        self._numbers: dict[str, int] = {}
        self._waiting: tuple[list[_Commit], list[_File], list[_Change]] = ([], [], [])

    def run(self, progress: "Callable[[int, int], None] | None", batch: int) -> None:
        """Write all rows, of so many commits at once."""
        number, _, chain = self._store.head()
        run = self._store.connection.execute
        try:
            for start in range(0, len(self._new), batch):
                part = self._new[start : start + batch]
                run("BEGIN IMMEDIATE")
                for at, commit in enumerate(part, number + 1):
                    self._numbers[commit.oid] = at
                for done, commit in enumerate(part, start + 1):
                    number += 1
                    chain = self._add(number, commit, chain or START)
                    commit.changes = []
                    if progress is not None and done % _TOLD == 0:
                        progress(done, len(self._new))
                self._write()
                run("COMMIT")
        except BaseException:
            if self._store.connection.in_transaction:
                run("ROLLBACK")
            raise
        finally:
            self._differences.close()

    def _write(self) -> None:
        many = self._store.connection.executemany
        self._dictionary.write()
        commits, files, rows = self._waiting
        many("INSERT INTO commits VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", commits)
        many("INSERT INTO versions VALUES (?,?,?,?,?,?,?,?)", files)
        many("INSERT INTO changes VALUES (?,?,?,?,?,?)", rows)
        for one in self._waiting:
            one.clear()

    def _found(self, commit: Commit, one: Change, lineage: str) -> Outcome | Unpacked:
        if isinstance(self._differences, Spread):
            return self._differences.file(commit, one, lineage)
        return Outcome(*self._differences.file(commit, one, lineage))

    def _concerns(self, one: Change) -> bool:
        rules = self._rules
        return rules.dialect(one.after) is not None or rules.dialect(one.before) is not None

    def _add(self, number: int, commit: Commit, chain: bytes) -> bytes:
        """Add one commit with its rows; return the chain after it."""
        if commit.mainline:
            self._lineages.next_group()
        own_only = len(commit.parents) > 1 and not commit.mainline
        changes = told(commit)
        commits, files, rows = self._waiting
        pieces = [piece((commit.oid, " ".join(commit.parents), str(int(commit.mainline))))]
        moved = self._lineages.move(moves(changes, self._rules), commit)
        dictionary = self._dictionary
        for one in changes:
            before, after = sides(one, self._rules)
            held = after or before
            assert held is not None
            lineage = moved.get(held.path) or self._lineages.of(held.path, commit)
            kind = CHANGED if before and after else ADDED if after else REMOVED
            old_file = 0
            if before and after and before.path != after.path:
                kind = MOVED
                old_file = dictionary.file(before.path, lineage)
            found = self._found(commit, one, lineage)
            state = found.state
            if own_only and not found.count:
                continue
            file = dictionary.file(held.path, lineage)
            blob = after.oid if after and after.oid else ""
            mainline = int(commit.mainline)
            files.append((number, file, kind, state, blob, old_file, mainline, held.kind))
            pieces.append(piece((held.path, lineage, kind, state, blob, str(found.count))))
            pieces.append(found.piece)
            rows += [(number, file, *numbers) for numbers in found.numbers(dictionary)]
        chain = link(chain, pieces)
        landed = self._numbers.get(commit.landed, 0)
        commits.append(
            (
                *(number, commit.oid, " ".join(commit.parents), int(commit.mainline), landed),
                *(int(commit.baseline), commit.authored, commit.committed),
                *(commit.author, commit.author_email, commit.committer, commit.committer_email),
                *(subject(commit.subject), chain),
            )
        )
        if len(rows) > _ROWS:
            self._write()
        return chain


_Commit = tuple[object, ...]
_File = tuple[int, int, str, str, str, int, int, str]
_Change = tuple[int, int, int, int, int, int]


def _path(one: Change) -> str:
    held = one.after or one.before
    assert held is not None
    return held.path
