"""What each reader takes a plain scalar of YAML for; they agree on most, and never on all.

YAML 1.1 has booleans such as `no`, numbers in base 60 and dates; YAML 1.2 has none of these.
PyYAML follows the one, GitHub the other, and the libraries of Go stand between them.
"""

import re
from datetime import date
from functools import cache
from typing import Any

from confledger.documents.formats.yaml_nodes import scalar

NULL, BOOLEAN, INTEGER, NUMBER, TEXT, DATE = "null", "boolean", "integer", "number", "text", "date"
REFUSED = "refused"

_KINDS = {bool: BOOLEAN, int: INTEGER, float: NUMBER, str: TEXT, type(None): NULL}
# Of go-yaml, https://pkg.go.dev/gopkg.in/yaml.v2: words that version 3 reads as text.
_WORDS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_BASES = re.compile(
    r"(?P<sign>[-+]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<binary>[01]+)|0[oO]?(?P<octal>[0-7]+))"
)
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_UNSIGNED = 2**64


def reading(text: str, reader: str) -> tuple[str, object]:
    """Return what kind of value a reader takes a plain scalar for, and the value.

    `reader` is one of the settings, or `compose`: version 3 of go-yaml. A scalar that makes
    the reader fail is REFUSED.
    """
    if reader in ("ansible", "pyyaml"):
        return _pyyaml(text)
    if reader == "kubernetes" and text in _WORDS:
        return BOOLEAN, _WORDS[text]
    if reader in ("kubernetes", "compose"):
        return _go(text)
    return _kind(scalar(text))


def _kind(value: object) -> tuple[str, object]:
    return _KINDS[type(value)], value


def _go(text: str) -> tuple[str, object]:
    """Read as go-yaml does, but for the words: it drops every `_`, and a leading 0 is octal."""
    if text[:1] == ".":
        number = _float(text) if _FLOAT.fullmatch(text) else None
        return (NUMBER, number) if number is not None else _kind(scalar(text))
    if text[:1] not in "+-0123456789" or not text:
        value = scalar(text)
        return _kind(value)
    plain = text.replace("_", "")
    based = _BASES.fullmatch(plain)
    if based is not None:
        digits = based["hex"] or based["binary"] or based["octal"]
        base = 16 if based["hex"] else 2 if based["binary"] else 8
        return INTEGER, int(based["sign"] + digits, base)
    if _DECIMAL.fullmatch(plain) and len(plain) < 30:
        value = int(plain)
        if -_UNSIGNED // 2 <= value < _UNSIGNED:
            return INTEGER, value
    if _FLOAT.fullmatch(plain):
        number = _float(plain)
        return (TEXT, text) if number is None else (NUMBER, number)
    value = scalar(text)
    return _kind(value) if not isinstance(value, int) else (TEXT, text)


def _float(text: str) -> float | None:
    """Return a number; None when it is beyond what Go can hold."""
    number = float(text)
    return None if number in (float("inf"), float("-inf")) else number


def _pyyaml(text: str) -> tuple[str, object]:
    """Ask PyYAML itself, which knows best."""
    import yaml

    constructor, resolver = _library()
    tag = resolver.resolve(yaml.ScalarNode, text, (True, False))
    try:
        value = constructor.construct_object(yaml.ScalarNode(tag, text))
    except (yaml.YAMLError, ValueError):
        return REFUSED, None
    return (DATE, value) if isinstance(value, date) else _kind(value)


@cache
def _library() -> tuple[Any, Any]:
    import yaml

    constructor: Any = yaml.constructor.SafeConstructor()
    # What it would keep to close cycles, of which there are none.
    constructor.constructed_objects = _Forgetful()
    return constructor, yaml.resolver.Resolver()


class _Forgetful(dict[object, object]):
    def __setitem__(self, key: object, value: object) -> None:
        """Keep nothing."""
