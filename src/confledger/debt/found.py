"""What the checks found, as debt: also what somebody accepted, for it was not mended by that."""

import re
from collections.abc import Callable, Iterable, Iterator
from shlex import quote

from confledger.checks.accepted import Accepted
from confledger.checks.days import days_between, is_day
from confledger.checks.finding import Finding
from confledger.checks.severity import Severity
from confledger.debt.churn import Churn
from confledger.debt.item import Item, item
from confledger.debt.owners import RULE as OWNER
from confledger.documents.dialect import dialect_of
from confledger.settings_schema import SECRETS

# In the words of the checks, which are ours.
_ENDED = re.compile(r" ended on (\d{4}-\d\d-\d\d)$")
_OLD = re.compile(r" was last changed (?:at least )?(\d+) days ago, (\d+) are allowed")
_COMMAND = re.compile(r"`(confledger [^`\n]{1,200})`|: (confledger [^`\n,;]{1,200})$")
_LINE = re.compile(r"(?<=[\w.\-]):\d+\b")
_KNOWN = re.compile(r"confledger schema add (?!--)([\w.-]+)")
_PLACE = re.compile(r" \([^()]{1,400}:\d+\)")
_UNUSED = "fits no finding"
UNVALIDATED = "file-without-schema"
DIVERGENCE = "environment-divergence"
UNVENDORED = "unvendored-schema"
# What programs write, and what has checks of its own.
_WRITTEN = (".lock", "-lock.json", "-lock.yaml", ".lock.json", ".lock.hcl", ".lock.yaml")
_JUDGED = frozenset((".sops.yaml", ".editorconfig"))
# Commands that a finding names without a file; others need more than that.
_OF_A_FILE = re.compile(r"confledger secrets (?:encrypt|rotate|sync|edit)")
_BARE = re.compile(r"confledger secrets \w+")
Environments = Callable[[str], Iterable[str]]


def of_findings(
    findings: Iterable[Finding],
    accepted: Iterable[Accepted],
    environments: Environments,
    today: str,
    churn: Churn | None,
    ours: frozenset[str],
) -> Iterator[Item]:
    """Yield an item for each finding; one that was accepted has the reason with it.

    `ours` are files that confledger itself reads, and judges without a schema.

    A schema that files name, and that the repository does not have, is one item: it is fetched
    once, however many files name it.
    """
    fetched: dict[str, list[Finding]] = {}
    for finding in findings:
        name = _fetchable(finding) if finding.check == UNVALIDATED else ""
        if name:
            fetched.setdefault(name, []).append(finding)
        elif finding.check != UNVALIDATED or not _exempt(finding.path, ours):
            yield _item(finding, environments, today, "")
    for one in accepted:
        yield _item(one.finding, environments, today, one.reason)
    for name, those in sorted(fetched.items()):
        yield _unvendored(name, those, churn)


def _exempt(path: str, ours: frozenset[str]) -> bool:
    """Whether nobody has to describe a file: a program writes it, or another check judges it."""
    name = path.rpartition("/")[2].lower()
    return path in ours or name in _JUDGED or name.endswith(_WRITTEN)


def _fetchable(finding: Finding) -> str:
    """Return the schema that only has to be fetched: named by the file, or known by its name."""
    if finding.subject:
        return finding.subject
    known = _KNOWN.search(finding.help or "")
    return "" if known is None else known[1]


def _unvendored(name: str, findings: list[Finding], churn: Churn | None) -> Item:
    first = min(findings, key=Finding.order)
    paths = sorted({one.path for one in findings})
    if any(one.subject for one in findings):
        verb, command = "name", "confledger schema add --named"
    else:
        verb, command = "could have", f"confledger schema add {quote(name)}"
    if len(paths) == 1 and verb == "name":
        verb = "names"
    more = f" and {len(paths) - 1:,} more file{'s' * (len(paths) > 2)}" if len(paths) > 1 else ""
    return item(
        UNVENDORED,
        first.path,
        address=name,
        group="",
        line=first.span.line if first.span else None,
        message=f"`{first.path}`{more} {verb} this schema, and the repository has no copy of it",
        subject=name,
        files=tuple(paths),
        command=command,
        touches=None if churn is None else len(churn.of_paths(paths)),
    )


def _item(finding: Finding, environments: Environments, today: str, accepted: str) -> Item:
    return item(
        _rule(finding),
        finding.path,
        pointer=finding.pointer,
        line=finding.span.line if finding.span else None,
        message=finding.message,
        subject=_subject(finding),
        environments=tuple(environments(finding.path)),
        overdue=overdue(finding.message, today),
        accepted=accepted,
        command=_command(finding),
        likeness=(finding.excerpt or "").strip(),
    )


def _command(finding: Finding) -> str:
    """Return what the finding says to run; else how to see it."""
    found = _COMMAND.search(finding.help or "")
    path = quote(finding.path)
    if found is not None:
        command = found[1] or found[2]
        if _OF_A_FILE.fullmatch(command):
            # A page, or a program, cannot be encrypted: the value has to leave it.
            named = command if dialect_of(finding.path) else "confledger secrets check"
            return f"{named} {path}"
        if not _BARE.fullmatch(command):
            return command
    if finding.check == UNVALIDATED:
        name = finding.path.rpartition("/")[2].partition(".")[0] or "config"
        return f"confledger schema infer {path} --to schemas/{quote(name)}.schema.json"
    if finding.check.partition("/")[0] in SECRETS:
        return f"confledger secrets check {path}"
    # What is only told when asked for is seen when asked for.
    asked = " --verbose" if finding.severity is Severity.INFO else ""
    return f"confledger check{asked} {path}"


def _rule(finding: Finding) -> str:
    if finding.check == "owner":
        return OWNER
    if finding.check == "stale-waiver" and finding.message.endswith(_UNUSED):
        return "unused-waiver"
    return finding.check


def _subject(finding: Finding) -> str:
    """Return what tells a finding from others at its key, wherever its file is moved."""
    said = finding.subject
    if not said or finding.check == DIVERGENCE:
        said = normalised(finding.message)
    return f"{finding.document}:{said}"


def normalised(message: str) -> str:
    """Return a message without places in it and without ages: both change by themselves."""
    return _LINE.sub("", _PLACE.sub("", _OLD.sub("", message)))


def overdue(message: str, today: str) -> int | None:
    """Return for how many days something should have been done, where a finding tells."""
    ended = _ENDED.search(message)
    if ended is not None and is_day(ended[1]):
        return max(0, days_between(ended[1], today))
    old = _OLD.search(message)
    return None if old is None else int(old[1]) - int(old[2])
