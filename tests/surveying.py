"""A tree of a few files, looked at with the checks over the whole repository."""

from collections.abc import Iterator, Mapping
from typing import cast

from confledger.checks.finding import Finding, fingerprinted
from confledger.checks.memory import Memory
from confledger.checks.schemas import Schemas
from confledger.checks.selection import Selection
from confledger.checks.survey import survey
from confledger.checks.whole import Whole
from confledger.documents.limits import DEFAULT
from confledger.documents.load import load
from confledger.git.snapshot import FILE, SYMLINK, Content, Entry, Snapshot, blob_id
from confledger.settings import Settings

# What stands for a symbolic link among the files of a test.
LINK = "-> "


class Tree:
    """Files in memory, as a snapshot; `reads` lists what was asked for, in order."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = {path: text.encode() for path, text in sorted(files.items())}
        self.reads: list[str] = []

    def entries(self) -> dict[str, Entry]:
        return {
            path: Entry(path, SYMLINK if data.startswith(LINK.encode()) else FILE, blob_id(data))
            for path, data in self.files.items()
        }

    def find(self, path: str) -> tuple[str, Content] | None:
        if path not in self.files:
            return None
        self.reads.append(path)
        return blob_id(self.files[path]), self.files[path]

    def stream(self, entries: list[Entry]) -> Iterator[tuple[Entry, Content]]:
        for entry in entries:
            self.reads.append(entry.path)
            yield entry, self.files[entry.path]


def settings_of(files: Mapping[str, str]) -> Settings:
    """Return the settings that stand among the files."""
    if "confledger.yaml" not in files:
        return Settings()
    return Settings(load(files["confledger.yaml"].encode(), "yaml").documents[0], "confledger.yaml")


def whole(files: Mapping[str, str], touched: set[str] | None = None) -> Whole:
    """Return the files as the checks see them."""
    snapshot, settings, schemas = _ready(Tree(files))
    memory = Memory(None, b"")
    return Whole(snapshot, Selection(settings), settings, DEFAULT, schemas, memory, touched)


def surveyed(
    files: Mapping[str, str] | Tree,
    touched: set[str] | None = None,
    *,
    folder: str | None = None,
    gone: set[str] | None = None,
    base: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Return what the checks find; all of it, or what a commit of these paths has a part in."""
    snapshot, settings, schemas = _ready(files if isinstance(files, Tree) else Tree(files))
    findings = survey(
        snapshot,
        Selection(settings),
        settings,
        DEFAULT,
        schemas,
        folder=folder,
        engine=b"test",
        touched=touched,
        gone=gone,
        trusted=None if base is None else cast(Snapshot, Tree(base)),
    )
    return fingerprinted(findings)


def told(findings: list[Finding]) -> list[str]:
    """Write findings as people read them: place, severity, message."""
    return [
        f"{one.path}:{one.span.line}:{one.span.column}: {one.severity}: {one.message}"
        if one.span
        else f"{one.path}: {one.severity}: {one.message}"
        for one in findings
    ]


def split(text: str) -> dict[str, str]:
    """Return the files of an example: each begins with a comment that is its path."""
    files: dict[str, str] = {}
    path = ""
    for line in text.splitlines(keepends=True):
        name = line.removeprefix("# ").strip()
        if line.startswith("# ") and " " not in name and ("." in name or name.isupper()):
            path = name
            files[path] = ""
        elif path:
            files[path] += line
    return files


def _ready(tree: Tree) -> tuple[Snapshot, Settings, Schemas]:
    settings = settings_of({path: data.decode() for path, data in tree.files.items()})
    schemas = Schemas(tree.find, vendored=settings.vendored, limits=DEFAULT, formats=False)
    return cast(Snapshot, tree), settings, schemas
