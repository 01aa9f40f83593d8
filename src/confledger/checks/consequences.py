"""Findings that only follow from another one: a typo in a key makes the right key missing too.

People mend one thing, so they are told one: the one with the closest place.
"""

from posixpath import dirname, join, normpath

from confledger.location import parse_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from confledger.checks.finding import Finding

_TYPO = "unknown-key"
_DIVERGENCE = "environment-divergence"
_DANGLING = "dangling-reference"
# What marks the finding of a schema that cannot be used.
UNUSABLE = "unusable"


def causes(findings: "Iterable[Finding]") -> "list[Finding]":
    """Leave out what goes away with a typo of a key: that the key is missing, or only here.

    Only typos whose right spelling is certain count: those that can be mended safely. Where a
    reference to a part of a schema is told, that the schema cannot be used without it is not.
    """
    findings = list(findings)
    lost = {_target(one) for one in findings if one.check == _DANGLING}
    if lost:
        findings = [one for one in findings if one.subject != UNUSABLE or one.path not in lost]
    wrong: set[tuple[str, int, str]] = set()
    missing: set[tuple[str, int, str, str]] = set()
    for one in findings:
        if one.check == _TYPO and one.fix:
            parent = one.pointer.rpartition("/")[0]
            meant = one.fix[0].text.strip("'\" ")
            wrong.add((one.path, one.document, one.pointer))
            missing.add((one.path, one.document, parent, meant))
    if wrong:
        findings = [one for one in findings if not _follows(one, wrong, missing)]
    return _but_differences(findings)


def _but_differences(findings: "list[Finding]") -> "list[Finding]":
    """Leave out that environments differ where a schema says that one of them is wrong."""
    unknown = {":".join(parse_pointer(one.pointer)) for one in findings if one.check == _TYPO}
    refused = {one.pointer for one in findings if one.check == "schema" and one.pointer}
    return [
        one
        for one in findings
        if one.check != _DIVERGENCE
        or not (
            (one.subject.startswith("type:") and one.pointer in refused)
            or any(one.subject.endswith(f":{key}") for key in unknown)
        )
    ]


def _target(one: "Finding") -> str:
    """Return the path that a reference leads to, as it is written: from its own folder."""
    return normpath(join(dirname(one.path), one.subject.partition("#")[0]))


def _follows(
    one: "Finding",
    wrong: set[tuple[str, int, str]],
    missing: set[tuple[str, int, str, str]],
) -> bool:
    at = (one.path, one.document, one.pointer)
    if one.check == _DIVERGENCE:
        key = one.subject.rpartition(":")[2]
        return at in wrong or (*at, key) in missing
    return one.check == "schema" and (*at, one.subject) in missing
