"""TOML 1.0, in the order of the configuration, but for tables: they follow the values beside them.

A list of maps is an array of tables, where nothing but maps is in it and it is in no other list.
"""

import re
from math import isinf, isnan

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}
_LARGEST = 2**63


def unfit(value: object) -> str | None:
    """Return why a scalar cannot be written; None where it can."""
    if value is None:
        return "it is null, and TOML has no null"
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        return "it does not fit into 64 bits"
    return None


def write(tree: dict[str, object]) -> str:
    """Return the document; each value has to be fit."""
    out: list[str] = []
    _table(tree, "", out)
    return "".join(out).lstrip("\n")


def _table(tree: dict[str, object], name: str, out: list[str]) -> None:
    """Write what a table holds: values first, since what follows a header belongs to it."""
    within: list[tuple[str, object]] = []
    for key, value in tree.items():
        if isinstance(value, dict) or _tables(value):
            within.append((key, value))
        else:
            out.append(f"{_key(key)} = {_value(value)}\n")
    for key, value in within:
        full = f"{name}.{_key(key)}" if name else _key(key)
        if isinstance(value, dict):
            # A header says nothing that those of the tables in it do not say.
            if not value or not all(
                isinstance(one, dict) or _tables(one) for one in value.values()
            ):
                out.append(f"\n[{full}]\n")
            _table(value, full, out)
        else:
            assert isinstance(value, list)
            for one in value:
                out.append(f"\n[[{full}]]\n")
                _table(one, full, out)


def _tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return "{ " + inner + " }" if inner else "{}"
    return str(value)


def _number(value: float) -> str:
    if isnan(value):
        return "nan"
    if isinf(value):
        return "inf" if value > 0 else "-inf"
    return repr(value)


def _key(key: str) -> str:
    return key if _BARE.match(key) else _text(key)


def _text(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(one: str) -> str:
    if one in _ESCAPES:
        return _ESCAPES[one]
    return one if one >= " " and not "\x7f" <= one <= "\x9f" else f"\\u{ord(one):04x}"
