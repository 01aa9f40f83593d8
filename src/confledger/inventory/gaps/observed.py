"""Alerts, dashboards and metrics against one another: what asks for what nobody offers."""

from collections.abc import Iterator

from confledger.inventory.gaps.from_findings import quoted
from confledger.inventory.gaps.gap import Gap, some
from confledger.inventory.observability.files import RULED
from confledger.inventory.observability.item import (
    ALERT,
    DASHBOARD,
    LOG,
    METRIC,
    PRINT,
    RECORDING,
    Item,
)
from confledger.inventory.observability.modules import is_test
from confledger.inventory.observability.survey import Survey

# Severities of alerts that wake somebody, as people call them.
WAKING = frozenset(("critical", "page", "emergency", "high", "sev1", "p1", "fatal", "disaster"))
# Less of a program may well have nothing to say.
ENOUGH = 300


def gaps(survey: Survey) -> Iterator[Gap]:
    """Yield the gaps of one commit."""
    yield from _metrics(survey)
    bare: dict[str, list[Item]] = {}
    for one in survey.of(ALERT):
        page = one.get("runbook").partition("#")[0]
        show = f"git blame -L {one.line},+1 -- {quoted(one.path)}"
        if not page:
            if one.get("severity").lower() in WAKING:
                what = f"{one.name} wakes somebody ({one.get('severity')}), and does not say"
                yield Gap(
                    "waking-alert-without-runbook",
                    one.name,
                    one.path,
                    one.line,
                    f"{what} what to do",
                    "write a runbook, and name it in the annotation `runbook_url`",
                    show,
                )
            else:
                bare.setdefault(one.path, []).append(one)
        elif not survey.guided(one):
            what = f"{one.name} names {page}, which is not here"
            fix = "write it, or correct the path"
            yield Gap("runbook-not-there", page, one.path, one.line, what, fix, show)
    for path, items in sorted(bare.items()):
        names = some([one.name for one in items])
        what = f"{names} {'has' if len(items) == 1 else 'have'} no runbook"
        fix = "write one where a person has to act"
        show = f"git blame -L {items[0].line},+1 -- {quoted(path)}"
        count = len(items)
        yield Gap("alert-without-runbook", names, path, items[0].line, what, fix, show, count)
    yield from _silent(survey)


def _metrics(survey: Survey) -> Iterator[Gap]:
    for one, missing in survey.unregistered():
        rule = "alert-on-unknown-metric" if one.kind == ALERT else "dashboard-on-unknown-metric"
        what = f"{one.name} asks for {some(missing)}, and no code registers "
        what += "it" if len(missing) == 1 else "them"
        command = f"git log --oneline -S {quoted(missing[0])}"
        fix = "correct the name, or register the metric; the command shows where it went"
        name = f"{one.name}: {some(missing)}"
        yield Gap(rule, name, one.path, one.line, what, fix, command, len(missing))
    used = {name for one in survey.of(ALERT, DASHBOARD, RECORDING) for name in one.names("metrics")}
    if not used:
        return
    told: set[str] = set()
    for one in survey.of(METRIC):
        names = survey.exposed(one)
        if not one.name or one.name in told or is_test(one.path) or used & names:
            continue
        told.add(one.name)
        what = f"{one.name} is measured, and no alert or dashboard here asks for it"
        fix = "show it, alert on it, or stop measuring it"
        command = f"git blame -L {one.line},+1 -- {quoted(one.path)}"
        yield Gap("metric-unused", one.name, one.path, one.line, what, fix, command)


def _silent(survey: Survey) -> Iterator[Gap]:
    """Yield modules with much code that neither log nor print, where others log."""
    lines: dict[str, int] = {}
    heard: set[str] = set()
    first: dict[str, str] = {}
    for one in survey.files:
        module = survey.modules.of(one.path)
        if module is None or is_test(one.path):
            continue
        if one.language in RULED:
            lines[module] = lines.get(module, 0) + one.lines
            first.setdefault(module, one.path)
        if any(item.kind in (LOG, PRINT, METRIC) for item in one.items):
            heard.add(module)
    if not heard:
        return
    for module, count in sorted(lines.items()):
        if count >= ENOUGH and module not in heard:
            what = f"{module} has {count:,} lines of code, and neither logs nor measures"
            fix = "log what somebody will ask about at night, or say in its needs why not"
            command = "confledger report needs"
            yield Gap("module-silent", module, first[module], 1, what, fix, command)
