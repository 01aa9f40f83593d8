"""What a run of the checks came to; it alone decides the exit code."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding

PASSED = "passed"
FAILED = "failed"
OLD = "with old findings only"
WITHOUT_SCHEMA = "without schema"
IGNORED = "ignored"
_ORDER = ("error", "warning", "info")
STATUSES = (PASSED, FAILED, OLD, WITHOUT_SCHEMA, IGNORED)
# What these inform of is told to those who ask: it is no fault, and looking for it takes time.
ADVICE = (
    *("file-without-schema", "ambiguous-scalar", "unused-anchor", "duplicated-block"),
    "sealed-value",
)


class Result:
    """Findings in report order, and how every file of the run ended.

    `counts` has one number for each of STATUSES; `ignored` splits the last by reason;
    `files`, filled only on request, lists (path, status, reason). `accepted` are findings that
    somebody took on; `old` counts those that were there before, where only new ones are told.
    `seconds` is wall time and is never part of a report.
    """

    __slots__ = ("accepted", "counts", "fail_on", "files", "findings", "ignored", "old", "seconds")

    def __init__(
        self,
        *,
        findings: "list[Finding] | None" = None,
        counts: dict[str, int] | None = None,
        ignored: dict[str, int] | None = None,
        files: list[tuple[str, str, str]] | None = None,
        fail_on: str = "warning",
        seconds: float = 0.0,
        accepted: "list[Accepted] | None" = None,
        old: int = 0,
    ) -> None:
        self.accepted = accepted or []
        self.old = old
        self.findings = findings or []
        self.counts = dict.fromkeys(STATUSES, 0) | (counts or {})
        self.ignored = ignored or {}
        self.files = files
        self.fail_on = fail_on
        self.seconds = seconds

    def having(
        self, findings: "list[Finding]", files: list[tuple[str, str, str]] | None
    ) -> "Result":
        """Return the same result with other findings and files, as some reader wants them."""
        return Result(
            findings=findings,
            counts=self.counts,
            ignored=self.ignored,
            files=files,
            fail_on=self.fail_on,
            seconds=self.seconds,
            accepted=self.accepted,
            old=self.old,
        )

    @property
    def total(self) -> int:
        """How many files the run accounts for."""
        return sum(self.counts.values())

    @property
    def exit_code(self) -> int:
        """0 when nothing reached the severity that fails a run, else 1."""
        failing = failing_severities(self.fail_on)
        return int(any(finding.severity in failing for finding in self.findings))


def is_advice(finding: "Finding") -> bool:
    """Whether a finding is only for those who ask for information."""
    return finding.severity == "info" and finding.check in ADVICE


def failing_severities(fail_on: str) -> tuple[str, ...]:
    """Return the severities that fail a file, and with it a run; `fail_on` is the mildest."""
    return _ORDER[: _ORDER.index(fail_on) + 1]
