"""The whole report for programs: schemas/audit-report.schema.json says what it holds."""

import json

from confledger.ledger.audit_rows import COLUMNS
from confledger.reports.audit.content import Report


def render(report: Report) -> str:
    """Write all of it, a row on each line."""
    number, last = report.head()
    head = {
        "version": 1,
        "about": report.about,
        "notes": report.notes(),
        "landed": report.landed,
        "configuration": report.configuration,
        "exceptions": [
            {"commit": one.fact.commit, "reasons": one.reasons} for one in report.exceptions
        ],
        "chain": {"rows": number, "head": last},
    }
    parts = [json.dumps(head, indent=2)[:-2]]
    commits = (json.dumps(one.values()) for one in report.facts)
    rows = (json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in report.rows())
    for name, lines in (("commits", commits), ("rows", rows)):
        listed = ",\n    ".join(lines)
        parts.append(f',\n  "{name}": [\n    {listed}\n  ]' if listed else f',\n  "{name}": []')
    return "".join(parts) + "\n}\n"
