"""The modules of a repository, and how what they need is confirmed: by whom, and since when."""

from collections.abc import Sequence
from typing import NamedTuple

from confledger.inventory.needs.document import Document
from confledger.inventory.needs.found import NEEDS, Module
from confledger.reports.statement.counts import counted
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    CODE,
    COMMAND,
    GOOD,
    NOTE,
    PLACE,
    STANDING,
    STANDINGS,
    Cell,
    Column,
    Figure,
    Recommendation,
    Section,
    Statement,
    Table,
    Verdict,
    worst,
)


class Row(NamedTuple):
    """One module, its file as it is, who may sign it, and what is wrong with it."""

    module: Module
    path: str
    document: Document | None
    owners: list[str]
    wrong: list[tuple[str, str]]


def content(rows: Sequence[Row], *, digest: str, as_of: int) -> Statement:
    """Return the state of all files of needs."""
    signed = sum(not row.wrong for row in rows)
    listed: list[tuple[Cell, ...]] = []
    for row in rows:
        standing = GOOD if not row.wrong else NOTE if row.document is None else ATTENTION
        by = row.document.by if row.document is not None else ""
        listed.append(
            (
                standing,
                row.module.name,
                " ".join(row.owners) or "nobody",
                "; ".join(why for why, _ in row.wrong) or f"signed by {by}",
                _said(row),
                row.wrong[0][1] if row.wrong else "",
                row.path,
            )
        )
    listed.sort(key=lambda one: (-STANDINGS.index(str(one[0])), str(one[1])))
    standing = worst([str(one[0]) for one in listed])
    sentence = f"{signed} of {counted(len(rows), 'module')} have needs that an owner has signed."
    if not rows:
        standing, sentence = NOTE, "There is no module with code or configuration."
    table = Table(
        "modules",
        "Modules",
        (
            Column("standing", "Standing", STANDING),
            Column("module", "Module", CODE),
            Column("owner", "Owner"),
            Column("state", "State"),
            Column("needs", "Needs"),
            Column("command", "Command", COMMAND),
            Column("place", "File", PLACE),
        ),
        listed,
        sentence,
        ("module",),
    )
    commands: dict[str, Recommendation] = {}
    for row in rows:
        for why, command in row.wrong:
            rule = "needs-write" if command.endswith("--write") else "needs-sign"
            commands.setdefault(rule, Recommendation(rule, f"{row.module.name}: {why}", command))
    return Statement(
        kind="needs",
        title="Needs of modules",
        verdict=Verdict(BAD if standing == BAD else standing, sentence),
        digest=digest,
        as_of=as_of,
        figures=(Figure("Modules signed", signed, of=len(rows)),),
        sections=(Section("modules", "Modules", standing, sentence, (table,)),),
        recommendations=tuple(commands.values()),
        reproduce="confledger report needs",
    )


def _said(row: Row) -> str:
    """Return what the module needs, as its file says, else what was found of it."""
    if row.document is None or not row.document.valid:
        parts = [(name, sum(one.count for one in row.module.found[name])) for name in NEEDS]
        return ", ".join(f"{count} {name}" for name, count in parts if count)
    needs = row.document.needs
    said = [name for name in NEEDS if needs[name].needed == "yes"]
    return ", ".join(said) or "nothing"
