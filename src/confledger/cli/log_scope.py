"""What the arguments of a command on the ledger mean: files, folders, keys, environments."""

import os
from collections.abc import Callable

from confledger.checks.globs import belonging, matcher
from confledger.cli.failure import shown
from confledger.cli.streams import tell
from confledger.cli.workspace import relative
from confledger.errors import ConfledgerError, nearest
from confledger.git.repository import Repository
from confledger.git.snapshot import RevisionNotFound, resolve
from confledger.ledger.patterns import Pattern, keys_of, last_steps
from confledger.ledger.scope import files_at, files_below, files_like, present
from confledger.ledger.store import Store
from confledger.settings import Settings

_MARKS = ("*", "?", "{")


class Scope:
    """The files and keys that were named; None where none was."""

    __slots__ = ("files", "keys", "named", "patterns")

    def __init__(self) -> None:
        self.files: frozenset[int] | None = None
        self.keys: list[int] | None = None
        # The files as they were named, from the root.
        self.named: list[str] = []
        self.patterns: list[Pattern] = []

    def add_files(self, found: frozenset[int], name: str) -> None:
        """Add files."""
        self.files = found if self.files is None else self.files | found
        self.named.append(name)

    def add_keys(self, found: list[int], pattern: Pattern) -> None:
        """Add keys, and what they were named by."""
        self.keys = sorted({*(self.keys or ()), *found})
        self.patterns.append(pattern)


class Arguments:
    """Reads arguments against one ledger."""

    def __init__(self, repository: Repository, store: Store, *, follow: bool = True) -> None:
        self._repository = repository
        self._top = repository.top
        self._store = store
        self._follow = follow

    def scope(self, words: list[str]) -> Scope:
        """Return what all arguments mean together; raise ConfledgerError for what means nothing."""
        found = Scope()
        both = [word for word in words if "#" in word and self._add_both(word, found)]
        others = [word for word in words if word not in both and not self._add_files(word, found)]
        for word in others:
            found.add_keys(*self._keys(word, files=found.files))
        if both and len(words) > 1:
            raise ConfledgerError(
                f"{both[0]!r} names a file and a key, and there is something else",
                help="ask for it alone, or name files and keys apart: confledger log FILE KEY",
            )
        return found

    def tell_of_keys(self, words: list[str]) -> None:
        """Say so where a single word is taken for a file or a folder, and is a key as well."""
        for word in words:
            if "/" not in word and "#" not in word and self.files(word):
                pattern = Pattern(f"#/{word}")
                if keys_of(self._store, pattern):
                    what = "folder" if os.path.isdir(word) else "file"
                    tell(shown(f"note: {word!r} is a {what}; for the key: '#{word}'") + "\n")

    def files(self, word: str) -> frozenset[int]:
        """Return the files that a word means as a path; none where no file was ever called so."""
        path = self.path(word)
        if path == "":
            return files_like(self._store, lambda _: True, follow=False)
        if path is None:
            return frozenset()
        found = files_at(self._store, path, follow=self._follow)
        if not found:
            found = files_below(self._store, path, follow=self._follow)
        last = path.rpartition("/")[2]
        if not found and any(mark in path for mark in _MARKS) and ("." in last or last == "**"):
            found = files_like(self._store, matcher([path]), follow=self._follow)
        return found

    def path(self, word: str) -> str | None:
        """Return a word as a path from the root; None where it lies outside."""
        if self._top is None:
            return word.removeprefix("./")
        try:
            return relative(word, self._top)
        except ConfledgerError:
            return None

    def _add_both(self, word: str, found: Scope) -> bool:
        """Add what a word means that names a file and a key; return whether it does."""
        name, _, pattern = word.partition("#")
        files = self.files(name) if name else frozenset()
        if files:
            found.add_files(files, self.path(name) or name)
            found.add_keys(*self._keys(pattern, word, files=files))
        return bool(files)

    def _add_files(self, word: str, found: Scope) -> bool:
        """Add the files that a word means; return whether it means any, and so no key."""
        if word.startswith("/") and not os.path.exists(word):
            return False
        files = self.files(word)
        if files:
            found.add_files(files, self.path(word) or word)
        elif word.startswith(("./", "../")):
            raise self._no_file(word)
        return bool(files)

    def _keys(
        self, text: str, word: str = "", *, files: frozenset[int] | None = None
    ) -> tuple[list[int], Pattern]:
        """Return the keys that a pattern means; `word` is the argument, if a file was in it."""
        pattern = Pattern(text)
        found = keys_of(self._store, pattern, files)
        if found:
            return found, pattern
        path = None if word else self._near(text)
        if path is not None:
            raise ConfledgerError(f"no file and no key {text!r}", help=f"did you mean {path!r}?")
        if not word and (instead := self._revision(text)):
            raise ConfledgerError(
                f"{text!r} is neither a file nor a key; it names a commit", help=instead
            )
        name = nearest(pattern.last, last_steps(self._store)) if pattern.last else None
        raise ConfledgerError(
            f"there was never a key {text!r}"
            if word
            else f"no file was ever called {text!r}, and no key",
            help=f"did you mean '**/{name}'?"
            if name
            else "see the keys of a file: confledger blame FILE",
        )

    def _revision(self, text: str) -> str | None:
        """Return what to type where a word names a commit, or a range of them."""
        start, dots, end = text.partition("..")
        start, end = start or "HEAD", end.lstrip(".") or "HEAD"
        try:
            for name in (start, end) if dots else (text,):
                resolve(self._repository, name, "commit")
        except RevisionNotFound:
            return None
        if not dots:
            return f"did you mean `confledger show {text}`, or --since {text}?"
        until = "" if end == "HEAD" else f" --until {end}"
        return f"did you mean --since {start}{until}?"

    def _no_file(self, word: str) -> ConfledgerError:
        close = self._near(word)
        return ConfledgerError(
            f"no configuration file was ever called {word!r}",
            help=f"did you mean {close!r}?" if close else "see `confledger ledger status`",
        )

    def _near(self, word: str) -> str | None:
        return nearest(self.path(word) or word, list(present(self._store)))


def environments(settings: Settings, store: Store) -> "Callable[[str], list[str]]":
    """Return a function that names the environments of a path: of the settings, or guessed."""
    return belonging(_entries(settings, store))


def environment(settings: Settings, store: Store, name: str) -> "Callable[[str], bool]":
    """Return a function that says whether a path is part of an environment; raise without one."""
    entries = _entries(settings, store)
    names = [str(one["name"]) for one in entries]
    if name not in names:
        close = nearest(name, names)
        known = f"there are {', '.join(names)}" if names else "name some under `environments`"
        raise ConfledgerError(
            f"there is no environment {name!r}",
            help=f"did you mean {close!r}?" if close else known,
        )
    belongs = belonging(entries)
    return lambda path: name in belongs(path)


def _entries(settings: Settings, store: Store) -> list[dict[str, object]]:
    if settings.environments:
        return settings.environments
    from confledger.inventory.environments import guess

    found = guess(sorted(present(store))).environments
    return [{"name": one.name, "paths": one.paths} for one in found]
