"""Which files a run of `secrets check` or `scan` looks at, and what each held before."""

import os

from confledger.cli import workspace
from confledger.errors import ConfledgerError
from confledger.git import deltas
from confledger.git.snapshot import FILE, CommitSnapshot, Snapshot
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.secrets import rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.options import Options
    from confledger.git.deltas import Delta
    from confledger.git.repository import Repository
    from confledger.git.snapshot import Content, Entry


class Sought:
    """The state that was asked for; what it differs from, and where.

    `base` is what each file is compared with: HEAD, or the merge base with `--from`; None
    without one. `reviewed` is that merge base. `deltas` are the changes that the run is about,
    None where it is about everything; `changed` has the paths that `base` holds otherwise,
    `gone` those that only it holds.
    """

    def __init__(self, options: "Options", repository: "Repository | None") -> None:
        self._options = options
        self._repository = repository
        revision = options.rev
        if options.since is not None:
            revision = options.until or "HEAD"
        self.snapshot: Snapshot = workspace.snapshot(
            repository, staged=options.staged, revision=revision
        )
        self.base: CommitSnapshot | None = None
        self.reviewed: CommitSnapshot | None = None
        self.deltas: list[Delta] | None = None
        self.range: tuple[str, str] = ("", "")
        self._renamed: dict[str, str] | None = None
        # What was asked for last: of one file, several ask.
        self._last: tuple[str, str, Content | None] | None = None
        try:
            differing = self._differing()
        except BaseException:
            self.close()
            raise
        if options.since is not None or (options.staged and not options.all):
            self.deltas = differing
        self.changed = {one.path: one for one in differing if one.after is not None}
        self.gone = [one.path for one in differing if one.after is None]

    @property
    def top(self) -> str | None:
        """The folder that paths are relative to; None in a bare repository."""
        if isinstance(self.snapshot, WorkTreeSnapshot):
            return self.snapshot.top
        return None if self._repository is None else self._repository.top

    @property
    def rules_changed(self) -> bool:
        """Whether a file of creation rules is not what it was."""
        return any(path.rpartition("/")[2] == rules.FILE for path in (*self.changed, *self.gone))

    def entries(self) -> "tuple[list[Entry], bool]":
        """Return the files to look at, and whether these are all that there are."""
        if self.deltas is not None and not self.rules_changed:
            found = [one.after for one in self.deltas if one.after is not None]
            return self._named([one for one in found if one.kind == FILE]), False
        if self._options.paths and isinstance(self.snapshot, WorkTreeSnapshot):
            from confledger.cli.wanted import named_on_disk

            named: dict[str, Entry] = {}
            for given in self._options.paths:
                named |= named_on_disk(
                    self.snapshot, given, workspace.relative(given, self.snapshot.top)
                )
            return [one for one in named.values() if one.kind == FILE], False
        gone = set(self.gone)
        every = [
            one
            for one in self.snapshot.entries().values()
            if one.kind == FILE and one.path not in gone
        ]
        return self._named(every), not self._options.paths

    def is_asked(self, path: str) -> bool:
        """Whether a path of any commit was asked for."""
        top = self.top or os.getcwd()
        names = [workspace.relative(one, top) for one in self._options.paths]
        if not names or "" in names:
            return True
        return any(path == name or path.startswith(f"{name}/") for name in names)

    def before(self, path: str) -> "tuple[str, Content | None]":
        """Return what a file was called in `base`, and what it held; None where it was not."""
        if self.base is None:
            return path, None
        if self._last is None or self._last[0] != path:
            self._last = (path, *self._before(path, self.base))
        return self._last[1:]

    def _before(self, path: str, base: CommitSnapshot) -> "tuple[str, Content | None]":
        name = path
        delta = self.changed.get(path)
        if delta is not None and delta.before is None:
            name = self._renames().get(path, path)
        found = base.find(name)
        return name, None if found is None else found[1]

    def earlier(self, path: str) -> bytes | None:
        """Return the bytes that a file held in `base`."""
        held = self.before(path)[1]
        return held if isinstance(held, bytes) else None

    def close(self) -> None:
        """End what is still running."""
        self.snapshot.close()
        if self.base is not None:
            self.base.close()

    def _differing(self) -> "list[Delta]":
        options, repository = self._options, self._repository
        if repository is None or options.rev is not None or options.history:
            return []
        if options.since is not None:
            end = options.until or "HEAD"
            start = deltas.common_ancestor(repository, options.since, end)
            self.base = self.reviewed = CommitSnapshot(repository, start, workspace.LIMIT)
            self.range = (start, end)
            return deltas.between(repository, options.since, end)
        if options.staged:
            found = deltas.staged(repository)
            if any(one.before is not None for one in found):
                self.base = CommitSnapshot(repository, "HEAD", workspace.LIMIT)
            return found
        if not deltas.has_commits(repository):
            return []
        self.base = CommitSnapshot(repository, "HEAD", workspace.LIMIT)
        return deltas.on_disk(repository, "HEAD")

    def _renames(self) -> dict[str, str]:
        if self._renamed is None:
            self._renamed = {}
            if self.gone and self.base is not None and self._repository is not None:
                self._renamed = deltas.moved(
                    *(self._repository, self.base.tree),
                    end=self.range[1] or None,
                    cached=self._options.staged,
                )
        return self._renamed

    def _named(self, entries: "list[Entry]") -> "list[Entry]":
        """Return those of the entries that were asked for; raise for a name of nothing."""
        if not self._options.paths:
            return entries
        assert self.top is not None
        kept: dict[str, Entry] = {}
        there = self.snapshot.entries()
        for given in self._options.paths:
            name = workspace.relative(given, self.top)
            within = f"{name}/" if name else ""
            if not any(path == name or path.startswith(within) for path in there):
                raise ConfledgerError(f"{given!r} is not there", help="check the spelling")
            kept |= {
                one.path: one for one in entries if one.path == name or one.path.startswith(within)
            }
        return list(kept.values())
