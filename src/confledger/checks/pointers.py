"""Where `$ref` leads: to a part of the same file, to another file, to a part of that.

Only what is certain: a subschema with an `$id` of its own, an anchor, and an address of the
network are somebody else's.
"""

from collections.abc import Callable, Iterator

from confledger.checks.references import unquoted
from confledger.checks.whole import Documents
from confledger.location import Path, parse_pointer

# What stands below is data, whatever it is called.
_DATA = ("enum", "const", "default", "example", "examples", "value")
Pointed = tuple[int, Path, str, str]
"""Document, path of the `$ref`, the file it names or '', and the JSON Pointer in it."""


def pointed(data: bytes, documents: Documents) -> object:
    """Answer with what the `$ref`s of a schema name: other files, and lost parts of this one."""
    if b"$ref" not in data:
        return []
    found: list[Pointed] = []
    for number, document in enumerate(documents() or []):
        away = isinstance(document, dict) and "://" in str(document.get("$id", document.get("id")))
        for at, text in _references(document, ()):
            file, _, fragment = text.partition("#")
            fragment = unquoted(fragment)
            if "://" in file or file.startswith("urn:") or (fragment and fragment[0] != "/"):
                continue
            if not file:
                if not resolves(document, fragment):
                    found.append((number, at, "", fragment))
            elif not away:
                # What is relative to an `$id` may have another address than path.
                found.append((number, at, unquoted(file), fragment))
    return found


def part(fragment: str) -> Callable[[bytes, Documents], object]:
    """Return what answers whether a file has the part that a JSON Pointer names."""

    def answer(data: bytes, documents: Documents) -> object:
        held = documents()
        return None if held is None else any(resolves(one, fragment) for one in held)

    return answer


def resolves(document: object, fragment: str) -> bool:
    """Whether a JSON Pointer leads to something; the empty one leads to the whole."""
    node = document
    for step in parse_pointer(fragment):
        if isinstance(node, dict):
            if step not in node:
                return False
            node = node[step]
        elif isinstance(node, list):
            if not step.isascii() or not step.isdigit() or int(step) >= len(node):
                return False
            node = node[int(step)]
        else:
            return False
    return True


def _references(document: object, start: Path) -> Iterator[tuple[Path, str]]:
    """Yield each `$ref` that counts from the whole document, without recursion."""
    todo: list[tuple[object, Path, bool]] = [(document, start, False)]
    while todo:
        node, at, names = todo.pop()
        if isinstance(node, list):
            todo += [(item, (*at, index), False) for index, item in enumerate(node)]
        if not isinstance(node, dict):
            continue
        if not names:
            if at and isinstance(node.get("$id"), str):
                continue
            if isinstance(text := node.get("$ref"), str):
                yield (*at, "$ref"), text
        for key, value in node.items():
            # Below `properties` each key is a name that somebody chose, not a keyword.
            if names or key not in _DATA:
                chosen = not names and key in ("properties", "patternProperties", "$defs")
                todo.append((value, (*at, key), chosen or (not names and key == "definitions")))
