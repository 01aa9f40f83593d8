"""A part of the configuration as a dataclass, each value in the type that its field asks for.

Nothing is converted but what JSON cannot tell: a list to a tuple or set, a text to a path, an
enumeration or a date, an integer to a float. A text is no number, and a number no text.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path as FilePath

from confledger.errors import nearest
from confledger.loader.resolution import Fault
from confledger.loader.secret import Secret
from confledger.location import Path

T = typing.TypeVar("T")
_NOTHING = object()


class Binding:
    """One configuration being bound; `faults` is what did not fit, each with its path."""

    __slots__ = ("faults", "strict")

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.faults: list[Fault] = []

    def bound(self, cls: type[T], value: object, path: Path) -> T | None:
        """Return a dataclass made of a map; None where something in it does not fit."""
        if not isinstance(value, Mapping):
            self._fault(path, value, "a map")
            return None
        before = len(self.faults)
        hints = typing.get_type_hints(cls, include_extras=True)
        fields = {one.name: one for one in dataclasses.fields(cls) if one.init}  # type: ignore[arg-type]  # checked by the caller
        given: dict[str, object] = {}
        for name, field in fields.items():
            key = str(field.metadata.get("key", name))
            if key in value:
                given[name] = self.fitting(hints[name], value[key], (*path, key))
            elif (
                field.default is dataclasses.MISSING
                and field.default_factory is dataclasses.MISSING
            ):
                close = nearest(key, [str(one) for one in value])
                hint = f"; did you mean the `{close}` that is there?" if close else ""
                self.faults.append(Fault((*path, key), f"is missing{hint}"))
        if self.strict:
            known = {str(one.metadata.get("key", one.name)) for one in fields.values()}
            for key in value:
                if key not in known:
                    said = f"is not a field of {cls.__name__}"
                    self.faults.append(Fault((*path, str(key)), said))
        if len(self.faults) > before:
            return None
        try:
            return cls(**given)
        except (ValueError, TypeError) as error:
            # What a `__post_init__` refuses; its words are the application's own.
            self.faults.append(Fault(path, f"is refused by {cls.__name__}: {error}"))
            return None

    def fitting(self, hint: object, value: object, path: Path) -> object:
        """Return a value as a type hint asks for it; None, and a fault, where it does not fit."""
        if typing.get_origin(hint) is typing.Annotated:
            hint = typing.get_args(hint)[0]
        if hint in (typing.Any, object):
            return value
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin in (typing.Union, types.UnionType):
            return self._any(inner, value, path)
        if origin is typing.Literal:
            if any(type(one) is type(value) and one == value for one in inner):
                return value
            return self._fault(path, value, "one of " + ", ".join(map(repr, inner)))
        if isinstance(value, Secret) and hint is not Secret:
            self.faults.append(Fault(path, "is a secret: declare the field as `confledger.Secret`"))
            return None
        if origin is not None:
            return self._many(origin, inner, value, path)
        if not isinstance(hint, type):
            return self._fault(path, value, "a type that can be bound")
        if dataclasses.is_dataclass(hint):
            return self.bound(hint, value, path)
        if hint in (list, tuple, set, frozenset, dict):
            return self._many(hint, (), value, path)
        return self._single(hint, value, path)

    def _any(self, hints: tuple[object, ...], value: object, path: Path) -> object:
        """Try each type of a union, in their order; a value that has one of them comes first."""
        if value is None and type(None) in hints:
            return None
        tried: list[Fault] = []
        exact = [one for one in hints if isinstance(one, type) and type(value) is one]
        for hint in (*exact, *hints):
            if hint is type(None):
                continue
            attempt = Binding(strict=self.strict)
            done = attempt.fitting(hint, value, path)
            if not attempt.faults:
                return done
            tried = tried or attempt.faults
        deeper = [one for one in tried if one.path != path]
        if len([one for one in hints if one is not type(None)]) == 1 or deeper:
            self.faults += tried
            return None
        return self._fault(path, value, " or ".join(sorted(_named(one) for one in hints)))

    def _many(self, origin: object, inner: tuple[object, ...], value: object, path: Path) -> object:
        if origin in (dict, Mapping) or (isinstance(origin, type) and issubclass(origin, Mapping)):
            if not isinstance(value, Mapping):
                return self._fault(path, value, "a map")
            hint = inner[1] if len(inner) > 1 else object
            return {name: self.fitting(hint, one, (*path, name)) for name, one in value.items()}
        if not isinstance(value, tuple):
            return self._fault(path, value, "a list")
        if origin is tuple and inner and inner[-1] is not Ellipsis:
            if len(inner) != len(value):
                return self._fault(path, value, f"a list of {len(inner)}")
            return tuple(
                self.fitting(hint, one, (*path, at))
                for at, (hint, one) in enumerate(zip(inner, value, strict=True))
            )
        hint = inner[0] if inner else object
        items = [self.fitting(hint, one, (*path, at)) for at, one in enumerate(value)]
        if origin is list:
            return items
        if origin in (set, frozenset):
            return origin(items)
        if origin is tuple or (isinstance(origin, type) and issubclass(origin, Sequence)):
            return tuple(items)
        return self._fault(path, value, "a type that can be bound")

    def _single(self, hint: type, value: object, path: Path) -> object:
        done = _converted(hint, value)
        return self._fault(path, value, _named(hint)) if done is _NOTHING else done

    def _fault(self, path: Path, value: object, wanted: str) -> object:
        # Its type, never the value.
        self.faults.append(Fault(path, f"is {_kind(value)}, expected {wanted}"))
        return None


def _converted(hint: type, value: object) -> object:
    """Return a value in a type, or _NOTHING."""
    if hint is float and type(value) is int:
        return float(value)
    if hint is type(None):
        return None if value is None else _NOTHING
    if type(value) is hint or (hint is Secret and isinstance(value, Secret)):
        return value
    if isinstance(value, bool) or value is None:
        return _NOTHING
    try:
        if issubclass(hint, Enum):
            return hint(value)
        if issubclass(hint, FilePath):
            return hint(value) if isinstance(value, str) else _NOTHING
        if hint is timedelta:
            return timedelta(seconds=value) if isinstance(value, (int, float)) else _NOTHING
        if hint in (date, datetime):
            return hint.fromisoformat(value) if isinstance(value, str) else _NOTHING
    except (ValueError, OverflowError):
        return _NOTHING
    return _NOTHING


_WORDS: dict[object, str] = {
    str: "a text",
    int: "an integer",
    float: "a number",
    bool: "true or false",
    type(None): "null",
    list: "a list",
    dict: "a map",
    Secret: "a secret",
    FilePath: "a path",
    date: "a date, as in 2026-01-31",
    datetime: "a time, as in 2026-01-31T12:00:00+00:00",
    timedelta: "a number of seconds",
}


def _named(hint: object) -> str:
    if hint in _WORDS:
        return _WORDS[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "one of " + ", ".join(repr(one.value) for one in hint)
    return getattr(hint, "__name__", str(hint))


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "a map"
    if isinstance(value, tuple):
        return "a list"
    return _WORDS.get(type(value), "a value")
