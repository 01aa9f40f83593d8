"""One key in several environments: a line for each, the value and what set it."""

from confledger.reports.explained import Explained
from confledger.reports.explained_text import Layout, by, name_of, place, value_text
from confledger.reports.visible import visible
from confledger.reports.wording import plural

_MOST = 40


def as_table(found: list[Explained], layout: Layout) -> str:
    """Write the environments below each other."""
    first = found[0]
    lines = [layout.painted(visible(first.called) or name_of(first.path), "key")]
    schema = next((one.schema for one in found if one.schema is not None), None)
    if schema is not None:
        kind = f"   {visible(schema.type)}" if schema.type else ""
        lines[0] += layout.painted(f"{kind}   schema: {visible(schema.address)}", "dim")
    rows = [(one.environment or "base", _value(one), *_origin(one, layout)) for one in found]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    for row in rows:
        cells = (f"{cell:{widths[at]}}" if at < 3 else cell for at, cell in enumerate(row))
        lines.append("  " + "  ".join(cells).rstrip())
    known = next((one for one in found if one.there), first)
    if known.environment is not None:
        more = f"  why: confledger explain {visible(known.called)} --env {known.environment}"
        lines.append(layout.painted(more, "dim"))
    return "\n".join(lines) + "\n"


def _value(one: Explained) -> str:
    if not one.there:
        return "(not set)"
    if one.leaves is not None:
        return plural(len(one.leaves), "value", "values")
    return value_text(one.value, hidden=one.hidden, most=_MOST)


def _origin(one: Explained, layout: Layout) -> tuple[str, str]:
    winner = next((row for row in one.layers if row.holds), None)
    if winner is None:
        winner = next((row for row in one.layers if row.removes), None)
        return ("", "") if winner is None else (f"removed by {place(winner)}", by(winner, layout))
    return place(winner), by(winner, layout)
