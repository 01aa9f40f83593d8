"""One run of `check`: which state of the files, by whose rules, and what it comes to."""

import os
import sys

from confledger.checks import baseline
from confledger.checks.result import FAILED, Result
from confledger.checks.run import Outcome, Run, counted
from confledger.checks.scope import Fanout
from confledger.checks.survey import concerned
from confledger.cli import known, workspace
from confledger.cli.options import Options
from confledger.cli.state import State, informed
from confledger.cli.wanted import Wanted
from confledger.errors import ConfledgerError
from confledger.git.snapshot import CommitSnapshot, Entry, Snapshot
from confledger.git.work_tree import WorkTreeSnapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding
    from confledger.cli.progress import Progress
    from confledger.cli.sides import Earlier, Name


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _spread(run: Run, entries: list[Entry], jobs: int) -> None:
    from confledger.checks.workers import spread

    spread(run, entries, jobs)


class Checking:
    """One invocation: what it looks at, and with which settings."""

    def __init__(self, options: Options, today: str) -> None:
        self.options = options
        self.today = today
        self.repository = workspace.repository_here()
        revision = options.rev
        if options.since is not None:
            revision = options.until or "HEAD"
        self.snapshot: Snapshot = workspace.snapshot(
            self.repository, staged=options.staged, revision=revision
        )
        self._base: Snapshot | None = None
        self._earlier: Earlier | None = None
        self.progress: Progress | None = None
        self._settle: tuple[list[Outcome], bytes | None] | None = None
        self._deltas: set[str] | None = None
        self._gone: set[str] | None = None
        self._across_found = False
        try:
            self.state, self._other = self._states()
        except BaseException:
            self.close()
            raise
        self.settings = self.state.settings

    def _states(self) -> tuple[State, State | None]:
        """Return the state to judge, and the same by the settings of the change, if they differ.

        What nobody has reviewed may ask for more than the settings of the base, not for less.
        """
        own = workspace.settings_of(self.snapshot)
        if self.options.since is None or self.options.trust == "head":
            return self._state(own), None
        assert self.repository is not None
        from confledger.cli import sides
        from confledger.git.deltas import common_ancestor

        base = common_ancestor(self.repository, self.options.since, self.options.until or "HEAD")
        reviewed = self._base = CommitSnapshot(self.repository, base, workspace.LIMIT)
        self._earlier = sides.Earlier(self.repository, reviewed, self.options.until or "HEAD")
        try:
            trusted = workspace.settings_of(self._base)
        except ConfledgerError as error:
            from confledger.cli.streams import tell

            tell(
                "note: the settings of the base cannot be used, so those of the change are: "
                f"{error}\n"
            )
            trusted = own
        same = trusted.settings.values == own.settings.values
        return self._state(trusted), None if same else self._state(own)

    def _state(self, found: workspace.Found) -> State:
        return State(
            self.snapshot,
            found,
            repository=self.repository,
            today=self.today,
            cache=not self.options.no_cache,
            informed=informed(self.options, found.settings),
            trusted=self._base,
            earlier=self._earlier,
        )

    def key(self, arguments: list[str]) -> bytes | None:
        """Return what the answer can be remembered by; None when it is not to be."""
        if self.repository is None or not known.remembered(arguments):
            return None
        return known.staged_key(self.repository, arguments)

    def close(self) -> None:
        """End what is still running."""
        if self.progress is not None:
            self.progress.close()
        self.snapshot.close()
        if self._base is not None:
            self._base.close()

    def result(self) -> Result:
        """Do the work."""
        state = self.state
        run, counts, ignored, findings = self._judged(state)
        accepted = list(state.judge.accepted)
        fail_on = self.settings.fail_on
        alone: set[Name] = set()
        if self._other is not None:
            from confledger.cli import sides

            _, _, _, more = self._judged(self._other)
            self._other.memo.save()
            findings, alone = sides.severer(findings, more)
            fail_on = sides.stricter(fail_on, self._other.settings.fail_on)
        if len(findings) > 1:
            from confledger.checks.consequences import causes

            findings = causes(findings)
        old: list[Finding] = []
        before = self._before()
        if findings and before is not None:
            from confledger.cli import novelty

            assert self.repository is not None
            findings, old = novelty.told(*(findings, state, self.repository, self.options, before))
        if findings or accepted or self._whole():
            findings, accepted = self._accepted(findings, accepted, everything=before is None)
        state.memo.save()
        if alone:
            from confledger.cli.sides import tell_alone

            tell_alone(findings, alone)
        if findings or accepted or old or counts[FAILED]:
            from confledger.cli import acceptance

            acceptance.settle(run.outcomes, counts, findings, old, fail_on=fail_on)
        files = None
        if self.options.files:
            files = sorted((one.path, one.status, one.reason) for one in run.outcomes)
        return Result(
            findings=findings,
            counts=counts,
            ignored=ignored,
            files=files,
            fail_on=fail_on,
            accepted=accepted,
            old=len(old),
        )

    def _accepted(
        self, findings: "list[Finding]", accepted: "list[Accepted]", *, everything: bool
    ) -> "tuple[list[Finding], list[Accepted]]":
        """Put aside what a waiver accepts, too, and bring both into order."""
        from confledger.cli import acceptance

        state = self.state
        waivers = acceptance.waivers(state)
        if waivers is not None:
            findings, waived = waivers.accept(findings)
            accepted = accepted + waived
            if everything and self._whole():
                unused = waivers.unused(informed=state.informed)
                findings = findings + state.judge.weighed(unused)
        return acceptance.ordered(findings, accepted) if findings or accepted else ([], [])

    def _before(self) -> str | None:
        """Return the commit that findings are compared with; None when all of them are told."""
        if self.options.new_since is None and not self.settings.new_only:
            return None
        from confledger.cli.novelty import state_before

        return state_before(self.repository, self.options, self.settings)

    def _judged(self, state: State) -> "tuple[Run, dict[str, int], dict[str, int], list[Finding]]":
        """Run every check; return the run, its counts, and all that was found."""
        run = self._run(state)
        base = self._last_time()
        answer = None if base is None else self._since(run, base)
        if answer is None:
            index = None
            if self._whole_work_tree() and self.repository is not None:
                index = baseline.index_checksum(self.repository.index_file)
            self._note_where()
            wanted = self._wanted(state)
            run.check(wanted.entries())
            self._deltas, self._gone = wanted.touched, wanted.gone
            answer = counted(run.outcomes)
            if self._whole_work_tree() and state.folder is not None:
                self._settle = (run.outcomes, index)
            run.findings += self._surveyed(state, run)
        return run, *answer, run.findings

    def _note_where(self) -> None:
        """Say that everything below a folder is looked at, where no git says what belongs to it."""
        if self.repository is None and not self.options.paths and not self.options.quiet:
            from confledger.cli.failure import shown
            from confledger.cli.streams import tell

            tell(
                f"note: no git repository here; every file below {shown(self.top or '.')} counts\n"
            )

    def _surveyed(self, state: State, run: Run) -> "list[Finding]":
        """Return what the checks over several files find, but for what comments accept."""
        touched = self._touched(run)
        if not concerned(state.settings, touched, self._gone):
            return []
        found = state.across(touched, self._gone)
        self._across_found = bool(found)
        if not found and not state.judge.comments:
            return found
        from confledger.cli import acceptance

        return acceptance.in_place(state, found, whole=touched is None)

    def _touched(self, run: Run) -> set[str] | None:
        """Return the paths that the run is about; None for all."""
        if self._deltas is not None:
            return self._deltas | {outcome.path for outcome in run.outcomes}
        if self.options.paths:
            self._gone = set()
            return {outcome.path for outcome in run.outcomes}
        return None

    def _wanted(self, state: State) -> Wanted:
        fanout = Fanout(
            state.snapshot, state.selection, state.schemas, state.judge, state.settings.vendored
        )
        return Wanted(self.options, self.repository, state.snapshot, fanout)

    def _run(self, state: State) -> Run:
        if sys.stderr.isatty() and self.progress is None:
            from confledger.cli.progress import Progress

            self.progress = Progress()
        jobs = int(self.options.jobs) if self.options.jobs else cores()
        return state.run(jobs=jobs, spread=_spread, progress=self.progress)

    def _whole(self) -> bool:
        """Whether the run is about every file there is."""
        options = self.options
        if options.paths or options.since is not None:
            return False
        return options.all or not options.staged

    def _whole_work_tree(self) -> bool:
        return (
            isinstance(self.snapshot, WorkTreeSnapshot)
            and not self.options.paths
            and self.repository is not None
        )

    @property
    def top(self) -> str | None:
        """The folder that paths are relative to; None in a bare repository."""
        if isinstance(self.snapshot, WorkTreeSnapshot):
            return self.snapshot.top
        return None if self.repository is None else self.repository.top

    def _last_time(self) -> baseline.Baseline | None:
        """Return what the whole work tree came to last time, if that still says something."""
        state = self.state
        if not self._whole_work_tree() or state.folder is None or state.informed:
            return None
        assert self.repository is not None
        assert self.repository.top is not None
        last = baseline.read(state.folder, baseline.name_for(self.repository.git_dir))
        if last is None or last.engine != state.engine or last.rules != self._all_rules():
            return None
        if not known.loose_unchanged(self.repository.top, last.loose):
            return None
        return last

    def _all_rules(self) -> bytes:
        from confledger.checks.cache import digest

        return digest(repr(self.settings.values).encode("utf-8", "surrogateescape"))

    def _since(
        self, run: Run, base: baseline.Baseline
    ) -> tuple[dict[str, int], dict[str, int]] | None:
        """Judge only what differs from last time; count the rest as it was.

        None, with nothing judged, where that cannot be.
        """
        from confledger.cli.again import incremental

        assert self.repository is not None
        answer = incremental(run, base, self.repository, self.state.selection, self.state.memo)
        if answer is not None:
            deltas = known.differing(self.repository, base) or []
            gone = {delta.path for delta in deltas if delta.after is None}
            touched = None if base.across else {delta.path for delta in deltas}
            if not concerned(self.settings, touched, gone):
                return answer
            if touched is not None and not self.state.across(touched, gone):
                return answer
        run.outcomes.clear()
        run.findings.clear()
        self.state.judge.accepted.clear()
        self.state.judge.comments.clear()
        return None

    def settle(self, result: Result, said: str) -> None:
        """Keep what the whole work tree came to, for the next time."""
        state = self.state
        if self._settle is None or state.folder is None or self.repository is None:
            return
        from confledger.cli.again import settled

        outcomes, index = self._settle
        settled(
            outcomes,
            index,
            self.repository,
            failing=bool(result.findings or result.old),
            engine=state.engine,
            rules=self._all_rules(),
            looked=state.loose | state.found.looked | state.charts | state.policy_files,
            used=state.memo.used(),
            said=said,
            day=self.today,
            across=self._across_found,
        ).save(state.folder, baseline.name_for(self.repository.git_dir))
