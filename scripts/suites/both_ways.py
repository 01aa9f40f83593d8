"""Files as they are, read and judged both ways: fast and well."""

import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from suites.archives import HISTORIES, SCHEMASTORE, identity, unpacked
from suites.section import Section, deviations, table

from confledger.checks.references import FILE, Reference
from confledger.checks.schemas import Broken, Schemas
from confledger.checks.verdict import Judge
from confledger.documents.dialect import dialect_of
from confledger.documents.formats.yaml import normalised
from confledger.documents.limits import DEFAULT
from confledger.documents.load import careful, quick
from confledger.git.repository import Repository
from confledger.git.snapshot import CommitSnapshot

# Why a file of SchemaStore's tests ends otherwise than its folder says.
REASONS = {
    "its `$schema` names a file that is not there": [
        "src/test/devinit.schema-1.0/sample.devinit.json",
        "src/test/devinit.schema-5.0/sample.devinit.json",
        "src/test/devinit.schema-6.0/sample.devinit.json",
        "src/test/qwen-code-settings/valid-settings.json",
        "src/test/sil-kit-registry-configuration/full.silkit-registry.json",
        "src/test/sil-kit-registry-configuration/silkit-registry.json",
        "src/test/sil-kit-registry-configuration/silkit-registry.yaml",
        "src/test/sil-kit-registry-configuration/silkit-registry.yml",
    ],
    "a byte order mark after a comment becomes part of the first key": [
        "src/test/venvironment-schema-v2.2.0/unicode-1.yaml",
        "src/test/venvironment-schema-v3.2.0/unicode-1.yaml",
        "src/test/venvironment-schema-v4.0.0/unicode-1.yaml",
    ],
    "its schema is for draft 4, which has no `const`": [
        "src/test/web-manifest/W3C Example 1.json",
    ],
}


class Look(NamedTuple):
    """What came of one file: whether the fast ways said yes, and where the careful ones differ."""

    read_quickly: bool
    clean_at_a_glance: bool
    severities: frozenset[str]
    disagreements: list[str]


def look(judge: Judge, path: str, data: bytes, setting: str | None = None) -> Look:
    """Look at one file in every way; whatever is raised is a disagreement.

    The fast ways only ever say yes, and then the careful ones have to say the same.
    """
    dialect = dialect_of(path) or ""
    try:
        fast, well = quick(data, dialect), careful(data, dialect)
        glance = judge.glance(path, dialect, data, setting)
        status, findings, _ = judge.examine(path, dialect, data, setting)
    except Exception as error:
        return Look(False, False, frozenset(), [f"{path}: {type(error).__name__}"])
    severities = frozenset(str(finding.severity.value) for finding in findings)
    found = []
    if fast is not None and (well.problems or not equal(fast, well.documents, dialect)):
        found.append(f"{path}: read otherwise at a second look")
    if glance is not None and (glance[0] != status or severities - {"info"}):
        found.append(f"{path}: {glance[0]} at a glance, {status} at a second look")
    return Look(fast is not None, glance is not None, severities, found)


def equal(fast: list[object], well: list[object], dialect: str) -> bool:
    """Whether two readings are the same to the type and the order of keys."""
    plain = normalised(fast) if dialect == "yaml" else fast
    # None: the fast parser's values are not to be trusted, and `load` does not use them.
    return plain is None or repr(plain) == repr(well)


def store_section(corpus: Path, folder: Path) -> Section:
    """Schemas as people write them, with files that fit and files that do not."""
    store = unpacked(corpus, SCHEMASTORE, folder)
    files = {
        file.relative_to(store).as_posix(): file.read_bytes()
        for file in sorted(store.rglob("*"))
        if file.is_file()
    }
    looks, unusable = store_looks(files)
    ends: dict[str, Counter[str]] = {}
    wrong: dict[str, list[str]] = {}
    for path, seen in looks.items():
        kind, error = path.split("/")[1], "error" in seen.severities
        end = "refused" if error else "warned" if "warning" in seen.severities else "accepted"
        ends.setdefault(kind, Counter())[end] += 1
        if error != (kind == "negative_test"):
            wrong[path] = [end]
    columns = ("accepted", "warned", "refused")
    rows = [(kind, *(ends[kind][end] for end in columns)) for kind in sorted(ends)]
    explained, unexplained = deviations(wrong, REASONS)
    lines = [
        "## SchemaStore",
        "",
        f"Schemas that people use, with their own tests: {identity(corpus, SCHEMASTORE)}.",
        "Formats are asserted. `warned` is a key that is nearly one that an open schema declares.",
        f"{unusable} more tests have a schema that refers to one that is not in the archive.",
        "",
        *table(("folder", *columns), *rows),
        "",
        *table(("reason", "otherwise than the folder says"), *explained),
    ]
    differing = [fault for seen in looks.values() for fault in seen.disagreements]
    return Section(lines, [f"SchemaStore: {fault}" for fault in (*unexplained, *differing)])


def store_looks(files: dict[str, bytes]) -> tuple[dict[str, Look], int]:
    """Look at every file; return what was seen, and how many have a schema beyond reach."""
    judge = judge_for(lambda path: (path, files[path]) if path in files else None, formats=True)
    looks, unusable = {}, 0
    for path, data in files.items():
        if dialect_of(path) is None:
            continue
        _, kind, folder, *_ = path.split("/")
        setting = None if kind == "schemas" else f"src/schemas/json/{folder}.json"
        if setting is not None and beyond_reach(judge.schemas, setting):
            unusable += 1
        else:
            looks[path] = look(judge, path, data, setting)
    return looks, unusable


def beyond_reach(schemas: Schemas, path: str) -> bool:
    """Whether a schema refers to one that only the network has."""
    try:
        schemas.get(Reference(FILE, path))
    except Broken as broken:
        return "never use the network" in broken.message
    return False


def judge_for(find: Callable[[str], Any], *, formats: bool = False) -> Judge:
    """Return the checks, ready for a tree of files."""
    schemas = Schemas(find, vendored={}, limits=DEFAULT, formats=formats)
    return Judge(schemas, vendored={}, limits=DEFAULT, severities={})


def history_section(corpus: Path, folder: Path) -> Section:
    """Every configuration file of real repositories, at their HEAD."""
    rows, faults = [], []
    for name in HISTORIES:
        clone = folder / Path(name).stem
        subprocess.run(["git", "clone", "--quiet", "--bare", corpus / name, clone], check=True)
        snapshot = CommitSnapshot(Repository(None, str(clone), str(clone)), "HEAD", 10 << 20)
        judge = judge_for(snapshot.find)
        entries = [
            entry
            for entry in snapshot.entries().values()
            if entry.kind == "file" and dialect_of(entry.path)
        ]
        looks = [
            look(judge, entry.path, content)
            for entry, content in snapshot.stream(entries)
            if isinstance(content, bytes)
        ]
        snapshot.close()
        differing = [fault for seen in looks for fault in seen.disagreements]
        fast = sum(seen.read_quickly for seen in looks)
        clean = sum(seen.clean_at_a_glance for seen in looks)
        rows.append((clone.name, snapshot.tree[:12], len(looks), fast, clean, len(differing)))
        faults += [f"{clone.name}: {fault}" for fault in differing]
    lines = [
        "## Quick against careful",
        "",
        "What the fast ways accept, the careful ones have to accept, with the same values.",
        "",
        *table(
            ("repository", "tree", "files", "read quickly", "clean at a glance", "disagreements"),
            *rows,
        ),
    ]
    return Section(lines, faults)
