"""Settings as they stand in the files of one state: confledger.yaml, or a table in TOML."""

from confledger.documents.dialect import TOML, YAML
from confledger.documents.load import load, positions
from confledger.documents.problem import Loaded
from confledger.errors import ConfledgerError
from confledger.settings import ALTERNATIVES, FILE, MISNAMED, Settings, SettingsInvalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Source(Protocol):
        """What files are looked for in: a snapshot, most of the time."""

        def find(self, path: str) -> tuple[str, object] | None:
            """Return object id and content of one path; None when it is not there."""


PYPROJECT = "pyproject.toml"


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
