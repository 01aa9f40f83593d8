"""The rows of a log as a person reads them: by commit, or for one key as a table."""

from collections.abc import Callable, Iterator
from itertools import chain, groupby

from confledger.changes.leaves import ROOT
from confledger.ledger.commit import Commit
from confledger.ledger.entry import Entry
from confledger.ledger.past import Life, Past
from confledger.ledger.query import Line, Whole, by_commit
from confledger.ledger.reverts import Reverts
from confledger.reports.ledger.fields import day
from confledger.reports.ledger.values import change, cut, key, short
from confledger.reports.visible import visible
from confledger.reports.wording import plural

BASELINE = "baseline: older than this clone"
# Of files that one commit added, removed or moved, so many are named.
_FEW = 8
_LONGEST_NAME = 24
# Where there is no terminal, lines end nowhere, but not every value is worth its length.
_UNBOUND = 160
_COLOURS = {"commit": "33", "file": "1", "dim": "2"}


class Layout:
    """How wide lines may be (0 for any), whether in colour, and what else is to be told."""

    __slots__ = ("_colour", "_past", "_reverts", "ids", "width")

    def __init__(
        self,
        past: Past,
        *,
        width: int = 0,
        colour: bool = False,
        ids: "Callable[[Entry], str] | None" = None,
        reverts: Reverts | None = None,
    ) -> None:
        self._past = past
        self.width = width
        self._colour = colour
        self.ids = ids
        self._reverts = reverts

    def painted(self, text: str, part: str) -> str:
        """Return a text in the colour of its part."""
        return f"\x1b[{_COLOURS[part]}m{text}\x1b[m" if self._colour else text

    def fitting(self, text: str, used: int = 0) -> str:
        """Return a text that fits into the rest of a line."""
        return cut_end(text, max(self.width - used, 16)) if self.width else text

    def notes(self, line: Line) -> str:
        """Say what is worth knowing of a row beside its values."""
        entry = line.entry
        if entry is None:
            return ""
        found = []
        back = self._past.back_until(entry)
        if back is not None:
            found.append(f"back to what it was until {day(back.committed)}")
        if entry.merged:
            found.append("made in the merge")
        return "".join(f" ({one})" for one in found)

    def why(self, commit: Commit, used: int = 0) -> str:
        """Return the subject and what became of the commit; of a subject, the end is cut first."""
        beside = self.back(commit)
        subject = visible(commit.subject)
        if self.width and beside:
            subject = cut_end(subject, max(self.width - used - len(beside), 16))
        return self.fitting(subject + beside, used)

    def back(self, commit: Commit) -> str:
        """Say which commits a commit takes back, and which ones took it back."""
        if self._reverts is None:
            return ""
        found = []
        if reverts := self._reverts(commit):
            named = ", ".join(one[:8] for one in reverts)
            found.append(f"reverts {named}{reason(commit, self._reverts)}")
        restored = restores(commit, self._reverts)
        if restored:
            found.append(f"restores {restored}")
        after = fate(commit, self._reverts, 8)
        if after:
            found.append(after)
        return "".join(f" ({one})" for one in found)


def restores(commit: Commit, reverts: Reverts) -> str:
    """Say what a rollback brought back: the commit, what of it, and why; else nothing.

    What takes one commit back is told as that: the rest of its scope is not as of then.
    """
    found = reverts.rollback(commit)
    if found is None or reverts(commit):
        return ""
    tag = visible(reverts.tag(found.target))
    told = f"{tag} ({found.target[:8]})" if tag else found.target[:8]
    if found.scope:
        told += f" for {visible(found.scope).removeprefix('env:')}"
    return told + reason(commit, reverts)


def reason(commit: Commit, reverts: Reverts) -> str:
    """Say why somebody went back; nothing where that is not told."""
    found = reverts.rollback(commit)
    return f", reason {visible(found.reason)}" if found is not None and found.reason else ""


def fate(commit: Commit, reverts: Reverts, digits: int) -> str:
    """Say which commits took one back, and put it back, in turn; nothing where none did."""
    told = []
    for at, one in enumerate(reverts.fate(commit)):
        part = " in part" if one.part else ""
        told.append(f"{'put' if at % 2 else 'taken'} back{part} by {one.oid[:digits]}")
    return ", ".join(told)


def cut_end(text: str, most: int) -> str:
    """Return a text without its end, if it is longer than `most`."""
    return text if len(text) <= most else text[: most - 1] + "…"


def author(commit: Commit) -> str:
    """Return who wrote a commit; nobody, where the clone does not go back to them."""
    return BASELINE if commit.baseline else visible(commit.author) or "(nobody)"


def rows(lines: Iterator[Line], layout: Layout, *, of_keys: bool) -> Iterator[str]:
    """Yield the text of all rows: a table if keys were asked for, and all are about one."""
    if not of_keys:
        yield from _by_commit(lines, layout)
        return
    first: list[Line] = []
    for line in lines:
        first.append(line)
        if _about(line) != _about(first[0]) or line.entry is None or len(first) > 10_000:
            yield from _by_commit(chain(first, lines), layout)
            return
    if first:
        yield from _table(first, layout)


def _about(line: Line) -> tuple[object, object]:
    entry = line.entry
    return (None, None) if entry is None else (entry.lineage, entry.key)


def _table(lines: list[Line], layout: Layout) -> Iterator[str]:
    """Yield one line for each value that a key ever had."""
    entry = lines[0].entry
    assert entry is not None
    paths = list(dict.fromkeys(line.path for line in lines))
    title = f"{key(entry.key)} of {visible(paths[0])}"
    if layout.width and len(title) > layout.width:
        title = title.replace(" of ", "\n  of ")
    yield layout.painted(title, "file") + "\n"
    for path in paths[1:]:
        yield f"  also as {visible(path)}\n"
    most = max(12, (layout.width - 46) // 3) if layout.width else _UNBOUND
    cells = []
    ids = [layout.ids(line.entry) if layout.ids and line.entry else "" for line in lines]
    longest = max(map(len, ids))
    for line, one in zip(lines, ids, strict=True):
        held = line.entry
        assert held is not None
        name = f"{one:{longest}}  " if one else ""
        cells.append(
            (
                f"{day(line.landed.committed)}  {name}{line.commit.oid[:8]}",
                cut_end(author(line.commit), _LONGEST_NAME if not line.commit.baseline else 40),
                change(held, most) + layout.notes(line),
            )
        )
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    if layout.width:
        widths[2] = min(widths[2], max(30, layout.width - widths[0] - widths[1] - 24))
    for (where, who, what), line in zip(cells, lines, strict=True):
        commit = line.commit
        start = f"{where:{widths[0]}}  {who:{widths[1]}}  "
        used = len(start) + max(len(what), widths[2]) + 2
        if layout.width and used + 16 > layout.width:
            yield _painted_start(start, where, layout) + layout.why(commit, len(start)) + "\n"
            yield f"    {what}\n"
        else:
            rest = f"{what:{widths[2]}}  {layout.why(commit, used)}".rstrip()
            yield _painted_start(start, where, layout) + rest + "\n"


def _painted_start(start: str, where: str, layout: Layout) -> str:
    oid = where[-8:]
    return start.replace(oid, layout.painted(oid, "commit"), 1)


def _by_commit(lines: Iterator[Line], layout: Layout) -> Iterator[str]:
    """Yield the rows below their commits, and below their files there."""
    for commit, held in by_commit(lines):
        yield _heading(commit, held[0].landed, layout)
        yield from of_files(held, layout)


def of_files(held: list[Line], layout: Layout) -> Iterator[str]:
    """Yield the rows of one commit below their files, and what all in a file have in common."""
    for path, rows_of_file in groupby(_folded(held), key=_path):
        of_file = list(rows_of_file)
        if path is None:
            yield f"  {of_file[0]}\n"
            continue
        told = [_whole(one.whole) for one in of_file if isinstance(one, Line) and one.whole]
        said = f": {', '.join(told)}" if told else ""
        labels = {_label(one) for one in of_file if isinstance(one, Line) and one.entry}
        label = labels.pop() if len(labels) == 1 else ""
        beside = f" ({visible(label)})" if label else ""
        if layout.width and len(visible(path)) + len(beside) + 2 > layout.width:
            beside = ""
        yield f"  {layout.painted(visible(path), 'file')}{beside}{said}\n"
        for one in of_file:
            if isinstance(one, Line) and one.entry is not None:
                yield _leaf(one, one.entry, layout, label)


def _label(line: Line) -> str:
    return "" if line.entry is None else str(line.entry.key).partition(ROOT)[0]


def _path(one: "Line | str") -> str | None:
    return None if isinstance(one, str) else one.path


def _heading(commit: Commit, landed: Commit, layout: Layout) -> str:
    who = author(commit)
    start = f"{day(landed.committed)}  {commit.oid[:8]}  {cut_end(who, 40)}  "
    shown = start.replace(commit.oid[:8], layout.painted(commit.oid[:8], "commit"), 1)
    return shown + layout.why(commit, len(start)) + "\n"


def _leaf(line: Line, entry: Entry, layout: Layout, label: str) -> str:
    name = f"{layout.ids(entry)}  " if layout.ids else ""
    start = f"    {name}"
    where = key(str(entry.key).removeprefix(label))
    most = max(20, (layout.width - 12) // 2) if layout.width else _UNBOUND
    told = change(entry, most) + layout.notes(line)
    if layout.width and len(start) + len(where) + 2 + len(told) > layout.width:
        return f"{start}{cut(where, layout.width - len(start) - 1)}:\n        {told}\n"
    return f"{start}{where}: {told}\n"


def _whole(whole: Whole) -> str:
    """Say what became of a file."""
    told = whole.kind
    if whole.kind == "moved":
        told = f"moved from {visible(whole.old_path or '?')}"
    elif whole.kind in ("added", "removed") and whole.state != "unparsable":
        told += f", {plural(whole.many, 'key', 'keys')}"
    if whole.state == "unparsable":
        read = "cannot be read (unparsable)"
        told = read if whole.kind == "changed" else f"{told}, {read}"
    elif whole.state:
        told = whole.state if whole.kind == "changed" else f"{told}, {whole.state}"
    return told


def _folded(held: list[Line]) -> "Iterator[Line | str]":
    """Yield the rows of one commit; of very many files of a kind, a few and their number."""
    alone = _alone(held)
    for kind in ("added", "removed", "moved"):
        of_kind = [one for one in alone if one.whole is not None and one.whole.kind == kind]
        if len(of_kind) <= _FEW + 1:
            continue
        yield from of_kind[:_FEW]
        left_out = of_kind[_FEW:]
        many = sum(one.whole.many for one in left_out if one.whole is not None)
        keys = f", {plural(many, 'key', 'keys')}" if many else ""
        yield f"and {plural(len(left_out), 'more file', 'more files')} {kind}{keys}"
        told = set(map(id, of_kind))
        held = [one for one in held if id(one) not in told]
    yield from held


def _alone(held: list[Line]) -> list[Line]:
    """Return the rows about files of which there is no other row."""
    counts: dict[str, int] = {}
    for one in held:
        counts[one.path] = counts.get(one.path, 0) + 1
    return [one for one in held if one.whole is not None and counts[one.path] == 1]


def life(found: Life, today_seconds: int) -> str:
    """Say in one line how a key fared."""
    times = (
        "never changed"
        if not found.changes
        else f"changed {plural(found.changes, 'time', 'times')}"
    )
    start = day(found.first.committed)
    since = "before this clone begins" if found.first.baseline else start
    values = "" if found.values is None else f", {plural(found.values, 'value', 'values')}"
    stands = day(found.since.committed)
    if found.now is None:
        return f"{times} since {since}{values}; removed on {stands}"
    days = ""
    if found.since.committed is not None:
        days = (
            f", for {plural(max(0, today_seconds - found.since.committed) // 86400, 'day', 'days')}"
        )
    return f"{times} since {since}{values}; {short(found.now)} stands since {stands}{days}"
