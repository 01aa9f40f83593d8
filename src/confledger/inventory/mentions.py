"""Which files name which configuration files, and from where."""

from posixpath import dirname, join, normpath

from confledger.inventory import kinds
from confledger.inventory.facts import CODE, CONFIG, Facts

# Every program has some: a name alone does not say which one is meant.
_VAGUE = frozenset(
    (
        *("config", "index", "main", "values", "settings", "secrets", "package", "base", "default"),
        *("kustomization", "app", "data", "test", "schema", "defaults", "vars", "variables"),
    )
)
# Of so many files of one name, an ending of a path hardly ever means one.
_MANY = 500


class Mentions:
    """The names of files that files have in them, resolved to files of the tree."""

    def __init__(self, facts: dict[str, Facts], files: "list[str]") -> None:
        self._facts = facts
        self._by_name: dict[str, list[str]] = {}
        for path in files:
            self._by_name.setdefault(path[path.rfind("/") + 1 :], []).append(path)
        # Of each configuration file, who names it: path, line.
        self._of: dict[str, list[tuple[str, int]]] = {}
        # Names that somebody has in it, whichever file is meant.
        self.names: dict[str, set[str]] = {}
        for path in sorted(facts):
            for text, line in facts[path].texts:
                self._add(path, text, line)

    def _add(self, path: str, text: str, line: int) -> None:
        plain = text.strip().removeprefix("file://")
        name = plain[plain.rfind("/") + 1 :]
        candidates = self._by_name.get(name)
        if not candidates:
            return
        self.names.setdefault(name, set()).add(path)
        found = self._meant(path, plain, name, candidates)
        if found is not None and found != path:
            self._of.setdefault(found, []).append((path, line))

    def _meant(self, path: str, text: str, name: str, candidates: list[str]) -> str | None:
        """Return the one file that a text means; None where it could be several, or is none."""
        beside = normpath(join(dirname(path), text.lstrip("/"))) if text else ""
        if beside in candidates:
            return beside
        rooted = normpath(text.lstrip("/"))
        if rooted in candidates:
            return rooted
        if len(candidates) > _MANY:
            return None
        if "/" in text:
            ending = "/" + rooted.lstrip("./")
            fitting = [one for one in candidates if one.endswith(ending)]
            return fitting[0] if len(fitting) == 1 else None
        stem = name.lower().partition(".")[0]
        return candidates[0] if len(candidates) == 1 and stem not in _VAGUE else None

    def of(self, path: str) -> list[tuple[str, int]]:
        """Return every place that names a file."""
        return self._of.get(path, [])

    def readers(self, path: str) -> list[str]:
        """Return the places in programs that name a file; tests name all sorts of files."""
        found = [
            (one, line)
            for one, line in self.of(path)
            if self._facts[one].what == CODE or kinds.unread_language(one)
        ]
        return [f"{one}:{line}" for one, line in sorted(found) if not kinds.is_test(one)]

    def users(self, path: str) -> list[str]:
        """Return the places in configuration that name a file."""
        found = [(one, line) for one, line in self.of(path) if self._facts[one].what == CONFIG]
        return [f"{one}:{line}" for one, line in sorted(found)]
