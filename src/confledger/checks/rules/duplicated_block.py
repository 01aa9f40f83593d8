"""The same block of settings, written out more than once in one file.

An edit of one copy forgets the others. YAML has anchors for it: `&name` before the block, and
`*name` instead of each copy, or `<<: *name` to change some of it. Blocks count from ten values
on; copies in different documents of one file are left alone, since anchors end with the
document; so is what a program has written: definitions of Kubernetes resources, and files that
say so in a comment at their head. Information: two places can be equal by chance, and
`--verbose` shows them.

Bad:
    eu:
      pool: {min: 2, max: 20, idle: 30, wait: 5, life: 600}
      retry: {attempts: 3, delay: 1, factor: 2, jitter: 0.1, limit: 30}
    us:
      pool: {min: 2, max: 20, idle: 30, wait: 5, life: 600}
      retry: {attempts: 3, delay: 1, factor: 2, jitter: 0.1, limit: 30}
Good:
    eu: &region
      pool: {min: 2, max: 20, idle: 30, wait: 5, life: 600}
      retry: {attempts: 3, delay: 1, factor: 2, jitter: 0.1, limit: 30}
    us: *region
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed
from confledger.documents.dialect import YAML
from confledger.documents.formats.yaml_scalars import documents, name_of, span_of
from confledger.location import Path, dotted

ID = "duplicated-block"
SEVERITY = Severity.INFO

LEAST = 10
"""How many values a block has that is worth an anchor."""
_MOST = 20
_HEAD = 1_000
_GENERATED = re.compile(rb"^#.*(?i:generated|do not edit|do not modify)", re.MULTILINE)


def check(file: Parsed) -> Iterator[Finding]:
    """Yield each block that stands in a document before; not what is inside of such a block."""
    if file.dialect != YAML or _GENERATED.search(file.data[:_HEAD]):
        return
    if not any(_repeats(one) and not _is_definition(one) for one in file.documents):
        return
    for number, root in enumerate(documents(file.text)):
        if root is None or _is_definition(file.documents[number]):
            continue
        for path, node, first in islice(_copies(root), _MOST):
            line = first.start_mark.line + 1
            yield file.finding(
                ID,
                SEVERITY,
                f"`{dotted(path)}` repeats the {_leaves(node)} values that begin on line {line}",
                span_of(node),
                document=number,
                at=path,
                help="give the first an anchor (`&name`), and write `*name` here",
            )


def _is_definition(document: object) -> bool:
    """Whether a document describes a kind of Kubernetes resources, as programs write them."""
    return isinstance(document, dict) and document.get("kind") == "CustomResourceDefinition"


def _repeats(document: object) -> bool:
    """Whether two blocks of a document are equal, which aliases may have made them."""
    seen: set[object] = set()

    def visit(value: object) -> tuple[object, int, bool]:
        if isinstance(value, dict):
            parts = [(name, visit(item)) for name, item in value.items()]
        elif isinstance(value, list):
            parts = [(None, visit(item)) for item in value]
        else:
            return (type(value), value), 1, False
        leaves = sum(below[1] for _, below in parts)
        identity = hash(tuple((name, below[0]) for name, below in parts))
        again = any(below[2] for _, below in parts)
        if leaves >= LEAST:
            again = again or identity in seen
            seen.add(identity)
        return identity, leaves, again

    return visit(document)[2]


def _copies(root: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Yield path and node of each block that was there before, and that first node."""
    shapes: dict[int, object] = {}
    _shape(root, shapes, set())
    first: dict[object, Any] = {}
    stack: list[tuple[Any, Path]] = [(root, ())]
    visited: set[int] = set()
    while stack:
        node, path = stack.pop()
        if node.id == "scalar" or id(node) in visited:
            continue
        visited.add(id(node))
        shape = shapes[id(node)]
        if _leaves(node) >= LEAST:
            if shape in first and not _inside(node, first[shape]):
                yield path, node, first[shape]
                continue
            first.setdefault(shape, node)
        if node.id == "sequence":
            below = [(item, (*path, index)) for index, item in enumerate(node.value)]
        else:
            below = [(value, (*path, name_of(key))) for key, value in node.value]
        stack.extend(reversed(below))


def _inside(node: Any, other: Any) -> bool:
    """Whether a node stands within another."""
    start, end = other.start_mark.index, other.end_mark.index
    return bool(start <= node.start_mark.index < end)


def _shape(node: Any, shapes: dict[int, object], open_: set[int]) -> object:
    """Return what two equal blocks have in common; recursion is bounded by the depth."""
    if node.id == "scalar":
        return (node.tag, node.value)
    if id(node) in shapes or id(node) in open_:
        return shapes.get(id(node))
    open_.add(id(node))
    if node.id == "sequence":
        parts: tuple[object, ...] = tuple(_shape(item, shapes, open_) for item in node.value)
    else:
        parts = tuple(
            (_shape(key, shapes, open_), _shape(value, shapes, open_)) for key, value in node.value
        )
    open_.discard(id(node))
    # A digest instead of the whole: nested tuples would be compared again at every level.
    shapes[id(node)] = hash((node.id, node.tag, parts))
    return shapes[id(node)]


def _leaves(node: Any) -> int:
    """Count the values of a block; an alias is one."""
    count, stack, seen = 0, [node], {id(node)}
    while stack:
        one = stack.pop()
        if one.id == "scalar":
            count += 1
            continue
        below = one.value if one.id == "sequence" else [value for _, value in one.value]
        for item in below:
            if item.id != "scalar" and id(item) in seen:
                count += 1
                continue
            seen.add(id(item))
            stack.append(item)
    return count
