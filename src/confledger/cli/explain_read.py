"""The configuration of one environment, read to be explained: also where something is wrong."""

import os

from confledger.cli.explain_place import Place
from confledger.errors import ConfledgerError
from confledger.loader.flags import parsed
from confledger.loader.layer import VARIABLE, Layer
from confledger.loader.layout import Layout
from confledger.loader.resolution import Resolution
from confledger.loader.sources import Sources, Wanted, gather, is_file
from confledger.loader.surroundings import host as machine
from confledger.loader.surroundings import in_ci
from confledger.location import Path
from confledger.reports.explained_content import Telling
from confledger.reports.explained_masks import Masks

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from confledger.loader.findings import Finding
    from confledger.secrets.scope import Scope
    from confledger.settings import Settings

ALL = "all"
BASE = "base"


class Read:
    """What was read: layers and schema, what they come to, and what must not be shown of it."""

    __slots__ = ("environment", "findings", "host", "layers", "masks", "resolution", "variable")

    def __init__(
        self,
        environment: str | None,
        host: str | None,
        resolution: Resolution,
        masks: Masks,
        layers: list[Layer],
    ) -> None:
        self.environment = environment
        self.host = host
        self.resolution = resolution
        self.masks = masks
        self.layers = layers
        # What was remarkable about the sources, and stops nothing.
        self.findings: list[Finding] = []
        # What a text that refers to an environment variable gets.
        self.variable: Callable[[str], object] = lambda _: None

    def telling(self) -> Telling:
        """Return what makes the content of a report."""
        found = Telling(self.resolution, self.masks, self.environment, self.host)
        found.is_given = lambda name: isinstance(self.variable(name), str)
        return found


class Reader:
    """Reads the environments of one place."""

    def __init__(self, place: Place, asked: "argparse.Namespace") -> None:
        from confledger.documents.settings_file import settings_of

        self.place = place
        self.settings: Settings = settings_of(place).settings
        self._host: str | None = asked.host
        self._flags = parsed(asked.set)
        # What surrounds this process now says nothing of how it was then.
        self._environ: Mapping[str, str] = {} if place.dated else os.environ

    def environments(self) -> list[str]:
        """Return the names of all environments."""
        if self.is_file():
            return []
        return Layout(self.place.source, self.place.root, self.settings).environments()

    def wanted(self, named: str | None) -> "list[str | None]":
        """Return the environments that are asked for: all where none is named."""
        if named not in (None, ALL):
            return [named]
        names: list[str | None] = [*self.environments()]
        if named == ALL and not names:
            raise ConfledgerError("there are no environments here", help="leave out --env")
        return names or [None]

    def is_file(self) -> bool:
        """Whether the configuration is one file."""
        return is_file(self.place.source, self.place.root)

    def read(self, environment: str | None) -> Read:
        """Read one environment; raise ConfledgerError for what cannot be read at all."""
        from confledger.loader.secret import Openers

        place = self.place
        wanted = Wanted(
            place.root,
            environment,
            host=self._host,
            environ=self._environ,
            flags=self._flags,
            local=not place.dated and not in_ci(os.environ),
            machine=None if place.dated else machine(),
        )
        openers = Openers(
            place.source.top, source=place.source, settings=self.settings, environ=self._environ
        )
        sources = gather(place.source, self.settings, wanted, openers)
        resolution = _resolved(sources)
        layers = [one for one in sources.layers if one.file is not None or one.kind == VARIABLE]
        masks = Masks(resolution, self.scope_of)
        found = Read(sources.environment, sources.host, resolution, masks, layers)
        found.variable = sources.variable
        found.findings = sources.findings
        return found

    def scope_of(self, file: str) -> "Scope | None":
        """Return which values of a file ought to be encrypted, by the rules of SOPS."""
        from confledger.cli.governed import governed

        return governed(self.place, [file]).scope_of(file)


def _resolved(sources: Sources) -> Resolution:
    """Return what the sources come to, with all that is wrong with it in its faults."""
    from confledger.loader.judging import judge
    from confledger.loader.marking import marks
    from confledger.loader.resolution import resolve

    secreted = marks(sources)
    resolution = resolve(sources.layers, sources.schema, sources.variable, secreted)
    resolution.faults[:0] = sources.faults
    if secreted is not None:
        resolution.faults += secreted.faults
    if sources.schema is not None and not resolution.faults:
        resolution.faults += judge(resolution, sources)
    return resolution


class KeyUnknown(ConfledgerError):
    """No key is called so."""


def path_in(read: Read, key: str) -> Path:
    """Return the path of a key in what was read; raise KeyUnknown with what may be meant."""
    from confledger.loader.keys import located, path_of

    steps = path_of(key)
    if not steps:
        raise KeyUnknown("a key is missing", help="of everything: confledger explain --all")
    resolution = read.resolution
    schema = resolution.schema
    found = located(resolution.tree, steps, None if schema is None else schema.merges)
    if found is not None:
        return found[0]
    path = tuple(str(step) if not isinstance(step, int) else step for step in steps)
    if resolution.declarations(path) or (schema is not None and _declared(read, path)):
        return path
    raise KeyUnknown(f"there is no key {key!r}", help=_meant(read, key))


def _declared(read: Read, path: Path) -> bool:
    """Whether the schema names a key by itself, and not by a pattern that any name fits."""
    schema = read.resolution.schema
    assert schema is not None
    return path[-1] in schema.names(path[:-1])


_MOST_NAMED = 5
_MOST_KEYS = 5_000


def _meant(read: Read, key: str) -> str:
    from confledger.errors import nearest
    from confledger.location import dotted
    from confledger.reports.explained_text import name_of

    known = _keys(read)
    names = {dotted(path): path for path in known}
    close = nearest(key, list(names))
    if close is not None:
        return f"did you mean `{name_of(names[close])}`?"
    last = key.replace("/", ".").rpartition(".")[2]
    ending = [path for path in known if str(path[-1]) == last]
    if not ending:
        near = nearest(last, {str(path[-1]) for path in known if isinstance(path[-1], str)})
        ending = [] if near is None else [path for path in known if path[-1] == near]
    if ending:
        told = ", ".join(f"`{name_of(path)}`" for path in ending[:_MOST_NAMED])
        more = f", and {len(ending) - _MOST_NAMED} more" if len(ending) > _MOST_NAMED else ""
        return f"did you mean {told}{more}?" if len(ending) == 1 else f"there are {told}{more}"
    where = f" --env {read.environment}" if read.environment else ""
    return f"see all of them: confledger explain --all{where}"


def _keys(read: Read) -> list[Path]:
    """Return the keys of the tree, and those that the schema names beside them."""
    schema = read.resolution.schema
    found: list[Path] = []
    todo: list[tuple[Path, object]] = [((), read.resolution.tree)]
    while todo and len(found) < _MOST_KEYS:
        path, value = todo.pop()
        if path:
            found.append(path)
        if isinstance(value, dict):
            todo += [((*path, str(name)), one) for name, one in reversed(value.items())]
            if schema is not None:
                found += [(*path, one) for one in schema.names(path) if one not in value]
        elif isinstance(value, list):
            todo += [((*path, at), one) for at, one in enumerate(value) if isinstance(one, dict)]
    return found
