"""What was found in each module, put together until it fits on a screen."""

from collections import Counter
from collections.abc import Callable, Iterable

from confledger.inventory.gaps.variables import of_others
from confledger.inventory.observability.files import RULED
from confledger.inventory.observability.item import (
    ALERT,
    DASHBOARD,
    LOG,
    METRIC,
    RECORDING,
    REPORT,
    VARIABLE,
    Item,
)
from confledger.inventory.observability.modules import is_test
from confledger.inventory.observability.survey import Survey

CONFIGURATION, LOGS, METRICS = "configuration", "logs", "metrics"
ALERTS, DASHBOARDS, REPORTS = "alerts", "dashboards", "reports"
NEEDS = (CONFIGURATION, LOGS, METRICS, ALERTS, DASHBOARDS, REPORTS)
_ALSO = {LOG: LOGS, VARIABLE: CONFIGURATION}
_OF = {METRIC: METRICS, ALERT: ALERTS, RECORDING: ALERTS, DASHBOARD: DASHBOARDS, REPORT: REPORTS}
# A need with more names shows the files they are in, with more files their folders.
MOST = 8
# What is not told by name: everything, or what lies in no folder of the module.
WHOLE, TOP = "all of it", "directly in it"


class Name:
    """One name, or a file or folder with how many there are in it."""

    __slots__ = ("at", "count", "name", "sealed")

    def __init__(self, name: str, at: str, count: int = 1, *, sealed: bool = False) -> None:
        self.name = name
        self.at = at
        self.count = count
        # Encrypted: the names of its keys are in it, its values are secrets.
        self.sealed = sealed


class Module:
    """One module: what was found for each need, by name in order; whether it has code."""

    __slots__ = ("coded", "found", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.coded = False
        self.found: dict[str, list[Name]] = {need: [] for need in NEEDS}


def modules(survey: Survey, configuration: Iterable[str], sealed: set[str]) -> list[Module]:
    """Return the modules with code or configuration, in the order of their names."""
    made: dict[str, Module] = {}
    singles: dict[tuple[str, str], list[Name]] = {}

    def add(path: str, need: str, name: Name) -> None:
        module = survey.modules.of(path)
        if module is not None and not is_test(path):
            made.setdefault(module, Module(module))
            singles.setdefault((module, need), []).append(name)

    for one in survey.files:
        module = survey.modules.of(one.path)
        if module is not None and one.language in RULED and one.lines and not is_test(one.path):
            made.setdefault(module, Module(module)).coded = True
    for item in survey.variables:
        if not of_others(item.name):
            add(item.path, CONFIGURATION, Name(item.name, f"{item.path}:{item.line}"))
    for path in sorted(configuration):
        name = _below(path, survey.modules.of(path) or "")
        add(path, CONFIGURATION, Name(name, path, sealed=path in sealed))
    for item in survey.items:
        inside = _below(item.path, survey.modules.of(item.path) or "")
        place = f"{item.path}:{item.line}"
        if item.kind == LOG:
            add(
                item.path,
                LOGS,
                Name(_event(item) or inside, place),
            )
        elif item.kind in _OF:
            add(
                item.path,
                _OF[item.kind],
                Name(item.name or inside, place),
            )
    for (module, need), names in singles.items():
        made[module].found[need] = _few(_once(names), module)
    # At the root there are settings of tools, which nobody needs as a module.
    return [one for name, one in sorted(made.items()) if name != "." or one.coded]


def every_name(survey: Survey) -> dict[str, dict[str, set[str]]]:
    """Return, by module and need, each name on its own, however many there are."""
    names: dict[str, dict[str, set[str]]] = {}
    for item in (*survey.items, *survey.variables):
        need = _ALSO.get(item.kind) or _OF.get(item.kind)
        module = survey.modules.of(item.path)
        if need is not None and module is not None and not is_test(item.path):
            names.setdefault(module, {}).setdefault(need, set()).add(item.name)
    return names


def _event(item: Item) -> str:
    """Return the name of the event that a log call with fields is."""
    name = item.name
    plain = bool(name) and all(c.isalnum() or c in "._-" for c in name)
    return name if plain and item.get("structured") and item.get("form") == "constant" else ""


def _once(names: list[Name]) -> list[Name]:
    found: dict[str, Name] = {}
    for one in names:
        if one.name in found:
            found[one.name].count += one.count
        else:
            found[one.name] = one
    return sorted(found.values(), key=lambda one: (one.name != one.at, one.name))


def _few(names: list[Name], module: str) -> list[Name]:
    """Return the names, or the files, or the folders they are in: the first that are few."""
    if len(names) <= MOST:
        return sorted(names, key=lambda one: one.name)
    deepest = max(one.at.count("/") for one in names)
    levels: list[Callable[[str], str]] = [_path]
    for depth in range(deepest, module.count("/"), -1):
        levels.append(_folder_at(depth))
    found, closed = Counter[str](), Counter[str]()
    for level in levels:
        found, closed = Counter[str](), Counter[str]()
        for one in names:
            found[level(one.at)] += one.count
            closed[level(one.at)] += one.sealed
        if len(found) <= MOST:
            break
    return [
        Name(
            _below(name, module) if len(found) == 1 or name != f"{module}/" else TOP,
            name,
            count,
            sealed=closed[name] == count,
        )
        for name, count in sorted(found.items())
    ]


def _below(path: str, module: str) -> str:
    """Return a path as it is called inside of its module."""
    return path.removeprefix(f"{module}/") or WHOLE


def _folder_at(depth: int) -> Callable[[str], str]:
    return lambda at: "".join(f"{step}/" for step in _path(at).split("/")[:-1][:depth])


def _path(at: str) -> str:
    path, _, line = at.rpartition(":")
    return path if path and line.isdecimal() else at
