"""What is left of the findings when those that somebody took on are put aside."""

from confledger.checks.result import FAILED, OLD, PASSED, WITHOUT_SCHEMA, failing_severities
from confledger.checks.run import Outcome
from confledger.cli.state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding
    from confledger.checks.waivers import Waivers
    from confledger.git.snapshot import Content, Snapshot


def settle(
    outcomes: list[Outcome],
    counts: dict[str, int],
    findings: "list[Finding]",
    old: "list[Finding]",
    *,
    fail_on: str,
) -> None:
    """Let files fail by what is left of their findings, and count them so."""
    failing = failing_severities(fail_on)
    bad = {finding.path for finding in findings if finding.severity in failing}
    were = {finding.path for finding in old if finding.severity in failing}
    for outcome in outcomes:
        status = outcome.status
        if status == FAILED and outcome.path not in bad:
            status = OLD if outcome.path in were else PASSED
        elif status in (PASSED, WITHOUT_SCHEMA) and (outcome.path in bad or outcome.path in were):
            # Found by a check over several files, so it is not clean for the next run either.
            status = FAILED if outcome.path in bad else OLD
            outcome.key = None
            outcome.remembered = False
        if status != outcome.status:
            counts[outcome.status] -= 1
            counts[status] += 1
            outcome.status = status


def waivers(state: State, source: "Snapshot | None" = None) -> "Waivers | None":
    """Return what is accepted, from where that can be trusted; None when there is no such file.

    With a `source`, what is accepted there.
    """
    found = (source or state.trusted).find(state.settings.waivers)
    if found is None or not isinstance(found[1], bytes):
        return None
    from confledger.checks.waivers import Waivers

    return Waivers(state.settings.waivers, found[1], state.today, state.environments)


def in_place(state: State, findings: "list[Finding]", *, whole: bool) -> "list[Finding]":
    """Leave out what comments beside the values accept; then tell the comments that fit nothing."""
    if not findings and not state.judge.comments:
        return findings
    from confledger.checks.accepted import accept_in_place
    from confledger.checks.rules.stale_suppression import unreviewed, useless

    kept: list[Finding] = []
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    for path, of_file in sorted(by_path.items()):
        comments = state.judge.comments.get(path)
        if comments is None:
            content: Content = (state.snapshot.find(path) or ("", b""))[1]
            comments = state.judge.commented(path, content if isinstance(content, bytes) else b"")
        idle = [comment for comment in comments if not comment.used]
        left, accepted = accept_in_place(of_file, comments, path, state.today)
        state.judge.accepted += accepted
        kept += left
        kept += state.judge.weighed(
            [unreviewed(path, one) for one in idle if one.used and not one.trusted]
        )
    if whole:
        for path, comments in sorted(state.judge.comments.items()):
            kept += state.judge.weighed([useless(path, one) for one in comments if one.idle])
    return kept


def ordered(
    findings: "list[Finding]", accepted: "list[Accepted]"
) -> "tuple[list[Finding], list[Accepted]]":
    """Return both in report order, with fingerprints that are distinct over both."""
    from confledger.checks.finding import fingerprinted

    owners = {id(one.finding): one for one in accepted}
    both = sorted([*findings, *(one.finding for one in accepted)], key=lambda one: one.order())
    kept, taken = [], []
    for before, after in zip(both, fingerprinted(both), strict=True):
        one = owners.get(id(before))
        if one is None:
            kept.append(after)
        else:
            one.finding = after
            taken.append(one)
    return kept, taken
