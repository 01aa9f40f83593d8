"""Which files are looked at, in which dialect, and which schemas the settings give them."""

from confledger.checks.globs import matcher
from confledger.checks.references import SETTINGS_SCHEMA
from confledger.documents.dialect import dialect_of
from confledger.documents.settings_file import PYPROJECT
from confledger.settings_reports import REPORT_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.settings import Settings

NOT_CONFIGURATION = "not a configuration format"
SYMLINK = "symbolic link"
SUBMODULE = "submodule"
DELETED = "deleted in the work tree"
_KINDS = {"symlink": SYMLINK, "submodule": SUBMODULE, "deleted": DELETED}
REPORT = "a report that confledger wrote"
HELM = "Helm template, not YAML until it is rendered"


class Selection:
    """The globs of the settings, made ready; answers are pure functions of the path."""

    __slots__ = (
        *("_charts", "_dialects", "_ignore", "_own", "_plans", "_policies", "_readers"),
        *("_reports", "_schemas"),
    )

    def __init__(self, settings: "Settings", charts: "Callable[[str], bool] | None" = None) -> None:
        self._ignore = [(_matcher(one), str(one["reason"])) for one in settings.ignore]
        self._dialects = [(_matcher(one), str(one["dialect"])) for one in settings.dialects]
        self._schemas = [(_matcher(one), str(one["schema"])) for one in settings.schemas]
        self._readers = [(_matcher(one), str(one["reader"])) for one in settings.readers]
        # In pyproject.toml they are a small part of what stands there.
        self._own = None if settings.file == PYPROJECT else settings.file
        self._policies = matcher(settings.policies) if settings.policies else None
        folder = settings.reports["folder"].rstrip("/")
        self._reports = frozenset(f"{folder}/{name}.json" for name in REPORT_NAMES)
        self._charts = charts
        self._plans: dict[str, tuple[str, str | None]] = {}

    def plan(self, path: str) -> tuple[str, str | None]:
        """Return dialect and schema of a file that is not ignored; worked out once."""
        known = self._plans.get(path)
        if known is None:
            known = self._plans[path] = (self.dialect(path) or "", self.schema(path))
        return known

    def ignored(self, path: str, kind: str) -> str | None:
        """Return why a file is not looked at, or None."""
        if kind != "file":
            return _KINDS[kind]
        reason = self.listed(path)
        if reason is not None:
            return reason
        if not self.plan(path)[0]:
            return NOT_CONFIGURATION
        if "templates/" in path and self._charts is not None:
            steps = path.split("/")
            for index, step in enumerate(steps[:-1]):
                if step == "templates" and self._charts("/".join([*steps[:index], "Chart.yaml"])):
                    return HELM
        return None

    def listed(self, path: str) -> str | None:
        """Return why the settings leave a file out, or None."""
        for match, reason in self._ignore:
            if match(path):
                return reason
        return REPORT if path in self._reports else None

    def dialect(self, path: str) -> str | None:
        """Return what a file is read as; the settings come before its name."""
        for match, dialect in self._dialects:
            if match(path):
                return dialect
        return dialect_of(path)

    def schema(self, path: str) -> str | None:
        """Return the schema that the settings give a file, as written there."""
        for match, schema in self._schemas:
            if match(path):
                return schema
        if path == self._own or (self._policies is not None and self._policies(path)):
            # They have schemas of their own, and what is wrong with them is told elsewhere.
            return SETTINGS_SCHEMA
        return None

    def reader(self, path: str) -> str | None:
        """Return what reads a file, where the settings say so."""
        for match, reader in self._readers:
            if match(path):
                return reader
        return None

    def schema_paths(self, vendored: dict[str, str]) -> set[str]:
        """Return the files that the settings use as schemas."""
        from confledger.checks.references import refer

        return {refer(name, "", vendored).name for _, name in self._schemas}


def _matcher(one: dict[str, object]) -> "Callable[[str], bool]":
    paths = one["paths"]
    assert isinstance(paths, list)
    return matcher(paths)
