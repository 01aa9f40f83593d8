"""The steps of a migration as its file writes them."""

from collections.abc import Callable

from confledger.errors import ConfledgerError
from confledger.loader.keys import path_of
from confledger.loader.migration.steps import (
    TYPES,
    AnyStep,
    Convert,
    Delete,
    Map,
    Move,
    Rename,
    Set,
    Unwrap,
    Wrap,
)

KINDS: dict[str, Callable[..., AnyStep]] = {
    "rename": Rename,
    "move": Move,
    "delete": Delete,
    "set": Set,
    "map": Map,
    "convert": Convert,
    "wrap": Wrap,
    "unwrap": Unwrap,
}
_SHORT = ("delete", "wrap", "unwrap")


def read(kind: str, raw: object) -> AnyStep:
    """Return the step that a migration file describes; raise ConfledgerError."""
    if kind in _SHORT and isinstance(raw, str):
        raw = {"key": raw}
    known: tuple[str, ...] = KINDS[kind].known  # type: ignore[attr-defined]  # each kind of step has it
    if not isinstance(raw, dict) or set(raw) != set(known):
        raise ConfledgerError(f"`{kind}` takes {', '.join(f'`{name}`' for name in known)}")
    for name in ("key", "from", "to"):
        if name in raw and not (isinstance(raw[name], str) and raw[name]):
            raise ConfledgerError(f"`{name}` of `{kind}` is a text")
    if kind == "rename":
        return Rename(path_of(raw["key"]), raw["to"])
    if kind == "move":
        return Move(path_of(raw["from"]), path_of(raw["to"]))
    if kind == "set":
        return Set(path_of(raw["key"]), raw["value"])
    if kind == "map":
        return Map(path_of(raw["key"]), _pairs(raw["values"]))
    if kind == "convert":
        for name in ("from", "to"):
            if raw[name] not in TYPES:
                raise ConfledgerError(f"`{name}` of `convert` is one of {', '.join(TYPES)}")
        return Convert(path_of(raw["key"]), raw["from"], raw["to"])
    return KINDS[kind](path_of(raw["key"]))


def _pairs(raw: object) -> list[tuple[object, object]]:
    if isinstance(raw, dict) and raw:
        return list(raw.items())
    if isinstance(raw, list) and raw:
        if all(isinstance(one, dict) and set(one) == {"from", "to"} for one in raw):
            return [(one["from"], one["to"]) for one in raw]
    raise ConfledgerError(
        "`values` of `map` is a map of texts, or a list of maps with `from` and `to`"
    )
