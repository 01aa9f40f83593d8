"""What is measured of one commit: its files, the checks on them, and what they found."""

from confledger.checks.engine import identity
from confledger.checks.memory import Memory
from confledger.checks.whole import Whole
from confledger.cli import acceptance, workspace
from confledger.cli.options import Options
from confledger.cli.secrets.proving import Proving
from confledger.cli.state import State
from confledger.debt.measured import Measured, Missing, Sources, measured
from confledger.debt.minutes import Minutes, overridden, packaged
from confledger.errors import ConfledgerError
from confledger.git.repository import Repository
from confledger.git.snapshot import CommitSnapshot, Entry, Snapshot
from confledger.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding


def table(settings: Settings, source: Snapshot) -> Minutes:
    """Return the minutes that count in a repository; raise ConfledgerError for unusable ones."""
    path = str(settings.debt["minutes"])
    if not path:
        return packaged()
    found = source.find(path)
    if found is None or not isinstance(found[1], bytes):
        raise ConfledgerError(
            f"{path!r}, which `debt.minutes` of {settings.file} names, is not there",
            help="add it with `git add`, or take the setting out",
        )
    return overridden(packaged(), found[1], path)


def whole_of(repository: Repository, snapshot: Snapshot, state: State, memory: Memory) -> Whole:
    """Return all files of a commit, as the measures ask for them."""
    return Whole(
        *(snapshot, state.selection, state.settings, state.limits, state.schemas, memory),
        base=None if state.trusted is snapshot else state.trusted,
    )


class Site:
    """One commit by the settings of itself or, where these are not to be trusted, of another.

    `found` are those settings, `trusted` the files that waivers, policies and minutes are read
    from, and `earlier` says what a file held there.
    """

    def __init__(
        self,
        repository: Repository,
        revision: str,
        today: str,
        *,
        found: "workspace.Found | None" = None,
        trusted: Snapshot | None = None,
        earlier: "Callable[[str], bytes | None] | None" = None,
    ) -> None:
        self.repository = repository
        self.today = today
        self.snapshot = CommitSnapshot(repository, revision, workspace.LIMIT)
        self.found = workspace.settings_of(self.snapshot) if found is None else found
        self.settings = self.found.settings
        self.state = State(
            self.snapshot,
            self.found,
            repository=repository,
            today=today,
            informed=True,
            trusted=trusted,
            earlier=earlier,
        )
        self.memory = Memory(repository.cache_dir, identity())
        self.whole = whole_of(repository, self.snapshot, self.state, self.memory)

    def close(self) -> None:
        """End what is still running."""
        self.snapshot.close()

    def checked(
        self, entries: "Iterable[Entry] | None" = None, *, across: bool = True
    ) -> "tuple[list[Finding], list[Accepted]]":
        """Return what the checks find in some files, or all, and what of it was accepted.

        Those over several files look at all of them, if `across`: it may show in any.
        """
        state = self.state
        run = state.run()
        some = None if entries is None else list(entries)
        run.check(self.snapshot.entries().values() if some is None else some)
        together = state.across() if across else []
        findings = run.findings + acceptance.in_place(state, together, whole=some is None)
        accepted = list(state.judge.accepted)
        waivers = acceptance.waivers(state)
        if waivers is not None:
            findings, waived = waivers.accept(findings)
            accepted += waived
            findings += state.judge.weighed(waivers.unused()) if some is None else []
        state.memo.save()
        return findings, accepted

    def measured(self, sources: Sources) -> Measured:
        """Measure, and remember what was taken out of the files."""
        found = measured(sources)
        self.memory.save(everything=sources.only is None)
        return found


def proved(revision: str, today: str) -> "tuple[list[Finding], list[Accepted]]":
    """Return what the checks of secrets say of a commit."""
    options = Options()
    options.rev = revision
    proving = Proving(options, today)
    try:
        result = proving.result()
    finally:
        proving.close()
    return result.findings, result.accepted


def unmeasurable(settings: Settings, paths: list[str]) -> list[Missing]:
    """Return what no commit of this repository tells, whatever clone it is looked at in."""
    from confledger.inventory.environments import guess

    missing = [
        Missing(
            "keys that nobody reads",
            "what programs read is known on the machine that they run on, and in no commit",
            "confledger report access",
        )
    ]
    names = [one.name for one in guess(paths).environments if not one.base]
    if not settings.environments and names:
        missing.append(
            Missing(
                "environments",
                f"{', '.join(names)} look like environments, and the settings declare none",
                "confledger init --dry-run",
            )
        )
    return missing
