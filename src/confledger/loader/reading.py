"""A file as a layer: its one map, what it removes, and what in it is encrypted."""

from confledger.errors import ConfledgerError
from confledger.loader.layer import BASE, Layer
from confledger.loader.layout import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.loader.secret import Openers
    from confledger.location import Path

_REMOVES = b"!unset"
_SEALED = b"ENC[AES256_GCM,"
EXTENDS = "extends"


class Read:
    """A layer, the environment that its file says it extends, and the paths that it removes."""

    __slots__ = ("extends", "layer", "removals")

    def __init__(self, layer: Layer, extends: str | None, removals: "list[Path]") -> None:
        self.layer = layer
        self.extends = extends
        self.removals = removals


def read(slot: Slot, data: bytes, openers: "Openers") -> Read:
    """Read the bytes of a file; raise ConfledgerError with each fault and its place."""
    from confledger.documents.dialect import YAML, dialect_of
    from confledger.documents.load import load

    dialect = dialect_of(slot.file) or YAML
    loaded = load(data, dialect)
    bad = [one for one in loaded.problems if one.kind != "encoding" or not loaded.documents]
    if bad:
        lines = []
        for one in bad[:_SHOWN]:
            at = f":{one.span.line}:{one.span.column}" if one.span else ""
            lines.append(f"{slot.file}{at}: {one.message}")
        raise ConfledgerError("\n       ".join(lines), help=bad[0].help)
    if len(loaded.documents) > 1:
        raise ConfledgerError(
            f"{slot.file} has {len(loaded.documents)} documents, expected one",
            help="make a file of each",
        )
    tree = loaded.documents[0] if loaded.documents else None
    removals: list[Path] = []
    if _REMOVES in data and dialect == YAML:
        from confledger.loader.removals import mark

        removals = mark(tree, data, slot.file)
    if tree is None:
        tree = {}
    if not isinstance(tree, dict):
        raise ConfledgerError(
            f"{slot.file} holds no map at its top", help="configuration is `key: value`"
        )
    if _SEALED in data:
        from confledger.loader.sealed import sealed

        tree = sealed(tree, slot.file, data, dialect, openers)
    extends = tree.get(EXTENDS)
    layer = Layer(slot.kind, slot.name, tree, file=slot.file, data=data, dialect=dialect)
    if extends is not None and not isinstance(extends, str) and slot.kind != BASE:
        raise ConfledgerError(f"{layer.at((EXTENDS,))}: `extends` names one environment")
    return Read(layer, extends if isinstance(extends, str) else None, removals)


_SHOWN = 10
