"""Whether a state of a scope passes the checks of today, each file judged once for what it holds.

From one state to the next only files that differ are looked at, and of those only what no run
has judged before is read: the verdicts of `check` hold here too.
"""

from confledger.checks.result import failing_severities
from confledger.cli.rollback.judging import CHART, accepted, state_of
from confledger.documents.settings_file import settings_of
from confledger.errors import ConfledgerError
from confledger.git.snapshot import Entry, Snapshot, Unreadable, kind_of
from confledger.git.trees import LINK, TreeFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from confledger.cli.rollback.states import States
    from confledger.cli.rollback.work import Work
    from confledger.git.snapshot import Content


class Passing:
    """Judges the state that some `states` are at.

    While a file is left that is known not to pass, no other is judged: `failing` are all that do
    not pass only after `passes` was asked for the first time.
    """

    def __init__(self, work: "Work", states: "States") -> None:
        self._work = work
        self._states = states
        self._files = _Files(work, states)
        # Schemas are those of today; what only an earlier state had is none.
        self._state = state_of(work, self._files, schemas=work.now.find)
        self._severities = failing_severities(work.settings.fail_on)
        self._verdicts: dict[tuple[str, TreeFile], bool] = {}
        self._pending = set(states.files)
        self._charts = {path for path in states.files if path.endswith(CHART)}
        self.failing: set[str] = set()

    def passes(self, changed: "Collection[str]") -> bool:
        """Whether the state passes, which differs in these files from the one before."""
        self._pending |= {*changed, *self._under_charts(changed)}
        self.failing -= self._pending
        if not self.failing:
            self._judge()
        return not self.failing and self._usable()

    def close(self) -> None:
        """Keep the verdicts, and end what reads objects."""
        self._state.memo.save()
        self._files.close()

    def _usable(self) -> bool:
        """Whether the settings can be used, where they go back too: no check of a file says so."""
        name = self._work.settings.file
        if name is None or name not in self._states.files:
            return True
        try:
            settings_of(self._files)
        except ConfledgerError:
            self.failing.add(name)
            return False
        return True

    def _judge(self) -> None:
        files = self._states.files
        todo: list[Entry] = []
        for path in sorted(self._pending):
            file = files.get(path)
            if file is None:
                continue
            passes = self._verdicts.get((path, file))
            if passes is None:
                todo.append(Entry(path, kind_of(file.mode), file.oid))
            elif not passes:
                self.failing.add(path)
        self._pending.clear()
        if todo:
            self._read(todo)

    def _read(self, todo: list[Entry]) -> None:
        run = self._state.run()
        run.check(todo)
        paths = {one.path for one in todo}
        found = accepted(self._state, [one for one in run.findings if one.path in paths])
        bad = {one.path for one in found if one.severity in self._severities}
        for path in paths:
            self._verdicts[path, self._states.files[path]] = path not in bad
        self.failing |= bad

    def _under_charts(self, changed: "Collection[str]") -> list[str]:
        """Return the files that may be templates only now, or no more: where a chart came or went.

        What was said of them does not hold any longer.
        """
        files = self._states.files
        charts = {path for path in changed if path.endswith(CHART)}
        others = [path for path in charts if (path in files) != (path in self._charts)]
        for path in others:
            # It was one when it was committed, so that nobody has to look whether it may be one.
            self._state.charts[path] = files[path].oid if path in files else None
        moved = tuple(path.removesuffix(CHART) + "templates/" for path in others)
        self._charts = (self._charts - charts) | {path for path in charts if path in files}
        if not moved:
            return []
        below = [path for path in files if path.startswith(moved)]
        for key in [one for one in self._verdicts if one[0].startswith(moved)]:
            del self._verdicts[key]
        return below


class _Files(Snapshot):
    """All files of now, with those of a scope as they are in the state that is looked at."""

    def __init__(self, work: "Work", states: "States") -> None:
        super().__init__(work.repository, work.now.limit)
        self._work = work
        self._states = states

    def _list(self) -> dict[str, Entry]:
        return self._work.now.entries()

    def find(self, path: str) -> "tuple[str, Content] | None":
        """Return object id and content of one path; None when it is not there."""
        file = self._states.files.get(path)
        if file is None:
            return None if self._states.holds(path) else self._work.now.find(path)
        if file.mode == LINK:
            return file.oid, Unreadable("it is a symbolic link")
        for _, content in self.stream([Entry(path, kind_of(file.mode), file.oid)]):
            return file.oid, content
        return None
