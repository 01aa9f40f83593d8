"""One entry of the ledger, or all of a commit, with everything that is known."""

from collections.abc import Callable, Iterator
from json import dumps

from confledger.changes.leaves import TEXT
from confledger.ledger.attribution import Attribution
from confledger.ledger.commit import Commit
from confledger.ledger.entry import Entry, hidden, kind_of
from confledger.ledger.entry_id import EntryIds, beside, names_of
from confledger.ledger.past import Past
from confledger.ledger.query import Line, Query
from confledger.ledger.reverts import Reverts
from confledger.ledger.store import Store
from confledger.reports.changes.texts import script
from confledger.reports.ledger import rows
from confledger.reports.ledger.fields import day, utc
from confledger.reports.ledger.text import BASELINE, Layout, fate, of_files, reason, restores
from confledger.reports.ledger.values import NONE, change, value
from confledger.reports.visible import encodable, visible

_NAME = 13


class Details:
    """Looks up what belongs to an entry."""

    def __init__(
        self,
        store: Store,
        environments: Callable[[str], list[str]],
        reverts: Reverts,
    ) -> None:
        self.store = store
        self.query = Query(store)
        self.past = Past(store, self.query.commits)
        self.ids = EntryIds(store)
        self.telling = rows.Telling(environments, self.ids, self.past.back_until, reverts)

    def line(self, entry: Entry) -> Line:
        """Return an entry with the commit that wrote it and the one that landed it."""
        commits = self.query.commits
        commit = commits[Attribution(self.store).written(entry)]
        return Line(commit, commits[commit.landed], entry)

    def neighbours(self, entry: Entry) -> tuple[Line | None, Line | None]:
        """Return the entries of the same key before and after, on the mainline."""
        before, after = beside(self.store, entry)
        return (
            None if before is None else self.line(before),
            None if after is None else self.line(after),
        )


def entry_as_text(
    entry: Entry, known: Details, width: int, *, colour: bool = False
) -> Iterator[str]:
    """Yield an entry, a line for each thing that is known."""
    line = known.line(entry)
    commit, landed = line.commit, line.landed
    kinds = dict.fromkeys(kind_of(str(one)) for one in (entry.old, entry.new) if one is not None)
    yield _told("entry", known.ids(entry))
    yield _told("key", visible(str(entry.key)))
    yield _told("file", visible(str(entry.path)))
    others = [one for one in names_of(known.store, str(entry.lineage)) if one != entry.path]
    for other in others:
        yield _told("also as", visible(other))
    named = known.telling.environments(str(entry.path))
    if named:
        yield _told("environments", visible(", ".join(named)))
    yield _told("operation", f"{entry.operation} ({' -> '.join(kinds)})")
    yield from _values(entry, colour=colour)
    back = known.past.back_until(entry)
    if back is not None:
        yield _told("back to", f"what it was until {day(back.committed)}, {back.oid[:10]}")
    yield "\n"
    yield from commit_lines(commit, landed, known)
    if entry.merged:
        yield _told("made", "in the merge itself: no parent has this value")
    yield "\n"
    for name, beside_it in zip(("before it", "after it"), known.neighbours(entry), strict=True):
        yield _told(name, "nothing" if beside_it is None else _short(beside_it, known))


def entry_as_json(entry: Entry, known: Details) -> str:
    """Return an entry as JSON, in the shape that `log` has, with its neighbours."""
    before, after = known.neighbours(entry)
    fields = rows.fields(known.line(entry), known.telling)
    fields["names"] = [encodable(one) for one in names_of(known.store, str(entry.lineage))]
    fields["previous"] = None if before is None else _id(before, known)
    fields["next"] = None if after is None else _id(after, known)
    return dumps({"version": 1, "entries": [fields]}, indent=2, ensure_ascii=False) + "\n"


def commit_as_text(
    number: int, known: Details, width: int, *, colour: bool = False
) -> Iterator[str]:
    """Yield a commit, and all its entries by file."""
    commit = known.query.commits[number]
    yield from commit_lines(commit, known.query.commits[commit.landed], known)
    held = list(known.query.of_commit(number))
    if not held:
        yield "\nno value of a configuration file changed\n"
        return
    yield "\n"
    layout = Layout(known.past, width=width, colour=colour, ids=known.ids)
    yield from of_files(held, layout)


def commit_as_json(number: int, known: Details) -> Iterator[str]:
    """Yield all entries of a commit as JSON, in the shape that `log` has."""
    return rows.as_json(known.query.of_commit(number), known.telling)


def commit_lines(commit: Commit, landed: Commit, known: Details) -> Iterator[str]:
    """Yield what is known of a commit."""
    yield _told("commit", commit.oid)
    yield _told("subject", visible(commit.subject))
    if commit.baseline:
        yield _told("author", BASELINE)
    else:
        yield _told("author", _person(commit.author, commit.author_email, commit.authored))
    yield _told("committer", _person(commit.committer, commit.committer_email, commit.committed))
    yield _told("parents", " ".join(commit.parents) or "none")
    reverts = known.telling.reverts(commit)
    if reverts:
        named = " ".join(visible(one) for one in reverts)
        yield _told("reverts", named + reason(commit, known.telling.reverts))
    restored = restores(commit, known.telling.reverts)
    if restored:
        yield _told("restores", restored)
    after = fate(commit, known.telling.reverts, 10)
    if after:
        yield _told("since then", after)
    if commit.mainline:
        yield _told("landed", f"on the mainline itself, {utc(commit.committed) or 'unknown'}")
    else:
        yield _told("landed", f"with {landed.oid}, {utc(landed.committed) or 'unknown'}")


def _values(entry: Entry, *, colour: bool) -> Iterator[str]:
    """Yield both values in full; texts of several lines by line."""
    old, new = entry.old, entry.new
    texts = [str(one) for one in (old, new) if one is not None]
    if all(one[0] == TEXT and not hidden(one) for one in texts) and any("\n" in t for t in texts):
        yield _told("values", "")
        before = str(old)[1:].split("\n") if old is not None else []
        after = str(new)[1:].split("\n") if new is not None else []
        for sign, one in script(before, after):
            told = f"  {sign} {visible(one)}"
            if colour and sign != " ":
                told = f"\x1b[{31 if sign == '-' else 32}m{told}\x1b[m"
            yield f"{told.rstrip()}\n"
        return
    yield _told("before", value(old) if old is not None else NONE)
    yield _told("after", value(new) if new is not None else NONE)


def _told(name: str, text: str) -> str:
    return f"{name:{_NAME}} {text}".rstrip() + "\n"


def _person(name: str, email: str, seconds: int | None) -> str:
    return f"{visible(name)} <{visible(email)}>, {utc(seconds) or 'no date'}"


def _short(line: Line, known: Details) -> str:
    entry = line.entry
    assert entry is not None
    return f"{known.ids(entry)}  {day(line.landed.committed)}  {change(entry, 60)}"


def _id(line: Line, known: Details) -> str | None:
    return None if line.entry is None else known.ids(line.entry)
