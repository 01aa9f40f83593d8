"""Which values of a configuration must not be shown, whichever source they come from.

What is a secret in one source is one in all of them, and so is what was made from one.
"""

from confledger.loader.layer import Layer
from confledger.loader.resolution import Resolution, at
from confledger.loader.secret import Secret
from confledger.location import Path
from confledger.secrets.redaction import Redaction, named, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.secrets.scope import Scope

    # Which values of a file ought to be encrypted; None where none has to be.
    ScopeOf = Callable[[str], Scope | None]

SECRET = ("x-secret", "writeOnly")
ENV = "env:"
_DEEPEST = 64


class Masks:
    """Answers for the tree of one resolution, and for what its layers say."""

    def __init__(self, resolution: Resolution, scope_of: "ScopeOf") -> None:
        self._resolution = resolution
        self._whole = Redaction(resolution.tree)
        self._layers = {
            id(layer): Redaction(layer.tree, None if _sealed(layer) else _scope(layer, scope_of))
            for layer in resolution.layers
        }
        self._known: dict[Path, bool] = {}
        self._below: dict[Path, bool] = {}

    def hides(self, path: Path) -> bool:
        """Whether the value at a path must not be shown; of a map or list, never."""
        if path not in self._known:
            # For whoever refers to what it is in itself.
            self._known[path] = True
            self._known[path] = self._hides(path)
        return self._known[path]

    def _hides(self, path: Path) -> bool:
        resolution = self._resolution
        try:
            value = at(resolution.tree, path)
        except KeyError:
            value = None
        if isinstance(value, Secret):
            return True
        if isinstance(value, dict) or (isinstance(value, list) and not _flat(value)):
            return False
        if self.as_written(path) or self._whole.hides(path, value):
            return True
        if isinstance(value, list) and any(
            self.as_written((*path, number)) or self._whole.hides((*path, number), one)
            for number, one in enumerate(value)
        ):
            return True
        return any(
            self.variable(one[len(ENV) :], value) if isinstance(one, str) else self.below(one)
            for one in self.inputs(path)
        )

    def as_written(self, path: Path) -> bool:
        """Whether what the sources say must not be shown, before any reference is followed."""
        if self._by_schema(path):
            return True
        for one in self._resolution.declarations(path):
            redaction = self._layers.get(id(one.layer))
            if isinstance(one.value, Secret):
                return True
            if redaction is not None and redaction.hides(one.path, one.value):
                return True
        return False

    def below(self, path: Path) -> bool:
        """Whether anything at or below a path must not be shown."""
        if path not in self._below:
            # Asked by each value that was put in from there.
            self._below[path] = self._any_below(path)
        return self._below[path]

    def _any_below(self, path: Path) -> bool:
        try:
            value = at(self._resolution.tree, path)
        except KeyError:
            return self.hides(path)
        todo: list[tuple[Path, object]] = [(path, value)]
        while todo:
            where, one = todo.pop()
            if self.hides(where):
                return True
            if len(where) > len(path) + _DEEPEST:
                continue
            if isinstance(one, dict):
                todo += [((*where, name), inner) for name, inner in one.items()]
            elif isinstance(one, list):
                todo += [((*where, number), inner) for number, inner in enumerate(one)]
        return False

    def inputs(self, path: Path) -> "tuple[Path | str, ...]":
        """Return what the text at a path, or above it, was made of."""
        for length in range(len(path), 0, -1):
            found = self._resolution.inputs.get(path[:length])
            if found is not None:
                return found
        return ()

    def variable(self, name: str, value: object) -> bool:
        """Whether the value of an environment variable must not be shown."""
        return named(name, value) or (isinstance(value, str) and told(value))

    def is_reference(self, path: Path) -> bool:
        """Whether the schema says that the text at a path names a secret, and is none itself."""
        schema = self._resolution.schema
        if schema is None:
            return False
        if schema.keyword(path, SECRET[0]) == "reference":
            return True
        return schema.keyword(path, "format") == "secret-reference"

    def _by_schema(self, path: Path) -> bool:
        schema = self._resolution.schema
        if schema is None:
            return False
        if schema.keyword(path, "format") == "password":
            return True
        return any(
            schema.keyword(path[:length], word) is True
            for length in range(len(path) + 1)
            for word in SECRET
        )


def _flat(items: list[object]) -> bool:
    return not any(isinstance(one, (dict, list)) for one in items)


def _scope(layer: Layer, scope_of: "ScopeOf") -> "Scope | None":
    return None if layer.file is None else scope_of(layer.file)


def _sealed(layer: Layer) -> bool:
    """Whether a file is encrypted: then what is not, was meant to be read."""
    todo: list[object] = [layer.tree]
    while todo:
        one = todo.pop()
        if isinstance(one, Secret):
            return True
        if isinstance(one, dict):
            todo += one.values()
        elif isinstance(one, list):
            todo += one
    return False
