"""What is not shown of a change although its own file tells of no secret there.

That is what a schema marks with `x-secret`, on either side; and a text that is hidden in one place
and stands in plain sight in another, since it was moved or copied there.
"""

from collections.abc import Iterator

from confledger.changes.change import MISSING
from confledger.checks.risk import Place, Risks
from confledger.cli import workspace
from confledger.cli.changed_keys import States
from confledger.git.pairs import Pair
from confledger.git.snapshot import CommitSnapshot
from confledger.location import Path
from confledger.reports.changes.content import Row
from confledger.reports.changes.rows import Hiding
from confledger.secrets.redaction import HIDDEN, SEALED, SHORTEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.git.snapshot import Content
    from confledger.settings import Settings

    Asked = Callable[[object, Path], bool]

_MARKS = ("x-secret", "writeOnly")
_MEANT = (True, "reference")
# So many values of a file are looked at, and so many texts are looked for.
_MOST_VALUES = 200_000
_MOST_TEXTS = 2_000


class Known:
    """Texts that are hidden somewhere; shorter ones would be found by accident."""

    __slots__ = ("_texts",)

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def learn(self, hiding: Hiding) -> None:
        """Take in what one version of a file hides."""
        left = _MOST_VALUES
        for number, document in enumerate(hiding.documents):
            for path, value in _leaves(document):
                left -= 1
                if left < 0 or len(self._texts) >= _MOST_TEXTS:
                    return
                if len(value) < SHORTEST or value.startswith((SEALED, HIDDEN)):
                    continue
                if value not in self._texts and hiding.hides(number, path, value):
                    self._texts.add(value)

    def conceal(self, value: object) -> bool:
        """Whether any text of a value holds one of these."""
        if not self._texts:
            return False
        return any(
            one in self._texts or any(text in one for text in self._texts)
            for _, one in _leaves(value)
        )


def conceal(row: Row, known: Known) -> None:
    """Hide a row that shows what is hidden elsewhere."""
    if row.hidden or not any(map(known.conceal, (row.before, row.after))):
        return
    row.hidden = True
    row.before, row.after = (one if one is MISSING else HIDDEN for one in (row.before, row.after))
    row.notes = []


class Veils:
    """Hides what schemas mark, in the files of two states; `known` is what was hidden so far."""

    def __init__(self, before: CommitSnapshot, after: CommitSnapshot, settings: "Settings") -> None:
        self._marks = _Marks(before, after, settings)
        self.known = Known()

    def __call__(
        self, pair: Pair, contents: "list[Content | None]", hiding: list[Hiding]
    ) -> list[Hiding]:
        """Return what hides of both versions of a file what `hiding` does, and what is marked."""
        asked = self._marks.of_file([pair.old_path or pair.path, pair.path], contents)
        if asked is not None:
            hiding = [_Marked(one, asked) for one in hiding]
        for one in hiding:
            self.known.learn(one)
        return hiding


class _Marked(Hiding):
    def __init__(self, inner: Hiding, asked: "Asked") -> None:
        super().__init__(inner.documents, frozenset())
        self._inner = inner
        self._asked = asked

    def hides(self, document: int, path: Path, value: object) -> bool:
        """Whether a value at a place of this version must not be shown."""
        if isinstance(value, (dict, list)):
            return False
        if self._inner.hides(document, path, value):
            return True
        return value is not None and self._asked(self.documents[document], path)


class _Marks(States):
    """Asks the schemas of both sides whether a value is a secret."""

    def __init__(self, before: CommitSnapshot, after: CommitSnapshot, settings: "Settings") -> None:
        super().__init__(before, after, settings)
        limits = workspace.limits_of(settings)
        self._secrets = [
            _Secrets(one.find, vendored=settings.vendored, limits=limits) for one in (before, after)
        ]

    def of_file(self, paths: list[str], contents: "list[Content | None]") -> "Asked | None":
        """Return what answers for a file, by its path before and now; None where nothing is."""
        references = {
            one: None
            for path, content in zip(paths, contents, strict=True)
            for one in self._references(path, self.selection.dialect(path) or "", content)
        }
        asked = [
            (schemas, one)
            for one in references
            for schemas in self._secrets
            if schemas.marks_any(one)
        ]
        if not asked:
            return None
        return lambda document, path: any(
            schemas.of(reference, document, path) for schemas, reference in asked
        )


class _Secrets(Risks):
    marks = _MARKS

    def _said(self, places: list[Place]) -> set[str]:
        return {mark for _, _, node in places for mark in _MARKS if node.get(mark) in _MEANT}


def _leaves(value: object) -> "Iterator[tuple[Path, str]]":
    """Yield the texts in a value, with the path to each."""
    stack: list[tuple[Path, object]] = [((), value)]
    while stack:
        path, held = stack.pop()
        if isinstance(held, str):
            yield path, held
        elif isinstance(held, dict):
            stack += [((*path, name), one) for name, one in held.items()]
        elif isinstance(held, list):
            stack += [((*path, number), one) for number, one in enumerate(held)]
