"""The debt of a commit, measured once: the second time it is read from the cache.

What is kept can be deleted at any time. It says nothing of lines that hold values.
"""

import os

from confledger.checks.cache import digest, write
from confledger.checks.engine import identity
from confledger.cli.report.debt_state import Site, proved, table, unmeasurable
from confledger.debt.item import Item
from confledger.debt.measured import Measured, Missing, Sources, configuration
from confledger.debt.minutes import Minutes
from confledger.git.history import HistoryIncomplete

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.cli.report.basis import Basis
    from confledger.debt.churn import Churn

NAME = "debt-items"
_VERSION = 1
UNSHALLOW = "git fetch --unshallow"
_SHALLOW = "this clone is shallow: it has not the commits that would tell"


def measured(basis: "Basis") -> tuple[Measured, Minutes]:
    """Return the debt of what a report is about, and the minutes that it was counted by."""
    minutes = table(basis.settings, basis.snapshot)
    key = _key(basis, minutes)
    folder = basis.repository.cache_dir
    found = _kept(folder, key)
    if found is None:
        found = _measured(basis, minutes)
        _keep(folder, key, found)
    return found, minutes


def _measured(basis: "Basis", minutes: Minutes) -> Measured:
    site = Site(basis.repository, basis.revision, basis.today, found=basis.found)
    try:
        paths = configuration(site.whole)
        result = basis.result
        secrets, accepted = proved(basis.revision, basis.today)
        missing = unmeasurable(basis.settings, paths)
        findings = [*result.findings, *secrets]
        churn, last, ages = None, None, None
        if basis.shallow:
            missing += [
                Missing(what, _SHALLOW, UNSHALLOW)
                for what in ("ages of comments", "changes", "files without changes")
            ]
            if basis.settings.secrets["max-age"]:
                missing.append(Missing("ages of secrets", _SHALLOW, UNSHALLOW))
        else:
            churn, last = _history(basis, paths)
            ages = _ages(basis, site, paths)
            findings += _overdue(basis)
        return site.measured(
            Sources(
                *(site.whole, minutes),
                findings=findings,
                accepted=[*result.accepted, *accepted],
                today=basis.today,
                as_of=basis.as_of,
                churn=churn,
                ages=ages,
                last=last,
                missing=tuple(missing),
            )
        )
    finally:
        site.close()


def _history(basis: "Basis", paths: list[str]) -> "tuple[Churn, dict[str, int]]":
    from confledger.debt.churn import churn, last_changes

    with basis.ledger() as opened:
        connection = opened.store.connection
        days = int(basis.settings.debt["window"])
        return churn(connection, basis.as_of, days), last_changes(connection, paths)


def _ages(basis: "Basis", site: Site, paths: list[str]) -> dict[str, dict[int, int]]:
    from confledger.cli.report.debt_ages import ages
    from confledger.debt.comments import marks

    found = marks(site.whole, paths)
    return ages(basis, {path: [one.line for one in those] for path, those in found.items()})


def _overdue(basis: "Basis") -> "list[Finding]":
    """Return the secrets that are older than the settings allow; none where they allow any age."""
    if not basis.settings.secrets["max-age"]:
        return []
    from confledger.checks import proof
    from confledger.cli.secrets.proved import Proved, rules_of
    from confledger.secrets.history import History

    entries = basis.snapshot.entries()
    proving = Proved(basis.settings, rules_of(basis.snapshot, list(entries)))
    for entry, content in basis.snapshot.stream(
        [one for one in entries.values() if one.kind == "file"]
    ):
        proving.of_file(entry.path, content)
    sealed = {path: one for path, one in proving.examined.items() if one.encrypted}
    if not sealed:
        return []
    severities = basis.settings.severities
    try:
        history = History(basis.repository, basis.revision)
    except HistoryIncomplete:
        return []
    return [
        one
        for path, file in sorted(sealed.items())
        for one in proof.weighed(
            proof.of_ages(file, history.ages(file.sops), basis.today, severities), severities
        )
    ]


def _key(basis: "Basis", minutes: Minutes) -> str:
    parts = (
        *(_VERSION, identity().hex(), basis.revision, basis.as_of, basis.shallow),
        *(minutes.identity(), basis.settings.debt["window"]),
    )
    return digest(repr(parts).encode("utf-8", "surrogateescape")).hex()


def _kept(folder: str, key: str) -> Measured | None:
    from json import loads

    try:
        with open(os.path.join(folder, NAME), "rb") as file:
            held = loads(file.read())
        if held["key"] != key:
            return None
        rows = (dict(zip(Item._fields, row, strict=True)) for row in held["items"])
        return Measured(
            items=[
                Item(
                    **{
                        **row,
                        "environments": tuple(row["environments"]),
                        "files": tuple(row["files"]),
                    }
                )
                for row in rows
            ],
            touches=held["touches"],
            **held["counts"],
            missing=tuple(Missing(*one) for one in held["missing"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(folder: str, key: str, found: Measured) -> None:
    from json import dumps

    held = {
        "key": key,
        "items": [one._replace(likeness="") for one in found.items],
        "touches": found.touches,
        "counts": {
            "files": found.files,
            "leaves": found.leaves,
            "with_schema": found.with_schema,
            "measures": found.measures,
        },
        "missing": found.missing,
    }
    write(folder, NAME, dumps(held).encode("ascii"))
