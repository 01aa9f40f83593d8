"""Numbers of one file over the history: what each version of it held, in their order."""

from math import isfinite

from confledger.changes.leaves import INTEGER, NUMBER, ROOT, unescaped
from confledger.ledger.kinds import REMOVED, UNREAD
from confledger.ledger.state import lineage_at
from confledger.ledger.store import Store

# So many numbers are followed of one entry with `*`, the first by their names.
MOST_KEYS = 20
# A number that long is none that anybody measures.
_LONGEST = 40
_VERSIONS = """
  SELECT v."commit", v.kind, v.state, c.committed FROM files f JOIN versions v ON v.file = f.id
  JOIN commits c ON c.id = v."commit" WHERE f.lineage = ? AND v.mainline
  ORDER BY v."commit", v.rowid
"""
_KEYS = """
  SELECT DISTINCT k.id, k.text FROM files f JOIN changes x ON x.file = f.id
  JOIN keys k ON k.id = x.key WHERE f.lineage = ?
"""
_ROWS = """
  SELECT x.key, x."commit", n.text FROM files f JOIN changes x ON x.file = f.id
  JOIN commits c ON c.id = x."commit" LEFT JOIN vals n ON n.id = x.new
  WHERE f.lineage = ? AND c.mainline AND x.key IN (SELECT value FROM json_each(?))
  ORDER BY x."commit", x.rowid
"""


class Course:
    """One number: the moment of each version of its file that had it, and what it was.

    `there` says that the file has it now.
    """

    __slots__ = ("key", "points", "there")

    def __init__(self, key: str) -> None:
        self.key = key
        self.points: list[tuple[int, float]] = []
        self.there = False


class Courses:
    """All numbers that one entry of the settings means; why there are none, or not `all`."""

    __slots__ = ("all", "found", "known")

    def __init__(self, *, known: bool) -> None:
        self.known = known
        self.found: list[Course] = []
        self.all = True


def courses(store: Store, path: str, at: str) -> Courses:
    """Return the numbers at a JSON Pointer, in which `*` is any one step, of a file.

    A version that cannot be read has no points, and neither has a value that is no number. The
    last ones are dated like the one before, where their commit holds no date.
    """
    lineage = lineage_at(store, path, store.head()[0])
    found = Courses(known=lineage is not None)
    if lineage is None:
        return found
    run = store.connection.execute
    wanted = at.split("/")[1:]
    keys = sorted(
        (str(text), int(number))
        for number, text in run(_KEYS, (lineage,))
        if _means(wanted, str(text))
    )
    versions = run(_VERSIONS, (lineage,)).fetchall()
    held: dict[int, dict[int, str | None]] = {}
    listed = f"[{','.join(str(number) for _, number in keys)}]"
    for key, commit, text in run(_ROWS, (lineage, listed)):
        held.setdefault(key, {})[commit] = text
    made = (_course(text, versions, held.get(number, {})) for text, number in keys)
    numbers = [one for one in made if one.points]
    found.all = len(numbers) <= MOST_KEYS
    found.found = numbers[:MOST_KEYS]
    return found


def _course(
    key: str, versions: "list[tuple[int, str, str, int | None]]", changed: dict[int, str | None]
) -> Course:
    """Carry a value from version to version."""
    course = Course(key)
    now: float | None = None
    moment = 0
    for commit, kind, state, committed in versions:
        moment = committed if committed is not None else moment
        if commit in changed:
            now = number_of(changed[commit])
        if kind == REMOVED:
            now = None
        elif now is not None and state not in UNREAD:
            course.points.append((moment, now))
    course.there = now is not None
    return course


def number_of(text: str | None) -> float | None:
    """Return the number that a stored value is; None of anything else, secrets among it."""
    if text is None or text[0] not in (INTEGER, NUMBER) or len(text) > _LONGEST:
        return None
    try:
        found = float(int(text[1:], 0)) if text[0] == INTEGER else float(text[1:])
    except (ValueError, OverflowError):
        return None
    return found if isfinite(found) else None


def _means(wanted: list[str], key: str) -> bool:
    """Whether a pointer means a key of the first document, or of any with a label."""
    steps = key.partition(ROOT)[2].split("/")[1:]
    return len(steps) == len(wanted) and all(map(_fits, wanted, steps))


def _fits(wanted: str, step: str) -> bool:
    if wanted in ("*", step):
        return True
    if step[:1] == "[":
        # `[name=p95]` may be asked for by what tells it apart, `[3]` by its place.
        inner = unescaped(step)[1:-1]
        names = (inner.partition("=")[2], *(one.partition("=")[2] for one in inner.split(",")))
        return unescaped(wanted) in (inner, *names)
    return unescaped(wanted) == unescaped(step)
