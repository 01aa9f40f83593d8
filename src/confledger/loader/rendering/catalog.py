"""The formats there are, and one way to all of them: fit or refused, then written."""

from collections.abc import Iterator
from importlib import import_module

from confledger.errors import ConfledgerError
from confledger.loader.rendering import flat
from confledger.location import Path, dotted

# Those that know names and texts, and what each is for.
FLAT = ("dotenv", "docker-env", "systemd", "configmap", "properties")
# Those that know maps, lists and types.
NESTED = ("json", "yaml", "toml")
FORMATS = (*FLAT, *NESTED)
# So many faults are told in one message.
_SHOWN = 10


class Unwritable(ConfledgerError):
    """A format that cannot hold some of the values; each is named, and none is quoted."""


class Rendered:
    """A configuration in a format.

    `nulls` are the keys that were left out, and `not_for_a_shell` those that a shell would read
    otherwise than the readers of the format.
    """

    __slots__ = ("not_for_a_shell", "nulls", "text")

    def __init__(self, text: str, nulls: list[Path], not_for_a_shell: list[Path]) -> None:
        self.text = text
        self.nulls = nulls
        self.not_for_a_shell = not_for_a_shell


def rendered(
    value: object, form: str, *, at: Path = (), prefix: str = "", name: str = "config"
) -> Rendered:
    """Write a value, which stands at a path of its configuration, in one of FORMATS.

    `prefix` is what names of variables begin with, `name` is that of a ConfigMap. Raise
    Unwritable where the format cannot hold it; what is written reads back as it was.
    """
    module = import_module(f"confledger.loader.rendering.{form.replace('-', '_')}")
    if form in NESTED:
        if form == "toml" and not isinstance(value, dict):
            raise Unwritable(
                f"`{dotted(at)}` is no map, and a TOML document is one",
                help="name the map that it is in, or take json or yaml",
            )
        _refuse(form, _unfit(value, at, module))
        return Rendered(module.write(value), [], [])
    _refuse(form, _unfit_lists(value, at))
    found = (
        flat.dotted_names(value, at) if form == "properties" else flat.variables(value, prefix, at)
    )
    faults = [
        (found.keys[one], reason)
        for one, text in found.texts.items()
        if (reason := _halved(one) or _halved(text) or module.unfit(text)) is not None
    ]
    _refuse(form, faults)
    text = module.write(found.texts, name) if form == "configmap" else module.write(found.texts)
    other = []
    if form == "dotenv":
        other = [
            found.keys[one] for one, held in found.texts.items() if not module.for_a_shell(held)
        ]
    return Rendered(text, found.nulls, other)


def _unfit(value: object, at: Path, module: object) -> Iterator[tuple[Path, str]]:
    """Yield what a format cannot hold, with its path."""
    if isinstance(value, dict):
        for name, one in value.items():
            if (reason := _halved(name)) is not None:
                yield (*at, name), reason
            else:
                yield from _unfit(one, (*at, name), module)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _unfit(one, (*at, index), module)
    else:
        reason = _halved(value) or module.unfit(value)  # type: ignore[attr-defined]  # each format has it
        if reason is not None:
            yield at, reason


def _unfit_lists(value: object, at: Path) -> Iterator[tuple[Path, str]]:
    """Yield what cannot stand in a list, which is written as JSON."""
    from confledger.loader.rendering import json

    for path, one in flat.leaves(value, at, into_lists=False):
        if isinstance(one, list):
            yield from _unfit(one, path, json)


def _halved(value: object) -> str | None:
    """Say of half a character, which only JSON and Python can hold, that it is none."""
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return "it has half of a character in it, which has no UTF-8"
    return None


_INSTEAD = {
    "dotenv": "render it as docker-env, systemd or json",
    "docker-env": "render it as dotenv, systemd or json",
    "toml": "leave the key out of the configuration, or render it as json or yaml",
    "json": "render it as yaml or toml",
}


def _refuse(form: str, faults: "Iterator[tuple[Path, str]] | list[tuple[Path, str]]") -> None:
    """Raise Unwritable where there is anything wrong."""
    found = list(faults)
    if not found:
        return
    told = [f"`{dotted(path)}` cannot be written as {form}: {why}" for path, why in found[:_SHOWN]]
    if len(found) > _SHOWN:
        told.append(f"and {len(found) - _SHOWN} more")
    text = "\n       ".join(told).encode("utf-8", "backslashreplace").decode()
    raise Unwritable(text, help=_INSTEAD.get(form, "change the value, or leave the key out"))
