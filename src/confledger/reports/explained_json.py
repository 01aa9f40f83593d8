"""What is said of keys, for programs; the shape is in explained_model."""

from math import isfinite

from confledger.location import dotted, pointer
from confledger.reports.explained import Commit, Explained, Input, Leaf, Said, SchemaSays
from confledger.reports.ledger.fields import utc
from confledger.reports.visible import encodable
from confledger.secrets.redaction import key_shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.location import Path


def as_json(found: "list[Explained]") -> str:
    """Write one key in each of some environments."""
    rows = [_explained(one) for one in found]
    return written({"version": 1, "kind": "keys", "explanations": rows})


def written(document: dict[str, object]) -> str:
    """Write a document."""
    from json import dumps

    return dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _explained(one: Explained) -> dict[str, object]:
    opens = one.opens
    return {
        **key_of(one.path),
        "environment": one.environment,
        "host": one.host,
        "revision": one.revision,
        "set": one.there,
        "secret": one.hidden,
        "type": one.kind or None,
        "value": value_of(one.value) if one.there and not one.hidden else None,
        "schema": None if one.schema is None else _schema(one.schema),
        "layers": [said(row) for row in one.layers],
        "leaves": None if one.leaves is None else [leaf(row) for row in one.leaves],
        "raw": None if one.raw is None else encodable(one.raw),
        "inputs": [_input(row) for row in one.inputs],
        "opens": None
        if opens is None
        else {
            "file": encodable(opens.file),
            "pointer": encodable(opens.pointer),
            "line": opens.line,
            "found": opens.found,
            "commit": commit(opens.commit),
        },
        "owner": None
        if one.owner is None
        else {
            "names": [encodable(name) for name in one.owner.names],
            "file": one.owner.file,
            "line": one.owner.line,
        },
        "readers": None
        if one.readers is None
        else [
            {"name": encodable(row.name), "last": row.last, "reads": row.reads}
            for row in one.readers
        ],
        "faults": [encodable(row) for row in one.faults],
        "notes": [encodable(row) for row in one.notes],
    }


def key_of(path: "Path") -> dict[str, object]:
    """Write a key in both ways; what in it may itself be a secret is not shown."""
    shown = tuple(key_shown(step) if isinstance(step, str) else step for step in path)
    return {"key": encodable(dotted(shown)), "pointer": encodable(pointer(shown))}


def value_of(value: object) -> object:
    """Return a value as JSON can hold it."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {encodable(str(name)): value_of(one) for name, one in value.items()}
    if isinstance(value, list):
        return [value_of(one) for one in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return None


def _schema(one: SchemaSays) -> dict[str, object]:
    return {
        "address": encodable(one.address),
        "type": encodable(one.type),
        "description": encodable(one.description),
        "risk": one.risk,
        "secret": one.secret,
        "deprecated": one.deprecated,
        "replaced_by": one.replaced_by,
        "remove_after": one.remove_after,
        "docs": one.docs,
    }


def said(one: Said) -> dict[str, object]:
    """Write what one layer says."""
    return {
        "kind": one.kind,
        "name": encodable(one.name),
        "holds": one.holds,
        "removes": one.removes,
        "file": None if one.file is None else encodable(one.file),
        "line": one.line,
        "column": one.column,
        "variable": None if one.variable is None else encodable(one.variable),
        "secret": one.hidden,
        "encrypted": one.sealed,
        "value": None if one.hidden or one.removes else value_of(one.value),
        "commit": commit(one.commit),
    }


def leaf(one: Leaf) -> dict[str, object]:
    """Write one value below a key."""
    return {
        **key_of(one.path),
        "secret": one.hidden,
        "value": None if one.hidden else value_of(one.value),
        "set_by": None if one.said is None else said(one.said),
    }


def _input(one: Input) -> dict[str, object]:
    named = {"key": None, "pointer": None} if one.path is None else key_of(one.path)
    return {
        **named,
        "variable": one.variable,
        "given": one.given,
        "secret": one.hidden,
        "value": None if one.hidden else value_of(one.value),
        "set_by": None if one.said is None else said(one.said),
    }


def commit(one: Commit | None) -> dict[str, object] | None:
    """Write where a value came from in git."""
    if one is None:
        return None
    return {
        "state": one.state,
        "reason": one.reason or None,
        "commit": one.oid or None,
        "author": encodable(one.author) or None,
        "authored_at": utc(one.time),
        "subject": encodable(one.subject) if one.oid else None,
        "request": one.request or None,
        "file_then": encodable(one.path) or None,
        "ignored": one.ignored,
        "encrypted_anew": one.reencrypted,
        "before": commit(one.before),
    }
