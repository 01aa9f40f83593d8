"""The report `audit`: who changed what, who agreed, and what stands out."""

from confledger.cli.report.basis import Basis
from confledger.reports.statement.model import Statement

DAYS = 365
_DAY = 86_400


def statement(basis: Basis) -> Statement:
    """Make the report of a commit, from what commits say alone."""
    from confledger.ledger.audit import wanted_by
    from confledger.ledger.audit_counts import counts
    from confledger.ledger.mailmap import FILE
    from confledger.reports.audit_summary.content import content

    with basis.ledger() as ledger:
        store = ledger.store
        found = counts(store, ledger.repository, basis.settings, basis.as_of - DAYS * _DAY)
        times = store.connection.execute("SELECT oid, committed FROM commits WHERE mainline")
        landed = dict(times.fetchall())
    first = min((one for one in landed.values() if one is not None), default=basis.as_of)
    whole = max(-(-(basis.as_of - first) // _DAY), 1)
    paths = [FILE, str(wanted_by(basis.settings)["allowed-signers"])]
    return content(
        found,
        landed,
        days=min(DAYS, whole),
        digest=basis.digest("audit", paths, history=True),
        as_of=basis.as_of,
    )
