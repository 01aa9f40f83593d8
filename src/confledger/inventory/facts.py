"""All that the inventory keeps of one file: a function of its path and content alone."""

import re
from hashlib import blake2b

from confledger.checks.readers import reader_of
from confledger.checks.references import modelines
from confledger.documents.dialect import JSON, JSON5, JSONC, TOML, YAML, dialect_of
from confledger.documents.limits import Limits
from confledger.documents.load import load, positions
from confledger.inventory import kinds
from confledger.inventory.blemishes import Blemish, blemishes
from confledger.inventory.declarations import Declared, declared_in, of_dockerfile
from confledger.inventory.python_reads import seen_in
from confledger.inventory.reads import Form, Read, Seen
from confledger.inventory.script_reads import MOST_BYTES, of_go, of_script, of_shell
from confledger.inventory.strangers import says_generated
from confledger.secrets.leaks import leaves
from confledger.secrets.redaction import key_shown

CONFIG, CODE, OTHER = "config", "code", "other"
_LARGE = 1 << 20
# Fewer leaves are alike by chance.
_LEAST_LEAVES = 5
_WORD = re.compile(rb"[A-Za-z0-9_.@+-]+(?:/[A-Za-z0-9_.@+-]+)*")
_WITH_SCHEMA = (YAML, JSON, JSONC, JSON5, TOML)
_MOST_TEXTS = 1_000


class Facts:
    """What one file says. `fault` is a reason and a line; `leaves` stands for what it holds."""

    __slots__ = (
        *("blemishes", "code", "declared", "fault", "forms", "generated", "leaves", "loads"),
        *("reader", "reads", "schemas", "sealed", "secrets", "size", "skipped", "texts", "what"),
    )

    def __init__(self, what: str, size: int) -> None:
        self.what = what
        self.size = size
        self.code = ""
        self.skipped = ""
        self.fault: tuple[str, int] | None = None
        self.reads: list[Read] = []
        self.forms: list[Form] = []
        self.loads: list[tuple[str, int]] = []
        # Names of files that it writes, with the first line of each.
        self.texts: list[tuple[str, int]] = []
        self.declared: list[Declared] = []
        self.schemas: list[str] = []
        self.secrets: list[tuple[int, str, str]] = []
        self.sealed = False
        self.generated = False
        self.reader = ""
        self.leaves = ""
        self.blemishes: list[Blemish] = []

    def row(self) -> list[object]:
        """Return it as JSON has it."""
        return [
            *(self.what, self.size, self.code, self.skipped, self.fault),
            [[one.name, one.line, one.how, one.default] for one in self.reads],
            [[one.name, one.line, one.how, one.prefix] for one in self.forms],
            *(self.loads, self.texts, self.declared, self.schemas, self.secrets),
            *(self.sealed, self.generated, self.reader, self.leaves, self.blemishes),
        ]


def facts_of_row(row: "list[Any]") -> Facts:
    """Return what was written by `row`; raise TypeError or ValueError for anything else."""
    what, size, code, skipped, fault, reads, forms, *rest = row
    made = Facts(str(what), int(size))
    made.code, made.skipped = str(code), str(skipped)
    made.fault = None if fault is None else (str(fault[0]), int(fault[1]))
    made.reads = [Read(name, line, how, default=given) for name, line, how, given in reads]
    made.forms = [Form(*one) for one in forms]
    loads, texts, declared, made.schemas, secrets, *last = rest
    made.loads = [(str(one), int(line)) for one, line in loads]
    made.texts = [(str(one), int(line)) for one, line in texts]
    made.declared = [(str(one), int(line), str(how)) for one, line, how in declared]
    made.secrets = [(int(line), str(key), str(why)) for line, key, why in secrets]
    made.sealed, made.generated, made.reader, made.leaves, marks = last
    made.blemishes = [(str(one), int(line), str(said)) for one, line, said in marks]
    return made


def look(
    path: str, data: bytes, dialect: str | None, limits: Limits, *, declared_at: str = ""
) -> Facts:
    """Look at one file; `dialect` where it is configuration that is not ignored."""
    if dialect:
        made = Facts(CONFIG, len(data))
        if kinds.is_binary(data):
            made.fault = ("it is binary", 1)
            return made
        _config(made, path, data, dialect, limits, declared_at)
    else:
        language = kinds.code_in(path, data)
        binary = kinds.is_binary(data)
        made = Facts(CODE if language and not kinds.is_template(path) else OTHER, len(data))
        if made.what == CODE:
            assert language is not None
            made.code = language
            _code(made, language, data)
        else:
            made.skipped = kinds.left_out(path, data)
            if binary:
                return made
    if made.code != kinds.PYTHON or made.fault:
        made.texts = _texts(data)
        config = made.what == CONFIG
        made.blemishes = blemishes(path, data, prose=kinds.is_prose(path), config=config)
    return made


def _code(made: Facts, language: str, data: bytes) -> None:
    if language == kinds.PYTHON:
        seen = seen_in(data)
        made.texts = [
            one for one in sorted(seen.texts.items()) if dialect_of(one[0].strip()) is not None
        ][:_MOST_TEXTS]
    elif kinds.is_binary(data):
        seen = Seen()
        seen.fault = ("it is binary", 1)
    elif len(data) > MOST_BYTES:
        seen = Seen()
        seen.fault = (f"it is longer than {MOST_BYTES // 1_000_000} MB", 1)
    else:
        text = data.decode("utf-8", "replace")
        if language == kinds.DOCKERFILE:
            seen = Seen()
            made.declared = of_dockerfile(text)
        else:
            seen = {kinds.SHELL: of_shell, kinds.SCRIPT: of_script, kinds.GO: of_go}[language](text)
    made.reads, made.forms, made.loads, made.fault = seen.reads, seen.forms, seen.loads, seen.fault


def _config(
    made: Facts, path: str, data: bytes, dialect: str, limits: Limits, declared_at: str
) -> None:
    loaded = load(data, dialect, limits)
    documents = loaded.documents
    if loaded.problems and not documents:
        first = loaded.problems[0]
        made.fault = (f"{first.kind}: {first.message}", first.span.line if first.span else 1)
    made.generated = says_generated(data)
    made.sealed = b"ENC[AES256_GCM," in data and b"sops" in data
    if dialect == YAML:
        made.reader = reader_of(path, data) or ""
    made.schemas = [name for *_, name in modelines(data, dialect)]
    if dialect in _WITH_SCHEMA and b"$schema" in data:
        for one in documents:
            key = one.get("$schema") if isinstance(one, dict) else None
            if isinstance(key, str) and key:
                made.schemas.append(key)
    made.schemas = [key_shown(name) for name in made.schemas]
    if len(data) <= _LARGE and leaves.worth_reading(data):
        found = leaves.find(documents, path)
        if found:
            places = positions(data, dialect)
            for secret in found:
                span = places.value(secret.document, secret.path)
                key = key_shown(secret.key)
                made.secrets.append((span.line if span else 1, key, secret.why))
    made.declared = declared_in(documents, data, dialect, made.reader, declared_at)
    if not made.sealed and not made.secrets and len(data) <= _LARGE:
        made.leaves = _alike(documents)


def _alike(documents: list[object]) -> str:
    """Return what stands for the leaves of a file, whatever their order; of few, nothing.

    Never of a file with a secret: what stands for a short one can be searched for.
    """
    import json

    count = 0
    todo = list(documents)
    while todo and count < _LEAST_LEAVES:
        node = todo.pop()
        if isinstance(node, dict):
            todo += node.values()
        elif isinstance(node, list):
            todo += node
        else:
            count += 1
    if count < _LEAST_LEAVES:
        return ""
    try:
        text = json.dumps(documents, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        return ""
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=12).hexdigest()


def _texts(data: bytes) -> list[tuple[str, int]]:
    """Return the names of configuration files that a text has, each with its first line."""
    found: dict[str, int] = {}
    if len(data) > 4 * _LARGE:
        return []
    for number, line in enumerate(data.split(b"\n"), 1):
        if b"." not in line:
            continue
        for word in _WORD.findall(line):
            if b"." in word and len(word) < 300 and word not in (b".", b".."):
                text = word.decode("ascii").rstrip(".")
                if text not in found and dialect_of(text) is not None:
                    found[text] = number
    return sorted(found.items())[:_MOST_TEXTS]


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
