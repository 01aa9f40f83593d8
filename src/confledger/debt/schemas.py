"""Schemas that say too little: keys without a description, and what nobody has read yet."""

from collections.abc import Iterator, Mapping
from shlex import quote

from confledger.checks.closing import lookup
from confledger.checks.references import FILE, Reference, modelines, refer
from confledger.checks.whole import Documents, Whole
from confledger.debt.item import Item, item
from confledger.documents.dialect import TOML, YAML
from confledger.location import Path, dotted, pointer

UNDESCRIBED = "key-without-description"
INFERRED = "inferred-schema"
MARK = "x-inferred"
_QUESTION = "debt schemas named 1"
_COMBINED = ("allOf", "anyOf", "oneOf", "prefixItems")
_ONE = ("items", "additionalProperties", "if", "then", "else")
# Of one schema; one that a program has made has no end otherwise.
_MOST = 20_000
_DEPTH = 12
Key = tuple[str, ...]


def governed(whole: Whole, paths: list[str]) -> dict[str, list[str]]:
    """Return which files each schema of the repository is for, by its path."""
    vendored = whole.settings.vendored
    found: dict[str, list[str]] = {}
    named = whole.ask(paths, _QUESTION, _named)
    for path in paths:
        setting = whole.selection.schema(path)
        references = [] if setting is None else [refer(setting, "", vendored)]
        folder = path.rpartition("/")[0]
        names: list[str] = named.get(path, [])  # type: ignore[assignment]
        references += [refer(name, folder, vendored) for name in names]
        for reference in dict.fromkeys(references):
            if _own(reference, whole):
                found.setdefault(reference.name, []).append(path)
    return found


def _own(reference: Reference, whole: Whole) -> bool:
    """Whether a schema is the repository's own: what was fetched, others describe."""
    return reference.kind == FILE and reference.name not in whole.settings.vendored.values()


def _named(data: bytes, documents: Documents) -> object:
    names = []
    for dialect in (YAML, TOML):
        names += [name for *_, name in modelines(data, dialect)]
    if b"$schema" in data:
        for root in documents() or []:
            name = root.get("$schema") if isinstance(root, dict) else None
            if isinstance(name, str) and name:
                names.append(name)
    return list(dict.fromkeys(names)) or None


def lacking(whole: Whole, schemas: Mapping[str, list[str]]) -> Iterator[Item]:
    """Yield what each schema lacks."""
    for path in sorted(schemas):
        documents = whole.documents(path) if path in whole.entries else None
        root = documents[0] if documents and len(documents) == 1 else None
        if not isinstance(root, dict):
            continue
        if root.get(MARK):
            yield item(
                INFERRED,
                path,
                line=_line(whole, path, (MARK,)),
                message=f"inferred from examples; nobody has taken `{MARK}` out of it yet",
                command=f"confledger schema compat {quote(path)}",
            )
        for at, key in undescribed(root):
            yield item(
                UNDESCRIBED,
                path,
                pointer=pointer(at),
                line=_line(whole, path, at),
                message=f"the schema does not say what `{dotted(key)}` is for",
            )


def undescribed(root: dict[str, object]) -> list[tuple[Path, Key]]:
    """Return the leaf keys that have no description: where they stand, and what they are called.

    One that refers to a described part is described.
    """
    found: list[tuple[Path, Key]] = []
    seen: set[int] = set()
    todo: list[tuple[object, Path, Key]] = [(root, (), ())]
    while todo and len(seen) < _MOST:
        node, at, key = todo.pop()
        if not isinstance(node, dict) or id(node) in seen or len(key) > _DEPTH:
            continue
        seen.add(id(node))
        properties = node.get("properties")
        below: list[tuple[object, Path, Key]] = []
        for name, one in (properties if isinstance(properties, dict) else {}).items():
            place, named = (*at, "properties", str(name)), (*key, str(name))
            if not _has_parts(root, one) and not _described(root, one):
                found.append((place, named))
            below.append((one, place, named))
        below += list(_beside(node, at, key))
        todo += reversed(below)
    return found


def _beside(node: dict[str, object], at: Path, key: Key) -> Iterator[tuple[object, Path, Key]]:
    for word in _COMBINED:
        value = node.get(word)
        for index, one in enumerate(value if isinstance(value, list) else []):
            yield one, (*at, word, index), key
    for word in _ONE:
        yield node.get(word), (*at, word), key
    for word in ("$defs", "definitions", "patternProperties"):
        value = node.get(word)
        for name, one in (value if isinstance(value, dict) else {}).items():
            yield one, (*at, word, str(name)), key


def _has_parts(root: dict[str, object], node: object) -> bool:
    if not isinstance(node, dict):
        return False
    target = node.get("$ref")
    if isinstance(target, str) and not _of_words(node):
        node = lookup(root, target) if target.startswith("#") else {"properties": True}
    return isinstance(node, dict) and _of_words(node)


def _of_words(node: dict[str, object]) -> bool:
    return any(node.get(word) for word in ("properties", "patternProperties"))


def _described(root: dict[str, object], node: object) -> bool:
    for _ in range(_DEPTH):
        if not isinstance(node, dict):
            return False
        text = node.get("description", node.get("title"))
        if isinstance(text, str) and text.strip():
            return True
        target = node.get("$ref")
        if not isinstance(target, str):
            return False
        if not target.startswith("#"):
            # It stands in another file, which is looked at by itself.
            return True
        node = lookup(root, target)
    return False


def _line(whole: Whole, path: str, at: Path) -> int | None:
    span = whole.place(path, 0, at, key=True)
    return None if span is None else span.line
