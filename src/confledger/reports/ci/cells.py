"""What a value was and becomes, short enough for a cell, and so that the two differ."""

from confledger.changes.change import MISSING
from confledger.reports.changes import texts
from confledger.reports.changes.content import Row
from confledger.reports.changes.values import scalar, shortened
from confledger.reports.rollback.effect import effect
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.rollback.plan import Effect

# Longer than this, what two texts begin with in common is left out but for its end.
_SAME = 40
_KEPT = 16


def told(row: Row) -> "Effect":
    """Return what a row says; secrets are hidden in it already."""
    one = effect(row)
    old, new = row.before, row.after
    if row.hidden or not isinstance(old, str) or not isinstance(new, str):
        if old is not MISSING and one.before == one.after and not row.hidden:
            one.note = one.note or "another value"
        return one
    if "\n" in f"{old}{new}".rstrip("\n"):
        one.before, one.after = _lines(old, new)
    else:
        one.before, one.after = _apart(*shortened(scalar(old), scalar(new)))
    return one


def _lines(old: str, new: str) -> tuple[str, str]:
    script = texts.lines(old.removesuffix("\n"), new.removesuffix("\n"))
    signs = [sign for sign, _ in script]
    gone, added = signs.count(texts.GONE), signs.count(texts.NEW)
    before = sum(sign != texts.NEW for sign in signs)
    after = plural(sum(sign != texts.GONE for sign in signs), "line", "lines")
    return (
        f"text of {plural(before, 'line', 'lines')}",
        f"text of {after}: {added} added, {gone} removed",
    )


def _apart(old: str, new: str) -> tuple[str, str]:
    """Leave out most of what two long texts begin with in common."""
    same = 0
    for one, two in zip(old, new, strict=False):
        if one != two:
            break
        same += 1
    if same <= _SAME:
        return old, new
    start = same - _KEPT
    return f"…{old[start:]}", f"…{new[start:]}"
