"""`rollback --key`: one key of a file, or of an environment, as it was; comments stay."""

from confledger.cli import workspace
from confledger.cli.rollback.draft import Draft
from confledger.cli.rollback.key_words import file_meant, no_file, unclear
from confledger.errors import ConfledgerError, nearest
from confledger.git.tree_writing import Put
from confledger.git.trees import files_of
from confledger.rollback import keying
from confledger.rollback.content import read
from confledger.rollback.plan import CHANGED, File, Plan
from confledger.rollback.scope import KEY, Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.rollback.work import Work
    from confledger.settings import Settings

_FILES = ("100644", "100755")
_BASE = "base"
# So many versions of a file are looked through for a key that is gone.
_MOST = 200


def begun(work: "Work", asked: "Namespace", target: str) -> Draft:
    """Return what brings a key back as edits."""
    if asked.scope is not None:
        raise ConfledgerError("--key and --scope exclude each other", help="choose one")
    word: str = asked.key
    keys = _Keys(work, target)
    keys.find(word)
    paths = {one.path for one in keys.found}.union(*keys.olds.values())
    scope = Scope(KEY, word, paths.__contains__)
    plan = Plan(work.head, work.ref, word)
    plan.way = "key"
    plan.target = work.revision(target)
    draft = Draft(work, asked, plan, scope)
    draft.target = target
    for one in keys.found:
        draft.keys[one.path] = one.key
        draft.keys |= dict.fromkeys(keys.olds.get(one.path, ()), one.key)
        _bring(draft, one)
    plan.notes += keys.notes
    plan.notes += [note for path, note in keys.shared.items() if path in plan.edits]
    return draft


class _Found:
    """A key of one file: where it is now and where it was then, None where there is no file."""

    __slots__ = ("key", "now", "path", "then")

    def __init__(
        self, path: str, key: str, now: "tuple[str, bytes] | None", then: bytes | None
    ) -> None:
        self.path = path
        self.key = key
        # Its mode and its bytes.
        self.now = now
        self.then = then


class _Keys:
    """Finds what `ENVIRONMENT:KEY` or `FILE#KEY` means."""

    def __init__(self, work: "Work", target: str) -> None:
        self._work = work
        self._target = target
        self._held: dict[str, tuple[tuple[str, bytes] | None, bytes | None]] = {}
        self._names: dict[str, str] | None = None
        self.found: list[_Found] = []
        # By the name of now, what files were called then.
        self.olds: dict[str, list[str]] = {}
        self.notes: list[str] = []
        # By path, what there is to say of it if it changes.
        self.shared: dict[str, str] = {}

    def find(self, word: str) -> None:
        """Find the files, and the key in each; raise ConfledgerError where it is nowhere."""
        path = self._file(word)
        if path is not None:
            self._in_file(*path)
            return
        environment, colon, key = word.partition(":")
        if "#" in word and not (colon and "#" not in environment):
            name = word.partition("#")[0]
            names = _Layers(self._work, self._target).environments()
            raise ConfledgerError(
                f"there is no file {name!r}, now or then",
                help=no_file(name, word.partition("#")[2], names, self._paths()),
            )
        if not colon or not key:
            names = _Layers(self._work, self._target).environments()
            raise unclear(word, names, self._paths())
        self._in_environment(environment, key)

    def _paths(self) -> set[str]:
        return {*self._work.now.entries(), *self._work.then(self._target).entries()}

    def _file(self, word: str) -> tuple[str, str] | None:
        """Return the file that a word begins with, and the key in it."""
        now, then = self._work.now.entries(), self._work.then(self._target).entries()
        at = word.find("#")
        while at > 0:
            path = self._work.path_of(word[:at])
            if path is not None and (path in now or path in then):
                return path, word[at + 1 :]
            at = word.find("#", at + 1)
        return None

    def _in_file(self, path: str, text: str) -> None:
        if self._work.now.find(path) is None:
            raise ConfledgerError(
                f"{path} is gone by now", help=f"bring all of it back: --scope {path}"
            )
        if not self._add(path, text, alone=True) and not self._was_between([path], text):
            versions = self._versions(path)
            raise ConfledgerError(
                f"{path} has no key {text!r}, now or then", help=keying.near(versions, text)
            )

    def _in_environment(self, environment: str, text: str) -> None:
        work = self._work
        layers = _Layers(work, self._target)
        layers.verify(environment, file_meant(f"{environment}:{text}", self._paths()))
        files, before = layers.files(environment), layers.files_then(environment)
        for path in reversed(files):
            if self._renamed_to(path) in files or not self._add(path, text, alone=False):
                continue
            one = self.found[-1]
            dialect = work.selection.dialect(path)
            if path in before and keying.is_one_value(one.then, dialect, one.key):
                # It hides what the weaker files say, which may be what others have.
                break
        self.found.reverse()
        if not self.found and not self._was_between(files, text):
            versions = [one for path in files for one in self._versions(path)]
            raise ConfledgerError(
                f"{environment} has no key {text!r}, now or then",
                help=keying.near(versions, text),
            )
        for one in self.found:
            others = [name for name in layers.sharing(one.path) if name != environment]
            if others:
                named = ", ".join(others)
                self.shared[one.path] = f"{one.path} is part of other environments too: {named}"

    def _add(self, path: str, text: str, *, alone: bool) -> bool:
        key = keying.named(self._versions(path), text)
        if key is None:
            return False
        now, then = self._content(path)
        if alone and then is None:
            raise ConfledgerError(
                f"{path} was not there yet", help=f"take all of it away: --scope {path}"
            )
        self.found.append(_Found(path, key, now, then))
        return True

    def _content(self, path: str) -> "tuple[tuple[str, bytes] | None, bytes | None]":
        if path in self._held:
            return self._held[path]
        work = self._work
        now = work.now.find(path)
        then: tuple[str, object] | None = work.then(self._target).find(path)
        if then is None:
            then = self._renamed(path)
        file = files_of(work.repository, work.head, path).get(path)
        here = None
        if now is not None and file is not None and file.mode in _FILES:
            here = (file.mode, _bytes(path, now[1]))
        self._held[path] = here, None if then is None else _bytes(path, then[1])
        return self._held[path]

    def _was_between(self, paths: list[str], text: str) -> bool:
        """Whether a key that is neither now nor then was there in between: it is gone again."""
        from confledger.git.file_versions import FileContent

        work = self._work
        content = FileContent(work.repository, workspace.LIMIT)
        try:
            for path in paths:
                dialect = work.selection.dialect(path)
                bounds = (f"-{_MOST}", f"{self._target}..{work.head}", "--")
                raw = work.repository.run("rev-list", *bounds, f":(literal,top){path}")
                for commit in raw.decode("ascii").split():
                    data = content.at(commit, path)[1]
                    held = None if data is None or dialect is None else read(data, dialect)
                    if held is not None and keying.named([held], text) is not None:
                        return True
        finally:
            content.close()
        return False

    def _renamed_to(self, path: str) -> str | None:
        """Return the name that a file has now which is gone under its own."""
        if path in self._work.now.entries():
            return None
        return self._renames().get(path)

    def _renames(self) -> dict[str, str]:
        from confledger.git.renames import renamed

        if self._names is None:
            self._names = renamed(self._work.repository, self._target, self._work.head)
        return self._names

    def _renamed(self, path: str) -> "tuple[str, object] | None":
        """Return what a file was under the name that it had then."""
        work = self._work
        if path not in work.now.entries():
            return None
        old = next((one for one, new in self._renames().items() if new == path), None)
        if old is None:
            return None
        self.olds[path] = [old]
        note = f"{path} was {old} then"
        if note not in self.notes:
            self.notes.append(note)
        return work.then(self._target).find(old)

    def _versions(self, path: str) -> list[list[object]]:
        dialect = self._work.selection.dialect(path)
        if dialect is None:
            raise ConfledgerError(
                f"{path} is no configuration, so it has no keys", help=f"--scope {path}"
            )
        now, then = self._content(path)
        held = [one for one in (None if now is None else now[1], then) if one is not None]
        return [one for data in held if (one := read(data, dialect)) is not None]


class _Layers:
    """The files that environments are made of, now and then; the settings are those of today."""

    def __init__(self, work: "Work", target: str) -> None:
        from confledger.cli.rollback.overlaid import Tree

        self._trees = [Tree(work.now), Tree(work.then(target))]
        self._settings: Settings = work.settings
        self._root = str(self._settings.load["folder"])
        self._known: dict[str, list[str]] = {}

    def verify(self, environment: str, meant: str | None) -> None:
        """Raise ConfledgerError for an environment that there neither is nor was."""
        known = self.environments()
        if environment in known:
            return
        close = meant or nearest(environment, known)
        there = f"there are {', '.join(known)}" if len(known) > 1 else f"there is only {known[0]}"
        raise ConfledgerError(
            f"there is no environment {environment!r}, now or then",
            help=f"did you mean {close!r}?" if close else f"{there}; of a file: FILE#KEY",
        )

    def environments(self) -> list[str]:
        """Return the names of all environments, now and then, and of the base."""
        from confledger.loader.layout import Layout

        names = {_BASE}
        for tree in self._trees:
            names |= {*Layout(tree, self._root, self._settings).environments()}
        return sorted(names)

    def files(self, environment: str) -> list[str]:
        """Return the files of an environment, from weak to strong."""
        if environment not in self._known:
            found: dict[str, None] = {}
            for tree in self._trees:
                found |= dict.fromkeys(self._slots(tree, environment))
            self._known[environment] = list(found)
        return self._known[environment]

    def files_then(self, environment: str) -> list[str]:
        """Return the files that it had then."""
        return self._slots(self._trees[1], environment)

    def sharing(self, path: str) -> list[str]:
        """Return the environments that a file is part of, the base left out."""
        return [one for one in self.environments() if one != _BASE and path in self.files(one)]

    def _slots(self, tree: object, environment: str) -> list[str]:
        from confledger.loader.layout import EnvironmentUnknown, Layout
        from confledger.loader.sources import is_file

        if is_file(tree, self._root):  # type: ignore[arg-type]  # a Tree
            return [self._root]
        layout = Layout(tree, self._root, self._settings)  # type: ignore[arg-type]  # a Tree

        def extends(file: str) -> "tuple[str, object] | None":
            data = tree.read(file)  # type: ignore[attr-defined]  # a Tree
            from confledger.documents.dialect import YAML, dialect_of

            documents = None if data is None else read(data, dialect_of(file) or YAML)
            held = documents[0] if documents else None
            said = held.get("extends") if isinstance(held, dict) else None
            return (said, lambda: file) if isinstance(said, str) else None

        named = None if environment == _BASE else environment
        try:
            return [one.file for one in layout.slots(named, [], extends, local=False)]  # type: ignore[arg-type]  # as it is asked for
        except EnvironmentUnknown:
            return []
        except ConfledgerError:
            # What it is laid over is not there: a state as broken as that can be gone back from.
            return [*layout.base(), *layout.files(environment)]


def _bytes(path: str, content: object) -> bytes:
    if isinstance(content, bytes):
        return content
    raise ConfledgerError(f"{path} cannot be read: {getattr(content, 'reason', 'it is too large')}")


def _bring(draft: Draft, one: _Found) -> None:
    """Add what brings the key of one file back."""
    from confledger.cli.rollback.keeping import Keeping, is_sealed

    plan, path = draft.plan, one.path
    if one.now is None:
        plan.refuse("gone", f"{path}, which set it then, is gone; bring it back: --scope {path}")
        return
    mode, data = one.now
    if is_sealed(path, data) and is_sealed(path, one.then):
        from confledger.cli.rollback import sealed_key

        sealed_key.value_back(draft, path, one.key)
        return
    if is_sealed(path, data) or is_sealed(path, one.then):
        plan.refuse("secrets", f"{path} is encrypted today, or was then, and not both: it stays")
        return
    dialect = draft.work.selection.dialect(path)
    assert dialect is not None
    try:
        made = keying.brought_back(data, one.then, dialect, one.key)
    except ConfledgerError as error:
        raise ConfledgerError(
            f"{path}: the key cannot be brought back in place: {error}",
            help=f"bring all of the file back: --scope {path}",
        ) from error
    if made is None:
        return
    why = Keeping(draft.work).judged(path, data, made)
    if why is not None:
        plan.refuse("secrets", f"{path}: {why}")
        return
    plan.edits = {**plan.edits, path: Put(mode, data=made)}
    plan.files.append(File(path, CHANGED))
