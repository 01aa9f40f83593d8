"""Which files make up the configuration of an environment, from weak to strong.

By `environments` of the settings where they name files of the folder; else by their names:
`base.yaml` (or `default`, `config`, `settings`, `application`, ...), then for an environment
`envs/NAME.yaml`, all files of `envs/NAME/`, `BASE-NAME.yaml` or `BASE.NAME.yaml`; `NAME.yaml`
where there are none of those; `hosts/HOST.yaml`, `roles/ROLE.yaml`, `local.yaml`. A file says
itself what it is laid over: `extends: NAME`, at its top; without it, the base.
"""

import posixpath

from confledger.errors import ConfledgerError, nearest
from confledger.loader.layer import BASE, ENVIRONMENT, HOST, LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from confledger.loader.folder import Source
    from confledger.settings import Settings

    # What a file says that it extends, and what tells where; None where it says nothing.
    Extends = Callable[[str], tuple[str, Callable[[], str]] | None]

SUFFIXES = (".yaml", ".yml", ".json", ".toml")
_BASES = (
    *("base", "default", "defaults", "common", "config", "settings"),
    *("application", "appsettings", "values"),
)
_ENVIRONMENTS = ("envs", "environments", "env", "overlays")
_HOSTS = ("hosts", "roles")
_LOCAL = ("local",)
# Beside a file, of the same name: encrypted values that belong to it.
SEALED = (".secrets", ".enc", ".sops")


class Slot:
    """One file and what it is for: its kind of layer and the name of environment or host."""

    __slots__ = ("file", "kind", "name")

    def __init__(self, kind: str, name: str, file: str) -> None:
        self.kind = kind
        self.name = name
        self.file = file

    def __repr__(self) -> str:
        return f"Slot({self.kind!r}, {self.name!r}, {self.file!r})"


class EnvironmentUnknown(ConfledgerError):
    """There is no environment of that name."""


class Layout:
    """The files of a folder, by what they are for. `root` is the folder, seen from the top."""

    def __init__(self, source: "Source", root: str, settings: "Settings") -> None:
        self._source = source
        self._root = root
        # By folder, in their order; a map, as there may be thousands that are asked for.
        self._names: dict[str, dict[str, None]] = {}
        self._settings = settings

    def base(self) -> list[str]:
        """Return the files of the base."""
        declared = self._declared("base")
        if declared is not None:
            return self._with_sealed(declared)
        found = self._named("", _BASES, "")
        if not found:
            found = self._all_in("base")
        return self._with_sealed(found)

    def environments(self) -> list[str]:
        """Return the names of the environments that there are, sorted; without the base."""
        named = {str(one["name"]) for one in self._settings.environments} - {"base"}
        if named and self._ours():
            return sorted(named)
        found = set()
        for folder in _ENVIRONMENTS:
            for name in self._in(folder):
                stem = name[:-1] if name.endswith("/") else _stem(name)
                if stem is not None and stem != "base" and not stem.startswith("."):
                    found.add(stem)
        for file in [] if found else self.base():
            base = _stem(file) or ""
            for name in self._in(""):
                stem = _stem(name)
                if base and stem is not None and stem[: len(base) + 1] in (base + "-", base + "."):
                    found.add(stem[len(base) + 1 :])
        return sorted(found - set(_LOCAL))

    def hosts(self) -> list[str]:
        """Return the names of the hosts and roles that have a file, sorted."""
        return sorted({s for f in _HOSTS for name in self._in(f) if (s := _stem(name)) is not None})

    def slots(
        self, environment: str | None, hosts: "list[Slot]", extends: "Extends", *, local: bool
    ) -> list[Slot]:
        """Return the files of an environment, on hosts, from weak to strong."""
        found = [Slot(BASE, "base", file) for file in self.base()]
        for name in [] if environment is None else self.chain(environment, extends):
            found += [Slot(ENVIRONMENT, name, file) for file in self.files(name)]
        found += hosts
        if local:
            found += [Slot(LOCAL, "local", file) for file in self.local()]
        return found

    def local(self) -> list[str]:
        """Return the local overlays that are there."""
        named: list[str] = self._settings.load["local"]
        if named:
            return [path for one in named if self._there(path := one.removeprefix("./"))]
        return self._with_sealed(self._named("", _LOCAL, ""))

    def chain(self, environment: str, extends: "Extends") -> list[str]:
        """Return the environments that one is laid over, the weakest first, itself last."""
        names: list[str] = []
        name: str | None = environment
        while name is not None and name != "base":
            if name in names:
                circle = " -> ".join([*names[names.index(name) :], name])
                raise ConfledgerError(
                    f"environments extend each other in a circle: {circle}",
                    help="let one of them extend `base`",
                )
            names.append(name)
            name = self._parent(name, extends)
        return names[::-1]

    def files(self, environment: str) -> list[str]:
        """Return the files of an environment alone; raise ConfledgerError where there is none."""
        declared = self._declared(environment)
        if declared:
            return self._with_sealed(declared)
        found: list[str] = []
        if declared is None:
            for folder in _ENVIRONMENTS:
                found += self._named(folder, (environment,), "") or self._all_in(
                    posixpath.join(folder, environment)
                )
        if not found and declared is None:
            found = self._beside(environment)
        if found:
            return self._with_sealed(found)
        if declared is not None:
            raise ConfledgerError(
                f"the settings give the environment `{environment}` files, and none is there",
                help="see `environments` in confledger.yaml",
            )
        known = self.environments()
        close = nearest(environment, known)
        where = self._root or "this folder"
        raise EnvironmentUnknown(
            f"there is no environment `{environment}` in {where}",
            help=f"did you mean `{close}`?"
            if close
            else f"there are {', '.join(known)}"
            if known
            else f"create {posixpath.join(self._root, 'envs', environment + '.yaml')}",
        )

    def _beside(self, environment: str) -> list[str]:
        """Return the file of an environment that stands beside the base: `settings-prod.yaml`."""
        bases = [stem for file in self.base() if (stem := _stem(file)) is not None]
        found = self._named(
            "", tuple(f"{one}{mark}{environment}" for one in bases for mark in "-."), ""
        )
        if not found and not self.environments():
            found = self._named("", (environment,), "")
        return found

    def _parent(self, name: str, extends: "Extends") -> str | None:
        files = self.files(name)
        told = [said for file in files if (said := extends(file)) is not None]
        settled = next(
            (str(one["extends"]) for one in self._entries(name) if "extends" in one), None
        )
        if not told:
            parent, place = settled, _by_settings
        else:
            parent, place = told[-1]
            if settled is not None and self._ours() and parent != settled:
                raise ConfledgerError(
                    f"{place()}: {name} extends `{parent}`, and the settings say `{settled}`",
                    help="let `environments` of confledger.yaml and the file say the same",
                )
        if parent is not None and parent != "base":
            try:
                self.files(parent)
            except EnvironmentUnknown:
                others = [one for one in self.environments() if one != name]
                close = nearest(parent, others)
                raise ConfledgerError(
                    f"{place()}: {name} extends `{parent}`, and there is no such environment",
                    help=f"did you mean `{close}`?"
                    if close
                    else f"there are {', '.join(['base', *others])}",
                ) from None
        return parent

    def _entries(self, name: str) -> "list[dict[str, Any]]":
        return [one for one in self._settings.environments if one["name"] == name]

    def _ours(self) -> bool:
        """Whether the environments of the settings are those of this folder."""
        start = self._root + "/" if self._root else ""
        return any(
            str(glob).removeprefix("./").startswith(start)
            for one in self._settings.environments
            for glob in one["paths"]
        )

    def _declared(self, name: str) -> list[str] | None:
        """Return the files that the settings name for an environment; None where they do not."""
        if not self._ours():
            return None
        entries = self._entries(name)
        if not entries:
            return None
        globs = [str(glob).removeprefix("./") for glob in entries[0]["paths"]]
        exact = [glob for glob in globs if not any(mark in glob for mark in "*?[{")]
        if len(exact) == len(globs) and all(self._there(glob) for glob in exact):
            return exact
        from confledger.checks.globs import matcher

        matches = matcher(globs)
        return [path for path in self._walk(self._root) if matches(path) and _stem(path)]

    def _there(self, path: str) -> bool:
        folder, name = posixpath.split(path)
        return name in self._list(folder)

    def _walk(self, folder: str) -> list[str]:
        found = []
        for name in self._list(folder):
            path = posixpath.join(folder, name)
            if name.endswith("/"):
                found += self._walk(path[:-1])
            else:
                found.append(path)
        return sorted(found)

    def _named(self, folder: str, stems: tuple[str, ...], more: str) -> list[str]:
        """Return the first file of a folder that has one of these names."""
        there = self._in(folder)
        for stem in stems:
            found = [stem + more + suffix for suffix in SUFFIXES if stem + more + suffix in there]
            if len(found) > 1:
                where = posixpath.join(self._root, folder).rstrip("/") or "this folder"
                raise ConfledgerError(
                    f"there are {found[0]} and {found[1]} in {where}",
                    help="keep one of them",
                )
            if found:
                return [posixpath.join(self._root, folder, found[0])]
        return []

    def _all_in(self, folder: str) -> list[str]:
        return [
            posixpath.join(self._root, folder, name)
            for name in self._in(folder)
            if name.endswith(SUFFIXES) and not name.startswith(".")
        ]

    def _with_sealed(self, files: list[str]) -> list[str]:
        """Add to each file the one with its encrypted values, where it is there."""
        found = []
        known = set(files)
        for file in files:
            found.append(file)
            stem, suffix = posixpath.splitext(file)
            for mark in SEALED:
                sealed = stem + mark + suffix
                if sealed not in known and self._there(sealed):
                    found.append(sealed)
        return found

    def of_host(self, host: str, *, maybe: bool = False) -> list[Slot]:
        """Return the files of a host or role; none where there is none and it is a `maybe`."""
        found = []
        for folder in _HOSTS:
            inside, between, name = host.rpartition("/")
            if not between or inside == folder:
                found += self._named(folder, (name,), "")
        if len(found) > 1:
            raise ConfledgerError(
                f"`{host}` is the name of {found[0]} and of {found[1]}",
                help=f"say which: {_HOSTS[0]}/{host} or {_HOSTS[1]}/{host}",
            )
        if found or maybe:
            return [Slot(HOST, host, file) for file in self._with_sealed(found)]
        known = self.hosts()
        close = nearest(host, known)
        raise ConfledgerError(
            f"there is no host or role `{host}` in {self._root or 'this folder'}",
            help=f"did you mean `{close}`?"
            if close
            else f"there are {', '.join(known)}"
            if known
            else f"create {posixpath.join(self._root, 'hosts', host + '.yaml')}",
        )

    def _in(self, folder: str) -> dict[str, None]:
        return self._list(posixpath.join(self._root, folder).rstrip("/"))

    def _list(self, folder: str) -> dict[str, None]:
        if folder not in self._names:
            self._names[folder] = dict.fromkeys(listed(self._source, folder))
        return self._names[folder]


def listed(source: "Source", folder: str) -> list[str]:
    """Return the names in a folder; raise ConfledgerError where it cannot be read."""
    try:
        return source.names(folder)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise ConfledgerError(f"{folder or 'this folder'} cannot be read: {reason}") from error


def _by_settings() -> str:
    return "confledger.yaml"


def _stem(name: str) -> str | None:
    """Return the name of what a file is for; None where it is no file for that."""
    stem, suffix = posixpath.splitext(posixpath.basename(name))
    if suffix not in SUFFIXES or stem.startswith(".") or stem.endswith(SEALED):
        return None
    return stem
