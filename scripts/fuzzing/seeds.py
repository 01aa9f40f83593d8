"""What the mutations start from: nasty texts, this repository's configuration, the corpus."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fuzzing.nasty import SCHEMAS, TEXTS
from suites import archives, yaml_suite

from confledger.checks.broken import Broken
from confledger.checks.references import FILE, Reference
from confledger.checks.schemas import Schemas
from confledger.documents.dialect import DIALECTS, dialect_of
from confledger.documents.limits import DEFAULT
from confledger.git.repository import Repository
from confledger.git.snapshot import CommitSnapshot

# Longer files add time to every input made from them, and little else.
_LONGEST = 3_000


class Seed(NamedTuple):
    """A text to start from, and the schema that is for it, if there is one."""

    dialect: str
    data: bytes
    schema: str | None = None


class Seeds(NamedTuple):
    """Seeds by dialect, and the schema files that they are held against."""

    by_dialect: dict[str, list[Seed]]
    schemas: dict[str, bytes]


def gathered(root: Path, corpus: Path | None) -> Seeds:
    """Gather the seeds, in one order everywhere; without the corpus, those that are ours."""
    schemas = dict(SCHEMAS)
    found = [Seed(dialect, text.encode()) for dialect in DIALECTS for text in TEXTS[dialect]]
    found += _files(root / "config")
    if corpus is not None and all((corpus / name).is_file() for name in archives.ALL):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            found += _suite(archives.unpacked(corpus, archives.YAML, folder))
            store = archives.unpacked(corpus, archives.SCHEMASTORE, folder)
            schemas |= {
                file.relative_to(store).as_posix(): file.read_bytes()
                for file in sorted((store / "src" / "schemas").rglob("*.json"))
            }
            found += _store(store, schemas)
            for history in archives.HISTORIES:
                found += _history(corpus / history, folder)
    by_dialect: dict[str, list[Seed]] = {dialect: [] for dialect in DIALECTS}
    for seed in found:
        if len(seed.data) <= 2 * _LONGEST:
            by_dialect[seed.dialect].append(seed)
    return Seeds(by_dialect, schemas)


def _files(folder: Path) -> Iterator[Seed]:
    for file in sorted(folder.rglob("*")):
        dialect = dialect_of(file.as_posix())
        if dialect and file.is_file():
            yield Seed(dialect, _cut(file.read_bytes()))


def _suite(folder: Path) -> Iterator[Seed]:
    for case in yaml_suite.cases(folder):
        yield Seed("yaml", case.text.encode())


def _store(folder: Path, schemas: dict[str, bytes]) -> Iterator[Seed]:
    usable: dict[str, bool] = {}
    for file in sorted((folder / "src").glob("*test/*/*")):
        schema = f"src/schemas/json/{file.parent.name}.json"
        dialect = dialect_of(file.as_posix())
        # Compiling a large one in every worker costs more than it finds.
        if dialect and file.stat().st_size <= _LONGEST and len(schemas.get(schema, b"")) < 60_000:
            if schema not in usable:
                usable[schema] = _compiles(schemas, schema)
            yield Seed(dialect, file.read_bytes(), schema if usable[schema] else None)


def _compiles(schemas: dict[str, bytes], path: str) -> bool:
    def find(path: str) -> tuple[str, bytes] | None:
        return (path, schemas[path]) if path in schemas else None

    try:
        Schemas(find, vendored={}, limits=DEFAULT, formats=True).get(Reference(FILE, path))
    except Broken:
        return False
    return True


def _history(bundle: Path, folder: Path) -> Iterator[Seed]:
    clone = folder / bundle.stem
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "clone", "--quiet", "--bare", str(bundle), str(clone)]
    subprocess.run(command, check=True, env=clean)
    snapshot = CommitSnapshot(Repository(None, str(clone), str(clone)), "HEAD", 10 << 20)
    entries = [one for one in snapshot.entries().values() if one.kind == "file"]
    for entry, content in snapshot.stream(entries):
        dialect = dialect_of(entry.path)
        if dialect and isinstance(content, bytes):
            yield Seed(dialect, _cut(content))
    snapshot.close()


def _cut(data: bytes) -> bytes:
    """Cut a file after its last whole line that is not too far down."""
    return data if len(data) <= _LONGEST else data[: data.rfind(b"\n", 0, _LONGEST) + 1]
