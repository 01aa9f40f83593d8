"""The parts of the inventory that count: by format, by environment, and what was left out."""

from confledger.inventory.items import ABSENT, INVALID, UNCHECKED, VALID, Item
from confledger.reports.inventory.gathered import Gathered
from confledger.reports.statement.model import (
    GOOD,
    NOTE,
    NUMBER,
    PERCENT,
    Cell,
    Chart,
    Column,
    Paragraph,
    Section,
    Series,
    Table,
)
from confledger.reports.wording import plural

_FEW = 3


def by_kind(found: Gathered) -> Section:
    """How many files each format and each environment has."""
    formats: dict[str, list[Item]] = {}
    for one in found.configuration:
        formats.setdefault(one.format, []).append(one)
    ordered = sorted(formats.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            len(held),
            *(_count(held, valid) for valid in (VALID, ABSENT, UNCHECKED, INVALID, "")),
        )
        for name, held in ordered
    ]
    names = ("valid", ABSENT, UNCHECKED, "invalid", "unreadable")
    series = tuple(
        Series(name, tuple(int(row[2 + at] or 0) for row in rows)) for at, name in enumerate(names)
    )
    labels = tuple(name for name, _ in ordered)
    own = [
        (name, [one for one in found.read if name in one.environments])
        for name in found.environments
    ]
    rest = [one for one in found.read if not one.environments]
    by_environment: list[tuple[Cell, ...]] = [
        (name, len(held), _share(held), sum(bool(one.secrets) for one in held))
        for name, held in own
    ]
    if own and rest:
        by_environment.append(
            ("of none", len(rest), _share(rest), sum(bool(one.secrets) for one in rest))
        )
    how = (
        "Environments are guessed from the names of files; `environments` in confledger.yaml "
        "says which there are."
        if found.guessed
        else "Environments are those of the settings."
    )
    return Section(
        "shape",
        "By format and environment",
        NOTE,
        f"{plural(len(rows), 'format', 'formats')}, "
        f"{plural(len(own), 'environment', 'environments')}.",
        (
            Chart(
                "formats-chart",
                "Files by format",
                labels,
                series,
                form="stacked",
                unit="files",
                empty="There is no configuration file.",
            ),
            Table(
                "formats",
                "By format",
                (
                    Column("format", "Format"),
                    Column("files", "Files", NUMBER),
                    *(Column(name.replace(" ", "-"), name.capitalize(), NUMBER) for name in names),
                ),
                rows,
                "There is no configuration file.",
            ),
            Table(
                "environments",
                "By environment",
                (
                    Column("environment", "Environment"),
                    Column("files", "Files", NUMBER),
                    Column("with-schema", "With a schema", PERCENT),
                    Column("secrets", "With secrets", NUMBER),
                ),
                by_environment,
                "No environments are known.",
            ),
            Paragraph(how),
        ),
    )


def skipped(found: Gathered) -> Section:
    """Say what was left out, by reason."""
    rows: list[tuple[Cell, ...]] = [
        (reason, len(held), _some([one.path for one in held]))
        for reason, held in found.skipped.items()
    ]
    many = sum(len(held) for held in found.skipped.values())
    code = len(found.programs)
    return Section(
        "skipped",
        "Left out, by reason",
        GOOD,
        f"{many} of {len(found.items)} files are not configuration; {code} more were read as code.",
        (
            Table(
                "skipped",
                "Left out, by reason",
                (
                    Column("reason", "Reason"),
                    Column("files", "Files", NUMBER),
                    Column("paths", "Such as"),
                ),
                rows,
                "No file was left out.",
            ),
        ),
    )


def _share(held: list[Item]) -> float | None:
    checked = sum(one.valid not in (UNCHECKED, ABSENT) and bool(one.schema) for one in held)
    return checked / len(held) if held else None


def _count(held: list[Item], valid: str) -> int:
    return sum(one.valid == valid for one in held)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more
