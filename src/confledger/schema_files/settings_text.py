"""New entries in the text of confledger.yaml: lines put in, every other byte left as it is.

The result is read again, and has to say what was there before and what was added; where it
cannot be done (flow style, anchors, another format), the lines are given to a person.
"""

from json import dumps

import yaml

from confledger.documents.dialect import YAML
from confledger.documents.formats.yaml_nodes import scalar
from confledger.documents.load import load
from confledger.errors import ConfledgerError


class NotInsertable(ConfledgerError):
    """The text is written in a way that lines cannot simply be put into."""

    def __init__(self, file: str, lines: str) -> None:
        super().__init__(
            f"{file} is written in a way that nothing can be put into it safely",
            help="nothing was changed; add this by hand:\n"
            + "".join(f"    {line}\n" for line in lines.splitlines()).rstrip("\n"),
        )


class Addition:
    """What is to be in the settings: addresses with their files, globs with their schema."""

    __slots__ = ("paths", "schema", "vendored")

    def __init__(
        self, *, vendored: dict[str, str], paths: list[str] | None = None, schema: str = ""
    ) -> None:
        self.vendored = vendored
        self.paths = paths or []
        self.schema = schema


def with_entries(text: str, addition: Addition, file: str) -> str:
    """Return the settings with what is not in them yet; raise NotInsertable."""
    before = _read(text)
    if before is None:
        raise NotInsertable(file, yaml_lines(addition))
    wanted, missing = _wanted(before, addition)
    if wanted == before:
        return text
    ending = "\r\n" if "\r\n" in text else "\n"
    changed = text
    try:
        if missing.vendored:
            rows = _vendored_rows(missing.vendored)
            changed = _put(changed, "vendored-schemas", rows, ending, yaml.MappingNode)
        if missing.paths:
            rows = _schema_rows(missing)
            changed = _put(changed, "schemas", rows, ending, yaml.SequenceNode)
    except yaml.YAMLError:
        changed = ""
    if _read(changed) != wanted:
        raise NotInsertable(file, yaml_lines(missing))
    return changed


def yaml_lines(addition: Addition) -> str:
    """Return the lines as a settings file has them."""
    lines = []
    if addition.vendored:
        lines += ["vendored-schemas:", *("  " + row for row in _vendored_rows(addition.vendored))]
    if addition.paths:
        lines += ["schemas:", *("  " + row for row in _schema_rows(addition))]
    return "".join(line + "\n" for line in lines)


def toml_lines(addition: Addition) -> str:
    """Return the lines as pyproject.toml has them."""
    lines = []
    if addition.vendored:
        lines.append("[tool.confledger.vendored-schemas]")
        lines += [f"{dumps(one)} = {dumps(path)}" for one, path in addition.vendored.items()]
    if addition.paths:
        lines += ["[[tool.confledger.schemas]]", f"paths = {dumps(addition.paths)}"]
        lines += [f"schema = {dumps(addition.schema)}"]
    return "".join(line + "\n" for line in lines)


def _read(text: str) -> dict[str, object] | None:
    loaded = load(text.encode("utf-8", "surrogateescape"), YAML)
    if loaded.problems or len(loaded.documents) > 1:
        return None
    root = loaded.documents[0] if loaded.documents else None
    return {} if root is None else root if isinstance(root, dict) else None


def _wanted(before: dict[str, object], addition: Addition) -> tuple[dict[str, object], Addition]:
    """Return what the settings should say, and what of it is missing."""
    vendored, schemas = before.get("vendored-schemas"), before.get("schemas")
    known = dict(vendored) if isinstance(vendored, dict) else {}
    rows = list(schemas) if isinstance(schemas, list) else []
    new = {
        address: path for address, path in addition.vendored.items() if known.get(address) != path
    }
    row = {"paths": addition.paths, "schema": addition.schema}
    there = not addition.paths or any(
        isinstance(one, dict)
        and one.get("schema") == addition.schema
        and set(addition.paths) <= set(one.get("paths") or ())
        for one in rows
    )
    wanted = dict(before)
    if new:
        wanted["vendored-schemas"] = known | new
    if not there:
        wanted["schemas"] = [*rows, row]
    paths = [] if there else addition.paths
    return wanted, Addition(vendored=new, paths=paths, schema=addition.schema)


def _vendored_rows(vendored: dict[str, str]) -> list[str]:
    return [f"{_scalar(address)}: {_scalar(path)}" for address, path in vendored.items()]


def _schema_rows(addition: Addition) -> list[str]:
    paths = ", ".join(dumps(path, ensure_ascii=False) for path in addition.paths)
    return [f"- paths: [{paths}]", f"  schema: {_scalar(addition.schema)}"]


def _scalar(text: str) -> str:
    """Write a string as YAML; in quotes only where it needs them."""
    plain = all(c.isalnum() or c in "/._-:$#@+~%" for c in text) and text[0].isalnum()
    if plain and not text.endswith(":") and isinstance(scalar(text), str):
        return text
    return dumps(text, ensure_ascii=False)


def _put(text: str, key: str, rows: list[str], ending: str, kind: type[yaml.CollectionNode]) -> str:
    """Put rows behind the last entry under a key, or the key with them at the end."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    found = None
    if isinstance(root, yaml.MappingNode):
        found = next((pair for pair in root.value if pair[0].value == key), None)
    if found is None:
        return _appended(text, [f"{key}:", *("  " + row for row in rows)], ending)
    _, value = found
    if not isinstance(value, kind) or value.flow_style or not value.value:
        if value.value not in ([], "", "null", "~"):
            return text
        return _emptied(text, found, rows, ending)
    last = value.value[-1]
    node = last[1] if isinstance(last, tuple) else last
    first = value.value[0]
    column = (first[0] if isinstance(first, tuple) else value).start_mark.column
    return _after(text, _last_line(node), [" " * column + row for row in rows], ending)


def _last_line(node: yaml.Node) -> int:
    """Return the number of the last line that a value has something on, from 0."""
    # The mark of a block ends where the next token begins, behind blank lines and comments.
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.line) - (node.end_mark.column == 0)


def _emptied(text: str, pair: tuple[yaml.Node, yaml.Node], rows: list[str], ending: str) -> str:
    """Put rows where a key has nothing, or an empty list or map in brackets."""
    key, value = pair
    lines = text.splitlines(keepends=True)
    number = key.start_mark.line
    if value.end_mark.line != number:
        return text
    line = lines[number]
    written = line[value.start_mark.column : value.end_mark.column]
    if written:
        line = line[: value.start_mark.column].rstrip() + line[value.end_mark.column :]
        lines[number] = line if line.endswith("\n") else line + ending
    return _after("".join(lines), number, ["  " + row for row in rows], ending)


def _after(text: str, line: int, rows: list[str], ending: str) -> str:
    lines = text.splitlines(keepends=True)
    if not lines[line].endswith("\n"):
        lines[line] += ending
    lines[line + 1 : line + 1] = [row + ending for row in rows]
    return "".join(lines)


def _appended(text: str, rows: list[str], ending: str) -> str:
    if text and not text.endswith("\n"):
        text += ending
    blank = ending if text.strip() else ""
    return text + blank + "".join(row + ending for row in rows)
