"""Which schema holds for a whole configuration, and where it is read from.

By `load.schema` of the settings; by their `schemas`, for the base file; by what that file says
itself: `# yaml-language-server: $schema=PATH`, or its key `$schema`.
"""

from confledger.errors import ConfledgerError
from confledger.loader.findings import SCHEMA_ELSEWHERE, Finding
from confledger.loader.layer import BASE, Layer
from confledger.loader.schema import SchemaView

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.loader.folder import Source
    from confledger.settings import Settings

SCHEMA = "$schema"


def schema_for(
    source: "Source",
    settings: "Settings",
    layers: list[Layer],
    files: dict[str, bytes],
    findings: list[Finding],
) -> SchemaView | None:
    """Return the schema of the whole; None where nothing names one.

    The files that it is read from are added to `files`. Raise ConfledgerError for one that is
    named and is not there, and note a finding where it is at an address that is not vendored.
    """
    named = _named(settings, layers, findings)
    if named is None:
        return None
    path, by = named
    documents: dict[str, object] = {}

    def find(name: str) -> object:
        if name not in documents:
            documents[name] = _document(source, name, files)
        return documents[name]

    root = find(path)
    if root is None:
        raise ConfledgerError(f"there is no schema {path}", help=f"{by} names it")
    return SchemaView(root, path, find)


def schema_of(source: "Source", settings: "Settings", file: str) -> SchemaView | None:
    """Return the schema that the settings give one file; None where they give none."""
    from confledger.checks.globs import matcher

    documents: dict[str, object] = {}

    def find(name: str) -> object:
        if name not in documents:
            documents[name] = _document(source, name, {})
        return documents[name]

    for entry in settings.schemas:
        if matcher([str(glob) for glob in entry["paths"]])(file):
            path = str(entry["schema"])
            root = find(path)
            return None if root is None else SchemaView(root, path, find)
    return None


def _named(
    settings: "Settings", layers: list[Layer], findings: list[Finding]
) -> tuple[str, str] | None:
    """Return the path of the schema, and what names it."""
    file = settings.file or "confledger.yaml"
    said = str(settings.load["schema"])
    if said:
        return _local(said, "", settings, file, findings)
    first = next((one for one in layers if one.kind == BASE and one.file), None)
    if first is None:
        first = next((one for one in layers if one.file), None)
    if first is None or first.file is None:
        return None
    from confledger.checks.globs import matcher

    for entry in settings.schemas:
        if matcher([str(glob) for glob in entry["paths"]])(first.file):
            return _local(str(entry["schema"]), "", settings, file, findings)
    from confledger.checks.references import modelines

    folder = first.file.rpartition("/")[0]
    for document, line, column, name in modelines(first.data or b"", first.dialect):
        if document == 0:
            at = f"{first.file}:{line}:{column}"
            return _local(name, folder, settings, at, findings)
    name = first.tree.get(SCHEMA)  # type: ignore[assignment]  # asked in the next line
    if isinstance(name, str):
        return _local(name, folder, settings, first.at((SCHEMA,)), findings)
    return None


def _local(
    name: str, folder: str, settings: "Settings", by: str, findings: list[Finding]
) -> tuple[str, str] | None:
    """Return the path of a schema by its name in a file of `folder`."""
    from confledger.checks.references import FILE, OUTSIDE, REMOTE, refer

    found = refer(name, folder, settings.vendored)
    if found.kind == FILE:
        return found.name, by
    if found.kind in (REMOTE, OUTSIDE):
        message = "the schema that is named here is in no file of the repository, and does not hold"
        findings.append(
            Finding(SCHEMA_ELSEWHERE, by, message, help="confledger schema add ADDRESS")
        )
    return None


def _document(source: "Source", path: str, files: dict[str, bytes]) -> object:
    from confledger.documents.dialect import JSON, dialect_of
    from confledger.documents.load import load

    data = source.read(path) if not path.startswith("../") and "://" not in path else None
    if data is None:
        return None
    files[path] = data
    loaded = load(data, dialect_of(path) or JSON)
    if not loaded.documents:
        raise ConfledgerError(f"the schema {path} cannot be read", help="see `confledger check`")
    return loaded.documents[0]
