"""From two states to the content of the report: which files differ, and in which values."""

import os

from confledger.changes.compare import compare
from confledger.changes.identity import Identities
from confledger.checks.selection import NOT_CONFIGURATION, SUBMODULE, SYMLINK, Selection
from confledger.cli import workspace
from confledger.cli.diff_governed import Ruled
from confledger.cli.diff_sides import Sides
from confledger.cli.diff_wanted import matcher
from confledger.cli.failure import shown
from confledger.cli.streams import tell
from confledger.documents.load import load
from confledger.errors import ConfledgerError, nearest
from confledger.git.blobs import TooLarge
from confledger.git.pairs import Pair
from confledger.git.snapshot import FILE, Unreadable
from confledger.reports.changes import content
from confledger.reports.changes.content import Comparison, File
from confledger.reports.changes.rows import Hiding, Place, rows
from confledger.reports.changes.styles import styles
from confledger.reports.changes.values import leaves
from confledger.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.changes.change import Change
    from confledger.checks.list_keys import ListKeys, SchemaKeys
    from confledger.checks.references import Reference
    from confledger.git.snapshot import Content
    from confledger.secrets.scope import Scope

    Scopes = tuple[Scope | None, Scope | None]

# What is said of files that differ and are not compared; the bar is for `is` or `are`.
_OTHERS = {
    NOT_CONFIGURATION: "that | no configuration",
    SYMLINK: "that | a symbolic link",
    SUBMODULE: "that | a submodule",
}
# So many names of files that git does not know are told.
_FEW = 3


class Documents:
    """Both versions of one file as documents, with what they differ in; for patches."""

    __slots__ = ("after", "before", "changes", "path", "scopes", "sealed")

    def __init__(
        self,
        path: str,
        before: list[object],
        after: list[object],
        changes: "list[Change]",
        *,
        sealed: bool = False,
    ) -> None:
        self.path = path
        self.before = before
        self.after = after
        self.changes = changes
        # Whether one version is encrypted, and what of each ought to be.
        self.sealed = sealed
        self.scopes: Scopes = (None, None)


class Comparing:
    """One run: what is wanted, how files are read, and what came of it."""

    def __init__(self, sides: Sides, paths: list[str], environment: str | None) -> None:
        self._sides = sides
        self.settings = _settings(sides)
        self._limits = workspace.limits_of(self.settings)
        sides.limit(self._limits.max_bytes)
        self._selection = Selection(self.settings, self._there)
        self._within = matcher(sides, paths)
        self._environment = environment
        self._belonging: Callable[[str], list[str]] | None = None
        self._charts: dict[str, bool] = {}
        self._keys: tuple[ListKeys, SchemaKeys | None] | None = None
        # What a patch is made of; only kept when asked for.
        self.keep: list[Documents] | None = None
        self.dialect: str | None = None
        # Whether environments are guessed where the settings name none.
        self.guessing = True
        # Of what is no value: `comment` and `style`, where these are wanted.
        self.classes: frozenset[str] = frozenset()
        # Hides more of a file, for whoever compares.
        self.veil: Callable[[Pair, list[Content | None], list[Hiding]], list[Hiding]] | None = None

    def run(self, progress: "Callable[[int, int], None]") -> Comparison:
        """Compare everything."""
        sides = self._sides
        made = Comparison(sides.before_name, sides.after_name, [])
        if self._environment is not None:
            # Whether there is such a one is asked even if nothing differs.
            self.environments("")
        chosen = [pair for pair in sides.pairs if self._chosen(pair, made)]
        contents = sides.contents(chosen)
        self._ruled = Ruled(sides, chosen)
        for done, (pair, (old, new)) in enumerate(zip(chosen, contents, strict=True)):
            file = self._file(pair, old, new)
            if file is not None:
                made.files.append(file)
            progress(done + 1, len(chosen))
        made.untracked = self._untracked()
        return made

    def _chosen(self, pair: Pair, made: Comparison) -> bool:
        """Whether a pair is compared; what is not, is counted."""
        path = self._sides.rooted(pair.path)
        old = path if pair.old_path is None else self._sides.rooted(pair.old_path)
        if not (self._asked_for(path) or self._asked_for(old)):
            return False
        kinds = {entry.kind for entry in (pair.old, pair.new) if entry is not None}
        kind = next((one for one in sorted(kinds) if one != FILE), FILE)
        reason = self._ignored(path, kind)
        if reason is not None and (old == path or self._ignored(old, kind) is not None):
            why = _OTHERS.get(reason, f"left out ({reason})")
            made.others[why] = made.others.get(why, 0) + 1
            return False
        return True

    def _asked_for(self, path: str) -> bool:
        """Whether a path is among those of the command line, and of its environment."""
        if not self._within(path):
            return False
        return self._environment is None or self._environment in self.environments(path)

    def _ignored(self, path: str, kind: str) -> str | None:
        # What says which files are left out is never left out itself.
        if kind == FILE and (path == self.settings.file or self.dialect is not None):
            return None
        return self._selection.ignored(path, kind)

    def _there(self, path: str) -> bool:
        """Whether a chart is there, which makes templates of the files below it."""
        if path not in self._charts:
            source = self._sides.settings
            self._charts[path] = source is not None and source.find(path) is not None
        return self._charts[path]

    def environments(self, path: str) -> list[str]:
        """Return the environments that a file is part of: of the settings, or guessed."""
        if self._belonging is None:
            from confledger.checks.globs import belonging

            self._belonging = belonging(self._entries())
        return self._belonging(path)

    def _entries(self) -> list[dict[str, object]]:
        """Return the environments; raise if the one that is asked for is none of them."""
        entries = self.settings.environments
        if not entries and self.guessing:
            from confledger.documents.dialect import dialect_of
            from confledger.inventory.environments import guess

            there = [one for one in self._sides.paths() if dialect_of(one)]
            entries = [{"name": one.name, "paths": one.paths} for one in guess(there).environments]
        names = [str(one["name"]) for one in entries]
        if self._environment is not None and self._environment not in names:
            close = nearest(self._environment, names)
            known = f"there are {', '.join(names)}" if names else "the settings name none"
            raise ConfledgerError(
                f"there is no environment {self._environment!r}",
                help=f"did you mean {close!r}?" if close else known,
            )
        return entries

    def _file(self, pair: Pair, old: "Content | None", new: "Content | None") -> File | None:
        """Compare one file; None if it does not differ."""
        if old == new and pair.old_path is None and not pair.unmerged:
            return None
        file = File(pair.path, content.EDITED, old_path=pair.old_path)
        file.environments = self.environments(self._sides.rooted(pair.path))
        if self._sides.named:
            file.old_path = None
        if pair.unmerged:
            file.status, file.reason = content.UNREADABLE, "its merge conflict is not resolved"
        elif old == new:
            file.status = content.RENAMED_FILE
        else:
            self._compare(pair, old, new, file)
        return file

    def _compare(
        self, pair: Pair, old: "Content | None", new: "Content | None", file: File
    ) -> None:
        """Note what differs in a file."""
        dialects = [self._dialect(pair.old_path or pair.path), self._dialect(pair.path)]
        sides: list[list[object]] = []
        for held, dialect, when in zip((old, new), dialects, ("before", "now"), strict=True):
            documents, fault = self._documents(held, dialect)
            if fault:
                file.status = content.UNREADABLE
                file.reason = fault if old is None or new is None else f"{when}, {fault}"
                return
            sides.append(documents)
        data = [held if isinstance(held, bytes) else None for held in (old, new)]
        encrypted = None
        if any(b"sops" in held for held in data if held is not None):
            from confledger.reports.changes.sealed import bare, sealed

            encrypted = sealed(pair.path, *data)
            if encrypted is not None:
                sides = [bare(documents) for documents in sides]
        before, after = sides
        changes = compare(
            before, after, self._identities(pair.path, dialects[1], data[1] or data[0] or b"")
        )
        scopes = (None, None) if encrypted is not None else self._ruled.scopes(pair)
        if self.keep is not None and (changes or encrypted is not None):
            kept = Documents(pair.path, before, after, changes, sealed=encrypted is not None)
            kept.scopes = scopes
            self.keep.append(kept)
        places: frozenset[Place] = frozenset() if encrypted is None else encrypted.places
        everything = encrypted is not None and encrypted.everything
        if encrypted is not None:
            changes = [change for change in changes if encrypted.told(change)]
            file.facts = encrypted.facts
        hiding = [
            Hiding(side, places, everything=everything, scope=scope)
            for side, scope in zip(sides, scopes, strict=True)
        ]
        hiding = hiding if self.veil is None else self.veil(pair, [old, new], hiding)
        file.rows = rows(changes, hiding[0], hiding[1], (before, after))
        if data[0] is None or data[1] is None:
            file.status = content.NEW if data[0] is None else content.GONE
            file.values = sum(map(leaves, after if data[0] is None else before))
            return
        if encrypted is None and dialects[0] == dialects[1]:
            said = styles(
                data[0],
                data[1],
                dialects[1],
                changes,
                file.rows,
                self.classes,
                scope=scopes[1] or scopes[0],
            )
            file.facts, file.styles = said.facts, said.rows
            if said.comments:
                file.reason = content.ONLY_COMMENTS
        _settle(file)

    def _dialect(self, path: str) -> str:
        return self.dialect or self._selection.dialect(self._sides.rooted(path)) or "yaml"

    def _documents(self, held: "Content | None", dialect: str) -> tuple[list[object], str]:
        """Return the documents of one version, or why there are none."""
        if held is None:
            return [], ""
        if isinstance(held, Unreadable):
            return [], held.reason
        if isinstance(held, TooLarge):
            return [], (
                f"it has {held.size:,} bytes, more than the {self._limits.max_bytes:,} that are "
                "read (`limits.max-bytes`)"
            )
        loaded = load(held, dialect, self._limits)
        # One that has a key twice, say, is read all the same.
        if loaded.documents or not loaded.problems:
            return loaded.documents, ""
        problem = loaded.problems[0]
        span = problem.span
        where = f"line {span.line}, column {span.column}: " if span is not None else ""
        return [], f"{where}{problem.message}"

    def _identities(self, path: str, dialect: str, data: bytes) -> Identities:
        """Return what tells items of lists apart: the settings, a schema, and what is usual."""
        rooted = self._sides.rooted(path)
        references = []
        # Only where it can have a schema: reading these takes longer than the comparison.
        if self._sides.settings is not None and (self.settings.schemas or b"schema" in data):
            references = self._references(rooted, dialect, data)
        if not references and not self.settings.list_keys:
            return Identities()
        from confledger.checks.list_keys import ListKeys, SchemaKeys

        if self._keys is None:
            schemas = None
            if self._sides.settings is not None:
                schemas = SchemaKeys(
                    self._sides.settings.find,
                    vendored=self.settings.vendored,
                    limits=self._limits,
                )
            self._keys = (ListKeys(self.settings.list_keys), schemas)
        keys, schemas = self._keys
        return Identities(keys.declared(rooted, schemas, references))

    def _references(self, path: str, dialect: str, data: bytes) -> "list[Reference]":
        """Return the schemas of a file: that of the settings, and those that it names."""
        from confledger.checks.references import modelines, refer

        vendored = self.settings.vendored
        named = [name for _, _, _, name in modelines(data, dialect)]
        found = [refer(name, path.rpartition("/")[0], vendored) for name in named]
        setting = self._selection.schema(path)
        return found if setting is None else [refer(setting, "", vendored), *found]

    def _untracked(self) -> list[str]:
        """Return configuration files that git does not know, and does not ignore."""
        running = self._sides.others
        if running is None:
            return []
        return [
            path
            for path in sorted(os.fsdecode(running.read()).split("\0"))
            if path and self._asked_for(path) and self._selection.ignored(path, FILE) is None
        ]


def _settle(file: File) -> None:
    """Say what became of a file that is there on both sides."""
    if file.old_path is not None:
        file.status = content.RENAMED_FILE
    elif not file.rows and not file.facts:
        file.status = content.REFORMATTED
    if file.status != content.REFORMATTED:
        file.reason = None


def tell_untracked(paths: list[str]) -> None:
    """Say which configuration files are no part of it because git does not know them."""
    if not paths:
        return
    from confledger.reports.wording import plural

    names = ", ".join(map(shown, paths[:_FEW]))
    more = f" and {len(paths) - _FEW} more" if len(paths) > _FEW else ""
    said = plural(len(paths), "configuration file is", "configuration files are")
    tell(f"note: {said} not tracked, and left out: {names}{more}\n")


def _settings(sides: Sides) -> Settings:
    """Return the settings of the later state; those that cannot be used are told of."""
    if sides.settings is None:
        return Settings()
    try:
        return workspace.settings_of(sides.settings).settings
    except ConfledgerError as error:
        first = shown(str(error)).splitlines()[0]
        tell(f"note: the settings cannot be used, so the defaults hold: {first}\n")
        return Settings()
