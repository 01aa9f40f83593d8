"""What code asks for, by its text alone: which variables it reads, and what declares them."""

from collections.abc import Sequence

from confledger.inventory.variables import (
    DECLARED,
    GIVEN,
    TESTS,
    UNDECLARED,
    UNREAD,
    Variable,
    Variables,
)
from confledger.reports.statement.counts import counted, listed
from confledger.reports.statement.model import (
    ATTENTION,
    CODE,
    GOOD,
    NOTE,
    NUMBER,
    PLACE,
    STANDING,
    UNKNOWN,
    Cell,
    Column,
    Figure,
    Recommendation,
    Section,
    Statement,
    Table,
    Unmeasured,
    Verdict,
)

TITLE = "What code reads of the configuration"
_TOLD = (UNDECLARED, UNREAD, DECLARED, GIVEN, TESTS)
_SAID = {
    DECLARED: "declared in this repository",
    GIVEN: "given by the shell, CI or git",
    UNDECLARED: "declared nowhere here",
    UNREAD: "declared, and read nowhere",
    TESTS: "read by tests only",
}


def content(
    found: Variables, loads: Sequence[tuple[str, int, str]], *, digest: str, as_of: int
) -> Statement:
    """Return the report; `loads` are the calls of `confledger.load`: path, line and folder."""
    ours = [one for standing in _TOLD for one in found.having(standing)]
    read = found.read
    needed = [one for one in found.having(UNDECLARED) if one.required]
    idle = found.having(UNREAD)
    sections: tuple[Section, ...] = ()
    if ours or loads or found.computed:
        sections = (_variables(ours, needed, idle), _loads(loads), _computed(found))
    made = []
    if needed or idle:
        text = "Variables without a declaration, or without a reader: who owns them, and the fix."
        made.append(Recommendation("variable-gap", text, "confledger report gap", 5 * len(needed)))
    return Statement(
        kind="access",
        title=TITLE,
        verdict=_verdict(read, needed, idle),
        digest=digest,
        as_of=as_of,
        figures=_figures(read, needed, idle) if ours else (),
        sections=sections,
        recommendations=tuple(made),
        unmeasured=(
            Unmeasured(
                "keys that programs read as they run",
                "what programs read is known on the machine that they run on, and in no commit",
                "confledger report access",
            ),
        ),
        primary="variables",
        reproduce="confledger report access --code",
    )


def _verdict(read: list[Variable], needed: list[Variable], idle: list[Variable]) -> Verdict:
    if not read and not idle:
        return Verdict(
            UNKNOWN, "No code of this commit reads a variable, as far as its text tells."
        )
    told = f"Code reads {counted(len(read), 'variable', 'variables')}"
    faults = []
    if needed:
        has, are = ("has", "is") if len(needed) == 1 else ("have", "are")
        faults.append(f"{len(needed):,} of them {has} no default and {are} declared nowhere")
    if idle:
        faults.append(f"{counted(len(idle), 'one is', 'are')} declared and read nowhere")
    if not faults:
        return Verdict(GOOD, f"{told}, and each without a default is declared.")
    return Verdict(ATTENTION if needed else NOTE, f"{told}; {', '.join(faults)}.")


def _figures(
    read: list[Variable], needed: list[Variable], idle: list[Variable]
) -> tuple[Figure, ...]:
    declared = sum(one.standing in (DECLARED, GIVEN) for one in read)
    return (
        Figure("Variables that code reads", len(read)),
        Figure("Declared or given", declared, of=len(read)),
        Figure(
            "No default, declared nowhere",
            len(needed),
            of=len(read),
            standing=ATTENTION if needed else GOOD,
        ),
        Figure("Declared, read nowhere", len(idle)),
    )


def _variables(ours: list[Variable], needed: list[Variable], idle: list[Variable]) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for one in ours:
        standing = GOOD
        if one.standing in (UNDECLARED, UNREAD):
            standing = ATTENTION if one.required else NOTE
        readers = sorted({use.path for use in one.reads})
        rows.append(
            (
                one.name,
                standing,
                _SAID[one.standing],
                "yes" if one.required else "no",
                len(readers),
                one.reads[0].place if one.reads else "",
                one.declared[0].place if one.declared else "",
            )
        )
    columns = (
        *(Column("variable", "Variable", CODE), Column("standing", "Standing", STANDING)),
        *(Column("state", "State"), Column("required", "Without default")),
        *(Column("readers", "Files that read it", NUMBER), Column("read", "First read", PLACE)),
        Column("declared", "Declared", PLACE),
    )
    empty = "No code reads a variable."
    table = Table("variables", "Variables", columns, rows, empty, ("variable", "state"))
    many = counted(len(needed), "variable has", "variables have")
    summary = f"{many} no default and no declaration."
    standing = ATTENTION if needed else NOTE if idle else GOOD
    return Section("variables", "Variables", standing, summary, (table,))


def _loads(loads: Sequence[tuple[str, int, str]]) -> Section:
    rows = [(f"{path}:{line}", folder or "as the settings say") for path, line, folder in loads]
    columns = (Column("place", "Where", PLACE), Column("folder", "Folder"))
    empty = "No code calls `confledger.load`: which keys are read is known of variables only."
    table = Table("loads", "Calls of `confledger.load`", columns, rows, empty)
    summary = f"{counted(len(rows), 'call', 'calls')} of `confledger.load`." if rows else empty
    blocks = (table,) if rows else ()
    return Section("loads", "Who loads the configuration", NOTE, summary, blocks)


def _computed(found: Variables) -> Section:
    rows = [(one.place, one.how) for one in found.computed]
    columns = (Column("place", "Where", PLACE), Column("how", "How"))
    empty = "Every variable that is read is written out."
    table = Table("computed", "Names that are made up as the program runs", columns, rows, empty)
    paths = sorted({one.path for one in found.computed})
    summary = f"In {listed(paths)}, which variable is read cannot be told." if rows else empty
    standing, blocks = (NOTE, (table,)) if rows else (GOOD, ())
    return Section("computed", "Not told by the text", standing, summary, blocks)
