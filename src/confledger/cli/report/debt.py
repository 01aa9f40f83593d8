"""The report `debt`: what was put off, what it would take, and what leaving it costs."""

from confledger.cli.report.basis import Basis
from confledger.reports.statement.model import Section, Statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.debt.item import Item


def statement(
    basis: Basis,
    *,
    wanted: "Callable[[Item], bool] | None" = None,
    about: tuple[tuple[str, str], ...] = (),
    trend: Section | None = None,
    reproduce: str = "confledger debt",
) -> Statement:
    """Make the report of a commit, of the items that are `wanted`."""
    from confledger.cli.report.debt_measured import measured
    from confledger.debt.rating import rating
    from confledger.reports.debt.content import content

    found, minutes = measured(basis)
    return content(
        found,
        minutes,
        rating(found.items, found.leaves, found.measures, len(found.missing)),
        digest=basis.digest("debt", basis.bearing, history=True),
        as_of=basis.as_of,
        window=int(basis.settings.debt["window"]),
        about=about,
        trend=trend,
        shown=None if wanted is None else [one for one in found.items if wanted(one)],
        reproduce=reproduce,
    )
