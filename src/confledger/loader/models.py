"""A part of the configuration as a pydantic model; secrets go to `SecretStr` and `Secret` only."""

import typing
from collections.abc import Mapping

from pydantic import BaseModel, SecretBytes, SecretStr, ValidationError

from confledger.loader.resolution import Fault
from confledger.loader.secret import SHOWN, Secret
from confledger.location import Path

T = typing.TypeVar("T", bound=BaseModel)


def modelled(model: type[T], value: object, path: Path) -> tuple[T | None, list[Fault]]:
    """Return the model made of a part of the configuration, or what did not fit.

    Faults are without values: a model that quotes one in an error of its own has it masked where
    it is a secret.
    """
    opened: list[str] = []
    given = _given(value, model, opened)
    try:
        return model.model_validate(given), []
    except ValidationError as error:
        found = []
        # Never the input, which may be a secret, nor an address of documentation.
        for one in error.errors(include_input=False, include_context=False, include_url=False):
            words = one["msg"]
            for secret in sorted(opened, key=len, reverse=True):
                words = words.replace(secret, SHOWN) if secret else words
            found.append(Fault(_place(value, path, one["loc"]), _said(one["type"], words)))
    return None, found


def _given(value: object, hint: object, opened: list[str]) -> object:
    """Return what a model takes: dicts and lists, and for each secret what does not show it."""
    if isinstance(value, Mapping):
        fields = _fields(hint)
        return {name: _given(one, fields.get(name), opened) for name, one in value.items()}
    if isinstance(value, tuple):
        inner = next((one for one in _inner(hint)), None)
        return [_given(one, inner, opened) for one in value]
    if isinstance(value, Secret) and _takes(hint, (SecretStr, SecretBytes)):
        text = value.reveal()
        opened.append(text)
        return SecretStr(text) if _takes(hint, (SecretStr,)) else SecretBytes(text.encode())
    return value


def _fields(hint: object) -> dict[str, object]:
    """Return the hint of each key of a map: of a model's fields, by all their names."""
    for one in (hint, *_inner(hint)):
        if isinstance(one, type) and issubclass(one, BaseModel):
            found: dict[str, object] = {}
            for name, field in one.model_fields.items():
                for key in (name, field.alias, field.validation_alias):
                    if isinstance(key, str):
                        found[key] = field.annotation
            return found
    if typing.get_origin(hint) is dict:
        return _Any(typing.get_args(hint)[1])
    return {}


class _Any(dict[str, object]):
    """The same hint for every key."""

    def __init__(self, hint: object) -> None:
        super().__init__()
        self._hint = hint

    def get(self, key: str, default: object = None) -> object:
        """Return the hint."""
        return self._hint


def _inner(hint: object) -> tuple[object, ...]:
    return typing.get_args(hint)


def _takes(hint: object, wanted: tuple[type, ...]) -> bool:
    return hint in wanted or any(_takes(one, wanted) for one in _inner(hint))


def _place(value: object, path: Path, loc: tuple[str | int, ...]) -> Path:
    """Return the path in the configuration that a place in a model is; names of types are none."""
    done = path
    for step in loc:
        if isinstance(value, Mapping) and isinstance(step, str):
            if step in value:
                done, value = (*done, step), value[step]
                continue
            # What is missing stands at the end; the name of a union's member in between.
            if step == loc[-1]:
                done = (*done, step)
        elif isinstance(value, tuple) and isinstance(step, int) and step < len(value):
            done, value = (*done, step), value[step]
    return done


def _said(kind: str, words: str) -> str:
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return "is not a field of the model"
    if kind in ("string_type", "secret") and SHOWN in words:
        return "is a secret: declare the field as pydantic.SecretStr"
    return "does not fit: " + words[:1].lower() + words[1:]
