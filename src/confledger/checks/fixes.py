"""What can be mended without a person's judgement: a key that has another name.

A key is renamed where it is written once, in the way it is written. Whatever is reached
twice, by an anchor, an alias or a merge key, is left to people.
"""

import re
from functools import lru_cache

from confledger.checks.parsed import Parsed
from confledger.documents import text as encoding
from confledger.documents.dialect import DOTENV, INI, JSON, JSON5, JSONC, PROPERTIES, TOML, YAML
from confledger.documents.edits import Edit, Lines, Overlapping
from confledger.location import Path, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.documents.formats.toml_scan import Entry

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# So few letters are too often a word of their own.
_SHORT = 3
# What starts no other token, holds no separator, and is no number in any dialect of YAML.
_PLAIN_YAML = re.compile(r"[^\W\d][\w./$+-]*(?: [\w./$+-]+)*")
_BARE_TOML = re.compile(r"[A-Za-z0-9_-]+")
_DOTENV = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_INI = re.compile(r"[\w./$+*-][\w./$+* -]*")
_PROPERTIES = re.compile(r"[\w./$+*-]+", re.ASCII)
# What JSON Schema calls the values of documents.
_TYPES: dict[type, tuple[str, ...]] = {
    dict: ("object",),
    list: ("array",),
    str: ("string",),
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number",),
    type(None): ("null",),
}
_NAME_TOML = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*'""")
# What SOPS encrypts it binds to the keys above it: by another name it could not be opened.
SEALED = b"ENC[AES256_GCM,"
_ANCHOR = re.compile(r"&([^\s,\[\]{}]+)")


def rename_key(file: Parsed, document: int, path: Path, new_name: str) -> tuple[Edit, ...]:
    """Return the edits that give the last key of `path` another name, () where that is not safe.

    Not safe is: a name that the map has already; a key that an alias or a merge key brings, or
    that stands in what an alias repeats; one with a tag or escapes; a name that cannot be
    written as the key is; anything in a file that SOPS has encrypted.
    """
    old = path[-1] if path else None
    if not isinstance(old, str) or not new_name or old == new_name or SEALED in file.data:
        return ()
    parent = _parent(file, document, path)
    if parent is None or old not in parent or new_name in parent:
        return ()
    text, lines = _read(file.data, file.dialect)
    if file.dialect == TOML:
        spans = _toml_spans(file, path)
    else:
        span = file.positions.key(document, path)
        spans = [] if span is None else [span]
    if file.dialect == YAML and spans and not _own(file, text, lines, document, path):
        return ()
    edits = []
    for span in spans:
        try:
            renamed = _written(file.dialect, lines.text(span), old, new_name)
        except Overlapping:
            return ()
        if renamed is None:
            return ()
        edits.append(Edit(span, renamed))
    return tuple(edits)


@lru_cache(maxsize=1)
def _read(data: bytes, dialect: str) -> tuple[str, Lines]:
    """Return the text of a file and its lines; asked for every finding in it."""
    text = encoding.read(data, dialect)[0] or ""
    return text, Lines(text)


def sure(name: str, among: set[str]) -> bool:
    """Whether a name can have been meant to be one of these only, by one slip.

    Not a short one, nor one with another number in it, as `port2` is beside `port`. What is two
    letters away may mean the opposite: `minReplicas`, `maxReplicas`.
    """
    from confledger.errors import nearest, slips

    close = nearest(name, among)
    if close is None or len(name) <= _SHORT or _digits(name) != _digits(close):
        return False
    if slips(name, close) > 1 and _letters(name) != _letters(close):
        return False
    return not any(nearest(name, {other}) for other in among if other != close)


def _letters(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def suits(value: object, rule: object) -> bool:
    """Whether the type of a value is one that the schema of another key allows, if it names any."""
    types = rule.get("type") if isinstance(rule, dict) else None
    if not isinstance(types, (str, list)):
        return True
    wanted = types if isinstance(types, list) else [types]
    if isinstance(value, float) and value.is_integer():
        return "number" in wanted or "integer" in wanted
    return any(name in wanted for name in _TYPES.get(type(value), ()))


def _digits(name: str) -> list[str]:
    return [letter for letter in name if letter.isdigit()]


def _parent(file: Parsed, document: int, path: Path) -> dict[str, object] | None:
    """Return the map that holds the key; None when the path leads to none."""
    if document >= len(file.documents):
        return None
    here = file.documents[document]
    for step in path[:-1]:
        try:
            here = here[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return here if isinstance(here, dict) else None


def _written(dialect: str, written: str, old: str, new: str) -> str | None:
    """Return a name as the key `written` is written; None where that key is not plainly `old`."""
    if not new.isprintable():
        return None
    quote = written[:1]
    if quote in ("'", '"') and dialect in (YAML, JSON, JSONC, JSON5, TOML):
        return _quoted(dialect, written, old, new)
    if written != old:
        return None
    if dialect == YAML:
        return new if _plain_yaml(new) else _json(new)
    if dialect == TOML:
        return new if _BARE_TOML.fullmatch(new) else _json(new)
    if dialect == JSON5:
        return new if _WORD.fullmatch(new) else _json(new)
    pattern = {DOTENV: _DOTENV, INI: _INI, PROPERTIES: _PROPERTIES}.get(dialect)
    return new if pattern is not None and pattern.fullmatch(new) and new == new.strip() else None


def _quoted(dialect: str, written: str, old: str, new: str) -> str | None:
    """Return a name in the quotes of another; None where escapes are in it, or would be."""
    quote = written[0]
    if written != quote + old + quote or "\\" in old or quote in new:
        return None
    if "\\" in new and (quote == '"' or dialect == JSON5):
        return None
    return quote + new + quote


def _json(name: str) -> str:
    from json import dumps

    return dumps(name, ensure_ascii=False)


def _plain_yaml(name: str) -> bool:
    """Whether a name can stand without quotes, and is text then."""
    from confledger.documents.formats.yaml_nodes import scalar

    return _PLAIN_YAML.fullmatch(name) is not None and isinstance(scalar(name), str)


def _own(file: Parsed, text: str, lines: Lines, document: int, path: Path) -> bool:
    """Whether a key of YAML is written in its own map, and nothing repeats that."""
    here = file.positions.key(document, path)
    assert here is not None
    key = lines.range(here)[0]
    above = max(text.rfind("\n", 0, key), text.rfind("\r", 0, key))
    before = text[above + 1 : key].split()
    if before and before[-1][0] in "&!":
        return False
    if "&" not in text or "*" not in text:
        return True
    for depth in range(1, len(path)):
        span = file.positions.value(document, path[:depth])
        if span is None:
            return False
        start, end = lines.range(span)
        between = text[_before(file, lines, document, path[:depth], start) : start]
        if any(f"*{name}" in text for name in _ANCHOR.findall(between)):
            return False
        # What an alias brings stands elsewhere.
        if not start <= key < end:
            return False
    return True


def _before(file: Parsed, lines: Lines, document: int, path: Path, start: int) -> int:
    """Return where what is said of a value starts: after its key, or after the item before it."""
    step = path[-1]
    if isinstance(step, str):
        span = file.positions.key(document, path)
        return start if span is None else lines.range(span)[1]
    above = (*path[:-1], step - 1) if step else path[:-1]
    span = file.positions.value(document, above)
    if span is None or not above:
        return 0
    return lines.range(span)[1 if step else 0]


def _toml_spans(file: Parsed, path: Path) -> list[Span]:
    """Return each place where the key is written: in headers and dotted keys it may be often."""
    from confledger.documents.formats.marks import Lines as Places
    from confledger.documents.formats.marks import plain_lines

    text = plain_lines(_read(file.data, file.dialect)[0])
    places = Places(text)
    found = []
    for entry in _entries(text):
        if entry.path[: len(path)] != path:
            continue
        # Names stand for the steps from the last one back; items of an array have none.
        steps = [number for number, step in enumerate(entry.path) if isinstance(step, str)]
        start, end = entry.key
        parts = _NAME_TOML.finditer(text, start, end)
        named = dict(zip(reversed(steps), reversed([one.span() for one in parts]), strict=False))
        if len(path) - 1 in named:
            found.append(places.span(*named[len(path) - 1]))
    return found


@lru_cache(maxsize=1)
def _entries(text: str) -> "list[Entry]":
    """Return the headers and keys of TOML; asked for every finding in one text."""
    from confledger.documents.formats.toml_scan import Scan
    from confledger.documents.limits import Limits

    return Scan(text, Limits(max_nodes=1 << 60)).entries
