"""One change of a value as a plan has it: short texts, what is secret hidden already."""

from confledger.changes.change import MISSING, MOVED, RENAMED, RETYPED
from confledger.reports.changes.content import Row
from confledger.reports.changes.values import inline, leaves, scalar, shortened, type_of
from confledger.reports.wording import plural
from confledger.rollback.plan import Effect
from confledger.secrets.redaction import HIDDEN

# Of one value, so many characters are kept.
MOST = 120


def effect(row: Row, risk: str = "") -> Effect:
    """Return what a row says."""
    key = f"{row.document}: {row.key}" if row.document else row.key
    if row.kind == MOVED or (row.kind == RENAMED and row.after is MISSING):
        return Effect(key, None, None, f"{row.kind} from {_cut(row.was)}", risk)
    before, after = _text(row.before), _text(row.after)
    if isinstance(row.before, str) and isinstance(row.after, str) and not row.hidden:
        before, after = map(_cut, shortened(scalar(row.before), scalar(row.after)))
    note = ""
    if row.hidden and before == after:
        note = "changed, not shown"
    elif row.kind == RETYPED and not row.hidden:
        note = f"{type_of(row.before)}, then {type_of(row.after)}"
    return Effect(key, before, after, note, risk)


def _text(value: object) -> str | None:
    if value is MISSING:
        return None
    if value == HIDDEN:
        return HIDDEN
    if isinstance(value, (dict, list)):
        short = inline(value, MOST // 2)
        if short is None:
            return f"{type_of(value)} of {plural(leaves(value), 'value', 'values')}"
        return short
    return _cut(scalar(value))


def _cut(text: str) -> str:
    return text if len(text) <= MOST else f"{text[: MOST - 1]}…"
