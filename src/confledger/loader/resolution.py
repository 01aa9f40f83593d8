"""From layers to one tree: merged, completed with defaults, interpolated, judged by the schema."""

from confledger.loader.interpolation import interpolated
from confledger.loader.layer import DEFAULT, Layer
from confledger.loader.merging import Declaration, Descent, merged, stripped, whole
from confledger.loader.schema import SchemaView, filled
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from confledger.loader.interpolation import Secreted


class Fault:
    """One thing that is wrong with the configuration as a whole; never quotes a value.

    `place` says where, for what is in no file: the name of an environment variable.
    """

    __slots__ = ("message", "path", "place")

    def __init__(self, path: Path, message: str, *, place: str | None = None) -> None:
        self.path = path
        self.message = message
        self.place = place

    def __repr__(self) -> str:
        return f"Fault({self.path!r}, {self.message!r})"


class Resolution:
    """What holds, and all that is needed to say why.

    `tree` has plain values, and a `Secret` where one is; `faults` are what the references and
    the schema have against it; `inputs` is what each interpolated text was made of.
    """

    __slots__ = ("_descent", "_raw", "faults", "inputs", "layers", "schema", "tree")

    def __init__(
        self,
        layers: "Sequence[Layer]",
        schema: SchemaView | None,
        tree: dict[str, object],
        raw: dict[str, object],
        inputs: "dict[Path, tuple[Path | str, ...]]",
        faults: list[Fault],
    ) -> None:
        self.layers = layers
        self.schema = schema
        self.tree = tree
        self.inputs = inputs
        self.faults = faults
        self._raw = raw
        self._descent: Descent | None = None

    def raw(self, path: Path) -> object:
        """Return what stands at a path before anything was put in for references; or raise."""
        return at(self._raw, path)

    def declarations(self, path: Path) -> list[Declaration]:
        """Return what each source says of a path, the strongest first; a default at the end."""
        if self._descent is None:
            merges = whole if self.schema is None else self.schema.merges
            self._descent = Descent(self.layers, merges)
        found = self._descent.declarations(path)
        if self.schema is None:
            return found
        there, default = self.schema.default(path)
        shown = [one for one in found if not one.hidden]
        try:
            value = at(self._raw, path)
        except KeyError:
            holds = False
        else:
            # A map of defaults is a part of what holds; one value holds where nothing else is,
            # and may be from the default of what it is in.
            holds = not shown or (
                isinstance(default, dict)
                and all(isinstance(one.value, dict) for one in shown if one.wins)
            )
            if not shown:
                there, default = True, value
        if there:
            layer = Layer(DEFAULT, self.schema.label, {})
            found.insert(len(shown), Declaration(layer, path, default, wins=holds))
        return found


def resolve(
    layers: "Sequence[Layer]",
    schema: SchemaView | None,
    variable: "Callable[[str], str | Path | None]",
    secreted: "Secreted | None" = None,
) -> Resolution:
    """Lay the layers over each other, from weak to strong, and complete them.

    `variable` gives an environment variable that a text may refer to. Faults of references are
    noted; whether the schema holds is for `judging.judged`. `secreted` makes secrets of values.
    """
    merges = whole if schema is None else schema.merges
    tree = merged(layers, merges)
    if schema is not None:
        tree = filled(tree, schema)
    raw = stripped(tree)
    assert isinstance(raw, dict)
    done = interpolated(raw, schema, variable, secreted)
    faults = [Fault(path, message) for path, message in done.problems]
    return Resolution(layers, schema, done.tree, raw, done.inputs, faults)


def at(tree: object, path: Path) -> object:
    """Return what stands at a path; raise KeyError where there is nothing."""
    for step in path:
        inside = (
            step in tree
            if isinstance(tree, dict)
            else isinstance(tree, list) and isinstance(step, int) and 0 <= step < len(tree)
        )
        if not inside:
            raise KeyError(path)
        tree = tree[step]  # type: ignore[index]  # looked at above
    return tree
