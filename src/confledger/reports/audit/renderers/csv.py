"""The rows as CSV (RFC 4180), which a spreadsheet can open and never runs.

A text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
import io
import re

from confledger.ledger.audit_rows import COLUMNS
from confledger.reports.audit.content import Report
from confledger.reports.visible import visible

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?")


def render(report: Report) -> str:
    """Write a line for each row under the names of the columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in report.rows():
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = visible(str(value), keep="\n\t")
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
