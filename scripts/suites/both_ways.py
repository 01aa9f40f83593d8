"""Files as they are, read and judged both ways: fast and well."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from suites.archives import HISTORIES
from suites.section import Section, table

from confledger.checks.schemas import Schemas
from confledger.checks.verdict import Judge
from confledger.documents.dialect import dialect_of
from confledger.documents.formats.yaml import normalised
from confledger.documents.limits import DEFAULT
from confledger.documents.load import careful, quick
from confledger.git.repository import Repository
from confledger.git.snapshot import CommitSnapshot


class Look(NamedTuple):
    """What came of one file: whether the fast ways said yes, and where the careful ones differ.

    `checks` are pairs of check and severity, one for each finding.
    """

    read_quickly: bool
    clean_at_a_glance: bool
    checks: list[tuple[str, str]]
    disagreements: list[str]

    @property
    def severities(self) -> frozenset[str]:
        """The severities of its findings."""
        return frozenset(severity for _, severity in self.checks)


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
        return Look(False, False, [], [f"{path}: {type(error).__name__}"])
    checks = [(finding.check, str(finding.severity.value)) for finding in findings]
    severities = {severity for _, severity in checks}
    found = []
    if fast is not None and (well.problems or not equal(fast, well.documents, dialect)):
        found.append(f"{path}: read otherwise at a second look")
    if glance is not None and (glance[0] != status or severities - {"info"}):
        found.append(f"{path}: {glance[0]} at a glance, {status} at a second look")
    return Look(fast is not None, glance is not None, checks, found)


def equal(fast: list[object], well: list[object], dialect: str) -> bool:
    """Whether two readings are the same to the type and the order of keys."""
    plain = normalised(fast) if dialect == "yaml" else fast
    # None: the fast parser's values are not to be trusted, and `load` does not use them.
    return plain is None or repr(plain) == repr(well)


def judge_for(
    find: Callable[[str], Any], *, vendored: dict[str, str] | None = None, formats: bool = False
) -> Judge:
    """Return the checks, ready for a tree of files."""
    vendored = vendored or {}
    schemas = Schemas(find, vendored=vendored, limits=DEFAULT, formats=formats)
    return Judge(schemas, vendored=vendored, limits=DEFAULT, severities={})


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
