"""Checks of installed packages: only those that the settings name, by a small contract.

A plug-in is an object behind an entry point of the group `confledger.checks`. It has an `ID`,
may have `paths` (globs; all files without), and `check(file)`, which yields findings that it
makes with `file.finding(...)`. docs/guides/plugins.md is the contract.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from confledger.checks.cache import digest
from confledger.checks.finding import Finding, Severity
from confledger.checks.globs import matcher
from confledger.checks.parsed import Parsed
from confledger.errors import ConfledgerError, nearest
from confledger.location import Path, Span, parse_pointer

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "confledger.checks"
_HELP = "a plug-in offers `ID` and `check(file)`; the guide on plug-ins has a template"


class File:
    """What a plug-in sees of a file, and how it says what it found."""

    __slots__ = ("_check", "_file")

    def __init__(self, file: Parsed, check: str) -> None:
        self._file = file
        self._check = check

    @property
    def path(self) -> str:
        """Path from the root of the repository, with `/`."""
        return self._file.path

    @property
    def dialect(self) -> str:
        """What it is read as: `yaml`, `json`, `jsonc`, `json5`, `toml`, `ini`, ..."""
        return self._file.dialect

    @property
    def documents(self) -> list[Any]:
        """The documents, as lists, dicts with text keys, and scalars. Not to be changed."""
        return self._file.documents

    @property
    def lines(self) -> list[str]:
        """The lines of the text, from index 0."""
        return self._file.lines

    def finding(
        self,
        message: str,
        *,
        at: Path | str = (),
        document: int = 0,
        key: bool = False,
        line: int | None = None,
        severity: str = "error",
        help: str | None = None,
        subject: str = "",
    ) -> Finding:
        """Return a finding at a value, by its path or JSON Pointer; with `key`, at its key.

        With `line`, from 1, it is at that line instead. A message quotes no value of the file.
        """
        path = self._path(document, at) if isinstance(at, str) else tuple(at)
        if line is not None:
            if not 1 <= line <= len(self.lines):
                raise ValueError(f"the file has no line {line}")
            span: Span | None = Span(line, 1, line, len(self.lines[line - 1]) + 1)
        else:
            positions = self._file.positions
            span = (positions.key if key else positions.value)(document, path)
        return self._file.finding(
            *(self._check, Severity(severity), message, span),
            document=document,
            at=path,
            help=help,
            subject=subject or self._check,
        )

    def _path(self, document: int, text: str) -> Path:
        """Return the path that a JSON Pointer means: in a list, a step is a number."""
        value: Any = self.documents[document]
        path: list[str | int] = []
        for step in parse_pointer(text):
            found: str | int = int(step) if isinstance(value, list) else step
            value = value[found]
            path.append(found)
        return tuple(path)


class Plugin:
    """One entry point, loaded."""

    __slots__ = ("check", "id", "matches", "name", "version")

    def __init__(
        self,
        name: str,
        version: str,
        id: str,
        matches: Callable[[str], bool],
        check: Callable[[File], Iterable[Finding]],
    ) -> None:
        self.name = name
        self.version = version
        self.id = id
        self.matches = matches
        self.check = check


def installed(names: list[str]) -> list[Plugin]:
    """Load the plug-ins of these names; raise ConfledgerError for one that cannot be used."""
    from importlib.metadata import entry_points

    known = {point.name: point for point in entry_points(group=GROUP)}
    found = []
    for name in dict.fromkeys(names):
        if name not in known:
            close = nearest(name, list(known))
            hint = f"did you mean `{close}`?" if close else "install the package that has it"
            raise ConfledgerError(f"there is no plug-in {name!r} installed", help=hint)
        found.append(_loaded(known[name]))
    return found


def _loaded(point: "EntryPoint") -> Plugin:
    try:
        thing = point.load()
    except Exception as error:
        raise ConfledgerError(
            f"the plug-in {point.name!r} cannot be loaded: {_shown(error)}", help=_HELP
        ) from error
    id, check = getattr(thing, "ID", None), getattr(thing, "check", None)
    if not isinstance(id, str) or not id or not callable(check):
        raise ConfledgerError(f"the plug-in {point.name!r} has no `ID` or no `check`", help=_HELP)
    globs = getattr(thing, "paths", ["**"])
    if not isinstance(globs, list | tuple) or not all(isinstance(one, str) for one in globs):
        raise ConfledgerError(f"`paths` of the plug-in {point.name!r} is no list", help=_HELP)
    version = point.dist.version if point.dist is not None else ""
    return Plugin(point.name, version, f"{point.name}/{id}", matcher(list(globs)), check)


class Plugins:
    """The plug-ins of the settings; `severities` are theirs by name, or `off`."""

    __slots__ = ("_plugins", "_severities")

    def __init__(self, plugins: list[Plugin], severities: dict[str, str] | None = None) -> None:
        self._severities = severities or {}
        self._plugins = [one for one in plugins if self._severities.get(one.name) != "off"]

    def wants(self, path: str) -> bool:
        """Whether any of them looks at a path; it is then never judged at a glance."""
        return any(plugin.matches(path) for plugin in self._plugins)

    def key(self, path: str) -> bytes:
        """Return what a verdict on a path rests on: names and versions, and the path itself."""
        wanting = [one for one in self._plugins if one.matches(path)]
        if not wanting:
            return b""
        words = [path, *(f"{one.id} {one.version}" for one in wanting)]
        return digest("\0".join(words).encode("utf-8", "surrogateescape"))

    def check(self, file: Parsed) -> list[Finding]:
        """Return what the plug-ins find in a file; raise ConfledgerError when one gives up."""
        from dataclasses import replace

        if file.problems and not file.documents:
            return []
        found = []
        for plugin in self._plugins:
            if not plugin.matches(file.path):
                continue
            severity = self._severities.get(plugin.name)
            for finding in self._of(plugin, file):
                found.append(
                    finding if severity is None else replace(finding, severity=Severity(severity))
                )
        return found

    def _of(self, plugin: Plugin, file: Parsed) -> Iterator[Finding]:
        try:
            found = list(plugin.check(File(file, plugin.id)))
        except Exception as error:
            raise ConfledgerError(
                f"the plug-in {plugin.name!r} gave up on {file.path!r}: {_shown(error)}",
                help="tell its author; to go on without it, take it out of `plugins` in the "
                "settings",
            ) from error
        for finding in found:
            if not isinstance(finding, Finding) or finding.path != file.path:
                raise ConfledgerError(
                    f"the plug-in {plugin.name!r} gave something else than a finding of "
                    f"{file.path!r}",
                    help="make findings with `file.finding(...)`",
                )
            yield finding


def _shown(error: BaseException) -> str:
    """Name an error and where it arose; its text may hold a value of the file."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = frames[-1] if frames else None
    place = "" if where is None else f" ({where.filename.rpartition('/')[2]}:{where.lineno})"
    return type(error).__name__ + place
