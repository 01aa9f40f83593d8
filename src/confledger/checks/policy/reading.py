"""A file of policies, read: what can be used, and what is wrong with the rest, where."""

from confledger.checks.cache import digest
from confledger.checks.cel.faults import NotAnExpression, Unanswerable
from confledger.checks.globs import matcher
from confledger.checks.policy import places
from confledger.checks.policy.demands import demand
from confledger.checks.policy.model import VARIABLES, Policy
from confledger.checks.policy.schema import DEMANDS, SCHEMA
from confledger.documents.dialect import dialect_of
from confledger.documents.limits import Limits
from confledger.documents.load import load
from confledger.documents.text import lines_of
from confledger.errors import ConfledgerError, nearest
from confledger.location import Path, Span, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from confledger.checks.cel.program import Program
    from confledger.checks.fault import Explained
    from confledger.documents.positions import Positions

_EXPRESSIONS = ("when", "expression", "message-expression")


class Problem:
    """Why a policy, or a file of them, cannot be used."""

    __slots__ = ("file", "help", "message", "path", "span")

    def __init__(
        self, file: str, message: str, span: Span | None, path: Path, help: str | None
    ) -> None:
        self.file = file
        self.message = message
        self.span = span
        self.path = path
        self.help = help


class Read:
    """The policies of one file, and its problems."""

    __slots__ = ("_data", "_positions", "digest", "file", "policies", "problems")

    def __init__(self, file: str, data: bytes) -> None:
        self.file = file
        self._data = data
        self.digest = digest(data)
        self._positions: Positions | None = None
        self.policies: list[Policy] = []
        self.problems: list[Problem] = []

    def where(self) -> "Positions":
        """Return where everything stands in the file."""
        if self._positions is None:
            from confledger.documents.load import positions

            self._positions = positions(self._data, dialect_of(self.file) or "yaml")
        return self._positions

    def line(self, path: Path) -> int:
        """Return the line on which the value at `path` begins."""
        span = self.where().value(0, path)
        return 1 if span is None else span.line


def read(file: str, data: bytes, environments: list[str], limits: Limits) -> Read:
    """Read a file of policies; one that is wrong is left out, and told."""
    return _Reader(file, data, environments).read(limits)


def document_of(
    file: str, data: bytes, limits: Limits, schema: dict[str, object], what: str
) -> tuple[object, list[Problem]]:
    """Return the one document of a file of ours, and how it differs from its schema."""
    dialect = dialect_of(file) or "yaml"
    loaded = load(data, dialect, limits)
    faults = [one for one in loaded.problems if one.kind != "encoding" or not loaded.documents]
    if faults:
        return None, [Problem(file, one.message, one.span, one.path, one.help) for one in faults]
    if len(loaded.documents) > 1:
        message = f"{len(loaded.documents)} documents, expected one of {what}"
        return None, [Problem(file, message, Span(1, 1, 1, 2), (), "remove the `---`")]
    document = loaded.documents[0] if loaded.documents else None
    from confledger.checks.validator import jsonschema_rs

    validator = jsonschema_rs.validator_for(schema, offline=True)
    if validator.is_valid(document):
        return document, []
    from confledger.checks.explain import explained
    from confledger.documents.load import positions

    faults_of_it = explained(validator, document)
    where = positions(data, dialect)
    # What follows from a typo would only hide it.
    mistyped = {fault.path[:-1] for fault in faults_of_it if fault.unknown}
    return document, [
        Problem(
            file,
            _sentence(fault, document, schema),
            (where.key if fault.at_key else where.value)(0, fault.path),
            fault.path,
            fault.help,
        )
        for fault in faults_of_it
        if not (fault.keyword == "anyOf" and fault.path in mistyped)
    ]


def _sentence(fault: "Explained", document: object, schema: dict[str, object]) -> str:
    subject = f"`{dotted(fault.path)}`" if fault.path else "the file"
    if fault.keyword == "anyOf" and len(fault.path) == 2:
        return f"{subject} asks for nothing; give it one of {', '.join(DEMANDS)}"
    if fault.unknown:
        known = sorted(_names(schema, fault.path[:-1]))
        close = nearest(str(fault.path[-1]), known)
        hint = f"did you mean `{close}`?" if close else f"known are {', '.join(known)}"
        return f"unknown key `{dotted(fault.path)}`; {hint}"
    if fault.keyword == "pattern" and fault.path[-1] == "id":
        return f"{subject} may have lower case letters, digits, and `-` between them"
    return f"{subject} {fault.message}"


def _names(rule: "Any", path: Path) -> set[str]:
    """Return the keys that a schema knows at a place of a document."""
    for step in path:
        rule = rule["items"] if isinstance(step, int) else rule["properties"][step]
    return set(rule["properties"])


class _Reader:
    def __init__(self, file: str, data: bytes, environments: list[str]) -> None:
        self._data = data
        self._environments = environments
        self._found = Read(file, data)

    def read(self, limits: Limits) -> Read:
        found = self._found
        document, problems = document_of(found.file, self._data, limits, SCHEMA, "policies")
        found.problems = problems
        raws = document.get("policies") if isinstance(document, dict) else None
        wrong = {problem.path[1] for problem in problems if len(problem.path) > 1}
        known: set[str] = set()
        for number, raw in enumerate(raws if isinstance(raws, list) else ()):
            if number in wrong or not isinstance(raw, dict):
                continue
            if raw["id"] in known:
                self._problem("there are two policies of this id", ("policies", number, "id"))
                continue
            known.add(raw["id"])
            policy = self._policy(raw, number)
            if policy is not None:
                found.policies.append(policy)
        return found

    def _problem(self, message: str, path: Path, help: str | None = None, offset: int = 0) -> None:
        span = self._found.where().value(0, path)
        if span is not None and offset:
            span = self._inside(span, offset)
        self._found.problems.append(Problem(self._found.file, message, span, path, help))

    def _inside(self, span: Span, offset: int) -> Span:
        """Return a place inside a text that stands on one line, where that is certain."""
        if span.line != span.end_line:
            return span
        text = lines_of(self._data)[span.line - 1]
        quoted = text[span.column - 1 : span.column] in ("'", '"')
        if quoted and text[span.column - 1 : span.end_column].count("\\"):
            return span
        column = min(span.column + offset + quoted, span.end_column)
        return Span(span.line, column, span.line, column + 1)

    def _policy(self, raw: "dict[str, Any]", number: int) -> Policy | None:
        """Make one policy ready; None when it cannot be used, which is then told."""
        before = len(self._found.problems)
        at: Path = ("policies", number)
        programs = dict(self._programs(raw, at))
        match = raw.get("match") or {}
        for index, name in enumerate(match.get("environments", [])):
            if name not in self._environments:
                close = nearest(name, self._environments)
                hint = f"; did you mean `{close}`?" if close else ""
                self._problem(
                    f"the settings have no environment `{name}`{hint}",
                    (*at, "match", "environments", index),
                    "list it under `environments` in confledger.yaml",
                )
        steps: tuple[str, ...] = ()
        try:
            steps = places.parse(match.get("pointer", ""))
        except ValueError as error:
            self._problem(str(error), (*at, "match", "pointer"))
        matches = matcher(["**"])
        try:
            matches = matcher(match.get("paths", ["**"]))
        except ConfledgerError as error:
            self._problem(str(error), (*at, "match", "paths"), error.help)
        demands = []
        for name in DEMANDS:
            if name in raw and name != "expression":
                try:
                    demands.append(demand(name, raw[name]))
                except Unanswerable as error:
                    self._problem(str(error), (*at, name), "see https://github.com/google/re2")
        if len(self._found.problems) > before:
            return None
        found = self._found
        return Policy(
            *(raw, found.file, found.digest, at, lambda: found.line((*at, "id"))),
            matches=matches,
            steps=steps,
            demands=demands,
            programs=programs,
        )

    def _programs(self, raw: "dict[str, Any]", at: Path) -> "Iterator[tuple[str, Program]]":
        for name in _EXPRESSIONS:
            if name not in raw:
                continue
            from confledger.checks.cel.program import Program

            try:
                yield name, Program(raw[name], VARIABLES)
            except NotAnExpression as error:
                text = raw[name].rstrip("\n")
                where = f" (character {error.offset + 1})" if "\n" in text else ""
                self._problem(
                    f"`{name}` of the policy `{raw['id']}` cannot be used: {error}{where}",
                    (*at, name),
                    "see `confledger explain --rule policy`, and the guide on policies",
                    error.offset,
                )
