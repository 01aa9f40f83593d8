"""The page of a check: what it says, examples, and how to accept or switch it off."""

import ast
import re
import sys
from importlib.resources import files
from typing import NamedTuple

from confledger.checks.pages import Page, language, parse
from confledger.cli.output import coloured
from confledger.cli.streams import put
from confledger.settings_schema import CHECKS

_PACKAGES = ("confledger.checks.rules", "confledger.checks.across", "confledger.checks.secrets")
_SEVERITIES = ("error", "warning", "info")
# The names of checks are aligned up to here; longer lines than this are hard to read.
_NAMES = 24
_WIDTH = 100
_BOLD, _RESET = "\x1b[1m", "\x1b[0m"


# What is wrong with accepting is not accepted in turn.
_OF_ACCEPTING = ("stale-suppression", "stale-waiver")
WITHOUT = Page("Nothing is written about it.", "", [])


class Check(NamedTuple):
    """One check with its page, and the severities that its findings may have."""

    id: str
    page: Page
    severities: list[str]


def page(rule: str | None, format: str) -> int:
    """Print one page, or the list of them; return the exit code."""
    known = checks()
    chosen = list(known.values()) if rule is None else [known[rule]]
    if format == "json":
        put(_json(chosen))
    elif format == "markdown":
        put("\n".join(_markdown(one) for one in chosen))
    elif rule is None:
        put(_listed(chosen))
    else:
        put(_text(chosen[0], colour=coloured("auto")))
    return 0


def checks() -> dict[str, Check]:
    """Return every check by its id, in the order of the settings.

    From the source, since importing all checks brings every library that one of them uses.
    """
    found: dict[str, Check] = {}
    for package in _PACKAGES:
        for file in files(package).iterdir():
            if file.name.endswith(".py"):
                source = file.read_text("utf-8")
                name = file.name.removesuffix(".py").replace("_", "-")
                page = parse(ast.get_docstring(ast.parse(source)) or "")
                found[name] = Check(name, page, _severities(source))
    return {name: found.get(name, Check(name, WITHOUT, [])) for name in CHECKS}


def _severities(source: str) -> list[str]:
    """Return the severities that the source of a check names, the worst first."""
    named = set(re.findall(r"\bSeverity\.([A-Z]+)\b", source))
    return [one for one in _SEVERITIES if one.upper() in named]


def _listed(chosen: list[Check]) -> str:
    from textwrap import fill

    rows = []
    for one in chosen:
        text = f"{one.id:{_NAMES}}{one.page.title}"
        rows.append(fill(text, _columns(), subsequent_indent=" " * _NAMES) + "\n")
    return "".join(rows) + "\nits page: confledger explain --rule ID\n"


def _text(one: Check, *, colour: bool) -> str:
    """Write a page for a terminal."""
    from textwrap import fill, indent

    def head(text: str) -> str:
        return f"{_BOLD}{text}{_RESET}" if colour else text

    width = _columns()
    severities = f"  ({', '.join(one.severities)})" if one.severities else ""
    parts = [head(one.id) + severities, fill(one.page.title, width)]
    for paragraph in re.split(r"\n\s*\n", one.page.prose) if one.page.prose else []:
        lines = paragraph.splitlines()
        # Lists, tables and examples keep their lines.
        kept = any(line.startswith((" ", "- ", "* ", "|")) for line in lines)
        parts.append(paragraph if kept else fill(" ".join(lines), width))
    parts += [
        f"{head(heading + ':')}\n{indent(text, '    ')}" for heading, text in one.page.examples
    ]
    parts += [f"{head(heading + ':')}\n{indent(text, '    ')}" for heading, text in _settings(one)]
    return "\n\n".join(parts) + "\n"


def _settings(one: Check) -> list[tuple[str, str]]:
    """Return what to write where, to accept a finding or to weigh all of them."""
    weigh = (
        "Weigh all of them otherwise, in confledger.yaml",
        f"checks:\n  {one.id}: warning  # or error, info, off",
    )
    if one.id in _OF_ACCEPTING:
        return [weigh]
    return [
        (
            "Accept one finding, beside it or on the line above",
            f"# confledger: ignore[{one.id}] until YYYY-MM-DD: reason",
        ),
        (
            "Accept findings with an owner, in waivers.yaml",
            "waivers:\n"
            f"  - check: {one.id}\n"
            '    address: "FILE#/KEY"\n'
            "    reason: WHY\n"
            '    owner: "@WHO"\n'
            '    expires: "YYYY-MM-DD"',
        ),
        weigh,
    ]


def _markdown(one: Check) -> str:
    """Write a page as the reference has it, with what to write where."""
    parts = [f"## {one.id}", one.page.title]
    if one.severities:
        parts.append(f"Severity: {', '.join(one.severities)}.")
    if one.page.prose:
        parts.append(one.page.prose)
    for heading, text in one.page.examples:
        parts.append(f"{heading}:\n\n```{language(heading)}\n{text}\n```")
    parts += [f"{heading}:\n\n```yaml\n{text}\n```" for heading, text in _settings(one)]
    return "\n\n".join(parts) + "\n"


def _json(chosen: list[Check]) -> str:
    from json import dumps

    rows = [
        {
            "id": one.id,
            "title": one.page.title,
            "severities": one.severities,
            "prose": one.page.prose,
            "examples": [
                {"heading": heading, "language": language(heading), "text": text}
                for heading, text in one.page.examples
            ],
            "setting": f"checks.{one.id}",
        }
        for one in chosen
    ]
    return dumps({"version": 1, "checks": rows}, indent=2, ensure_ascii=False) + "\n"


def _columns() -> int:
    """Return how wide lines may be; always the same where nobody looks at it."""
    if not sys.stdout.isatty():
        return 80
    from shutil import get_terminal_size

    return min(get_terminal_size().columns, _WIDTH)
