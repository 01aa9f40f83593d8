"""The files that a file refers to, by the rules of the program that reads it.

A mention says what is named and how it is meant; whether that exists is for
dangling_reference to find out. What a program fills in itself (`${...}`), what lies outside
of the repository, and what it would fetch are no mentions.
"""

import re
from collections.abc import Callable, Iterator

from confledger.checks.bearing import COMPOSE, FLUX, GITLAB, KUSTOMIZATION, MARKS, MKDOCS, WORKFLOW
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.whole import Documents

# What has to be there: a file, a folder, a folder or file with something to apply, an action.
IS_FILE = "file"
IS_FOLDER = "folder"
IS_RESOURCE = "resource"
IS_ACTION = "action"
IS_GLOB = "glob"
# A file that may be made by hand on each machine.
IS_LOCAL = "local"
# Where a name is looked for: beside the file, or from the root.
BESIDE = "beside"
ROOT = "root"
Mention = tuple[int, Path, str, str, str]
"""Document, path of the value, kind, where it is looked for, and the name."""

_FILLED_IN = re.compile(r"\$[({\w]|\{\{|<[\w-]+>|\n|:\s|^\s*[\[{]")
_REMOTE = re.compile(r"^[\w+.-]+::|://|^git@|^[\w.-]+@[\w.-]+:|\?(ref|version|timeout|submodules)=")
_HOST = re.compile(r"^(?:www\.)?(?:github|gitlab|bitbucket|codeberg|gitea)\.[\w.]+[/:]")
_HOSTLIKE = re.compile(r"^[\w-]+(\.[\w-]+)+(:\d+)?/.*//")
# In most workflows `./` is something else.
_USES = re.compile(rb"uses[\"']?\s*:\s*[\"']?\./")


def mentions(kind: str) -> Callable[[bytes, "Documents"], object]:
    """Return what answers for files of a kind with the list of their mentions."""
    marks = MARKS.get(kind, ())
    look = _LOOKS[kind]

    def answer(data: bytes, documents: "Documents") -> object:
        if not all(mark in data for mark in marks):
            return []
        if kind == WORKFLOW and _USES.search(data) is None:
            return []
        return [
            (number, *mention)
            for number, document in enumerate(documents() or [])
            if isinstance(document, dict)
            for mention in look(document)
        ]

    return answer


_Found = Iterator[tuple[Path, str, str, str]]
_Map = dict[str, object]


def _one(at: Path, kind: str, where: str, name: object) -> _Found:
    if isinstance(name, str) and name.strip() and not _FILLED_IN.search(name):
        if not _REMOTE.search(name) and not _HOST.match(name) and not _HOSTLIKE.match(name):
            yield at, kind, where, name


def _each(node: object, key: str) -> Iterator[tuple[Path, object]]:
    """Yield the items of a list below a key; of a single value, that."""
    inside = node.get(key) if isinstance(node, dict) else None
    if isinstance(inside, list):
        for index, item in enumerate(inside):
            yield (key, index), item
    elif inside is not None:
        yield (key,), inside


def _maps(node: object, *keys: str) -> Iterator[tuple[Path, _Map]]:
    """Yield the maps below keys, `*` for every value of a map and every item of a list."""
    if not keys:
        if isinstance(node, dict):
            yield (), node
        return
    key, *rest = keys
    inside: list[tuple[str | int, object]] = []
    if key == "*":
        if isinstance(node, dict):
            inside = list(node.items())
        elif isinstance(node, list):
            inside = list(enumerate(node))
    elif isinstance(node, dict) and key in node:
        inside = [(key, node[key])]
    for step, value in inside:
        for at, found in _maps(value, *rest):
            yield (step, *at), found


_KUSTOMIZE_FILES = ("configurations", "crds", "patchesStrategicMerge")
_KUSTOMIZE_RESOURCES = ("resources", "bases", "components", "generators", "transformers")


def _kustomization(document: _Map) -> _Found:
    if "fluxcd.io" in str(document.get("apiVersion", "")):
        yield from _flux(document)
        return
    for key in _KUSTOMIZE_RESOURCES:
        for at, item in _each(document, key):
            yield from _one(at, IS_RESOURCE, BESIDE, item)
    for key in _KUSTOMIZE_FILES:
        for at, item in _each(document, key):
            yield from _one(at, IS_FILE, BESIDE, item)
    for key in ("patches", "patchesJson6902", "replacements"):
        for at, item in _maps(document, key, "*"):
            yield from _one((*at, "path"), IS_FILE, BESIDE, item.get("path"))
    for at, item in _maps(document, "openapi"):
        yield from _one((*at, "path"), IS_FILE, BESIDE, item.get("path"))
    for at, item in _maps(document, "helmCharts", "*"):
        yield from _one((*at, "valuesFile"), IS_FILE, BESIDE, item.get("valuesFile"))
        for further, name in _each(item, "additionalValuesFiles"):
            yield from _one((*at, *further), IS_FILE, BESIDE, name)
    for key in ("configMapGenerator", "secretGenerator"):
        for at, item in _maps(document, key, "*"):
            for further, name in _each(item, "files"):
                # `key=path`, or a path whose last step is the key.
                file = name.partition("=")[2] or name if isinstance(name, str) else None
                yield from _one((*at, *further), IS_LOCAL, BESIDE, file)
            for inside in ("envs", "env"):
                for further, name in _each(item, inside):
                    yield from _one((*at, *further), IS_LOCAL, BESIDE, name)


def _flux(document: _Map) -> _Found:
    spec = document.get("spec")
    if document.get("kind") != "Kustomization" or not isinstance(spec, dict):
        return
    if not str(document.get("apiVersion", "")).startswith("kustomize.toolkit.fluxcd.io/"):
        return
    source = spec.get("sourceRef")
    # That of `flux bootstrap` is this repository; any other may be another one.
    if isinstance(source, dict) and source.get("kind") == "GitRepository":
        if source.get("name") == "flux-system":
            yield from _one(("spec", "path"), IS_FOLDER, ROOT, spec.get("path"))


def _compose(document: _Map) -> _Found:
    for at, item in _each(document, "include"):
        if isinstance(item, dict):
            for further, name in _each(item, "path"):
                yield from _one((*at, *further), IS_FILE, BESIDE, name)
        else:
            yield from _one(at, IS_FILE, BESIDE, item)
    for section in ("secrets", "configs"):
        for at, named in _maps(document, section, "*"):
            yield from _one((*at, "file"), IS_LOCAL, BESIDE, named.get("file"))
    for at, service in _maps(document, "services", "*"):
        for further, item in _each(service, "env_file"):
            if not isinstance(item, dict):
                yield from _one((*at, *further), IS_LOCAL, BESIDE, item)
            elif item.get("required") is not False:
                yield from _one((*at, *further, "path"), IS_LOCAL, BESIDE, item.get("path"))
        extends = service.get("extends")
        if isinstance(extends, dict):
            yield from _one((*at, "extends", "file"), IS_FILE, BESIDE, extends.get("file"))
        yield from _build(at, service.get("build"))


def _build(at: Path, build: object) -> _Found:
    if not isinstance(build, dict):
        yield from _one((*at, "build"), IS_FOLDER, BESIDE, build)
        return
    context = build.get("context", ".")
    yield from _one((*at, "build", "context"), IS_FOLDER, BESIDE, context)
    file = build.get("dockerfile")
    if isinstance(context, str) and isinstance(file, str) and list(_one((), "", "", context)):
        name = file if file.startswith("/") else f"{context}/{file}"
        yield from _one((*at, "build", "dockerfile"), IS_FILE, BESIDE, name)


def _workflow(document: _Map) -> _Found:
    for at, job in _maps(document, "jobs", "*"):
        uses = job.get("uses")
        if isinstance(uses, str) and uses.startswith("./"):
            yield from _one((*at, "uses"), IS_FILE, ROOT, uses)
        steps = [step for _, step in _maps(job, "steps", "*")]
        elsewhere = _checked_out(steps)
        for index, step in enumerate(steps):
            uses = step.get("uses")
            if isinstance(uses, str) and uses.startswith("./") and not uses.startswith(elsewhere):
                yield from _one((*at, "steps", index, "uses"), IS_ACTION, ROOT, uses)


def _checked_out(steps: list[_Map]) -> tuple[str, ...]:
    """Return where the steps of a job put other repositories; those are not ours to look into."""
    folders = []
    for step in steps:
        options = step.get("with")
        if "checkout" in str(step.get("uses", "")) and isinstance(options, dict):
            path = options.get("path")
            if path is not None or options.get("repository") is not None:
                folder = str(path or ".").removeprefix("./").strip("/")
                folders.append("./" if folder in ("", ".") or "$" in folder else f"./{folder}/")
    return tuple(folders)


def _gitlab(document: _Map) -> _Found:
    yield from _included((), document)
    for at, job in _maps(document, "*", "trigger"):
        yield from _included(at, job)


def _included(at: Path, node: _Map) -> _Found:
    for further, item in _each(node, "include"):
        if isinstance(item, str):
            yield from _one((*at, *further), IS_GLOB, ROOT, item)
        elif isinstance(item, dict) and "rules" not in item and "project" not in item:
            yield from _one((*at, *further, "local"), IS_GLOB, ROOT, item.get("local"))


# Of these it is known that they make no pages; any other may.
_PLAIN_PLUGINS = ("search", "material/search", "minify", "git-revision-date-localized", "offline")
_PAGES = (".md", ".markdown")


def _mkdocs(document: _Map) -> _Found:
    for _, plugin in _each(document, "plugins"):
        name = next(iter(plugin), "") if isinstance(plugin, dict) else plugin
        if name not in _PLAIN_PLUGINS:
            return
    folder = document.get("docs_dir", "docs")
    if isinstance(folder, str):
        for at, name in _strings(document.get("nav"), ("nav",)):
            if name.endswith(_PAGES) and not name.startswith("/"):
                for _ in _one(at, IS_FILE, BESIDE, name):
                    yield at, IS_FILE, BESIDE, f"{folder}/{name}"


def _strings(node: object, at: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node, str):
        yield at, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _strings(value, (*at, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _strings(value, (*at, index))


_LOOKS: dict[str, Callable[[_Map], _Found]] = {
    KUSTOMIZATION: _kustomization,
    COMPOSE: _compose,
    WORKFLOW: _workflow,
    GITLAB: _gitlab,
    FLUX: _flux,
    MKDOCS: _mkdocs,
}
