"""A statement for programs: every value as it is, under the keys of its columns."""

import json
from math import isfinite

from confledger.reports.statement.model import (
    Block,
    Cell,
    Chart,
    Diagram,
    Figure,
    Section,
    Since,
    Statement,
    Table,
)
from confledger.reports.statement.words import primary
from confledger.reports.visible import encodable

VERSION = 1


def render(statement: Statement) -> str:
    """Write one object with sorted keys; texts keep all but what UTF-8 cannot hold."""
    made = _plain(record(statement))
    return json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def record(statement: Statement) -> dict[str, object]:
    """Return what is written, before any format."""
    first = primary(statement)
    return {
        "version": VERSION,
        "kind": statement.kind,
        "title": statement.title,
        "digest": statement.digest,
        "as_of": statement.as_of,
        "verdict": {
            "standing": statement.verdict.standing,
            "sentence": statement.verdict.sentence,
        },
        "about": [{"name": name, "text": text} for name, text in statement.about],
        "figures": [_figure(one) for one in statement.figures],
        "sections": [_section(one) for one in statement.sections],
        "recommendations": [
            {"rule": one.rule, "text": one.text, "command": one.command, "minutes": one.minutes}
            for one in statement.recommendations
        ],
        "unmeasured": [
            {"what": one.what, "why": one.why, "remedy": one.remedy} for one in statement.unmeasured
        ],
        "primary": None if first is None else first.id,
        "reproduce": statement.reproduce,
        "since": None if statement.since is None else _since(statement.since),
        "data": statement.data,
    }


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "name": figure.name,
        "value": figure.value,
        "kind": figure.kind,
        "of": figure.of,
        "standing": figure.standing,
        "note": figure.note,
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "id": section.id,
        "title": section.title,
        "standing": section.standing,
        "summary": section.summary,
        "blocks": [_block(one) for one in section.blocks],
    }


def _block(block: Block) -> dict[str, object]:
    if isinstance(block, Table):
        return {"type": "table"} | _table(block)
    if isinstance(block, Chart):
        return {
            "type": "chart",
            "id": block.id,
            "title": block.title,
            "form": block.form,
            "unit": block.unit,
            "labels": list(block.labels),
            "series": [{"name": one.name, "values": list(one.values)} for one in block.series],
        }
    if isinstance(block, Diagram):
        return {
            "type": "diagram",
            "id": block.id,
            "title": block.title,
            "nodes": [
                {"id": one.id, "title": one.title, "standing": one.standing} for one in block.nodes
            ],
            "edges": [
                {"from": source, "to": target, "label": label}
                for source, target, label in block.edges
            ],
        }
    return {"type": "paragraph", "text": block.text}


def _table(table: Table) -> dict[str, object]:
    keys = [one.key for one in table.columns]
    return {
        "id": table.id,
        "title": table.title,
        "columns": [
            {"key": one.key, "title": one.title, "kind": one.kind} for one in table.columns
        ],
        "identity": list(table.identity),
        "rows": [_row(keys, row) for row in table.rows],
    }


def _row(keys: list[str], row: tuple[Cell, ...]) -> dict[str, Cell]:
    return dict(zip(keys, row, strict=True))


def _since(since: Since) -> dict[str, object]:
    return {
        "digest": since.digest,
        "new": [list(one) for one in since.new],
        "fixed": [list(one) for one in since.fixed],
    }


def _plain(value: object) -> object:
    """Return a value that JSON can hold and UTF-8 can write: no lone surrogate, no infinity."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {encodable(str(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value
