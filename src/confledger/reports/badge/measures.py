"""What each badge says, from the very numbers that the checks and the reports are made from.

A badge is never greener than these: where something fails it is not good, and where nobody has
looked it is none of both.
"""

from confledger.checks.result import (
    FAILED,
    IGNORED,
    PASSED,
    WITHOUT_SCHEMA,
    Result,
    failing_severities,
)
from confledger.reports.badge.model import (
    ATTENTION,
    BAD,
    GOOD,
    NOT_MEASURED,
    NOTE,
    UNKNOWN,
    Badge,
    unmeasured,
)
from confledger.reports.statement.model import NUMBER, PERCENT, Figure, Statement
from confledger.reports.statement.model import worst as worst_of
from confledger.reports.wording import plural

# What says that files and their schemas do not agree.
_OF_MODELS = frozenset(
    (
        *("schema", "invalid-schema", "schema-lock", "stale-documentation"),
        *("unknown-key", "deprecated-key"),
    )
)
_WITHOUT = "file-without-schema"
_RATINGS = {"A": GOOD, "B": NOTE, "C": ATTENTION, "D": BAD, "E": BAD}
_WORDS = {
    GOOD: "nothing stands out",
    NOTE: "complete",
    ATTENTION: "needs a look",
    BAD: "needs a look",
    UNKNOWN: NOT_MEASURED,
}


def valid(result: Result) -> Badge:
    """Whether the configuration passes the checks."""
    name = "config-valid"
    looked_at = result.total - result.counts[IGNORED]
    failing = _failing(result)
    if failing:
        return Badge(name, _counted(failing), BAD if "error" in failing else ATTENTION)
    if not looked_at:
        return unmeasured(name)
    left = sum(one.severity == "warning" for one in result.findings) + result.old
    if left:
        return Badge(name, f"valid, {plural(left, 'warning', 'warnings')}", NOTE)
    if _without_schema(result) >= looked_at:
        # They can be read: nobody has said what would be valid.
        return Badge(name, "readable, no schema", NOTE)
    if result.accepted:
        return Badge(name, f"valid, {len(result.accepted)} accepted", GOOD)
    return Badge(name, "valid", GOOD)


def model(result: Result) -> Badge:
    """Whether every file has a schema, and agrees with it."""
    name = "model"
    looked_at = result.total - result.counts[IGNORED]
    failing = _failing(result, _OF_MODELS)
    if failing:
        return Badge(name, _counted(failing), BAD if "error" in failing else ATTENTION)
    if not looked_at:
        return unmeasured(name)
    without = _without_schema(result)
    message = f"{looked_at - without} of {plural(looked_at, 'file', 'files')}"
    return Badge(name, message, ATTENTION if without else GOOD)


def secrets(result: Result) -> Badge:
    """Whether what is to be encrypted is, and nothing else is a secret."""
    name = "secrets"
    failing = _failing(result)
    if failing:
        return Badge(name, _counted(failing), BAD)
    if not result.counts[PASSED] + result.counts[FAILED]:
        return unmeasured(name)
    left = len([one for one in result.findings if one.severity == "warning"]) + result.old
    if left:
        return Badge(name, plural(left, "warning", "warnings"), NOTE)
    return Badge(name, "none in plain text", GOOD)


def debt(statement: Statement, rating: str) -> Badge:
    """Return how the configuration is rated; a letter with `?` is a guess, and nothing good."""
    letter = rating.strip()
    standing = UNKNOWN if letter.endswith("?") else _RATINGS.get(letter, UNKNOWN)
    if letter.rstrip("?") not in _RATINGS:
        return unmeasured("debt")
    return Badge("debt", letter, _no_greener(standing, statement.verdict.standing))


def audit(statement: Statement) -> Badge:
    """Whether something stands out in the history."""
    standing = statement.verdict.standing
    said = _WORDS[standing]
    if standing in (ATTENTION, BAD):
        worst = next((one for one in statement.figures if one.standing == standing), None)
        said = said if worst is None else _told(worst) or said
    return Badge("audit", said, standing)


def reports(stale: int, kept: int) -> Badge:
    """Whether the reports that are kept in the repository still hold."""
    if not kept and not stale:
        return unmeasured("report")
    if stale:
        return Badge("report", f"{stale} out of date", ATTENTION)
    return Badge("report", "up to date", GOOD)


def _told(figure: Figure) -> str:
    """Return a number with its name; a share is rather too small than too large."""
    value, name = figure.value, f"{figure.name[:1].lower()}{figure.name[1:]}"
    if not isinstance(value, (int, float)):
        return ""
    if figure.kind == PERCENT:
        return f"{name}: {int(value * 100)} %"
    return f"{name}: {value:,}" if figure.kind == NUMBER else ""


def _without_schema(result: Result) -> int:
    told = len({one.path for one in result.findings if one.check == _WITHOUT})
    return max(told, result.counts[WITHOUT_SCHEMA])


def _failing(result: Result, checks: frozenset[str] | None = None) -> list[str]:
    """Return the severity of each finding that fails a run."""
    bad = failing_severities(result.fail_on)
    return [
        one.severity
        for one in result.findings
        if one.severity in bad and (checks is None or one.check in checks)
    ]


def _counted(failing: list[str]) -> str:
    errors = sum(one == "error" for one in failing)
    if errors:
        return plural(errors, "error", "errors")
    return plural(len(failing), "finding", "findings")


def _no_greener(one: str, other: str) -> str:
    """Return the worse of two; what is good in one and unknown in the other is unknown."""
    if UNKNOWN in (one, other):
        known = worst_of([one, other])
        return known if known in (ATTENTION, BAD) else UNKNOWN
    return worst_of([one, other])
