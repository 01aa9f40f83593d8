"""The schemas of two states of a repository, compared: their words, and what they say to files."""

from confledger.checks.broken import Broken
from confledger.checks.explain import explained
from confledger.checks.references import FILE, META, path_of, refer, uri_of
from confledger.checks.schemas import Schemas
from confledger.checks.selection import Selection
from confledger.checks.verdict import Judge, judged
from confledger.cli import workspace
from confledger.documents.dialect import JSON, dialect_of
from confledger.documents.load import load, positions
from confledger.errors import ConfledgerError
from confledger.git.snapshot import FILE as REGULAR
from confledger.git.snapshot import Snapshot
from confledger.schema_files.change import Change
from confledger.schema_files.compat import narrowed
from confledger.schema_files.lock import LOCK
from confledger.settings import Settings

CHANGED, ADDED, REMOVED, UNUSABLE = "changed", "added", "removed", "unusable"


class Refused:
    """A file of the new state that the old schema accepts and the new one does not."""

    __slots__ = ("message", "path", "place")

    def __init__(self, path: str, place: str, message: str) -> None:
        self.path = path
        self.place = place
        self.message = message


class Compared:
    """One schema: its changes that refuse more and those that accept more; the files it hits."""

    def __init__(self, path: str, state: str, reason: str = "") -> None:
        self.path = path
        self.state = state
        self.reason = reason
        self.narrower: list[Change] = []
        self.wider: list[Change] = []
        self.refused: list[Refused] = []
        self.files = 0

    @property
    def breaking(self) -> bool:
        """Whether something that was accepted is refused, or can no longer be told."""
        return bool(self.narrower or self.refused) or self.state == UNUSABLE


class State:
    """The schemas of one snapshot, with the settings that hold there."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        try:
            self.settings = workspace.settings_of(snapshot).settings
        except ConfledgerError:
            self.settings = Settings()
        self.limits = workspace.limits_of(self.settings)
        self.selection = Selection(self.settings)
        self.schemas = Schemas(
            snapshot.find,
            vendored=self.settings.vendored,
            limits=self.limits,
            formats=self.settings.formats,
        )

    def content(self, path: str) -> object:
        """Return what a schema file says; None when it is not there or cannot be read."""
        found = self.snapshot.find(path)
        if found is None or not isinstance(found[1], bytes):
            return None
        loaded = load(found[1], dialect_of(path) or JSON, self.limits)
        return loaded.documents[0] if loaded.documents else None

    def find(self, address: str) -> object:
        """Return the content of what a schema refers to."""
        path = path_of(address)
        if path is None:
            reference = refer(address, "", self.settings.vendored)
            if reference.kind != FILE:
                return None
            path = reference.name
        return self.content(path)

    def paths(self) -> set[str]:
        """Return the files that are schemas: those of the settings, and those that say so."""
        named = self.selection.schema_paths(self.settings.vendored)
        entries = self.snapshot.entries()
        for path, entry in entries.items():
            if entry.kind == REGULAR and path != LOCK and _looks(path):
                named.add(path)
        return {path for path in named if path in entries or self.snapshot.find(path)}


def _looks(path: str) -> bool:
    """Whether the name of a file says that it is a schema."""
    folder, _, name = path.rpartition("/")
    return name.endswith((".schema.json", ".schema.yaml", ".schema.yml")) or (
        folder.split("/")[-1] == "schemas" and name.endswith(".json")
    )


def compare(before: Snapshot, after: Snapshot, wanted: set[str]) -> list[Compared]:
    """Compare every schema of two states, or the `wanted` ones, by path."""
    old, new = State(before), State(after)
    ours, theirs = new.paths(), old.paths()
    lost = wanted - ours - theirs
    if lost:
        raise ConfledgerError(
            f"{sorted(lost)[0]} is no schema in either of the two states",
            help="check the spelling; schemas are those of the settings, and *.schema.json",
        )
    results = [
        _compared(path, old, new, path in theirs, path in ours)
        for path in sorted(wanted or (ours | theirs))
    ]
    _try(results, old, new)
    return [
        one for one in results if one.state != CHANGED or one.narrower or one.wider or one.refused
    ]


def _compared(path: str, old: State, new: State, there: bool, here: bool) -> Compared:
    if not here:
        return Compared(path, REMOVED)
    if not there:
        return Compared(path, ADDED)
    was, now = old.content(path), new.content(path)
    if not isinstance(was, (dict, bool)):
        return Compared(path, ADDED, "it could not be used before")
    try:
        new.schemas.get(refer(path, "", {}))
    except Broken as broken:
        return Compared(path, UNUSABLE, broken.message)
    result = Compared(path, CHANGED)
    formats = new.settings.formats
    address = uri_of(path)
    one, two = (was, old.find), (now, new.find)
    result.narrower = narrowed(one, two, address, formats=formats)
    result.wider = narrowed(two, one, address, formats=formats)
    for change in (*result.narrower, *result.wider):
        uri, mark, pointer = change.pointer.partition("#")
        if mark:
            change.pointer = f"{path_of(uri) or uri}#{pointer}"
    return result


def _try(results: list[Compared], old: State, new: State) -> None:
    """Hold the files of the new state against both schemas."""
    by_path = {one.path: one for one in results if one.state == CHANGED}
    if not any(one.narrower for one in by_path.values()):
        return
    judge = Judge(
        new.schemas,
        vendored=new.settings.vendored,
        limits=new.limits,
        severities={},
    )
    entries = [
        entry
        for path, entry in new.snapshot.entries().items()
        if new.selection.ignored(path, entry.kind) is None
    ]
    for entry, raw in new.snapshot.stream(entries):
        if not isinstance(raw, bytes):
            continue
        path = entry.path
        dialect, setting = new.selection.plan(path)
        references = judge.named(path, dialect, raw)
        if setting is not None:
            references.insert(0, refer(setting, "", new.settings.vendored))
        for reference in references:
            result = by_path.get(reference.name)
            if reference.kind in (FILE, META) and result is not None:
                result.files += 1
                try:
                    was, now = old.schemas.get(reference), new.schemas.get(reference)
                except Broken:
                    continue
                documents = judged(load(raw, dialect, new.limits).documents)
                for number, document in enumerate(documents):
                    if (
                        document is None
                        or now.validator.is_valid(document)
                        or not was.validator.is_valid(document)
                    ):
                        continue
                    fault = explained(now.validator, document, new.schemas.look)[0]
                    span = positions(raw, dialect).value(number, fault.path)
                    place = f"{path}:{span.line}:{span.column}" if span else path
                    result.refused.append(Refused(path, place, said(fault.path, fault.message)))


def said(path: tuple[str | int, ...], message: str) -> str:
    """Write what is wrong with a value as `check` does."""
    from confledger.location import dotted

    return f"`{dotted(path)}` {message}" if path else f"the document {message}"
