"""One file as the careful checks see it: text, documents, problems, positions, schemas."""

from confledger.checks.broken import Broken
from confledger.checks.explain import explained
from confledger.checks.fault import Explained
from confledger.checks.finding import Finding, Severity
from confledger.checks.references import Reference
from confledger.checks.schemas import Schema
from confledger.documents.excerpt import excerpt
from confledger.documents.load import positions
from confledger.documents.positions import Positions
from confledger.documents.problem import Loaded
from confledger.location import Path, Span, pointer


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
        self, path: str, dialect: str, data: bytes, loaded: Loaded, applied: list[Applied]
    ) -> None:
        self.path = path
        self.dialect = dialect
        self.data = data
        self.documents = loaded.documents
        self.problems = loaded.problems
        self.applied = applied
        self._positions: Positions | None = None
        self._lines: list[str] | None = None
        self._faults: dict[tuple[int, int], list[Explained]] = {}

    @property
    def lines(self) -> list[str]:
        """The lines of the file, from index 0, undecodable bytes replaced."""
        if self._lines is None:
            text = self.data.decode("utf-8", "replace").removeprefix("\ufeff")
            self._lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
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
        validator = schema.closed if closed else schema.validator
        if validator is None:
            return []
        key = (id(validator), document)
        if key not in self._faults:
            look = schema.within.look
            self._faults[key] = explained(validator, self.documents[document], look)
        return self._faults[key]

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
    ) -> Finding:
        """Make a finding of this file, with the line that it points to.

        Where that line is masked, the span is one character: its length would tell the value's.
        """
        shown = None if span is None else excerpt(self.lines, span.line, at, span.column)
        if span is not None and shown is not None and shown.hidden:
            span = Span(span.line, span.column, span.line, span.column + 1)
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
            excerpt=None if shown is None else shown.text,
            excerpt_column=None if shown is None else shown.column,
        )

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
