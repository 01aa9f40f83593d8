"""What holds in an environment of one state: all of its files laid over each other, none opened.

Environment variables, host overlays and overlays from elsewhere take no part: the same state
gives the same everywhere, and nothing is asked of a network.
"""

import os

from confledger.cli.explain_place import CommitFolder
from confledger.git.snapshot import CommitSnapshot
from confledger.loader.layer import DEFAULT
from confledger.loader.layout import Layout
from confledger.loader.rendering.veiling import MASK, Veil
from confledger.loader.resolution import Resolution, resolve
from confledger.loader.secret import SHOWN, Openers, Secret
from confledger.loader.sources import Wanted, gather, is_file
from confledger.location import Path
from confledger.reports.changes.rows import Hiding
from confledger.secrets.redaction import Redaction
from confledger.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from confledger.loader.layer import Layer
    from confledger.loader.merging import Declaration
    from confledger.secrets.governed import Governed

_RISK = "x-risk"


class Tree(CommitFolder):
    """The files of a state that is open already, as a source of the loader."""

    def __init__(self, snapshot: CommitSnapshot) -> None:
        self._snapshot = snapshot
        self._below = ""
        self._listed = None
        self.top = snapshot.repository.top or os.sep


class Overlaid:
    """One environment of one state.

    `tree` has what holds, and in the place of a secret what says which one it is; `files` are
    the bytes of all files that take part, by path.
    """

    __slots__ = ("_closed", "_resolution", "_ruled", "_veil", "files", "tree")

    def __init__(
        self, resolution: Resolution, files: dict[str, bytes], governed: "Governed"
    ) -> None:
        self.files = files
        self._resolution = resolution
        self._closed: set[Path] = set()
        self.tree = self._named(resolution.tree, ())
        self._veil = Veil(resolution.tree, resolution.schema, MASK, resolution.inputs)
        # Of files that ought to be encrypted and are not, no value is shown either.
        self._ruled = [
            Redaction(layer.tree, scope)
            for layer in resolution.layers
            if layer.file is not None and (scope := governed.scope_of(layer.file)) is not None
        ]

    def _named(self, value: object, at: Path) -> object:
        if isinstance(value, Secret):
            self._closed.add(at)
            return _which(value)
        if isinstance(value, dict):
            return {name: self._named(one, (*at, name)) for name, one in value.items()}
        if isinstance(value, list):
            return [self._named(one, (*at, number)) for number, one in enumerate(value)]
        return value

    def hides(self, path: Path, value: object) -> bool:
        """Whether a value must not be shown."""
        if path in self._closed or self._veil.hides(value, path):
            return True
        return any(one.hides(path, value) for one in self._ruled)

    def hiding(self) -> Hiding:
        """Return that as a comparison asks for it."""
        return _Hiding(self)

    def risk(self, path: Path) -> str:
        """Return what the schema says of changes to a key, or to what it is in; maybe nothing."""
        schema = self._resolution.schema
        for length in range(len(path) if schema is not None else 0, 0, -1):
            assert schema is not None
            said = schema.keyword(path[:length], _RISK)
            if isinstance(said, str):
                return said
        return ""

    def risks(self, path: Path) -> list[str]:
        """Return everything that the schema says of changes to a key, or to what it is in."""
        schema = self._resolution.schema
        found: dict[str, None] = {}
        for length in range(len(path) if schema is not None else 0, 0, -1):
            assert schema is not None
            said = schema.keyword(path[:length], _RISK)
            named = said if isinstance(said, list) else [said]
            found |= dict.fromkeys(one for one in named if isinstance(one, str))
        return list(found)

    def winner(self, path: Path) -> "Declaration | None":
        """Return what gives a value; None where nothing does."""
        return next((one for one in self._resolution.declarations(path) if one.wins), None)

    def is_closed(self, path: Path) -> bool:
        """Whether a value is one that only a key opens."""
        return path in self._closed

    @property
    def layers(self) -> "Sequence[Layer]":
        """All that is laid over each other, from weak to strong."""
        return self._resolution.layers

    def set_by(self, path: Path) -> str | None:
        """Return what a value is from: a file, or what else gives it; None where there is none."""
        one = self.winner(path)
        if one is None:
            return None
        return "a default of the schema" if one.layer.kind == DEFAULT else one.layer.said()


class _Hiding(Hiding):
    def __init__(self, of: Overlaid) -> None:
        super().__init__([of.tree], frozenset())
        self._of = of

    def hides(self, document: int, path: Path, value: object) -> bool:
        """Whether a value at a place must not be shown; there is one document."""
        return not isinstance(value, (dict, list)) and self._of.hides(path, value)


def _which(secret: Secret) -> str:
    """Return a text that differs where secrets do, as far as can be told without a key."""
    parts = getattr(secret, "parts", None)
    if parts is not None:
        return "".join(_which(one) if isinstance(one, Secret) else one for one in parts)
    return f"{SHOWN} {secret.origin} {secret.written}"


def overlaid(
    source: CommitFolder, settings: Settings, environment: str, governed: "Governed"
) -> Overlaid:
    """Return an environment of a state, or its `base` alone; raise ConfledgerError."""
    root = str(settings.load["folder"])
    name = None if environment == BASE else environment
    wanted = Wanted(root, name, local=False)
    # With `fake`, no key is looked for, and no overlay asked.
    openers = Openers(source.top, fake=True, source=source, settings=settings)
    sources = gather(source, settings, wanted, openers)
    resolution = resolve(sources.layers, sources.schema, sources.variable)
    return Overlaid(resolution, sources.files, governed)


BASE = "base"


def environments(source: CommitFolder, settings: Settings) -> list[str]:
    """Return the environments that programs can load, `base` where there is nothing else."""
    root = str(settings.load["folder"])
    if is_file(source, root):
        return [BASE]
    layout = Layout(source, root, settings)
    return layout.environments() or ([BASE] if layout.base() else [])
