"""The versions of files, each read once, and kept while it may be asked for again."""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator

from confledger.changes.apart import apart
from confledger.changes.identity import Identities
from confledger.changes.leaves import (
    LINK,
    MODULE,
    ROOT,
    Leaves,
    NotPlain,
    leaves,
    quick_leaves,
    too_huge,
)
from confledger.documents.dialect import YAML
from confledger.documents.limits import Limits
from confledger.documents.load import careful, load, quick
from confledger.git.blobs import Blobs, TooLarge
from confledger.git.history import HistoryIncomplete
from confledger.git.landing import AsStored
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.snapshot import Entry
from confledger.ledger.redacted import sealed

# So many leaves are kept in memory, of all versions together; documents weigh as much as leaves
# would that are written in so many bytes.
_MOST_LEAVES = 100_000
_BYTES = 80
_LINK = "link"


class Version:
    """One version of a file: its documents, as far as they are worth to keep, and its leaves."""

    __slots__ = ("_leaves", "documents", "identities", "weight")

    def __init__(
        self,
        found: Leaves | None,
        weight: int,
        documents: list[object] | None,
        identities: Identities,
    ) -> None:
        self._leaves = found
        self.documents = documents
        self.identities = identities
        self.weight = weight + len(found or ())

    @property
    def leaves(self) -> Leaves:
        """All leaves; they are made when they are asked for."""
        if self._leaves is None:
            assert self.documents is not None
            self._leaves = leaves(self.documents, self.identities)
        return self._leaves

    def get(self, key: str, other: str = "") -> str:
        """Return the value of one leaf."""
        return self.leaves.get(key, other)

    def sealed(self) -> bool:
        """Whether it has metadata of SOPS."""
        held = self.documents
        if held is None or any(type(one) is dict and any(map(_of_sops, one)) for one in held):
            return sealed(self.leaves)
        return False


class Versions:
    """Reads versions in the order announced, in one stream of git; others one by one.

    `identities` tells the items of lists apart; `of` may be given others for one file, with a
    name that stands for them.
    """

    def __init__(
        self, repository: Repository, identities: Identities, limits: Limits, wanted: Iterable[str]
    ) -> None:
        self._blobs = Blobs(AsStored(repository), limits.max_bytes)
        self._identities = identities
        self._limits = limits
        self._uses = Counter(wanted)
        self._wanted = list(self._uses)
        self._places = {oid: at for at, oid in enumerate(self._wanted)}
        self._stream: Iterator[object] | None = None
        self._at = 0
        self._kept: OrderedDict[tuple[str, str, str], Version | None] = OrderedDict()
        self._size = 0
        self._names: dict[str, list[tuple[str, str, str]]] = {}
        self._passed: dict[str, object] = {}
        self._last: tuple[object, object, tuple[Leaves, Leaves]] | None = None
        # Those that are not read because of their size.
        self.too_large: set[str] = set()

    def of(
        self, entry: Entry, dialect: str, others: "tuple[str, Identities] | None" = None
    ) -> Leaves | None:
        """Return the leaves of a version; None where it cannot be read.

        Raise HistoryIncomplete where it is not in this clone.
        """
        found = self.version(entry, dialect, others)
        return None if found is None else found.leaves

    def version(
        self,
        entry: Entry,
        dialect: str,
        others: "tuple[str, Identities] | None" = None,
        beside: Version | None = None,
    ) -> Version | None:
        """Return a version as `of` does; what it has in common with `beside` is right."""
        assert entry.oid is not None
        if entry.kind == "submodule":
            return Version({ROOT: MODULE + entry.oid}, 1, None, self._identities)
        name = _name(entry, dialect, others)
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        found = self._parsed(entry.oid, name[1], others[1] if others else None, beside)
        self._kept[name] = found
        self._names.setdefault(entry.oid, []).append(name)
        self._size += 1 if found is None else found.weight
        while self._size > _MOST_LEAVES and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))
        return found

    def again(self, oid: str) -> bool:
        """Whether a version will be asked for once more, after this time."""
        return self._uses[oid] > 1

    def used(self, oid: str) -> None:
        """Say that a version was asked for as announced: after the last time, it is forgotten."""
        self._uses[oid] -= 1
        if self._uses[oid] > 0:
            return
        self._passed.pop(oid, None)
        for name in self._names.pop(oid, ()):
            if name in self._kept:
                self._drop(name)

    def _drop(self, name: tuple[str, str, str]) -> None:
        gone = self._kept.pop(name)
        self._size -= 1 if gone is None else gone.weight

    def known(
        self, entry: Entry, dialect: str, others: "tuple[str, Identities] | None" = None
    ) -> Version | None:
        """Return a version if it need not be read."""
        return self._kept.get(_name(entry, dialect, others))

    def between(self, old: Version | None, new: Version | None) -> tuple[Leaves, Leaves]:
        """Return the leaves in which two versions may differ; all of one beside none."""
        if old is None or new is None:
            return old.leaves if old else {}, new.leaves if new else {}
        if old.documents is None or new.documents is None or old.identities is not new.identities:
            return old.leaves, new.leaves
        return self._apart(old.documents, new.documents, old.identities)

    def _apart(
        self, old: list[object], new: list[object], identities: Identities
    ) -> tuple[Leaves, Leaves]:
        last = self._last
        if last is None or last[0] is not old or last[1] is not new:
            last = self._last = (old, new, apart(old, new, identities))
        return last[2]

    def _right(self, documents: list[object], beside: Version | None, chosen: Identities) -> bool:
        """Whether documents hold nothing but values, where another version is known to."""
        if beside is None or beside.documents is None or beside.identities is not chosen:
            return False
        try:
            return not too_huge(self._apart(beside.documents, documents, chosen)[1])
        except NotPlain:
            return False

    def close(self) -> None:
        """End the processes of git."""
        self._blobs.close()
        if self._stream is not None:
            self._stream.close()  # type: ignore[attr-defined]  # a generator of git.blobs

    def _parsed(
        self,
        oid: str,
        how: str,
        others: Identities | None,
        beside: Version | None,
    ) -> Version | None:
        try:
            content = self._content(oid)
        except GitFailed as error:
            if "promisor" in error.said:
                raise HistoryIncomplete from error
            raise
        if isinstance(content, TooLarge):
            self.too_large.add(oid)
            return None
        if not isinstance(content, bytes):
            raise HistoryIncomplete
        chosen = others or self._identities
        if how == _LINK:
            link = LINK + content.decode("utf-8", "surrogateescape")
            return Version({ROOT: link}, 1, None, chosen)
        weight = 1 + len(content) // _BYTES
        if how == YAML:
            documents = quick(content, how, self._limits)
            if documents is not None:
                if self._right(documents, beside, chosen):
                    return Version(None, weight, documents, chosen)
                found = quick_leaves(documents, chosen)
                if found is not None:
                    return Version(found, weight, documents, chosen)
            read = careful if documents is None else load
            loaded = read(content, how, self._limits)
        else:
            loaded = load(content, how, self._limits)
        if loaded.problems and not loaded.documents:
            return None
        return Version(None, weight, loaded.documents, chosen)

    def _content(self, oid: str) -> object:
        """Return what a blob holds: from the stream, if it is still to come, else on its own."""
        if oid in self._passed:
            return self._passed.pop(oid)
        place = self._places.get(oid, -1)
        if place < self._at:
            return self._blobs.one(oid)[1]
        if self._stream is None:
            self._stream = iter(self._blobs.read(self._wanted))
        while self._at < place:
            self._passed[self._wanted[self._at]] = next(self._stream)
            self._at += 1
        self._at += 1
        return next(self._stream)


def _name(
    entry: Entry, dialect: str, others: "tuple[str, Identities] | None"
) -> tuple[str, str, str]:
    how = _LINK if entry.kind == "symlink" else dialect
    return entry.oid or "", how, others[0] if others else ""


def _of_sops(key: object) -> bool:
    return isinstance(key, str) and key.startswith("sops")
