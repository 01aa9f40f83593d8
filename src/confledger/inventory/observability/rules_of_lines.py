"""Go, JavaScript, TypeScript and shell, line by line, each by rules that have a name.

A rule is told from the text of a line alone, after comments at its start are left out, and says
less than a syntax tree would: that is why each item names its rule. The rules:

* go-log-call: `log.Printf(`, `slog.Info(`, `logger.Errorw(`, `klog.Warningf(`
* go-metric: `prometheus.NewCounterVec(` with `Name: "..."` in the next lines
* go-health, js-health: a route such as `"/healthz"`
* js-log-call: `console.error(`, `logger.info(`
* js-metric: `new Counter({` with `name: '...'` in the next lines
* go-variable, js-variable: `os.Getenv("NAME")`, `process.env.NAME`
* js-swallowed: `catch (e) {}`
* shell-logger: the command `logger`; shell-stderr: `echo ... >&2`
"""

import re

from confledger.inventory.observability.item import (
    HEALTH,
    LOG,
    METRIC,
    SWALLOWED,
    VARIABLE,
    Item,
    cut,
)
from confledger.inventory.observability.python_calls import HEALTH_PATHS, unit_of

GO, SCRIPT, SHELL = "go", "javascript", "shell"
_LANGUAGES = {
    "go": GO,
    **dict.fromkeys(("js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"), SCRIPT),
    **dict.fromkeys(("sh", "bash", "zsh", "ksh", "bats"), SHELL),
}
# Nobody wrote a longer line by hand.
_LONGEST = 2_000
_AHEAD = 12
_TEXT = r"\s*(?:ctx,\s*)?(?:[\"'`]([^\"'`]{0,200}))?"
_GO_LOG = re.compile(
    r"\b(?:log|slog|klog|logger|logrus|zap|lg|l|sugar)\."
    r"(Debug|Info|Warn|Warning|Error|Fatal|Panic|Print)(f|w|ln|Context|S)?\(" + _TEXT
)
_GO_METRIC = re.compile(r"\b(?:prometheus|promauto)\.New(Counter|Gauge|Histogram|Summary)\w{0,4}\(")
_GO_NAME = re.compile(r"\b(Name|Namespace|Subsystem):\s*\"([\w:]{1,200})\"")
_SCRIPT_LOG = re.compile(
    r"\b(console|log|logger|winston|pino)\.(debug|info|warn|error|fatal|trace|log)\(" + _TEXT
)
_SCRIPT_METRIC = re.compile(r"\bnew\s+(?:\w{1,40}\.)?(Counter|Gauge|Histogram|Summary)\(\s*\{")
_SCRIPT_NAME = re.compile(r"\bname:\s*[\"'`]([\w:]{1,200})[\"'`]")
_EMPTY_CATCH = re.compile(r"\bcatch\s*(?:\(\s*\w{0,80}\s*\))?\s*\{\s*\}")
_ROUTE = re.compile(
    r"(?:\.|\b)(?:HandleFunc|Handle|GET|Get|get|use|route)\(\s*[\"'`](/[\w/-]{1,60})"
)
_LOGGER = re.compile(r"(?:^|[;&|]\s*|\b(?:then|do|else)\s+)logger\s+([^|;&]{1,200})")
_GO_VARIABLE = re.compile(r"\bos\.(?:Getenv|LookupEnv)\(\s*\"([\w]{1,100})\"")
_SCRIPT_VARIABLE = re.compile(r"\b(?:process|Deno|import\.meta)\.env(?:\.|\[[\"'])([A-Z]\w{1,99})")
_TO_STDERR = (">&2", ">/dev/stderr", "> /dev/stderr")
_COMMENTS = {GO: ("//", "/*", "*"), SCRIPT: ("//", "/*", "*"), SHELL: ("#",)}


def language(path: str, content: bytes) -> str:
    """Return which of the languages a file is written in; empty for none of them."""
    name = path.rpartition("/")[2].lower()
    _, dot, suffix = name.rpartition(".")
    if dot:
        return _LANGUAGES.get(suffix, "")
    first = content[:100].partition(b"\n")[0]
    return SHELL if first.startswith(b"#!") and first.split(b"/")[-1].endswith(b"sh") else ""


def read(path: str, content: bytes) -> list[Item]:
    """Return what the lines of a file say."""
    kind = language(path, content)
    if not kind:
        return []
    lines = content.decode("utf-8", "replace").split("\n")
    found: list[Item] = []
    for number, whole in enumerate(lines, 1):
        # With one blank at most between words, no pattern has much to try.
        line = " ".join(whole[:_LONGEST].split())
        if not line or line.startswith(_COMMENTS[kind]):
            continue
        if kind == SHELL:
            found += _shell(path, number, line)
        elif "(" in line or "{" in line or ".env" in line:
            ahead = lines[number - 1 : number + _AHEAD]
            found += (_go if kind == GO else _script)(path, number, line, ahead)
    return found


def _go(path: str, number: int, line: str, ahead: list[str]) -> list[Item]:
    found = []
    if (match := _GO_LOG.search(line)) is not None:
        level = {"Warn": "warning", "Print": "info"}.get(match[1], match[1].lower())
        more = [("level", level), ("form", "constant" if match[3] else "computed")]
        if match[2] == "w" or "slog." in line:
            more.append(("structured", "yes"))
        found.append(Item(LOG, cut(match[3] or ""), path, number, "rule go-log-call", tuple(more)))
    if (match := _GO_METRIC.search(line)) is not None:
        parts = dict(_GO_NAME.findall("\n".join(one[:_LONGEST] for one in ahead)))
        given = (parts.get(key, "") for key in ("Namespace", "Subsystem", "Name"))
        name = "_".join(filter(None, given)) if "Name" in parts else ""
        found.append(_metric(name, match[1], path, number, "rule go-metric"))
    found += _variables(_GO_VARIABLE, path, number, line, "rule go-variable")
    return found + _route(path, number, line, "rule go-health")


def _script(path: str, number: int, line: str, ahead: list[str]) -> list[Item]:
    found = []
    if (match := _SCRIPT_LOG.search(line)) is not None:
        level = {"log": "info", "warn": "warning"}.get(match[2], match[2])
        form = "constant" if match[3] else "computed"
        more = (("level", level), ("logger", match[1]), ("form", form))
        found.append(Item(LOG, cut(match[3] or ""), path, number, "rule js-log-call", more))
    if (match := _SCRIPT_METRIC.search(line)) is not None:
        named = _SCRIPT_NAME.search("\n".join(one[:_LONGEST] for one in ahead))
        name = named[1] if named else ""
        found.append(_metric(name, match[1], path, number, "rule js-metric"))
    if _EMPTY_CATCH.search(line) is not None:
        found.append(Item(SWALLOWED, "catch", path, number, "rule js-swallowed"))
    found += _variables(_SCRIPT_VARIABLE, path, number, line, "rule js-variable")
    return found + _route(path, number, line, "rule js-health")


def _shell(path: str, number: int, line: str) -> list[Item]:
    match = _LOGGER.search(line) if "logger" in line else None
    if match is not None:
        rule, level, text = "rule shell-logger", "", match[1]
    else:
        at = next((line.find(mark) for mark in _TO_STDERR if mark in line), -1)
        begin = max(line.rfind("echo ", 0, at + 9), line.rfind("printf ", 0, at + 11))
        if at < 0 or begin < 0:
            return []
        said = line[begin:at] if begin < at else line[begin:]
        rule, level, text = "rule shell-stderr", "error", said.partition(" ")[2]
    more = (("level", level), ("form", "formatted"))
    return [Item(LOG, cut(_unquoted(text.rstrip("1 ").strip())), path, number, rule, more)]


def _unquoted(text: str) -> str:
    """Return the first text in quotes, if one begins there."""
    start = min((at for at in map(text.find, "'\"") if at >= 0), default=-1)
    if start < 0:
        return text
    end = text.find(text[start], start + 1)
    return text[start + 1 : end] if end > 0 else text[start + 1 :]


def _metric(name: str, kind: str, path: str, number: int, rule: str) -> Item:
    more = [("kind", kind.lower()), ("library", "prometheus")]
    if unit := unit_of(name):
        more.append(("unit", unit))
    return Item(METRIC, name, path, number, rule, tuple(more))


def _variables(
    pattern: re.Pattern[str], path: str, number: int, line: str, rule: str
) -> list[Item]:
    return [Item(VARIABLE, cut(name), path, number, rule) for name in pattern.findall(line)]


def _route(path: str, number: int, line: str, rule: str) -> list[Item]:
    match = _ROUTE.search(line)
    if match is None or match[1].rstrip("/") not in HEALTH_PATHS:
        return []
    return [Item(HEALTH, match[1], path, number, rule, (("kind", "endpoint"),))]
