"""A key that the schema does not know; usually a typo.

A key that the schema refuses (`additionalProperties: false`) is an error. Where it says nothing
of other keys, one that looks like a misspelt name of a declared key that is not set is a warning:
everything would accept it, and nothing would read it. One of other words is just another key,
as `metrics_password` is beside `admin_password`. A map that is left open on purpose
(`additionalProperties: true`) is respected, and so is one of which several subschemas speak.

Schema:
    {"type": "object", "properties": {"pool": {"type": "integer"}, "host": {"type": "string"}}}
Bad:
    poool: 5
    host: localhost
Good:
    pool: 5
    host: localhost
"""

from collections.abc import Iterator
from typing import Any

from confledger.checks.closing import declared
from confledger.checks.fault import Explained, value_at
from confledger.checks.finding import Finding, Severity
from confledger.checks.fixes import rename_key, suits, sure
from confledger.checks.meanings import is_slip, words
from confledger.checks.parsed import Applied, Parsed
from confledger.documents.edits import Edit
from confledger.errors import nearest
from confledger.location import Path, dotted

ID = "unknown-key"
SEVERITY = Severity.ERROR


def check(file: Parsed) -> Iterator[Finding]:
    """Yield each key that its schema refuses, and each that it should have."""
    seen: set[tuple[int, Path]] = set()
    for applied in file.applied:
        schema = applied.schema
        if schema is None:
            continue
        for number, document in enumerate(file.documents):
            if document is None or not applied.covers(number):
                continue
            for fault in file.faults(schema, number):
                if fault.unknown and (number, fault.path) not in seen:
                    seen.add((number, fault.path))
                    yield _refused(file, applied, number, document, fault)
            for fault in file.faults(schema, number, closed=True):
                if fault.unknown and (number, fault.path) not in seen:
                    seen.add((number, fault.path))
                    yield from _forgotten(file, applied, number, document, fault)


def _refused(
    file: Parsed, applied: Applied, number: int, document: object, fault: Explained
) -> Finding:
    key = str(fault.path[-1])
    free = _free(file, document, fault) - {key}
    close = _meant(key, free, wrong=True)
    known = sorted(_names(file, fault))
    if close:
        hint = f"; did you mean `{close}`?"
    elif known and len(known) <= 8:
        hint = f"; known are {', '.join(known)}"
    else:
        hint = ""
    fix = _fix(file, number, document, fault, close, free) if close else ()
    return file.finding(
        ID,
        SEVERITY,
        f"`{dotted(fault.path)}` is not in the schema{hint}",
        file.positions.key(number, fault.path),
        document=number,
        at=fault.path,
        help=_renaming(close, fix) if close else "remove it, or add it to the schema",
        schema=applied.rule(fault.address),
        subject=key,
        fix=fix,
    )


def _forgotten(
    file: Parsed, applied: Applied, number: int, document: object, fault: Explained
) -> Iterator[Finding]:
    """Report a key of an open map only when it is nearly one that is missing from it."""
    key = str(fault.path[-1])
    free = _free(file, document, fault)
    close = _meant(key, free, wrong=False) if len(key) > 3 else None
    if close is None:
        return
    fix = _fix(file, number, document, fault, close, free)
    yield file.finding(
        ID,
        Severity.WARNING,
        f"`{dotted(fault.path)}` is not declared in the schema; did you mean `{close}`?",
        file.positions.key(number, fault.path),
        document=number,
        at=fault.path,
        help=f"{_renaming(close, fix)}, or declare it in the schema",
        schema=applied.rule(fault.address),
        subject=key,
        fix=fix,
    )


def _meant(key: str, names: set[str], *, wrong: bool) -> str | None:
    """Return the one name that a key is a slip of; of one that is wrong, a nearest word will do."""
    close = nearest(key, names)
    if close is None or is_slip(key, close):
        return close
    return close if wrong and len(words(key)) == len(words(close)) == 1 else None


def _fix(
    file: Parsed, number: int, document: object, fault: Explained, close: str, free: set[str]
) -> tuple[Edit, ...]:
    """Return what renames the key, where that name was meant for certain and suits the value."""
    node, _ = _schema(file, fault)
    rules = node.get("properties") if isinstance(node, dict) else None
    rule = rules.get(close) if isinstance(rules, dict) else None
    if not sure(str(fault.path[-1]), free) or not suits(value_at(document, fault.path), rule):
        return ()
    return rename_key(file, number, fault.path, close)


def _renaming(close: str, fix: tuple[Edit, ...]) -> str:
    return f"rename it to `{close}`" + (" (`confledger check --fix`)" if fix else "")


def _names(file: Parsed, fault: Explained) -> set[str]:
    node, root = _schema(file, fault)
    return declared(node, root) if root else set()


def _schema(file: Parsed, fault: Explained) -> tuple[object, dict[str, object]]:
    """Return the subschema that a fault is about, and the document that holds it."""
    for applied in file.applied:
        if applied.schema is not None:
            node, root = applied.schema.within.node(fault.location)
            if root:
                return node, root
    return None, {}


def _free(file: Parsed, document: object, fault: Explained) -> set[str]:
    """Return the declared names that the map does not have yet."""
    here: Any = document
    for step in fault.path[:-1]:
        here = here[step]
    return {name for name in _names(file, fault) if name not in here}
