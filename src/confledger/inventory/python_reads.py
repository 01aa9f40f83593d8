"""What Python code reads of its environment, by its syntax tree; nothing of it is run.

Every module is parsed, since one that cannot be is told of; its tree is only walked where its
bytes have one of the words without which there is nothing to find.

Names are followed as far as one file shows: imports under other names, constants of the module,
variables that hold an `Env()`. A syntax tree is walked without recursion, however deep it is.
"""

import ast
import re
import warnings
from collections.abc import Iterator

from confledger.inventory.reads import DIRECT, LIBRARY, OPTION, SETTINGS, Form, Read, Seen

# A module that is longer was generated; to parse it would take hundreds of megabytes.
MOST_BYTES = 2_000_000
_ENVIRON = ("os.environ", "os.environb")
_GETENV = ("os.getenv", "os.getenvb")
_METHODS = ("get", "pop", "setdefault", "__getitem__", "__contains__")
_SETTINGS = (
    *("pydantic.BaseSettings", "pydantic_settings.BaseSettings"),
    *("pydantic.v1.BaseSettings", "pydantic.env_settings.BaseSettings"),
)
# What makes an object that reads variables by its methods, as `env.int("PORT")`.
_ENVS = ("environs.Env", "environs.FileAwareEnv", "environ.Env", "environ.FileAwareEnv")
_CALLS = ("decouple.config", "starlette.config.Config", "prettyconf.config")
_NOT_READS = frozenset(("read_env", "prefixed", "seal", "dump", "parser_for", "read_envfile"))
_DJANGO = frozenset(("INSTALLED_APPS", "DATABASES", "ROOT_URLCONF", "MIDDLEWARE"))
_LOAD = ("confledger.load", "confledger.loader.load")
# Longer texts name no file.
_LONGEST = 300
_WORTH = re.compile(
    rb"environ|getenv|BaseSettings|\bEnv\b|decouple|prettyconf|starlette|envvar|[Dd]ynaconf"
    rb"|confledger\.load|from confledger import|INSTALLED_APPS|ROOT_URLCONF|MIDDLEWARE|DATABASES"
)
_NAMES_FILE = re.compile(
    rb"\.(?:ya?ml|json[c5]?|toml|ini|cfg|conf|properties|lock)\b|[./]env\b|rc['\"]|[\"'/]\."
)


def seen_in(data: bytes, *, texts: bool = True) -> Seen:
    """Return what a module asks for; of one that cannot be parsed, why."""
    seen = Seen()
    tree = _parsed(data, seen)
    texts = texts and _NAMES_FILE.search(data) is not None
    if tree is not None and (texts or _WORTH.search(data)):
        _Module(tree, seen).look(texts=texts)
    return seen


def _parsed(data: bytes, seen: Seen) -> ast.Module | None:
    if len(data) > MOST_BYTES:
        seen.fault = (f"it is longer than {MOST_BYTES // 1_000_000} MB", 1)
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except SyntaxError as error:
        seen.fault = ("it does not parse as Python 3", max(error.lineno or 1, 1))
    except ValueError:
        seen.fault = ("it does not parse as Python 3: it has a null byte or no known encoding", 1)
    except (RecursionError, MemoryError):
        seen.fault = ("it is nested too deeply", 1)
    return None


class _Module:
    """One module: what its names stand for, and what it reads."""

    def __init__(self, tree: ast.Module, seen: Seen) -> None:
        self._seen = seen
        self._nodes = list(_walked(tree))
        self._names: dict[str, str] = {}
        self._constants: dict[str, str] = {}
        self._envs: set[str] = set()
        self._django = 0
        self._answered = {id(one) for node in self._nodes for one in _answered(node)}
        for node in self._nodes:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self._import(node)
        for one in tree.body:
            self._top(one)

    def look(self, *, texts: bool) -> None:
        """Note all that is read."""
        classes: list[ast.ClassDef] = []
        for node in self._nodes:
            if isinstance(node, ast.Subscript):
                self._subscript(node)
            elif isinstance(node, ast.Call):
                self._call(node)
            elif isinstance(node, ast.Compare):
                self._compare(node)
            elif isinstance(node, ast.ClassDef):
                classes.append(node)
            elif texts and isinstance(node, ast.Constant) and isinstance(node.value, str):
                self._text(node.value, node.lineno)
        self._forms(classes)
        if self._django:
            self._seen.forms.append(Form("", self._django, "settings of Django"))
        self._seen.reads.sort(key=lambda one: (one.line, one.name))
        self._seen.reads = _once(self._seen.reads)
        self._seen.loads.sort(key=lambda one: (one[1], one[0]))

    def _text(self, text: str, line: int) -> None:
        if 2 < len(text) <= _LONGEST and "\n" not in text and ("." in text or "/" in text):
            held = self._seen.texts.get(text)
            self._seen.texts[text] = line if held is None else min(held, line)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.Import):
            for one in node.names:
                # `import os.path` makes `os` known.
                self._names[one.asname or one.name.partition(".")[0]] = (
                    one.name if one.asname else one.name.partition(".")[0]
                )
        elif node.module and not node.level:
            for one in node.names:
                self._names[one.asname or one.name] = f"{node.module}.{one.name}"

    def _top(self, node: ast.stmt) -> None:
        """Note constants of the module, and what marks a module of settings."""
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target, value = node.target, node.value
        else:
            return
        if not isinstance(target, ast.Name):
            return
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            self._constants[target.id] = value.value
        elif isinstance(value, ast.Call) and self._called(value) in _ENVS:
            self._envs.add(target.id)
        elif self._dotted(value) in _ENVIRON:
            self._names[target.id] = "os.environ"
        if target.id in _DJANGO and isinstance(value, (ast.List, ast.Dict, ast.Constant)):
            self._django = self._django or node.lineno

    def _dotted(self, node: ast.expr) -> str:
        """Return the full name of an attribute or a name, as its import says; else nothing."""
        steps: list[str] = []
        while isinstance(node, ast.Attribute):
            steps.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self._names:
            return ""
        return ".".join([self._names[node.id], *reversed(steps)])

    def _called(self, node: ast.Call) -> str:
        return self._dotted(node.func)

    def _named(self, node: ast.expr | None) -> str | None:
        """Return the text that an expression is, where the module shows it; else None."""
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            text = node.value
            return text if isinstance(text, str) else text.decode("ascii", "replace")
        if isinstance(node, ast.Name):
            return self._constants.get(node.id)
        return None

    def _note(self, node: ast.expr | None, line: int, how: str, *, default: bool) -> None:
        name = self._named(node)
        if name is None:
            if node is not None:
                self._seen.computed(line, how)
        else:
            self._seen.read(name, line, how, default=default)

    def _subscript(self, node: ast.Subscript) -> None:
        if self._dotted(node.value) in _ENVIRON and isinstance(node.ctx, ast.Load):
            self._note(node.slice, node.lineno, DIRECT, default=False)

    def _compare(self, node: ast.Compare) -> None:
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, (ast.In, ast.NotIn)) and self._dotted(right) in _ENVIRON:
                self._note(node.left, node.lineno, DIRECT, default=True)

    def _call(self, node: ast.Call) -> None:
        called = self._called(node)
        first = node.args[0] if node.args else None
        default = len(node.args) > 1 or any(one.arg == "default" for one in node.keywords)
        default = default or id(node) in self._answered
        owner = ""
        if isinstance(node.func, ast.Attribute):
            owner = self._dotted(node.func.value)
            if owner in _ENVIRON and node.func.attr in _METHODS and first is not None:
                given = default or node.func.attr == "setdefault"
                self._note(first, node.lineno, DIRECT, default=given)
                return
        if called in _GETENV:
            self._note(first or _keyword(node, "key"), node.lineno, DIRECT, default=default)
        elif called in _CALLS and first is not None:
            self._note(first, node.lineno, LIBRARY, default=default)
        elif called in _LOAD:
            self._seen.loads.append((self._named(first) or "", node.lineno))
        elif self._is_env(node.func) and first is not None:
            self._note(first, node.lineno, LIBRARY, default=default)
        elif called == "dynaconf.Dynaconf":
            prefix = self._named(_keyword(node, "envvar_prefix")) or "DYNACONF"
            self._seen.forms.append(Form("", node.lineno, "Dynaconf", prefix))
        self._options(node)

    def _is_env(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Attribute) and node.attr not in _NOT_READS:
            node = node.value
        return isinstance(node, ast.Name) and node.id in self._envs

    def _options(self, node: ast.Call) -> None:
        """Note `envvar=` of click and typer: a name, or several."""
        given = _keyword(node, "envvar")
        if given is None:
            return
        several = given.elts if isinstance(given, (ast.List, ast.Tuple)) else [given]
        for one in several:
            name = self._named(one)
            if name is not None:
                self._seen.read(name, node.lineno, OPTION, default=True)

    def _forms(self, classes: list[ast.ClassDef]) -> None:
        """Note classes of settings, also those that are made from others of this module."""
        known: dict[str, str] = {}
        waiting = classes
        while waiting:
            left = []
            for node in waiting:
                bases = [one.id for one in node.bases if isinstance(one, ast.Name)]
                made = [known[one] for one in bases if one in known]
                if made or any(self._dotted(one) in _SETTINGS for one in node.bases):
                    known[node.name] = self._prefix(node) or next(filter(None, made), "")
                    self._form(node, known[node.name])
                else:
                    left.append(node)
            if len(left) == len(waiting):
                break
            waiting = left

    def _form(self, node: ast.ClassDef, prefix: str) -> None:
        self._seen.forms.append(Form(node.name, node.lineno, SETTINGS, prefix))
        for one in node.body:
            if not isinstance(one, ast.AnnAssign) or not isinstance(one.target, ast.Name):
                continue
            field = one.target.id
            if field.startswith("_") or field in ("model_config", "Config"):
                continue
            if ast.unparse(one.annotation).startswith(("ClassVar", "typing.ClassVar")):
                continue
            names, default = [prefix + field.upper()], one.value is not None
            if isinstance(one.value, ast.Call):
                default = _has_default(one.value)
                names = self._aliases(one.value) or names
            for name in names:
                self._seen.read(name, one.lineno, SETTINGS, default=default)

    def _aliases(self, call: ast.Call) -> list[str]:
        """Return the names that a field is read by instead of its own."""
        for key in ("validation_alias", "alias", "env"):
            given = _keyword(call, key)
            if isinstance(given, ast.Call):
                found = [self._named(one) for one in given.args]
            elif isinstance(given, (ast.List, ast.Tuple)):
                found = [self._named(one) for one in given.elts]
            else:
                found = [self._named(given)]
            if names := [one.upper() for one in found if one]:
                return names
        return []

    def _prefix(self, node: ast.ClassDef) -> str:
        for one in node.body:
            if isinstance(one, ast.Assign) and isinstance(one.value, (ast.Call, ast.Dict)):
                if not any(isinstance(t, ast.Name) and t.id == "model_config" for t in one.targets):
                    continue
                if isinstance(one.value, ast.Call):
                    found = self._named(_keyword(one.value, "env_prefix"))
                else:
                    pairs = zip(one.value.keys, one.value.values, strict=True)
                    found = next(
                        (self._named(v) for k, v in pairs if self._named(k) == "env_prefix"), None
                    )
                return (found or "").upper()
            if isinstance(one, ast.ClassDef) and one.name == "Config":
                for inner in one.body:
                    if isinstance(inner, ast.Assign) and any(
                        isinstance(t, ast.Name) and t.id == "env_prefix" for t in inner.targets
                    ):
                        return (self._named(inner.value) or "").upper()
        return ""


# Where a part may be nothing.
_ASKING = (ast.BoolOp, ast.If, ast.IfExp, ast.While, ast.UnaryOp)
_OF_INTEREST = (
    *(ast.Import, ast.ImportFrom, ast.Subscript, ast.Call, ast.Compare, ast.ClassDef, *_ASKING),
    ast.Constant,
)


def _walked(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of the kinds that tell something, in no order."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, _OF_INTEREST):
            yield node
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                todo += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST) and value._fields:
                todo.append(value)


def _answered(node: ast.AST) -> list[ast.expr]:
    """Return what may be nothing: another value follows, or it is only asked for."""
    if isinstance(node, ast.BoolOp):
        return node.values[:-1]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, (ast.If, ast.IfExp, ast.While)):
        return [node.test]
    return [node.operand] if isinstance(node, ast.UnaryOp) else []


def _has_default(call: ast.Call) -> bool:
    if call.args:
        return not (isinstance(call.args[0], ast.Constant) and call.args[0].value is ...)
    return any(one.arg in ("default", "default_factory") for one in call.keywords)


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def _once(reads: list[Read]) -> list[Read]:
    """Return one read of a name on a line."""
    found: dict[tuple[str, int], Read] = {}
    for one in reads:
        found.setdefault((one.name, one.line), one)
    return list(found.values())
