"""Which findings are new: those that the state before did not have.

A finding is old when the same one was there: what it says at the same line of source, wherever
that has moved to; else by its fingerprint, whatever the line has become.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from confledger.checks.finding import Finding, fingerprinted


def parted(
    findings: list[Finding], before: Iterable[Finding], moved: Mapping[str, str]
) -> tuple[list[Finding], list[Finding]]:
    """Part findings into new and old ones; `moved` gives the earlier path of a renamed file.

    Both keep the order of `findings`. Of equal ones, as many are old as there were.
    """
    earlier = fingerprinted(before)
    there = Counter(_likeness(one, one.path) for one in earlier)
    unmatched: list[tuple[int, Finding]] = []
    old: set[int] = set()
    prints = fingerprinted(findings, moved)
    for index, finding in enumerate(prints):
        key = _likeness(finding, moved.get(finding.path, finding.path))
        if there[key]:
            there[key] -= 1
            old.add(index)
        else:
            unmatched.append((index, finding))
    left = _left(earlier, there)
    for index, finding in unmatched:
        if finding.fingerprint in left:
            left.remove(finding.fingerprint)
            old.add(index)
    ordered = fingerprinted(findings)
    return (
        [one for index, one in enumerate(ordered) if index not in old],
        [one for index, one in enumerate(ordered) if index in old],
    )


def _left(earlier: list[Finding], there: Counter[tuple[str, ...]]) -> set[str]:
    """Return the fingerprints of the earlier findings that have no likeness now."""
    left: set[str] = set()
    for one in reversed(earlier):
        key = _likeness(one, one.path)
        if there[key]:
            there[key] -= 1
            left.add(one.fingerprint)
    return left


def _likeness(finding: Finding, path: str) -> tuple[str, ...]:
    """Return what stays the same when lines and items move: no line, no number in a list."""
    steps = ["*" if step.isdigit() else step for step in finding.pointer.split("/")]
    return (
        *(finding.check, path, "/".join(steps), finding.subject, finding.message),
        (finding.excerpt or "").strip(),
    )
