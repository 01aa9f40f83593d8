"""A part of a report: its lines, and what in it has no reason."""

from collections.abc import Mapping
from typing import NamedTuple


class Tally(NamedTuple):
    """How many of `total` came out as they should; `wrong` names the others."""

    right: int
    total: int
    wrong: list[str]

    def __str__(self) -> str:
        return f"{self.right:,} of {self.total:,}"


class Section(NamedTuple):
    """A part of the report, and what in it has no reason."""

    lines: list[str]
    faults: list[str]


def table(*rows: tuple[object, ...]) -> list[str]:
    """Return a Markdown table; the first row is its head."""
    written = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return [written[0], "|" + " --- |" * len(rows[0]), *written[1:]]


def deviations(
    seen: Mapping[str, list[str]], reasons: Mapping[str, list[str]]
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the rows of the table of reasons, and what no reason, or no case, is left for."""
    reason_of = {name: reason for reason, names in reasons.items() for name in names}
    rows: dict[str, list[str]] = {reason: [] for reason in reasons}
    faults = [
        f"{name} has a reason, and is as it should be" for name in reason_of if name not in seen
    ]
    for name, what in sorted(seen.items()):
        if name not in reason_of:
            faults.append(f"{name}: {', '.join(what)}")
            continue
        if what[0] == "refused":  # and so without the value
            what = ["refused"]
        rows[reason_of[name]].append(f"{name} ({', '.join(what)})")
    return [(reason, ", ".join(names)) for reason, names in rows.items()], faults
