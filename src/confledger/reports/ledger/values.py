"""Values of the ledger as a person reads them in one line."""

import re

from confledger.changes.leaves import ROOT, TEXT
from confledger.ledger.entry import RETYPED, Entry, hidden, kind_of, value_of
from confledger.reports.changes.texts import GONE, NEW, script
from confledger.reports.changes.values import scalar, shortened, text
from confledger.reports.visible import visible
from confledger.secrets.redaction import HIDDEN

NONE = "(none)"
# Of an image with a tag, its digest is what can be left out first.
_DIGEST = re.compile(r"@sha(?:256|512):[0-9a-f]+…?")


def value(typed: object) -> str:
    """Write one side of a row."""
    if not isinstance(typed, str):
        return NONE
    if hidden(typed):
        return HIDDEN
    kind = kind_of(typed)
    held = value_of(typed)
    if kind == "order":
        return f"order {visible(str(held))}"
    if kind in ("link", "submodule"):
        return f"{kind} {visible(str(held))}"
    return text(held) if isinstance(held, str) else scalar(held)


def change(entry: Entry, most: int) -> str:
    """Write `old -> new`, each of at most so many characters; of long texts, what differs."""
    lines = _lines(entry.old), _lines(entry.new)
    if lines[0] and lines[1] and max(len(lines[0]), len(lines[1])) > 1:
        return _counted(*lines)
    old, new = shortened(value(entry.old), value(entry.new))
    if len(old) > most or len(new) > most:
        tags = [_DIGEST.sub("@…", one) for one in (old, new)]
        if tags[0] != tags[1]:
            old, new = tags
    if len(old) > most and len(new) > most:
        same = _same(old, new)
        if same > most // 2:
            old, new = (f"…{one[same - most // 4 :]}" for one in (old, new))
    told = f"{cut(old, most)} -> {cut(new, most)}"
    if entry.operation == RETYPED:
        told += f" ({kind_of(str(entry.old))} -> {kind_of(str(entry.new))})"
    return told


def short(typed: object) -> str:
    """Write one value in few characters."""
    return cut(_DIGEST.sub("@…", value(typed)), 40)


def _same(one: str, two: str) -> int:
    """Return how many characters two texts begin with alike."""
    for at, (a, b) in enumerate(zip(one, two, strict=False)):
        if a != b:
            return at
    return min(len(one), len(two))


def _lines(typed: object) -> list[str]:
    """Return the lines of a text that is no secret; none of anything else."""
    if not isinstance(typed, str) or hidden(typed) or typed[0] != TEXT:
        return []
    return typed[1:].split("\n")


def _counted(old: list[str], new: list[str]) -> str:
    """Say of a text of several lines how many came and went."""
    signs = [sign for sign, _ in script(old, new)]
    # What follows the last line end is no line.
    sizes = [len(lines) - (not lines[-1]) for lines in (old, new)]
    return f"text of {sizes[0]} -> {sizes[1]} lines (+{signs.count(NEW)} -{signs.count(GONE)})"


def key(entry: object) -> str:
    """Write a key; the mark of a document without a label is left out."""
    written = visible(str(entry))
    return written.removeprefix(ROOT) or "(whole)"


def cut(written: str, most: int) -> str:
    """Return a text without its middle, if it is longer than `most`."""
    if len(written) <= most:
        return written
    start = (most - 1) * 2 // 3
    return f"{written[:start]}…{written[len(written) - (most - 1 - start) :]}"
