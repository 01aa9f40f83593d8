"""A change judged by two settings: those that somebody reviewed, and its own, if they ask for more.

Also what its files held before, whose comments were reviewed.
"""

from confledger.checks.result import failing_severities
from confledger.git.repository import Repository
from confledger.git.snapshot import CommitSnapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

# What names a finding within one run.
Name = tuple[str, ...]


def severer(
    findings: "list[Finding]", others: "list[Finding]"
) -> "tuple[list[Finding], set[Name]]":
    """Return all findings, the severer of two equal ones; and the names of those in the first only.

    What nobody has reviewed may ask for more than what was, not for less.
    """
    from confledger.checks.finding import fingerprinted

    theirs = {one.fingerprint: one for one in fingerprinted(others)}
    both = []
    alone = set()
    for one in fingerprinted(findings):
        same = theirs.pop(one.fingerprint, None)
        if same is None:
            alone.add(_name(one))
        both.append(one if same is None or one.severity.rank <= same.severity.rank else same)
    return both + list(theirs.values()), alone


def stricter(*fail_on: str) -> str:
    """Return the one of these thresholds that fails the most."""
    return max(fail_on, key=lambda one: len(failing_severities(one)))


def tell_alone(findings: "list[Finding]", alone: set[Name]) -> None:
    """Say how many findings are only by settings that the change alters, and what to do."""
    number = sum(_name(one) in alone for one in findings)
    if number:
        from confledger.cli.streams import tell
        from confledger.reports.wording import plural

        tell(
            f"note: {plural(number, 'finding is', 'findings are')} by the settings of the base, "
            "which this change alters; merge the settings before the rest, or run with "
            "`--trust head` where somebody approves each change\n"
        )


def _name(finding: "Finding") -> Name:
    return (finding.check, finding.path, finding.pointer, finding.subject, finding.message)


class Earlier:
    """What files held in the base of a change, found by the names that they have at its end."""

    def __init__(self, repository: Repository, base: CommitSnapshot, end: str) -> None:
        self._repository = repository
        self._base = base
        self._end = end
        self._renamed: dict[str, str] | None = None

    def __call__(self, path: str) -> bytes | None:
        """Return what a file held; None when there was none."""
        found = self._base.find(path)
        if found is None:
            found = self._base.find(self._names().get(path, path))
        return found[1] if found is not None and isinstance(found[1], bytes) else None

    def _names(self) -> dict[str, str]:
        """Return the path in the base of each file that the change renames."""
        if self._renamed is None:
            from confledger.git.deltas import moved

            self._renamed = moved(self._repository, self._base.tree, end=self._end, cached=False)
        return self._renamed
