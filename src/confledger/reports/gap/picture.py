"""Gaps as a picture: what declares, what is missing, whose it is; small enough to be read."""

from collections import Counter
from collections.abc import Sequence

from confledger.inventory.gaps.gap import RULES, Gap
from confledger.reports.statement.counts import counted
from confledger.reports.statement.model import NOTE, Diagram, Node

_MOST_RULES = 10
_MOST_OWNERS = 8
# Where what is missing would be declared.
_DECLARING = {
    "secret-in-plain-text": "Schemas and creation rules",
    "required-key-unset": "Schemas and creation rules",
    "key-unset": "Schemas and creation rules",
    "file-without-schema": "Schemas and creation rules",
    "schema-file-unused": "Schemas and creation rules",
    "variable-undeclared": "Code",
    "variable-unread": "Variables",
    "owner-missing": "CODEOWNERS",
    "documentation-stale": "Documentation",
    "alert-on-unknown-metric": "Alert rules",
    "waking-alert-without-runbook": "Alert rules",
    "alert-without-runbook": "Alert rules",
    "runbook-not-there": "Alert rules",
    "dashboard-on-unknown-metric": "Dashboards",
    "metric-unused": "Code",
    "module-silent": "Code",
    "needed-not-found": "Needs, signed by owners",
    "found-not-needed": "Needs, signed by owners",
    "needs-unsigned": "Needs, signed by owners",
}


def picture(gaps: Sequence[Gap]) -> Diagram:
    """Return the rules with most gaps between what declares and who owns; the rest counted."""
    rules = Counter(gap.rule for gap in gaps)
    order = list(RULES)
    shown = sorted(rules, key=order.index)[:_MOST_RULES]
    owners = Counter(gap.owner for gap in gaps if gap.rule in shown)
    named = [name for name, _ in sorted(owners.items(), key=lambda one: (-one[1], one[0]))]
    kept = named[:_MOST_OWNERS]
    rest = f"{counted(len(named) - len(kept), 'more owner')}"
    sources = sorted({_source(rule) for rule in shown})
    nodes = [Node(f"d{sources.index(one)}", one) for one in sources]
    nodes += [
        Node(f"r{number}", f"{RULES[rule].title}: {rules[rule]}", RULES[rule].weight)
        for number, rule in enumerate(shown)
    ]
    nodes += [Node(f"o{number}", owner, NOTE) for number, owner in enumerate(kept)]
    if len(named) > len(kept):
        nodes.append(Node("o-rest", rest, NOTE))
    edges = [(f"d{sources.index(_source(rule))}", f"r{n}", "") for n, rule in enumerate(shown)]
    between = Counter(
        (gap.rule, gap.owner if gap.owner in kept else "") for gap in gaps if gap.rule in shown
    )
    for (rule, owner), count in sorted(
        between.items(), key=lambda one: (shown.index(one[0][0]), one[0][1])
    ):
        to = f"o{kept.index(owner)}" if owner else "o-rest"
        edges.append((f"r{shown.index(rule)}", to, str(count)))
    left = sum(rules.values()) - sum(rules[rule] for rule in shown)
    title = "What declares, what is missing, and whose it is"
    if left:
        title += f", without {counted(left, 'gap')} of other rules"
    return Diagram("picture", f"{title}.", tuple(nodes), tuple(edges), "There are no gaps.")


def _source(rule: str) -> str:
    return _DECLARING.get(rule, "Settings")
