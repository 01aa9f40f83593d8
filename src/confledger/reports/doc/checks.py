"""The page of reference for checks: what each says, from the modules that do the checking."""

import inspect
import re
from types import ModuleType

from confledger.checks.pages import language, parse, rules


def page(note: str) -> str:
    """Return a table, then one section for each check; `note` says what made it."""
    rows, sections = [], []
    for module in rules():
        found = parse(module.__doc__ or "")
        rows.append(f"| [`{module.ID}`](#{module.ID}) | {_severity(module)} | {found.title} |\n")
        sections.append(f"\n## {module.ID}\n\n{found.title}\n")
        if found.prose:
            sections.append(f"\n{found.prose}\n")
        sections += [
            f"\n{head}:\n\n```{language(head)}\n{text}\n```\n" for head, text in found.examples
        ]
    return (
        f"# Checks\n\n{note}\nThe tests run each example: every *Bad* one is found, no *Good* "
        "one is.\n\n| check | severity | says |\n|---|---|---|\n"
        + "".join(rows)
        + "".join(sections)
    )


def _severity(module: ModuleType) -> str:
    """Return the severities that the source of a check names, the worst first."""
    named = re.findall(r"\bSeverity\.([A-Z]+)\b", inspect.getsource(module))
    return ", ".join(one for one in ("error", "warning", "info") if one.upper() in named)
