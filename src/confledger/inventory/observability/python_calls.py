"""What calls in Python say: a message is logged, a metric registered, a health page offered."""

import ast

from confledger.inventory.observability.item import (
    HEALTH,
    LOG,
    METRIC,
    PRINT,
    VARIABLE,
    Item,
    cut,
)
from confledger.inventory.observability.python_names import Names, dotted

_LEVELS = {
    **{name: name for name in ("debug", "info", "warning", "error", "critical")},
    "warn": "warning",
    "fatal": "critical",
    "exception": "error",
    "log": "",
    "success": "info",
}
_PROMETHEUS = {
    **{name: name.lower() for name in ("Counter", "Gauge", "Histogram", "Summary", "Info", "Enum")},
    "CounterMetricFamily": "counter",
    "GaugeMetricFamily": "gauge",
    "HistogramMetricFamily": "histogram",
    "SummaryMetricFamily": "summary",
    "InfoMetricFamily": "info",
}
_OPENTELEMETRY = {
    "create_counter": "counter",
    "create_up_down_counter": "gauge",
    "create_histogram": "histogram",
    "create_gauge": "gauge",
    "create_observable_counter": "counter",
    "create_observable_gauge": "gauge",
    "create_observable_up_down_counter": "gauge",
}
_STATSD = {
    **dict.fromkeys(("incr", "increment", "decr", "decrement"), "counter"),
    **dict.fromkeys(("timing", "timer"), "timer"),
    "gauge": "gauge",
    "histogram": "histogram",
}
_STATSD_CALLED = frozenset(("statsd", "stats", "dogstatsd", "statsd_client", "_statsd"))
HEALTH_PATHS = frozenset(
    (
        *("/health", "/healthz", "/health/live", "/health/ready", "/livez", "/live", "/liveness"),
        *("/ready", "/readyz", "/readiness", "/-/healthy", "/-/ready", "/metrics", "/status"),
    )
)
_UNITS = frozenset(("seconds", "bytes", "ratio", "percent", "celsius", "volts", "joules", "meters"))
_ROUTED = frozenset(("route", "get", "add_get", "add_route", "add_url_rule", "head", "path"))


def of_call(node: ast.Call, names: Names, path: str, *, caught: bool) -> Item | None:
    """Return what a call says; None for most."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return (
            _variable(node, names, path)
            or _log(node, function, names, path, caught=caught)
            or _metric(node, names, path)
            or _health(node, function.attr, path)
        )
    if isinstance(function, ast.Name):
        if function.id == "print":
            return _print(node, path, caught=caught)
        return _variable(node, names, path) or _metric(node, names, path)
    return None


def of_environment(node: ast.AST, at: ast.AST, names: Names, path: str, line: int) -> Item | None:
    """Return the variable that `environ["NAME"]` reads; `at` is what is in the brackets."""
    name = _text(at)
    if not name or names.whole(node).rpartition(".")[2] != "environ":
        return None
    return Item(VARIABLE, cut(name), path, line, "ast")


def _variable(node: ast.Call, names: Names, path: str) -> Item | None:
    if not node.args:
        return None
    if names.whole(node.func) == "os.getenv":
        name = _text(node.args[0])
        return Item(VARIABLE, cut(name), path, node.lineno, "ast") if name else None
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop"):
        return of_environment(node.func.value, node.args[0], names, path, node.lineno)
    return None


def _log(
    node: ast.Call, function: ast.Attribute, names: Names, path: str, *, caught: bool
) -> Item | None:
    level = _LEVELS.get(function.attr)
    if level is None:
        return None
    logger = names.logger(function.value)
    arguments = node.args
    if logger is None or (not arguments and not node.keywords):
        return None
    if function.attr == "log":
        if len(arguments) < 2:
            return None
        level = dotted(arguments[0]).rpartition(".")[2].lower()
        arguments = arguments[1:]
    text, form = template(arguments[0]) if arguments else ("", "computed")
    keywords = {one.arg for one in node.keywords}
    told = function.attr == "exception" or "exc_info" in keywords
    fields = keywords - {"exc_info", "stack_info", "stacklevel"}
    more = [("level", level), ("logger", logger), ("form", form)]
    if fields:
        more.append(("structured", "yes"))
    if told or caught:
        more.append(("exception", "logged" if told else "message only"))
    return Item(LOG, text, path, node.lineno, "ast", tuple(more))


def _print(node: ast.Call, path: str, *, caught: bool) -> Item:
    to = next((dotted(one.value) for one in node.keywords if one.arg == "file"), "")
    text, form = template(node.args[0]) if node.args else ("", "computed")
    more = [("form", form)]
    if to.endswith("stderr") or (caught and not to):
        more.append(("error", "yes"))
    return Item(PRINT, text, path, node.lineno, "ast", tuple(more))


def _metric(node: ast.Call, names: Names, path: str) -> Item | None:
    whole = names.whole(node.func)
    owner, _, made = whole.rpartition(".")
    given = {one.arg: one.value for one in node.keywords}
    kind = _PROMETHEUS.get(made) if owner.startswith("prometheus_client") else None
    library = "prometheus"
    if kind is None and made in _OPENTELEMETRY and (node.args or "name" in given):
        kind, library = _OPENTELEMETRY[made], "opentelemetry"
    if kind is None and made in _STATSD:
        called = owner.rpartition(".")[2]
        if called in _STATSD_CALLED or owner.startswith(("statsd.", "datadog.")):
            kind, library = _STATSD[made], "statsd"
    if kind is None:
        return None
    first = node.args[0] if node.args else given.get("name")
    name = _text(first)
    if library == "prometheus":
        parts = (_text(given.get("namespace")), _text(given.get("subsystem")), name)
        name = "_".join(filter(None, parts)) if name else ""
    labels = given.get("labelnames", given.get("labels"))
    if labels is None and library == "prometheus" and len(node.args) > 2:
        labels = node.args[2]
    more = [("kind", kind), ("library", library)]
    shown = _texts(labels)
    if shown:
        more.append(("labels", " ".join(shown)))
    unit = _text(given.get("unit")) or unit_of(name)
    if unit:
        more.append(("unit", unit))
    return Item(METRIC, cut(name), path, node.lineno, "ast", tuple(more))


def _health(node: ast.Call, attribute: str, path: str) -> Item | None:
    if attribute not in _ROUTED or not node.args:
        return None
    page = _text(node.args[0])
    if page.rstrip("/") not in HEALTH_PATHS:
        return None
    return Item(HEALTH, page, path, node.lineno, "ast", (("kind", "endpoint"),))


def unit_of(name: str) -> str:
    """Return the unit that the name of a metric ends in, as Prometheus wants it."""
    words = name.replace(".", "_").lower().split("_")
    return next((word for word in words[-1:-4:-1] if word in _UNITS), "")


def template(node: ast.AST) -> tuple[str, str]:
    """Return a message without its values, and how it is put together."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return cut(node.value), "constant"
    if isinstance(node, ast.JoinedStr):
        parts = (_text(one) if isinstance(one, ast.Constant) else "{}" for one in node.values)
        return cut("".join(parts)), "f-string"
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mod, ast.Add)):
        left = node
        while isinstance(left.left, ast.BinOp):
            left = left.left
        return cut(_text(left.left)), "formatted"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "format":
            return cut(_text(node.func.value)), "formatted"
    return "", "computed"


def _text(node: ast.AST | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


def _texts(node: ast.AST | None) -> list[str]:
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [_text(one) for one in node.elts if _text(one)]
    return []
