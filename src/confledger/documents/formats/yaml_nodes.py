"""YAML through PyYAML's nodes: the answer where the fast parsers give none.

Slower, everywhere installable, and with its own reading of each scalar by the core schema of
YAML 1.2, since PyYAML follows 1.1. It gives the same documents as the fast path; where
libyaml refuses what YAML 1.2 allows, the difference is listed by `scripts/conformance`.
"""

import re
from typing import Any

from confledger.documents.formats.yaml import _sources, key_name
from confledger.documents.limits import Limits
from confledger.documents.problem import DUPLICATE_KEY, LIMITS, SYNTAX, Loaded, Problem
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
_TAG = "tag:yaml.org,2002:"
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def scalar(text: str) -> object:
    """Return the value of a plain scalar under the core schema of YAML 1.2."""
    if _NULL.match(text):
        return None
    if _BOOL.match(text):
        return text[0] in "tT"
    if _INT.match(text):
        return int(text) if len(text) < 4000 else float(text)
    if _OCTAL.match(text):
        return int(text[2:], 8)
    if _HEX.match(text):
        return int(text[2:], 16)
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
        if "duplicate anchor" not in str(error):
            return Loaded([], [_refused(error)])
        try:
            nodes = list(yaml.compose_all(text, Loader=_reusing_anchors()))
        except yaml.YAMLError as again:
            return Loaded([], [_refused(again)])
    build = _Build(limits)
    documents = []
    try:
        for number, node in enumerate(nodes):
            build.document = number
            documents.append(build.value(node, ()))
    except _Over as over:
        return Loaded([], [over.problem])
    return Loaded(documents, build.problems)


def _refused(error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
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

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.problems: list[Problem] = []
        self.document = 0
        self.nodes = 0
        self._seen: set[int] = set()

    def value(self, node: Any, path: Path) -> object:
        self.nodes += 1
        if len(path) > self.limits.max_depth:
            raise _Over(Problem(LIMITS, f"nested deeper than {self.limits.max_depth} levels"))
        if self.nodes > self.limits.max_aliased_nodes and self._shared(node):
            raise _Over(
                Problem(
                    LIMITS,
                    f"its aliases expand to more than {self.limits.max_aliased_nodes:,} values",
                    Span(1, 1, 1, 2),
                )
            )
        if node is None:
            return None
        kind = node.id
        if kind == "scalar":
            return self._scalar(node)
        if kind == "sequence":
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, path)

    def _shared(self, node: Any) -> bool:
        """Whether a node past the limit was met before: only aliases bring one back."""
        if id(node) in self._seen:
            return True
        self._seen.add(id(node))
        return False

    def _mapping(self, node: Any, path: Path) -> dict[str, object]:
        plain: dict[str, object] = {}
        first: dict[tuple[str, str], int] = {}
        merges: list[dict[str, object]] = []
        for key_node, value_node in node.value:
            key = self.value(key_node, path)
            name = key_name(key)
            here = (*path, name)
            mark = key_node.start_mark
            value = self.value(value_node, here)
            if name == "<<" and key_node.id == "scalar" and not key_node.style:
                sources = _sources(value)
                if sources is not None:
                    merges.extend(sources)
                    continue
            identity = (type(key).__name__, name)
            if identity in first:
                self.problems.append(
                    Problem(
                        DUPLICATE_KEY,
                        f"`{dotted(here)}` is already defined on line {first[identity]}; "
                        "most readers silently use the last one",
                        Span(
                            mark.line + 1,
                            mark.column + 1,
                            key_node.end_mark.line + 1,
                            key_node.end_mark.column + 1,
                        ),
                        document=self.document,
                        path=here,
                        help="remove one, or merge the two",
                    )
                )
            else:
                first[identity] = mark.line + 1
            plain[name] = value
        for source in merges:
            for name, item in source.items():
                plain.setdefault(name, item)
        return plain

    def _scalar(self, node: Any) -> object:
        text = _PAIR.sub(
            lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), node.value
        )
        tag = node.tag
        if node.style:
            return text if tag == _TAG + "str" or not tag.startswith(_TAG) else _tagged(text, tag)
        if tag == _TAG + "str" and _implicit(text) != tag:
            return text
        if tag != _implicit(text):
            return _tagged(text, tag)
        return scalar(text)


def _implicit(text: str) -> str:
    """Return the tag that PyYAML gives a plain scalar that has none of its own."""
    import yaml

    resolver = yaml.resolver.Resolver()
    return str(resolver.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]


def _tagged(text: str, tag: str) -> object:
    """Return the value of a scalar with an explicit tag of the core schema; else its text."""
    value = scalar(text)
    wanted = {"int": int, "float": (int, float), "bool": bool, "null": type(None)}
    kind = wanted.get(tag.removeprefix(_TAG))
    if kind is not None and isinstance(value, kind):  # type: ignore[arg-type]
        return float(value) if tag == _TAG + "float" else value  # type: ignore[arg-type]
    return text
