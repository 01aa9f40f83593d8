"""What a run of the checks came to; it alone decides the exit code."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

PASSED = "passed"
FAILED = "failed"
WITHOUT_SCHEMA = "without schema"
IGNORED = "ignored"
_ORDER = ("error", "warning", "info")
STATUSES = (PASSED, FAILED, WITHOUT_SCHEMA, IGNORED)


class Result:
    """Findings in report order, and how every file of the run ended.

    `counts` has one number for each of STATUSES; `ignored` splits the last by reason;
    `files`, filled only on request, lists (path, status, reason). `seconds` is wall time
    and is never part of a report.
    """

    __slots__ = ("counts", "fail_on", "files", "findings", "ignored", "seconds")

    def __init__(
        self,
        *,
        findings: "list[Finding] | None" = None,
        counts: dict[str, int] | None = None,
        ignored: dict[str, int] | None = None,
        files: list[tuple[str, str, str]] | None = None,
        fail_on: str = "warning",
        seconds: float = 0.0,
    ) -> None:
        self.findings = findings or []
        self.counts = dict.fromkeys(STATUSES, 0) | (counts or {})
        self.ignored = ignored or {}
        self.files = files
        self.fail_on = fail_on
        self.seconds = seconds

    @property
    def total(self) -> int:
        """How many files the run accounts for."""
        return sum(self.counts.values())

    @property
    def exit_code(self) -> int:
        """0 when nothing reached the severity that fails a run, else 1."""
        failing = failing_severities(self.fail_on)
        return int(any(finding.severity in failing for finding in self.findings))


def failing_severities(fail_on: str) -> tuple[str, ...]:
    """Return the severities that fail a file, and with it a run; `fail_on` is the mildest."""
    return _ORDER[: _ORDER.index(fail_on) + 1]
