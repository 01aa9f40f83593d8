"""A whole configuration as YAML that can be read again, with the origin of each value beside it."""

import re

from confledger.location import Path
from confledger.reports.explained import Leaf
from confledger.reports.explained_json import key_of, leaf, written
from confledger.reports.explained_text import MASK, name_of, place
from confledger.reports.visible import encodable, visible

_COLUMN = 48


class Whole:
    """All values of one environment, in their order; `faults` are what is wrong with them."""

    __slots__ = ("environment", "faults", "folder", "host", "leaves", "revision")

    def __init__(self, environment: str | None, host: str | None, folder: str) -> None:
        self.environment = environment
        self.host = host
        self.folder = folder
        self.revision: str | None = None
        self.leaves: list[Leaf] = []
        self.faults: list[tuple[Path, str]] = []


def as_yaml(whole: Whole) -> str:
    """Write all values as one document of YAML; secrets are masked."""
    said = [whole.folder, whole.environment or "", f"host {whole.host}" if whole.host else ""]
    said += [f"at {whole.revision[:10]}" if whole.revision else ""]
    lines = [f"# {visible(', '.join(one for one in said if one))}"]
    lines += [f"# wrong: {name_of(path)} {visible(message)}" for path, message in whole.faults]
    before: Path = ()
    for one in whole.leaves:
        lines += _opening(before, one.path)
        before = one.path
        indent, head = _indented(one.path, opened=lines)
        text = f"{indent}{head}{_value(one)}"
        origin = "" if one.said is None else place(one.said)
        lines.append(f"{text:{_COLUMN}} # {origin}" if origin else text)
    return "\n".join(lines) + "\n"


def _opening(before: Path, path: Path) -> list[str]:
    """Return the lines of the maps and lists that a value is the first of."""
    shared = 0
    while shared < min(len(before), len(path)) - 1 and before[shared] == path[shared]:
        shared += 1
    if before and before[: len(path) - 1] == path[:-1]:
        shared = len(path) - 1
    lines = []
    for depth in range(shared, len(path) - 1):
        indent = "  " * depth
        step = path[depth]
        lines.append(f"{indent}-" if isinstance(step, int) else f"{indent}{_key(step)}:")
    return lines


def _indented(path: Path, *, opened: list[str]) -> tuple[str, str]:
    indent = "  " * (len(path) - 1)
    step = path[-1] if path else ""
    return indent, "- " if isinstance(step, int) else f"{_key(step)}: "


def _key(step: str) -> str:
    from confledger.secrets.redaction import key_shown

    return _text(encodable(key_shown(step)))


def _value(one: Leaf) -> str:
    return f'"{MASK}"' if one.hidden else _written(one.value)


def _written(value: object) -> str:
    """Write a value in one line."""
    if isinstance(value, str):
        return _text(encodable(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_written(one) for one in value)}]"
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, float):
        return _NUMBERS.get(repr(value), repr(value))
    return str(value) if isinstance(value, int) else "null"


_NUMBERS = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}
_PLAIN = re.compile(r"[A-Za-z_/][\w./@+-]*(?::[\w./@+-]+)*")
# Plain, these are no text, to one version of YAML or another.
_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _text(text: str) -> str:
    """Write a text so that every version of YAML reads it as that text."""
    if text.isascii() and _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def as_json(whole: Whole) -> str:
    """Write all values for programs."""
    return written(
        {
            "version": 1,
            "kind": "all",
            "environment": whole.environment,
            "host": whole.host,
            "folder": encodable(whole.folder),
            "revision": whole.revision,
            "values": [leaf(one) for one in whole.leaves],
            "faults": [{**key_of(path), "message": encodable(text)} for path, text in whole.faults],
        }
    )
