"""A schema with all that it refers to, as documents by address.

Whoever calls says how a document is had: from the network, or from the files of a tree.
"""

from collections.abc import Callable
from typing import Any

from confledger.documents.dialect import JSON, YAML, dialect_of
from confledger.documents.load import load
from confledger.errors import ConfledgerError
from confledger.schema_files.subschemas import own_base, references

_MOST = 200
_MOST_BYTES = 64 * 1024 * 1024
# Patterns are tried on nothing here, and on documents with this many steps at most.
_BACKTRACKS = 100_000

# A document without any of them would allow everything, whatever it is.
_WORDS = (
    *("$schema", "$id", "$ref", "$defs", "definitions", "type", "enum", "const", "properties"),
    *("patternProperties", "additionalProperties", "required", "items", "allOf", "anyOf", "oneOf"),
    *("not", "if", "minProperties", "maxProperties", "propertyNames", "dependencies"),
)


class SchemaUnusable(ConfledgerError):
    """What was fetched or named is no schema that files can be held against."""


class Document:
    """One document: the bytes as they came, and what they say."""

    __slots__ = ("address", "content", "raw")

    def __init__(self, address: str, raw: bytes) -> None:
        self.address = address
        self.raw = raw
        self.content = parsed(address, raw)

    @property
    def own_address(self) -> str:
        """What it calls itself (`$id`), which is what others may call it, or its address."""
        return own_base(self.content, self.address) if isinstance(self.content, dict) else ""


def parsed(name: str, raw: bytes) -> object:
    """Read a schema, as JSON or else as YAML; raise SchemaUnusable when it is none."""
    path = name.partition("#")[0].partition("?")[0]
    dialect = dialect_of(path.rpartition("/")[2])
    loaded = load(raw, YAML if dialect == YAML else JSON)
    if len(loaded.documents) != 1 or not isinstance(loaded.documents[0], (dict, bool)):
        why = "it is not JSON"
        if loaded.documents:
            why = "it is JSON, but not a map" if len(loaded.documents) == 1 else "it is several"
        elif raw.lstrip()[:1] == b"<":
            why = "it is a web page, not JSON"
        elif not raw.strip():
            why = "it is empty"
        raise SchemaUnusable(
            f"{name} is no schema: {why}", help="name the address of the JSON Schema itself"
        )
    root = loaded.documents[0]
    if isinstance(root, dict) and root and not any(word in root for word in _WORDS):
        raise SchemaUnusable(
            f"{name} is no schema: it has none of the keywords of JSON Schema",
            help="name the address of the JSON Schema itself",
        )
    return root


def gather(address: str, fetch: Callable[[str], bytes]) -> dict[str, Document]:
    """Return the document at `address`, first, and each that it refers to, directly or not.

    Published drafts are left out: every validator has them.
    """
    found: dict[str, Document] = {}
    names: set[str] = set()
    waiting = [address.partition("#")[0]]
    size = 0
    while waiting:
        wanted = waiting.pop(0)
        if wanted in found or wanted in names or is_draft(wanted):
            continue
        if len(found) == _MOST:
            raise SchemaUnusable(f"{address} refers to more than {_MOST} other documents")
        document = found[wanted] = Document(wanted, fetch(wanted))
        size += len(document.raw)
        if size > _MOST_BYTES:
            raise SchemaUnusable(f"{address} and what it refers to has {size:,} bytes so far")
        names.add(document.own_address)
        waiting += references(document.content, wanted)
    return found


def is_draft(address: str) -> bool:
    """Whether an address is that of JSON Schema itself, or of a part of it."""
    return address.partition("://")[2].startswith("json-schema.org/")


def verify(address: str, documents: dict[str, Document]) -> None:
    """Compile a schema from what was gathered; raise SchemaUnusable when that does not work."""
    import jsonschema_rs

    by_name = {document.own_address: document.content for document in documents.values()}
    by_name |= {name: document.content for name, document in documents.items()}

    def retrieve(uri: str) -> Any:
        return by_name[uri.partition("#")[0]]

    start, _, fragment = address.partition("#")
    try:
        jsonschema_rs.validator_for(
            {"$ref": address} if fragment else by_name[start],  # type: ignore[arg-type]
            retriever=retrieve,
            base_uri="part:///" if fragment else start,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS),
            mask="the value",
        )
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the Rust library is no Exception
        said = str(error).split("\n", 1)[0][:200]
        raise SchemaUnusable(
            f"{address} is no schema that can be used: {said}", help="tell those who publish it"
        ) from None
