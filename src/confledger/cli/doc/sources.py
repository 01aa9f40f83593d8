"""What the page of configuration is made from: schemas, files with their values, owners, code."""

import re
from collections.abc import Iterator

from confledger.checks.globs import belonging
from confledger.checks.references import FILE, modelines, refer
from confledger.checks.selection import NOT_CONFIGURATION, Selection
from confledger.cli.governed import governed
from confledger.cli.ownership import codeowners
from confledger.documents.dialect import dialect_of
from confledger.documents.limits import Limits
from confledger.documents.load import load, positions
from confledger.git.snapshot import FILE as REGULAR
from confledger.git.snapshot import Snapshot
from confledger.inventory import kinds
from confledger.location import Path, dotted
from confledger.reports.doc.config import HIDDEN, File, Part, is_secret
from confledger.reports.doc.facets import short
from confledger.reports.doc.keys import ANY, ITEM, Key, Place, Schema, read
from confledger.secrets.redaction import Redaction
from confledger.settings import Settings

_MOST = 50_000
# Schemas that know the same keys, but for a few.
_ALIKE = 0.9
# What a file is called that others are made from: what it says holds nowhere.
_PATTERN = re.compile(r"(?:^|[._-])(?:template|example|sample|dist)s?(?:[._-]|$)", re.IGNORECASE)
_TOKEN = re.compile(rb"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


class Sources:
    """The files of one state, each read once."""

    def __init__(
        self, snapshot: Snapshot, settings: Settings, limits: Limits, own: str | None
    ) -> None:
        self._snapshot = snapshot
        self._settings = settings
        self._limits = limits
        self._entries = snapshot.entries()
        self._selection = Selection(settings, lambda path: path in self._entries)
        # The settings of confledger have a page of their own.
        self._own = own
        environments = settings.environments
        self._environments = belonging(environments)
        self._order = {str(one["name"]): number for number, one in enumerate(environments)}
        self._schemas: dict[str, Schema | None] = {}
        self._owners = codeowners(self._snapshot)

    def parts(self) -> list[Part]:
        """Return every schema that a file uses, in the order of the settings, with the values."""
        files: dict[str, list[str]] = {}
        for path in sorted(self._entries):
            name = self._schema_of(path)
            if name is not None and self._schema(name) is not None:
                files.setdefault(name, []).append(path)
        made: list[Part] = []
        for name in sorted(files, key=lambda one: self._rank(one, files[one])):
            schema = self._schema(name)
            assert schema is not None
            twin = next((part for part in made if _alike(part.schema, schema)), None)
            held = tuple(self._file(path) for path in files[name])
            if twin is not None:
                at = made.index(twin)
                both = (*twin.files, *held)
                made[at] = Part(twin.schema, both, (*twin.overlays, name))
                schema = twin.schema
            else:
                made.append(Part(schema, held))
            for path in files[name]:
                if not _PATTERN.search(path.rpartition("/")[2]):
                    self._values(schema, path)
        self._read(made)
        for part in made:
            for key in part.schema.described():
                key.places.sort(key=self._place)
        return made

    def _rank(self, name: str, paths: list[str]) -> tuple[int, str]:
        """Put first what an environment begins with, then the rest by the names of the files."""
        ranks = [self._order[one] for path in paths for one in self._environments(path)] or [
            len(self._order)
        ]
        return min(ranks), min(paths)

    def _place(self, place: Place) -> tuple[object, ...]:
        names = place.environment.split(", ")
        first = min((self._order.get(one, len(self._order)) for one in names), default=0)
        return first, place.path, place.line, place.full

    def _schema_of(self, path: str) -> str | None:
        """Return the schema file that a file of configuration has, by the settings or a comment."""
        entry = self._entries[path]
        dialect = self._selection.dialect(path)
        if entry.kind != REGULAR or path == self._own or dialect is None:
            return None
        if self._selection.ignored(path, entry.kind) is not None:
            return None
        name = self._selection.schema(path)
        folder = ""
        if name is None:
            data = self._data(path)
            found = modelines(data, dialect) if data is not None and b"$schema" in data else []
            if not found:
                return None
            name, folder = found[0][3], path.rpartition("/")[0]
        reference = refer(name, folder, self._settings.vendored)
        return reference.name if reference.kind == FILE else None

    def _schema(self, name: str) -> Schema | None:
        if name not in self._schemas:
            self._schemas[name] = read(name, self._document)
        return self._schemas[name]

    def _document(self, name: str) -> object:
        reference = refer(name, "", self._settings.vendored)
        path = reference.name if reference.kind == FILE else name
        data = self._data(path)
        dialect = dialect_of(path)
        if data is None or dialect is None:
            return None
        documents = load(data, dialect, self._limits).documents
        return documents[0] if documents else None

    def _data(self, path: str) -> bytes | None:
        if path not in self._entries:
            return None
        found = self._snapshot.find(path)
        return found[1] if found is not None and isinstance(found[1], bytes) else None

    def _file(self, path: str) -> File:
        owners = self._owners.owners(path) if self._owners else []
        names = tuple(self._environments(path))
        return File(path, names, tuple(owners))

    def _values(self, schema: Schema, path: str) -> None:
        """Note every value of a file at its key."""
        data = self._data(path)
        dialect = self._selection.dialect(path)
        if data is None or dialect is None:
            return
        loaded = load(data, dialect, self._limits)
        if loaded.problems and not loaded.documents:
            return
        places = positions(data, dialect)
        scope = governed(self._snapshot, [path]).scope_of(path)
        environment = ", ".join(self._environments(path))
        left = _MOST
        for number, document in enumerate(loaded.documents):
            redaction = Redaction(document, scope)
            for at, key, value in _walked(schema.root, document):
                left -= 1
                if left < 0:
                    return
                span = places.key(number, at) or places.value(number, at)
                shown = _shown(key, at, value, redaction)
                line = 1 if span is None else span.line
                key.places.append(Place(environment, path, line, shown, _full(at)))

    def _read(self, parts: list[Part]) -> None:
        """Note where code names a key, by all of its name."""
        wanted: dict[str, list[Key]] = {}
        for part in parts:
            for key in part.schema.root.walked():
                name = ".".join(key.steps)
                telling = len(key.steps) > 1 or (name.isupper() and "_" in name)
                if telling and ANY not in key.steps and ITEM not in key.steps:
                    wanted.setdefault(name, []).append(key)
        if not wanted:
            return
        entries = [
            entry
            for path, entry in sorted(self._entries.items())
            if entry.kind == REGULAR and not kinds.is_test(path)
        ]
        for entry, content in self._snapshot.stream(entries):
            if not isinstance(content, bytes) or kinds.code_in(entry.path, content) is None:
                continue
            if self._selection.ignored(entry.path, entry.kind) not in (None, NOT_CONFIGURATION):
                continue
            for name in sorted(_named(content, wanted)):
                for key in wanted[name]:
                    key.readers.append(entry.path)


def _named(content: bytes, wanted: dict[str, list[Key]]) -> set[str]:
    """Return the keys that a file names."""
    found: set[str] = set()
    for token in set(_TOKEN.findall(content)):
        steps = token.decode("ascii", "replace").split(".")
        for start in range(min(len(steps), 8)):
            name = ".".join(steps[start:])
            if name in wanted:
                found.add(name)
    return found


def _walked(root: Key, document: object) -> Iterator[tuple[Path, Key, object]]:
    """Yield path, key and value of all that a schema knows and that holds no known key."""
    todo: list[tuple[Path, Key, object]] = [((), root, document)]
    while todo:
        at, key, value = todo.pop()
        below: list[tuple[Path, Key, object]] = []
        if isinstance(value, dict):
            for step, held in value.items():
                child = key.child(str(step))
                if child is not None:
                    below.append(((*at, str(step)), child, held))
        elif isinstance(value, list):
            child = key.child(ITEM)
            if child is not None:
                below += [((*at, number), child, held) for number, held in enumerate(value)]
        if at and not below and (not isinstance(value, dict) or not (key.below or key.types)):
            yield at, key, value
        todo += reversed(below)


def _shown(key: Key, at: Path, value: object, redaction: Redaction) -> str:
    """Return a value as the page may show it."""
    if is_secret(key.node):
        return HIDDEN
    todo: list[tuple[Path, object]] = [(at, value)]
    while todo:
        place, held = todo.pop()
        if isinstance(held, dict):
            todo += [((*place, str(step)), one) for step, one in held.items()]
        elif isinstance(held, list):
            todo += [((*place, number), one) for number, one in enumerate(held)]
        elif redaction.hides(place, held):
            return HIDDEN
    return short(value)


def _full(at: Path) -> str:
    from confledger.secrets.redaction import path_shown

    return dotted(path_shown(at))


def _alike(one: Schema, other: Schema) -> bool:
    first = {key.steps for key in one.root.walked()}
    second = {key.steps for key in other.root.walked()}
    return len(first & second) >= _ALIKE * len(first | second) > 0
