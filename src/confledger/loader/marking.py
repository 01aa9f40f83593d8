"""Values that the schema marks as secrets: `x-secret: true`, or `x-secret: reference`.

true        the value itself is one, wherever it comes from
reference   the text says where it is: `sops:FILE#/POINTER`, `vault:MOUNT/PATH#FIELD`,
            `env:NAME` or `file:PATH`; `format: secret-reference` says the same
"""

from confledger.loader.resolution import Fault
from confledger.loader.schema import SECRET
from confledger.loader.secret import Given, Openers, Referred, Secret
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.loader.layer import Layer
    from confledger.loader.schema import SchemaView
    from confledger.loader.sources import Sources

REFERENCE, FORMAT = "reference", "secret-reference"
_MARKS = (SECRET.encode(), FORMAT.encode())


def marks(sources: "Sources") -> "Marks | None":
    """Return what makes secrets of the values of these sources; None where there is nothing."""
    openers = sources.openers
    if openers is None:
        return None
    marked = sources.schema is not None and any(
        mark in data for data in sources.files.values() for mark in _MARKS
    )
    return Marks(sources, openers, marked=marked) if marked or openers.fake else None


class Marks:
    """Gives for each value what it is to be; `faults` are references that lead nowhere."""

    def __init__(self, sources: "Sources", openers: Openers, *, marked: bool) -> None:
        self.sources = sources
        self.openers = openers
        self.faults: list[Fault] = []
        self._schema = sources.schema
        self._marked = sources.schema if marked else None
        self._made: dict[Path, Secret] = {}
        self._schemas: dict[str, SchemaView | None] = {}

    def __call__(self, path: Path, value: object) -> object:
        """Return a value as it is to be at a path: itself, or a Secret."""
        if value is None or isinstance(value, (dict, list)):
            return value
        if path in self._made:
            return self._made[path]
        if isinstance(value, Secret) and hasattr(value, "plain"):
            if marked(self._marked, path) is False:
                return value.plain()
        made = self._secret(path, value)
        if made is None:
            return value
        if self.openers.fake:
            made = self._fake(path, made)
        self._made[path] = made
        return made

    def made_up(self, layers: "list[Layer]") -> "Layer":
        """Return a layer with made-up values for what is required, secret, and not there."""
        from confledger.loader.fakes import absent
        from confledger.loader.layer import OVERLAY, Layer
        from confledger.loader.merging import merged, stripped
        from confledger.loader.schema import filled

        schema = self._marked
        tree: dict[str, object] = {}
        if schema is not None:
            there = stripped(filled(merged(layers, schema.merges), schema))
            assert isinstance(there, dict)
            tree = absent(there, schema)
        return Layer(OVERLAY, "made-up secrets", tree)

    def _secret(self, path: Path, value: object) -> Secret | None:
        how = marked(self._marked, path)
        if isinstance(value, Secret):
            # What is put together of others is as made up as they are.
            derived = hasattr(value, "advance") or hasattr(value, "parts")
            return value if self.openers.fake and not derived else None
        if how == REFERENCE:
            return self._referred(path, value)
        if how is True:
            return Given("in clear text", value)
        return None

    def _referred(self, path: Path, value: object) -> Secret | None:
        from confledger.loader.places import Unusable, referred

        try:
            return referred(value, self.openers, self.sources.files)
        except Unusable as unusable:
            self.faults.append(Fault(path, str(unusable)))
            return None

    def _fake(self, path: Path, secret: Secret) -> Secret:
        from confledger.loader.fakes import Fake

        if not isinstance(secret, Referred):
            return Fake(path, secret, self._schema)
        # The schema of the configuration describes the reference: not what it leads to.
        if secret.inside is None:
            return Fake(path, secret, None)
        file, at = secret.inside
        return Fake(path, secret, self._schema_of(file), at)

    def _schema_of(self, file: str) -> "SchemaView | None":
        """Return the schema that the settings give an encrypted file."""
        if file not in self._schemas:
            from confledger.loader.schema_choice import schema_of

            source, settings = self.openers.source, self.openers.settings
            found = None
            if source is not None and settings is not None:
                found = schema_of(source, settings, file)
            self._schemas[file] = found
        return self._schemas[file]


def marked(schema: "SchemaView | None", path: Path) -> object:
    """Return how the schema marks a place: `reference`, True, or None."""
    if schema is None:
        return None
    how = schema.keyword(path, SECRET)
    if how is None and schema.keyword(path, "format") == FORMAT:
        return REFERENCE
    return how
