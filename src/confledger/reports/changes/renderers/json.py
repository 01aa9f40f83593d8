"""A comparison for programs: schemas/changes.schema.json says what it holds."""

from json import dumps
from math import isfinite

from confledger import __version__
from confledger.changes.change import MISSING
from confledger.location import Path, pointer
from confledger.reports.changes.content import Comparison, File, Row
from confledger.reports.changes.values import type_of
from confledger.reports.visible import encodable

_TYPES = {"text": "string", "map": "object", "list": "array"}


def render(
    comparison: Comparison, *, colour: bool = False, width: int = 100, full: bool = False
) -> str:
    """Write all of it, indented."""
    statuses = comparison.statuses()
    content = {
        "version": 1,
        "tool": {"name": "confledger", "version": __version__},
        "before": encodable(comparison.before),
        "after": encodable(comparison.after),
        "summary": {
            "files": len(comparison.files),
            "statuses": statuses,
            "values": comparison.counts(),
            "others": sum(comparison.others.values()),
        },
        "files": [_file(file) for file in comparison.files],
        "others": [
            {"reason": why.replace("| ", ""), "files": number}
            for why, number in sorted(comparison.others.items())
        ],
        "untracked": [encodable(path) for path in comparison.untracked],
    }
    return dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _file(file: File) -> dict[str, object]:
    return {
        "path": encodable(file.path),
        "old_path": None if file.old_path is None else encodable(file.old_path),
        "status": file.status,
        "reason": file.reason,
        "environments": file.environments,
        "changes": [_row(row) for row in file.rows],
        "facts": [
            {"kind": fact.kind, "message": encodable(fact.message), "serious": fact.serious}
            for fact in file.facts
        ],
        "styles": [_row(row) for row in file.styles],
    }


def _row(row: Row) -> dict[str, object]:
    found: dict[str, object] = {
        "kind": row.kind,
        "key": encodable(row.key),
        "document": row.new_number,
        "old_document": row.old_number,
        "pointer": _pointer(row.new_path),
        "old_pointer": _pointer(row.old_path),
        "hidden": row.hidden,
    }
    if row.before is not MISSING:
        found["before_type"] = _type(row.before)
        found["before"] = _writable(row.before)
    if row.after is not MISSING:
        found["after_type"] = _type(row.after)
        found["after"] = _writable(row.after)
    if row.notes:
        found["notes"] = [encodable(note) for note in row.notes]
    return found


def _pointer(path: Path | None) -> str | None:
    return None if path is None else encodable(pointer(path))


def _type(value: object) -> str:
    return _TYPES.get(type_of(value), type_of(value))


def _writable(value: object) -> object:
    """Return a value as JSON can hold it: numbers that it has not become their names."""
    if isinstance(value, float) and not isfinite(value):
        return {"inf": "Infinity", "-inf": "-Infinity"}.get(repr(value), "NaN")
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {encodable(key): _writable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_writable(one) for one in value]
    return value
