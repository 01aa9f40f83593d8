"""Which environments a repository has, guessed from the names of its files.

A place where names stand side by side, such as `envs/{}.yaml` or `values-{}.yaml`, is a row.
It counts when two of its names are environments for sure, or when its folder says so.
"""

import re

# Spellings of one environment; the one that a repository uses most is its name.
_KINDS = (
    ("dev", "develop", "development"),
    ("test", "testing", "tst"),
    ("int", "integration"),
    ("qa",),
    ("uat", "acceptance"),
    ("stage", "staging", "stg"),
    ("preprod", "pre-prod", "preproduction"),
    ("prod", "production", "prd"),
    ("sandbox",),
    ("local",),
    ("demo",),
    ("canary",),
    ("dr",),
)
_KIND_OF = {spelling: kind[0] for kind in _KINDS for spelling in kind}
_ORDER = [kind[0] for kind in _KINDS]
# `dev` beside `test` may be folders of a program; one of these makes it sure.
_SURE = frozenset(("qa", "uat", "stage", "preprod", "prod"))
# In such a folder everything is an environment, whatever its name.
_CONTAINERS = frozenset(("environments", "environment", "envs", "env", "overlays", "stages"))
_CONTAINERS_OF_FOLDERS = _CONTAINERS | {"clusters"}
_BASES = ("base", "common", "default", "defaults", "shared", "global", "all")
_NOT_NAMES = frozenset((*_BASES, "kustomization", "readme", "index", "main", "template", "example"))
# Beyond, what looks like environments is something else: tenants, machines.
_MOST = 12


class Environment:
    """One environment: its name, the globs of its files, and how many files these are."""

    __slots__ = ("base", "files", "name", "paths")

    def __init__(self, name: str, paths: list[str], files: int, *, base: bool = False) -> None:
        self.name = name
        self.paths = paths
        self.files = files
        # Whether it is not deployed itself, but holds what the others have in common.
        self.base = base


class Guess:
    """The environments, in the order of a release, and the rows that they were seen in."""

    __slots__ = ("environments", "rows")

    def __init__(self, environments: list[Environment], rows: list[str]) -> None:
        self.environments = environments
        self.rows = rows


def guess(paths: list[str]) -> Guess:
    """Guess from the paths of the configuration files."""
    there = set(paths)
    folders = {path[:at] for path in paths for at, c in enumerate(path) if c == "/"}
    rows = _chosen(_rows(paths))
    spelled = _spelling(rows)
    globs: dict[str, set[str]] = {}
    bases: set[str] = set()
    shown = []
    for template, names in sorted(rows.items()):
        for name in names:
            kind = _KIND_OF.get(name.lower(), name)
            globs.setdefault(kind, set()).add(template.replace("{}", name))
        bases |= _bases(template, there, folders)
        ordered = sorted(names, key=_rank_of)
        shown.append(template.replace("{}", "{" + ",".join(ordered) + "}"))
    found = [
        Environment(spelled[kind], _collapsed(own), _count(own, there))
        for kind, own in sorted(globs.items(), key=lambda item: _rank(item[0]))
    ]
    if not 2 <= len(found) <= _MOST:
        return Guess([], [])
    if bases:
        found.insert(0, Environment(_free("base", found), sorted(bases), 0, base=True))
        found[0].files = _count(bases, there)
    return Guess(found, shown)


def _rows(paths: list[str]) -> dict[str, set[str]]:
    """Return the names by template: `envs/{}.yaml` has `dev` and `prod`."""
    rows: dict[str, set[str]] = {}
    for path in paths:
        *folders, file = path.split("/")
        for at, folder in enumerate(folders):
            above = folders[at - 1].lower() if at else ""
            known = folder.lower() in _KIND_OF
            if known or (above in _CONTAINERS_OF_FOLDERS and folder.lower() not in _NOT_NAMES):
                rows.setdefault("/".join((*folders[:at], "{}")), set()).add(folder)
                # What is inside is sorted by it already.
                break
        else:
            template, name = _named(file, folders[-1].lower() if folders else "")
            if name:
                rows.setdefault("/".join((*folders, template)), set()).add(name)
    return rows


def _named(file: str, above: str) -> tuple[str, str]:
    """Return the template of a file's name and the environment in it, or nothing."""
    stem, dot, suffix = file.rpartition(".")
    if not stem and suffix:
        return "", ""
    if stem == ".env":
        return ("", "") if suffix.lower() not in _KIND_OF else (".env.{}", suffix)
    if stem.lower() in _KIND_OF or (above in _CONTAINERS and stem.lower() not in _NOT_NAMES):
        return "{}" + dot + suffix, stem
    parts = re.split(r"([._-])", stem)
    for at in (len(parts) - 1, 0):
        if len(parts) > 1 and parts[at].lower() in _KIND_OF:
            hole = [*parts[:at], "{}", *parts[at + 1 :]]
            return "".join(hole) + dot + suffix, parts[at]
    return "", ""


def _chosen(rows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the rows whose names are environments for sure."""
    chosen = {}
    for template, names in rows.items():
        kinds = {_KIND_OF[name.lower()] for name in names if name.lower() in _KIND_OF}
        above = template.rpartition("/{}")[0].rpartition("/")[2].lower()
        contained = above in (_CONTAINERS_OF_FOLDERS if template.endswith("{}") else _CONTAINERS)
        if (contained and len(names) > 1) or (len(kinds) > 1 and kinds & _SURE):
            chosen[template] = names
    return chosen


def _spelling(rows: dict[str, set[str]]) -> dict[str, str]:
    """Return the spelling that each environment is called by: the most frequent, then shortest."""
    counts: dict[str, dict[str, int]] = {}
    for names in rows.values():
        for name in names:
            kind = counts.setdefault(_KIND_OF.get(name.lower(), name), {})
            kind[name] = kind.get(name, 0) + 1
    return {
        kind: min(names, key=lambda name: (-names[name], len(name), name))
        for kind, names in counts.items()
    }


def _bases(template: str, there: set[str], folders: set[str]) -> set[str]:
    """Return what the environments of a row have in common: `values.yaml`, `base/`."""
    folder, _, last = template.rpartition("/")
    places = [folder]
    if folder.rpartition("/")[2].lower() in _CONTAINERS:
        places.append(folder.rpartition("/")[0])
    found = {
        path
        for place in places
        for name in _BASES
        for path in ["/".join(filter(None, (place, last.replace("{}", name))))]
        if path in (folders if last == "{}" else there)
    }
    if last != "{}":
        # `values-{}.yaml` belongs to `values.yaml`, `.env.{}` to `.env`.
        plain = re.sub(r"[._-]\{\}|\{\}[._-]", "", last, count=1)
        path = "/".join(filter(None, (folder, plain)))
        if plain not in (last, "") and path in there:
            found.add(path)
        found |= {f"{place}/base" for place in places if place and f"{place}/base" in folders}
    return found


def _collapsed(globs: set[str]) -> list[str]:
    """Return the globs, those that differ in one folder as one with `*` when there are many."""
    rest = sorted(globs)
    if len(rest) <= 3:
        return rest
    groups: dict[tuple[str, int, str], list[str]] = {}
    for glob in rest:
        steps = glob.split("/")
        for at in range(len(steps) - 1):
            key = ("/".join(steps[:at]), at, "/".join(steps[at + 1 :]))
            groups.setdefault(key, []).append(glob)
    done: set[str] = set()
    for (before, _, after), members in sorted(groups.items(), key=lambda item: -len(item[1])):
        free = [glob for glob in members if glob in rest]
        if len(free) > 2:
            done.add("/".join(filter(None, (before, "*", after))))
            rest = [glob for glob in rest if glob not in free]
    return sorted(done | set(rest))


def _count(globs: set[str], there: set[str]) -> int:
    folders = tuple(glob + "/" for glob in globs)
    return sum(path in globs or path.startswith(folders) for path in there)


def _rank_of(name: str) -> tuple[int, str]:
    return _rank(_KIND_OF.get(name.lower(), name))


def _rank(kind: str) -> tuple[int, str]:
    return (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), kind)


def _free(name: str, taken: list[Environment]) -> str:
    while any(one.name == name for one in taken):
        name += "-"
    return name
