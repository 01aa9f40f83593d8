"""What differs between two versions of a file, as people would say it: few changes, each whole.

Documents are matched by the object they describe, items of lists by what they are known by,
what is left by likeness; what moved is one change, and so is what was only renamed. The time is
that of reading both versions once, and n log n in what differs.
"""

from confledger.changes import pairing
from confledger.changes.change import (
    ADDED,
    CHANGED,
    MISSING,
    MOVED,
    REMOVED,
    RENAMED,
    RETYPED,
    Change,
)
from confledger.changes.identity import Identities, document_label
from confledger.changes.labels import Labels
from confledger.changes.renamed_keys import renamed
from confledger.changes.sameness import doubtful, same, unlike
from confledger.location import Path

_USUAL = Identities()


def compare(
    before: list[object], after: list[object], identities: Identities = _USUAL
) -> list[Change]:
    """Return what differs between the documents of two versions, nothing for equal ones.

    In the order of the old version as far as something was there; the documents are as
    `documents.load.load` gives them. Types matter: 1, 1.0, "1" and true are four values.
    """
    found: list[Change] = []
    paired = pairing.documents(before, after)
    alone = set(paired.removed)
    for i, j in sorted([*paired.pairs, *((i, -1) for i in alone)]):
        if j < 0:
            found.append(
                Change(REMOVED, (), None, before[i], MISSING, old_document=i, document=None)
            )
            continue
        old, new = before[i], after[j]
        if (i, j) in paired.moved:
            found.append(Change(MOVED, (), (), old, new, old_document=i, document=j))
        one = _Comparison(i, j, old, new, identities.within(new))
        one.differ(old, new, (), ())
        if one.found and paired.names and document_label(old) and document_label(new):
            one.rename(0, (), paired.names)
        found += one.found
    for j in paired.added:
        found.append(Change(ADDED, None, (), MISSING, after[j], old_document=None, document=j))
    return found


class _Comparison:
    """The differences between two versions of one document."""

    __slots__ = ("document", "found", "identities", "labels", "old_document")

    def __init__(
        self, old_document: int, document: int, old: object, new: object, identities: Identities
    ) -> None:
        self.old_document = old_document
        self.document = document
        self.identities = identities
        self.labels = Labels(old, new, identities)
        self.found: list[Change] = []

    def differ(self, old: object, new: object, old_path: Path, path: Path) -> None:
        """Add what differs between two values; as deep as readers allow documents to be."""
        kind = type(old)
        if kind is not type(new):
            self._add(RETYPED, old_path, path, old, new)
        elif kind is dict:
            self._maps(old, new, old_path, path)  # type: ignore[arg-type]  # as `kind` says
        elif kind is list:
            self._lists(old, new, old_path, path)  # type: ignore[arg-type]  # as `kind` says
        elif not same(old, new):
            self._add(CHANGED, old_path, path, old, new)

    def rename(self, since: int, item: Path, names: tuple[Path, ...]) -> None:
        """Call what changed of the names of an item renamed, among what was added `since`."""
        for one in self.found[since:]:
            if one.kind in (CHANGED, RETYPED) and one.path is not None:
                if one.path[: len(item)] == item and one.path[len(item) :] in names:
                    one.kind = RENAMED

    def _maps(
        self, old: dict[str, object], new: dict[str, object], old_path: Path, path: Path
    ) -> None:
        gone: dict[str, object] = {}
        find = new.get
        # Of an only one it is known that it differs; what is deep would be asked too often.
        ask = len(old) > 1 and len(path) <= pairing.DEEP
        for key, value in doubtful(old, new) if ask else old.items():
            other = find(key, MISSING)
            kind = type(value)
            if kind is str and value == other:
                continue
            if kind is type(other):
                if (ask or (kind is not dict and kind is not list)) and same(value, other):
                    continue
                if kind is dict:
                    self._maps(value, other, (*old_path, key), (*path, key))  # type: ignore[arg-type]  # as `kind` says
                elif kind is list:
                    self._lists(value, other, (*old_path, key), (*path, key))  # type: ignore[arg-type]  # as `kind` says
                else:
                    self._add(CHANGED, (*old_path, key), (*path, key), value, other)
            elif other is MISSING:
                gone[key] = value
            else:
                self._add(RETYPED, (*old_path, key), (*path, key), value, other)
        if gone or len(new) > len(old):
            born = {key: value for key, value in new.items() if key not in old}
            self._keys(gone, born, old_path, path)

    def _keys(
        self, gone: dict[str, object], born: dict[str, object], old_path: Path, path: Path
    ) -> None:
        """Add the keys that only one of two maps has."""
        if gone and born:
            for key, other in renamed(gone, born):
                value, now = gone.pop(key), born.pop(other)
                self._add(RENAMED, (*old_path, key), (*path, other), value, now)
                self.differ(value, now, (*old_path, key), (*path, other))
        for key, value in gone.items():
            self._add(REMOVED, (*old_path, key), None, value, MISSING)
        for key, value in born.items():
            self._add(ADDED, None, (*path, key), MISSING, value)

    def _lists(self, old: list[object], new: list[object], old_path: Path, path: Path) -> None:
        deep = len(path) > pairing.DEEP
        paired = pairing.items(path, old, new, self.identities)
        for i in paired.removed:
            self._add(REMOVED, (*old_path, i), None, old[i], MISSING)
        # What moved is told of, the same or not.
        each = bool(paired.moved) or deep
        for pair in paired.pairs if each else unlike(old, new, paired.pairs):
            i, j = pair
            if pair in paired.moved:
                self._add(MOVED, (*old_path, i), (*path, j), old[i], new[j])
            if each and not deep and same(old[i], new[j]):
                continue
            since = len(self.found)
            self.differ(old[i], new[j], (*old_path, i), (*path, j))
            if paired.names and len(self.found) > since:
                self.rename(since, (*path, j), paired.names)
        for j in paired.added:
            self._add(ADDED, None, (*path, j), MISSING, new[j])

    def _add(
        self, kind: str, old_path: Path | None, path: Path | None, before: object, after: object
    ) -> None:
        one = Change(
            kind,
            old_path,
            path,
            before,
            after,
            old_document=self.old_document,
            document=self.document,
            label=self.labels,
        )
        self.found.append(one)
