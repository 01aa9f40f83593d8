"""What a change brought: the findings of now without those that were there before."""

from confledger.checks.novelty import parted
from confledger.cli.options import Options
from confledger.cli.state import State
from confledger.git.deltas import common_ancestor, has_commits, moved
from confledger.git.repository import Repository
from confledger.git.snapshot import CommitSnapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.settings import Settings


def state_before(
    repository: Repository | None, options: Options, settings: "Settings"
) -> str | None:
    """Return the commit that findings are compared with; None when all of them are told."""
    if repository is None:
        return None
    if options.new_since is not None:
        return common_ancestor(
            repository, options.new_since, options.rev or options.until or "HEAD"
        )
    if not settings.new_only:
        return None
    if options.since is not None:
        return common_ancestor(repository, options.since, options.until or "HEAD")
    if options.staged and has_commits(repository):
        return "HEAD"
    return None


def told(
    findings: "list[Finding]",
    state: State,
    repository: Repository,
    options: Options,
    base: str,
) -> "tuple[list[Finding], list[Finding]]":
    """Part the findings of a state into new and old ones, by judging what `base` held.

    Only files that have findings now are looked at, by the rules of today.
    """
    from confledger.settings_schema import ACROSS

    end = options.rev or (None if options.since is None else options.until or "HEAD")
    paths = {finding.path for finding in findings}
    renamed = moved(repository, base, end=end, cached=options.staged)
    wanted = {renamed.get(path, path) for path in paths}
    before = State(
        CommitSnapshot(repository, base, state.limits.max_bytes),
        state.found,
        repository=repository,
        today=state.today,
        cache=state.folder is not None,
        informed=state.informed,
        trusted=state.trusted,
    )
    try:
        entries = before.snapshot.entries()
        run = before.run()
        run.check([entries[path] for path in sorted(wanted) if path in entries])
        known = run.findings
        if any(finding.check in ACROSS for finding in findings):
            known = known + before.across(wanted, set())
    finally:
        before.snapshot.close()
    before.memo.save()
    return parted(findings, known, renamed)
