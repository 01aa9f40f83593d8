"""Python by its syntax tree: logs, metrics, health pages, exceptions that nobody hears of.

The tree is walked without recursion, and a file that is no Python of today is an item that says
so. An exception is swallowed where all of them are caught (`except:`, `except Exception:`) and
nothing is done: no call, no `raise`, no use of the exception.
"""

import ast
import warnings

from confledger.inventory.observability.item import LOG, PRINT, SWALLOWED, UNREAD, Item
from confledger.inventory.observability.python_calls import of_call, of_environment
from confledger.inventory.observability.python_names import Names, dotted

# The tree of a dense file takes five hundred times its size in memory.
LARGEST = 1 << 19
_BROAD = frozenset(("Exception", "BaseException", "builtins.Exception"))
_SILENT = (ast.Pass, ast.Continue, ast.Break)


def read(path: str, content: bytes) -> list[Item]:
    """Return what a Python file says, in the order of its lines."""
    if len(content) > LARGEST:
        why = f"larger than {LARGEST // 1024} KiB"
        return [Item(UNREAD, why, path, 1, "ast")]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(content)
    except SyntaxError as error:
        return [Item(UNREAD, "no Python 3 that can be parsed", path, error.lineno or 1, "ast")]
    except (ValueError, RecursionError, MemoryError):
        return [Item(UNREAD, "nested too deeply, or not text", path, 1, "ast")]
    nodes = _walked(tree)
    names = Names(node for node, _ in nodes)
    found: list[Item] = []
    for node, caught in nodes:
        if isinstance(node, ast.Call):
            item = of_call(node, names, path, caught=caught) or _suppressed(node, names, path)
            if item is not None:
                found.append(item)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            item = of_environment(node.value, node.slice, names, path, node.lineno)
            if item is not None:
                found.append(item)
        elif isinstance(node, ast.ExceptHandler) and _swallows(node):
            name = dotted(node.type) if node.type is not None else "everything"
            more = (("then", _then(node.body[-1])),)
            found.append(Item(SWALLOWED, name or "Exception", path, node.lineno, "ast", more))
    return sorted(_without_answers(found), key=lambda item: item.line)


def _without_answers(found: list[Item]) -> list[Item]:
    """Return items without prints that are the answer of a program, but for one that says so.

    Answers they are where nothing is logged, unless they are about errors.
    """
    if any(item.kind == LOG for item in found):
        return found
    kept = [item for item in found if item.kind != PRINT or item.get("error")]
    answers = [item for item in found if item.kind == PRINT and not item.get("error")]
    return kept + [one._replace(more=(*one.more, ("answer", "yes"))) for one in answers[:1]]


def _walked(tree: ast.AST) -> list[tuple[ast.AST, bool]]:
    """Return the nodes that may matter, each with whether it stands in an exception handler."""
    wanted = (
        *(ast.Call, ast.ExceptHandler, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign),
        ast.Subscript,
    )
    found: list[tuple[ast.AST, bool]] = []
    todo: list[tuple[ast.AST, bool]] = [(tree, False)]
    while todo:
        node, caught = todo.pop()
        if isinstance(node, wanted):
            found.append((node, caught))
        caught = caught or isinstance(node, ast.ExceptHandler)
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                todo += [(one, caught) for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST) and value._fields:
                todo.append((value, caught))
    found.sort(key=lambda one: (getattr(one[0], "lineno", 0), getattr(one[0], "col_offset", 0)))
    return found


def _swallows(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    if not any(kind is None or dotted(kind) in _BROAD for kind in kinds):
        return False
    return all(_does_nothing(one) for one in handler.body)


def _then(last: ast.stmt) -> str:
    if isinstance(last, ast.Return):
        return "returns " + ("None" if last.value is None else ast.unparse(last.value)[:20])
    if isinstance(last, ast.Assign):
        return "sets a constant"
    return "goes on" if isinstance(last, (ast.Continue, ast.Break)) else "passes"


def _does_nothing(node: ast.stmt) -> bool:
    if isinstance(node, _SILENT):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, (ast.Return, ast.Assign)):
        return node.value is None or isinstance(node.value, ast.Constant)
    return False


def _suppressed(node: ast.Call, names: Names, path: str) -> Item | None:
    if names.whole(node.func) != "contextlib.suppress":
        return None
    if not any(dotted(one) in _BROAD for one in node.args):
        return None
    return Item(SWALLOWED, "suppress", path, node.lineno, "ast")
