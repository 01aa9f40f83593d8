"""What of a repository a rollback is about: all configuration, an environment, a path, one key."""

from confledger.errors import ConfledgerError, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

ALL, ENVIRONMENT, FOLDER, FILE, KEY = "all", "environment", "folder", "file", "key"


class Scope:
    """Which paths belong to it: `holds` says so of any. `name` is as the user would write it."""

    __slots__ = ("holds", "kind", "name")

    def __init__(self, kind: str, name: str, holds: "Callable[[str], bool]") -> None:
        self.kind = kind
        self.name = name
        self.holds = holds

    def __str__(self) -> str:
        return {ALL: ALL, ENVIRONMENT: f"env:{self.name}"}.get(self.kind, self.name)


class Naming:
    """Tells what a word means as a scope: `path` is the word as a path from the root.

    `known` are all paths that either state has; `environments` says to which ones a path
    belongs; `configuration` whether a path is in a configuration format, `ever` whether some
    state in between had it.
    """

    def __init__(
        self,
        known: "Collection[str]",
        names: list[str],
        environments: "Callable[[str], list[str]]",
        configuration: "Callable[[str], bool]",
        ever: "Callable[[str], bool]",
    ) -> None:
        self._known = known
        self._names = names
        self._environments = environments
        self._configuration = configuration
        self._ever = ever

    def scope(self, word: str | None, path: str | None) -> Scope:
        """Return the scope; raise ConfledgerError where a word means nothing, or two things."""
        if word is None or word == ALL:
            return Scope(ALL, ALL, self._configuration)
        if word.startswith("env:"):
            return self._environment(word.removeprefix("env:"))
        at = self._path(path)
        if word in self._names:
            if at is not None:
                raise ConfledgerError(
                    f"{word!r} is an environment, and a path",
                    help=f"write env:{word}, or ./{word} for the path",
                )
            return self._environment(word)
        if at is None:
            close = self._near(word)
            there = ", ".join(self._names)
            raise ConfledgerError(
                f"{word!r} is no environment, and no path in either state",
                help=f"did you mean {close!r}?"
                if close
                else "all, an environment, a folder, or a file"
                + (f"; environments are: {there}" if there else ""),
            )
        return at

    def _near(self, word: str) -> str | None:
        """Return what a word may have been meant to be: `prod` for `production`, too."""
        folders = {one[:at] for one in self._known for at, mark in enumerate(one) if mark == "/"}
        paths = [*self._known, *sorted(folders)]
        bare = word.removeprefix("./").strip("/")
        ends = [one for one in paths if bare and one.endswith(f"/{bare}")]
        starts = [one for one in self._names if len(one) > 1 and bare.startswith(one)]
        for only in (starts, ends):
            if len(only) == 1 and only[0] != bare:
                return only[0]
        return nearest(bare, [*self._names, *paths])

    def _path(self, path: str | None) -> Scope | None:
        if path is None:
            return None
        path = path.rstrip("/")
        top = path + "/" if path else ""
        if not path:
            return Scope(FOLDER, ".", lambda one: True)
        folder = any(one.startswith(top) for one in self._known)
        if not folder and path not in self._known and not self._ever(path):
            return None
        kind = FOLDER if folder else FILE
        # What was a file may be a folder by now, or the other way round.
        return Scope(kind, path, lambda one: one == path or one.startswith(top))

    def _environment(self, name: str) -> Scope:
        if name not in self._names:
            close = nearest(name, self._names)
            known = ", ".join(self._names) or "none; name some under `environments`"
            raise ConfledgerError(
                f"there is no environment {name!r}",
                help=f"did you mean {close!r}?" if close else f"there are: {known}",
            )
        return Scope(ENVIRONMENT, name, lambda path: name in self._environments(path))
