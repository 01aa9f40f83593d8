"""A value that its schema does not allow, or a schema that cannot be used.

The message says where, what stands there by type, and what was expected. Of alternatives
(`anyOf`, `oneOf`) it speaks about the one that was meant: the one whose distinguishing keys
fit, else the one that fits best. It never quotes the value.

A key that is missing is a warning where the schema was inferred (`x-inferred`): that all files
had it does not say that it is needed. Who has looked at the schema removes that mark.

Schema:
    {"type": "object", "properties": {"replicas": {"type": "integer", "minimum": 1}}}
Bad:
    replicas: many
Good:
    replicas: 3
"""

from collections.abc import Iterator

from confledger.checks.fault import Explained
from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Applied, Parsed
from confledger.checks.references import OUTSIDE
from confledger.checks.schemas import Schema
from confledger.location import Path, dotted

ID = "schema"
SEVERITY = Severity.ERROR
_SUPPOSED = "add it, or take it out of `required`: the schema was inferred, and nobody confirmed it"


def check(file: Parsed) -> Iterator[Finding]:
    """Yield what does not fit its schemas, and the schemas named here that do not work."""
    seen: set[tuple[int, Path, str]] = set()
    for applied in file.applied:
        if applied.reference.kind == OUTSIDE:
            yield file.finding(
                ID,
                SEVERITY,
                f"the schema `{applied.reference.name}` lies outside the repository",
                applied.span,
                help="copy it into the repository and name that path",
                subject=applied.reference.name,
            )
        elif applied.broken is not None and applied.span is not None:
            yield file.finding(
                ID,
                SEVERITY,
                applied.broken.message,
                applied.span,
                help=applied.broken.help,
                subject=applied.reference.name,
            )
        if applied.schema is None:
            continue
        for number, document in enumerate(file.documents):
            if document is None or not applied.covers(number):
                continue
            yield from _violations(file, applied, number, seen)


def _violations(
    file: Parsed, applied: Applied, number: int, seen: set[tuple[int, Path, str]]
) -> Iterator[Finding]:
    assert applied.schema is not None
    for fault in file.faults(applied.schema, number):
        key = (number, fault.path, fault.message)
        if fault.unknown or key in seen:
            continue
        seen.add(key)
        find = file.positions.key if fault.at_key else file.positions.value
        supposed = _supposed(applied.schema, fault)
        yield file.finding(
            ID,
            Severity.WARNING if supposed else SEVERITY,
            f"{_subject(fault.path, file.documents[number])} {fault.message}",
            find(number, fault.path),
            document=number,
            at=fault.path,
            help=_SUPPOSED if supposed else fault.help,
            schema=applied.rule(fault.address),
            subject=fault.subject,
        )


def _supposed(schema: Schema, fault: Explained) -> bool:
    """Whether a key is asked for only since all files had it from which the schema was inferred."""
    if not fault.address.endswith("/required"):
        return False
    _, root = schema.within.node(fault.address)
    return root.get("x-inferred") is True


def _subject(path: Path, document: object) -> str:
    if path:
        return f"`{dotted(path)}`"
    return "the document" if document else "the empty document"
