"""How values and keys are written in each dialect, so that they are read as what they are."""

import re

from confledger.documents.dialect import DOTENV, INI, JSON5, PROPERTIES, TOML, YAML
from confledger.errors import ConfledgerError
from confledger.loader.migration.page import Unwritable

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*")
# Texts that every reader of a flat format takes as they are.
_FLAT = re.compile(r"[A-Za-z0-9_./:@%+,*-]*")


def is_collection(value: object) -> bool:
    """Whether a value is a map or list with something in it."""
    return isinstance(value, (dict, list)) and bool(value)


def inline(value: object, dialect: str, like: str = "") -> str:
    """Write a value on one line; a text in quotes like those of `like`, which stood there."""
    if dialect == YAML:
        if isinstance(value, (dict, list)):
            return _json(value)
        if isinstance(value, str) and like[:1] in ("'", '"') and value.isprintable():
            if like[0] == "'":
                return "'" + value.replace("'", "''") + "'"
            return _json(value)
        line = _yaml([value])[0].removeprefix("- ")
        return line if len(_yaml([value])) == 1 else _json(value)
    if dialect == TOML:
        return _toml(value, like)
    if dialect in (DOTENV, INI, PROPERTIES):
        return _flat(value, dialect, like)
    if dialect == JSON5 and isinstance(value, str) and like[:1] == "'" and "'" not in value:
        plain = value.isprintable() and "\\" not in value
        return f"'{value}'" if plain else _json(value)
    return _json(value)


def block(value: object, step: int) -> list[str]:
    """Write a map or list as lines of block YAML, from the first column."""
    lines = _yaml(value)
    if step == 2:
        return lines
    wider = []
    for line in lines:
        bare = line.lstrip(" ")
        wider.append(" " * ((len(line) - len(bare)) // 2 * step) + bare)
    return wider


def tree(value: object, indent: str, step: int) -> str:
    """Write a value as JSON over several lines; those after the first begin with `indent`."""
    from json import dumps

    made = dumps(value, indent=" " * step, ensure_ascii=False, allow_nan=False)
    return made.replace("\n", "\n" + indent)


def key(name: str, dialect: str, *, flow: bool = False) -> str:
    """Write a key."""
    if dialect == YAML:
        if _PLAIN_KEY.fullmatch(name) and isinstance(_core(name), str):
            return name
        return _json(name) if flow else inline(name, YAML)
    if dialect == TOML:
        from confledger.loader.rendering.toml import _key

        return _key(name)
    if dialect == JSON5 and _WORD.fullmatch(name):
        return name
    if dialect in (DOTENV, INI, PROPERTIES):
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", name):
            raise Unwritable("the new key cannot be written without escapes")
        return name
    return _json(name)


def _core(name: str) -> object:
    from confledger.documents.formats.yaml_nodes import scalar

    return scalar(name)


def _yaml(value: object) -> list[str]:
    from confledger.changes.rewritten import as_yaml

    try:
        return as_yaml([value]).rstrip("\n").split("\n")
    except ConfledgerError as error:
        raise Unwritable(str(error)) from error


def _json(value: object) -> str:
    from json import dumps

    try:
        return dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise Unwritable("JSON has no such number") from error


def _toml(value: object, like: str) -> str:
    from confledger.loader.rendering.toml import _value, unfit

    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            todo += one.values()
        elif isinstance(one, list):
            todo += one
        elif (why := unfit(one)) is not None:
            raise Unwritable(why)
    if isinstance(value, str) and like[:1] == "'" and value.isprintable() and "'" not in value:
        return f"'{value}'"
    return _value(value)


def _flat(value: object, dialect: str, like: str) -> str:
    if not isinstance(value, str):
        raise Unwritable(f"values of {dialect} are texts")
    if _FLAT.fullmatch(value):
        quote = like[:1] if dialect == DOTENV and like[:1] in ("'", '"') else ""
        return quote + value + quote
    if dialect == DOTENV and value.isprintable() and "'" not in value:
        return f"'{value}'"
    if dialect != DOTENV and value.isprintable() and value == value.strip() and "\\" not in value:
        return value
    raise Unwritable("the value cannot be written without escapes")
