"""What `init` sees: the files in the index, what they are, and what the checks say of them."""

import sys
import time

from confledger.checks.finding import Finding
from confledger.checks.references import REMOTE, Reference, modelines, refer
from confledger.checks.result import failing_severities
from confledger.checks.run import Run
from confledger.checks.selection import Selection
from confledger.cli import workspace
from confledger.cli.checking import cores
from confledger.cli.state import State
from confledger.git.repository import Repository
from confledger.git.snapshot import Entry, IndexSnapshot
from confledger.inventory.environments import guess
from confledger.inventory.holdings import Holdings, survey
from confledger.inventory.readers import readers
from confledger.inventory.schema_pairs import pairs
from confledger.inventory.settings_text import Proposal, literal
from confledger.inventory.strangers import strangers
from confledger.settings import FILE, Settings

# What is so wrong that nobody can read the file.
_UNREADABLE = ("syntax", "limits", "merge-conflict-marker")
_FIT = ("schema", "unknown-key")


class Seen:
    """What there is, what the settings should say of it, and what is wrong by these settings."""

    def __init__(
        self,
        tracked: int,
        held: Holdings,
        proposal: Proposal,
        findings: list[Finding],
        *,
        settings: str | None,
        failing: tuple[str, ...],
        seconds: float,
    ) -> None:
        self.tracked = tracked
        self.held = held
        self.proposal = proposal
        self.findings = findings
        # The file that has settings already.
        self.settings = settings
        self.failing = failing
        self.seconds = seconds

    @property
    def unreadable(self) -> list[Finding]:
        """The first of what is wrong with each file that nobody can read."""
        first: dict[str, Finding] = {}
        for finding in self.findings:
            if finding.check in _UNREADABLE:
                first.setdefault(finding.path, finding)
        return list(first.values())

    @property
    def old(self) -> dict[str, int]:
        """How many findings would fail a run, by check, the most frequent first."""
        counts: dict[str, int] = {}
        for finding in self.findings:
            if finding.severity in self.failing:
                counts[finding.check] = counts.get(finding.check, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def look(repository: Repository, today: str) -> Seen:
    """Look at everything that is tracked; nothing is changed but the cache."""
    started = time.monotonic()
    assert repository.top is not None
    found = workspace.settings_of(workspace.work_tree(repository))
    snapshot = IndexSnapshot(repository, workspace.LIMIT)
    try:
        entries = list(snapshot.entries().values())
        state = State(snapshot, found, repository=repository, today=today)
        held = _survey(state, entries)
        proposal = _proposal(held)
        if found.settings.file is None:
            state = _by(proposal, state, repository)
        findings = _judged(state, entries)
        misfits = _misfits(proposal, findings)
        if misfits and found.settings.file is None:
            proposal.pairs = [pair for pair in proposal.pairs if pair.schema not in misfits]
            state = _by(proposal, state, repository)
            findings = _judged(state, entries)
        state.memo.save()
    finally:
        snapshot.close()
    seen = Seen(
        *(len(entries), held, proposal, findings),
        settings=found.settings.file,
        failing=failing_severities(found.settings.fail_on),
        seconds=time.monotonic() - started,
    )
    proposal.new_only = bool(seen.old)
    return seen


def _survey(state: State, entries: list[Entry]) -> Holdings:
    """Look at the configuration files among the entries, but for those that are ignored."""
    ours = [
        entry
        for entry in entries
        if state.selection.ignored(entry.path, entry.kind) is None and entry.path.isprintable()
    ]
    files = [
        (entry.path, state.selection.plan(entry.path)[0], content)
        for entry, content in state.snapshot.stream(ours)
        if isinstance(content, bytes)
    ]
    held = survey(files)
    for path, dialect, content in files:
        named = _named(state, path, dialect, content)
        if named:
            held.addresses[path] = sorted(one.name for one in named if one.kind == REMOTE)
            continue
        held.unnamed.append(path)
    return held


def _named(state: State, path: str, dialect: str, content: bytes) -> list[Reference]:
    """Return the schemas that a file names; it is read only when a key may do so."""
    if b"schema" not in content:
        return []
    told = modelines(content, dialect)
    if content.count(b"$schema") > len(told):
        return state.judge.named(path, dialect, content)
    folder, vendored = path.rpartition("/")[0], state.settings.vendored
    return [refer(name, folder, vendored) for _, _, _, name in told]


def _proposal(held: Holdings) -> Proposal:
    """Return the settings that these files ask for."""
    outside = strangers(list(held.dialects), held.generated, held.wrong)
    ignore = [{"paths": list(map(literal, one.paths)), "reason": one.reason} for one in outside]
    selection = Selection(Settings({"ignore": ignore}))
    own = {
        path: dialect
        for path, dialect in held.dialects.items()
        if selection.ignored(path, "file") is None
    }
    schemas = {path: name for path, name in held.schemas.items() if path in own}
    wanted = {address for path in own for address in held.addresses.get(path, ())}
    return Proposal(
        environments=guess([path for path in own if path not in schemas]),
        readers=readers(held),
        pairs=pairs(schemas, {path: own[path] for path in held.unnamed if path in own}),
        strangers=outside,
        vendored={name: path for path, name in schemas.items() if name in wanted},
    )


def _by(proposal: Proposal, state: State, repository: Repository) -> State:
    """Return the same files as the proposed settings would have them judged."""
    found = workspace.Found(Settings(proposal.values(), FILE), None, {})
    return State(state.snapshot, found, repository=repository, today=state.today)


def _judged(state: State, entries: list[Entry]) -> list[Finding]:
    """Return what every check finds."""
    progress = None
    if sys.stderr.isatty():
        from confledger.cli.progress import Progress

        progress = Progress()
    try:
        run = state.run(jobs=cores(), spread=_spread, progress=progress)
        run.check(entries)
    finally:
        if progress is not None:
            progress.close()
    return sorted(run.findings + state.across(), key=Finding.order)


def _spread(run: Run, entries: list[Entry], jobs: int) -> None:
    from confledger.checks.workers import spread

    spread(run, entries, jobs)


def _misfits(proposal: Proposal, findings: list[Finding]) -> set[str]:
    """Return the proposed schemas that none of their files fits: they are for something else."""
    wrong = {finding.path for finding in findings if finding.check in _FIT}
    return {pair.schema for pair in proposal.pairs if wrong.issuperset(pair.paths)}
