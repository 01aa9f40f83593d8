"""The configuration inventory: what there is, what governs it, and what nobody looks after."""

from collections.abc import Sized

from confledger.inventory.items import ABSENT, ENCRYPTED, UNCHECKED
from confledger.reports.inventory import files, given, shape
from confledger.reports.inventory.gathered import Gathered
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    GOOD,
    NOTE,
    UNKNOWN,
    Figure,
    Recommendation,
    Section,
    Statement,
    Unmeasured,
    Verdict,
    by_severity,
    worst,
)
from confledger.reports.wording import plural


def content(found: Gathered, *, digest: str, as_of: int | None) -> Statement:
    """Return the report; equal input gives equal bytes."""
    several = [
        files.secrets(found),
        files.unreadable(found),
        files.invalid(found),
        given.undeclared(found),
        given.unread(found),
        files.without_owner(found),
        files.without_schema(found),
    ]
    problems = [one for one in several if one is not None]
    lists = (files.all_of_them(found), shape.by_kind(found), given.everything(found))
    left_out = shape.skipped(found)
    return Statement(
        kind="inventory",
        title="Configuration inventory",
        verdict=_verdict(found, problems),
        digest=digest,
        as_of=as_of,
        figures=_figures(found),
        sections=(*by_severity(problems), *lists, left_out),
        recommendations=_recommendations(found),
        unmeasured=_unmeasured(found),
        about=(("files", f"{len(found.items):,} tracked, each listed, read as code, or left out"),),
        primary="files",
        reproduce="confledger report inventory",
        data={
            "items": files.rows_for_programs(found),
            "variables": given.rows_for_programs(found),
        },
    )


def _verdict(found: Gathered, problems: list[Section]) -> Verdict:
    many = len(found.configuration)
    if not many:
        return Verdict(NOTE, "No tracked file is configuration in a format that is known here.")
    names = len(found.environments)
    where = f" in {plural(names, 'environment', 'environments')}" if names else ""
    without = len(found.unchecked)
    unreadable = sum(one in found.unreadable for one in found.configuration)
    parts = [f"{without} held against no schema" if without else "each held against a schema"]
    parts.append(f"{unreadable} unreadable")
    if found.plain:
        parts.append(f"{len(found.plain)} with secrets in plain text")
    if found.owned:
        parts.append(f"{sum(not one.owners for one in found.read)} without an owner")
    return Verdict(
        worst([one.standing for one in problems]),
        f"{plural(many, 'configuration file', 'configuration files')}{where}: {', '.join(parts)}.",
    )


def _figures(found: Gathered) -> tuple[Figure, ...]:
    many = len(found.configuration)
    read = len(found.read)
    undeclared = given.names_undeclared(found)
    unreadable = len(found.unreadable)
    figures = [
        Figure("configuration files", many, of=len(found.items)),
        Figure("held against a schema", read - len(found.unchecked), of=read or None),
        Figure(
            "unreadable files",
            unreadable,
            of=len(found.configuration) + len(found.programs) or None,
            standing=ATTENTION if unreadable else GOOD,
        ),
        Figure(
            "with an owner",
            sum(bool(one.owners) for one in found.read) if found.owned else None,
            of=read or None,
            standing=NOTE if found.owned else UNKNOWN,
            note="" if found.owned else "there is no CODEOWNERS",
        ),
        Figure(
            "with encrypted secrets", sum(one.secrets == ENCRYPTED for one in found.read), of=read
        ),
        Figure(
            "with secrets in plain text",
            len(found.plain),
            of=read or None,
            standing=BAD if found.plain else GOOD,
        ),
        Figure(
            "variables that code reads and nothing declares",
            len(undeclared),
            of=len(found.variables.read) or None,
            standing=ATTENTION if undeclared else GOOD,
        ),
    ]
    return tuple(figures)


def _recommendations(found: Gathered) -> tuple[Recommendation, ...]:
    made = []
    if found.plain:
        made.append(
            Recommendation(
                "plain-secret",
                f"Secrets stand in plain text in {_files(found.plain)}: rotate them, "
                "then encrypt the files.",
                "confledger secrets scan",
            )
        )
    broken = [one for one in found.unreadable if one in found.configuration]
    if broken:
        made.append(
            Recommendation(
                "unreadable",
                f"{_files(broken)} cannot be read: nothing in them is checked.",
                "confledger check",
            )
        )
    if found.invalid:
        made.append(
            Recommendation(
                "invalid",
                f"The checks find fault with {_files(found.invalid)}.",
                "confledger check",
            )
        )
    absent = [one.path for one in found.read if one.valid == ABSENT]
    if absent:
        made.append(
            Recommendation(
                "schema-not-here",
                f"{plural(len(absent), 'file names', 'files name')} a schema that is not in the "
                "repository, and checks never use the network: save it here.",
                "confledger schema add --named",
            )
        )
    without = [one.path for one in found.read if one.valid == UNCHECKED]
    if without:
        made.append(
            Recommendation(
                "no-schema",
                f"{_files(without)} may hold anything: the gap analysis has the command that "
                "infers a schema for each group of alike ones.",
                "confledger report gap",
            )
        )
    if not found.owned and found.read:
        made.append(
            Recommendation(
                "no-codeowners",
                "Nobody is named as the owner of any file: write `.github/CODEOWNERS`, and name "
                "under `owned` in the settings what has to have an owner.",
                "confledger explain owner",
            )
        )
    return tuple(made)


def _unmeasured(found: Gathered) -> tuple[Unmeasured, ...]:
    made = []
    if not found.owned:
        made.append(
            Unmeasured(
                "owners",
                "no CODEOWNERS is tracked",
                "write `.github/CODEOWNERS` with a line such as `* @team`",
            )
        )
    if not found.dated:
        made.append(
            Unmeasured(
                "when files were changed, and by whom",
                "this clone is shallow",
                "git fetch --unshallow",
            )
        )
    if found.languages:
        many = ", ".join(f"{name} ({count})" for name, count in found.languages.items())
        made.append(
            Unmeasured("variables that other code reads", f"no rule reads these languages: {many}")
        )
    if found.variables.computed:
        places = found.variables.computed
        some, more = ", ".join(one.place for one in places[:5]), places[5:]
        made.append(
            Unmeasured(
                "variables whose names code makes up as it runs",
                f"{plural(len(places), 'place', 'places')}: {some}" + (" and more" if more else ""),
            )
        )
    return tuple(made)


def _files(some: Sized) -> str:
    return plural(len(some), "file", "files")
