"""Secrets in a tree that is to be written: masked, left out, or in clear text.

A secret is what the loader holds as one, what the schema marks with `x-secret`, and what the
rules of redaction take for one, whatever it is called here; and what was made of one.
"""

from confledger.loader.derived import Derived
from confledger.loader.schema import SECRET, SchemaView
from confledger.loader.secret import SHOWN, Secret
from confledger.location import Path
from confledger.secrets.redaction import Redaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

MASK, OPEN, OMIT = "mask", "open", "omit"
# What a secret of a configuration without schema stands at.
_GONE = object()


class Veil:
    """One way to write secrets, for one configuration; `met` are the paths of all that were."""

    def __init__(
        self,
        tree: object,
        schema: SchemaView | None,
        how: str,
        inputs: "Mapping[Path, tuple[Path | str, ...]] | None" = None,
    ) -> None:
        self._redaction = Redaction(tree)
        self._derived = Derived(tree, inputs or {}, lambda at, one: self._by_itself(one, at))
        self._schema = schema
        self._how = how
        self.met: list[Path] = []

    def over(self, value: object, at: Path) -> object:
        """Return the value at a path of the tree, with every secret in it written this way."""
        done = self._over(value, at)
        return None if done is _GONE else done

    def hides(self, value: object, at: Path) -> bool:
        """Whether a value is a secret; of a map or list, whether it is one as a whole."""
        if self._by_itself(value, at):
            return True
        if value is None or isinstance(value, (bool, dict, list)):
            return False
        if self._schema is not None and self._schema.keyword(at, SECRET) is False:
            return False
        return self._derived(at, value)

    def _by_itself(self, value: object, at: Path) -> bool:
        if isinstance(value, Secret):
            return True
        if self._schema is not None and self._schema.keyword(at, SECRET) is True:
            return value is not None
        return self._redaction.hides(at, value)

    def _over(self, value: object, at: Path) -> object:
        if self.hides(value, at):
            self.met.append(at)
            if self._how == OPEN:
                return in_clear(value)
            return SHOWN if self._how == MASK else _GONE
        if isinstance(value, dict):
            inner = ((name, self._over(one, (*at, name))) for name, one in value.items())
            return {name: one for name, one in inner if one is not _GONE}
        if isinstance(value, list):
            items = (self._over(one, (*at, index)) for index, one in enumerate(value))
            return [one for one in items if one is not _GONE]
        return value


def in_clear(value: object) -> object:
    """Return a value with the secrets in it opened."""
    if isinstance(value, Secret):
        return value.value()
    if isinstance(value, dict):
        return {name: in_clear(one) for name, one in value.items()}
    if isinstance(value, list):
        return [in_clear(one) for one in value]
    return value
