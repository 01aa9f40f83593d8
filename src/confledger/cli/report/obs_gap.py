"""`report obs-gap`: logs, metrics, alerts and dashboards that are declared against found."""

from collections.abc import Callable, Iterator

from confledger.cli.report.basis import Basis
from confledger.cli.report.gap import configured, documents, owners_of
from confledger.cli.report.needs import rows_of
from confledger.cli.report.observability import surveyed
from confledger.inventory.gaps import observed, routes
from confledger.inventory.gaps.gap import Gap
from confledger.inventory.needs import gaps as needed
from confledger.inventory.needs.found import every_name
from confledger.inventory.observability.item import ALERT, DASHBOARD, METRIC
from confledger.reports.gap.content import content
from confledger.reports.statement.model import Figure, Statement, Unmeasured


def statement(basis: Basis) -> Statement:
    """Return the report."""
    owners = owners_of(basis)
    survey = surveyed(basis)
    metrics = survey.of(METRIC)
    missing = []
    if not metrics and survey.of(ALERT, DASHBOARD):
        why = "no code here registers metrics: they would come from other programs"
        missing.append(Unmeasured("whether alerts and dashboards ask for what is there", why))
    elif any(not one.name for one in metrics):
        why = "some metrics are registered under names that are computed"
        missing.append(Unmeasured("whether alerts and dashboards ask for what is there", why))
    rows = list(gaps(basis))
    known = [row for row in rows_of(basis, _read(basis)) if row.document is not None]
    if not known:
        why = f"there is no file in {basis.settings.needs['folder']}/ yet"
        missing.append(
            Unmeasured("what owners say they need", why, "confledger report needs --write")
        )
    return content(
        "obs-gap",
        [gap._replace(owner=gap.owner or owners.of(gap.path)) for gap in rows],
        digest="",
        as_of=basis.as_of,
        unmeasured=missing,
        figures=[
            Figure("Alert rules", len(survey.of(ALERT))),
            Figure("Dashboards", len(survey.of(DASHBOARD))),
            Figure("Metrics registered in code", len({one.name for one in metrics})),
        ],
    )


def gaps(basis: Basis) -> Iterator[Gap]:
    """Yield every gap of the domain, without owners where CODEOWNERS says them."""
    survey = surveyed(basis)
    paths = list(basis.snapshot.entries())
    yield from observed.gaps(survey)
    routing = routes.Routing()
    folder = str(basis.settings.load["folder"]).rstrip("/") + "/"
    for path in configured(basis):
        if path.startswith(folder):
            for document in documents(basis, path):
                routing.add(path, document)
    yield from routes.gaps(routing, survey, paths)
    names = every_name(survey)
    rows = rows_of(basis, _read(basis))
    if all(row.document is None for row in rows):
        return
    for row in rows:
        owner = " ".join(row.owners)
        if row.document is not None and row.document.valid:
            own = names.get(row.module.name, {})
            yield from needed.gaps(row.module, row.document, row.path, own, row.wrong, owner)
        else:
            why, command = row.wrong[0]
            what = f"{row.module.name}: {why}"
            fix = "write it, and sign it"
            yield Gap("needs-unsigned", row.module.name, row.path, 1, what, fix, command, 1, owner)


def _read(basis: Basis) -> Callable[[str], bytes | None]:
    """Return what reads files of needs from the commit that the report is about."""

    def read(path: str) -> bytes | None:
        found = basis.snapshot.find(path)
        return found[1] if found is not None and isinstance(found[1], bytes) else None

    return read
