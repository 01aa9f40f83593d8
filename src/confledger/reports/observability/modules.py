"""What each module says of itself when it runs, as rows of a table."""

from collections import Counter

from confledger.inventory.gaps.observed import ENOUGH
from confledger.inventory.observability.files import RULED
from confledger.inventory.observability.item import (
    ALERT,
    DASHBOARD,
    DEBT,
    HEALTH,
    LOG,
    METRIC,
    MONITOR,
    PRINT,
    SWALLOWED,
)
from confledger.inventory.observability.modules import is_test
from confledger.inventory.observability.survey import Survey
from confledger.reports.statement.counts import counted
from confledger.reports.statement.model import (
    ATTENTION,
    CODE,
    GOOD,
    NOTE,
    NUMBER,
    STANDING,
    STANDINGS,
    Cell,
    Column,
    Section,
    Table,
)

_COUNTED = (LOG, METRIC, ALERT, DASHBOARD, MONITOR, HEALTH, SWALLOWED, DEBT)
_TITLES = {MONITOR: "Scraped", HEALTH: "Health", SWALLOWED: "Swallowed", DEBT: "Debt markers"}
_COLUMNS = (
    Column("standing", "Standing", STANDING),
    Column("module", "Module", CODE),
    Column("lines", "Lines of code", NUMBER),
    *(
        Column(kind.replace(" ", "_"), _TITLES.get(kind, f"{kind.capitalize()}s"), NUMBER)
        for kind in _COUNTED
    ),
)


def section(survey: Survey) -> Section:
    """Return what each module has, the ones without any log first."""
    rows = _rows(survey)
    quiet = sum(row[0] == ATTENTION for row in rows)
    coded = sum(row[2] is not None for row in rows)
    sentence = (
        f"{quiet} of {coded} modules with code neither log nor print in {ENOUGH} lines or more."
        if quiet
        else f"{counted(len(rows), 'module')}, {coded or 'none'} of them with code in sight."
    )
    table = Table(
        "modules",
        "By module",
        _COLUMNS,
        rows,
        "There is no module: every file is at the root, a test, or documentation.",
        ("module",),
    )
    return Section("modules", "By module", NOTE if quiet else GOOD, sentence, (table,))


def _rows(survey: Survey) -> list[tuple[Cell, ...]]:
    lines: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = {}
    for one in survey.files:
        module = survey.modules.of(one.path)
        if module is None or is_test(one.path):
            continue
        tally = counts.setdefault(module, Counter())
        tally.update(item.kind for item in one.items)
        if one.language in RULED:
            lines[module] += one.lines
    logging = any(tally[LOG] for tally in counts.values())
    rows: list[tuple[Cell, ...]] = []
    for module, tally in counts.items():
        written = lines.get(module)
        if written is None and not any(tally[kind] for kind in _COUNTED):
            continue
        many = written is not None and written >= ENOUGH
        quiet = logging and many and not (tally[LOG] or tally[PRINT])
        standing = ATTENTION if quiet else NOTE if tally[SWALLOWED] else GOOD
        # Where no code is, none could log.
        cells = [
            tally[kind] if written is not None or kind not in (LOG, METRIC, SWALLOWED) else None
            for kind in _COUNTED
        ]
        rows.append((standing, module, written, *cells))
    return sorted(
        rows, key=lambda row: (-STANDINGS.index(str(row[0])), -int(row[2] or 0), str(row[1]))
    )
