"""The parts of the inventory that are about environment variables and classes of settings."""

from collections.abc import Sized

from confledger.inventory.variables import DECLARED, UNDECLARED, Use, Variable
from confledger.inventory.variables import UNREAD as UNREAD_YET
from confledger.reports.inventory.gathered import Gathered
from confledger.reports.statement.model import (
    ATTENTION,
    CODE,
    GOOD,
    NOTE,
    PLACE,
    Cell,
    Column,
    Paragraph,
    Section,
    Table,
)
from confledger.reports.wording import plural

_FEW = 3
_HOW = (
    "Python is read by its syntax tree, shell, JavaScript and Go by rules on their text; the "
    "guide `scan` names them. Variables that the system, a shell or a CI sets are not held "
    "against anybody."
)


def names_undeclared(found: Gathered) -> list[str]:
    """Return the variables that code reads and nothing declares."""
    return [one.name for one in found.variables.having(UNDECLARED)]


def undeclared(found: Gathered) -> Section | None:
    """Which variables code reads that nothing in the repository declares."""
    if not found.variables.read:
        return None
    held = found.variables.having(UNDECLARED)
    needed = [one for one in held if one.required]
    rows: list[tuple[Cell, ...]] = [
        (
            *(one.name, "no default" if one.required else "has a default"),
            *(one.reads[0].place, len(_own(one)), _hows(one)),
        )
        for one in held
    ]
    many = len(found.variables.read)
    return Section(
        "undeclared",
        "Variables that are read and declared nowhere",
        ATTENTION if needed else NOTE if rows else GOOD,
        f"{len(held)} of {_variables(many)} that code reads are declared nowhere; "
        f"{plural(len(needed), 'has', 'have')} no default."
        if rows
        else f"Each of the {_variables(many)} that code reads is declared, or given by the system.",
        (
            Table(
                "undeclared",
                "Variables that are read and declared nowhere",
                (
                    Column("name", "Variable", CODE),
                    Column("need", "Need"),
                    Column("place", "First read at", PLACE),
                    Column("reads", "Reads", "number"),
                    Column("how", "How"),
                ),
                rows,
                "Every variable that code reads is declared somewhere.",
                identity=("name",),
            ),
            Paragraph(_HOW),
        ),
    )


def unread(found: Gathered) -> Section | None:
    """Which variables a `.env` declares that nothing reads; only said where code reads any."""
    asked = [one for one in found.variables.all if one.standing == UNREAD_YET]
    if not asked:
        return None
    held = [one for one in asked if one.name in found.unread]
    rows: list[tuple[Cell, ...]] = [(one.name, one.declared[0].place) for one in held]
    return Section(
        "unread",
        "Variables that are declared and read nowhere",
        NOTE if rows else GOOD,
        f"{plural(len(rows), 'variable of a `.env` file is', 'variables of `.env` files are')} "
        "named in no other file of the repository."
        if rows
        else "Every variable of a `.env` file is named in another file.",
        (
            Table(
                "unread",
                "Variables that are declared and read nowhere",
                (Column("name", "Variable", CODE), Column("place", "Declared at", PLACE)),
                rows,
                "Every one is named in another file.",
                identity=("name",),
            ),
        ),
    )


def everything(found: Gathered) -> Section:
    """All variables that code reads, and what makes settings of them."""
    read = found.variables.read
    order = (UNDECLARED, DECLARED)
    read.sort(key=lambda one: (one.standing not in order, not one.required, one.name))
    rows: list[tuple[Cell, ...]] = [
        (
            *(one.name, one.standing, "no" if one.required else "yes"),
            *(_places(_own(one)), _places(one.declared), _hows(one)),
        )
        for one in read
    ]
    forms: list[tuple[Cell, ...]] = [
        (form.name, f"{path}:{form.line}", form.how, form.prefix) for path, form in found.forms
    ]
    forms += [
        (folder, f"{path}:{line}", "confledger.load", "") for path, folder, line in found.loads
    ]
    return Section(
        "variables",
        "Variables that code reads",
        NOTE,
        f"{_variables(len(read))} in {_files(found.programs)} of code, "
        f"{plural(len(forms), 'place', 'places')} that make settings of them.",
        (
            Table(
                "variables",
                "Variables that code reads",
                (
                    Column("name", "Variable", CODE),
                    Column("standing", "Standing"),
                    Column("default", "Default"),
                    Column("read", "Read at"),
                    Column("declared", "Declared at"),
                    Column("how", "How"),
                ),
                rows,
                "No code here reads a variable that a rule knows of.",
                identity=("name",),
            ),
            Table(
                "settings",
                "Classes and calls that read settings",
                (
                    Column("name", "Name", CODE),
                    Column("place", "Where", PLACE),
                    Column("how", "What it is"),
                    Column("prefix", "Prefix", CODE),
                ),
                forms,
                "No class of settings, and no call of `confledger.load`, was found.",
                identity=("place",),
            ),
        ),
    )


def rows_for_programs(found: Gathered) -> list[dict[str, object]]:
    """Return every variable as JSON has it, those of tests and of other programs included."""
    return [
        {
            "name": one.name,
            "standing": "for others"
            if one.standing == UNREAD_YET and one.name not in found.unread
            else one.standing,
            "read": [
                {
                    "path": use.path,
                    "line": use.line,
                    "how": use.how,
                    "default": use.default,
                    "test": use.test,
                }
                for use in one.reads
            ],
            "declared": [
                {"path": use.path, "line": use.line, "how": use.how} for use in one.declared
            ],
        }
        for one in found.variables.all
    ]


def _own(one: Variable) -> list[Use]:
    return [use for use in one.reads if not use.test]


def _hows(one: Variable) -> str:
    return ", ".join(sorted({use.how for use in _own(one)}))


def _places(uses: list[Use]) -> str:
    more = f" and {len(uses) - _FEW} more" if len(uses) > _FEW else ""
    return ", ".join(one.place for one in uses[:_FEW]) + more


def _files(some: Sized) -> str:
    return plural(len(some), "file", "files")


def _variables(number: int) -> str:
    return plural(number, "variable", "variables")
