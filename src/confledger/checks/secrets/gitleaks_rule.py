"""What a rule of the repository's own `.gitleaks.toml` finds; or a rule that cannot be used.

The rules (`regex`, `path`, `secretGroup`, `entropy`, `keywords`), their allow-lists and those
of the whole file (`paths`, `regexes`, `stopwords`, `regexTarget`, `condition`) mean what they
mean to gitleaks, by the same regular expressions. For the default rules that `useDefault` adds,
our own stand in. What the allow-lists, `.gitleaksignore` or a comment `gitleaks:allow` let pass
is told as accepted, with `--verbose`; of a change that is compared with its base, only what the
base had counts.

A rule that cannot be used protects nothing, so it is a finding in that file.

Bad, in .gitleaks.toml:
    [[rules]]
    id = "badge"
    regex = "badge-[0-9]{12}"
    # door.txt
    opens with badge-481516234200
Good, in .gitleaks.toml:
    [[rules]]
    id = "badge"
    regex = "badge-[0-9]{12}"
    # door.txt
    opens with a badge
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.location import Span, pointer
from confledger.secrets.leaks.leak import GITLEAKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.leaks.gitleaks import Gitleaks
    from confledger.secrets.leaks.leak import Leak

ID = "gitleaks-rule"
_FILE = ".gitleaks.toml"


def leaked(path: str, leaks: "list[Leak]") -> Iterator[Finding]:
    """Yield a finding for each match of a rule of the repository."""
    for leak in leaks:
        if leak.check == GITLEAKS:
            yield Finding(
                check=ID,
                severity=Severity.ERROR,
                message=f"this is what the rule `{leak.rule}` of {_FILE} looks for",
                path=path,
                span=leak.span,
                help=f"revoke it where it was issued, and take it out; or mend the rule in {_FILE}",
                subject=leak.subject,
            )


def unusable(rules: "Gitleaks", data: bytes) -> Iterator[Finding]:
    """Yield a finding for each part of the file of rules that cannot be used."""
    from confledger.documents.dialect import TOML
    from confledger.documents.load import positions

    if not rules.faults:
        return
    places = positions(data, TOML)
    for at, reason in rules.faults:
        found = places.value(0, at) or Span(1, 1, 1, 2)
        yield Finding(
            check=ID,
            severity=Severity.ERROR,
            message=f"a part of the rules for gitleaks cannot be used: {reason}",
            path=_FILE,
            span=found.first(),
            pointer=pointer(at),
            help="mend it: until then, what it is about is not looked for",
            subject="unusable",
        )
