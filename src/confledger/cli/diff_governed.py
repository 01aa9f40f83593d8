"""Which values of two versions of a file ought to be encrypted: they are told of, and not shown."""

from confledger.cli.diff_sides import Sides
from confledger.git.pairs import Pair

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.governed import Governed
    from confledger.secrets.scope import Scope


class Ruled:
    """The creation rules of the later state, read when the first file is asked for."""

    def __init__(self, sides: Sides, pairs: list[Pair]) -> None:
        self._sides = sides
        self._pairs = pairs
        self._governed: Governed | None = None

    def scopes(self, pair: Pair) -> "tuple[Scope | None, Scope | None]":
        """Return what of either version ought to be encrypted; None where no rule takes it."""
        if self._sides.settings is None:
            return None, None
        if self._governed is None:
            from confledger.cli.governed import governed
            from confledger.secrets.governed import Both

            paths = [path for one in self._pairs for path in self._sides.places(one)]
            self._governed = governed(self._sides.settings, paths)
            if self._sides.rules is not None:
                self._governed = Both(self._governed, governed(self._sides.rules, paths))
        old, new = map(self._governed.scope_of, self._sides.places(pair))
        return old, new
