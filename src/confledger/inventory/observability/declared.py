"""What configuration declares: alert rules, dashboards, what is scraped, probes of health.

Told by the shape of a document, wherever it stands in a file: a map with `alert` and `expr` is
an alert rule, in a rule file of Prometheus, in a PrometheusRule, or in the values of a chart.
A file is parsed only where one of the words occurs that every such shape has.
"""

import re
from collections.abc import Iterator

from confledger.documents.dialect import JSON, TOML, YAML, dialect_of
from confledger.documents.limits import DEFAULT, Limits
from confledger.documents.load import load, positions
from confledger.inventory.observability.item import (
    ALERT,
    DASHBOARD,
    HEALTH,
    MONITOR,
    RECORDING,
    REPORT,
    UNREAD,
    Item,
    cut,
)
from confledger.inventory.observability.panels import dashboard
from confledger.inventory.observability.promql import metrics
from confledger.location import Path

# Each shape has one of them.
_WORTH = re.compile(
    rb"\b(?:alert|record|scrape_configs|scrapeConfigs|panels|healthcheck|reports)[\"']?\s{0,3}:"
    rb"|\bkind:\s{0,3}(?:ServiceMonitor|PodMonitor|Probe|ScrapeConfig|GrafanaDashboard|VM\w+)\b"
    rb"|(?:liveness|readiness|startup)Probe:|\"condition\"\s{0,3}:"
)
_MONITORS = frozenset(
    (
        *("ServiceMonitor", "PodMonitor", "Probe", "ScrapeConfig", "VMServiceScrape"),
        *("VMPodScrape", "VMStaticScrape", "VMProbe", "VMScrapeConfig"),
    )
)
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_RUNBOOKS = ("runbook", "runbook_url", "runbookUrl", "runbookURL")
_PAGE = re.compile(r"[\w][\w./-]*\.(?:md|rst|adoc|html)(?:#[\w-]*)?")
_PLAIN = re.compile(r"[\w.-]{1,64}\Z")
_DEEPEST = 60
_MOST = 20_000


def read(path: str, content: bytes, limits: Limits = DEFAULT) -> list[Item]:
    """Return what a YAML or JSON file declares, in the order of the document."""
    dialect = dialect_of(path)
    if dialect in (None, TOML) or _WORTH.search(content) is None:
        return []
    assert dialect is not None
    if dialect not in (YAML, JSON):
        return []
    loaded = load(content, dialect, limits)
    if not loaded.documents and loaded.problems:
        return [Item(UNREAD, f"cannot be read as {dialect}", path, 1, "document")]
    found = [
        (number, at, item)
        for number, document in enumerate(loaded.documents)
        for at, item in _of_document(document, path)
    ]
    if not found:
        return []
    places = positions(content, dialect)
    rows = []
    for number, at, item in found:
        span = places.key(number, at) or places.value(number, at)
        rows.append(item._replace(line=span.line if span else 1))
    return rows


def _of_document(document: object, path: str) -> Iterator[tuple[Path, Item]]:
    """Yield what a document declares, and where; without recursion, and not without end."""
    if isinstance(document, dict):
        whole = _whole(document, path)
        if whole is not None:
            yield (), whole
            if whole.kind == DASHBOARD:
                return
    todo: list[tuple[Path, object]] = [((), document)]
    seen = 0
    while todo and seen < _MOST:
        at, node = todo.pop()
        seen += 1
        if isinstance(node, dict):
            one = _of_map(node, path)
            if one is not None:
                # The key that tells it stands on the line that people look for.
                yield (*at, one[0]), one[1]
            yield from _inside(node, at, path)
            below: list[tuple[str | int, object]] = list(node.items())
        elif isinstance(node, list):
            below = list(enumerate(node))
        else:
            continue
        if len(at) < _DEEPEST:
            todo += [
                ((*at, step), one) for step, one in reversed(below) if isinstance(one, (dict, list))
            ]


def _whole(document: dict[str, object], path: str) -> Item | None:
    found = dashboard(document, path)
    if found is not None:
        return found
    kind = document.get("kind")
    if kind in _MONITORS:
        named = document.get("metadata")
        name = str(named.get("name", "")) if isinstance(named, dict) else ""
        return Item(MONITOR, cut(name), path, 1, "document", (("kind", str(kind)),))
    return None


def _of_map(node: dict[str, object], path: str) -> tuple[str, Item] | None:
    expression = node.get("expr")
    for key, kind in (("alert", ALERT), ("record", RECORDING)):
        name = node.get(key)
        if isinstance(name, str) and name and expression is not None:
            more = _ruled(node, str(expression)) if kind == ALERT else _used(str(expression))
            return key, Item(kind, cut(name), path, 1, "document", tuple(more))
    if isinstance(node.get("data"), list) and "condition" in node and "title" in node:
        texts = _grafana_expressions(node["data"])
        more = _ruled(node, " \n".join(texts))
        return "title", Item(ALERT, cut(str(node["title"])), path, 1, "document", tuple(more))
    return None


def _grafana_expressions(data: object) -> list[str]:
    """Return the expressions of an alert rule of Grafana that ask Prometheus."""
    found = []
    for one in data if isinstance(data, list) else ():
        model = one.get("model") if isinstance(one, dict) else None
        if isinstance(model, dict) and isinstance(model.get("expr"), str):
            source = model.get("datasource")
            if not isinstance(source, dict) or source.get("type") != "loki":
                found.append(model["expr"])
    return found


def _ruled(node: dict[str, object], expression: str) -> list[tuple[str, str]]:
    labels, notes = node.get("labels"), node.get("annotations")
    labels = labels if isinstance(labels, dict) else {}
    notes = notes if isinstance(notes, dict) else {}
    more = _used(expression)
    if isinstance(labels.get("severity"), str):
        more.append(("severity", cut(str(labels["severity"]))))
    if isinstance(node.get("for"), str):
        more.append(("for", cut(str(node["for"]))))
    runbook = next((notes[name] for name in _RUNBOOKS if notes.get(name)), None)
    if runbook is not None:
        # An address may hold more than a place; a path of this repository holds nothing else.
        here = isinstance(runbook, str) and _PAGE.fullmatch(runbook[:300])
        more.append(("runbook", str(runbook) if here else "yes"))
    known = {key: value for key, value in labels.items() if isinstance(value, (str, int))}
    shown = [f"{key}={value}" for key, value in sorted(known.items()) if _PLAIN.match(str(value))]
    if shown:
        more.append(("labels", " ".join(shown)))
    if notes.get("summary") or notes.get("description") or notes.get("message"):
        more.append(("text", "yes"))
    return more


def _used(expression: str) -> list[tuple[str, str]]:
    names = metrics(expression)
    return [("metrics", " ".join(names))] if names else []


def _inside(node: dict[str, object], at: Path, path: str) -> Iterator[tuple[Path, Item]]:
    jobs = node.get("scrape_configs", node.get("scrapeConfigs"))
    for number, job in enumerate(jobs if isinstance(jobs, list) else ()):
        if isinstance(job, dict) and isinstance(job.get("job_name"), str):
            key = "scrape_configs" if "scrape_configs" in node else "scrapeConfigs"
            more = (("kind", "scrape_config"),)
            name = cut(job["job_name"])
            yield (*at, key, number), Item(MONITOR, name, path, 1, "document", more)
    for key in (*_PROBES, "healthcheck"):
        probe = node.get(key)
        if isinstance(probe, dict):
            asked = probe.get("httpGet")
            page = asked.get("path") if isinstance(asked, dict) else None
            name = cut(page) if isinstance(page, str) else key
            yield (*at, key), Item(HEALTH, name, path, 1, "document", (("kind", key),))
    kept = node.get("reports")
    if isinstance(kept, dict) and at and at[-1] == "artifacts":
        for name in kept:
            yield (*at, "reports", name), Item(REPORT, cut(str(name)), path, 1, "document")
