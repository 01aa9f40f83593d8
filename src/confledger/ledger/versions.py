"""The leaves of each version of a file, read once, and kept while they may be asked for again."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from confledger.changes.identity import Identities
from confledger.changes.leaves import LINK, MODULE, ROOT, Leaves, leaves, quick_leaves
from confledger.documents.dialect import YAML
from confledger.documents.limits import Limits
from confledger.documents.load import load, quick
from confledger.git.blobs import Blobs, TooLarge
from confledger.git.history import HistoryIncomplete
from confledger.git.landing import AsStored
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.snapshot import Entry
from confledger.ledger.pieces import Pieces

# So many leaves are kept in memory, of all versions together.
_MOST_LEAVES = 200_000
_LINK = "link"
# Of a file of so many bytes, after so many versions, only what is new is read: the first ones
# cost more that way.
_LARGE = 300_000
_OFTEN = 8


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
        self._wanted = list(dict.fromkeys(wanted))
        self._places = {oid: at for at, oid in enumerate(self._wanted)}
        self._stream: Iterator[object] | None = None
        self._at = 0
        self._kept: OrderedDict[tuple[str, str, str], Leaves | None] = OrderedDict()
        self._size = 0
        self._passed: dict[str, object] = {}
        self._pieces = Pieces(identities, limits)
        self._times: dict[str, int] = {}
        # Those that are not read because of their size.
        self.too_large: set[str] = set()

    def of(
        self, entry: Entry, dialect: str, others: "tuple[str, Identities] | None" = None
    ) -> Leaves | None:
        """Return the leaves of a version; None where it cannot be read.

        Raise HistoryIncomplete where it is not in this clone.
        """
        assert entry.oid is not None
        if entry.kind == "submodule":
            return {ROOT: MODULE + entry.oid}
        how = _LINK if entry.kind == "symlink" else dialect
        name = (entry.oid, how, others[0] if others else "")
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        found = self._parsed(entry.oid, entry.path, how, others[1] if others else None)
        self._kept[name] = found
        self._size += len(found or ()) + 1
        while self._size > _MOST_LEAVES and len(self._kept) > 1:
            self._size -= len(self._kept.popitem(last=False)[1] or ()) + 1
        return found

    def close(self) -> None:
        """End the processes of git."""
        self._blobs.close()
        if self._stream is not None:
            self._stream.close()  # type: ignore[attr-defined]

    def _again(self, path: str, content: bytes) -> bool:
        """Whether a large file has been read so often that it is worth to cut it into pieces."""
        if len(content) < _LARGE:
            return False
        times = self._times[path] = self._times.get(path, 0) + 1
        return times > _OFTEN

    def _parsed(self, oid: str, path: str, how: str, others: Identities | None) -> Leaves | None:
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
        if how == _LINK:
            return {ROOT: LINK + content.decode("utf-8", "surrogateescape")}
        chosen = others or self._identities
        if how == YAML and others is None and self._again(path, content):
            found = self._pieces.leaves(content)
            if found is not None:
                return found
        if how == YAML:
            documents = quick(content, how, self._limits)
            found = None if documents is None else quick_leaves(documents, chosen)
            if found is not None:
                return found
        loaded = load(content, how, self._limits)
        if loaded.problems and not loaded.documents:
            return None
        return leaves(loaded.documents, chosen)

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
