"""Which values change in files that no environment is put together of, each file by itself."""

from collections.abc import Iterator

from confledger.changes.change import ADDED, REMOVED
from confledger.cli.diff_files import Comparing
from confledger.cli.diff_sides import Sides
from confledger.git.blobs import TooLarge
from confledger.git.pairs import Pair
from confledger.git.snapshot import FILE, CommitSnapshot
from confledger.reports.changes.content import GONE, NEW, UNREADABLE, File
from confledger.reports.rollback.effect import effect
from confledger.rollback.plan import Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.git.snapshot import Content

# So many files are read, and so many bytes of them: a plan is there at once. Of files that are new
# or gone there is less to tell, so that they are read where there are few.
MOST_FILES = 100
MOST_WHOLE = 20
MOST_BYTES = 2_000_000
# Of one file, so many values are named.
FIRST = 12
_WHEN = {"before": "now", "now": "then"}


class _Bounded(Sides):
    """Two states, of which so many bytes are read; `left` are the paths that were not."""

    def __init__(self, now: CommitSnapshot, result: CommitSnapshot) -> None:
        super().__init__("now", "then")
        self.repository = now.repository
        self.before = now
        self.after = result
        self.settings = now
        self.left: set[str] = set()

    def limit(self, most: int) -> None:
        """Leave the states as they are: others read them too."""

    def contents(self, pairs: list[Pair]) -> "Iterator[tuple[Content | None, Content | None]]":
        """Yield what each pair holds, until it is enough."""
        read = 0
        for pair, found in zip(pairs, super().contents(pairs), strict=True):
            sizes = [len(one) for one in found if isinstance(one, bytes)]
            read += sum(sizes)
            if read > MOST_BYTES:
                self.left.add(pair.path)
                yield TooLarge(read), TooLarge(read + 1)
            else:
                yield found


def changed(
    now: CommitSnapshot, result: CommitSnapshot, paths: list[str]
) -> tuple[list[Values], int]:
    """Return what changes in some files, sorted, and how many changed ones were not looked at."""
    pairs: list[Pair] = []
    whole: list[Pair] = []
    for path in sorted(paths):
        old, new = now.entries().get(path), result.entries().get(path)
        if any(one is not None and one.kind == FILE for one in (old, new)):
            both = old is not None and new is not None
            (pairs if both else whole).append(Pair(old, new))
    sides = _Bounded(now, result)
    sides.pairs = pairs[:MOST_FILES] + (whole if len(whole) <= MOST_WHOLE else [])
    comparing = Comparing(sides, [], None)
    comparing.guessing = False
    made = comparing.run(lambda done, total: None)
    left = len(pairs[MOST_FILES:]) + len(sides.left)
    told = [_values(file) for file in made.files if file.path not in sides.left]
    return sorted(told, key=lambda one: one.path), left


def _values(file: File) -> Values:
    found = Values(file.path)
    if file.status == UNREADABLE:
        # A comparison calls `now` what here would be then.
        when, comma, fault = (file.reason or "").partition(", ")
        found.why = f"{_WHEN[when]}, {fault}" if comma and when in _WHEN else file.reason or ""
    elif file.status == NEW:
        found.added = file.values
    elif file.status == GONE:
        found.removed = file.values
    else:
        found.added = sum(row.kind == ADDED for row in file.rows)
        found.removed = sum(row.kind == REMOVED for row in file.rows)
        found.changed = len(file.rows) - found.added - found.removed
        found.first = [effect(row) for row in file.rows[:FIRST]]
    return found
