"""A tree and its metadata as the text of a store, laid out as SOPS does it.

Nothing here is trusted: whoever writes a file reads it again, and compares.
"""

import re

from confledger.secrets.sops_file import DOTENV, INI, YAML
from confledger.secrets.stores import flat
from confledger.secrets.tokens import BEGINNING
from confledger.secrets.tree import METADATA, Branch, Entry, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Texts that YAML takes for nothing else, without quotes around them.
_BARE = re.compile(r"[A-Za-z_^(][\w./+=@^()|$*-]*\Z|age1[a-z0-9]+\Z|\d+\.\d+\.\d+\Z", re.ASCII)
_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def written(documents: list[Node], told: dict[str, object], store: str, indent: int = 4) -> str:
    """Return the text of a file; raise ValueError where its store cannot hold it."""
    if store == YAML:
        lines: list[str] = []
        for document in documents:
            if lines:
                lines.append("---")
            lines += _yaml(_with(document, told), 0, indent)
        return "".join(f"{line}\n" for line in lines)
    if len(documents) != 1 or not isinstance(documents[0], Branch) or not documents[0].is_map:
        raise ValueError("this format has one document, which is a map")
    if store == DOTENV:
        return _dotenv(documents[0], told)
    if store == INI:
        return _ini(documents[0], told)
    return _json(_with(documents[0], told), "") + "\n"


def _with(document: Node, told: dict[str, object]) -> Branch:
    """Return a document with its metadata at its end."""
    if not isinstance(document, Branch) or not document.is_map:
        raise ValueError("SOPS has metadata in maps only")
    metadata = Entry(METADATA, _node(told))
    foot = Entry(METADATA, metadata.value, document.foot)
    return Branch([*document.entries, foot])


def _node(value: object) -> Node:
    """Return a tree of values that have no text yet."""
    if isinstance(value, dict):
        return Branch([Entry(name, _node(item)) for name, item in value.items()])
    if isinstance(value, list):
        entries = [Entry(index, _node(item)) for index, item in enumerate(value)]
        return Branch(entries, is_map=False)
    return Scalar(value)


def _yaml(branch: Branch, column: int, step: int) -> "Iterator[str]":
    """Yield the lines of a map or list that is not empty; bounded by the depth of documents."""
    margin = " " * column
    for entry in branch.entries:
        yield from (f"{margin}#{text}" for text in entry.comments)
        # As go-yaml does: the next multiple, but in a list right behind the dash.
        inner = step * ((column + step) // step) if branch.is_map else column + 2
        start = f"{margin}-"
        if branch.is_map:
            start = f"{margin}{entry.text or _quoted(str(entry.name))}:"
        value = entry.value
        if isinstance(value, Scalar):
            yield from _yaml_scalar(start, value, inner)
        elif not value.entries and not value.foot:
            yield f"{start} {'{}' if value.is_map else '[]'}"
        elif branch.is_map or not value.entries or value.entries[0].comments:
            yield start
            yield from _yaml(value, inner, step)
        else:
            first, *rest = _yaml(value, inner, step)
            yield f"{start} {first[inner:]}"
            yield from rest
    yield from (f"{margin}#{text}" for text in branch.foot)


def _yaml_scalar(start: str, scalar: Scalar, inner: int) -> "Iterator[str]":
    value = scalar.value
    if scalar.text is not None:
        yield f"{start} {scalar.text}".rstrip()
    elif isinstance(value, str) and "\n" in value and _block(value):
        yield f"{start} |{'' if value.endswith(chr(10)) else '-'}"
        lines = value.removesuffix("\n").split("\n")
        yield from (f"{' ' * inner}{line}" if line else "" for line in lines)
    else:
        yield f"{start} {_quoted(value) if isinstance(value, str) else _plain(value)}"


def _block(value: str) -> bool:
    """Whether a text can be written over several lines as it is."""
    return (
        value[0] not in " \n\t"
        and not value.endswith("\n\n")
        and _CONTROL.search(value.replace("\n", "")) is None
    )


def _quoted(text: str) -> str:
    """Return a text as YAML and JSON take it."""
    if (_BARE.match(text) and text.lower() not in _WORDS) or _is_ciphertext(text):
        return text
    return _string(text)


def _is_ciphertext(text: str) -> bool:
    return text.startswith(BEGINNING) and " " not in text and "\n" not in text


def _string(value: object) -> str:
    from json import dumps

    return dumps(value, ensure_ascii=False)


def _plain(value: object) -> str:
    from json import dumps

    if value is not None and not isinstance(value, bool | int | float):
        raise ValueError("a value of a type that has no text")
    return dumps(value)


def _json(node: Node, margin: str) -> str:
    if isinstance(node, Scalar):
        if node.text is not None:
            return node.text
        return _string(node.value) if isinstance(node.value, str) else _plain(node.value)
    opened, closed = "{}" if node.is_map else "[]"
    if not node.entries:
        return opened + closed
    inner = margin + "\t"
    rows = []
    for entry in node.entries:
        key = f"{_string(entry.name)}: " if node.is_map else ""
        rows.append(f"{inner}{key}{_json(entry.value, inner)}")
    return f"{opened}\n" + ",\n".join(rows) + f"\n{margin}{closed}"


def _dotenv(document: Branch, told: dict[str, object]) -> str:
    lines: list[str] = []
    for entry in document.entries:
        lines += [f"#{text}" for text in entry.comments]
        lines.append(f"{entry.name}={_line(entry.value)}")
    lines += [f"#{text}" for text in document.foot]
    lines += [f"{METADATA}_{name}={text}" for name, text in sorted(_flattened(told))]
    return "".join(f"{line}\n" for line in lines)


def _ini(document: Branch, told: dict[str, object]) -> str:
    sections: list[str] = []
    for entry in document.entries:
        section = entry.value
        if not isinstance(section, Branch):
            raise ValueError("a value outside of all sections")
        rows = [(str(one.name), _ini_value(one.value), one.comments) for one in section.entries]
        above = "".join(f"; {comment}\n" for comment in entry.comments)
        sections.append(above + _section(str(entry.name), rows))
    metadata = [(name, text, ()) for name, text in _flattened(told)]
    above = "".join(f"; {comment}\n" for comment in document.foot)
    sections.append(above + _section(METADATA, metadata))
    return "\n".join(sections)


def _section(name: str, rows: "Sequence[tuple[str, str, tuple[str, ...]]]") -> str:
    width = max((len(key) for key, _, _ in rows), default=0)
    lines = [f"[{name}]"]
    for key, text, comments in rows:
        lines += [f"; {comment}" for comment in comments]
        lines.append(f"{key:{width}} = {text}")
    return "".join(f"{line}\n" for line in lines)


def _ini_value(node: Node) -> str:
    if isinstance(node, Scalar) and node.text is not None:
        return node.text
    text = str(node.value) if isinstance(node, Scalar) else ""
    if "\n" in text or text != text.strip() or text[:1] in ('"', "'", "`") or " #" in text:
        if '"""' in text:
            raise ValueError("a text that this format has no quotes for")
        return f'"""{text}"""'
    return text


def _line(node: Node) -> str:
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        raise ValueError("a value that is no text")
    return node.value.replace("\n", "\\n")


def _flattened(told: object, path: tuple[str | int, ...] = ()) -> "Iterator[tuple[str, str]]":
    """Yield the flat names and texts of metadata."""
    if isinstance(told, dict):
        for name, item in told.items():
            yield from _flattened(item, (*path, name))
    elif isinstance(told, list):
        for index, item in enumerate(told):
            yield from _flattened(item, (*path, index))
    elif told is not None:
        text = str(told).lower() if isinstance(told, bool) else str(told)
        yield flat.name_of(path), text.replace("\n", "\\n")
