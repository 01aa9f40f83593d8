"""The text of a file brought to other values in place: comments, quotes and order stay.

What comes back is written as it was in the version that it comes from, comments and all, where
that can be had. Each step is read again at once, and has to be what was wanted and nothing else.
"""

from confledger.changes.identity import Identities
from confledger.changes.leaves import ROOT, shown_step
from confledger.changes.renamed_keys import renamed
from confledger.changes.sameness import exactly_same
from confledger.documents.dialect import JSON, JSON5, JSONC, YAML
from confledger.documents.edits import Overlapping
from confledger.documents.text import BOM
from confledger.errors import ConfledgerError
from confledger.loader.migration import blocks, lines
from confledger.loader.migration.operation import ADD, MOVE, REMOVE, RENAME, REPLACE, Operation
from confledger.loader.migration.operation import done as made_by
from confledger.loader.migration.operation import found as held_by
from confledger.loader.migration.page import Cut, Page, Unwritable, cut, shifted
from confledger.loader.migration.rewriting import Rewriting, cuts_of
from confledger.location import Path
from confledger.rollback import aligned, places
from confledger.rollback.documents_in_place import reshaped
from confledger.secrets.redaction import HIDDEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_USUAL = Identities()
_JSONS = (JSON, JSONC, JSON5)
# Each step reads the file anew: so many characters are read in all, in a few steps at least.
_MOST_READ, _FEW = 2_000_000, 6


def rewritten(
    data: bytes,
    dialect: str,
    wanted: list[object],
    source: bytes | None = None,
    identities: Identities = _USUAL,
) -> bytes:
    """Return a file with other values; `source` is the version that they come from.

    Raise ConfledgerError where that cannot be done without harm to the rest of it.
    """
    text = Rewriting(data, dialect, "it").data.removeprefix(BOM).decode("utf-8")
    page = _page(source, dialect)
    writing = _Writing(text, dialect, page, identities)
    if len(writing.documents) != len(wanted):
        made = reshaped(text, page.text if page else None, wanted) if dialect == YAML else None
        if made is None or len(Page(made, dialect).documents) != len(wanted):
            raise Unwritable("a document of it would come or go")
        writing = _Writing(made, dialect, page, identities)
    text = writing.text
    try:
        writing.bring_all(wanted)
    except ConfledgerError:
        # An alias may be in the way that is to go; its anchor can be changed when it is gone.
        writing = _Writing(text, dialect, page, identities)
        there = [_pruned(*pair) for pair in zip(writing.documents, wanted, strict=True)]
        if exactly_same(there, writing.documents):
            raise
        writing.bring_all(there)
        writing.bring_all(wanted)
    if not exactly_same(writing.documents, wanted):
        raise Unwritable("it would change other values as well")
    return data[: len(BOM) if data.startswith(BOM) else 0] + writing.text.encode("utf-8")


def _page(source: bytes | None, dialect: str) -> Page | None:
    if source is None:
        return None
    try:
        return Page(source.removeprefix(BOM).decode("utf-8"), dialect)
    except (UnicodeDecodeError, Unwritable):
        return None


class _Writing:
    """A text while it is brought to other values; `documents` are as it has them."""

    __slots__ = ("_dialect", "_identities", "_left", "_source", "documents", "text")

    def __init__(
        self, text: str, dialect: str, source: Page | None, identities: Identities
    ) -> None:
        self.text = text
        self._dialect = dialect
        self._source = source
        self._identities = identities
        self._left = max(_FEW, _MOST_READ // (len(text) + 1))
        self.documents = Page(text, dialect).documents

    def bring_all(self, wanted: list[object]) -> None:
        """Bring all documents to others."""
        labels = aligned.document_labels(self.documents)
        self.bring_values(wanted, labels)
        for number, value in enumerate(wanted):
            now = self.documents[number]
            self.bring(number, now, value, (), labels[number] + ROOT)

    def bring_values(self, wanted: list[object], labels: list[str]) -> None:
        """Bring single values to others all at once, where nothing comes or goes around them."""
        cuts: list[Cut] = []
        made: list[object] = []
        for number, value in enumerate(wanted):
            document = self.documents[number]
            page = Page(self.text, self._dialect, number)
            for path, at, one in self._values(document, value, (), labels[number] + ROOT):
                operation = Operation(REPLACE, path, value=one)
                try:
                    own = self._as_it_was(page, operation, at, None)
                    own = own or cuts_of(page, operation)
                except (Unwritable, Overlapping):
                    continue
                if page.text[page.value(path)[0]] != "*":
                    # An alias says what its anchor says; whether that will do is seen below.
                    cuts += own
                document = made_by(operation, document)
            made.append(document)
        try:
            text = cut(self.text, cuts)
            found = Page(text, self._dialect).documents
        except (Unwritable, Overlapping):
            return
        if exactly_same(found, made):
            self.text, self.documents = text, found

    def _values(
        self, now: object, want: object, path: Path, at: str
    ) -> "Iterator[tuple[Path, str, object]]":
        """Yield where single values differ, of maps and of lists whose items stand as they did."""
        if isinstance(now, dict) and isinstance(want, dict):
            for key, value in now.items():
                if key in want:
                    yield from self._values(value, want[key], (*path, key), _below(at, key))
        elif isinstance(now, list) and isinstance(want, list) and len(now) == len(want):
            names = tuple(step for step in path if isinstance(step, str))
            steps = aligned.steps_of(now, names, self._identities)
            if steps == aligned.steps_of(want, names, self._identities):
                for number, step in enumerate(steps):
                    below = (*path, number)
                    yield from self._values(now[number], want[number], below, f"{at}/{step}")
        elif not any(isinstance(one, (dict, list)) and one for one in (now, want)):
            if not exactly_same(now, want):
                yield path, at, want

    def bring(self, number: int, now: object, want: object, path: Path, at: str) -> None:
        """Bring the value at a path to another one, by as little as will do."""
        if exactly_same(now, want):
            return
        if isinstance(now, dict) and isinstance(want, dict) and want:
            self._map(number, now, want, path, at)
        elif isinstance(now, list) and isinstance(want, list) and want:
            self._list(number, now, want, path, at)
        else:
            self._make(number, Operation(REPLACE, path, value=want), at)

    def _map(
        self, number: int, now: dict[str, object], want: dict[str, object], path: Path, at: str
    ) -> None:
        gone = {key: value for key, value in now.items() if key not in want}
        born = {key: value for key, value in want.items() if key not in now}
        for key, value in now.items():
            if key in want:
                self.bring(number, value, want[key], (*path, key), _below(at, key))
        for key, other in renamed(gone, born) if gone and born else ():
            self._make(number, Operation(RENAME, (*path, key), value=other), at)
            self.bring(number, gone.pop(key), born.pop(other), (*path, other), _below(at, other))
        order = list(want)
        for key, value in born.items():
            before = order[order.index(key) - 1] if order.index(key) else None
            self._make(number, Operation(ADD, (*path, key), value=value), _below(at, key), before)
        for key in gone:
            self._make(number, Operation(REMOVE, (*path, key)), _below(at, key))

    def _list(
        self, number: int, now: list[object], want: list[object], path: Path, at: str
    ) -> None:
        names = tuple(step for step in path if isinstance(step, str))
        mates = self._mates(now, want, names)
        if not mates:
            self._make(number, Operation(REPLACE, path, value=want), at)
            return
        steps = aligned.steps_of(want, names, self._identities)
        there = list(range(len(now)))
        stay = set(mates.values())
        for i in reversed(range(len(now))):
            if i not in stay:
                self._make(number, Operation(REMOVE, (*path, i)), at)
                there.remove(i)
        for j, value in enumerate(want):
            i = mates.get(j, -1)
            if i < 0:
                self._make(number, Operation(ADD, (*path, j), value=value), f"{at}/{steps[j]}")
                there.insert(j, -1)
            elif there[j] != i:
                source = (*path, there.index(i))
                self._make(number, Operation(MOVE, source, target=(*path, j)), at)
                there.remove(i)
                there.insert(j, i)
        for j, i in mates.items():
            self.bring(number, now[i], want[j], (*path, j), f"{at}/{steps[j]}")

    def _mates(self, now: list[object], want: list[object], names: Path) -> dict[int, int]:
        """Return which item of the list each wanted one is made of."""
        labels = aligned.labels_of(names, (now, want), self._identities)
        if labels is not None:
            where = {label: i for i, label in enumerate(labels[0])}
            return {j: where[label] for j, label in enumerate(labels[1]) if label in where}
        mates: dict[int, int] = {}
        for _, (ours, theirs, _) in aligned.chunks(now, want, now):
            mates |= dict(zip(theirs, ours, strict=False))
        return mates

    def _make(self, number: int, operation: Operation, at: str, before: str | None = None) -> None:
        self._left -= 1
        if self._left < 0:
            raise Unwritable("it takes too many steps in a file of this size")
        wanted = list(self.documents)
        wanted[number] = made_by(operation, wanted[number])
        page = Page(self.text, self._dialect, number)
        for way in (self._as_it_was, self._beside):
            try:
                cuts = way(page, operation, at, before)
                text = cut(self.text, cuts) if cuts else ""
                made = Page(text, self._dialect).documents if cuts else []
            except (Unwritable, Overlapping):
                continue
            if cuts and exactly_same(made, wanted):
                self.text, self.documents = text, made
                return
        rewriting = Rewriting(self.text.encode("utf-8"), self._dialect, "it")
        rewriting.make(number, [operation])
        self.text, self.documents = rewriting.data.decode("utf-8"), rewriting.documents

    def _as_it_was(
        self, page: Page, operation: Operation, at: str, before: str | None
    ) -> list[Cut]:
        """Take what comes back from the text that it was in."""
        found = self._found(operation, at)
        if found is None or operation.kind not in (ADD, REPLACE):
            return []
        source, origin = found
        path = operation.path
        if operation.kind == REPLACE:
            return _value_of(page, path, source, origin)
        if self._dialect in _JSONS:
            return []
        if self._dialect != YAML:
            return lines.add(page, path, None, lines.lines_of(source, origin, str(path[-1])))
        if page.flow(path[:-1]) and held_by(page.documents[page.number], path[:-1]):
            return []
        raw = blocks.lines_of(source, origin, path[-1])
        return [] if raw is None else _placed(page, path, raw, before)

    def _beside(self, page: Page, operation: Operation, _: str, before: str | None) -> list[Cut]:
        """Write a key of a map behind the one that it stood behind."""
        if operation.kind != ADD or before is None or self._dialect != YAML:
            return []
        path = operation.path
        if page.flow(path[:-1]):
            return []
        return _placed(page, path, blocks.entry(page, path[-1], operation.value), before)

    def _found(self, operation: Operation, at: str) -> tuple[Page, Path] | None:
        """Return where the wanted value stands in the version that it comes from."""
        if self._source is None:
            return None
        found = places.found(self._source.documents, at, self._identities)
        if found is None or not found[1]:
            return None
        number, path = found
        if not exactly_same(held_by(self._source.documents[number], path), operation.value):
            return None
        self._source.number = number
        return self._source, path


def _pruned(now: object, want: object) -> object:
    """Return a value without the keys that are to go, as far as something is left beside them."""
    if not isinstance(now, dict) or not isinstance(want, dict):
        return now
    left = {key: _pruned(value, want[key]) for key, value in now.items() if key in want}
    return left or now


def _below(at: str, key: str) -> str:
    return f"{at}/{shown_step(key) or HIDDEN}"


def _value_of(page: Page, path: Path, source: Page, origin: Path) -> list[Cut]:
    """Put the text of a scalar, as it was, in the place of another one."""
    start, end = page.value(path)
    first, last = source.value(origin)
    held = held_by(page.documents[page.number], path)
    value = held_by(source.documents[source.number], origin)
    if any(isinstance(one, (dict, list)) and one for one in (held, value)):
        return []
    if start == end or first == last:
        return []
    raw = source.text[first:last].replace("\r\n", "\n")
    ours = page.column(page.key(path)[0])
    theirs = source.column(source.key(origin)[0])
    kept, *more = raw.split("\n")
    made = "\n".join([kept, *shifted(more, ours - theirs)])
    if not page.text[start:end].endswith("\n"):
        made = made.rstrip("\n")
    elif not made.endswith("\n"):
        made += "\n"
    return [(start, end, made.replace("\n", page.newline))]


def _placed(page: Page, path: Path, raw: list[str], before: str | None) -> list[Cut]:
    """Put the lines of an entry behind another key of the map, else where they go by themselves."""
    above = path[:-1]
    if before is None or not held_by(page.documents[page.number], above):
        return blocks.add(page, path, None, raw)
    other = (*above, before)
    column = page.column(page.key(other)[0])
    place = blocks.extent(page, other)[1]
    made = "".join(line + page.newline for line in shifted(raw, column))
    if place and not page.text[:place].endswith("\n"):
        made = page.newline + made.removesuffix(page.newline)
    return [(place, place, made)]
