"""A snapshot as the checks over the repository see it: what is there, and what bears on what.

Files are listed once, read at most once a run, and answered for from memory while they are
what they were. Positions are made only for files that have findings.
"""

import os
from collections.abc import Callable, Collection, Iterable

from confledger.checks.baseline import FOLDER, THERE
from confledger.checks.cache import digest
from confledger.checks.globs import matcher
from confledger.checks.memory import Memory
from confledger.checks.selection import NOT_CONFIGURATION, Selection
from confledger.documents.dialect import YAML, dialect_of
from confledger.documents.limits import Limits
from confledger.documents.load import load
from confledger.git.deltas import on_disk
from confledger.git.snapshot import DELETED, FILE, Entry, Snapshot, blob_id
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.location import Path, Span, pointer
from confledger.settings import FILE as SETTINGS
from confledger.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.checks.parsed import Parsed
    from confledger.checks.schemas import Schemas

# Of so few files the answers are sooner found anew than looked up.
_FEW = 16
_MANY = 500
# How a question is answered: from the bytes, and from the documents if it takes those.
Documents = Callable[[], "list[object] | None"]
Answer = Callable[[bytes, Documents], object]


class Severity:
    """The severities by their names; what a finding is made of is imported when there is one."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Whole:
    """All files at one point; `touched` are those that a commit is about, None for all.

    `base` is where agreements are read from, when those of a change are not to be trusted.
    `loose` takes down what was looked for that git does not watch.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        selection: Selection,
        settings: Settings,
        limits: Limits,
        schemas: "Schemas",
        memory: Memory,
        touched: Collection[str] | None = None,
        gone: Collection[str] | None = None,
        base: Snapshot | None = None,
        loose: "dict[str, str | None] | None" = None,
    ) -> None:
        self._snapshot = snapshot
        self._base = base
        self.selection = selection
        self.settings = settings
        self.limits = limits
        self.schemas = schemas
        self._memory = memory
        self.touched = touched
        self._gone = gone
        self._entries: dict[str, Entry] | None = None
        self._folders: set[str] = set()
        self._names: dict[str, set[str]] = {}
        self._homes: dict[str, list[str]] = {}
        self._contents: dict[str, bytes | None] = {}
        self._parsed: dict[str, Parsed] = {}
        # What was asked for on disk, and git does not watch; see checks.baseline.
        self._loose = {} if loose is None else loose
        # Made by the first check that asks for them; see checks.environments.
        self.environments: object = None

    @property
    def entries(self) -> dict[str, Entry]:
        """Every file by path, in path order; `oid` is None where only reading tells."""
        if self._entries is None:
            entries = dict(self._snapshot.entries())
            tree = self._snapshot
            if isinstance(tree, WorkTreeSnapshot) and tree.repository is not None:
                for delta in on_disk(tree.repository):
                    if delta.after is None or delta.after.kind == DELETED:
                        entries.pop(delta.path, None)
                    else:
                        entries[delta.path] = Entry(delta.path, delta.after.kind, None)
            self._entries = entries
            for path in entries:
                folder = path.rpartition("/")[0]
                while folder and folder not in self._folders:
                    self._folders.add(folder)
                    folder = folder.rpartition("/")[0]
        return self._entries

    def identity(self) -> str | None:
        """Return what changes with any file; None on disk, where it takes reading to tell."""
        if isinstance(self._snapshot, WorkTreeSnapshot):
            return None
        rows = [f"{one.path}\0{one.kind}\0{one.oid}" for one in self.entries.values()]
        return digest("\1".join(rows).encode("utf-8", "surrogateescape")).hex()

    @property
    def gone(self) -> Collection[str]:
        """What the commit deletes; nothing when everything is looked at."""
        if self.touched is None:
            return ()
        if self._gone is None:
            self._gone = {path for path in self.touched if path not in self.entries}
        return self._gone

    def concerns(self, paths: Iterable[str]) -> bool:
        """Whether the commit has a part in any of these files."""
        return self.touched is None or any(path in self.touched for path in paths)

    def judged(self, path: str) -> bool:
        """Whether a file is there, and the settings do not leave it out."""
        entry = self.entries.get(path)
        return entry is not None and self.selection.ignored(path, entry.kind) in (
            None,
            NOT_CONFIGURATION,
        )

    def matching(self, globs: list[str]) -> list[str]:
        """Return the files that match, in path order, without those that are left out."""
        match = matcher(globs)
        return [path for path in self.entries if match(path) and self.judged(path)]

    def has(self, path: str) -> bool:
        """Whether there is such a file; on disk, an untracked one counts as well."""
        if path in self.entries:
            return True
        tree = self._snapshot
        if not isinstance(tree, WorkTreeSnapshot):
            return False
        if self._loose.get(path) in (None, FOLDER):
            self._loose[path] = None if tree.entry(path) is None else THERE
        return self._loose[path] is not None

    def has_folder(self, path: str) -> bool:
        """Whether there is such a folder; the root is."""
        if not path or path == "." or (self.entries and path in self._folders):
            return True
        tree = self._snapshot
        if not isinstance(tree, WorkTreeSnapshot):
            return False
        if not os.path.isdir(os.path.join(tree.top, path)):
            return False
        self._loose[path] = FOLDER
        return True

    def names_in(self, folder: str) -> set[str]:
        """Return the names of the files in a folder; none of so many that they are all alike."""
        self._index()
        names = self._names.get(folder, set())
        return names if len(names) <= _MANY else set()

    def named(self, name: str) -> list[str]:
        """Return the files of that name, in any folder."""
        self._index()
        return [f"{one}/{name}" if one else name for one in self._homes.get(name, ())]

    def _index(self) -> None:
        if not self._homes:
            for path in self.entries:
                folder, _, name = path.rpartition("/")
                self._names.setdefault(folder, set()).add(name)
                self._homes.setdefault(name, []).append(folder)

    def opaque(self, path: str) -> bool:
        """Whether a path is, or leads through, a symbolic link or a submodule."""
        steps = path.split("/")
        for end in range(1, len(steps) + 1):
            entry = self.entries.get("/".join(steps[:end]))
            if entry is not None and entry.kind != FILE:
                return True
        return False

    def content(self, path: str) -> bytes | None:
        """Return the bytes of a file; None when there are none to be had."""
        if path not in self._contents:
            entry = self.entries.get(path)
            found: object = None
            if entry is not None and entry.kind == FILE:
                found = next(iter(self._snapshot.stream([entry])))[1]
            elif entry is None and self.has(path):
                oid, found = self._snapshot.find(path) or (None, None)
                self._loose[path] = oid
            self._contents[path] = found if isinstance(found, bytes) else None
        return self._contents[path]

    def marked(self, path: str, marks: tuple[bytes, ...]) -> bool:
        """Whether a file holds all of these; asked without a list of all files."""
        found = self._snapshot.find(path)
        data = None if found is None else found[1]
        return isinstance(data, bytes) and all(mark in data for mark in marks)

    def documents(self, path: str) -> list[object] | None:
        """Return what a file holds; None when it cannot be read without fault."""
        data = self.content(path)
        return None if data is None else self._documents(path, data)

    def before(self, path: str) -> list[object] | None:
        """Return what a file held in the base; None where the change itself is trusted."""
        if self._base is None:
            return None
        found = self._base.find(path)
        data = None if found is None else found[1]
        return (isinstance(data, bytes) and self._documents(path, data)) or []

    def _later(self, path: str, data: bytes) -> Documents:
        return lambda: self._documents(path, data)

    def _documents(self, path: str, data: bytes) -> list[object] | None:
        loaded = load(data, self.dialect(path), self.limits)
        return loaded.documents if loaded.documents or not loaded.problems else None

    def dialect(self, path: str) -> str:
        """Return what a file is read as; `Kustomization` has no suffix, and is YAML."""
        return self.selection.dialect(path) or dialect_of(path) or YAML

    def ask(self, paths: Iterable[str], question: str, answer: Answer) -> dict[str, object]:
        """Return what each file answers; of those that cannot be read, nothing."""
        answers: dict[str, object] = {}
        unknown: list[Entry] = []
        keys: dict[str, bytes] = {}
        paths = list(paths)
        if len(paths) <= _FEW and self.touched is not None:
            for path in paths:
                data = self.content(path)
                if data is not None:
                    answers[path] = answer(data, self._later(path, data))
            return {path: found for path, found in answers.items() if found is not None}
        for path in paths:
            entry = self.entries.get(path)
            if entry is None or entry.kind != FILE:
                continue
            asked = f"{question}\0{self.dialect(path)}"
            if entry.oid is not None:
                keys[path] = self._memory.key(entry.oid, asked)
                known = self._memory.get(keys[path])
                if known is not None:
                    answers[path] = known[0]
                    continue
            unknown.append(entry)
        for entry, content in self._snapshot.stream(unknown):
            path = entry.path
            if not isinstance(content, bytes):
                continue
            key = keys.get(path)
            if key is None:
                oid = blob_id(content)
                key = self._memory.key(oid, f"{question}\0{self.dialect(path)}")
            known = self._memory.get(key)
            if known is None:
                known = (answer(content, self._later(path, content)),)
                self._memory.keep(key, known[0])
            answers[path] = known[0]
        return {path: found for path, found in answers.items() if found is not None}

    def parsed(self, path: str) -> "Parsed":
        """Return a file with its positions."""
        known = self._parsed.get(path)
        if known is None:
            from confledger.checks.parsed import Parsed
            from confledger.documents.problem import Loaded

            data = self.content(path) or b""
            known = self._parsed[path] = Parsed(path, self.dialect(path), data, Loaded([]), [])
        return known

    def place(self, path: str, document: int, at: Path, *, key: bool = False) -> Span | None:
        """Return where a value of a file stands, or its key."""
        positions = self.parsed(path).positions
        return positions.key(document, at) if key else positions.value(document, at)

    def shown(self, path: str, document: int, at: Path) -> str:
        """Write where a key stands, as `path:line`."""
        span = self.place(path, document, at, key=True)
        return path if span is None else f"{path}:{span.line}"

    def finding(
        self,
        check: str,
        severity: str,
        message: str,
        path: str,
        *,
        document: int = 0,
        at: Path = (),
        key: bool = False,
        span: Span | None = None,
        help: str | None = None,
        subject: str = "",
    ) -> "Finding":
        """Make a finding in a file: at a value, at its key, or at a span."""
        from confledger.checks import finding

        if span is None and at:
            span = self.place(path, document, at, key=key)
        file = self.parsed(path)
        return file.finding(
            *(check, finding.Severity(severity), message, span),
            document=document,
            at=at,
            help=help,
            subject=subject,
        )

    def of_settings(
        self,
        check: str,
        severity: str,
        message: str,
        at: Path,
        *,
        help: str | None = None,
        subject: str = "",
    ) -> "Finding":
        """Make a finding in the settings, wherever they stand."""
        path = self.settings.file or SETTINGS
        if path.endswith(".toml"):
            at = ("tool", "confledger", *at)
        if not self.has(path):
            from confledger.checks import finding

            weight = finding.Severity(severity)
            return finding.Finding(check, weight, message, path, pointer=pointer(at), help=help)
        return self.finding(check, severity, message, path, at=at, help=help, subject=subject)
