"""Operations made in the text of a file: comments, quotes and order of all the rest stay.

Each is proved at once: what is written is read again, and has to be what the operation makes of
the values, and nothing else. What cannot be done so is refused, never written anew as a whole.
"""

from confledger.changes.sameness import exactly_same
from confledger.documents.dialect import JSON, JSON5, JSONC, YAML
from confledger.documents.edits import Overlapping
from confledger.errors import ConfledgerError
from confledger.loader.migration import blocks, flow, lines, spelling
from confledger.loader.migration.operation import (
    ADD,
    MOVE,
    REMOVE,
    RENAME,
    REPLACE,
    UNWRAP,
    WRAP,
    Operation,
    copied,
    deepest,
    done,
    found,
    nested,
)
from confledger.loader.migration.page import Cut, Page, Unwritable, cut, shifted
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BOM = b"\xef\xbb\xbf"
_JSONS = (JSON, JSONC, JSON5)


class Rewriting:
    """The text of one file, on which operations are made one after the other.

    `file` is what errors call it. `documents` are as the text has them at any time.
    """

    def __init__(self, data: bytes, dialect: str, file: str) -> None:
        self._mark = _BOM if data.startswith(_BOM) else b""
        self._dialect = dialect
        self._file = file
        try:
            self._text = data[len(self._mark) :].decode("utf-8")
            self.documents = self._page(0).documents
        except UnicodeDecodeError:
            raise ConfledgerError(f"{file} is not UTF-8", help="confledger check --fix") from None
        except Unwritable as error:
            raise ConfledgerError(f"{file}: {error}", help="mend it first") from error

    @property
    def data(self) -> bytes:
        """Return the bytes of the file as it is now."""
        return self._mark + self._text.encode("utf-8")

    def make(self, number: int, operations: "Sequence[Operation]") -> None:
        """Make operations in a document; raise ConfledgerError where one cannot be made."""
        for one in operations:
            try:
                self._make(number, one)
            except (Unwritable, Overlapping) as error:
                where = self._page(number).at(one.path)
                raise ConfledgerError(
                    f"{self._file}:{where}: {one.said()} cannot be done here without harm to the "
                    f"rest of the file: {error}",
                    help="make this change by hand, and set the version of the file",
                ) from error

    def _make(self, number: int, operation: Operation) -> None:
        wanted = copied(self.documents)
        assert isinstance(wanted, list)
        wanted[number] = done(operation, wanted[number])
        reason = Unwritable("it would change other values as well")
        for way in self._ways(operation):
            try:
                text = way(number, operation)
                made = Page(text, self._dialect, number).documents
            except (Unwritable, Overlapping) as error:
                reason = Unwritable(str(error))
                continue
            if exactly_same(made, wanted):
                self._text, self.documents = text, made
                return
        raise reason

    def _ways(self, operation: Operation) -> "tuple[Callable[[int, Operation], str], ...]":
        if operation.kind == MOVE:
            return (self._moved, self._moved_as_value)
        if operation.kind in (WRAP, UNWRAP):
            return (self._edited, self._as_replacement)
        return (self._edited,)

    def _edited(self, number: int, operation: Operation) -> str:
        page = self._page(number)
        return cut(page.text, cuts_of(page, operation))

    def _as_replacement(self, number: int, operation: Operation) -> str:
        value = found(done(operation, self.documents[number]), operation.path)
        return self._edited(number, Operation(REPLACE, operation.path, value=value))

    def _moved(self, number: int, operation: Operation) -> str:
        """Move the text of a value, with its comments."""
        page = self._page(number)
        path, target = operation.path, operation.target
        left = Page(cut(page.text, cuts_of(page, Operation(REMOVE, path))), self._dialect, number)
        if self._dialect not in (YAML, *_JSONS):
            made = lines.lines_of(page, path, str(target[-1]))
            return cut(left.text, lines.add(left, target, None, made))
        place = deepest(left.documents[number], target[:-1])
        raw = None
        if self._dialect == YAML and not page.flow(path[:-1]):
            raw = blocks.lines_of(page, path, target[-1])
        if raw is None or (left.flow(place) and found(left.documents[number], place)):
            raise Unwritable("its lines are not its own, or would be in brackets")
        for step in reversed(target[len(place) : -1]):
            raw = [f"{spelling.key(str(step), YAML)}:", *shifted(raw, left.step)]
        return cut(left.text, blocks.add(left, target[: len(place) + 1], None, raw))

    def _moved_as_value(self, number: int, operation: Operation) -> str:
        page = self._page(number)
        value = found(page.documents[number], operation.path)
        left = Page(
            cut(page.text, cuts_of(page, Operation(REMOVE, operation.path))), self._dialect, number
        )
        return cut(left.text, cuts_of(left, Operation(ADD, operation.target, value=value)))

    def _page(self, number: int) -> Page:
        return Page(self._text, self._dialect, number)


def cuts_of(page: Page, operation: Operation) -> list[Cut]:
    """Return what an operation does to a text; whether it does just that is not proved yet."""
    kind, path = operation.kind, operation.path
    if kind == RENAME:
        return _renamed(page, path, str(operation.value))
    if page.dialect not in (YAML, *_JSONS):
        return _of_lines(page, operation)
    if kind == ADD:
        place = deepest(page.documents[page.number], path[:-1])
        short = path[: len(place) + 1]
        value = nested(path[len(place) + 1 :], operation.value)
        filled = page.dialect != YAML or bool(found(page.documents[page.number], place))
        if page.flow(place) and (filled or _in_brackets(page, place)):
            return flow.add(page, short, value)
        return blocks.add(page, short, value)
    if kind == REMOVE:
        return flow.remove(page, path) if page.flow(path[:-1]) else blocks.remove(page, path)
    if page.dialect != YAML or _in_brackets(page, path):
        return _flow_value(page, operation)
    if kind == REPLACE:
        return blocks.replace(page, path, operation.value)
    return blocks.wrap(page, path) if kind == WRAP else blocks.unwrap(page, path)


def _of_lines(page: Page, operation: Operation) -> list[Cut]:
    if operation.kind == ADD:
        return lines.add(page, operation.path, operation.value)
    if operation.kind == REPLACE:
        return lines.replace(page, operation.path, operation.value)
    way = {REMOVE: lines.remove, WRAP: lines.wrap, UNWRAP: lines.unwrap}[operation.kind]
    return way(page, operation.path)


def _flow_value(page: Page, operation: Operation) -> list[Cut]:
    """Put another value in the place of one that stands in brackets, or is JSON."""
    start, end = page.value(operation.path)
    if operation.kind == WRAP:
        return [(start, start, "["), (end, end, "]")]
    if operation.kind == UNWRAP:
        inner, stop = page.value((*operation.path, 0))
        return [(start, inner, ""), (stop, end, "")]
    value, old = operation.value, page.text[start:end]
    if page.dialect == YAML or not spelling.is_collection(value) or page.newline not in old:
        dialect = JSON if page.dialect == YAML else page.dialect
        return [(start, end, spelling.inline(value, dialect, old))]
    line = page.text[page.start(start) : start]
    indent = line[: len(line) - len(line.lstrip())]
    return [(start, end, spelling.tree(value, indent, page.step).replace("\n", page.newline))]


def _in_brackets(page: Page, path: Path) -> bool:
    """Whether a value of YAML stands within brackets, itself not counted."""
    return any(page.flow(path[:depth]) for depth in range(len(path)))


def _renamed(page: Page, path: Path, name: str) -> list[Cut]:
    """Give a key another name, in the quotes that it has; of TOML, wherever it is written."""
    from confledger.checks.fixes import rename_key
    from confledger.checks.parsed import Parsed
    from confledger.documents.edits import Lines
    from confledger.documents.problem import Loaded

    data = page.text.encode("utf-8", "surrogatepass")
    parsed = Parsed("", page.dialect, data, Loaded(page.documents), [])
    edits = rename_key(parsed, page.number, path, name)
    if not edits:
        raise Unwritable("the key is written in a way, or in a place, that is left to people")
    places = Lines(page.text)
    return [(*places.range(edit.span), edit.text) for edit in edits]
