"""The hygiene report: what nobody needs, and what is broken without anybody having seen it."""

from confledger.inventory.flaws import (
    ALIKE,
    BACKUP,
    CASE,
    CONFLICT,
    DUPLICATE,
    EMPTY,
    ENDS,
    JUNK,
    KINDS,
    LARGE,
    LEFTOVER,
    LINK,
    MOJIBAKE,
    ORPHAN,
    REWRITABLE,
    SAFE,
    Flaw,
)
from confledger.reports.statement.counts import counted
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    COMMAND,
    GOOD,
    NOTE,
    PLACE,
    Cell,
    Column,
    Figure,
    Recommendation,
    Section,
    Statement,
    Table,
    Verdict,
    by_severity,
    worst,
)
from confledger.reports.wording import plural

# Title, how bad it is, and what none of it means.
_ABOUT = {
    CONFLICT: ("Merges that were not finished", BAD, "No conflict marker was left."),
    MOJIBAKE: ("Misread characters", ATTENTION, "No text was read in a wrong encoding."),
    LEFTOVER: ("Leftovers of templates", ATTENTION, "Every template was filled in."),
    LINK: ("Links that lead nowhere", ATTENTION, "Every symbolic link leads to something."),
    CASE: ("Names that differ only by case", ATTENTION, "No two names differ only by case."),
    BACKUP: ("Backup files", ATTENTION, "No copies of earlier states are tracked."),
    JUNK: ("Junk", ATTENTION, "Nothing that programs leave behind is tracked."),
    DUPLICATE: ("Equal files", NOTE, "No two configuration files are equal."),
    ORPHAN: ("Files that nobody names", NOTE, "No file is known to be of no use."),
    ALIKE: ("Files with equal values", NOTE, "No two configuration files say the same."),
    ENDS: ("Mixed line ends", NOTE, "Every file ends its lines in one way."),
    LARGE: ("Large files", NOTE, "No file is over 5 MB."),
    EMPTY: ("Empty files", NOTE, "No file is empty that should not be."),
}
_HOW = (
    "A file counts as one that nobody names where a `kustomization.yaml` beside it does not list "
    "it, or where no other tracked file has its name, its stem or one of its folders in it. "
    "Where that cannot be known, as for files that a tool finds by their place, nothing is said."
)


def content(
    found: list[Flaw], *, files: int, configuration: int, digest: str, as_of: int | None
) -> Statement:
    """Return the report; `found` is in its order."""
    groups: dict[str, list[Flaw]] = {kind: [] for kind in KINDS}
    for one in found:
        groups[one.kind].append(one)
    sections = [_section(kind, held) for kind, held in groups.items()]
    paths = {one.path for one in found}
    return Statement(
        kind="hygiene",
        title="Hygiene",
        verdict=_verdict(groups, len(paths), files, sections),
        digest=digest,
        as_of=as_of,
        figures=tuple(
            Figure(
                _ABOUT[kind][0][:1].lower() + _ABOUT[kind][0][1:],
                len({one.path for one in held}),
                of=configuration if kind in (DUPLICATE, ORPHAN, ALIKE) else files,
                standing=_ABOUT[kind][1] if held else GOOD,
            )
            for kind, held in groups.items()
        ),
        sections=by_severity(sections),
        recommendations=_recommendations(groups),
        about=(("files", f"{files} tracked, {configuration} of them configuration"),),
        reproduce="confledger report hygiene",
    )


def _verdict(
    groups: dict[str, list[Flaw]], paths: int, files: int, sections: list[Section]
) -> Verdict:
    if not paths:
        return Verdict(GOOD, f"Nothing to tidy up in {counted(files, 'file', 'files')}.")
    told = [
        f"{_ABOUT[kind][0][:1].lower()}{_ABOUT[kind][0][1:]} ({len({one.path for one in held})})"
        for kind, held in groups.items()
        if held
    ]
    return Verdict(
        worst([one.standing for one in sections]),
        f"{paths} of {counted(files, 'file', 'files')} could be tidied up: {', '.join(told)}.",
    )


def _section(kind: str, held: list[Flaw]) -> Section:
    title, standing, none = _ABOUT[kind]
    rows: list[tuple[Cell, ...]] = [(one.place, one.why, one.command) for one in held]
    paths = len({one.path for one in held})
    summary = f"{plural(paths, 'file', 'files')}." if rows else none
    if kind == ORPHAN and rows:
        summary = f"{summary} {_HOW}"
    return Section(
        kind,
        title,
        standing if rows else GOOD,
        summary,
        (
            Table(
                kind,
                title,
                (
                    Column("place", "Where", PLACE),
                    Column("why", "Why"),
                    Column("command", "What mends it", COMMAND),
                ),
                rows,
                none,
                identity=("place",),
            ),
        ),
    )


def _recommendations(groups: dict[str, list[Flaw]]) -> tuple[Recommendation, ...]:
    made = []
    for kind in (CONFLICT, LEFTOVER, CASE):
        if groups[kind]:
            first = groups[kind][0]
            made.append(
                Recommendation(kind, f"{_ABOUT[kind][0]}: mend {first.place}.", first.command)
            )
    safe = [one for kind in SAFE for one in groups[kind]]
    if safe:
        made.append(
            Recommendation(
                "clean",
                f"{plural(len(safe), 'file is', 'files are')} a backup or junk: look at the plan, "
                "then apply it. Git can give everything back.",
                "confledger clean --plan",
            )
        )
    for kind in REWRITABLE:
        if groups[kind]:
            made.append(
                Recommendation(
                    kind,
                    f"{_ABOUT[kind][0]} in "
                    f"{plural(len({one.path for one in groups[kind]}), 'file', 'files')}: look "
                    "at what each was meant to be, then write it.",
                    f"confledger clean --kind {kind} --plan",
                )
            )
    return tuple(made)
