"""Two states by the same rules, those of HEAD: what is now, and what would come out.

Verdicts on files that are clean are remembered under what they hold, so that of a large scope
only what nobody has judged yet is read.
"""

from confledger.cli.state import State
from confledger.errors import ConfledgerError
from confledger.git.deltas import of_trees
from confledger.git.snapshot import CommitSnapshot, Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from confledger.checks.finding import Finding
    from confledger.cli.rollback.work import Work
    from confledger.cli.state import Find
    from confledger.cli.workspace import Found
    from confledger.git.deltas import Delta
    from confledger.git.snapshot import Content, Snapshot

CHART = "Chart.yaml"


def state_of(
    work: "Work",
    snapshot: "Snapshot",
    own: "Found | None" = None,
    *,
    schemas: "Find | None" = None,
) -> State:
    """Return a state judged by the settings of today, or by its `own`.

    The policies and waivers of today hold in any case.
    """
    from confledger.cli.known import today

    return State(
        snapshot,
        own or work.found,
        repository=work.repository,
        today=today(),
        trusted=None if snapshot is work.now else work.now,
        schemas=schemas,
    )


def findings(
    state: State,
    entries: "Collection[Entry]",
    touched: set[str],
    gone: set[str],
    waived: "Snapshot | None" = None,
) -> "list[Finding]":
    """Return what a state has in some files, and across files, that nobody has accepted.

    Accepted is by the waivers of today, or by those in `waived`.
    """
    from confledger.checks.consequences import causes
    from confledger.checks.survey import concerned
    from confledger.cli import acceptance

    run = state.run()
    run.check(entries)
    found = run.findings
    if concerned(state.settings, touched, gone):
        found = found + acceptance.in_place(state, state.across(touched, gone), whole=False)
    state.memo.save()
    return accepted(state, causes(found), waived)


def accepted(
    state: State, found: "list[Finding]", waived: "Snapshot | None" = None
) -> "list[Finding]":
    """Return the findings that no waiver accepts."""
    if not found:
        return found
    from confledger.cli import acceptance

    waivers = acceptance.waivers(state, waived)
    return found if waivers is None else waivers.accept(found)[0]


class Judging:
    """A state beside the one of HEAD: its settings, schemas, policies and waivers judge both.

    Where the state has other rules than HEAD it is judged by these, too: they would be those of
    tomorrow, and may not fit a file that does not change. `unusable` says why they cannot be.
    """

    def __init__(self, work: "Work", result: CommitSnapshot) -> None:
        self._work = work
        self._result = result
        self._deltas: list[Delta] = of_trees(result.repository, work.head, result.tree)
        self._touched = {one.path for one in self._deltas}
        self._gone = {one.path for one in self._deltas if one.after is None}
        # Of schemas, those that were looked for.
        self._asked: set[str] = set()
        self._reached: set[str] = set()
        self.fail_on = work.settings.fail_on
        self.unusable = ""

    def found(self) -> "list[Finding]":
        """Return what is found in what changes, and what that reaches."""
        from confledger.cli.sides import severer

        changed = [one.after for one in self._deltas if one.after is not None]
        state = self._state(schemas=self._schema)
        found = findings(state, changed, self._touched, self._gone)
        return severer(found, self._by_own_rules(changed))[0]

    def found_now(self) -> "list[Finding]":
        """Return what is found now, in the same files and across them; to be asked for second."""
        now = self._work.now
        there = now.entries()
        wanted = [there[path] for path in sorted(self._touched | self._reached) if path in there]
        return findings(state_of(self._work, now), wanted, self._touched, set())

    def _state(self, own: "Found | None" = None, *, schemas: "Find | None" = None) -> State:
        state = state_of(self._work, self._result, own, schemas=schemas)
        for one in self._deltas:
            if one.after is not None and one.path.endswith(CHART):
                # It was one when it was committed: its templates are no YAML again.
                state.charts[one.path] = one.after.oid
        return state

    def _schema(self, path: str) -> "tuple[str, Content] | None":
        """Return a file of schemas as it is today; as it was, where there is none today."""
        self._asked.add(path)
        return self._work.now.find(path) or self._result.find(path)

    def _by_own_rules(self, changed: list[Entry]) -> "list[Finding]":
        """Return what its own rules find; nothing where they are those of HEAD."""
        from confledger.checks.scope import Fanout
        from confledger.checks.selection import Selection
        from confledger.cli import workspace

        other = self._work.found
        try:
            own = workspace.settings_of(self._result) if self._settings_touched() else other
        except ConfledgerError as error:
            self.unusable = f"{error}"
            return []
        state = self._state(own)
        fanout = Fanout(
            *(self._result, state.selection, state.schemas, state.judge, own.settings.vendored)
        )
        reached = fanout.dependants(self._deltas)
        touched = self._touched | {one.path for one in reached}
        altered = own.settings.values != other.settings.values
        if altered:
            reached += fanout.regoverned(Selection(other.settings), touched)
            touched |= {one.path for one in reached}
        reached += fanout.under_policies(touched, other.settings if altered else None)
        names = {own.settings.waivers, other.settings.waivers}
        waived = len(names) > 1 or not self._touched.isdisjoint(names)
        if waived:
            reached += self._covered(touched | {one.path for one in reached})
        self._reached = {one.path for one in reached}
        if not (reached or altered or waived or self._asked & self._touched):
            return []
        source = self._result if waived else None
        return findings(state, changed + reached, self._touched, self._gone, source)

    def _covered(self, but: set[str]) -> list[Entry]:
        """Return the files that waivers of today are about: others may come out."""
        from confledger.cli import acceptance

        waivers = acceptance.waivers(state_of(self._work, self._work.now))
        if waivers is None:
            return []
        there = self._result.entries().items()
        return [one for path, one in there if path not in but and waivers.concern(path)]

    def _settings_touched(self) -> bool:
        from confledger.documents.settings_file import PYPROJECT
        from confledger.settings import ALTERNATIVES, FILE

        return not self._touched.isdisjoint((FILE, *ALTERNATIVES, PYPROJECT))
