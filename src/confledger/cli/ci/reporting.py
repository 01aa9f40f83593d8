"""The step `report`: what was found, in each form that a forge shows."""

import os

from confledger.checks.finding import fingerprinted
from confledger.checks.result import STATUSES, Result
from confledger.cli.ci.changed_lines import changed_lines
from confledger.cli.ci.context import Context
from confledger.cli.ci.kept_findings import read
from confledger.cli.ci.step import Outcome
from confledger.reports.ci.summary_page import page
from confledger.reports.renderers import codequality, github, junit, sarif
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def step(context: Context) -> Outcome:
    """Write Code Quality, SARIF, JUnit, annotations and the page for the job."""
    result = result_of(context)
    comment: Any = context.results.get("comment")
    body = "Nothing is known of this change.\n" if comment is None else str(comment["body"])
    nothing = comment is not None and comment["nothing"]
    lines = changed_lines(
        context.repository,
        context.base,
        context.head,
        {one.path for one in result.findings},
    )
    ordered = sorted(
        result.findings,
        key=lambda one: one.span is None or one.span.line not in lines.get(one.path, ()),
    )
    annotations = github.render(result.having(ordered, None))
    files = {
        "codequality.json": codequality.render(result),
        "confledger.sarif": sarif.render(result),
        "junit.xml": junit.render(result),
        "annotations.txt": annotations,
        "summary.md": page(None if nothing else body, context.failed),
    }
    said = plural(len(result.findings), "finding", "findings")
    return Outcome(value={"annotations": annotations}, said=said, files=files)


def result_of(context: Context) -> Result:
    """Return what both kinds of checks found, as one result."""
    counts = dict.fromkeys(STATUSES, 0)
    ignored: dict[str, int] = {}
    findings = []
    old = 0
    fail_on = context.settings.fail_on
    for name in ("check", "secrets"):
        value: Any = context.results.get(name)
        if value is None:
            continue
        findings += read(value["new"])
        old += value["old"]
        fail_on = value["fail_on"] if name == "check" else fail_on
        if name == "check" or not any(counts.values()):
            counts |= value["counts"]
            ignored = value["ignored"]
    return Result(
        findings=fingerprinted(findings),
        counts=counts,
        ignored=ignored,
        fail_on=fail_on,
        old=old,
    )


def append(place: str, text: str, most: int) -> None:
    """Add the page to that of the job; nothing where it would not fit, since all would be lost."""
    data = text.encode("utf-8", "backslashreplace")
    there = os.path.getsize(place) if os.path.exists(place) else 0
    if there + len(data) <= most:
        with open(place, "ab") as file:
            file.write(data)
