"""The report `activity`: how often, how fast and by whom configuration is changed."""

from confledger.cli.report.basis import Basis
from confledger.cli.report.places import places
from confledger.ledger import mailmap
from confledger.ledger.mailmap import Mailmap
from confledger.reports.statement.model import Statement

_BUSIEST = 15


def statement(basis: Basis) -> Statement:
    """Make the report of a commit."""
    from confledger.ledger.activity import landed
    from confledger.ledger.busiest import busiest
    from confledger.ledger.taken_back import said, undone
    from confledger.reports.activity.content import content
    from confledger.reports.activity.measured import DAY, WINDOW_DAYS, Observed

    where = places(basis)
    start = basis.as_of - WINDOW_DAYS * DAY
    with basis.ledger() as ledger:
        found = landed(ledger.store, people(basis), start - WINDOW_DAYS * DAY)
        now = [one for one in found.landings if one.at >= start]
        saying = said(ledger.store, ledger.repository, now)
        observed = Observed(
            found,
            undone(ledger.store, now),
            [*saying.reverts, *saying.rollbacks],
            busiest(ledger.store, now[0].number, _BUSIEST) if now else [],
            where.names,
            where.of,
            basis.as_of,
        )
    return content(
        observed,
        digest=basis.digest("activity", [mailmap.FILE], history=True),
        shallow=basis.shallow,
        guessed=where.guessed,
    )


def people(basis: Basis) -> Mailmap:
    """Return who is the same person, by the `.mailmap` of the commit."""
    found = basis.snapshot.find(mailmap.FILE)
    text = found[1] if found is not None and isinstance(found[1], bytes) else b""
    return Mailmap(text.decode("utf-8", "replace"))
