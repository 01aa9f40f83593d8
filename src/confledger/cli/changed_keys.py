"""Which keys two states of a repository differ in, and the risks that their schemas name."""

from collections.abc import Iterator

from confledger.changes.keys import ADDED, REMOVED, Change, compare
from confledger.checks.references import Reference, refer
from confledger.checks.risk import Risks
from confledger.checks.schemas import Schemas
from confledger.checks.selection import Selection
from confledger.checks.verdict import Judge
from confledger.cli import workspace
from confledger.documents.load import load
from confledger.git.snapshot import FILE, CommitSnapshot, Content, Snapshot
from confledger.location import Path, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.git.deltas import Delta
    from confledger.settings import Settings

# What SOPS writes about itself with every save.
_BOOKKEEPING = ("enc", "lastmodified", "mac", "version", "created_at")


class Changed:
    """One file that differs: its leaves, and each risk with the keys that have it.

    `before` and `after` are its documents, None where it is not there or cannot be read.
    """

    __slots__ = ("after", "before", "changes", "path", "risks")

    def __init__(self, path: str, before: list[object] | None, after: list[object] | None) -> None:
        self.path = path
        self.before = before
        self.after = after
        self.changes = [
            one for one in compare(before or [], after or []) if not bookkeeping(one.path)
        ]
        self.risks: dict[str, list[Change]] = {}


class States:
    """Two states that are compared; the settings of the later one say what is configuration."""

    # Whether what cannot be read counts as not there, so that all of its keys differ.
    strict = False

    def __init__(
        self, before: CommitSnapshot, after: Snapshot, settings: "Settings | None" = None
    ) -> None:
        self._before = before
        self._after = after
        self.settings = settings or workspace.settings_of(after).settings
        limits = self._limits = workspace.limits_of(self.settings)
        before.limit = after.limit = limits.max_bytes
        vendored = self.settings.vendored
        self.selection = Selection(
            self.settings,
            lambda path: after.find(path) is not None or before.find(path) is not None,
        )
        schemas = Schemas(
            after.find, vendored=vendored, limits=limits, formats=self.settings.formats
        )
        self._judge = Judge(schemas, vendored=vendored, limits=limits, severities={})
        self._risks = (
            Risks(before.find, vendored=vendored, limits=limits),
            Risks(after.find, vendored=vendored, limits=limits),
        )

    def configuration(self, deltas: "list[Delta]") -> "list[Delta]":
        """Return what is configuration, without what was only moved."""
        gone = {one.before.oid for one in deltas if one.before is not None and one.after is None}
        new = {one.after.oid for one in deltas if one.after is not None and one.before is None}
        moved = gone & new
        chosen = []
        for one in deltas:
            entries = [entry for entry in (one.before, one.after) if entry is not None]
            if one.unmerged or any(entry.kind != FILE for entry in entries):
                continue
            if len(entries) == 1 and entries[0].oid in moved:
                continue
            if self.selection.ignored(one.path, FILE) is None:
                chosen.append(one)
        return chosen

    def changed(self, deltas: "list[Delta]", *, risky: bool = False) -> Iterator[Changed]:
        """Yield each file that can be read on both sides; with `risky`, only those with a risk."""
        old = self._before.stream([one.before for one in deltas if one.before is not None])
        new = self._after.stream([one.after for one in deltas if one.after is not None])
        for delta in deltas:
            before = next(old)[1] if delta.before is not None else None
            after = next(new)[1] if delta.after is not None else None
            dialect = self.selection.dialect(delta.path) or ""
            # A file may say on either side which schema it has.
            references = {
                one: None
                for content in (before, after)
                for one in self._references(delta.path, dialect, content)
            }
            marked = [one for one in references if any(r.marks_any(one) for r in self._risks)]
            if risky and not marked:
                continue
            documents = self._documents(before, dialect), self._documents(after, dialect)
            unread = (documents[0] is None) > (before is None) or (documents[1] is None) > (
                after is None
            )
            if unread and not self.strict:
                continue
            one = Changed(delta.path, *documents)
            self._weigh(one, marked)
            if one.risks or not risky:
                yield one

    def differs(self, path: str, other: CommitSnapshot) -> set[Path]:
        """Return the paths in a file that the later state has otherwise than a third one."""
        dialect = self.selection.dialect(path) or ""
        other.limit = self._limits.max_bytes
        sides = []
        for snapshot in (other, self._after):
            found = snapshot.find(path)
            sides.append(self._documents(None if found is None else found[1], dialect) or [])
        return {one.path for one in compare(*sides)}

    def _references(self, path: str, dialect: str, content: Content | None) -> list[Reference]:
        if not isinstance(content, bytes):
            return []
        found = self._judge.named(path, dialect, content)
        setting = self.selection.schema(path)
        if setting is not None:
            found.append(refer(setting, "", self.settings.vendored))
        return found

    def _documents(self, content: Content | None, dialect: str) -> list[object] | None:
        if not isinstance(content, bytes):
            return None
        loaded = load(content, dialect, self._limits)
        # One that has a key twice, say, is read all the same.
        return loaded.documents if loaded.documents or not loaded.problems else None

    def _weigh(self, one: Changed, marked: list[Reference]) -> None:
        """Note the risks: of what there was by the schemas before, of what there is by today's."""
        for change in one.changes:
            found: set[str] = set()
            for number, documents in enumerate((one.before, one.after)):
                if change.kind == (ADDED, REMOVED)[number] or documents is None:
                    continue
                for reference in marked:
                    document = documents[change.document]
                    found |= self._risks[number].of(reference, document, change.path)
            for risk in sorted(found):
                one.risks.setdefault(risk, []).append(change)


def keys(changes: list[Change]) -> list[str]:
    """Return the keys of some changes, each once."""
    return list(dict.fromkeys(map(key, changes)))


def key(change: Change) -> str:
    """Return the key that people know: without the numbers of the items of a list of scalars."""
    path = change.path
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return dotted(path)


def by_weight(risk: tuple[str, object]) -> tuple[bool, str]:
    """Return what to sort risks and their keys by: what is critical comes first."""
    return (risk[0] != "critical", risk[0])


def some(names: list[str], most: int) -> str:
    """Write a list that may be long."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def bookkeeping(path: Path) -> bool:
    """Whether SOPS changes a value whenever it writes the file."""
    first, last = str(path[0]) if path else "", str(path[-1]) if path else ""
    if first == "sops":
        return last in _BOOKKEEPING
    return first.startswith("sops_") and first.endswith(_BOOKKEEPING)
