"""What the files of a repository are, told from their names and bytes in one pass."""

import re
from collections.abc import Iterable

from confledger.checks.readers import reader_of
from confledger.documents.dialect import YAML
from confledger.documents.load import load, positions
from confledger.inventory.strangers import meant_to_be_wrong, says_generated
from confledger.secrets.leaks import leaves

_PLAYBOOK = re.compile(
    rb"^- (?:[^\n]*\n {2})*?(?:hosts|import_playbook|ansible\.builtin\.\w+):", re.M
)
# Beyond, a file is data: secrets in it are looked for elsewhere.
_LARGE = 1 << 20


class Secret:
    """A plain secret: its file, its line, the key it goes by, what gives it away."""

    __slots__ = ("key", "line", "path", "why")

    def __init__(self, path: str, line: int, key: str, why: str) -> None:
        self.path = path
        self.line = line
        self.key = key
        self.why = why


class Holdings:
    """The configuration files by what they are; every list in path order."""

    __slots__ = (
        "addresses",
        "dialects",
        "generated",
        "playbooks",
        "readers",
        "schemas",
        "sealed",
        "secrets",
        "unnamed",
        "wrong",
    )

    def __init__(self) -> None:
        # Dialect of each configuration file.
        self.dialects: dict[str, str] = {}
        # What the checks know to read a file.
        self.readers: dict[str, str] = {}
        # Of Ansible, and not known to be.
        self.playbooks: set[str] = set()
        # Encrypted with SOPS.
        self.sealed: list[str] = []
        self.secrets: list[Secret] = []
        # Those that say so in their first lines.
        self.generated: list[str] = []
        # Test data that cannot be read.
        self.wrong: list[str] = []
        # `$id` of each JSON Schema, or nothing.
        self.schemas: dict[str, str] = {}
        # Addresses of the schemas that a file names; files that name none at all.
        self.addresses: dict[str, list[str]] = {}
        self.unnamed: list[str] = []

    def formats(self) -> dict[str, int]:
        """Return how many files each format has, the most frequent first."""
        counts: dict[str, int] = {}
        for dialect in self.dialects.values():
            counts[dialect] = counts.get(dialect, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def survey(files: Iterable[tuple[str, str, bytes]]) -> Holdings:
    """Look at configuration files: path, dialect, content."""
    held = Holdings()
    for path, dialect, data in files:
        held.dialects[path] = dialect
        if says_generated(data):
            held.generated.append(path)
        if dialect == YAML:
            reader = reader_of(path, data)
            if reader is not None:
                held.readers[path] = reader
            elif b"\n- " in b"\n" + data[:4096] and _PLAYBOOK.search(data):
                held.playbooks.add(path)
        if b"ENC[AES256_GCM," in data and b"sops" in data:
            held.sealed.append(path)
        if meant_to_be_wrong(path) and not load(data, dialect).documents and data.strip():
            held.wrong.append(path)
        if _may_be_schema(path, data):
            _schema(held, path, dialect, data)
        if len(data) <= _LARGE and leaves.worth_reading(data):
            held.secrets += _secrets(path, dialect, data)
    return held


def _secrets(path: str, dialect: str, data: bytes) -> list[Secret]:
    found = leaves.find(load(data, dialect).documents, path)
    if not found:
        return []
    places = positions(data, dialect)
    rows = []
    for one in found:
        span = places.value(one.document, one.path)
        rows.append(Secret(path, span.line if span else 1, one.key, one.why))
    return rows


def _may_be_schema(path: str, data: bytes) -> bool:
    return b"json-schema.org" in data[:4096] or ".schema." in path.rpartition("/")[2]


def _schema(held: Holdings, path: str, dialect: str, data: bytes) -> None:
    documents = load(data, dialect).documents
    schema = documents[0] if len(documents) == 1 else None
    if not isinstance(schema, dict):
        return
    draft = schema.get("$schema")
    named = isinstance(draft, str) and "json-schema.org" in draft
    if named or (".schema." in path and ("properties" in schema or "$defs" in schema)):
        identity = schema.get("$id", schema.get("id"))
        held.schemas[path] = identity if isinstance(identity, str) else ""
