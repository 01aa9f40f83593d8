"""What a document is made of, without its values: keys, types, and a digest of each value.

This is all that files of several environments are compared by. Items of a list that have
names are known by them, wherever they stand; any other list is one value.
"""

import re

from confledger.checks.cache import digest
from confledger.checks.whole import Documents
from confledger.location import Path

MAP = "map"
LIST = "list"
STRING = "string"
NUMBER = "number"
BOOLEAN = "boolean"
NULL = "null"
# Only what stands in for it tells.
UNKNOWN = "unknown"

# Kind, digest; what is below by name, None for a leaf; index by name in a list of named items.
Outline = tuple[str, bytes, "dict[str, Outline] | None", "dict[str, int] | None"]
# Of a document that others stand beside: its name, number and outline.
Outlined = list[tuple[str, int, Outline]]
Stand = tuple[int, Path, str]
"""Document, path of a text, and the key that stands in it as `${key}`."""

_DIGEST = 8
_ENCRYPTED = re.compile(r"^ENC\[AES256_GCM,.*,type:(\w+)\]$", re.DOTALL)
_SOPS_TYPES = {"int": NUMBER, "float": NUMBER, "bool": BOOLEAN, "str": STRING, "bytes": STRING}
_INTERPOLATED = re.compile(r"(?<!\$)\$\{([^${}]*)\}")
# `a.b`, `a-b.c[0]`: a key of a tree. Names in capitals are variables of the environment.
_KEY = re.compile(r"^[A-Za-z_][\w-]*(?:\.[\w-]+|\[\d+\])*$")
_VARIABLE = re.compile(r"^[A-Z][A-Z0-9_]*$")
_NAMES = ("name", "id", "key")


def outlined(data: bytes, documents: Documents) -> object:
    """Answer with the outline of each document, and every `${key}` in them."""
    held = documents()
    if held is None:
        return None
    stands: list[Stand] = []
    found: Outlined = []
    for number, document in enumerate(held):
        if document is None and len(held) > 1:
            continue
        name = _name(document, number) if len(held) > 1 else ""
        found.append((name, number, outline(document, stands, number)))
    return found, stands


def outline(
    node: object, stands: list[Stand], number: int = 0, at: Path = (), *, root: bool = True
) -> Outline:
    """Return the outline of a value; what stands in texts is added to `stands`."""
    if isinstance(node, dict):
        below = {
            str(key): outline(value, stands, number, (*at, key), root=False)
            for key, value in node.items()
            # How a file is encrypted is no part of what it says.
            if not (root and key == "sops" and isinstance(value, dict) and "mac" in value)
        }
        return MAP, _of_many(below), below, None
    if isinstance(node, list):
        items = [
            outline(item, stands, number, (*at, index), root=False)
            for index, item in enumerate(node)
        ]
        names = _item_names(node)
        if names is None:
            return LIST, digest(b"".join(item[1] for item in items) + b"[]", _DIGEST), None, None
        below = dict(zip(names, items, strict=True))
        return LIST, _of_many(below), below, {name: index for index, name in enumerate(names)}
    return _leaf(node, stands, number, at)


def _leaf(node: object, stands: list[Stand], number: int, at: Path) -> Outline:
    kind = kind_of(node)
    if isinstance(node, str):
        names = _INTERPOLATED.findall(node)
        stands += [
            (number, at, name) for name in names if _KEY.match(name) and not _VARIABLE.match(name)
        ]
    return kind, digest(loose(node), _DIGEST), None, None


def kind_of(node: object) -> str:
    """Return the type of a value, of an encrypted one that of its plain text."""
    if isinstance(node, str):
        encrypted = _ENCRYPTED.match(node)
        if encrypted:
            return _SOPS_TYPES.get(encrypted[1], UNKNOWN)
        return UNKNOWN if node.startswith("${") and node.endswith("}") else STRING
    if isinstance(node, bool):
        return BOOLEAN
    if isinstance(node, (int, float)):
        return NUMBER
    if isinstance(node, list):
        return LIST
    return NULL if node is None else MAP


def loose(node: object) -> bytes:
    """Return a scalar as the text that any format would hold: `5432` is `"5432"`."""
    if isinstance(node, bool):
        text = "true" if node else "false"
    elif isinstance(node, float) and node.is_integer():
        text = str(int(node))
    else:
        text = "" if node is None else str(node)
    return text.encode("utf-8", "surrogatepass")


def comparable(node: object) -> bool:
    """Whether a text says what it is: it is not encrypted, and nothing else stands in it."""
    return not (isinstance(node, str) and (_ENCRYPTED.match(node) or _INTERPOLATED.search(node)))


def _of_many(below: dict[str, Outline]) -> bytes:
    parts = [f"{key}\0".encode("utf-8", "surrogatepass") + one[1] for key, one in below.items()]
    return digest(b"".join(sorted(parts)) + b"{}", _DIGEST)


def _item_names(items: list[object]) -> list[str] | None:
    """Return the names of the items; None unless each is a map with a name of its own."""
    for key in _NAMES:
        names = [item.get(key) for item in items if isinstance(item, dict)]
        if len(names) == len(items) and all(isinstance(name, str) and name for name in names):
            texts = [str(name) for name in names]
            if len(set(texts)) == len(texts) and texts:
                return texts
    return None


def _name(document: object, number: int) -> str:
    """Return what a document is known by among others: a Kubernetes object by kind and name."""
    if isinstance(document, dict):
        metadata = document.get("metadata")
        kind, name = document.get("kind"), isinstance(metadata, dict) and metadata.get("name")
        if isinstance(kind, str) and isinstance(name, str):
            return f"{kind}/{name}"
    return f"document {number + 1}"
