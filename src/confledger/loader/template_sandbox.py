"""Jinja2 with less in it: no way out of its variables, and an end to all its work.

What its own sandbox leaves open, work and memory without bounds, is weighed here: each item of a
loop, call, and result counts against one budget, and what could be huge at once is refused.
"""

import traceback
from collections.abc import Callable, Mapping
from types import GeneratorType
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from confledger.errors import ConfledgerError, nearest
from confledger.loader.secret import Secret

# Units of work, of which an item, a call, and a hundred characters are one each.
_BUDGET = 2_000_000
# Characters of one text, and items of one list, in between.
_LONGEST = 1_000_000
_WIDEST = 64
_LARGEST = 1 << 512
# Filters that make much of little, run regular expressions, or are about HTML.
_REFUSED = (
    *("center", "filesizeformat", "forceescape", "format", "pprint", "random", "striptags"),
    *("batch", "slice", "urlize", "wordwrap", "xmlattr", "e", "escape", "safe", "groupby"),
)
# Methods of texts that give no more than they take.
_METHODS = frozenset(
    (
        *("capitalize", "casefold", "count", "endswith", "find", "isalnum", "isalpha", "isdecimal"),
        *("isdigit", "islower", "isupper", "lower", "lstrip", "partition", "removeprefix"),
        *("removesuffix", "rfind", "rpartition", "rsplit", "rstrip", "split", "splitlines"),
        *("startswith", "strip", "swapcase", "title", "upper"),
    )
)
# What gives its items one after the other, once.
_LAZY = (GeneratorType, enumerate, filter, map, reversed, zip)
_CALL = 20
_MADE = (
    *(nodes.Concat, nodes.Filter, nodes.Add, nodes.Mul, nodes.Call),
    *(nodes.List, nodes.Tuple, nodes.Dict),
)
_WEIGH = "confledger_weigh"


class _TooMuch(Exception):
    """A template does more than any sensible one."""


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(("*", "**", "%", "+"))

    def __init__(self, loader: FunctionLoader, known: list[str]) -> None:
        class Undefined(StrictUndefined):
            """Says what the missing key may have been meant to be, and never a value."""

            @property
            def _undefined_message(self) -> str:
                name = str(self._undefined_name)
                holder = self._undefined_obj
                among = list(map(str, holder)) if isinstance(holder, Mapping) else known
                close = nearest(name, among) if isinstance(name, str) else None
                return f"there is no `{name}`" + (f"; did you mean `{close}`?" if close else "")

        self.left = _BUDGET
        self._unit = 1
        self._sizes: dict[int, tuple[object, int]] = {}
        super().__init__(
            undefined=Undefined,
            loader=loader,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=self._written,
            cache_size=50,
        )
        for name in _REFUSED:
            self.filters.pop(name, None)
        self.filters |= {
            _WEIGH: self.weigh,
            "tojson": _json,
            "indent": self._indent,
            "join": self._join,
            "replace": self._replace,
        }
        for name in ("lipsum", "cycler", "joiner"):
            self.globals.pop(name, None)

    def weigh(self, value: Any) -> Any:
        """Return a value, its size taken off the budget."""
        if isinstance(value, str):
            self._spend(1 + len(value) // 100)
            if len(value) > _LONGEST:
                raise _TooMuch("makes a text that is too long")
        elif isinstance(value, (list, tuple, dict)):
            self._spend(self._unit * (1 + len(value)))
            if self._size(value) > _LONGEST:
                raise _TooMuch("makes a list or map that is too large")
        elif isinstance(value, _LAZY):
            value = self._each(value)
        elif not isinstance(value, StrictUndefined):
            self._spend(self._unit * (1 + (len(value) if hasattr(value, "__len__") else 0)))
        return value

    def longer(self, text: str) -> None:
        """Have loops and calls cost more: what a text repeats may be as long as itself."""
        self._unit += len(text) // 1000

    def _written(self, value: Any) -> Any:
        """Return what is written of a value, which counts, whatever it is written into."""
        value = _clear(value)
        size = self._size(value)
        self._spend(size // 10)
        return value

    def _spend(self, units: int) -> None:
        self.left -= units
        if self.left < 0:
            raise _TooMuch("takes more steps than any template should")

    def _size(self, value: Any) -> int:
        """Return about how long a value is, written out: a list may hold one thing many times."""
        if isinstance(value, str):
            return len(value)
        if not isinstance(value, (list, tuple, dict)):
            return 8
        known = self._sizes.get(id(value))
        if known is None:
            self._spend(len(value))
            inner = value.values() if isinstance(value, dict) else value
            size = len(value) + sum(map(self._size, inner))
            # The value is kept, so that nothing else gets its id.
            known = self._sizes[id(value)] = (value, size)
        return known[1]

    def _each(self, items: Any) -> Any:
        for one in items:
            self._spend(self._unit)
            yield one

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self._weighed(tree)
        return tree

    def _weighed(self, node: nodes.Node) -> None:
        """Have everything weighed whose size or number decides how much work there is."""
        for field, value in node.iter_fields():
            if isinstance(value, list):
                value[:] = [self._with_weight(node, field, one) for one in value]
            else:
                setattr(node, field, self._with_weight(node, field, value))

    def _with_weight(self, parent: nodes.Node, field: str, node: Any) -> Any:
        if not isinstance(node, nodes.Node):
            return node
        self._weighed(node)
        made = isinstance(node, _MADE) and getattr(node, "ctx", "load") == "load"
        asked = isinstance(parent, (nodes.For, nodes.Filter, nodes.Test)) and field in (
            "iter",
            "node",
        )
        asked |= isinstance(parent, (nodes.Compare, nodes.Operand)) and field == "expr"
        asked |= isinstance(parent, nodes.Getattr) and field == "node"
        # `loop(...)` and calls of macros in a `call` block have to stay what they are.
        if isinstance(parent, nodes.CallBlock) or not isinstance(node, nodes.Expr):
            return node
        if (made or asked) and not getattr(node, "weighed", False):
            return nodes.Filter(node, _WEIGH, [], [], None, None, lineno=node.lineno)
        return node

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        texts = isinstance(left, (str, list, tuple)) or isinstance(right, (str, list, tuple))
        if operator == "%" and isinstance(left, str):
            raise SecurityError("`%` does not format texts here; use `~`")
        if operator == "*" and texts:
            size, times = (left, right) if not isinstance(left, int) else (right, left)
            if isinstance(times, int) and len(size) * times > _LONGEST:
                raise _TooMuch("makes a text or list that is too long")
        for one in (left, right):
            if isinstance(one, int) and abs(one) > _LARGEST:
                raise _TooMuch("makes a number that is too large")
        if operator == "**" and isinstance(right, int) and right > _WIDEST:
            raise _TooMuch("makes a number that is too large")
        return super().call_binop(context, operator, left, right)

    def call(self, context: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        self._spend(_CALL * self._unit)
        return super().call(context, obj, *args, **kwargs)

    def get_template(self, *args: Any, **kwargs: Any) -> Any:
        self._spend(_CALL * self._unit)
        return super().get_template(*args, **kwargs)

    def wrap_str_format(self, value: Any) -> None:
        """Leave `format` of texts to be refused: its widths are without bounds."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, str):
            return attr in _METHODS
        if isinstance(obj, Mapping):
            return attr in ("get", "items", "keys", "values")
        return not attr.startswith("_") and super().is_safe_attribute(obj, attr, value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a key of a map before any method of it."""
        if isinstance(obj, Mapping) and attribute in obj:
            return _clear(obj[attribute])
        if isinstance(obj, Mapping) and not self.is_safe_attribute(obj, attribute, None):
            return self.undefined(obj=obj, name=attribute)
        return _clear(super().getattr(obj, attribute))

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Mapping):
            if isinstance(argument, str) and argument in obj:
                return _clear(obj[argument])
            return self.undefined(obj=obj, name=argument)
        return _clear(super().getitem(obj, argument))

    def _indent(self, text: str, width: int = 4, first: bool = False, blank: bool = False) -> str:
        if not isinstance(width, int) or not 0 <= width <= _WIDEST:
            raise SecurityError(f"`indent` takes a number up to {_WIDEST}")
        if len(text) + text.count("\n") * width > _LONGEST:
            raise _TooMuch("makes a text that is too long")
        lines = str(text).split("\n")
        return "\n".join(
            " " * width + line if (line or blank) and (at or first) else line
            for at, line in enumerate(lines)
        )

    def _join(self, items: Any, between: str = "", attribute: Any = None) -> str:
        parts = []
        size = 0
        for one in self.weigh(items):
            if isinstance(attribute, (str, int)):
                one = self.getitem(one, attribute)
            parts.append(str(_clear(one)))
            size += len(parts[-1]) + len(str(between))
            if size > _LONGEST:
                raise _TooMuch("makes a text that is too long")
        return str(between).join(parts)

    def _replace(self, text: Any, old: str, new: str, count: int = -1) -> str:
        text = str(text)
        if len(text) + text.count(old) * len(new) > _LONGEST:
            raise _TooMuch("makes a text that is too long")
        return str(text.replace(old, new, count))


class Sandbox:
    """One template with what it may see; `include` gives the text of a file beside it."""

    def __init__(
        self,
        name: str,
        text: str,
        variables: dict[str, object],
        include: Callable[[str], str | None],
        most: int,
    ) -> None:
        self._name = name
        self._most = most
        self._variables = variables
        self._names = {name}

        def load(asked: str) -> tuple[str, str, None] | None:
            found = text if asked == name else include(asked)
            if found is None:
                return None
            self._names.add(asked)
            self._environment.longer(found)
            return found, asked, None

        self._environment = _Environment(FunctionLoader(load), list(variables))

    def filled(self) -> str:
        """Return the text; raise ConfledgerError with the place of what is wrong."""
        parts: list[str] = []
        size = 0
        try:
            for part in self._environment.get_template(self._name).generate(self._variables):
                parts.append(part)
                size += len(part)
                if size > self._most:
                    raise _TooMuch("writes more than any configuration is long")
        except TemplateSyntaxError as error:
            message = str(error.message)
            raise ConfledgerError(
                f"{error.name or self._name}:{error.lineno}: {message}"
            ) from error
        except ConfledgerError:
            raise
        except (
            TemplateError,
            _TooMuch,
            ArithmeticError,
            LookupError,
            RecursionError,
            TypeError,
            ValueError,
            AttributeError,
        ) as error:
            raise ConfledgerError(f"{self._at(error)}: {_why(error)}") from None
        return "".join(parts)

    def _at(self, error: BaseException) -> str:
        """Return the file and line of a template that an error comes from."""
        frames = traceback.extract_tb(error.__traceback__)
        found = [one for one in frames if one.filename in self._names]
        return f"{found[-1].filename}:{found[-1].lineno}" if found else self._name


def _why(error: BaseException) -> str:
    """Return what is wrong, without the messages of Python: they may quote a value."""
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r} in the folder of this one"
    if isinstance(error, SecurityError):
        return "this is not allowed in a template: an attribute, method or format out of bounds"
    if isinstance(error, (UndefinedError, _TooMuch)):
        return str(error)
    if isinstance(error, RecursionError):
        return "it includes or calls itself without end"
    return f"an expression does not fit its values ({type(error).__name__})"


def _clear(value: Any) -> Any:
    """Return what a template may write of a value: of a secret, what it holds."""
    return value.value() if isinstance(value, Secret) else value


def _json(value: Any, indent: int | None = None) -> str:
    """Write a value as JSON, secrets as what they are taken for."""
    from json import dumps

    if indent is not None and not 0 <= indent <= _WIDEST:
        raise SecurityError("the indentation is out of bounds")
    return dumps(value, indent=indent, ensure_ascii=False, default=_clear)
