"""Flags over everything that is written down: `--set db.pool=7`, or `flags={"db.pool": 7}`.

A text is read by the type of its key, as an environment variable is; any other value is taken
as it is, and None is a flag that was not given.
"""

from confledger.errors import ConfledgerError, nearest
from confledger.loader.keys import path_of
from confledger.loader.layer import FLAG, WORDS, Layer
from confledger.loader.naming import Unmatched, keys, matched
from confledger.loader.outside import Given, laid
from confledger.loader.resolution import Fault, at
from confledger.loader.typed_text import Untypable, typed, wanted
from confledger.location import Path, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from confledger.loader.schema import SchemaView

_TAKEN = (bool, int, float, dict, list, tuple)


def parsed(texts: "Sequence[str]") -> dict[str, object]:
    """Return the flags of a command line, `KEY=VALUE` each; the last one of a key counts."""
    found: dict[str, object] = {}
    for text in texts:
        key, equals, value = _split(text)
        if not equals or not key:
            raise ConfledgerError(
                "a value is set as KEY=VALUE" if not key else f"{key!r} is set to nothing",
                help="--set db.pool=7; --set db.name= sets an empty text",
            )
        found[key] = value
    return found


def _split(text: str) -> tuple[str, str, str]:
    """Split at the first `=` that is not within brackets: `labels["a=b"]=c`."""
    quoted = False
    for number, one in enumerate(text):
        if one == '"' and (number == 0 or text[number - 1] != "\\"):
            quoted = not quoted
        elif one == "=" and not quoted:
            return text[:number].strip(), one, text[number + 1 :]
    return text, "", ""


def layer_of(
    flags: "Mapping[str, object]", tree: dict[str, object], schema: "SchemaView | None"
) -> tuple[Layer | None, list[Fault]]:
    """Return the layer of the flags over `tree`, which all weaker sources come to, and faults."""
    given: list[Given] = []
    faults: list[Fault] = []
    for key, value in flags.items():
        if value is None:
            continue
        try:
            path = _path(key, tree, schema)
        except Unmatched as unmatched:
            close = nearest(key, [dotted(one) for one in keys(tree, schema)])
            hint = f"; did you mean `{close}`?" if close else ""
            faults.append(Fault((), str(unmatched) + hint, place=_said(key)))
            continue
        try:
            given.append(Given(key, path, _value(value, path, tree, schema)))
        except Untypable as untypable:
            faults.append(Fault(path, str(untypable), place=_said(key)))
    if not given:
        return None, faults
    layer, more = laid(FLAG, "flags", given)
    return layer, faults + more


def _said(key: str) -> str:
    return f"{WORDS[FLAG]} {key}"


def _path(key: str, tree: dict[str, object], schema: "SchemaView | None") -> Path:
    try:
        steps = path_of(key)
    except ConfledgerError:
        raise Unmatched("is no key") from None
    if not steps:
        raise Unmatched("is no key")
    return matched([str(step) for step in steps], tree, schema)


def _value(
    value: object, path: Path, tree: dict[str, object], schema: "SchemaView | None"
) -> object:
    if not isinstance(value, str):
        if isinstance(value, _TAKEN):
            return value
        raise Untypable("is no text, number, truth value, list or map")
    try:
        below = at(tree, path)
    except KeyError:
        below = None
    return typed(value, wanted([] if schema is None else schema.types(path), below))
