"""Where a command works: the repository or folder, the snapshot, and its settings."""

import os

from confledger.checks.cache import digest
from confledger.checks.selection import PYPROJECT
from confledger.documents.dialect import TOML, YAML
from confledger.documents.limits import Limits
from confledger.documents.load import load, positions
from confledger.documents.problem import Loaded
from confledger.errors import ConfledgerError
from confledger.git.repository import NotARepository, Repository, discover
from confledger.git.snapshot import CommitSnapshot, IndexSnapshot, Snapshot
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.settings import ALTERNATIVES, FILE, MISNAMED, Settings, SettingsInvalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from confledger.git.snapshot import Content

    class Source(Protocol):
        """What files are looked for in: a snapshot, most of the time."""

        def find(self, path: str) -> tuple[str, Content] | None:
            """Return object id and content of one path; None when it is not there."""


# Settings and schemas of a sensible size; `limits.max-bytes` is not known before they are read.
_LIMIT = 64 * 1024 * 1024


def repository_here() -> Repository | None:
    """Return the repository of the current directory; None outside any."""
    try:
        return discover(os.getcwd())
    except NotARepository:
        return None


def work_tree(repository: Repository | None) -> WorkTreeSnapshot:
    """Return the files on disk: of the repository, or of the folder that holds the settings."""
    if repository is None:
        return WorkTreeSnapshot(None, _root_without_git(), _LIMIT)
    if repository.top is None:
        raise ConfledgerError(
            "this is inside of the git directory, not of a work tree"
            if os.path.basename(repository.git_dir) == ".git"
            else "this repository is bare, it has no work tree",
            help="name a revision: confledger check --rev HEAD",
        )
    return WorkTreeSnapshot(repository, repository.top, _LIMIT)


def snapshot(
    repository: Repository | None, *, staged: bool = False, revision: str | None = None
) -> Snapshot:
    """Return the files of a revision, of the index, or on disk."""
    if not staged and revision is None:
        return work_tree(repository)
    if repository is None:
        raise NotARepository(os.getcwd())
    if revision is not None:
        return CommitSnapshot(repository, revision, _LIMIT)
    if repository.top is None and not os.path.exists(repository.index_file):
        raise ConfledgerError(
            "this repository is bare, it has no index",
            help="name a revision: confledger check --rev HEAD",
        )
    return IndexSnapshot(repository, _LIMIT)


def _root_without_git() -> str:
    here = os.getcwd()
    while True:
        if any(os.path.isfile(os.path.join(here, name)) for name in (FILE, *ALTERNATIVES)):
            return here
        parent = os.path.dirname(here)
        if parent == here:
            return os.getcwd()
        here = parent


class Placed(ConfledgerError):
    """A fault of the settings with its line, as one message."""


class Found:
    """The settings, the bytes they were read from, and each file that was looked for."""

    __slots__ = ("data", "looked", "settings")

    def __init__(
        self, settings: Settings, data: bytes | None, looked: dict[str, str | None]
    ) -> None:
        self.settings = settings
        self.data = data
        self.looked = looked


def settings_of(source: "Source") -> Found:
    """Read the settings of one state of the files; the defaults when it has none.

    Raise ConfledgerError, with every fault and its line, when they cannot be used.
    """
    looked: dict[str, str | None] = {}
    held: dict[str, object] = {}
    for name in (FILE, *ALTERNATIVES, PYPROJECT):
        found = source.find(name)
        looked[name] = None if found is None else found[0]
        if found is not None and (name != PYPROJECT or _mentions_us(found[1])):
            held[name] = found[1]
    if PYPROJECT in held and _table(load(_bytes(PYPROJECT, held[PYPROJECT]), TOML)) is None:
        del held[PYPROJECT]
    if not held:
        found = source.find(MISNAMED)
        looked[MISNAMED] = None if found is None else found[0]
        if found is not None:
            raise ConfledgerError(
                f"{MISNAMED} is not read as settings", help=f"git mv {MISNAMED} {FILE}"
            )
        return Found(Settings(), None, looked)
    name, *others = held
    if others:
        raise ConfledgerError(
            f"there are settings in {name} and in {others[0]}", help="keep them in one place"
        )
    data = _bytes(name, held[name])
    return Found(_parsed(name, data, TOML if name == PYPROJECT else YAML), data, looked)


def _mentions_us(content: object) -> bool:
    return isinstance(content, bytes) and b"confledger" in content


def _table(loaded: Loaded) -> object:
    """Return `[tool.confledger]`; an empty one when the file cannot be read, None without one."""
    if not loaded.documents:
        return {}
    tool = loaded.documents[0]
    tool = tool.get("tool") if isinstance(tool, dict) else None
    return tool.get("confledger") if isinstance(tool, dict) else None


def _bytes(name: str, content: object) -> bytes:
    if isinstance(content, bytes):
        return content
    reason = getattr(content, "reason", "it is too large")
    raise ConfledgerError(f"{name} cannot be used: {reason}", help="settings are a regular file")


def _parsed(name: str, data: bytes, dialect: str) -> Settings:
    loaded = load(data, dialect)
    bad = [
        problem for problem in loaded.problems if problem.kind != "encoding" or not loaded.documents
    ]
    if bad:
        lines = [f"{_at(name, problem.span)}: {problem.message}" for problem in bad]
        raise Placed("\n       ".join(lines), help=bad[0].help)
    raw = loaded.documents[0] if loaded.documents else None
    prefix: tuple[str, ...] = ()
    if dialect == TOML:
        prefix, raw = ("tool", "confledger"), _table(loaded)
    if len(loaded.documents) > 1:
        raise Placed(
            f"{name}: {len(loaded.documents)} documents, expected one", help="remove the `---`"
        )
    try:
        return Settings(raw, name)
    except SettingsInvalid as invalid:
        places = positions(data, dialect)
        lines = []
        for fault in invalid.faults:
            find = places.key if fault.key else places.value
            lines.append(f"{_at(name, find(0, (*prefix, *fault.path)))}: {fault.message}")
        raise Placed("\n       ".join(lines), help=invalid.help) from invalid


def _at(name: str, span: object) -> str:
    line, column = getattr(span, "line", None), getattr(span, "column", None)
    return name if line is None else f"{name}:{line}:{column}"


def limits_of(settings: Settings) -> Limits:
    """Return the limits of the settings as the readers take them."""
    return Limits(**{name.replace("-", "_"): value for name, value in settings.limits.items()})


def rules_digest(settings: Settings, engine: bytes, *, informed: bool = False) -> bytes:
    """Return a digest of all in the settings that bears on whether a file is clean.

    The schemas are not part of it: which one a file has is in the key of its verdict.
    `informed` runs look for more.
    """
    names = ("vendored-schemas", "formats", "limits", "checks", "readers", "plugins")
    bearing = {name: settings.values[name] for name in names}
    said = repr((bearing, informed))
    return digest(engine + said.encode("utf-8", "surrogateescape"))


def relative(path: str, top: str) -> str:
    """Return a path given on the command line from the root; raise when it lies outside."""
    # The folder is resolved, the last step is not: a link is judged as a link.
    full = os.path.abspath(path)
    folder, name = os.path.split(full)
    if full != top:
        full = os.path.join(os.path.realpath(folder), name)
    root = os.path.realpath(top)
    if full in (root, top):
        return ""
    if not full.startswith(root.rstrip("/") + "/"):
        raise ConfledgerError(
            f"{path!r} is outside of {top!r}", help="run it in the repository that holds the file"
        )
    return full[len(root.rstrip("/")) + 1 :]
