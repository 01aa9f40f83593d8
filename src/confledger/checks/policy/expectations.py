"""Tests of configuration, `*.cltest.yaml`: what a file must hold, and what checks say of others."""

from collections.abc import Iterator
from typing import Any

from confledger.checks.cel.budget import Budget
from confledger.checks.cel.faults import NotAnExpression, Stopped, Unanswerable
from confledger.checks.cel.program import Program
from confledger.checks.finding import Finding
from confledger.checks.policy.schema import TEXT

# What an assertion sees: the first document, all of them, and what the file is.
VARIABLES = ("value", "self", "root", "documents", "path", "environment")

_FINDING: dict[str, object] = {
    "description": "A finding that must be there.",
    "type": "object",
    "additionalProperties": False,
    "required": ["check"],
    "properties": {
        "check": {**TEXT, "description": "Id of the check."},
        "pointer": {"type": "string", "description": "JSON Pointer of the value."},
        "policy": {**TEXT, "description": "Id of the policy, where it is the check `policy`."},
    },
}
_EXPECT: dict[str, object] = {
    "description": "What the checks say of the file; information does not count.",
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
    "properties": {
        "clean": {"const": True, "description": "Nothing is found."},
        "findings": {
            "description": "Exactly these are found.",
            "type": "array",
            "minItems": 1,
            "items": _FINDING,
        },
    },
}
_TEST: dict[str, object] = {
    "description": "One test: of a file that there is (`given`), or of a text (`document`).",
    "type": "object",
    "additionalProperties": False,
    "required": ["name"],
    "properties": {
        "name": {**TEXT, "description": "What the test shows."},
        "given": {**TEXT, "description": "Path of a file, from the root."},
        "document": {"type": "string", "description": "The text of a file that is made up."},
        "path": {
            **TEXT,
            "default": "example.yaml",
            "description": "Path at which `document` is judged: what the settings say of it holds.",
        },
        "schema": {**TEXT, "description": "Schema to judge by, instead of that of the settings."},
        "expect": _EXPECT,
        "assert": {
            "description": "Expressions (CEL) that must be true. They see `value`, `documents`, "
            "`path` and `environment`.",
            "anyOf": [TEXT, {"type": "array", "minItems": 1, "items": TEXT}],
        },
    },
    "allOf": [
        {"anyOf": [{"required": ["expect"]}, {"required": ["assert"]}]},
        {"oneOf": [{"required": ["given"]}, {"required": ["document"]}]},
    ],
}
SCHEMA: dict[str, object] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://confledger.example/schemas/cltest.schema.json",
    "title": "Tests of configuration",
    "description": "What must hold of configuration files; `confledger check --tests` runs them.",
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "tests"],
    "properties": {
        "version": {"description": "Version of this format; there is only one.", "const": 1},
        "tests": {"description": "The tests.", "type": "array", "items": _TEST},
    },
}


def schema() -> dict[str, object]:
    """Return the published JSON Schema of a file of tests."""
    return SCHEMA


def unexpected(expect: dict[str, Any], findings: list[Finding]) -> str | None:
    """Return in which way findings are not those that a test expects."""
    found = sorted(_described(one) for one in findings if one.severity != "info")
    if expect.get("clean"):
        return f"expected nothing, and found {'; '.join(found)}" if found else None
    left = [one for one in findings if one.severity != "info"]
    missing = []
    for wanted in expect["findings"]:
        fits = next((one for one in left if _fits(wanted, one)), None)
        if fits is None:
            missing.append(" ".join(str(part) for part in wanted.values()))
        else:
            left.remove(fits)
    if missing:
        return f"did not find {'; '.join(missing)}; found {'; '.join(found) or 'nothing'}"
    if left:
        return f"found also {'; '.join(sorted(map(_described, left)))}"
    return None


def _fits(wanted: dict[str, str], finding: Finding) -> bool:
    return (
        wanted["check"] == finding.check
        and wanted.get("pointer", finding.pointer) == finding.pointer
        and wanted.get("policy", finding.subject) == finding.subject
    )


def _described(finding: Finding) -> str:
    of_policy = f" {finding.subject}" if finding.check == "policy" else ""
    return f"{finding.check}{of_policy} {finding.pointer or '(the document)'}"


def unkept(
    asserted: str | list[str], documents: list[object], path: str, environment: str
) -> Iterator[str]:
    """Yield which assertions are not true of a file; an expression is the author's, and shown."""
    first = documents[0] if documents else None
    variables = {
        "value": first,
        "self": first,
        "root": first,
        "documents": documents,
        "path": path,
        "environment": environment,
    }
    for text in [asserted] if isinstance(asserted, str) else asserted:
        shown = " ".join(text.split())
        try:
            value = Program(text, VARIABLES).value(dict(variables), Budget())
        except NotAnExpression as error:
            yield f"`{shown}` cannot be used: {error} (character {error.offset + 1})"
        except Unanswerable as error:
            yield f"`{shown}` has no answer: {error}"
        except Stopped as stopped:
            yield f"`{shown}` was stopped, since {stopped}"
        else:
            if value is not True:
                yield f"`{shown}` is {'false' if value is False else 'neither true nor false'}"
