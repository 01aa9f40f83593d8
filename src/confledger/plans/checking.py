"""Every rule for plans, run on plans."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from confledger.checks.finding import Finding, fingerprinted
from confledger.documents.excerpt import excerpt
from confledger.plans.found import About
from confledger.plans.plan import Plan
from confledger.plans.rules import (
    claims,
    dates,
    done_open,
    evidence,
    headings,
    ids,
    links,
    mojibake,
    progress,
    template,
)

RULES = (
    *(progress, done_open, evidence, headings, template),
    *(mojibake, dates, claims, links, ids),
)
# Nobody reads more of one rule in one plan.
MOST = 1000
# How far above a line may begin what makes a secret of it, such as a private key.
_AROUND = 60


def findings(plans: Iterable[Plan], about: About) -> list[Finding]:
    """Return what is wrong, in the order of files and lines."""
    return fingerprinted(
        _with_line(plan, one)
        for plan in plans
        for rule in RULES
        for one in islice(rule.check(plan, about), MOST)
    )


def new(found: list[Finding], before: list[Finding]) -> list[Finding]:
    """Return the findings that an earlier state of the same plans did not have."""
    known = {one.fingerprint for one in before}
    return [one for one in found if one.fingerprint not in known]


def _with_line(plan: Plan, found: Finding) -> Finding:
    """Return a finding with the line that it is in, secrets masked."""
    if found.span is None:
        return found
    first = max(0, found.span.line - 1 - _AROUND)
    lines = plan.texts[first : found.span.line]
    shown = excerpt(lines, len(lines), (), found.span.column)
    if shown is None:
        return found
    return replace(found, excerpt=shown.text, excerpt_column=shown.column)


def rules() -> Iterator[tuple[str, str]]:
    """Yield id and first sentence of each rule."""
    for rule in RULES:
        yield rule.ID, (rule.__doc__ or "").partition("\n")[0]
