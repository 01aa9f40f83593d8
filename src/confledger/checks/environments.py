"""The environments of the settings, each as one merged tree that knows where its parts stand.

Maps are merged key by key, lists of named items item by item, all else is replaced; what an
environment extends comes first. Where environments have several files each, files of the same
name are merged with one another, and compared with one another. Folders that are each called
for an environment, such as `hosts/a/dev` and `hosts/b/dev`, stand beside one another: their
files are not of the same name.
"""

from collections.abc import Iterator
from itertools import takewhile

from confledger.checks.globs import matcher
from confledger.checks.outline import LIST, MAP, Outline, Outlined, Stand, outlined
from confledger.checks.whole import Whole
from confledger.location import Path, dotted

WHOLE = ""


class Node:
    """A value of a merged tree: its kind, what it digests to, where it stands, what is below."""

    __slots__ = ("at", "below", "digest", "document", "kind", "path")

    def __init__(self, outline: Outline, path: str, document: int, at: Path) -> None:
        self.kind, self.digest, below, indices = outline
        self.path = path
        self.document = document
        self.at = at
        self.below: dict[str, Node] | None = None
        if below is not None:
            self.below = {
                name: Node(one, path, document, (*at, indices[name] if indices else name))
                for name, one in below.items()
            }

    @property
    def holds_documents(self) -> bool:
        """Whether this is a whole file, and what is below are its documents."""
        return not self.digest

    def under(self, other: "Node") -> "Node":
        """Return this with `other` laid over it."""
        if self.below is None or other.below is None or self.kind != other.kind:
            return other
        merged = Node((other.kind, other.digest, None, None), other.path, other.document, other.at)
        merged.below = dict(self.below)
        for name, child in other.below.items():
            here = self.below.get(name)
            merged.below[name] = child if here is None else here.under(child)
        return merged


class Environment:
    """One environment; `readable` is False when one of its files cannot be read."""

    __slots__ = (
        *("_files", "_merged", "_names", "_stands", "_trees"),
        *("deployed", "name", "parent", "readable"),
    )

    def __init__(self, name: str, *, deployed: bool) -> None:
        self.name = name
        self.deployed = deployed
        self.parent: Environment | None = None
        self.readable = True
        # By role: what its own files of that role come to.
        self._files: dict[str, list[str]] = {}
        self._trees: dict[str, Node] = {}
        self._stands: dict[str, list[tuple[str, Stand]]] = {}
        # Made when first asked for, after all files were added.
        self._merged: dict[str, Node | None] = {}
        self._names: set[str] | None = None

    def add(self, role: str, path: str, answer: object) -> None:
        """Lay a file over what is there; None is a file that cannot be read."""
        self._files.setdefault(role, []).append(path)
        if answer is None:
            self.readable = False
            return
        documents: Outlined
        stands: list[Stand]
        documents, stands = answer  # type: ignore[misc]
        self._stands.setdefault(role, []).extend((path, stand) for stand in stands)
        for name, number, one in documents:
            node = Node(one, path, number, ())
            if name:
                # One of several documents is a key of the file.
                whole = Node((MAP, b"", None, None), path, number, ())
                whole.below = {name: node}
                node = whole
            before = self._trees.get(role)
            self._trees[role] = node if before is None else before.under(node)

    def lineage(self) -> "Iterator[Environment]":
        """Yield this environment, what it extends, and so on; an endless chain is cut."""
        seen: set[str] = set()
        one: Environment | None = self
        while one is not None and one.name not in seen:
            seen.add(one.name)
            yield one
            one = one.parent

    def files(self, *, own: bool = False) -> list[str]:
        """Return the files that it is made of, those of what it extends last."""
        lineage = [self] if own else list(self.lineage())
        return [path for one in lineage for paths in one._files.values() for path in paths]

    def own_file(self, role: str) -> str | None:
        """Return its most particular file of a role."""
        for one in self.lineage():
            if one._files.get(role):
                return one._files[role][-1]
        return None

    def roles(self) -> list[str]:
        """Return the roles that files of it have."""
        return sorted({role for one in self.lineage() for role in one._files})

    def tree(self, role: str) -> Node | None:
        """Return what holds in it, of one role."""
        if role not in self._merged:
            merged: Node | None = None
            for one in reversed(list(self.lineage())):
                tree = one._trees.get(role)
                if tree is not None:
                    merged = tree if merged is None else merged.under(tree)
            self._merged[role] = merged
        return self._merged[role]

    def interpolations(self, role: str) -> Iterator[tuple[str, int, Path, str]]:
        """Yield file, document, path and key of each `${key}` in its files."""
        for one in self.lineage():
            for path, (number, at, name) in one._stands.get(role, ()):
                yield path, number, at, name

    def has(self, key: str) -> bool:
        """Whether a key, written with dots, is in any of its trees."""
        steps = key.replace("[", ".").replace("]", "").split(".")
        return any(
            tree is not None and _leads(tree, steps) for tree in map(self.tree, self.roles())
        )

    def names(self) -> set[str]:
        """Return every key, written with dots."""
        if self._names is not None:
            return self._names
        found = self._names = set()
        for role in self.roles():
            tree = self.tree(role)
            todo: list[tuple[Path, Node]] = [] if tree is None else [((), tree)]
            while todo:
                at, node = todo.pop()
                found.add(dotted(at))
                todo += [((*at, name), one) for name, one in (node.below or {}).items()]
        return found


def environments(whole: Whole) -> list[Environment]:
    """Return the environments of the settings, in their order; made once a run."""
    if whole.environments is None:
        whole.environments = _made(whole)
    found: list[Environment] = whole.environments  # type: ignore[assignment]
    return found


# A folder that a glob begins with, and the files that fit it.
_Globbed = tuple[str, list[str]]


def _made(whole: Whole) -> list[Environment]:
    found: dict[str, Environment] = {}
    globbed: dict[str, list[_Globbed]] = {}
    for one in whole.settings.environments:
        name = str(one["name"])
        found[name] = Environment(name, deployed=bool(one.get("deployed", True)))
        globs: list[str] = one["paths"]
        globbed[name] = [
            (_fixed(glob, whole), matching)
            for glob in globs
            if (matching := list(filter(matcher([glob]), whole.entries)))
        ]
    for one in whole.settings.environments:
        found[str(one["name"])].parent = found.get(str(one.get("extends")))
    beside = _beside(globbed)
    files = {name: _files(whole, name, those, beside) for name, those in globbed.items()}
    # With one file each, these are the same part of everything, whatever they are called.
    single = all(len(paths) <= 1 for paths in files.values())
    everything = sorted({path for paths in files.values() for path, _ in paths})
    answers = whole.ask(everything, "outline", outlined)
    for name, paths in files.items():
        for path, role in paths:
            found[name].add(WHOLE if single else role, path, answers.get(path))
    return list(found.values())


def _beside(globbed: dict[str, list[_Globbed]]) -> int | None:
    """Return how many steps the folders of the environments share, if they stand beside another.

    None unless each is called for its environment, and one environment has several.
    """
    folders = {name: {folder for folder, _ in those} for name, those in globbed.items()}
    if all(len(those) < 2 for those in folders.values()):
        return None
    shapes = [(folder, _role(folder, name)) for name, those in folders.items() for folder in those]
    if any(folder == shape for folder, shape in shapes):
        return None
    steps = zip(*(shape.split("/") for _, shape in shapes), strict=False)
    return len(list(takewhile(lambda those: len(set(those)) == 1, steps)))


def _files(
    whole: Whole, name: str, globbed: list[_Globbed], beside: int | None
) -> list[tuple[str, str]]:
    """Return the files of an environment and the role of each, in the order of its paths.

    `beside` is how many steps of a path are no part of a role; without it, those of the folder.
    """
    found: dict[str, str] = {}
    for folder, paths in globbed:
        left_out = len(folder.split("/")) if folder else 0
        if beside is not None:
            left_out = beside
        for path in paths:
            if path not in found and _holds_keys(whole, path):
                found[path] = _role("/".join(path.split("/")[left_out:]), name)
    return list(found.items())


def _holds_keys(whole: Whole, path: str) -> bool:
    entry = whole.entries[path]
    return whole.selection.ignored(path, entry.kind) is None


def _fixed(glob: str, whole: Whole) -> str:
    """Return the folder that a glob begins with, up to the first step that may vary."""
    steps = glob.removeprefix("./").strip("/").split("/")
    fixed = []
    for step in steps:
        if any(mark in step for mark in "*?[{"):
            break
        fixed.append(step)
    if len(fixed) == len(steps) and not whole.has_folder("/".join(fixed)):
        fixed.pop()
    return "/".join(fixed)


def _role(path: str, name: str) -> str:
    return "/".join(anonymous(step, name) for step in path.split("/"))


def anonymous(step: str, name: str) -> str:
    """Write `*` for the name of the environment where it is a word of a name."""
    parts = step.split(name)
    text = parts[0]
    for part in parts[1:]:
        apart = (not text or not text[-1].isalnum()) and (not part or not part[0].isalnum())
        text += ("*" if apart else name) + part
    return text


def _leads(node: Node, steps: list[str]) -> bool:
    for index, step in enumerate(steps):
        if node.below is None:
            # What is in a list without names is not known here.
            return node.kind == LIST and index > 0
        below = node.below.get(step)
        if below is None and node.kind == LIST and step.isdigit():
            below = next((one for one in node.below.values() if one.at[-1:] == (int(step),)), None)
        if below is None:
            # A key may have dots in it.
            rest = ".".join(steps[index:])
            return any(
                rest == key or rest.startswith(key + ".") for key in node.below if "." in key
            )
        node = below
    return True
