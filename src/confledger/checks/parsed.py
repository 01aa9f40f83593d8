"""One file as the careful checks see it: text, documents, problems, positions, schemas."""

from confledger.checks.broken import Broken
from confledger.checks.explain import explained
from confledger.checks.fault import Explained
from confledger.checks.finding import Finding, Severity
from confledger.checks.references import Reference
from confledger.checks.schemas import Schema
from confledger.checks.suppressions import Suppression
from confledger.documents import text as encoding
from confledger.documents.edits import Edit
from confledger.documents.excerpt import Excerpt, excerpt
from confledger.documents.load import positions
from confledger.documents.positions import Positions
from confledger.documents.problem import Loaded
from confledger.location import Path, Span, pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.policy.policies import Policies
    from confledger.secrets.sealed import Opened

# With this begins what SOPS has encrypted.
_ENCRYPTED = b"ENC[AES256_GCM,"


class Applied:
    """A schema that applies to the documents `first` to `last` of a file; or why it does not.

    `span` is where the file itself names it, if it does.
    """

    __slots__ = ("broken", "first", "last", "reference", "schema", "span")

    def __init__(
        self,
        reference: Reference,
        *,
        schema: Schema | None = None,
        broken: Broken | None = None,
        span: Span | None = None,
        first: int = 0,
        last: int | None = None,
    ) -> None:
        self.reference = reference
        self.schema = schema
        self.broken = broken
        self.span = span
        self.first = first
        self.last = last

    def rule(self, address: str) -> str | None:
        """Return where a rule of this schema stands: file, `#`, pointer."""
        return self.schema.within.rule(address) if self.schema and address else None

    def covers(self, document: int) -> bool:
        """Whether the schema is for the document of that number, from 0."""
        return self.first <= document and (self.last is None or document <= self.last)


class Parsed:
    """Everything a check may look at; positions are made when first asked for."""

    def __init__(
        self,
        path: str,
        dialect: str,
        data: bytes,
        loaded: Loaded,
        applied: list[Applied],
        *,
        reader: str | None = None,
        today: str = "",
    ) -> None:
        self.path = path
        self.dialect = dialect
        self.data = data
        self.documents = loaded.documents
        self.problems = loaded.problems
        self.applied = applied
        # What reads the file, where the settings say so; the day of the run, `2026-01-31`.
        self.reader = reader
        self.today = today
        self.policies: Policies | None = None
        # Whether it is the file that lists accepted findings.
        self.lists_waivers = False
        # What accepts findings in place; known when all other checks of the file have run.
        self.comments: list[Suppression] = []
        self._positions: Positions | None = None
        self._text: str | None = None
        self._lines: list[str] | None = None
        self._faults: dict[tuple[int, int], tuple[list[Explained], set[Path]]] = {}
        self._opened: dict[int, Opened | None] = {}

    @property
    def text(self) -> str:
        """The file as the readers see it; empty where it could not be decoded."""
        if self._text is None:
            self._text = encoding.read(self.data, self.dialect)[0] or ""
        return self._text

    @property
    def lines(self) -> list[str]:
        """The lines of the file, from index 0, undecodable bytes replaced."""
        if self._lines is None:
            self._lines = encoding.lines_of(self.data)
        return self._lines

    def covered(self, applied: Applied) -> bool:
        """Whether a schema is for any of the documents here."""
        return any(
            document is not None and applied.covers(number)
            for number, document in enumerate(self.documents)
        )

    def faults(self, schema: Schema, document: int, *, closed: bool = False) -> list[Explained]:
        """Return what a schema refuses in the document of that number; asked once.

        With `closed`, what its closed form refuses: nothing when it has none.
        """
        return self._judged(schema, document, closed=closed)[0]

    def asked(self, schema: Schema, document: int) -> "set[Path]":
        """Return the encrypted values of which a schema asks more than can be checked."""
        return self._judged(schema, document, closed=False)[1]

    def _judged(
        self, schema: Schema, document: int, *, closed: bool
    ) -> "tuple[list[Explained], set[Path]]":
        validator = schema.closed if closed else schema.validator
        if validator is None:
            return [], set()
        key = (id(validator), document)
        if key not in self._faults:
            look, opened = schema.within.look, self.opened(document)
            if opened is None:
                found = explained(validator, self.documents[document], look)
                self._faults[key] = (found, set())
            else:
                from confledger.checks.certainty import judgement

                certain = judgement(validator, opened, look)
                self._faults[key] = (certain.faults, certain.asked)
        return self._faults[key]

    def opened(self, document: int) -> "Opened | None":
        """Return a document as schemas can judge it when SOPS has encrypted it, else None."""
        if _ENCRYPTED not in self.data:
            return None
        if document not in self._opened:
            from confledger.secrets.sealed import opened

            self._opened[document] = opened(self.documents[document], self.dialect)
        return self._opened[document]

    @property
    def positions(self) -> Positions:
        """Where each value stands."""
        if self._positions is None:
            self._positions = positions(self.data, self.dialect)
        return self._positions

    def finding(
        self,
        check: str,
        severity: Severity,
        message: str,
        span: Span | None = None,
        *,
        document: int = 0,
        at: Path = (),
        help: str | None = None,
        schema: str | None = None,
        subject: str = "",
        fix: tuple[Edit, ...] = (),
    ) -> Finding:
        """Make a finding of this file, with the line that it points to.

        Where that line is masked, the span is one character: its length would tell the value's.
        """
        shown = None if span is None else excerpt(self.lines, span.line, at, span.column)
        octets: tuple[Span, ...] = ()
        if span is not None and shown is not None and shown.hidden and self._hides(span, shown):
            octets = (self._octets(span).first(),)
            span = span.first()
        elif span is not None:
            octets = (self._octets(span), *(self._octets(edit.span) for edit in fix))
        return Finding(
            check=check,
            severity=severity,
            message=message,
            path=self.path,
            span=span,
            document=document,
            pointer=pointer(at),
            help=help,
            schema=schema,
            subject=subject,
            fix=fix,
            excerpt=None if shown is None else shown.text,
            excerpt_column=None if shown is None else shown.column,
            octets=octets,
        )

    def _octets(self, span: Span) -> Span:
        """Return a span with columns that count bytes of UTF-8, those of a mark included."""
        return Span(
            *(span.line, self._octet(span.line, span.column)),
            *(span.end_line, self._octet(span.end_line, span.end_column)),
        )

    def _octet(self, line: int, column: int) -> int:
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        if not text.isascii():
            column = len(text[: column - 1].encode("utf-8", "replace")) + 1
        marked = line == 1 and self.data.startswith(b"\xef\xbb\xbf")
        return column + 3 if marked else column

    def _hides(self, span: Span, shown: Excerpt) -> bool:
        """Whether what a span is about is masked in the line that is shown."""
        if span.end_line != span.line:
            return True
        meant = self.lines[span.line - 1][span.column - 1 : span.end_column - 1]
        start = shown.column - 1
        return shown.text[start : start + len(meant)] != meant

    def problems_as(self, check: str, severity: Severity) -> list[Finding]:
        """Return what the readers found of one kind as findings."""
        return [
            self.finding(
                check,
                severity,
                problem.message,
                problem.span,
                document=problem.document,
                at=problem.path,
                help=problem.help,
            )
            for problem in self.problems
            if problem.kind == check
        ]
