"""What is to be said of a key, gathered from what was read; no format, and no git."""

from confledger.documents.load import positions
from confledger.loader.layer import DEFAULT, FLAG, UNSET, VARIABLE, Layer
from confledger.loader.merging import Declaration
from confledger.loader.resolution import Resolution, at
from confledger.loader.secret import Secret, kind_of
from confledger.location import Path, dotted
from confledger.reports.explained import Explained, Input, Leaf, Opens, Said
from confledger.reports.explained_masks import Masks
from confledger.reports.explained_schema import schema_says
from confledger.secrets.redaction import told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.documents.positions import Positions
    from confledger.location import Span

_ENV = "env:"
_SOPS = "sops:"


class Telling:
    """Makes the content for the keys of one environment."""

    def __init__(
        self, resolution: Resolution, masks: Masks, environment: str | None, host: str | None
    ) -> None:
        self._resolution = resolution
        self._masks = masks
        self._environment = environment
        self._host = host
        self._positions: dict[str, Positions] = {}
        # Whether an environment variable is set: else its declared default stands in.
        self.is_given: Callable[[str], bool] = lambda _: True

    def key(self, path: Path) -> Explained:
        """Return all that is known of a key, but for commits, owner and readers."""
        found = Explained(path, self._environment, self._host)
        resolution = self._resolution
        if resolution.schema is not None:
            found.schema = schema_says(resolution.schema, path)
        try:
            value = at(resolution.tree, path)
            found.there = True
        except KeyError:
            value = None
        found.layers = [self._said(one, path) for one in resolution.declarations(path)]
        self._faults(found)
        if not found.there:
            found.hidden = any(one.hidden for one in found.layers)
            return found
        found.kind = type_of(value)
        if nested(value):
            found.leaves = [self.leaf(where, one) for where, one in leaves(value, path)]
            return found
        found.hidden = self._masks.hides(path)
        found.value = None if found.hidden else value
        self._made_of(found)
        if not any(one.holds and one.sealed and one.file for one in found.layers):
            found.opens = _opens(value)
        return found

    def leaf(self, path: Path, value: object) -> Leaf:
        """Return one value below a key, with what set it."""
        hidden = self._masks.hides(path)
        found = Leaf(path, None if hidden else value, hidden=hidden)
        found.said = self._winner(path)
        return found

    def leaves(self) -> list[Leaf]:
        """Return every value of the whole configuration."""
        return [self.leaf(path, one) for path, one in leaves(self._resolution.tree, ())]

    def _winner(self, path: Path) -> Said | None:
        for length in range(len(path), 0, -1):
            # What came in with a whole map that a text refers to stands where the text does.
            for one in self._resolution.declarations(path[:length]):
                if one.wins and one.value is not UNSET:
                    return self._said(one, path)
        return None

    def _said(self, one: Declaration, path: Path) -> Said:
        layer = one.layer
        said = Said(layer.kind, layer.name, one.path)
        said.removes = one.value is UNSET
        said.holds = one.wins and not said.removes
        said.sealed = isinstance(one.value, Secret)
        if layer.kind == DEFAULT:
            said.file = None
        else:
            said.file = layer.file
        span = self._span(layer, one.path)
        if span is not None:
            said.line, said.column = span.line, span.column
        said.variable = _variable(one)
        said.hidden = said.sealed or self._hides(one, path)
        if not said.hidden and not said.removes:
            said.value = one.value
        return said

    def _span(self, layer: Layer, path: Path) -> "Span | None":
        """Return where a value stands in a file, each of which is looked through once."""
        if layer.file is None or layer.data is None:
            return None
        if layer.file not in self._positions:
            self._positions[layer.file] = positions(layer.data, layer.dialect)
        return self._positions[layer.file].value(0, path)

    def _hides(self, one: Declaration, path: Path) -> bool:
        """Whether what a layer says must not be shown; where a secret is may be."""
        if not self._masks.below(path):
            return False
        if not isinstance(one.value, str) or told(one.value):
            return True
        return not self._masks.is_reference(path)

    def _made_of(self, found: Explained) -> None:
        names = self._masks.inputs(found.path)
        if not names:
            return
        lengths = range(len(found.path), 0, -1)
        whole = next(n for n in lengths if found.path[:n] in self._resolution.inputs)
        raw = self._resolution.raw(found.path[:whole])
        masked = found.hidden and self._masks.as_written(found.path)
        found.raw = _shown_raw(raw, hidden=masked) if isinstance(raw, str) else None
        for one in names:
            if isinstance(one, str):
                name = one.removeprefix(_ENV)
                found.inputs.append(Input(None, name, given=self.is_given(name)))
                continue
            made = Input(one, None)
            value = at(self._resolution.tree, one)
            made.hidden = self._masks.below(one)
            made.value = None if made.hidden else value
            made.said = self._winner(one)
            found.inputs.append(made)

    def _faults(self, found: Explained) -> None:
        length = len(found.path)
        for fault in self._resolution.faults:
            if fault.path[:length] == found.path:
                where = f"{dotted(fault.path)} " if fault.path != found.path else ""
                # What is in no file: a variable or flag that is not what holds, as it is wrong.
                place = f"{fault.place}: " if fault.place is not None else ""
                found.faults.append(f"{place}{where}{fault.message}")


def type_of(value: object) -> str:
    """Return the JSON type of a value."""
    if isinstance(value, Secret):
        return value.kind
    return kind_of(value)


def nested(value: object) -> bool:
    """Whether a value is told by what is in it: a map, or a list of them, with something in it."""
    if isinstance(value, list):
        return any(isinstance(one, (dict, list)) for one in value)
    return isinstance(value, dict) and bool(value)


def leaves(value: object, path: Path) -> list[tuple[Path, object]]:
    """Return what is below a path, in its order; a list of scalars is one."""
    found: list[tuple[Path, object]] = []
    todo: list[tuple[Path, object]] = [(path, value)]
    while todo:
        where, one = todo.pop()
        if not nested(one):
            found.append((where, one))
        elif isinstance(one, dict):
            todo += [((*where, str(name)), inner) for name, inner in reversed(one.items())]
        elif isinstance(one, list):
            todo += [((*where, number), one[number]) for number in reversed(range(len(one)))]
    return found


def _variable(one: Declaration) -> str | None:
    if one.layer.kind not in (VARIABLE, FLAG):
        return None
    for length in range(len(one.path), -1, -1):
        if one.path[:length] in one.layer.variables:
            return one.layer.variables[one.path[:length]]
    below = sorted(
        name for path, name in one.layer.variables.items() if path[: len(one.path)] == one.path
    )
    return ", ".join(below) or None


def _shown_raw(raw: str, *, hidden: bool) -> str | None:
    """Return the text as it stands; of a secret, only where it is references and nothing else."""
    if not hidden:
        return raw
    from confledger.loader.references import Malformed, Reference, parts

    try:
        pieces = parts(raw)
    except Malformed:
        return None
    plain = all(isinstance(one, Reference) and one.instead is None for one in pieces)
    return raw if plain else None


def _opens(value: object) -> Opens | None:
    """Return the encrypted value that a text names, `sops:FILE#/POINTER`."""
    origin = value.origin if isinstance(value, Secret) else value
    if not isinstance(origin, str) or not origin.startswith(_SOPS):
        return None
    file, mark, pointer = origin.removeprefix(_SOPS).partition("#")
    if not mark or not file or not pointer.startswith("/") or " + " in pointer:
        return None
    return Opens(file, pointer)
