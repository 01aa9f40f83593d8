"""What the names of a Python module stand for, as far as imports and assignments say it."""

import ast
from collections.abc import Iterable

# Where loggers come from, as a dotted name.
_MAKERS = frozenset(
    (
        *("logging.getLogger", "logging.getChild", "structlog.get_logger"),
        *("structlog.getLogger", "structlog.stdlib.get_logger", "loguru.logger", "logging"),
    )
)
# What a logger is called where its making is not in sight.
_CALLED = frozenset(("log", "logger", "_log", "_logger", "LOG", "LOGGER", "_LOG", "_LOGGER"))


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` of names and attributes; empty for anything else."""
    steps: list[str] = []
    while isinstance(node, ast.Attribute):
        steps.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join((node.id, *reversed(steps)))


class Names:
    """Imports by their local name, and the loggers that are assigned, with their names."""

    __slots__ = ("_imported", "loggers")

    def __init__(self, nodes: Iterable[ast.AST]) -> None:
        self._imported: dict[str, str] = {}
        self.loggers: dict[str, str] = {}
        later: list[ast.Assign | ast.AnnAssign] = []
        for node in nodes:
            if isinstance(node, ast.Import):
                for one in node.names:
                    local = one.asname or one.name.partition(".")[0]
                    self._imported[local] = one.name if one.asname else local
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for one in node.names:
                    self._imported[one.asname or one.name] = f"{node.module}.{one.name}"
            elif isinstance(node, (ast.Assign, ast.AnnAssign)):
                later.append(node)
        for assigned in later:
            name = self._logger_made(assigned.value)
            if name is not None:
                targets = (
                    assigned.targets if isinstance(assigned, ast.Assign) else [assigned.target]
                )
                self.loggers |= {dotted(target): name for target in targets if dotted(target)}

    def whole(self, node: ast.AST) -> str:
        """Return the full dotted name of what a node names, through imports."""
        name = dotted(node)
        first, dot, rest = name.partition(".")
        return self._imported.get(first, first) + dot + rest

    def logger(self, node: ast.AST) -> str | None:
        """Return the name of the logger that a node is, maybe empty; None where it is none."""
        local = dotted(node)
        if local in self.loggers:
            return self.loggers[local]
        if isinstance(node, ast.Call):
            return self._logger_made(node)
        if self.whole(node) in _MAKERS:
            return "root" if self.whole(node) == "logging" else ""
        return "" if local and local.rpartition(".")[2] in _CALLED else None

    def _logger_made(self, node: ast.AST | None) -> str | None:
        if not isinstance(node, ast.Call) or self.whole(node.func) not in _MAKERS:
            return None
        if not node.args:
            return "root"
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            return first.value
        return dotted(first)
