"""A file as a flat map from key to value, each key a function of this one version alone.

Two such maps differ in exactly what changed, and replaying the differences gives the file as it
was: paths that depended on the version compared with would not. A key is the label of its
document, `#`, and a JSON Pointer whose steps into a list are `[name=web]` where items have an
identity, `[=value]` among distinct texts or numbers, else `[0]`. The order of labelled items is
a leaf of its own, `/[]`. Values are texts that begin with their type, so that 1, 1.0, "1" and
true differ. No key shows a secret: a label that would is not given, and a key of a map that is
one becomes `<redacted>`. https://www.rfc-editor.org/rfc/rfc6901
"""

from functools import lru_cache
from hashlib import blake2b

from confledger.changes.identity import Identities, document_label
from confledger.location import Path
from confledger.secrets.leaks.names import kind as named_for
from confledger.secrets.redaction import (
    GENERATOR,
    HIDDEN,
    SEALED,
    SHORTEST,
    named,
    option,
    singular,
    told,
)

# What a value begins with; of maps and lists, only empty ones are values.
TEXT, INTEGER, NUMBER, TRUTH, NULL = "s", "i", "f", "b", "n"
MAP, LIST, ORDER, LINK, MODULE = "{", "[", "o", "l", "m"
TYPES = {
    TEXT: "text",
    INTEGER: "integer",
    NUMBER: "number",
    TRUTH: "boolean",
    NULL: "null",
    MAP: "map",
    LIST: "list",
    ORDER: "order",
    LINK: "link",
    MODULE: "submodule",
}
ROOT = "#"
# The last step of the key under which the order of a list is kept.
ITEMS = "[]"
Leaves = dict[str, str]
# Longer texts are told apart by their place.
_LONGEST_LABEL = 120
# A longer order is kept as a digest: it is looked at to see that it changed.
_LONGEST_ORDER = 400
# What SOPS writes about itself with every save.
_BOOKKEEPING = frozenset(("enc", "lastmodified", "mac", "version", "created_at"))
_USUAL = Identities()
# Items are known by their place alone: for files whose values may all be secrets.
PLACES = Identities()
# Of what is done here and of what is hidden: another number makes every ledger anew.
LEAVES = 4


def leaves(documents: list[object], identities: Identities = _USUAL) -> Leaves:
    """Return every scalar, empty container and order of a file, by its key.

    Of what SOPS keeps about a file, only what says who can read it.
    """
    found: Leaves = {}
    taken: set[str] = set()
    for number, document in enumerate(documents):
        label = labelled(document_label(document), number, taken)
        add(document, label + ROOT, (), found, identities)
    return found


def labelled(name: str, number: int, taken: set[str]) -> str:
    """Return what a document is known by in its file, from its own name, and take it."""
    label = _document_step(name)
    if not label and number:
        label = f"[{number}]"
    while label in taken:
        label = f"{label}[{number}]"
    taken.add(label)
    return label


class NotPlain(Exception):
    """A parser left in a document what is no value: a tag, or a key that is no text."""


def quick_leaves(documents: list[object], identities: Identities = _USUAL) -> Leaves | None:
    """Return the leaves of documents of YAML as `documents.load.quick` left them.

    None where they have to be made plain first.
    """
    try:
        found = leaves(documents, identities)
    except NotPlain:
        return None
    return None if too_huge(found) else found


def too_huge(found: Leaves) -> bool:
    """Whether any number may have been an integer that the parser could not hold."""
    return any(text[0] == NUMBER and _huge(text) for text in found.values())


def _huge(text: str) -> bool:
    """Whether a number may have been an integer that the parser could not hold."""
    return 2**63 <= abs(float(text[1:])) < float("inf")


def typed(value: object) -> str:
    """Return a scalar, or an empty container, as a text that begins with its type."""
    kind = type(value)
    if kind is str:
        return TEXT + value  # type: ignore[operator]  # `kind` says so
    if kind is bool:
        return TRUTH + ("1" if value else "0")
    if kind is int:
        return INTEGER + written(value)  # type: ignore[arg-type]  # `kind` says so
    if value is None:
        return NULL
    if kind is float:
        return NUMBER + repr(value)
    if kind is dict:
        return MAP
    if kind is list:
        return LIST
    raise NotPlain


def plain(text: str) -> object:
    """Return the value that `typed` was given; of an order, the text."""
    kind, rest = text[0], text[1:]
    if kind == INTEGER:
        return int(rest, 0)
    if kind == TRUTH:
        return rest == "1"
    if kind == NULL:
        return None
    if kind == NUMBER:
        return float(rest)
    if kind == MAP:
        return {}
    if kind == LIST:
        return []
    return rest


def written(number: int) -> str:
    """Return a number in decimal digits, or, where Python refuses so many, in hexadecimal."""
    try:
        return str(number)
    except ValueError:
        return hex(number)


def step(key: str) -> str:
    """Return a key of a map as one step of a pointer; `[` at its start is no item of a list."""
    if "~" in key or "/" in key:
        key = key.replace("~", "~0").replace("/", "~1")
    return "~2" + key[1:] if key[:1] == "[" else key


@lru_cache(maxsize=1 << 16)
def shown_step(key: str) -> str:
    """Return the step of a key of a map; nothing where the key is itself a secret."""
    if len(key) >= SHORTEST and (key.startswith(HIDDEN) or told(key)):
        return ""
    return step(key)


def split(key: str) -> tuple[str, list[str]]:
    """Return the label of the document and the steps of a key, unescaped."""
    label, _, pointer = key.partition(ROOT)
    return unescaped(label), [unescaped(one) for one in pointer.split("/")[1:]]


def unescaped(one: str) -> str:
    """Return a step of a pointer as it is written in the document."""
    if "~" not in one:
        return one
    return one.replace("~3", ROOT).replace("~2", "[").replace("~1", "/").replace("~0", "~")


def _document_step(name: str) -> str:
    if len(name) >= SHORTEST and any(map(told, name.split("/"))):
        return ""
    return name.replace("~", "~0").replace(ROOT, "~3") if "~" in name or ROOT in name else name


def add(value: object, at: str, path: Path, found: Leaves, identities: Identities) -> None:
    """Add what is below `at`; as deep as the readers allow documents to be.

    `path` has the keys of the maps on the way.
    """
    kind = type(value)
    if kind is dict and value:
        sealed = not path and _sealed(value)
        hidden = 0
        for key, item in value.items():  # type: ignore[attr-defined]  # `kind` says so
            if key.__class__ is not str:
                raise NotPlain
            if sealed and (key == "sops" or key.startswith("sops_")):
                _add_readers(key, item, at, found, identities)
                continue
            inner = type(item)
            own = shown_step(key)
            if not own and key:
                hidden += 1
                own = HIDDEN if hidden == 1 else f"{HIDDEN}[{hidden}]"
            where = f"{at}/{own}"
            if inner is str:
                found[where] = TEXT + item
            elif (inner is dict or inner is list) and item:
                add(item, where, path + (key,), found, identities)  # noqa: RUF005 - twice as fast
            else:
                found[where] = typed(item)
    elif kind is list and value:
        _add_items(value, at, path, found, identities)  # type: ignore[arg-type]  # `kind` says so
    else:
        found[at] = typed(value)


def _add_items(
    items: list[object], at: str, path: Path, found: Leaves, identities: Identities
) -> None:
    labels = item_labels(items, path, identities)
    for number, item in enumerate(items):
        add(item, f"{at}/{labels[number] if labels else f'[{number}]'}", path, found, identities)
    add_order(labels, at, found)


def add_order(labels: list[str] | None, at: str, found: Leaves) -> None:
    """Add the order of the items of a list, where each is known by more than its place."""
    if labels is not None and len(labels) > 1:
        found[f"{at}/{ITEMS}"] = ORDER + _order(labels)


def item_labels(items: list[object], path: Path, identities: Identities) -> list[str] | None:
    """Return one step for each item, or None where only its place tells it apart."""
    kind = type(items[0])
    if identities is PLACES:
        return None
    if kind is dict:
        known = identities.labels(path, items)
        if known is None or any(map(_tells, known)):
            return None
        return [f"[{_escaped(one)}]" for one in known]
    if kind not in (str, int) or any(type(item) is not kind for item in items):
        return None
    if len(set(items)) < len(items) or _listed_secrets(path, items):
        return None
    if kind is int:
        return [f"[={written(item)}]" for item in items]  # type: ignore[arg-type]  # all are of one `kind`
    for item in items:
        assert isinstance(item, str)
        if len(item) > _LONGEST_LABEL or "\n" in item or _tells(item) or option(item):
            return None
    return [f"[={_escaped(item)}]" for item in items]  # type: ignore[arg-type]  # all are of one `kind`


@lru_cache(maxsize=1 << 16)
def _tells(label: str) -> bool:
    """Whether a label would show what must not be shown."""
    if SEALED in label or (len(label) >= SHORTEST and told(label)):
        return True
    name, given, value = label.partition("=")
    return bool(given) and named_for(name) is not None and named(name, value)


def _listed_secrets(path: Path, items: list[object]) -> bool:
    """Whether what a list holds may be secrets, for the name that it goes by."""
    if not path:
        return False
    name = singular(str(path[-1]))
    if named_for(name) is not None and any(named(name, item) for item in items):
        return True
    return GENERATOR in path


def _escaped(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1") if "~" in text or "/" in text else text


def _order(labels: list[str]) -> str:
    whole = " ".join(labels)
    if len(whole) <= _LONGEST_ORDER:
        return whole
    digest = blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{len(labels)} items, {digest}"


def _sealed(document: object) -> bool:
    assert isinstance(document, dict)
    held = document.get("sops")
    return (isinstance(held, dict) and "mac" in held) or "sops_mac" in document


def _add_readers(key: str, value: object, at: str, found: Leaves, identities: Identities) -> None:
    """Add the metadata of SOPS without what changes with every save."""
    if key != "sops":
        if not key.endswith(tuple(_BOOKKEEPING)):
            found[f"{at}/{step(key)}"] = typed(value)
        return
    inside: Leaves = {}
    add(value, f"{at}/sops", ("sops",), inside, identities)
    for where, text in inside.items():
        if where.rpartition("/")[2] not in _BOOKKEEPING:
            found[where] = text
