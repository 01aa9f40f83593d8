"""CSV that a spreadsheet opens as what it says, and runs nothing of.

A cell that begins with `=`, `+`, `-`, `@`, in some also with their wide forms, or a blank such as
a tab, is taken for a formula by spreadsheets; before one that holds a text, an apostrophe makes
it text. What would steer a terminal is written as an escape.
https://owasp.org/www-community/attacks/CSV_Injection
"""

from confledger.reports.visible import visible

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(value: object) -> str:
    """Return one cell, not quoted yet; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(cell(one) for one in value)
    if not isinstance(value, str):
        return str(value)
    text = visible(value, keep="\n\t")
    return "'" + text if text.startswith(_BEGINNINGS) else text


def line(cells: "list[str]") -> str:
    """Return one line, as RFC 4180 has it but for its end, which is that of Unix."""
    return ",".join(_quoted(one) for one in cells) + "\n"


def _quoted(text: str) -> str:
    if any(mark in text for mark in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text
