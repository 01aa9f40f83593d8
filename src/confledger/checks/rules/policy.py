"""A value that breaks a rule of your own.

Rules are data, in the files that `policies` in the settings names: where each holds, what it
asks, and what to say when it is broken. An expression (CEL) sees only the document, its path
and its environment; one that asks for more steps or room than it may have is stopped, and that
is a finding too. So is a policy that cannot be used. docs/guides/policies.md has it all.

Policy:
    version: 1
    policies:
      - id: pool-has-room
        message: the pool needs room for a restart
        remediation: leave at least ten connections
        match: {pointer: /pool}
        expression: value.most - value.usual >= 10
Bad:
    pool: {usual: 95, most: 100}
Good:
    pool: {usual: 80, most: 100}
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed
from confledger.location import dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.policy.model import Broken, Policy

ID = "policy"
SEVERITY = Severity.ERROR


def check(file: Parsed) -> Iterator[Finding]:
    """Yield each place where a document breaks a policy that is for it."""
    if file.policies is None or (file.problems and not file.documents):
        return
    from confledger.checks.policy.policies import judged

    policies = file.policies.applying(file.path)[1]
    # A change is held against the policies of two sides, which may ask for the same.
    seen: set[tuple[str, int, object, str]] = set()
    for policy in policies:
        for number, root in judged(file.documents):
            for broken in file.policies.broken(policy, file.path, number, root):
                same = (policy.id, number, broken.path, broken.what)
                if same not in seen:
                    seen.add(same)
                    yield _finding(file, policy, broken, number)


def _finding(file: Parsed, policy: "Policy", broken: "Broken", number: int) -> Finding:
    find = file.positions.key if broken.at_key else file.positions.value
    span = find(number, broken.path)
    where = f"`{dotted(broken.path)}`" if broken.path else "the document" if broken.what else ""
    help = policy.help
    if broken.unsure:
        message = f"the policy `{policy.id}` ({policy.file}:{policy.line}) {broken.what}"
        help = "ask less of it, or of fewer places" if broken.stopped else _ASK
    else:
        said = _told(file, broken, number) or policy.message
        message = f"{said.rstrip('.')}: {where} {broken.what}".rstrip(" :")
    return file.finding(
        ID,
        Severity(policy.severity),
        message,
        span,
        document=number,
        at=broken.path,
        help=help,
        schema=policy.address,
        subject=policy.id,
    )


_ASK = "let the expression ask `has(...)` or the type first, or narrow `match`"


def _told(file: Parsed, broken: "Broken", number: int) -> str | None:
    """Return what the policy's expression says; None where that could show a secret."""
    if broken.told is None:
        return None
    from confledger.documents.excerpt import excerpt

    told = " ".join(broken.told.split())
    span = file.positions.value(number, broken.path)
    lines = [excerpt([told], 1, broken.path)]
    if span is not None:
        lines.append(excerpt(file.lines, span.line, broken.path))
    return None if any(line is None or line.hidden for line in lines) else told
