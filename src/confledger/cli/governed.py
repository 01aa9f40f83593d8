"""Files that a creation rule of SOPS takes: no line of them is shown, whatever the value's name.

Such a file ought to be encrypted; where it is not, each of its values may be a secret.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from confledger.checks.finding import Finding
    from confledger.git.snapshot import Content
    from confledger.secrets.governed import Governed
    from confledger.secrets.rules import Rules

    class Source(Protocol):
        """What files are looked for in."""

        def find(self, path: str) -> tuple[str, Content] | None:
            """Return object id and content of one path; None when it is not there."""


def hidden(findings: "list[Finding]", source: "Source") -> "list[Finding]":
    """Return the findings, those of such files without source: one character stands for it."""
    shown = {one.path for one in findings if one.excerpt is not None}
    if not shown:
        return findings
    rules = rules_above(shown, source)
    taken = {path for path in shown if rules.rule_for(path) is not None}
    return [_without_source(one) if one.path in taken else one for one in findings]


def governed(source: "Source", paths: "Iterable[str]") -> "Governed":
    """Return what the rule files above some paths say of any path."""
    from confledger.secrets.governed import Governed

    return Governed(rules_above(paths, source))


def rules_above(paths: "Iterable[str]", source: "Source") -> "Rules":
    """Read the rule files of all folders above some paths."""
    from confledger.secrets import rules

    folders = {""}
    for path in paths:
        at = path.find("/")
        while at >= 0:
            folders.add(path[: at + 1])
            at = path.find("/", at + 1)
    found = []
    for folder in sorted(folders):
        held = source.find(folder + rules.FILE)
        if held is not None and isinstance(held[1], bytes):
            found.append(rules.read(held[1], folder + rules.FILE))
    return rules.Rules(found)


def _without_source(finding: "Finding") -> "Finding":
    from dataclasses import replace

    return replace(
        finding,
        excerpt=None,
        excerpt_column=None,
        fix=(),
        span=None if finding.span is None else finding.span.first(),
        octets=tuple(one.first() for one in finding.octets[:1]),
    )
