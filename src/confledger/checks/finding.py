"""What a check saw: one problem, in one place, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from confledger.checks.severity import Severity
from confledger.documents.edits import Edit
from confledger.location import Span

__all__ = ["Finding", "Severity", "fingerprinted"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem. Nothing in it quotes a value of the document, except the masked `excerpt`."""

    check: str
    """Id of the check, as in `--help`, suppressions and documentation."""
    severity: Severity
    message: str
    path: str
    """Path of the file from the root, with `/`; undecodable bytes as surrogates."""
    span: Span | None = None
    document: int = 0
    """Number of the YAML document in the file, from 0."""
    pointer: str = ""
    """JSON Pointer of the value; empty for the whole document."""
    help: str | None = None
    """What to do about it, in the imperative; a command where there is one."""
    schema: str | None = None
    """The rule that was broken: `schemas/app.json#/properties/port/maximum`."""
    subject: str = ""
    """What tells equal findings at one pointer apart, such as the name of the unknown key."""
    excerpt: str | None = None
    """The line of source at `span`, secrets masked, cut to a readable length."""
    excerpt_column: int | None = None
    """Where the column of `span` is in `excerpt`; None where it is the same."""
    fix: tuple[Edit, ...] = ()
    """Replacements in the file that mend it safely; none when that takes a person's judgement."""
    octets: tuple[Span, ...] = field(default=(), compare=False)
    """`span`, then the spans of `fix`, with columns that count bytes of UTF-8.

    Empty where that is not known, and without those of `fix` where the line is masked: what is
    suggested for it could tell the value.
    """
    fingerprint: str = field(default="", compare=False)
    """Identity across runs: no line numbers, distinct for equal findings."""

    def order(self) -> tuple[object, ...]:
        """Sort key: file, then place, then check."""
        at = self.span.key() if self.span else (0, 0, 0, 0)
        return (self.path, at, self.document, self.pointer, self.check, self.subject, self.message)


def fingerprinted(
    findings: Iterable[Finding], moved: Mapping[str, str] | None = None
) -> list[Finding]:
    """Return the findings in report order, each with its fingerprint.

    The fingerprint hashes check, path, pointer, subject, and a count among equals; so it
    survives edits elsewhere in the file, and equal findings stay apart. `moved` gives the
    earlier path of a file that was renamed, to compare with findings of that time.
    """
    from dataclasses import replace
    from hashlib import sha256

    moved = moved or {}
    seen: dict[str, int] = {}
    done = []
    for finding in sorted(findings, key=Finding.order):
        identity = "\0".join(
            (
                *(finding.check, moved.get(finding.path, finding.path), str(finding.document)),
                *(finding.pointer, finding.subject),
            )
        )
        ordinal = seen[identity] = seen.get(identity, -1) + 1
        digest = sha256(f"{identity}\0{ordinal}".encode("utf-8", "surrogatepass")).hexdigest()
        done.append(replace(finding, fingerprint=digest[:40]))
    return done
