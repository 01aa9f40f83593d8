"""What the report on activity says: change rate, lead time, what was undone, and who does it."""

from confledger.ledger.taken_back import WITHIN_DAYS
from confledger.ledger.trend import FEWEST
from confledger.reports.activity import tables
from confledger.reports.activity.measured import ALL, WINDOW_DAYS, Observed, Spread, minutes
from confledger.reports.statement.counts import SHALLOW, counted, duration, listed
from confledger.reports.statement.counts import days as _days
from confledger.reports.statement.model import (
    ATTENTION,
    GOOD,
    MINUTES,
    NOTE,
    PERCENT,
    UNKNOWN,
    Block,
    Figure,
    Paragraph,
    Section,
    Statement,
    Unmeasured,
    Verdict,
    by_severity,
)

TITLE = "How configuration changes"
# Where more is taken back than that, it is worth to know why.
_MUCH = 0.10


def content(found: Observed, *, digest: str, shallow: bool, guessed: bool) -> Statement:
    """Return the report; without any landing it says so, and no more."""
    weeks = Spread(found.weeks())
    lead = Spread(one.lead for one in found.now if one.lead is not None)
    restore = Spread(one.seconds for one in found.undone)
    parts = (
        _rate(found, weeks),
        _lead(found),
        _undone(found, restore),
        _people(found),
        _busiest(found),
    )
    return Statement(
        kind="activity",
        title=TITLE,
        verdict=_verdict(found, restore, shallow=shallow),
        digest=digest,
        as_of=found.as_of,
        figures=_figures(found, weeks, lead, restore) if found.landings else (),
        sections=by_severity(parts) if found.landings else (),
        unmeasured=_unmeasured(found, shallow=shallow),
        about=_about(found, guessed=guessed),
        primary="environments",
        reproduce="confledger report activity",
    )


def _verdict(found: Observed, restore: Spread, *, shallow: bool) -> Verdict:
    if not found.landings and shallow:
        return Verdict(UNKNOWN, SHALLOW)
    if not found.landings:
        return Verdict(UNKNOWN, "No commit of the history changes configuration.")
    days = _days(found.days)
    if not found.now:
        return Verdict(NOTE, f"No configuration changed in {days}.")
    weekly = len(found.now) / (found.days / 7)
    rate = f", {_number(weekly)} a week" if found.days >= 14 else ""
    said = f"{counted(len(found.now), 'change', 'changes')} of configuration landed in {days}{rate}"
    share = found.taken_back
    if share is None:
        return Verdict(NOTE, f"{said}: too few to say how many fail.")
    if not found.undone:
        return Verdict(GOOD, f"{said}; none of them was taken back.")
    after = ""
    if restore.median is not None:
        after = f", half of these within {duration(restore.median)}"
    standing = ATTENTION if share > _MUCH else GOOD
    return Verdict(
        standing,
        f"{said}; {len(found.undone):,} of them ({share * 100:.1f} %) "
        f"{'was' if len(found.undone) == 1 else 'were'} taken back{after}.",
    )


def _figures(found: Observed, weeks: Spread, lead: Spread, restore: Spread) -> tuple[Figure, ...]:
    before = None if found.before is None else len(found.before)
    share = found.taken_back
    some = f"fewer than {FEWEST}"
    return (
        Figure(
            "Changes",
            len(found.now),
            note=f"in {_days(found.days)}"
            + (f"; {before:,} in the {WINDOW_DAYS} days before" if before is not None else ""),
        ),
        Figure(
            "Changes a week",
            weeks.median,
            note=f"median of {counted(weeks.many, 'week', 'weeks')}; "
            + (some if weeks.most is None else f"9 of 10 have at most {weeks.most:,.0f}"),
        ),
        Figure(
            "Lead time",
            minutes(lead.median),
            MINUTES,
            note=f"median of {counted(lead.many, 'change', 'changes')}; "
            + (some if lead.most is None else f"9 of 10 within {duration(lead.most)}"),
        ),
        Figure(
            "Taken back",
            share,
            PERCENT,
            standing=UNKNOWN if share is None else ATTENTION if share > _MUCH else GOOD,
            note=f"{len(found.undone):,} of {counted(len(found.now), 'change', 'changes')}",
        ),
        Figure(
            "Time to restore",
            minutes(restore.median),
            MINUTES,
            note=f"median of {counted(restore.many, 'change', 'changes')} taken back"
            + ("" if restore.median is not None else f": {some}"),
        ),
    )


def _rate(found: Observed, weeks: Spread) -> Section:
    summary = f"{counted(len(found.now), 'change', 'changes')} in {_days(found.days)}"
    if found.before is not None:
        summary += f", {len(found.before):,} in the {WINDOW_DAYS} days before"
    if weeks.median is not None and weeks.most is not None:
        summary += f"; {weeks.median:g} in a usual week, at most {weeks.most:g} in 9 of 10"
    blocks: list[Block] = [tables.rate(found)]
    picture = tables.by_environment(found)
    if picture is not None:
        blocks.append(picture)
    return Section("rate", "How often it changes", NOTE, summary + ".", tuple(blocks))


def _lead(found: Observed) -> Section:
    known = sum(one.lead is not None for one in found.now)
    summary = (
        f"Git tells of {known:,} of {counted(len(found.now), 'change', 'changes')} how long they "
        "took from the first commit to the mainline."
    )
    blocks = (
        tables.times(found),
        tables.lead(found),
        Paragraph(
            "Lead time begins when the first commit of a change was written, and ends with the "
            "commit of the mainline. Of what was pushed directly, and of what a forge squashed, "
            "git keeps one time only: these are not counted, rather than counted as nothing."
        ),
    )
    return Section("lead", "How long it takes to land", NOTE, summary, blocks)


def _undone(found: Observed, restore: Spread) -> Section:
    share = found.taken_back
    standing = NOTE if share is None else ATTENTION if share > _MUCH else GOOD
    summary = (
        f"{counted(len(found.undone), 'change was', 'changes were')} taken back as a whole and "
        f"{found.partly:,} in part, of {len(found.now):,}; "
        f"{counted(len(found.saying), 'commit says', 'commits say')} that it reverts or restores."
    )
    if len(found.saying) != 1:
        summary = summary.replace("that it reverts or restores", "that they revert or restore")
    if restore.median is not None and restore.most is not None:
        summary += (
            f" Half of them held for less than {duration(restore.median)}, 9 of 10 for less "
            f"than {duration(restore.most)}."
        )
    note = Paragraph(
        "A change is taken back when the next change of each of its values gives back what was "
        f"there before, within {WITHIN_DAYS} days; whatever the message says. That is not "
        "always a failure: what is switched off for an hour comes back, too."
    )
    return Section("undone", "What was taken back", standing, summary, (tables.undone(found), note))


def _people(found: Observed) -> Section:
    held = tables.environments(found)
    alone = [
        str(row[0]) for row in held.rows if row[5] == 1 and isinstance(row[4], int) and row[4] > 1
    ]
    names = {found.called[person] for one in found.now for person in one.people}
    summary = f"{counted(len(names), 'author', 'authors')} wrote what landed"
    if alone and alone != [ALL]:
        summary += f"; one person made more than half of what people changed in {listed(alone)}"
    elif alone:
        summary += "; one person made more than half of what people changed"
    note = Paragraph(
        "Who made over half is the smallest number of people who together wrote more than half "
        "of the changes that people made: when they leave, so does what they know. Programs do "
        "not count; they are those whose name ends in `bot`. Names are those of the `.mailmap`."
    )
    return Section("people", "Who does it", NOTE, summary + ".", (held, tables.people(found), note))


def _busiest(found: Observed) -> Section:
    held = tables.keys(found)
    summary = "No key changed twice."
    if held.rows:
        first = held.rows[0]
        summary = f"The busiest key changed {first[2]:,} times."
    return Section("busiest", "What changes most", NOTE, summary, (held, tables.files(found)))


def _unmeasured(found: Observed, *, shallow: bool) -> tuple[Unmeasured, ...]:
    rest = [
        Unmeasured(
            "Deployments",
            "when a change reached machines is not in git: lead time ends on the mainline",
        )
    ]
    if shallow:
        rest.insert(
            0,
            Unmeasured(
                "Older changes",
                "this clone is shallow, so what came before its first commit is not known",
                "git fetch --unshallow",
            ),
        )
    return tuple(rest)


def _about(found: Observed, *, guessed: bool) -> tuple[tuple[str, str], ...]:
    about = [("Period", f"{_days(found.days)}, up to the commit that this is about")]
    if guessed and found.environments:
        about.append(("Environments", "guessed from the names of files: no settings name them"))
    if found.quiet:
        about.append(
            (
                "Not counted",
                f"{counted(found.quiet, 'commit', 'commits')} of the last two years that only "
                "wrote files otherwise",
            )
        )
    return tuple(about)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
