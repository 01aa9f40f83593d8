"""One state of the files with everything that judges it: settings, schemas, checks, memory."""

from confledger.checks.engine import identity
from confledger.checks.memo import Memo
from confledger.checks.result import ADVICE
from confledger.checks.run import Run
from confledger.checks.schemas import Schemas
from confledger.checks.selection import Selection
from confledger.checks.verdict import Judge
from confledger.cli import workspace
from confledger.cli.options import Options
from confledger.git.repository import Repository
from confledger.git.snapshot import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.checks.finding import Finding
    from confledger.git.snapshot import Content, Entry
    from confledger.settings import Settings

    Find = Callable[[str], tuple[str, Content] | None]

# What programs read has all information in it, not only what people asked for.
_INFORMED = ("json", "sarif")


class State:
    """A snapshot, and the checks as some settings want them.

    `trusted` is where waivers and policies are read: another revision when the snapshot is a
    change that nobody has reviewed. `earlier` gives what a file held there. `schemas` gives files
    of schemas, where they are not to be those of the snapshot. With `informed`, information on
    single files is found as well.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        found: workspace.Found,
        *,
        repository: Repository | None,
        today: str,
        cache: bool = True,
        informed: bool = False,
        trusted: "Snapshot | None" = None,
        earlier: "Callable[[str], bytes | None] | None" = None,
        schemas: "Find | None" = None,
    ) -> None:
        self.snapshot = snapshot
        self.found = found
        self.today = today
        self.informed = informed
        self.trusted: Snapshot = snapshot if trusted is None else trusted
        self.settings = settings = found.settings
        self.limits = workspace.limits_of(settings)
        snapshot.limit = self.limits.max_bytes
        self.engine = identity()
        self.rules = workspace.rules_digest(settings, self.engine, informed=informed)
        self.charts: dict[str, str | None] = {}
        # What else was looked for on disk that git does not watch.
        self.loose: dict[str, str | None] = {}
        self._environments: Callable[[str], list[str]] | None = None
        self.selection = Selection(settings, self._has)
        self.schemas = Schemas(
            snapshot.find if schemas is None else schemas,
            vendored=settings.vendored,
            limits=self.limits,
            formats=settings.formats,
        )
        self.judge = Judge(
            self.schemas,
            vendored=settings.vendored,
            limits=self.limits,
            severities=settings.severities,
            fail_on=settings.fail_on,
            settings=settings.file or "confledger.yaml",
            reader=self.selection.reader,
            today=today,
            earlier=earlier,
            waivers=settings.waivers,
        )
        self.folder = repository.cache_dir if repository is not None and cache else None
        self.memo = Memo(self.folder, self.rules, self.schemas.oid, self.selection.reader)
        if settings.policies or settings.plugins:
            self._add_own_rules()

    def _add_own_rules(self) -> None:
        """Let the policies and plug-ins of the settings judge as well."""
        from confledger.cli.own_rules import plugins, policies

        self.judge.policies = policies(self.settings, self.snapshot, self.trusted, self.limits)
        self.judge.plugins = plugins(self.settings)
        both = [one.key for one in (self.judge.policies, self.judge.plugins) if one is not None]
        self.memo.bearing = lambda path: b"".join(key(path) for key in both)

    def _has(self, path: str) -> bool:
        """Whether the snapshot has a file; asked once for each."""
        if path not in self.charts:
            found = self.snapshot.find(path)
            if found is not None and self._unreviewed_chart(path):
                found = None
            self.charts[path] = None if found is None else found[0]
        return self.charts[path] is not None

    def _unreviewed_chart(self, path: str) -> bool:
        """Whether a change makes templates, which are not checked, of files that are there."""
        if self.trusted is self.snapshot or self.trusted.find(path) is not None:
            return False
        folder = path.rpartition("/")[0]
        templates = f"{folder}/templates/" if folder else "templates/"
        return any(one.startswith(templates) for one in self.trusted.entries())

    @property
    def policy_files(self) -> dict[str, str | None]:
        """The files of policies that were looked for, with their object ids."""
        return {} if self.judge.policies is None else self.judge.policies.looked

    def environments(self, path: str) -> list[str]:
        """Return the names of the environments that a file is part of."""
        if self._environments is None:
            from confledger.checks.globs import belonging

            self._environments = belonging(self.settings.environments)
        return self._environments(path)

    def across(
        self, touched: set[str] | None = None, gone: set[str] | None = None
    ) -> "list[Finding]":
        """Return what the checks over several files find; of a commit, what it has a part in.

        `touched` are the paths that it adds, changes or deletes, `gone` those that it deletes.
        """
        from confledger.checks.survey import survey

        self.snapshot.limit = self.limits.max_bytes
        return survey(
            *(self.snapshot, self.selection, self.settings, self.limits, self.schemas),
            folder=self.folder,
            engine=self.engine,
            touched=touched,
            gone=gone,
            trusted=None if self.trusted is self.snapshot else self.trusted,
            loose=self.loose,
        )

    def run(
        self,
        *,
        jobs: int = 1,
        spread: "Callable[[Run, list[Entry], int], None] | None" = None,
        progress: "Callable[[int, int], None] | None" = None,
    ) -> Run:
        """Return a pass over files of the snapshot, not yet begun."""
        # The snapshot may be that of two states, each with limits of its own.
        self.snapshot.limit = self.limits.max_bytes
        return Run(
            *(self.snapshot, self.selection, self.judge, self.memo, self.limits),
            informed=self.informed,
            jobs=jobs,
            spread=spread,
            progress=progress,
        )


def informed(options: Options, settings: "Settings") -> bool:
    """Whether information on single files is wanted: files without a schema, say."""
    weighed = settings.severities
    return (
        options.verbose
        or options.files
        or any(one.partition("=")[0] in _INFORMED for one in [options.format, *options.output])
        or any(weighed.get(check) in ("warning", "error") for check in ADVICE)
        or settings.fail_on == "info"
    )
