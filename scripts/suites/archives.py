"""The archives of the corpus, by their paths in it."""

import hashlib
import tarfile
from pathlib import Path

JSON_SCHEMA, YAML, SCHEMASTORE = (
    f"schemas/{name}.tar.gz"
    for name in ("json-schema-test-suite", "yaml-test-suite", "schemastore-part")
)
HISTORIES = ("history/ghaf-infra.bundle", "history/k8s-gitops.bundle")
ALL = (JSON_SCHEMA, YAML, SCHEMASTORE, *HISTORIES)


def unpacked(corpus: Path, name: str, folder: Path) -> Path:
    """Unpack an archive of the corpus; return where its files are."""
    target = folder / Path(name).name.removesuffix(".tar.gz")
    with tarfile.open(corpus / name) as archive:
        archive.extractall(target, filter="data")
    return target


def identity(corpus: Path, name: str) -> str:
    """Return what tells one state of an archive from another."""
    digest = hashlib.sha256((corpus / name).read_bytes()).hexdigest()
    return f"`{Path(name).name}`, sha256 `{digest[:16]}`"
