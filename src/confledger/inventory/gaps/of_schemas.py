"""Keys that schemas declare against keys that files set; secrets that are none; unused schemas."""

from collections.abc import Callable, Iterable, Iterator

from confledger.checks.globs import matcher
from confledger.inventory.gaps.from_findings import quoted
from confledger.inventory.gaps.gap import Gap, some
from confledger.loader.schema import SECRET, SchemaView
from confledger.location import Path, dotted
from confledger.secrets.redaction import path_shown
from confledger.settings import Settings

Documents = Callable[[str], "list[object]"]
# What is no value, but says where one is.
_REFERENCES = ("ENC[", "${", "{{", "<", "sops:", "vault:", "env:", "file:", "!")
_MOST = 20_000
_DEEPEST = 12


class Tree:
    """The files of a commit that schemas are about, each read once."""

    def __init__(self, settings: Settings, configuration: list[str], documents: Documents) -> None:
        self.settings = settings
        self.configuration = configuration
        self.documents = documents
        self._views: dict[str, SchemaView | None] = {}

    def view(self, name: str) -> SchemaView | None:
        """Return the schema in a file; None where it is not a file of the tree."""
        if name not in self._views:
            held = self.documents(name.partition("#")[0])
            whole = isinstance(held[0] if held else None, dict) and "#" not in name
            self._views[name] = SchemaView(held[0], name, self._found) if whole else None
        return self._views[name]

    def _found(self, file: str) -> object:
        held = self.documents(file)
        return held[0] if held else None

    def governed(self) -> Iterator[tuple[str, SchemaView]]:
        """Yield each file that the settings give a schema, with it."""
        entries = [(matcher(one["paths"]), str(one["schema"])) for one in self.settings.schemas]
        for path in self.configuration:
            name = next((name for fits, name in entries if fits(path)), None)
            view = None if name is None else self.view(name)
            if view is not None:
                yield path, view


def gaps(tree: Tree, schemas: Iterable[str], mentions: Callable[[str], bool]) -> list[Gap]:
    """Return the gaps; `schemas` are the schema files, `mentions` whether any file names one."""
    governed = list(tree.governed())
    rows = [gap for path, view in governed for gap in _plain(tree, path, view)]
    rows += _unset(tree, governed)
    settings = tree.settings
    used = {str(one["schema"]).partition("#")[0] for one in settings.schemas}
    used |= set(settings.vendored.values()) | {settings.load["schema"]}
    used |= {str(one["schema"]) for one in settings.documentation}
    for path in sorted(set(schemas) - used):
        if not mentions(path.rpartition("/")[2]):
            what = f"{path} is given to no file, and no configuration or schema names it"
            fix = "give it to the files it is for, or remove it"
            command = f"confledger schema add {quoted(path)} --paths GLOB"
            rows.append(Gap("schema-file-unused", path, path, 1, what, fix, command))
    return rows


def _plain(tree: Tree, path: str, view: SchemaView) -> Iterator[Gap]:
    """Yield each value in plain text that its schema calls a secret."""
    for document in tree.documents(path):
        for at, value in _leaves(document):
            if not isinstance(value, (str, int, float)) or isinstance(value, bool) or value == "":
                continue
            if isinstance(value, str) and value.startswith(_REFERENCES):
                continue
            if view.keyword(at, SECRET) is True:
                name = dotted(path_shown(at))
                what = f"`{name}` is `x-secret` by {view.label}, and stands in plain text"
                command = f"confledger secrets encrypt {quoted(path)}"
                fix = "encrypt it, and change it: it is in the history"
                yield Gap("secret-in-plain-text", name, path, 1, what, fix, command)


def _leaves(document: object) -> Iterator[tuple[Path, object]]:
    todo: list[tuple[Path, object]] = [((), document)]
    seen = 0
    while todo and seen < _MOST:
        at, node = todo.pop()
        seen += 1
        if isinstance(node, dict):
            todo += [((*at, str(key)), value) for key, value in node.items()]
        elif isinstance(node, list):
            todo += [((*at, number), value) for number, value in enumerate(node)]
        else:
            yield at, node


def _unset(tree: Tree, governed: list[tuple[str, SchemaView]]) -> list[Gap]:
    """Return what the schemas of environments declare and no environment sets."""
    environments = tree.settings.environments
    globs = [glob for one in environments for glob in one["paths"]]
    fits = matcher(globs) if globs else None
    by_view: dict[str, tuple[SchemaView, list[str]]] = {}
    for path, view in governed:
        if fits is not None and fits(path):
            by_view.setdefault(view.label, (view, []))[1].append(path)
    if not by_view:
        return []
    there: set[Path] = set()
    for _, paths in by_view.values():
        for path in paths:
            for document in tree.documents(path):
                there |= _maps(document)
    rows = []
    told: set[Path] = set()
    # The schema of what others are laid over knows most: it comes first.
    for view, paths in sorted(by_view.values(), key=lambda one: one[1]):
        missing: list[str] = []
        for at, required in _declared(view, there):
            if at in told or any(other.default(at)[0] for other, _ in by_view.values()):
                continue
            told.add(at)
            if required:
                what = f"`{dotted(at)}` is required by {view.label}, and no environment sets it"
                command = f"confledger explain {quoted(dotted(at))} --env all"
                rows.append(
                    Gap("required-key-unset", dotted(at), paths[0], 1, what, "set it", command)
                )
            else:
                missing.append(dotted(at))
        if missing:
            what = f"{view.label} declares {some(missing)}: no environment sets them"
            what = what if len(missing) > 1 else what.replace("them", "it")
            fix = "set what is needed, give it a default, or remove it from the schema"
            command = f"confledger explain {quoted(missing[0])} --env all"
            row = Gap("key-unset", some(missing), view.label, 1, what, fix, command, len(missing))
            rows.append(row)
    return rows


def _maps(document: object) -> set[Path]:
    """Return the path of every key that is not in a list."""
    found: set[Path] = set()
    todo: list[tuple[Path, object]] = [((), document)]
    while todo and len(found) < _MOST:
        at, node = todo.pop()
        if isinstance(node, dict):
            below = [((*at, str(key)), value) for key, value in node.items()]
            found.update(path for path, _ in below)
            todo += below
    return found


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _declared(view: SchemaView, there: set[Path]) -> Iterator[tuple[Path, bool]]:
    """Yield declared keys without a default that are not there, and whether they are required.

    Of what is not there, nothing below is told.
    """
    todo: list[Path] = [()]
    while todo:
        at = todo.pop(0)
        nodes = [node for node, _ in view.nodes(at)]
        required = {name for node in nodes for name in _listed(node.get("required"))}
        for name in sorted(view.names(at)):
            path = (*at, name)
            if path in there:
                if len(path) < _DEEPEST:
                    todo.append(path)
            elif not view.default(path)[0] and not view.keyword(path, "deprecated"):
                yield path, name in required
