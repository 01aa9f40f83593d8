"""Values that references made of secrets in clear text: as secret as what they were made of."""

from confledger.loader.resolution import at
from confledger.location import Path
from confledger.secrets.redaction import named, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ENV = "env:"


class Derived:
    """Says of the values of one tree whether something hidden was put into them.

    `inputs` is what each text with references was made of, `hides` what is hidden by itself.
    """

    def __init__(
        self,
        tree: object,
        inputs: "Mapping[Path, tuple[Path | str, ...]]",
        hides: "Callable[[Path, object], bool]",
    ) -> None:
        self._tree = tree
        self._inputs = inputs
        self._hides = hides
        self._known: dict[Path, bool] = {}

    def __call__(self, path: Path, value: object) -> bool:
        """Whether the value at a path was made of something that is hidden."""
        if not self._inputs:
            return False
        for length in range(len(path), 0, -1):
            made_of = self._inputs.get(path[:length])
            if made_of is not None:
                return any(self._hidden(one, value) for one in made_of)
        return False

    def _hidden(self, one: "Path | str", value: object) -> bool:
        if isinstance(one, str):
            name = one[len(_ENV) :]
            return named(name, value) or (isinstance(value, str) and told(value))
        if one not in self._known:
            # For what leads back to itself.
            self._known[one] = False
            self._known[one] = self._any_below(one)
        return self._known[one]

    def _any_below(self, path: Path) -> bool:
        try:
            todo = [(path, at(self._tree, path))]
        except KeyError:
            return False
        while todo:
            where, value = todo.pop()
            if self._hides(where, value):
                return True
            if isinstance(value, dict):
                todo += [((*where, name), one) for name, one in value.items()]
            elif isinstance(value, list):
                todo += [((*where, number), one) for number, one in enumerate(value)]
            elif self(where, value):
                return True
        return False
