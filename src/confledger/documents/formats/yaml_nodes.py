"""YAML through PyYAML's nodes: the answer where the fast parsers give none.

Slower, everywhere installable, and with its own reading of each scalar by the core schema of
YAML 1.2, since PyYAML follows 1.1. It gives the same documents as the fast path; where
libyaml refuses what YAML 1.2 allows, the difference is listed by `scripts/conformance`.
"""

import re
from functools import cache
from typing import Any

from confledger.documents.formats.yaml import _sources, key_name
from confledger.documents.limits import DEEPEST, Limits
from confledger.documents.problem import DUPLICATE_KEY, LIMITS, MOST, SYNTAX, Loaded, Problem
from confledger.location import Path, Span, dotted

# The core schema, https://yaml.org/spec/1.2.2/#1032-tag-resolution
_NULL = re.compile(r"(?:~|null|Null|NULL)?\Z")
_BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_INFINITY = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z")
_NAN = re.compile(r"\.(?:nan|NaN|NAN)\Z")
# Python writes no number of more than 4300 decimal ones, and hexadecimal ones come to more.
_MOST_DIGITS = 3500
_TAG = "tag:yaml.org,2002:"
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")
_TYPES: dict[str, type | tuple[type, ...]] = {
    "int": int,
    "float": (int, float),
    "bool": bool,
    "null": type(None),
}


# What libyaml refuses and YAML 1.2 allows, and PyYAML's own scanner can be taught: an anchor that
# is defined again, and a character that JSON writes as two escapes.
_TOO_STRICT = ("duplicate anchor", "invalid Unicode character escape code")

FEWER_ALIASES = (
    "write the repeated parts out, or raise `limits.max-aliased-nodes` in confledger.yaml"
)


def too_deep(limits: Limits, at: Span) -> Problem:
    """Say that a text nests deeper than it may."""
    if limits.max_depth < DEEPEST:
        help = "flatten it, or raise `limits.max-depth` in confledger.yaml"
    else:
        help = "no configuration needs this; flatten it or list the file under `ignore`"
    return Problem(LIMITS, f"nested deeper than {limits.max_depth} levels", at, help=help)


def scalar(text: str) -> object:
    """Return the value of a plain scalar under the core schema of YAML 1.2."""
    if _NULL.match(text):
        return None
    if _BOOL.match(text):
        return text[0] in "tT"
    if _INT.match(text):
        return int(text) if len(text) < _MOST_DIGITS else float(text)
    if _OCTAL.match(text):
        return int(text[2:], 8) if len(text) < _MOST_DIGITS else float("inf")
    if _HEX.match(text):
        return int(text[2:], 16) if len(text) < _MOST_DIGITS else float("inf")
    if _FLOAT.match(text):
        return float(text)
    if _INFINITY.match(text):
        return float("-inf") if text[0] == "-" else float("inf")
    if _NAN.match(text):
        return float("nan")
    return text


def read(text: str, limits: Limits) -> Loaded:
    """Read a stream that was found not to nest deeply; duplicates keep their last value."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        nodes = list(yaml.compose_all(text, Loader=loader))
    except yaml.YAMLError as error:
        if not any(phrase in str(error) for phrase in _TOO_STRICT):
            return Loaded([], [_refused(error, text)])
        try:
            nodes = list(yaml.compose_all(text, Loader=_reusing_anchors()))
        except yaml.YAMLError as again:
            return Loaded([], [_refused(again, text)])
    build = _Build(text, limits)
    documents = []
    try:
        for number, node in enumerate(nodes):
            build.document = number
            documents.append(build.value(node, ()))
    except _Over as over:
        return Loaded([], [over.problem])
    unread = any(problem.kind == SYNTAX for problem in build.problems)
    return Loaded([] if unread else documents, build.problems)


def _refused(error: Exception, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if line > len(lines):  # where it wants one more
        line, column = len(lines), len(lines[-1]) + 1
    reason = getattr(error, "problem", None) or "this is not YAML"
    return Problem(SYNTAX, str(reason), Span(line, column, line, column + 1))


def _reusing_anchors() -> Any:
    """Return a loader that lets an anchor be defined again, as YAML 1.2 does (7.1)."""
    import yaml

    class Loader(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            event = self.peek_event()  # type: ignore[no-untyped-call]
            if not isinstance(event, yaml.AliasEvent) and event.anchor in self.anchors:
                del self.anchors[event.anchor]
            return super().compose_node(parent, index)

    return Loader


class _Over(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Build:
    """Values out of nodes, counting what they come to; recursion is bounded by max_depth."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.problems: list[Problem] = []
        self.document = 0
        self._aliased = 0
        self._seen: set[int] = set()
        self._open: set[int] = set()

    def value(self, node: Any, path: Path) -> object:
        if node is None:
            return None
        kind = node.id
        if id(node) in self._open:
            message = "an alias stands inside of what it stands for, without end"
            help = "write the part out, or remove the alias"
            raise _Over(Problem(LIMITS, message, _span(node), help=help))
        self._aliased += id(node) in self._seen  # only aliases bring a node back
        if self._aliased > self.limits.max_aliased_nodes:
            message = f"its aliases expand to more than {self.limits.max_aliased_nodes:,} values"
            raise _Over(Problem(LIMITS, message, _span(node), help=FEWER_ALIASES))
        self._seen.add(id(node))
        if len(path) >= self.limits.max_depth:
            raise _Over(too_deep(self.limits, _span(node)))
        if kind == "scalar":
            return self._scalar(node)
        self._open.add(id(node))
        if kind == "sequence":
            value: object = [
                self.value(item, (*path, index)) for index, item in enumerate(node.value)
            ]
        else:
            value = self._mapping(node, path)
        self._open.remove(id(node))
        return value

    def _mapping(self, node: Any, path: Path) -> dict[str, object]:
        plain: dict[str, object] = {}
        first: dict[tuple[str, str], int] = {}
        merges: list[dict[str, object]] = []
        for key_node, value_node in node.value:
            key = self.value(key_node, path)
            name = key_name(key)
            here = (*path, name)
            value = self.value(value_node, here)
            merged = None
            if name == "<<" and self._merges(key_node):
                merged = _sources(value)
            identity, count = (type(key).__name__, name), len(first)
            line = first.setdefault(identity, key_node.start_mark.line + 1)
            if len(first) == count and len(self.problems) <= MOST:
                self.problems.append(
                    Problem(
                        DUPLICATE_KEY,
                        f"`{dotted(here)}` is already defined on line {line}; "
                        "most readers silently use the last one",
                        _span(key_node),
                        document=self.document,
                        path=here,
                        help="remove one, or merge the two",
                    )
                )
            if merged is None:
                plain[name] = value
            else:
                merges.extend(merged)
        for source in merges:
            for name, item in source.items():
                plain.setdefault(name, item)
        return plain

    def _merges(self, key: Any) -> bool:
        """Whether a key `<<` is the merge key: neither quotes nor a tag make text of it."""
        return key.id == "scalar" and key.tag == _TAG + "merge" and not self._is_text(key)

    def _scalar(self, node: Any) -> object:
        text = _PAIR.sub(
            lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), node.value
        )
        if not text.isascii() and _HALF.search(text):
            self.problems.append(
                Problem(
                    SYNTAX,
                    "an escape that is one half of a character",
                    _span(node),
                    document=self.document,
                    help="write the character itself",
                )
            )
        tag = node.tag
        if node.style:
            quoted = tag == _TAG + "str" or not tag.startswith(_TAG)
            return text if quoted else self._tagged(text, node)
        if (tag == _TAG + "str" and _implicit(text) != tag) or self._is_text(node):
            return text
        return scalar(text) if tag == _implicit(text) else self._tagged(text, node)

    def _is_text(self, node: Any) -> bool:
        """Whether `!` stands before a plain scalar, which makes it text; libyaml drops it."""
        head = self.text[node.start_mark.index : node.end_mark.index].split(None, 2)[:2]
        return head[:1] == ["!"] or (head[1:] == ["!"] and head[0].startswith("&"))

    def _tagged(self, text: str, node: Any) -> object:
        """Return the value of a scalar with an explicit tag of the core schema; else its text."""
        value = scalar(text)
        name = node.tag.removeprefix(_TAG)
        kind = _TYPES.get(name)
        if kind is None or node.tag == name:
            return text
        if not isinstance(value, kind) or (name in ("int", "float") and isinstance(value, bool)):
            self.problems.append(
                Problem(
                    SYNTAX,
                    f"this is not what its tag `!!{name}` says",
                    _span(node),
                    document=self.document,
                    help="correct it, or remove the tag",
                )
            )
            return text
        return float(value) if name == "float" else value  # type: ignore[arg-type]


def _span(node: Any) -> Span:
    start, end = node.start_mark, node.end_mark
    if node.id != "scalar" and not node.flow_style:  # it ends where the next thing starts
        return Span(start.line + 1, start.column + 1, start.line + 1, start.column + 2)
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


@cache
def _resolver() -> Any:
    import yaml

    return yaml.resolver.Resolver()


def _implicit(text: str) -> str:
    """Return the tag that PyYAML gives a plain scalar that has none of its own."""
    import yaml

    return str(_resolver().resolve(yaml.ScalarNode, text, (True, False)))
