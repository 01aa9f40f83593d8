"""A schema made into a validator, and kept for the next load of the same bytes.

Other files that it refers to are read from the same source, and from nowhere else.
"""

from confledger.checks.broken import Broken
from confledger.checks.references import FILE, path_of, refer, uri_of
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from jsonschema_rs import Validator

    from confledger.loader.folder import Source
    from confledger.loader.schema import SchemaView
    from confledger.settings import Settings

# What jsonschema-rs writes wherever it would quote the instance.
MASK = "<redacted>"
# A pattern that needs more steps than this on one text is given up.
_BACKTRACKS = 100_000
# Of the schemas that were compiled last.
_KEPT = 4


class Compiled:
    """A validator, and the documents that it was made of by their paths."""

    __slots__ = ("documents", "root", "validator")

    def __init__(self, root: str, validator: "Validator", documents: dict[str, object]) -> None:
        self.root = root
        self.validator = validator
        self.documents = documents

    def look(self, location: str) -> object:
        """Return what stands at an absolute location of the schema; None where it is unknown."""
        from confledger.checks.closing import lookup

        address, _, fragment = location.partition("#")
        name = path_of(address)
        document = self.documents.get(name if name is not None else _named(address, self.documents))
        return lookup(document, "#" + fragment) if isinstance(document, dict) else None


# By label, formats and vendored addresses: the bytes that each was made of.
_compiled: "dict[object, tuple[dict[str, bytes], Compiled]]" = {}


def compiled(
    schema: "SchemaView",
    files: dict[str, bytes],
    source: "Source | None" = None,
    settings: "Settings | None" = None,
) -> Compiled:
    """Return the validator of a schema; raise ConfledgerError where it cannot be used.

    `files` are the bytes that were read, and get those of the files that it refers to.
    """
    formats = settings is not None and settings.formats
    vendored = {} if settings is None else settings.vendored
    key = (schema.label, formats, tuple(sorted(vendored.items())))
    known = _compiled.get(key)
    if known is not None:
        read, made = known
        if all(_bytes(path, files, source) == data for path, data in read.items()):
            files.update(read)
            return made
    documents: dict[str, object] = {}
    made = _made(schema, documents, vendored, files, source, formats=formats)
    if all(path in files for path in documents):
        while len(_compiled) >= _KEPT:
            _compiled.pop(next(iter(_compiled)), None)
        _compiled[key] = ({path: files[path] for path in documents}, made)
    return made


def _bytes(path: str, files: dict[str, bytes], source: "Source | None") -> bytes | None:
    data = files.get(path)
    return source.read(path) if data is None and source is not None else data


def _made(
    schema: "SchemaView",
    documents: dict[str, object],
    vendored: dict[str, str],
    files: dict[str, bytes],
    source: "Source | None",
    *,
    formats: bool,
) -> Compiled:
    from confledger.checks.expansion import HELP, endless
    from confledger.checks.validator import jsonschema_rs

    def part(path: str) -> object:
        if path not in documents:
            found = schema.document(path)
            if found is None:
                return None
            documents[path] = found
        return documents[path]

    root = part(schema.label)
    if not isinstance(root, (dict, bool)):
        raise ConfledgerError(f"the schema {schema.label} is no map")
    why = endless(schema.label, root, part)
    if why is not None:
        raise ConfledgerError(f"the schema {why}", help=HELP)
    refused: list[ConfledgerError] = []
    try:
        validator = jsonschema_rs.validator_for(
            root,
            retriever=_retriever(schema.label, part, documents, vendored, refused),
            base_uri=uri_of(schema.label),
            mask=MASK,
            validate_formats=True if formats else None,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS),
        )
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the Rust library is no Exception
        if refused:
            raise refused[0] from None
    else:
        return Compiled(schema.label, validator, documents)
    raise _why(schema.label, vendored, files, source, formats=formats)


def _retriever(
    root: str,
    part: "Callable[[str], object]",
    documents: dict[str, object],
    vendored: dict[str, str],
    refused: list[ConfledgerError],
) -> "Callable[[str], object]":
    def retrieve(uri: str) -> object:
        path = path_of(uri) or _beside(uri, documents)
        if path is None:
            named = refer(uri, "", vendored)
            if named.kind != FILE or uri.startswith(("tree:", "file:")):
                refused.append(
                    ConfledgerError(
                        f"the schema {root} refers to {uri}, which is not one of these files",
                        help="save that schema here and name the file under `vendored-schemas` "
                        "in confledger.yaml",
                    )
                )
                raise refused[-1]
            path = named.name
        found = part(path)
        if found is None:
            refused.append(
                ConfledgerError(
                    f"the schema {root} refers to {path}, which does not exist",
                    help="create it, or correct the path",
                )
            )
            raise refused[-1]
        return found

    return retrieve


def _beside(uri: str, documents: dict[str, object]) -> str | None:
    """Return the file of an address by a schema that calls its own folder so (`$id`)."""
    from posixpath import dirname, join, normpath

    for path, document in documents.items():
        own = document.get("$id") if isinstance(document, dict) else None
        if isinstance(own, str) and "://" in own:
            folder = own.rsplit("/", 1)[0] + "/"
            if uri.startswith(folder):
                return normpath(join(dirname(path), uri[len(folder) :]))
    return None


def _named(uri: str, documents: dict[str, object]) -> str:
    """Return the file that calls itself by an address; empty where none does."""
    for path, document in documents.items():
        own = document.get("$id", document.get("id")) if isinstance(document, dict) else None
        if own in (uri, uri + "#"):
            return path
    return ""


def _why(
    label: str,
    vendored: dict[str, str],
    files: dict[str, bytes],
    source: "Source | None",
    *,
    formats: bool,
) -> ConfledgerError:
    """Say why a schema does not compile, as `check` does."""
    from confledger.checks.references import Reference
    from confledger.checks.schemas import Schemas
    from confledger.documents.limits import Limits

    def find(path: str) -> "tuple[str, bytes] | None":
        data = _bytes(path, files, source)
        return None if data is None else ("", data)

    known = Schemas(find, vendored=vendored, limits=Limits(), formats=formats)
    try:
        known.get(Reference(FILE, label))
    except Broken as broken:
        return ConfledgerError(broken.message, help=broken.help)
    return ConfledgerError(f"the schema {label} cannot be used")
