"""The gap analysis: worst first, whose each gap is, and the command that acts."""

from collections import Counter
from collections.abc import Sequence

from confledger.inventory.gaps.gap import RULES, Gap
from confledger.inventory.gaps.owners import NOBODY
from confledger.reports.gap.picture import picture
from confledger.reports.statement.counts import counted
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    CODE,
    COMMAND,
    GOOD,
    NOTE,
    NUMBER,
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
    Unmeasured,
    Verdict,
    worst,
)
from confledger.reports.statement.words import ended

_TITLES = {
    "gap": "Configuration: declared against found",
    "obs-gap": "Observability: declared against found",
}
# What is done first; the rest is in the table.
_FIRST = 5


def content(
    kind: str,
    gaps: Sequence[Gap],
    *,
    digest: str,
    as_of: int,
    unmeasured: Sequence[Unmeasured] = (),
    figures: Sequence[Figure] = (),
) -> Statement:
    """Return the report of one kind; each gap has its owner already."""
    ordered = sorted(gaps, key=_order)
    return Statement(
        kind=kind,
        title=_TITLES[kind],
        verdict=_verdict(ordered, bool(unmeasured)),
        digest=digest,
        as_of=as_of,
        figures=(*_figures(ordered), *figures),
        sections=_sections(kind, ordered),
        recommendations=_recommendations(ordered),
        unmeasured=tuple(unmeasured),
        primary="gaps",
        reproduce=f"confledger report {kind}",
    )


def _order(gap: Gap) -> tuple[object, ...]:
    rules = list(RULES)
    weight = -STANDINGS.index(RULES[gap.rule].weight)
    return (weight, rules.index(gap.rule), -gap.places, gap.path, gap.line, gap.name)


def _verdict(gaps: list[Gap], partly: bool) -> Verdict:
    if not gaps:
        rest = ", as far as it was measured" if partly else ""
        return Verdict(GOOD, f"What is declared and what is found agree{rest}.")
    standing = worst([RULES[gap.rule].weight for gap in gaps])
    heavy = [gap for gap in gaps if RULES[gap.rule].weight == standing]
    kinds = Counter(gap.rule for gap in heavy)
    rule = heavy[0].rule
    title = RULES[rule].title
    nobody = sum(gap.owner == NOBODY for gap in gaps)
    whose = f"{nobody:,} of them nobody's" if nobody else "each with an owner"
    if nobody == len(gaps):
        whose = "and nobody owns it" if nobody == 1 else "and nobody owns any of them"
    said = f"{counted(len(gaps), 'gap')}, {whose}"
    times = f" ({kinds[rule]:,} times)" if kinds[rule] > 1 else ""
    there = "is" if len(gaps) == 1 else "are"
    first = f"{title[:1].lower()}{title[1:]}{times}"
    return Verdict(standing, f"There {there} {said}; first: {first}.")


def _figures(gaps: list[Gap]) -> list[Figure]:
    weights = Counter(RULES[gap.rule].weight for gap in gaps)
    nobody = sum(gap.owner == NOBODY for gap in gaps)
    return [
        Figure("Gaps", len(gaps)),
        Figure("Gaps to close now", weights[BAD], standing=BAD if weights[BAD] else GOOD),
        Figure(
            "Gaps to look at",
            weights[ATTENTION],
            standing=ATTENTION if weights[ATTENTION] else GOOD,
        ),
        Figure("Gaps that nobody owns", nobody if gaps else None, of=len(gaps) or None),
    ]


def _sections(kind: str, gaps: list[Gap]) -> tuple[Section, ...]:
    rules: dict[str, list[Gap]] = {}
    for gap in gaps:
        rules.setdefault(gap.rule, []).append(gap)
    parts = [_rule(name, found) for name, found in rules.items()]
    if gaps:
        drawn = picture(gaps)
        parts.append(_owners(gaps))
        parts.append(Section("picture", "Declared, missing, whose", NOTE, drawn.title, (drawn,)))
    parts.append(_quiet(kind, gaps))
    places = sum(gap.places for gap in gaps)
    said = "Nothing is declared and not found, nor found and not declared."
    if gaps:
        said = f"{counted(len(gaps), 'gap')} in {counted(places, 'place')}, the worst first."
    parts.append(Section("gaps", "All gaps", GOOD, said, (_table(gaps, said),)))
    return tuple(parts)


def _rule(name: str, gaps: list[Gap]) -> Section:
    """Return the gaps of one rule."""
    rule = RULES[name]
    rows: list[tuple[Cell, ...]] = [
        (gap.what, gap.owner, f"{gap.path}:{gap.line}", gap.command) for gap in gaps
    ]
    table = Table(
        f"rule-{name}",
        rule.title,
        (
            Column("gap", "Gap"),
            Column("owner", "Owner"),
            Column("place", "Place", PLACE),
            Column("command", "Command", COMMAND),
        ),
        rows,
        "There are none.",
    )
    fixes = sorted({gap.fix for gap in gaps if gap.fix})
    said = f"{counted(len(gaps), 'gap')}"
    if len(fixes) == 1:
        said += f": {fixes[0]}"
    return Section(f"rule-{name}", rule.title, rule.weight, f"{said}.", (table,))


def _table(gaps: list[Gap], empty: str) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            RULES[gap.rule].weight,
            gap.rule,
            gap.name,
            gap.what,
            gap.owner,
            gap.fix,
            gap.command,
            f"{gap.path}:{gap.line}",
            gap.places,
        )
        for gap in gaps
    ]
    columns = (
        Column("standing", "Standing", STANDING),
        Column("rule", "Rule", CODE),
        Column("name", "Name", CODE),
        Column("gap", "Gap"),
        Column("owner", "Owner"),
        Column("fix", "What to do"),
        Column("command", "Command", COMMAND),
        Column("place", "Place", PLACE),
        Column("count", "Places", NUMBER),
    )
    return Table("gaps", "All gaps", columns, rows, empty, ("rule", "name"))


def _owners(gaps: list[Gap]) -> Section:
    counts: dict[str, Counter[str]] = {}
    for gap in gaps:
        counts.setdefault(gap.owner, Counter())[RULES[gap.rule].weight] += 1
    rows: list[tuple[Cell, ...]] = [
        (owner, count.total(), count[BAD], count[ATTENTION], count[NOTE])
        for owner, count in counts.items()
    ]
    rows.sort(
        key=lambda row: (-int(row[2] or 0), -int(row[3] or 0), -int(row[1] or 0), str(row[0]))
    )
    table = Table(
        "owners",
        "By owner",
        (
            Column("owner", "Owner"),
            Column("gaps", "Gaps", NUMBER),
            Column("bad", "To close now", NUMBER),
            Column("attention", "To look at", NUMBER),
            Column("note", "To know", NUMBER),
        ),
        rows,
        "There are no gaps.",
        ("owner",),
    )
    nobody = counts.get(NOBODY)
    sentence = f"{counted(len(rows), 'owner')} by CODEOWNERS."
    if nobody:
        sentence = (
            f"{counted(nobody.total(), 'gap')} belong{'s' * (nobody.total() == 1)} to nobody."
        )
    return Section("owners", "By owner", ATTENTION if nobody else NOTE, sentence, (table,))


def _quiet(kind: str, gaps: list[Gap]) -> Section:
    """Return the rules that found nothing: what is in order."""
    domain = "config" if kind == "gap" else "obs"
    told = {gap.rule for gap in gaps}
    mine = [(name, rule) for name, rule in RULES.items() if domain in rule.domain.split()]
    rows: list[tuple[Cell, ...]] = [(rule.title, name) for name, rule in mine if name not in told]
    table = Table(
        "quiet",
        "Rules that found nothing",
        (Column("title", "What was looked for"), Column("rule", "Rule", CODE)),
        rows,
        "Each rule found something.",
    )
    sentence = f"{len(rows)} of {counted(len(mine), 'rule')} found nothing."
    return Section("quiet", "In order", GOOD, sentence, (table,))


def _recommendations(gaps: list[Gap]) -> tuple[Recommendation, ...]:
    """Return one for each rule, about its first gap, the worst rules first."""
    found: dict[str, Recommendation] = {}
    counts = Counter(gap.rule for gap in gaps)
    for gap in gaps:
        if gap.rule not in found and len(found) < _FIRST:
            more = counts[gap.rule] - 1
            text = ended(f"{gap.what}: {gap.fix}" if gap.fix else gap.what)
            if more:
                text += f" The table has {more:,} more of this kind."
            found[gap.rule] = Recommendation(gap.rule, text, gap.command)
    return tuple(found.values())
