"""The course of debt over the history, recomputed from the commits of the mainline.

There is no database: at the end of each month the files of that time are measured by their own
settings. What a commit came to is kept in the cache, so that it is measured once.
"""

import os
import re
from datetime import UTC, datetime

from confledger.checks.cache import digest, write
from confledger.checks.engine import identity
from confledger.errors import ConfledgerError
from confledger.git.ageing import mainline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.report.basis import Basis
    from confledger.debt.minutes import Minutes
    from confledger.reports.statement.model import Section

NAME = "debt-course"
# Each point is a look at all files of a commit.
MOST = 24
_KEPT = 500
_SPAN = re.compile(r"([1-9]\d{0,3})([mwy])")
_MONTHS = {"m": 1, "y": 12}
_WEEKS_OF_MONTH = 4.35
_LEFT_OUT = (
    "Ages, changes and secrets are left out, as they take the whole history of each commit, and "
    "so is what has changed since in the table of minutes: today's is used."
)
Point = tuple[int, int] | None
"""Minutes and items; None of a commit whose settings cannot be used."""


def course(basis: "Basis", span: str) -> "Section":
    """Return the section with the course of a span before the commit."""
    from confledger.cli.report.debt_state import table
    from confledger.reports.debt.content import trend_section

    moments = sampled(basis.as_of, months_of(span))
    minutes = table(basis.settings, basis.snapshot)
    commits = mainline(basis.repository, basis.revision)
    kept = _kept(basis.repository.cache_dir)
    before = dict(kept)
    points = []
    for label, moment in moments:
        oid = next((one for one, time in commits if time <= moment), None)
        if oid is not None:
            point = _point(basis, oid, minutes, kept)
            points.append((label, *(point or (None, None))))
    if kept != before:
        _keep(basis.repository.cache_dir, kept)
    every = "" if len(moments) < MOST else f", {MOST} at most"
    said = f"Looked at {len(points)} commits: the last of the mainline at each end{every}."
    return trend_section(points, said, _LEFT_OUT)


def months_of(span: str) -> int:
    """Return how many months a span has: `12m`, `2y`, `26w`; raise ConfledgerError for none."""
    found = _SPAN.fullmatch(span)
    if found is None:
        raise ConfledgerError(
            f"--history takes a span such as 12m, not {span!r}",
            help="a number and `m` for months, `w` for weeks, `y` for years",
        )
    number = int(found[1])
    if found[2] == "w":
        return max(1, round(number / _WEEKS_OF_MONTH))
    return number * _MONTHS[found[2]]


def sampled(as_of: int, months: int) -> list[tuple[str, int]]:
    """Return the ends of months, in UTC, and the moment itself; of many, evenly some."""
    last = datetime.fromtimestamp(as_of, UTC)
    count = last.year * 12 + last.month - 1
    numbers = [number for number in range(count - months, count) if number >= 12 * 1970]
    step = -(-len(numbers) // (MOST - 1)) if numbers else 1
    # From the end, so that the last months are always among them.
    chosen = sorted(numbers[::-1][::step])
    ends = []
    for number in chosen:
        following = datetime((number + 1) // 12, (number + 1) % 12 + 1, 1, tzinfo=UTC)
        ends.append((f"{number // 12}-{number % 12 + 1:02}", int(following.timestamp()) - 1))
    return [*ends, (last.strftime("%Y-%m-%d"), as_of)]


def _point(
    basis: "Basis", oid: str, minutes: "Minutes", kept: dict[str, list[int] | None]
) -> Point:
    parts = f"{oid} {identity().hex()} {minutes.identity()}"
    key = digest(parts.encode("utf-8", "surrogateescape")).hex()
    if key not in kept:
        found = _measured(basis, oid, minutes)
        kept[key] = None if found is None else list(found)
    known = kept.pop(key)
    # What was asked for last stays longest.
    kept[key] = known
    return None if known is None else (known[0], known[1])


def _measured(basis: "Basis", oid: str, minutes: "Minutes") -> Point:
    from confledger.cli.report.debt_state import Site
    from confledger.debt.measured import Sources

    committed = int(basis.repository.run("log", "-1", "--format=%ct", oid).decode("ascii"))
    today = datetime.fromtimestamp(committed, UTC).strftime("%Y-%m-%d")
    try:
        site = Site(basis.repository, oid, today)
    except ConfledgerError:
        return None
    try:
        findings, accepted = site.checked()
        found = site.measured(
            Sources(
                *(site.whole, minutes),
                findings=findings,
                accepted=accepted,
                today=today,
                as_of=committed,
            )
        )
    except ConfledgerError:
        return None
    finally:
        site.close()
    return sum(one.minutes for one in found.items), len(found.items)


def _kept(folder: str) -> dict[str, list[int] | None]:
    from json import loads

    try:
        with open(os.path.join(folder, NAME), "rb") as file:
            held = loads(file.read())
    except (OSError, ValueError):
        return {}
    if not isinstance(held, dict):
        return {}
    return {
        key: one
        for key, one in held.items()
        if one is None or (isinstance(one, list) and [type(x) for x in one] == [int, int])
    }


def _keep(folder: str, kept: dict[str, list[int] | None]) -> None:
    from json import dumps

    write(folder, NAME, dumps(dict(list(kept.items())[-_KEPT:])).encode("ascii"))
