"""The tables of the report on the configuration of a commit."""

from collections.abc import Sequence

from confledger.checks.finding import Finding
from confledger.checks.result import WITHOUT_SCHEMA
from confledger.ledger.redacted import subject
from confledger.reports.configuration.gathered import SOON_DAYS, Gathered
from confledger.reports.ledger.values import key as written_key
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    CODE,
    DATE,
    DAYS,
    GOOD,
    NOTE,
    NUMBER,
    PERCENT,
    PLACE,
    STANDING,
    TEXT,
    UNKNOWN,
    Cell,
    Column,
    Table,
)

_UNJUDGED = 25


def findings(those: Sequence[Finding], id: str, title: str, empty: str) -> Table:
    """List findings, errors first; whole, since each is told from those of last time."""
    ordered = sorted(those, key=lambda one: (one.severity.rank, *one.order()))
    rows = [
        (
            BAD if one.severity == "error" else ATTENTION if one.severity == "warning" else NOTE,
            one.check,
            f"{one.path}:{one.span.line}" if one.span else one.path,
            one.pointer,
            one.message,
            one.fingerprint[:12],
        )
        for one in ordered
    ]
    columns = (
        Column("standing", "Severity", STANDING),
        Column("check", "Check", CODE),
        Column("place", "Where", PLACE),
        Column("key", "Key", CODE),
        Column("message", "What is wrong"),
        Column("fingerprint", "Id", CODE),
    )
    return Table(id, title, columns, rows, empty, ("check", "fingerprint"))


def environments(found: Gathered) -> Table:
    """List the environments: what they hold, and how well that is known."""
    differing = dict.fromkeys((one.path for one in found.divergences), 0)
    for one in found.divergences:
        differing[one.path] += 1
    late = {(one.path, one.secret.key) for one in found.overdue}
    invalid = {one.path for one in found.invalid}
    rows: list[tuple[Cell, ...]] = []
    for name, files in found.groups().items():
        wrong = sum(one.path in invalid for one in files)
        judged = sum(one.status != WITHOUT_SCHEMA for one in files)
        overdue = sum((one.path, key.key) in late for one in files for key in one.held.secrets)
        apart = sum(differing.get(one.path, 0) for one in files)
        standing = ATTENTION if overdue or apart else GOOD if judged else UNKNOWN
        changes = [one.held.changed for one in files if one.held.changed is not None]
        rows.append(
            (
                name,
                BAD if wrong else standing,
                len(files),
                sum(one.held.keys for one in files),
                wrong,
                judged / len(files),
                sum(len(one.held.secrets) for one in files),
                overdue if any(one.most is not None for one in found.secrets) else None,
                sum(bool(one.owners) for one in files) / len(files) if found.owned else None,
                apart,
                max(changes, default=None),
            )
        )
    order = (BAD, ATTENTION, UNKNOWN, NOTE, GOOD)
    rows.sort(key=lambda row: order.index(str(row[1])))
    columns = (
        *(Column("environment", "Environment"), Column("standing", "Standing", STANDING)),
        *(Column("files", "Files", NUMBER), Column("keys", "Keys", NUMBER)),
        *(Column("wrong", "Invalid files", NUMBER), Column("judged", "With schema", PERCENT)),
        *(Column("secrets", "Secrets", NUMBER), Column("overdue", "Overdue", NUMBER)),
        *(Column("owned", "With owner", PERCENT), Column("differences", "Differences", NUMBER)),
        Column("changed", "Last change", DATE),
    )
    return Table("environments", "What holds where", columns, rows, "There is no configuration.")


def secrets(found: Gathered) -> Table:
    """List the files with secrets: how many, how old, and whether that is too old."""
    held: dict[str, list[int]] = {}
    many: dict[str, int] = {}
    for one in found.secrets:
        many[one.path] = many.get(one.path, 0) + 1
        if one.age is not None:
            held.setdefault(one.path, []).append(one.age)
    most = {one.path: one.most for one in found.secrets}
    late: dict[str, int] = {}
    for one in found.overdue:
        late[one.path] = max(late.get(one.path, 0), one.overdue or 0)
    rows: list[tuple[Cell, ...]] = [
        (
            path,
            ATTENTION if path in late else UNKNOWN if most[path] is None else GOOD,
            number,
            max(held[path]) if path in held else None,
            min(held[path]) if path in held else None,
            most[path],
            late.get(path, 0) if most[path] is not None else None,
        )
        for path, number in many.items()
    ]
    rows.sort(key=lambda row: (-(int(row[6] or 0)), -int(row[3] or 0), str(row[0])))
    columns = (
        *(Column("file", "File", PLACE), Column("standing", "Standing", STANDING)),
        *(Column("secrets", "Secrets", NUMBER), Column("oldest", "Oldest value", DAYS)),
        *(Column("newest", "Newest value", DAYS), Column("allowed", "Allowed", DAYS)),
        Column("overdue", "Overdue by", DAYS),
    )
    return Table("secrets", "Files with secrets", columns, rows, "No file holds a secret.")


def overdue(found: Gathered) -> Table:
    """List the secrets that are too old; names alone."""
    rows = [
        (one.path, written_key(one.secret.key), one.age, one.most, one.overdue)
        for one in found.overdue
    ]
    columns = (
        *(Column("file", "File", PLACE), Column("key", "Secret", CODE)),
        *(Column("age", "Age", DAYS), Column("allowed", "Allowed", DAYS)),
        Column("overdue", "Overdue by", DAYS),
    )
    empty = "No secret is older than the settings allow."
    return Table("overdue", "Overdue secrets", columns, rows, empty, ("file", "key"))


def accepted(found: Gathered) -> Table:
    """List what somebody took on, those that end first."""
    rows: list[tuple[Cell, ...]] = []
    for one in found.accepted:
        left = found.days_left(one)
        soon = left is not None and left <= SOON_DAYS
        rows.append(
            (
                ATTENTION if soon else NOTE,
                one.finding.check,
                one.place,
                subject(one.reason),
                one.owner,
                one.until or "no end",
                left,
                one.finding.path,
            )
        )
    rows.sort(key=lambda row: (row[6] is None, row[6] or 0, str(row[2])))
    columns = (
        *(Column("standing", "Standing", STANDING), Column("check", "Check", CODE)),
        *(Column("place", "Accepted in", PLACE), Column("reason", "Because")),
        *(Column("owner", "Owner"), Column("until", "Until", TEXT)),
        *(Column("left", "Days left", DAYS), Column("file", "About", PLACE)),
    )
    return Table("accepted", "Accepted findings", columns, rows, "Nothing is accepted.")


def unjudged(found: Gathered) -> Table:
    """List the files without schema, those with the most keys first."""
    files = found.unjudged
    rows = [
        (one.path, one.held.keys, ", ".join(one.environments), one.held.changed)
        for one in files[:_UNJUDGED]
    ]
    more = f", the largest {_UNJUDGED} of {len(files):,}" if len(files) > _UNJUDGED else ""
    columns = (
        *(Column("file", "File", PLACE), Column("keys", "Keys", NUMBER)),
        *(Column("environments", "Environments"), Column("changed", "Last change", DATE)),
    )
    title = "Files without schema" + more
    return Table("without-schema", title, columns, rows, "Every file has a schema.")
