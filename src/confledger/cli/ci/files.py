"""The step `diff`: which values differ, file by file, hidden by the rules of both sides."""

from confledger.checks.risk import MARK
from confledger.cli.ci.context import Context
from confledger.cli.ci.judges import altered
from confledger.cli.ci.step import Outcome
from confledger.cli.ci.veils import Veils, conceal
from confledger.cli.diff_files import Comparing
from confledger.cli.diff_sides import Sides
from confledger.documents.load import positions
from confledger.git import pairs
from confledger.git.deltas import of_trees
from confledger.git.snapshot import FILE, SUBMODULE, SYMLINK, CommitSnapshot
from confledger.reports.changes import content
from confledger.reports.changes.content import Comparison, File, Row
from confledger.reports.changes.sealed import sealed
from confledger.reports.ci.cells import told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.documents.positions import Positions

__all__ = ["MARK", "step"]

# Of a file with more bytes, nobody is told in which lines its values stand.
_MOST_BYTES = 1_000_000
_KINDS = {FILE: "a file", SYMLINK: "a symbolic link", SUBMODULE: "a submodule"}
# So many values of one file are told; how many more there are is counted.
_MOST_ROWS = 3_000


def step(context: Context) -> Outcome:
    """Compare the two sides; the value is what there is to say of each file."""
    veils = Veils(context.before, context.after, context.settings)
    comparison = compared(context, veils)
    for file in comparison.files:
        for row in file.rows:
            conceal(row, veils.known)
    lines = _Lines(context)
    told_of = sorted([*comparison.files, *_swapped(context)], key=lambda one: one.path)
    files = [_file(context, one, lines) for one in told_of]
    value: dict[str, object] = {
        "files": files,
        "others": comparison.others,
        "rules": altered(context.repository, context.base, context.head, context.settings),
    }
    counts = comparison.statuses()
    told = sum(counts[name] for name in (content.NEW, content.GONE, content.EDITED))
    said = f"{told} of {len(files)} files differ in more than the way of writing"
    return Outcome(value=value, said=said if files else "no configuration file differs")


def compared(context: Context, veils: Veils) -> Comparison:
    """Return the comparison of the two sides, by the settings and environments of the base."""
    sides = _Sides(context)
    comparing = Comparing(sides, [], None)
    comparing.veil = veils
    return comparing.run(lambda done, total: None)


def _swapped(context: Context) -> list[File]:
    """Return the configuration files that are links or submodules now, or were: nothing is read.

    What follows a link has other values from there on.
    """
    found = []
    for one in of_trees(context.repository, context.before.tree, context.after.tree):
        kinds = [None if side is None else side.kind for side in (one.before, one.after)]
        if FILE not in kinds or None in kinds or kinds[0] == kinds[1]:
            continue
        if context.selection.ignored(one.path, FILE) is not None:
            continue
        file = File(one.path, content.UNREADABLE)
        was, now = (_KINDS.get(str(kind), "no file") for kind in kinds)
        file.reason = f"it was {was}, and is {now} now"
        file.environments = context.belongs(one.path)
        found.append(file)
    return found


class _Sides(Sides):
    """The two commits; what governs is that of the base, and what the change asks for beside it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.base[:12], context.head[:12])
        self.repository = context.repository
        self.before, self.after = context.before, context.after
        self.settings = context.found_in
        self.rules = context.after
        self._paths = context.paths
        self.pairs = pairs.of_trees(context.repository, context.before.tree, context.after.tree)

    def paths(self) -> list[str]:
        """Return the paths that environments are guessed from."""
        return self._paths


class _Lines:
    """In which line a value stands, each file read once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: dict[tuple[int, str], Positions | None] = {}

    def of(self, row: Row, file: File) -> int | None:
        """Return the line of a row: where it is now, or where it was, if it is gone."""
        gone = row.new_path is None
        path, number = (row.old_path, row.old_number) if gone else (row.new_path, row.new_number)
        if path is None or number is None:
            return None
        snapshot = self._context.before if gone else self._context.after
        found = self._positions(snapshot, file.old_path or file.path if gone else file.path)
        span = None if found is None else found.key(number, path) or found.value(number, path)
        return None if span is None else span.line

    def _positions(self, snapshot: CommitSnapshot, path: str) -> "Positions | None":
        name = (id(snapshot), path)
        if name not in self._known:
            held = snapshot.find(path)
            data = None if held is None else held[1]
            dialect = self._context.selection.dialect(path)
            readable = isinstance(data, bytes) and len(data) <= _MOST_BYTES and dialect
            assert not readable or (isinstance(data, bytes) and dialect)
            self._known[name] = positions(data, dialect) if readable else None  # type: ignore[arg-type]  # as just said
        return self._known[name]


def _file(context: Context, file: File, lines: _Lines) -> dict[str, object]:
    closed = _sealed(context, file) if any(row.hidden for row in file.rows) else False
    whole = file.status in (content.NEW, content.GONE)
    marked = {risk: one for risk, one in context.marked.items() if file.path in one}
    rows = []
    for row in [] if whole else file.rows[:_MOST_ROWS]:
        path = row.new_path or row.old_path or ()
        risks = [risk for risk, files in marked.items() if files[file.path].takes(path)]
        rows.append(_row(row, lines.of(row, file), risks, closed=closed))
    return {
        "path": file.path,
        "old_path": file.old_path,
        "status": file.status,
        "reason": file.reason or "",
        "environments": file.environments,
        "values": file.values,
        "facts": [[one.message, one.serious] for one in file.facts],
        "rows": rows,
        "more": 0 if whole else max(0, len(file.rows) - _MOST_ROWS),
        "secrets": any(row.hidden for row in file.rows),
        "owners": context.owners(file.path),
        "risks": {risk: files[file.path].keys for risk, files in marked.items()},
    }


def _row(row: Row, line: int | None, risks: list[str], *, closed: bool) -> dict[str, object]:
    one = told(row)
    return {
        "key": one.key,
        "was": one.before,
        "becomes": one.after,
        "note": one.note,
        "kind": row.kind,
        "line": line,
        "risks": risks,
        "hidden": row.hidden,
        "sealed": row.hidden and closed,
        "path": list(row.new_path or row.old_path or ()),
    }


def _sealed(context: Context, file: File) -> bool:
    """Whether what a file holds in the end can be told by nobody without a key."""
    gone = file.status == content.GONE
    snapshot = context.before if gone else context.after
    held = snapshot.find(file.path)
    data = held[1] if held is not None and isinstance(held[1], bytes) else None
    return sealed(file.path, None, data) is not None
