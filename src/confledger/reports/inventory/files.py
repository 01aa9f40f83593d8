"""The parts of the inventory that are about files."""

from collections.abc import Sized

from confledger.inventory.items import ABSENT, ENCRYPTED, Item
from confledger.reports.inventory.gathered import Gathered
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    CODE,
    DATE,
    GOOD,
    NOTE,
    NUMBER,
    PLACE,
    Cell,
    Column,
    Section,
    Table,
)
from confledger.reports.wording import plural

_PATH = Column("path", "File", PLACE)
_OWNER = Column("owner", "Owner")
_FEW = 3
_COLUMNS = (
    _PATH,
    Column("format", "Format"),
    Column("environments", "Environments"),
    Column("valid", "Valid"),
    Column("schema", "Schema", CODE),
    _OWNER,
    Column("secrets", "Secrets"),
    Column("readers", "Read, or named in code, by"),
    Column("changed", "Last changed", DATE),
    Column("author", "By"),
)


def secrets(found: Gathered) -> Section:
    """Which files hold secrets in plain text."""
    rows: list[tuple[Cell, ...]] = [
        (f"{one.path}:{line}", key, why) for one in found.plain for line, key, why in one.plain
    ]
    many = sum(one.secrets == ENCRYPTED for one in found.read)
    return Section(
        "plain-secrets",
        "Secrets in plain text",
        BAD if rows else GOOD,
        f"{plural(len(rows), 'value looks', 'values look')} like a secret, "
        f"in {_files(found.plain)}."
        if rows
        else f"None was found; {plural(many, 'file', 'files')} encrypted with SOPS.",
        (
            Table(
                "plain-secrets",
                "Secrets in plain text",
                (
                    Column("place", "Where", PLACE),
                    Column("key", "Key", CODE),
                    Column("why", "What gives it away"),
                ),
                rows,
                "No value looks like a secret.",
                identity=("place", "key"),
            ),
        ),
    )


def unreadable(found: Gathered) -> Section:
    """Which files should be readable and are not."""
    rows: list[tuple[Cell, ...]] = [
        (one.place, one.format or "text", one.reason) for one in found.unreadable
    ]
    ours = any(one in found.configuration for one in found.unreadable)
    return Section(
        "unreadable",
        "Unreadable files",
        BAD if ours else ATTENTION if rows else GOOD,
        f"{_files(rows)} cannot be read: nobody knows what they say."
        if rows
        else "Every file that should be readable is.",
        (
            Table(
                "unreadable",
                "Unreadable files",
                (Column("place", "Where", PLACE), Column("format", "Format"), Column("why", "Why")),
                rows,
                "Every file can be read.",
                identity=("place",),
            ),
        ),
    )


def invalid(found: Gathered) -> Section:
    """Which files the checks find fault with."""
    rows: list[tuple[Cell, ...]] = [
        (one.path, one.format, one.schema, _owner(one)) for one in found.invalid
    ]
    return Section(
        "invalid",
        "Files with findings",
        ATTENTION if rows else GOOD,
        f"The checks find fault with {_files(rows)}: `confledger check` says what."
        if rows
        else "The checks find no fault with any file.",
        (
            Table(
                "invalid",
                "Files with findings",
                (_PATH, Column("format", "Format"), Column("schema", "Schema", CODE), _OWNER),
                rows,
                "No file has findings.",
                identity=("path",),
            ),
        ),
    )


def without_schema(found: Gathered) -> Section:
    """Which folders hold files that nothing is known about."""
    folders: dict[str, list[Item]] = {}
    for one in found.unchecked:
        folders.setdefault(one.path.rpartition("/")[0] or ".", []).append(one)
    many = sum(map(len, folders.values()))
    ordered = sorted(folders.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    rows: list[tuple[Cell, ...]] = [
        (
            *(folder, len(held), _count(held, ABSENT), _formats(held)),
            _some([one.path.rpartition("/")[2] for one in held]),
        )
        for folder, held in ordered
    ]
    return Section(
        "without-schema",
        "Files without a schema",
        NOTE if rows else GOOD,
        f"No schema is held against {many} of {_files(found.read)}: they may hold anything."
        if rows
        else "Every configuration file has a schema.",
        (
            Table(
                "without-schema",
                "Files without a schema, by folder",
                (
                    Column("folder", "Folder", CODE),
                    Column("files", "Files", NUMBER),
                    Column("absent", "Name one elsewhere", NUMBER),
                    Column("formats", "Formats"),
                    Column("names", "Such as"),
                ),
                rows,
                "Every configuration file has a schema.",
            ),
        ),
    )


def without_owner(found: Gathered) -> Section | None:
    """Which files have no owner; nothing where nobody has any."""
    if not found.owned:
        return None
    rows: list[tuple[Cell, ...]] = [
        (one.path, one.format, ", ".join(one.environments)) for one in found.read if not one.owners
    ]
    return Section(
        "without-owner",
        "Files without an owner",
        ATTENTION if rows else GOOD,
        f"CODEOWNERS names nobody for {len(rows)} of {len(found.read)} files."
        if rows
        else "CODEOWNERS names somebody for every configuration file.",
        (
            Table(
                "without-owner",
                "Files without an owner",
                (_PATH, Column("format", "Format"), Column("environment", "Environment")),
                rows,
                "Every configuration file has an owner.",
                identity=("path",),
            ),
        ),
    )


def all_of_them(found: Gathered) -> Section:
    """Every configuration file, with all that is known of it."""
    # What nobody says of any file is no column.
    hidden = {
        name
        for name, some in (("environments", found.environments), ("owner", found.owned))
        if not some
    }
    kept = [at for at, one in enumerate(_COLUMNS) if one.key not in hidden]
    rows = [tuple(_row(one)[at] for at in kept) for one in found.configuration]
    return Section(
        "files",
        "Configuration files",
        NOTE,
        f"{_files(rows)}, with what governs, reads and last changed each.",
        (
            Table(
                "files",
                "Configuration files",
                tuple(_COLUMNS[at] for at in kept),
                rows,
                "There is no configuration file.",
                identity=("path",),
            ),
        ),
    )


def _row(one: Item) -> tuple[Cell, ...]:
    return (
        *(one.path, one.format, ", ".join(one.environments)),
        *(one.valid or "unreadable", one.schema, _owner(one), one.secrets),
        *(_some(one.readers), one.changed, one.author if one.changed else None),
    )


def rows_for_programs(found: Gathered) -> list[dict[str, object]]:
    """Return every file as JSON has it; nothing that does not apply is written."""
    made = []
    for one in found.items:
        row: dict[str, object] = {"path": one.path, "status": one.status}
        for name, value in (
            *(("reason", one.reason), ("line", one.line), ("format", one.format)),
            *(("schema", one.schema), ("valid", one.valid), ("secrets", one.secrets)),
            *(("owners", one.owners), ("environments", one.environments)),
            *(("readers", one.readers), ("changed", one.changed), ("author", one.author)),
        ):
            if value or (name == "owners" and value is not None):
                row[name] = value
        made.append(row)
    return made


def _owner(one: Item) -> str | None:
    return None if one.owners is None else ", ".join(one.owners)


def _count(held: list[Item], valid: str) -> int:
    return sum(one.valid == valid for one in held)


def _formats(held: list[Item]) -> str:
    return ", ".join(sorted({one.format for one in held}))


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more


def _files(some: Sized) -> str:
    return plural(len(some), "file", "files")
