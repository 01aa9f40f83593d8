"""Secrets in plain text that would come back: somebody took them out since, and had a reason."""

from confledger.checks.result import failing_severities
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.cli.rollback.draft import Draft

# What a file holds now, None where there is none, and what it would hold.
Sides = tuple[bytes | None, bytes]

_FLAG = "--allow-invalid"
# So many are named.
_MOST = 12


def add(draft: "Draft", files: dict[str, Sides]) -> None:
    """Refuse what brings secrets back in plain text that a file does not hold now."""
    plan = draft.plan
    found = _found(draft, files)
    if not found:
        return
    # The message names the key, never what it holds.
    plan.secrets[:0] = [
        f"warning: {one.path}: {one.message}, and would come back" for one in found[:_MOST]
    ]
    if not draft.asked.allow_invalid:
        where = plural(len({one.path for one in found}), "file", "files")
        what = plural(len(found), "secret", "secrets")
        plan.refuse("leak", f"{what} would come back in plain text, in {where}", _FLAG)


def _found(draft: "Draft", files: dict[str, Sides]) -> "list[Finding]":
    """Return the leaks that are new against now, but for what somebody accepted."""
    from confledger.cli.secrets.scanner import Scanner

    work = draft.work

    def reviewed(path: str) -> bytes | None:
        held = work.now.find(path)
        return held[1] if held is not None and isinstance(held[1], bytes) else None

    scanner = Scanner(reviewed, work.settings.severities)
    findings: list[Finding] = []
    for path, (now, then) in files.items():
        findings += scanner.of_file(path, then, now)
    failing = failing_severities(work.settings.fail_on)
    findings = [one for one in findings if one.severity in failing]
    if not findings:
        return []
    from confledger.cli.known import today
    from confledger.cli.secrets.accepting import accept

    kept, _ = accept(findings, lambda path: files[path][1], work.now, work.settings, today=today())
    return kept
