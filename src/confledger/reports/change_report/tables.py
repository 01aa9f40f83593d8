"""The tables of the report on a range of commits."""

from collections import Counter

from confledger.ledger.between import ADDED, CHANGED, REMOVED, File
from confledger.ledger.people import is_bot
from confledger.reports.change_report.gathered import Gathered
from confledger.reports.ledger.values import cut, value
from confledger.reports.ledger.values import key as written_key
from confledger.reports.statement.model import (
    CODE,
    DATE,
    NUMBER,
    PLACE,
    Cell,
    Column,
    Table,
)
from confledger.secrets.redaction import HIDDEN

SHORT = 10
VALUES, LANDINGS, FILES, PEOPLE = 200, 60, 60, 25
# So much of a value is shown.
_LONGEST = 60


def environments(found: Gathered) -> Table:
    """List the environments, what differs in each, and what comes to it from another one."""
    inherited: Counter[str] = Counter()
    for name, files in found.groups().items():
        for below in found.below(name):
            inherited[below] += sum(len(one.values) for one in files)
    landings: Counter[str] = Counter()
    for landing in found.landings:
        for name in {name for touch in landing.touches for name in found.of(touch.path)}:
            landings[name] += 1
    groups = found.groups()
    order = dict.fromkeys([*found.environments, *groups])
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            len(groups.get(name, ())),
            sum(len(one.values) for one in groups.get(name, ())),
            *([inherited[name]] if found.environments else []),
            sum(len(one.secrets) for one in groups.get(name, ())),
            landings[name],
        )
        for name in order
    ]
    columns = (
        *(Column("environment", "Environment"), Column("files", "Files", NUMBER)),
        Column("values", "Values", NUMBER),
        *([Column("inherited", "Inherited, at most", NUMBER)] if found.environments else []),
        *(Column("secrets", "Secrets", NUMBER), Column("changes", "Changes", NUMBER)),
    )
    return Table("environments", "Where", columns, rows, "Nothing differs.")


def values(found: Gathered) -> Table:
    """List what differs, those environments first that matter most; whole files as one row."""
    rows: list[tuple[Cell, ...]] = []
    for file in found.files:
        where = ", ".join(found.of(file.path))
        also = ", ".join(found.reached(file.path))
        if file.kind in (ADDED, REMOVED):
            many = f"({len(file.values):,} keys)"
            numbers = [one.number for one in file.values]
            sides = (many, "") if file.kind == REMOVED else ("", many)
            told = (file.path, "(whole file)", file.kind, *sides, *_last(found, numbers))
            rows.append((where, also, *told))
            continue
        for one in file.values:
            old, new = _shown(one.old), _shown(one.new)
            if one.secret and one.kind == CHANGED:
                new = f"{HIDDEN} changed"
            rows.append(
                (
                    *(where, also, file.path, written_key(one.key), one.kind),
                    *(old, new, *_last(found, [one.number])),
                )
            )
    more = f", the first {VALUES} of {len(rows):,}" if len(rows) > VALUES else ""
    named = (Column("environment", "Environment"), Column("also", "Also in"))
    columns = (
        *(named if found.environments else ()),
        *(Column("file", "File", PLACE), Column("key", "Key", CODE), Column("what", "What")),
        *(Column("was", "Was", CODE), Column("becomes", "Becomes", CODE)),
        *(Column("day", "Last on", DATE), Column("by", "By"), Column("commit", "Commit", CODE)),
    )
    if not found.environments:
        rows = [row[2:] for row in rows]
    return Table("values", f"What differs{more}", columns, rows[:VALUES], "Nothing differs.")


def _last(found: Gathered, numbers: list[int]) -> tuple[int | None, str, str]:
    landing = found.by_number.get(max(numbers, default=0))
    if landing is None:
        return None, "", ""
    return landing.at, ", ".join(found.called[one] for one in landing.people), landing.oid[:SHORT]


def _shown(text: str | None) -> str:
    """Return a value of one side, of a long one the ends; nothing where there is none."""
    return "" if text is None else cut(value(text), _LONGEST)


def files(found: Gathered) -> Table:
    """List the files, those with the most values first."""
    ordered = sorted(found.files, key=lambda one: (-len(one.values), one.path))
    landings: Counter[str] = Counter(
        path for one in found.landings for path in {touch.path for touch in one.touches}
    )
    rows = [_file(one, found, landings[one.path]) for one in ordered[:FILES]]
    more = f", the first {FILES} of {len(ordered):,}" if len(ordered) > FILES else ""
    columns = (
        *(Column("file", "File", PLACE), Column("environments", "Environments")),
        *(Column("what", "What"), Column("added", "Added", NUMBER)),
        *(Column("changed", "Changed", NUMBER), Column("removed", "Removed", NUMBER)),
        *(Column("secrets", "Secrets", NUMBER), Column("changes", "Changes", NUMBER)),
    )
    return Table("files", f"Files{more}", columns, rows, "No file differs.")


def _file(one: File, found: Gathered, landings: int) -> tuple[Cell, ...]:
    kinds = Counter(each.kind for each in one.values)
    what = f"moved from {one.old_path}" if one.old_path != one.path and one.old_path else one.kind
    counts = (kinds[ADDED], kinds[CHANGED], kinds[REMOVED], len(one.secrets), landings)
    return (one.path, ", ".join(found.of(one.path)), what, *counts)


def landings(found: Gathered) -> Table:
    """List the commits, the newest first."""
    back = {one.landing.number: one for one in found.backs if not one.part}
    saying = {one.number for one in found.saying}
    rows = []
    for one in reversed(found.landings[-LANDINGS:]):
        notes = []
        if one.number in saying:
            notes.append("takes something back")
        if one.number in back:
            notes.append(f"taken back by {back[one.number].by.oid[:SHORT]}")
        if any(touch.unread for touch in one.touches):
            notes.append("has a file that cannot be read")
        rows.append(
            (
                one.at,
                one.oid[:SHORT],
                one.subject,
                ", ".join(found.called[person] for person in one.people),
                len(one.touches),
                one.values,
                "; ".join(notes),
            )
        )
    many = len(found.landings)
    more = f", the last {LANDINGS} of {many:,}" if many > LANDINGS else ""
    columns = (
        *(Column("day", "On", DATE), Column("commit", "Commit", CODE)),
        *(Column("subject", "Subject"), Column("by", "By"), Column("files", "Files", NUMBER)),
        *(Column("values", "Values", NUMBER), Column("note", "Note")),
    )
    return Table("commits", f"Commits{more}", columns, rows, "Nothing landed.")


def people(found: Gathered) -> Table:
    """List who wrote it."""
    counts: Counter[str] = Counter(person for one in found.landings for person in one.people)
    values: Counter[str] = Counter()
    for one in found.landings:
        for person in one.people:
            values[person] += one.values
    ordered = sorted(counts, key=lambda person: (-counts[person], found.called[person]))
    rows = [
        (
            found.called[person],
            "bot" if is_bot(found.called[person]) else "person",
            counts[person],
            values[person],
        )
        for person in ordered[:PEOPLE]
    ]
    more = f", the first {PEOPLE} of {len(ordered):,}" if len(ordered) > PEOPLE else ""
    columns = (
        *(Column("name", "Name"), Column("kind", "What")),
        *(Column("changes", "Changes", NUMBER), Column("values", "Values written", NUMBER)),
    )
    return Table("authors", f"Authors{more}", columns, rows, "Nothing landed.")


def secrets(found: Gathered) -> Table:
    """List secrets that changed, by name alone."""
    rows = [
        (
            ", ".join(found.of(file.path)),
            file.path,
            written_key(one.key),
            "may have changed" if one.kind == CHANGED else one.kind,
            *_last(found, [one.number]),
        )
        for file, one in found.secrets
    ]
    columns = (
        *(Column("environment", "Environment"), Column("file", "File", PLACE)),
        *(Column("key", "Secret", CODE), Column("what", "What")),
        *(Column("day", "Last on", DATE), Column("by", "By"), Column("commit", "Commit", CODE)),
    )
    return Table("secrets", "Secrets", columns, rows, "No secret changed.")


def risks(found: Gathered) -> Table:
    """List the keys that their schema marks with a risk."""
    rows = [
        (one.risk, ", ".join(found.of(one.path)), one.path, one.key)
        for one in sorted(found.risks, key=lambda one: (one.risk, one.path, one.key))
    ]
    columns = (
        *(Column("risk", "Risk"), Column("environment", "Environment")),
        *(Column("file", "File", PLACE), Column("key", "Key", CODE)),
    )
    return Table("risks", "Risks", columns, rows, "No key that differs is marked with `x-risk`.")
