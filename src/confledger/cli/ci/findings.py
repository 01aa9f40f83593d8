"""The steps `check` and `secrets`: what the change brings, by the rules of the base, and mends."""

from confledger.checks.novelty import parted
from confledger.checks.result import Result, failing_severities
from confledger.checks.run import Outcome as FileOutcome
from confledger.checks.run import Run
from confledger.cli import acceptance, sides, workspace
from confledger.cli.checking import Checking
from confledger.cli.ci.context import Context
from confledger.cli.ci.kept_findings import written
from confledger.cli.ci.step import Outcome
from confledger.cli.options import Options
from confledger.cli.rollback import judging
from confledger.cli.secrets.proved import Proved
from confledger.cli.secrets.proving import Proving
from confledger.cli.state import State
from confledger.errors import ConfledgerError
from confledger.git.deltas import moved, of_trees
from confledger.git.snapshot import CommitSnapshot
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding


def check(context: Context) -> Outcome:
    """Run the checks on what changes, and on what it bears on."""
    checking = _Everything(_options(context), context.today)
    try:
        result = checking.result()
        before = _before(context, checking)
    finally:
        checking.close()
    names = moved(context.repository, context.base, end=context.head, cached=False)
    new, old = parted(result.findings, before, names)
    acceptance.settle(checking.looked, result.counts, new, old, fail_on=result.fail_on)
    unusable = checking.unusable
    there = [*result.findings, *(one.finding for one in result.accepted)]
    fixed, _ = parted(before, there, {one: two for two, one in names.items()})
    return _outcome(result, new, len(old), fixed, unusable)


def secrets(context: Context) -> Outcome:
    """Prove what is secret encrypted, and look for secrets in plain text."""
    proving = _Brought(_options(context), context.today)
    try:
        result = proving.result()
        return _outcome(result, result.findings, len(proving.old), proving.fixed)
    finally:
        proving.close()


def _options(context: Context) -> Options:
    options = Options()
    options.since, options.until, options.trust = context.base, context.head, "base"
    options.quiet = True
    options.no_cache = not context.remembers
    return options


def _outcome(
    result: Result, new: "list[Finding]", old: int, fixed: "list[Finding]", unusable: str = ""
) -> Outcome:
    failing = failing_severities(result.fail_on)
    bad = sum(one.severity in failing for one in new)
    said = plural(bad, "new finding", "new findings") if bad else "nothing new"
    if fixed:
        said += f", {len(fixed)} fixed"
    value = {
        "new": [written(one) for one in new],
        "fixed": [written(one) for one in fixed],
        "old": old,
        "accepted": len(result.accepted),
        "counts": result.counts,
        "ignored": result.ignored,
        "fail_on": result.fail_on,
        "unusable": unusable,
    }
    if unusable:
        return Outcome(value=value, said=f"{unusable}; by those of the base: {said}", code=2)
    return Outcome(value=value, said=said, code=int(bad > 0))


def _before(context: Context, checking: "_Everything") -> "list[Finding]":
    """Return what the base has in the files that were looked at, and in those that are gone."""
    state = State(
        context.before,
        checking.state.found,
        repository=context.repository,
        today=context.today,
        cache=context.remembers,
        informed=checking.state.informed,
    )
    names = moved(context.repository, context.base, end=context.head, cached=False)
    deltas = of_trees(context.repository, context.base, context.head)
    wanted = {one.path for one in deltas if one.before is not None}
    wanted |= {names.get(one.path, one.path) for one in checking.looked}
    entries = context.before.entries()
    there = [entries[path] for path in sorted(wanted) if path in entries]
    return judging.findings(state, there, wanted, set())


class _Everything(Checking):
    """Tells old findings as well: they are told apart afterwards. `looked` are all its files."""

    looked: list[FileOutcome]
    # Why the settings of the change cannot be used, if they cannot.
    unusable: str = ""

    def _states(self) -> tuple[State, State | None]:
        """Let the base judge alone where the settings of the change cannot be used."""
        try:
            return super()._states()
        except ConfledgerError as error:
            assert self.repository is not None
            assert self.options.since is not None
            self.unusable = f"the settings of the change cannot be used: {error}"
            base = self._base = CommitSnapshot(self.repository, self.options.since, workspace.LIMIT)
            end = self.options.until or "HEAD"
            self._earlier = sides.Earlier(self.repository, base, end)
            return self._state(workspace.settings_of(base)), None

    def _before(self) -> str | None:
        return None

    def _judged(self, state: State) -> "tuple[Run, dict[str, int], dict[str, int], list[Finding]]":
        made = super()._judged(state)
        if state is self.state:
            self.looked = made[0].outcomes
        return made


class _Brought(Proving):
    """Tells what the change brings alone; `fixed` is what it mends."""

    def __init__(self, options: Options, today: str) -> None:
        self.old: list[Finding] = []
        self.fixed: list[Finding] = []
        super().__init__(options, today)

    def _found(self) -> "tuple[list[Finding], bool]":
        found, whole = super()._found()
        new, self.old = self._parted(found)
        self.fixed = self._mended(found)
        return new, whole

    def _mended(self, found: "list[Finding]") -> "list[Finding]":
        """Return what the files that change had, and have no more."""
        rules = self._rules_before()
        if rules is None:
            return []
        earlier = Proved(self.settings, rules)
        known: list[Finding] = []
        leaked: list[Finding] = []
        names: dict[str, str] = {}
        for path in sorted({*self.sought.changed, *self.sought.gone}):
            name, content = self.sought.before(path)
            if not isinstance(content, bytes):
                continue
            names[name] = path
            known += earlier.of_file(name, content)
            if not earlier.is_sealed(name):
                held = self.snapshot.find(path)
                after = held[1] if held is not None and isinstance(held[1], bytes) else None
                leaked += self._leak_scanner().of_file(name, content, after)
        return [*parted(known, found, names)[0], *leaked]
