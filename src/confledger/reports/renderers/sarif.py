"""SARIF 2.1.0, the OASIS standard for findings: GitHub code scanning and many viewers read it.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
What GitHub reads of it: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
"""

from confledger import __version__
from confledger.checks.accepted import IN_SOURCE
from confledger.reports.visible import encodable
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding
    from confledger.checks.result import Result

# GitHub refuses a run with more results.
MOST = 25_000

# The lines of a docstring at which its prose ends.
_EXAMPLE = ("Schema", "Policy", "Bad", "Good")
_ROOT = "%SRCROOT%"
_LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def render(result: "Result", *, colour: bool = False, verbose: bool = False) -> str:
    """Write one log with one run, in plain ASCII; of too many findings, the worst.

    Neither `colour` nor `verbose` changes it.
    """
    from json import dumps

    findings = result.findings
    if len(findings) > MOST:
        findings = sorted(findings, key=lambda finding: finding.severity.rank)[:MOST]
    accepted = result.accepted[: MOST - len(findings)]
    rules = _rules([*findings, *(one.finding for one in accepted)])
    index = {str(rule["id"]): number for number, rule in enumerate(rules)}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "confledger", "version": __version__, "rules": rules}},
                "invocations": [_invocation(len(result.findings) - len(findings))],
                "originalUriBaseIds": {
                    _ROOT: {"description": {"text": "the root of the repository"}}
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    *(_result(f, index[encodable(f.check)]) for f in findings),
                    *(_suppressed(one, index) for one in accepted),
                ],
            }
        ],
    }
    return dumps(log, indent=1) + "\n"


def _invocation(left_out: int) -> dict[str, object]:
    invocation: dict[str, object] = {"executionSuccessful": True}
    if left_out:
        text = (
            f"{plural(left_out, 'finding', 'findings')} left out, the least severe: "
            f"code scanning accepts {MOST} at most"
        )
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    return invocation


def _result(finding: "Finding", rule: int) -> dict[str, object]:
    message = finding.message if finding.help is None else f"{finding.message}\n{finding.help}"
    location: dict[str, object] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(finding.path), "uriBaseId": _ROOT},
            "region": _region(finding),
        }
    }
    if finding.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": encodable(finding.pointer)}]
    found: dict[str, object] = {
        "ruleId": encodable(finding.check),
        "ruleIndex": rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": _message(message)},
        "locations": [location],
        "partialFingerprints": {"confledger/v1": finding.fingerprint},
    }
    if finding.schema:
        found["properties"] = {"schema": encodable(finding.schema)}
    return found


def _suppressed(one: "Accepted", index: dict[str, int]) -> dict[str, object]:
    """Return a finding that somebody took on (section 3.35): code scanning shows it as closed."""
    found = _result(one.finding, index[encodable(one.finding.check)])
    until = f" (until {one.until})" if one.until else ""
    found["suppressions"] = [
        {
            "kind": "inSource" if one.kind == IN_SOURCE else "external",
            "status": "accepted",
            "justification": _message(f"{one.reason}{until}, {one.place}"),
        }
    ]
    return found


def _region(finding: "Finding") -> dict[str, object]:
    if finding.span is None:
        return {"startLine": 1}  # GitHub has no place for a finding about a whole file
    line, column, end_line, end_column = finding.span.key()
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _uri(path: str) -> str:
    """Write a path as a relative reference (RFC 3986), byte by byte whatever its encoding."""
    from urllib.parse import quote

    return quote(path.encode("utf-8", "surrogateescape"), safe="/")


def _message(text: str) -> str:
    """Keep the viewers from making a link of what a repository says (section 3.11.6)."""
    return encodable(text).replace("](", "\\](")


def _rules(findings: "list[Finding]") -> list[dict[str, object]]:
    """Describe the checks that have findings, sorted by id."""
    worst: dict[str, Finding] = {}
    for finding in findings:
        known = worst.setdefault(encodable(finding.check), finding)
        if finding.severity.rank < known.severity.rank:
            worst[encodable(finding.check)] = finding
    return [_rule(check, str(worst[check].severity)) for check in sorted(worst)]


def _rule(check: str, severity: str) -> dict[str, object]:
    """Describe a check as the docstring of its module does."""
    from inspect import cleandoc
    from itertools import takewhile

    module = _module(check)
    documentation = cleandoc(getattr(module, "__doc__", None) or check.replace("-", " "))
    short, _, rest = documentation.partition("\n")
    prose = "\n".join(takewhile(lambda line: not _begins_example(line), rest.splitlines()))
    return {
        "id": check,
        "shortDescription": {"text": short},
        "fullDescription": {"text": prose.strip() or short},
        "help": {"text": documentation},
        "defaultConfiguration": {"level": _LEVEL[getattr(module, "SEVERITY", severity)]},
    }


def _begins_example(line: str) -> bool:
    """Whether a line is the heading of an example, such as `Bad:` or `Bad, twice:`."""
    return line.startswith(_EXAMPLE) and line.endswith(":")


def _module(check: str) -> object:
    """Import the module that documents a check; None where there is none."""
    from importlib import import_module

    name = check.replace("-", "_")
    if not name.isidentifier():
        return None
    for folder in ("rules", "across", "secrets"):
        try:
            module = import_module(f"confledger.checks.{folder}.{name}")
        except ModuleNotFoundError:
            continue
        return module if getattr(module, "ID", None) == check else None
    return None
