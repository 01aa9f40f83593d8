"""All reports on one page: what an engineering lead reads first, the worst first."""

import re
from collections.abc import Sequence
from hashlib import sha256

from confledger.reports.statement.counts import counted, listed
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    BESIDE,
    GOOD,
    NOTE,
    NUMBER,
    STANDING,
    STANDINGS,
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
    worst,
)

TITLE = "The configuration of this repository"
_ORDER = (BAD, ATTENTION, UNKNOWN, NOTE, GOOD)
# So many figures fit on a first screen.
_FIGURES = 8
_COMMANDS = 60
_SPACES = re.compile(r"\s+")
_SCHEMAS = re.compile(r"confledger schema (?:add|infer)\b")
# What several reports ask for, each with a command of its own.
_ALIKE = {"no-codeowners": "owners", "missing-owner": "owners"}
# What most people ask for, in that order.
_FIRST = ("config", "debt", "gap", "change", "activity", "audit", "inventory", "access")


def content(parts: Sequence[Statement], files: dict[str, str], *, as_of: int) -> Statement:
    """Return the page; `files` has the name of the file of each report, without its ending.

    Where parts stand alike, those come first that most people ask for.
    """
    held = sorted(parts, key=lambda one: (_ORDER.index(one.verdict.standing), _rank(one.kind)))
    return Statement(
        kind="all",
        title=TITLE,
        verdict=_verdict(held),
        digest=_digest(parts),
        as_of=as_of,
        figures=_figures(held),
        sections=(_reports(held, files),),
        recommendations=_recommendations(held),
        unmeasured=_unmeasured(held),
        about=(("Reports", f"{len(held):,}, each about the same commit"),),
        primary="reports",
        reproduce="confledger report all",
    )


def _rank(kind: str) -> int:
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST)


def _digest(parts: Sequence[Statement]) -> str:
    text = "\0".join(sorted(f"{one.kind}\0{one.digest}" for one in parts))
    return sha256(text.encode("ascii", "replace")).hexdigest()


def _verdict(held: Sequence[Statement]) -> Verdict:
    if not held:
        return Verdict(UNKNOWN, "No report was made.")
    standing = worst([one.verdict.standing for one in held])
    first = [one for one in held if one.verdict.standing == standing]
    every = counted(len(held), "report", "reports")
    if standing in (GOOD, NOTE):
        return Verdict(standing, f"None of {every} asks for attention.")
    alone = len(first) == 1
    word = {
        BAD: "is bad" if alone else "are bad",
        ATTENTION: "needs attention" if alone else "need attention",
        UNKNOWN: "could not be measured",
    }[standing]
    # The worst says itself what is wrong.
    worst_one = first[0]
    which = worst_one.kind if alone else f"{worst_one.kind} first"
    said = f"{len(first):,} of {every} {word}, {which}: {worst_one.verdict.sentence}"
    return Verdict(standing, said)


def _figures(held: Sequence[Statement]) -> tuple[Figure, ...]:
    """Return the figures that stand worst, of every report one at first, then the next ones."""
    found = []
    for part in held:
        own = sorted(part.figures, key=lambda one: _ORDER.index(one.standing))
        own = [one for one in own if one.value is not None] + [
            one for one in own if one.value is None
        ]
        for turn, figure in enumerate(own):
            standing, rank = _ORDER.index(figure.standing), _rank(part.kind)
            found.append((figure.value is None, turn, standing, rank, part.kind, figure))
    found.sort(key=lambda one: (one[0], one[1] > 0, one[2], one[1], one[3], one[4]))
    chosen = sorted(found[:_FIGURES], key=lambda one: (one[2], one[3], one[4], one[1]))
    return tuple(
        Figure(
            f"{kind}: {one.name[:1].lower()}{one.name[1:]}",
            one.value,
            one.kind,
            of=one.of,
            standing=one.standing,
            note=one.note,
        )
        for *_, kind, one in chosen
    )


def _reports(held: Sequence[Statement], files: dict[str, str]) -> Section:
    compared = any(one.since is not None for one in held)
    rows: list[tuple[Cell, ...]] = [
        (
            one.kind,
            one.verdict.standing,
            one.verdict.sentence,
            len(one.recommendations),
            *(_since(one) if compared else ()),
            files.get(one.kind, ""),
        )
        for one in held
    ]
    columns = (
        *(Column("report", "Report"), Column("standing", "Standing", STANDING)),
        *(Column("verdict", "What it comes to"), Column("advice", "To do", NUMBER)),
        *((Column("new", "New", NUMBER), Column("fixed", "Fixed", NUMBER)) if compared else ()),
        Column("file", "File", BESIDE),
    )
    table = Table("reports", "Every report", columns, rows, "No report was made.")
    counts = {word: sum(one.verdict.standing == word for one in held) for word in STANDINGS}
    told = [
        f"{many:,} {word}"
        for word, many in (
            ("bad", counts[BAD]),
            ("in need of attention", counts[ATTENTION]),
            ("of note", counts[NOTE]),
            ("good", counts[GOOD]),
            ("not measured", counts[UNKNOWN]),
        )
        if many
    ]
    standing = worst([one.verdict.standing for one in held])
    return Section("reports", "Every report", standing, f"{', '.join(told)}.", (table,))


def _since(part: Statement) -> tuple[int | None, int | None]:
    if part.since is None:
        return None, None
    return len(part.since.new), len(part.since.fixed)


def _recommendations(held: Sequence[Statement]) -> tuple[Recommendation, ...]:
    """Return those of all reports once: the worst reports first, of each in its own order.

    Among reports that stand alike, the first of each comes before the second of any. One that
    only shows another report is left out where that one says itself what to do.
    """
    shown = {f"confledger {named}" for one in held for named in _names(one)}
    ranked = [
        (_ORDER.index(part.verdict.standing), at, number, one)
        for number, part in enumerate(held)
        for at, one in enumerate(part.recommendations)
    ]
    found: dict[str, Recommendation] = {}
    for *_, one in sorted(ranked, key=lambda one: one[:3]):
        command = _SPACES.sub(" ", one.command.strip())
        if command not in shown:
            found.setdefault(_ALIKE.get(one.rule) or _intent(command), one)
    return tuple(found.values())[:_COMMANDS]


def _names(part: Statement) -> tuple[str, ...]:
    if not part.recommendations:
        return ()
    return (f"report {part.kind}", *([part.kind] if part.kind == "debt" else []))


def _intent(command: str) -> str:
    """Return what a command is for: schemas are fetched, or inferred, one after the other."""
    found = _SCHEMAS.match(command)
    return command if found is None else found[0]


def _unmeasured(held: Sequence[Statement]) -> tuple[Unmeasured, ...]:
    """Return what no report measured: the same reason once, with everything it hides."""
    found: dict[tuple[str, str], list[str]] = {}
    for part in held:
        for one in part.unmeasured:
            names = found.setdefault((one.why, one.remedy), [])
            if one.what not in names:
                names.append(one.what)
    return tuple(
        Unmeasured(listed(names, 4), why, remedy) for (why, remedy), names in found.items()
    )
