"""Which files `check` was asked for: those named, those that a commit changes, or all."""

import os

from confledger.checks.scope import Fanout, changed
from confledger.checks.selection import Selection
from confledger.cli import workspace
from confledger.cli.options import Options
from confledger.documents.settings_file import PYPROJECT
from confledger.errors import ConfledgerError
from confledger.git.deltas import Delta, between, on_disk, staged
from confledger.git.repository import Repository
from confledger.git.snapshot import DELETED, Content, Entry, Snapshot
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.settings import ALTERNATIVES, FILE, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Wanted:
    """What the options ask for, in a snapshot."""

    __slots__ = ("_fanout", "_options", "_repository", "_snapshot", "gone", "touched")

    def __init__(
        self,
        options: Options,
        repository: Repository | None,
        snapshot: Snapshot,
        fanout: Fanout,
    ) -> None:
        self._options = options
        self._repository = repository
        self._snapshot = snapshot
        self._fanout = fanout
        # What a commit adds, changes or deletes, once `entries` were asked for; None for others.
        self.touched: set[str] | None = None
        # Those of them that it deletes.
        self.gone: set[str] | None = None

    def entries(self) -> list[Entry]:
        """Return the files to check; raise ConfledgerError for a path that is not there."""
        options, repository = self._options, self._repository
        if options.since is not None:
            assert repository is not None
            deltas = between(repository, options.since, options.until or "HEAD")
            below = self._below(deltas)
            return [entry for entry in self._with_dependants(deltas) if below(entry.path)]
        if options.paths:
            named = self._named(options.paths)
            return named + self._governed_by(named) if options.staged else named
        if options.staged and not options.all:
            assert repository is not None
            return self._with_dependants(staged(repository))
        entries = list(self._snapshot.entries().values())
        if isinstance(self._snapshot, WorkTreeSnapshot) and repository is not None:
            return _as_on_disk(entries, repository)
        return entries

    def _with_dependants(self, deltas: list[Delta]) -> list[Entry]:
        self.touched = {delta.path for delta in deltas}
        self.gone = {delta.path for delta in deltas if delta.after is None}
        return changed(deltas) + self._reached(deltas)

    def _reached(self, deltas: list[Delta]) -> list[Entry]:
        """Return the unchanged files that changed schemas, settings, policies reach, each once."""
        reached = self._fanout.dependants(deltas)
        touched = {delta.path for delta in deltas} | {entry.path for entry in reached}
        before = _Before(deltas, self._snapshot)
        settings: Settings | None = None
        if before.holds_settings:
            try:
                settings = workspace.settings_of(before).settings
            except ConfledgerError:
                settings = Settings()
            reached += self._fanout.regoverned(Selection(settings), touched)
            touched |= {entry.path for entry in reached}
        return reached + self._fanout.under_policies(touched, settings)

    def _below(self, deltas: list[Delta]) -> "Callable[[str], bool]":
        """Return whether a path was asked for; raise for a name of nothing in either revision."""
        names: list[str] = []
        if not self._options.paths:
            return lambda path: True
        there = [*self._snapshot.entries(), *(delta.path for delta in deltas)]
        for path in self._options.paths:
            name = workspace.relative(path, self._top())
            if not any(_within(one, name) for one in there):
                raise ConfledgerError(
                    f"{path!r} is in neither of the two revisions", help="check the spelling"
                )
            names.append(name)
        return lambda path: any(_within(path, name) for name in names)

    def _governed_by(self, named: list[Entry]) -> list[Entry]:
        """Return what depends on schemas and settings among files that a hook manager names."""
        assert self._repository is not None
        paths = {entry.path for entry in named}
        # What a commit deletes cannot be named.
        deltas = [
            delta
            for delta in staged(self._repository)
            if delta.path in paths or delta.after is None
        ]
        self.touched = paths | {delta.path for delta in deltas}
        self.gone = {delta.path for delta in deltas if delta.after is None}
        return [entry for entry in self._reached(deltas) if entry.path not in paths]

    def _named(self, paths: list[str]) -> list[Entry]:
        """Return the files that were named, and those below named folders."""
        found: dict[str, Entry] = {}
        for path in paths:
            name = workspace.relative(path, self._top())
            if isinstance(self._snapshot, WorkTreeSnapshot):
                found |= named_on_disk(self._snapshot, path, name)
            else:
                found |= self._in_git(path, name)
        return list(found.values())

    def _in_git(self, path: str, name: str) -> dict[str, Entry]:
        entries = self._snapshot.entries()
        inside = {one: entry for one, entry in entries.items() if _within(one, name)}
        if not inside:
            where = "the index" if self._options.staged else f"revision {self._options.rev!r}"
            raise ConfledgerError(
                f"{path!r} is not in {where}",
                help="see what is: git ls-files" if self._options.staged else None,
            )
        return inside

    def _top(self) -> str:
        if isinstance(self._snapshot, WorkTreeSnapshot):
            return self._snapshot.top
        assert self._repository is not None
        return self._repository.top or os.getcwd()


class _Before:
    """Where settings are looked for as they were before a change."""

    def __init__(self, deltas: list[Delta], snapshot: Snapshot) -> None:
        names = (FILE, *ALTERNATIVES, PYPROJECT)
        self._entries = {delta.path: delta.before for delta in deltas if delta.path in names}
        self._snapshot = snapshot
        self.holds_settings = bool(self._entries)

    def find(self, path: str) -> tuple[str, Content] | None:
        """Return object id and content of one path; None when it was not there."""
        if path not in self._entries:
            return self._snapshot.find(path)
        entry = self._entries[path]
        if entry is None or entry.oid is None:
            return None
        return entry.oid, next(iter(self._snapshot.stream([entry])))[1]


def _within(path: str, name: str) -> bool:
    """Whether a path is `name` or lies below it; all lie below the root, ''."""
    return not name or path == name or path.startswith(name + "/")


def _as_on_disk(entries: list[Entry], repository: Repository) -> list[Entry]:
    """Return the entries as on disk; of what differs from the index, only reading tells."""
    differing = {delta.path: delta.after for delta in on_disk(repository)}
    found = []
    for entry in entries:
        if entry.path in differing:
            after = differing[entry.path]
            found.append(Entry(entry.path, DELETED if after is None else after.kind, None))
        else:
            found.append(entry)
    return found


def named_on_disk(snapshot: WorkTreeSnapshot, path: str, name: str) -> dict[str, Entry]:
    """Return the file of a path that was named, or those below it."""
    full = os.path.join(snapshot.top, name)
    if os.path.isdir(full) and not os.path.islink(full):
        return snapshot.below(name)
    entry = snapshot.entry(name)
    if entry is None:
        raise ConfledgerError(f"there is no file {path!r}", help="check the spelling")
    return {name: entry}
