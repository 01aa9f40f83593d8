"""The page about all reports, made from the reports themselves."""

from confledger.cli.report.basis import Basis
from confledger.cli.report.kinds import KINDS
from confledger.reports.statement.model import Statement


def statement(basis: Basis, parts: list[Statement]) -> Statement:
    """Make the page about other reports of the same commit."""
    from confledger.reports.everything import content

    files = {name: kind.stem for name, kind in KINDS.items()}
    return content(parts, files, as_of=basis.as_of)
