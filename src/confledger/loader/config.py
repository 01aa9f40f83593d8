"""The configuration as an application sees it: a read-only mapping with typed access."""

from collections.abc import Iterator, Mapping
from operator import itemgetter

from confledger.errors import ConfledgerError, nearest
from confledger.location import Path, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    from pydantic import BaseModel

    from confledger.loader.resolution import Fault
    from confledger.loader.snapshot import Snapshot

    T = TypeVar("T")
    M = TypeVar("M", bound=BaseModel)


# That no default was given.
_RAISE = object()


class KeyUnknown(ConfledgerError, KeyError, AttributeError):
    """There is no such key; `help` names one that was likely meant."""

    def __str__(self) -> str:
        return str(self.args[0])


class Config(Mapping[str, "Any"]):
    """A map of the configuration: `config["db"]`, `config.db.pool`, `config.at("/db/pool")`.

    Never changes. Maps in it are `Config`, lists are tuples, secrets are `Secret`; all else is
    a plain str, int, float, bool or None. Names that a Mapping has itself (`items`, `keys`, …)
    are reached as items only.
    """

    __slots__ = ("_path", "_reads", "_snapshot", "_values")

    def __init__(
        self, values: "Mapping[str, object]", snapshot: "Snapshot", path: Path = ()
    ) -> None:
        self._snapshot = snapshot
        self._path = path
        self._values = {name: _frozen(one, snapshot, (*path, name)) for name, one in values.items()}
        self._reads = snapshot.reads(path, self._values)

    def __getitem__(self, name: str) -> "Any":
        try:
            value = self._values[name]
        except KeyError:
            raise self._unknown(name) from None
        reads = self._reads
        if reads is not None:
            reads[name] += 1
        return value

    def __getattr__(self, name: str) -> "Any":
        if name.startswith("__"):
            raise AttributeError(name)
        value = self[name]
        # The next time it is found at once: to come here takes longer than all the rest.
        setattr(Config, name, property(itemgetter(name)))
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __repr__(self) -> str:
        where = dotted(self._path) if self._path else self._snapshot.said()
        count = len(self._values)
        return f"<Config {where}: {count} {'key' if count == 1 else 'keys'}>"

    def __reduce__(self) -> str:
        raise TypeError("a Config is not pickled: load it where it is needed")

    def __copy__(self) -> "Config":
        return self

    def __deepcopy__(self, _: object) -> "Config":
        return self

    def at(self, where: str, default: object = _RAISE) -> "Any":
        """Return what a JSON Pointer, `/db/pool`, or a key with dots, `db.pool`, leads to.

        Where there is nothing, `default`, or raise KeyUnknown if none is given.
        """
        if default is _RAISE:
            return self._part(where)[0]
        try:
            return self._part(where)[0]
        except KeyUnknown:
            return default

    def bind(self, cls: "type[T]", at: str = "", *, strict: bool = False) -> "T":
        """Return the whole, or the part at a key or pointer, as a dataclass `cls`.

        Fields are found by their name, or by `key` in the field's metadata. A key without a
        field is left out, or, when `strict`, a fault; a field of type `Secret` takes a secret.
        Raise ConfigInvalid with each fault and its line where something does not fit.
        """
        from dataclasses import is_dataclass

        from confledger.loader.binding import Binding

        if not (isinstance(cls, type) and is_dataclass(cls)):
            raise TypeError(f"{cls!r} is no dataclass; for a pydantic model, use `load`")
        value, path = self._part(at)
        binding = Binding(strict=strict)
        done = binding.bound(cls, value, path)
        if done is None or binding.faults:
            raise self._invalid(binding.faults)
        return done

    def load(self, model: "type[M]", at: str = "") -> "M":
        """Return the whole, or the part at a key or pointer, as a pydantic model.

        Fields of type `SecretStr` take secrets. Raise ConfigInvalid with each fault and its line
        where something does not fit; no fault quotes a value.
        """
        from confledger.loader.models import modelled

        value, path = self._part(at)
        done, faults = modelled(model, value, path)
        if done is None:
            raise self._invalid(faults)
        return done

    def _part(self, at: str) -> "tuple[object, Path]":
        if not at:
            return self, self._path
        from confledger.loader.keys import located, path_of

        steps = path_of(at)
        place = located(self, steps)
        if place is not None:
            return place[1], (*self._path, *place[0])
        # As far as it leads, to say what was likely meant there.
        for count in range(len(steps) - 1, -1, -1):
            place = located(self, steps[:count])
            if place is not None and isinstance(place[1], Config):
                raise place[1]._unknown(str(steps[count]))
            if place is not None:
                raise KeyUnknown(
                    f"there is no `{steps[count]}` in `{dotted((*self._path, *place[0]))}`"
                )
        raise AssertionError("a configuration has itself")

    def _invalid(self, faults: "list[Fault]") -> ConfledgerError:
        from confledger.loader.faulty import invalid

        return invalid(self._snapshot.resolution, faults)

    @property
    def snapshot(self) -> "Snapshot":
        """Where this comes from: digest, files, origins, and whether it is stale."""
        return self._snapshot

    def _unknown(self, name: str) -> KeyUnknown:
        where = f"`{dotted(self._path)}`" if self._path else "the configuration"
        told = f"there is no `{name}` in {where}"
        if "." in name or name.startswith("/"):
            return KeyUnknown(f"{told}; `.at({name!r})` reads a key with dots, or a pointer")
        close = nearest(name, list(self._values))
        return KeyUnknown(told + (f"; did you mean `{close}`?" if close else ""))


def _frozen(value: object, snapshot: "Snapshot", path: Path) -> object:
    if isinstance(value, dict):
        return Config(value, snapshot, path)
    if isinstance(value, list):
        return tuple(_frozen(one, snapshot, (*path, at)) for at, one in enumerate(value))
    return value


def plain(value: object) -> object:
    """Return a Config, or what is in one, as dicts and lists; secrets stay as they are."""
    if isinstance(value, Config):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value
