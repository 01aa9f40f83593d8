"""Dashboards of Grafana by their shape: panels, and the metrics that their queries use."""

import json
import re

from confledger.inventory.observability.item import DASHBOARD, Item, cut
from confledger.inventory.observability.promql import metrics

# Sources whose queries are not PromQL.
_OTHER = frozenset(("loki", "influxdb", "elasticsearch", "postgres", "mysql", "tempo", "testdata"))
_LABELS = re.compile(r"\blabel_values\(\s*([A-Za-z_:][\w:]*)\s*[,{]")
_MOST = 5_000
_LARGEST = 4 << 20


def dashboard(document: dict[str, object], path: str) -> Item | None:
    """Return the dashboard that a document is, or holds as a resource of Kubernetes."""
    if document.get("kind") == "GrafanaDashboard":
        return _resource(document, path)
    if not isinstance(document.get("panels"), list) or not isinstance(document.get("title"), str):
        return None
    if not document.keys() & {"schemaVersion", "templating", "timezone", "uid", "refresh"}:
        return None
    return _item(document, str(document["title"]), path, "grafana json")


def _resource(document: dict[str, object], path: str) -> Item:
    named, spec = document.get("metadata"), document.get("spec")
    name = str(named.get("name", "")) if isinstance(named, dict) else ""
    spec = spec if isinstance(spec, dict) else {}
    text = spec.get("json")
    if isinstance(text, str) and len(text) <= _LARGEST:
        try:
            held = json.loads(text)
        except (ValueError, RecursionError):
            held = None
        if isinstance(held, dict):
            return _item(held, name, path, "GrafanaDashboard")
    # What is fetched from elsewhere, nobody can know from here.
    where = next((key for key in ("grafanaCom", "url", "configMapRef") if key in spec), "unknown")
    more = (("kind", "GrafanaDashboard"), ("from", where))
    return Item(DASHBOARD, cut(name), path, 1, "document", more)


def _item(held: dict[str, object], name: str, path: str, kind: str) -> Item:
    panels, used = _panels(held)
    more = [("kind", kind), ("panels", str(panels))]
    if used:
        more.append(("metrics", " ".join(sorted(used))))
    return Item(DASHBOARD, cut(name), path, 1, "document", tuple(more))


def _panels(held: dict[str, object]) -> tuple[int, set[str]]:
    """Return how many panels there are, in rows too, and what they ask for."""
    todo: list[object] = [held.get("panels"), held.get("rows")]
    count = seen = 0
    used = _variables(held)
    while todo and seen < _MOST:
        node = todo.pop()
        seen += 1
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            todo.append(node.get("panels"))
            count += node.get("type") not in (None, "row")
            targets = node.get("targets")
            for target in targets if isinstance(targets, list) else ():
                used |= _asked(target, _source(node))
    return count, used


def _asked(target: object, source: str) -> set[str]:
    if not isinstance(target, dict) or (_source(target) or source) in _OTHER:
        return set()
    expression = target.get("expr")
    return set(metrics(expression)) if isinstance(expression, str) else set()


def _source(node: dict[str, object]) -> str:
    source = node.get("datasource")
    return str(source.get("type", "")) if isinstance(source, dict) else ""


def _variables(held: dict[str, object]) -> set[str]:
    """Return the metrics that the variables of a dashboard are filled from."""
    templating = held.get("templating")
    listed = templating.get("list") if isinstance(templating, dict) else None
    found: set[str] = set()
    for one in listed if isinstance(listed, list) else ():
        query = one.get("query") if isinstance(one, dict) else None
        text = query.get("query") if isinstance(query, dict) else query
        if isinstance(text, str):
            found |= set(_LABELS.findall(text[:2_000]))
    return found
