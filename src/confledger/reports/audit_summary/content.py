"""What the report of an audit says in short; every row is in `confledger audit report`."""

from collections import Counter

from confledger.ledger.audit import CODEOWNERS, Audit
from confledger.ledger.facts import APPROVED, IN_FORGE, NOTHING, SECOND, SELF
from confledger.reports.audit.content import TOTAL, Report
from confledger.reports.audit_summary.counted import Counted, counted, weight
from confledger.reports.statement.counts import SHALLOW
from confledger.reports.statement.counts import counted as many_of
from confledger.reports.statement.counts import days as days_of
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    CODE,
    DATE,
    GOOD,
    NOTE,
    NUMBER,
    PERCENT,
    STANDING,
    UNKNOWN,
    Cell,
    Chart,
    Column,
    Figure,
    Paragraph,
    Section,
    Series,
    Statement,
    Table,
    Unmeasured,
    Verdict,
    worst,
)
from confledger.reports.statement.values import written

TITLE = "Who changed what, and who agreed"
_SHOWN = 60
_SHORT = 10
# How somebody else agreed, as far as commits tell, from the best to the worst.
_APPROVALS = (
    (APPROVED, "a trailer names who approved"),
    (SECOND, "somebody else merged it"),
    (IN_FORGE, "by a request: only the forge knows"),
    (SELF, "its author alone"),
    (NOTHING, "no trace of anybody else"),
)


def content(
    audit: Audit, times: dict[str, int], *, days: int, digest: str, as_of: int
) -> Statement:
    """Return the summary of an audit of the last days; `times` says when each commit landed."""
    report = Report(audit)
    total = report.configuration[TOTAL]
    said: dict[str, object] = audit.about["evidence"]  # type: ignore[assignment]  # as the model of the content says
    tickets, signers = bool(said["tickets"]), bool(said["allowed-signers"])
    owners = CODEOWNERS in audit.policies
    things = counted(report, tickets=tickets, signers=signers, owners=owners)
    # What a shallow clone ends with was made by nobody who is known.
    landed = total["landed"] if any(not one.baseline for one in audit.facts) else 0
    sections: tuple[Section, ...] = ()
    if landed:
        sections = (
            _exceptions(report, things, times, landed),
            _months(report, audit),
            _proof(as_of),
        )
    return Statement(
        kind="audit",
        title=TITLE,
        verdict=Verdict(UNKNOWN, SHALLOW)
        if audit.about["shallow"] and not landed
        else _verdict(things, landed, days),
        digest=digest,
        as_of=as_of,
        figures=_figures(things, landed, signers=signers) if landed else (),
        sections=sections,
        unmeasured=_unmeasured(
            total, shallow=bool(audit.about["shallow"]), signers=signers, owners=owners
        ),
        about=(("Period", f"{days_of(days)}, up to the commit that this is about"),),
        primary="exceptions",
        reproduce="confledger report audit",
    )


def _verdict(things: list[Counted], landed: int, days: int) -> Verdict:
    if not landed:
        return Verdict(GOOD, f"No configuration changed in {days_of(days)}.")
    many = {one.name: one.many or 0 for one in things}
    told = f"{many_of(landed, 'change', 'changes')} of configuration landed in {days_of(days)}"
    faults = []
    if many["signature bad"]:
        faults.append(f"{many['signature bad']:,} with a bad signature")
    if many["no approval"]:
        share = written(many["no approval"] / landed, PERCENT)
        faults.append(f"{many['no approval']:,} ({share}) with no trace of a second person")
    if many["self-approved"]:
        faults.append(f"{many['self-approved']:,} approved or merged by their author alone")
    if many["owner missing"]:
        faults.append(f"{many['owner missing']:,} without an owner's approval")
    if many["emergency"]:
        faults.append(many_of(many["emergency"], "emergency", "emergencies"))
    standing = worst([one.standing for one in things if one.standing in (BAD, ATTENTION, GOOD)])
    if not faults:
        unknown = many["approval unknown"]
        rest = f"; of {unknown:,} only the forge knows" if unknown else ""
        return Verdict(
            standing, f"{told}; somebody else had a part in each that git tells of{rest}."
        )
    return Verdict(standing, f"{told}: {', '.join(faults)}.")


def _figures(things: list[Counted], landed: int, *, signers: bool) -> tuple[Figure, ...]:
    many = {one.name: one.many or 0 for one in things}
    agreed = many["approved by trailer"] + many["second person"]
    unknown, unsigned, alone = many["approval unknown"], many["unsigned"], many["no approval"]
    told = landed - unknown
    return (
        Figure("Changes", landed, note="that landed with configuration"),
        Figure(
            "A second person",
            agreed / told if told else None,
            PERCENT,
            standing=UNKNOWN if not told else GOOD if agreed == told else ATTENTION,
            note=f"{agreed:,} of {told:,} that git tells of; of {unknown:,} only the forge knows",
        ),
        Figure("No trace of anybody else", alone, of=landed, standing=ATTENTION if alone else GOOD),
        Figure(
            "Signed",
            (landed - unsigned) / landed,
            PERCENT,
            note=f"{landed - unsigned:,} of {landed:,}"
            + ("" if signers else "; by whom is not known"),
        ),
        Figure("Secrets", many["secrets"], of=landed, note="changes that touch one"),
    )


def _exceptions(
    report: Report, things: list[Counted], times: dict[str, int], landed: int
) -> Section:
    order = (BAD, ATTENTION, NOTE, GOOD, UNKNOWN)
    rows: list[tuple[Cell, ...]] = [
        (
            *(one.name, one.standing, one.many),
            *(None if one.many is None else one.many / landed, one.meaning),
        )
        for one in sorted(things, key=lambda one: (order.index(one.standing), -(one.many or 0)))
    ]
    counts = Table(
        "counts",
        "What is true of how many changes",
        (
            *(Column("what", "What"), Column("standing", "Standing", STANDING)),
            *(Column("changes", "Changes", NUMBER), Column("share", "Share", PERCENT)),
            Column("meaning", "It means"),
        ),
        rows,
        "No configuration changed.",
    )
    newest = sorted(report.exceptions, key=lambda one: (weight(one), -one.fact.seq))
    listed = [
        (
            times.get(one.fact.commit),
            one.fact.commit[:_SHORT],
            one.fact.author,
            one.fact.subject,
            "; ".join(one.reasons),
        )
        for one in newest[:_SHOWN]
    ]
    more = f", the first {_SHOWN} of {len(newest):,}" if len(newest) > _SHOWN else ""
    table = Table(
        "exceptions",
        f"Changes that stand out{more}",
        (
            *(Column("day", "On", DATE), Column("commit", "Commit", CODE)),
            *(Column("author", "Author"), Column("subject", "Subject")),
            Column("reasons", "Why it stands out"),
        ),
        listed,
        "None stands out.",
    )
    summary = f"{len(newest):,} of {many_of(landed, 'change stands', 'changes stand')} out."
    standing = worst([one.standing for one in things])
    return Section("exceptions", "What stands out", standing, summary, (counts, table))


def _months(report: Report, audit: Audit) -> Section:
    months = [name for name in report.configuration if name != TOTAL]
    found = {name: Counter[str]() for name in months}
    touched = {one.commit for one in audit.facts if one.files and one.on_mainline}
    for fact in audit.facts:
        if fact.commit in touched and fact.month in found:
            found[fact.month][fact.approval] += 1
    series = [
        Series(words, tuple(found[month][word] for month in months))
        for word, words in _APPROVALS
        if any(found[month][word] for month in months)
    ]
    chart = Chart(
        "approvals-by-month",
        "Who agreed, by month",
        tuple(months),
        tuple(series),
        form="stacked",
        unit="changes",
    )
    names = ("landed", "values", "no approval", "self-approved", "unsigned", "secrets")
    table = Table(
        "months",
        "By month",
        (
            Column("month", "Month"),
            *(Column(name.replace(" ", "_"), name.capitalize(), NUMBER) for name in names),
        ),
        [
            (month, *(report.configuration[month][name] for name in names))
            for month in reversed(months)
        ],
        "No configuration changed.",
    )
    return Section("months", "Month by month", NOTE, "Newest last in the picture.", (chart, table))


def _proof(as_of: int) -> Section:
    from confledger.ledger.period import month_of

    month = month_of(as_of)
    quarter = f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"
    text = (
        f"Every row of a quarter, with all that proves it: `confledger audit report --from "
        f"{quarter} --to {quarter} --bundle {quarter}.tar`. Anybody verifies it anywhere, from "
        f"git alone: `confledger audit verify {quarter}.tar`. Whether somebody rewrote a branch: "
        "`confledger audit log`."
    )
    return Section("proof", "How to prove it", NOTE, "This page is a summary.", (Paragraph(text),))


def _unmeasured(
    total: dict[str, int], *, shallow: bool, signers: bool, owners: bool
) -> tuple[Unmeasured, ...]:
    found = []
    if shallow:
        why = "this clone is shallow: who made what is older is not known"
        found.append(Unmeasured("Older changes", why, "git fetch --unshallow"))
    if total["approval unknown"]:
        found.append(
            Unmeasured(
                f"Approvals of {many_of(total['approval unknown'], 'change', 'changes')}",
                "they came through a forge, and who approved them there is not in git",
                "have it written as a trailer, such as Reviewed-by",
            )
        )
    if total["signature unknown"] and not signers:
        found.append(
            Unmeasured(
                f"Signers of {many_of(total['signature unknown'], 'commit', 'commits')}",
                "no file of allowed signers is in the repository, and keyrings differ",
                "set audit.evidence.allowed-signers in the settings",
            )
        )
    if not owners:
        why = "no CODEOWNERS held before any of these changes"
        found.append(Unmeasured("Approvals of owners", why, "commit a CODEOWNERS"))
    why = "a reference log is kept by each clone for itself, and this report is of the commit alone"
    found.append(Unmeasured("Branches that were rewritten", why, "confledger audit log"))
    return tuple(found)
