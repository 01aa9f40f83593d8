"""The state that would come out, by the checks of today: what is new against now, what is gone.

What is found now as well is no reason against going back: it is not made worse.
"""

from confledger.checks.result import Result, failing_severities
from confledger.cli.rollback.judging import Judging
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.cli.rollback.draft import Draft

# So many new findings are shown.
_MOST = 20
_PASSES = "what changes passes all checks of today"
_FLAG = "--allow-invalid"


def add(draft: "Draft") -> None:
    """Judge what would come out; refuse what does not pass, where that is new."""
    judging = Judging(draft.work, draft.result)
    then = judging.found()
    now = judging.found_now()
    new, old, gone = _compared(draft, then, now)
    failing = failing_severities(judging.fail_on)
    bad = [one for one in new if one.severity in failing]
    plan = draft.plan
    if draft.work.settings_from:
        plan.notes.append(
            f"the settings of now cannot be used; those of {draft.work.settings_from[:10]} judge"
        )
    plan.findings, plan.findings_more = _lines(new, failing)
    plan.findings_gone = sum(one.severity in failing for one in gone)
    left = sum(one.severity in failing for one in old)
    plan.verdict = _sentence(len(bad), left, plan.findings_gone)
    if judging.unusable:
        plan.findings.insert(0, judging.unusable)
        plan.verdict = "the settings that come out cannot be used"
    if (bad or judging.unusable) and not draft.asked.allow_invalid:
        plan.refuse("invalid", _reason(bad, plan.verdict), _FLAG)


def _sentence(bad: int, left: int, gone: int) -> str:
    """Say what it comes to, in one line."""
    if bad:
        said = f"{plural(bad, 'new finding', 'new findings')} by the checks of today"
    elif left:
        said = f"nothing new by the checks of today; {plural(left, 'finding', 'findings')} of now"
        said += " stays" if left == 1 else " stay"
    else:
        said = _PASSES
    return f"{said}; {plural(gone, 'finding', 'findings')} of now would be gone" if gone else said


def _reason(bad: "list[Finding]", verdict: str) -> str:
    if not bad:
        return verdict
    found = plural(len(bad), "new finding", "new findings")
    where = plural(len({one.path for one in bad}), "file", "files")
    checks = sorted({one.check for one in bad})
    named = ", ".join(checks[:3]) + (" and others" if len(checks) > 3 else "")
    return f"what comes out does not pass the checks of today: {found} in {where} ({named})"


def _lines(new: "list[Finding]", failing: tuple[str, ...]) -> tuple[list[str], int]:
    """Return findings as `check --format short` prints them, and how many more there are."""
    from confledger.reports.renderers import short

    told = [one for one in new if one.severity != "info" or one.severity in failing]
    told.sort(key=lambda one: one.severity not in failing)
    lines = short.render(Result(findings=told[:_MOST]), verbose=True).splitlines()
    return lines, max(0, len(told) - _MOST)


def _compared(
    draft: "Draft", then: "list[Finding]", now: "list[Finding]"
) -> "tuple[list[Finding], list[Finding], list[Finding]]":
    """Return which findings are new, which were there already, and which of now are gone."""
    from confledger.checks.novelty import parted

    moved = _moved(draft, then, now)
    new, old = parted(then, now, moved)
    gone, _ = parted(now, then, {before: after for after, before in moved.items()})
    return new, old, gone


def _moved(draft: "Draft", then: "list[Finding]", now: "list[Finding]") -> dict[str, str]:
    """Return the path now of each file that would have another one, where that tells anything."""
    edits = draft.plan.edits
    there = draft.work.now.entries()
    added = any(one.path in edits and one.path not in there for one in then)
    deleted = any(edits.get(one.path, True) is None for one in now)
    if not (added and deleted):
        return {}
    from confledger.git.deltas import moved

    return moved(draft.aside, draft.work.head, end=draft.plan.tree, cached=False)
