"""The report `config`: what holds in a commit, whether it is valid, and whose it is."""

from confledger.cli.report.basis import Basis
from confledger.cli.report.places import places
from confledger.reports.statement.model import Statement


def statement(basis: Basis) -> Statement:
    """Make the report of a commit."""
    from confledger.checks.due import most_days
    from confledger.ledger.holding import held
    from confledger.reports.configuration.content import content
    from confledger.reports.configuration.gathered import Gathered

    where = places(basis)
    result = basis.result
    with basis.ledger() as ledger:
        holding = held(ledger.store)
    limits = basis.settings.secrets
    found = Gathered(
        statuses=result.files or [],
        findings=result.findings,
        accepted=result.accepted,
        fail_on=result.fail_on,
        held=holding,
        environments=where.names,
        of=where.of,
        owners=None if basis.codeowners is None else basis.codeowners.owners,
        most_days=lambda path: most_days(limits, path, "value-days"),
        as_of=basis.as_of,
        today=basis.today,
    )
    return content(
        found,
        digest=basis.digest("config", basis.bearing, history=True),
        shallow=basis.shallow,
        settings=bool(basis.settings.given),
        guessed=where.guessed,
    )
