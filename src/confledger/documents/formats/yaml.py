"""YAML 1.2, fast: a guard that refuses what is dangerous or doubled, then the values.

Two parsers, because none does both: yaml-rs finds duplicate keys and counts what aliases
expand to; py-yaml12 is right about every value of YAML 1.2, and ends the process on a bomb.
Where both are known to agree, the first one's values are taken.
Neither is shown a text that could nest deeply in block style: past some thousand levels
both overflow the stack, and py-yaml12 takes a minute for 5,000 nested `? `.
"""

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

from yaml12 import Yaml, parse_yaml

from confledger.documents.formats.yaml_agreement import agree, documents_of
from confledger.documents.limits import DEEPEST, Limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _guard() -> "Any":
    """Return yaml-rs's extension without its Python wrapper, which imports pathlib and typing.

    It gets the name that the wrapper looks for, so importing `yaml_rs` later works as ever.
    """
    name = "yaml_rs._yaml_rs"
    if name in sys.modules:
        return sys.modules[name]
    package = PathFinder.find_spec("yaml_rs")
    folders = package.submodule_search_locations if package is not None else None
    spec = PathFinder.find_spec(name, folders) if folders else None
    if spec is None or spec.loader is None:
        import yaml_rs

        return yaml_rs._yaml_rs
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[name] = module
    return module


_YAML_RS = _guard()

# Everything that can stand before the deepest block value of a line becomes a space; what no
# YAML may hold becomes NUL (https://yaml.org/spec/1.2.2/#51-character-set).
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32)))
_SHAPE = bytes.maketrans(b"-?:\t" + _CONTROLS, b"    " + bytes(len(_CONTROLS)))
_TOO_DEEP = b" " * DEEPEST
# A tab in what a line starts with, and behind it an item or what may be a key.
_TABBED = rb"(?:\A|[\n\r])[ ?:-]*\t(?:[ \t]*[-?](?!\S)|[^\n\r]*(?:[\"'\]}]:|:(?!\S)))"


def doubtful(data: bytes) -> bool:
    """Whether block collections might nest deeper than DEEPEST, or the fast parsers are too kind.

    Flow collections are counted by the parsers. Every block level starts in a column of its own
    (but a list in a map), so it is enough that no line starts, or goes on, with that many
    indicators and spaces. The parsers let control characters through, and tabs before the first
    key.
    """
    shape = data.translate(_SHAPE)
    return (
        b"\0" in shape
        or shape.find(_TOO_DEEP) >= 0
        or b"\n\t" in data
        or data[:DEEPEST].lstrip(b" ")[:1] == b"\t"
        or (b"\t" in data and tabbed(data))
    )


def tabbed(data: bytes) -> bool:
    """Whether a tab may stand in the indentation of a block, where the parsers let it through.

    https://yaml.org/spec/1.2.2/#61-indentation-spaces
    """
    import re

    return re.search(_TABBED, data) is not None


def deep(data: bytes) -> bool:
    """Whether block collections might nest deeper than DEEPEST."""
    return data.translate(_SHAPE).find(_TOO_DEEP) >= 0


def quick(data: bytes, text: str, limits: Limits) -> list[object] | None:
    """Return the documents, merge keys resolved, or None when anything is doubtful.

    Keys and tags stay as the parser gives them, unless `<<` made a walk necessary.
    """
    if len(data) > limits.max_nodes or limits.max_depth < DEEPEST:
        return None
    if doubtful(data) or ("<<" in text and loses(text)):
        return None
    try:
        read = guard(text, limits)
        documents = documents_of(data, read) if agree(data) else None
        if documents is None:
            if loses(text):
                return None
            documents = list(parse_yaml(text, multi=True))
        if adds_a_line(text, documents):
            return None
        if "<<" in text:
            return normalised(documents)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the Rust parsers is no Exception
        return None
    return documents


# What py-yaml12 drops: that a key `<<` was quoted, which makes it an ordinary one, and that a
# tag of the core schema stood before a quoted text or a text block; and `!!str` before a `<<`.
_LOST = ('"<<"', "'<<'", "!!int", "!!float", "!!bool", "!!null", "!<tag:yaml.org,2002:")
# What it reads as another number, or as text: two signs, a sign after `0x`, more than 64 bits;
# and a value of nothing but a no-break space, which it takes for no value.
_MISREAD = (
    r"(?<![^\s,\[\]{}:?-])"
    r"(?:\+[+-][0-9]|0x(?:[+-]|[0-9a-fA-F]{16})|0o(?:[+-]|[0-7]{21})"
    r"|(?<!\xa0)\xa0+(?=[ \t\r\n,\]}]|$))"
)
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_DIGITS_MANY = b"0" * 300


def loses(text: str) -> bool:
    """Whether the values that py-yaml12 gives may not be the ones that are written."""
    if ("<<" in text or "!!" in text or "!<" in text) and any(mark in text for mark in _LOST):
        return True
    if "!!str" in text and "<<" in text:
        return True
    if any(mark in text for mark in ("0x", "0o", "++", "+-", "\xa0")):
        import re

        if re.search(_MISREAD, text) is not None:
            return True
    # More than 308 digits become infinity; two of every 150 characters show that there may be.
    some = text[::150].encode("ascii", "replace")
    return b"00" in some.translate(_DIGITS) and _DIGITS_MANY in text.encode().translate(_DIGITS)


def adds_a_line(text: str, documents: list[object]) -> bool:
    """Whether the text may end inside a text block: both parsers then give it a line end.

    It has none, without the last one of the text, or where nothing else is in the block:
    https://yaml.org/spec/1.2.2/#8112-block-chomping-indicator
    """
    if not documents:
        return False
    last = documents[-1]
    while True:
        kind = type(last)
        if kind is dict and last:
            last = next(reversed(last.values()))  # type: ignore[attr-defined]
        elif kind is list and last:
            last = last[-1]  # type: ignore[index]
        elif kind is Yaml:
            last = last.value  # type: ignore[attr-defined]
        elif kind is not str or last[-1:] != "\n":  # type: ignore[index]
            return False
        else:
            ended = text[-1:] in ("\n", "\r", " ", "\t", "")
            return not ended or (last == "\n" and not _keeps(text))


def _keeps(text: str) -> bool:
    """Whether a text ends with a block of nothing but lines without text, and those are kept."""
    import re

    return re.search(r"[|>][0-9]?\+[0-9]?(?:[ \t]+#.*)?\r?\n[ \t\r\n]+\Z", text) is not None


def guard(text: str, limits: Limits) -> object:
    """Raise what yaml-rs raises for bad syntax, duplicate keys, and aliases beyond the limit.

    Its values are right only where `agree` says so: it reads `2_17` as a number, drops tags,
    and makes one list of several documents.
    """
    return _YAML_RS._loads(
        text,
        parse_datetime=False,
        alias_limits=_alias_limits(limits.max_aliased_nodes),
        duplicate_key_policy=None,
    )


_LIMITS: "dict[int, Any]" = {}


def _alias_limits(most: int) -> "Any":
    found = _LIMITS.get(most)
    if found is None:
        found = _LIMITS[most] = _YAML_RS._AliasLimits(max_total_replayed_events=most)
    return found


def normalised(documents: list[object], *, exact: bool = True) -> list[object] | None:
    """Return the documents with string keys, without tags, merge keys resolved.

    None when this parser's values are not to be trusted: two keys became one, or, with `exact`,
    an integer beyond 64 bits became a float, or a tag made `<<` an ordinary key, of which the
    next look would not know.
    """
    try:
        return [_plain(document, exact) for document in documents]
    except _Doubtful:
        return None


class _Doubtful(Exception):
    """The values need the careful reader."""


def _plain(value: object, exact: bool) -> object:
    kind = type(value)
    if kind is dict:
        return _mapping(value, exact)  # type: ignore[arg-type]
    if kind is list:
        return [_plain(item, exact) for item in value]  # type: ignore[attr-defined]
    if kind is Yaml:
        return _plain(value.value, exact)  # type: ignore[attr-defined]
    if kind is float and exact and abs(value) >= 2**63 and value not in (_INF, -_INF):  # type: ignore[arg-type]
        raise _Doubtful
    return value


_INF = float("inf")


def _mapping(value: dict[object, object], exact: bool) -> dict[str, object]:
    plain: dict[str, object] = {}
    merges: list[dict[str, object]] = []
    for key, item in value.items():
        if key == "<<":
            sources = _sources(_plain(item, exact))
            if sources is not None:
                merges.extend(sources)
                continue
        if type(key) in (tuple, frozenset):
            raise _Doubtful  # how yaml-rs keeps a collection that is a key
        name = key if type(key) is str else key_name(_plain(key, exact))
        if name == "<<" and exact and type(key) is Yaml:
            raise _Doubtful
        if name in plain:
            raise _Doubtful
        plain[name] = _plain(item, exact)
    for source in merges:
        for name, item in source.items():
            plain.setdefault(name, item)
    return plain


def _sources(value: object) -> list[dict[str, object]] | None:
    """Return what `<<: value` merges, or None when it is an ordinary key after all.

    https://yaml.org/type/merge.html
    """
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return value
    return None


def key_name(key: object) -> str:
    """Return the string that stands for a key in pointers, schemas and reports.

    What JSON writes for it: `true`, `null`, `1`; a collection as flow text.
    """
    if isinstance(key, str):
        return key
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, dict):
        inside = ", ".join(f"{key_name(name)}: {key_name(item)}" for name, item in key.items())
        return "{" + inside + "}"
    if isinstance(key, (list, tuple)):
        return "[" + ", ".join(key_name(item) for item in key) + "]"
    if isinstance(key, Yaml):
        return key_name(key.value)
    try:
        return repr(key)
    except ValueError:  # Python writes no number of more than 4300 digits
        return hex(key)  # type: ignore[arg-type]
