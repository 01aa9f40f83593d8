"""Check configuration: say what is wrong, where, and what to do about it."""

import os
import sys
import time

from confledger.checks import baseline
from confledger.checks.engine import identity
from confledger.checks.memo import Memo
from confledger.checks.result import Result
from confledger.checks.run import Outcome, Run, counted
from confledger.checks.schemas import Schemas
from confledger.checks.scope import Fanout
from confledger.checks.selection import Selection
from confledger.checks.verdict import Judge
from confledger.cli import known, workspace
from confledger.cli.options import Options
from confledger.cli.wanted import Wanted
from confledger.errors import ConfledgerError
from confledger.git.snapshot import Entry, Snapshot
from confledger.git.work_tree import WorkTreeSnapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.progress import Progress

# What programs read has all information in it, not only what people asked for.
_INFORMED = ("json", "sarif")


def run(options: Options, arguments: list[str]) -> int:
    """Run the checks that were asked for; return the exit code."""
    started = time.monotonic()
    _consistent(options)
    command = _Command(options)
    # Before anything is read: what changes while it is judged was not judged.
    key = command.key(arguments)
    try:
        result = command.result()
    finally:
        command.close()
    result.seconds = time.monotonic() - started
    from confledger.cli import output

    said = output.write(result, options, command.top)
    if key is not None and not result.findings and command.repository is not None:
        known.remember(command.repository, key, said)
    command.settle(result, said)
    return result.exit_code


def _consistent(options: Options) -> None:
    """Raise when options contradict each other."""
    modes = [
        name
        for name, given in (
            ("--staged", options.staged),
            ("--rev", options.rev is not None),
            ("--from", options.since is not None),
        )
        if given
    ]
    if len(modes) > 1:
        raise ConfledgerError(f"{' and '.join(modes)} exclude each other", help="choose one")
    if options.until is not None and options.since is None:
        raise ConfledgerError("--to needs --from", help="for one revision use --rev")
    if options.all and options.paths:
        raise ConfledgerError("--all and paths exclude each other", help="choose one")
    if options.jobs is not None and not (options.jobs.isdigit() and int(options.jobs) > 0):
        raise ConfledgerError(
            f"--jobs takes a number from 1, not {options.jobs!r}",
            help=f"leave it out for {_cores()}, the cores of this machine",
        )
    if options.color not in ("auto", "always", "never"):
        raise ConfledgerError(
            f"--color takes auto, always or never, not {options.color!r}",
            help="leave it out to have colours on a terminal only",
        )
    from confledger.cli import output

    output.verify(options)


def _cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _spread(run: Run, entries: list[Entry], jobs: int) -> None:
    from confledger.checks.workers import spread

    spread(run, entries, jobs)


class _Command:
    """One invocation: what it looks at, and with which settings."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.repository = workspace.repository_here()
        revision = options.rev
        if options.since is not None:
            revision = options.until or "HEAD"
        self.snapshot: Snapshot = workspace.snapshot(
            self.repository, staged=options.staged, revision=revision
        )
        try:
            self.found = workspace.settings_of(self.snapshot)
        except BaseException:
            self.snapshot.close()
            raise
        self.settings = self.found.settings
        self.limits = workspace.limits_of(self.settings)
        self.snapshot.limit = self.limits.max_bytes
        self.engine = identity()
        self.rules = workspace.rules_digest(self.settings, self.engine)
        self.selection = Selection(self.settings, self._has)
        self.schemas = Schemas(
            self.snapshot.find,
            vendored=self.settings.vendored,
            limits=self.limits,
            formats=self.settings.formats,
        )
        self.judge = Judge(
            self.schemas,
            vendored=self.settings.vendored,
            limits=self.limits,
            severities=self.settings.severities,
            fail_on=self.settings.fail_on,
            settings=self.settings.file or "confledger.yaml",
        )
        folder = None
        if self.repository is not None and not options.no_cache:
            folder = self.repository.cache_dir
        self.memo = Memo(folder, self.rules, self.schemas.oid)
        self._folder = folder
        self._charts: dict[str, str | None] = {}
        self._wanted = Wanted(
            options,
            self.repository,
            self.snapshot,
            Fanout(self.snapshot, self.selection, self.schemas, self.judge, self.settings.vendored),
        )
        self.progress: Progress | None = None
        self._baseline: baseline.Baseline | None = None
        self._settle: tuple[list[Outcome], bytes | None] | None = None

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

    def _has(self, path: str) -> bool:
        """Whether the snapshot has a file; asked once for each."""
        if path not in self._charts:
            found = self.snapshot.find(path)
            self._charts[path] = None if found is None else found[0]
        return self._charts[path] is not None

    def result(self) -> Result:
        """Do the work."""
        options = self.options
        informed = self._informed()
        run = self._run(informed)
        base = self._last_time(informed)
        if base is not None:
            counts, ignored = self._since(run, base)
        else:
            index = None
            if self._whole_work_tree() and self.repository is not None:
                index = baseline.index_checksum(self.repository.index_file)
            run.check(self._wanted.entries())
            counts, ignored = counted(run.outcomes)
            if self._whole_work_tree() and self._folder is not None:
                self._settle = (run.outcomes, index)
        self.memo.save()
        findings = run.findings
        if findings:
            from confledger.checks.finding import fingerprinted

            findings = fingerprinted(findings)
        files = None
        if options.files:
            files = sorted((one.path, one.status, one.reason) for one in run.outcomes)
        return Result(
            findings=findings,
            counts=counts,
            ignored=ignored,
            files=files,
            fail_on=self.settings.fail_on,
        )

    def _run(self, informed: bool) -> Run:
        if sys.stderr.isatty():
            from confledger.cli.progress import Progress

            self.progress = Progress()
        jobs = int(self.options.jobs) if self.options.jobs else _cores()
        return Run(
            self.snapshot,
            self.selection,
            self.judge,
            self.memo,
            self.limits,
            informed=informed,
            jobs=jobs,
            spread=_spread,
            progress=self.progress,
        )

    def _informed(self) -> bool:
        """Whether information on single files is wanted: files without a schema, say."""
        options = self.options
        severity = self.settings.severities.get("file-without-schema", "info")
        return (
            options.verbose
            or options.files
            or any(one.partition("=")[0] in _INFORMED for one in [options.format, *options.output])
            or severity in ("warning", "error")
            or self.settings.fail_on == "info"
        )

    def _whole_work_tree(self) -> bool:
        options = self.options
        return (
            isinstance(self.snapshot, WorkTreeSnapshot)
            and not options.paths
            and self.repository is not None
        )

    @property
    def top(self) -> str | None:
        """The folder that paths are relative to; None in a bare repository."""
        if isinstance(self.snapshot, WorkTreeSnapshot):
            return self.snapshot.top
        return None if self.repository is None else self.repository.top

    def _last_time(self, informed: bool) -> baseline.Baseline | None:
        """Return what the whole work tree came to last time, if that still says something."""
        if not self._whole_work_tree() or self._folder is None or informed:
            return None
        assert self.repository is not None
        assert self.repository.top is not None
        last = baseline.read(self._folder, baseline.name_for(self.repository.git_dir))
        if last is None or last.engine != self.engine or last.rules != self._all_rules():
            return None
        if not known.loose_unchanged(self.repository.top, last.loose):
            return None
        return last

    def _all_rules(self) -> bytes:
        from confledger.checks.cache import digest

        return digest(repr(self.settings.values).encode("utf-8", "surrogateescape"))

    def _since(self, run: Run, base: baseline.Baseline) -> tuple[dict[str, int], dict[str, int]]:
        """Judge only what differs from last time; count the rest as it was."""
        from confledger.cli.again import incremental

        assert self.repository is not None
        answer = incremental(run, base, self.repository, self.selection, self.memo)
        if answer is None:
            run.outcomes.clear()
            run.findings.clear()
            index = baseline.index_checksum(self.repository.index_file)
            run.check(self._wanted.entries())
            self._settle = (run.outcomes, index)
            return counted(run.outcomes)
        return answer

    def settle(self, result: Result, said: str) -> None:
        """Keep what the whole work tree came to, for the next time."""
        if self._settle is None or self._folder is None or self.repository is None:
            return
        from confledger.cli.again import settled

        outcomes, index = self._settle
        settled(
            outcomes,
            index,
            self.repository,
            failing=bool(result.findings),
            engine=self.engine,
            rules=self._all_rules(),
            looked=self.found.looked | self._charts,
            used=self.memo.used(),
            said=said,
        ).save(self._folder, baseline.name_for(self.repository.git_dir))
