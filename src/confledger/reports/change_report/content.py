"""What the report on a range of commits says: what differs in the end, where, and by whom."""

from collections import Counter
from shlex import quote

from confledger.reports.change_report import tables
from confledger.reports.change_report.gathered import Gathered
from confledger.reports.statement.counts import SHALLOW, counted, listed
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    GOOD,
    NOTE,
    UNKNOWN,
    Figure,
    Paragraph,
    Recommendation,
    Section,
    Statement,
    Unmeasured,
    Verdict,
    by_severity,
    worst,
)

TITLE = "What changed"


def content(found: Gathered, *, digest: str, shallow: bool, guessed: bool) -> Statement:
    """Return the report; of a range in which nothing landed it says so."""
    about = [("Period", found.period)]
    if guessed and found.environments:
        about.append(("Environments", "guessed from the names of files: no settings name them"))
    if found.quiet:
        many = counted(found.quiet, "commit", "commits")
        about.append(("Not counted", f"{many} that only wrote files otherwise"))
    parts = (_unread(found), _risks(found), _values(found), _secrets(found), _commits(found))
    lacking: tuple[Unmeasured, ...] = ()
    if shallow:
        why = "this clone is shallow: what came before its first commit is not known"
        lacking = (Unmeasured("Older changes", why, "git fetch --unshallow"),)
    return Statement(
        kind="change",
        title=TITLE,
        verdict=_verdict(found, shallow=shallow),
        digest=digest,
        as_of=found.as_of,
        figures=_figures(found) if found.landings else (),
        sections=by_severity([one for one in parts if one is not None]) if found.landings else (),
        recommendations=tuple(_recommendations(found)),
        unmeasured=lacking,
        about=tuple(about),
        primary="values",
        reproduce="confledger report change",
    )


def _verdict(found: Gathered, *, shallow: bool) -> Verdict:
    if not found.landings and shallow:
        return Verdict(UNKNOWN, SHALLOW)
    if not found.landings:
        return Verdict(GOOD, f"No configuration changed {found.period}.")
    standing = worst(
        [
            BAD if found.unread else GOOD,
            ATTENTION if found.risks else GOOD,
            NOTE,
        ]
    )
    landed = counted(len(found.landings), "change", "changes")
    differ = counted(found.values, "value differs", "values differ")
    where = []
    groups = found.groups()
    for name in found.environments:
        many = sum(len(one.values) for one in groups.get(name, ()))
        if many:
            where.append(f"{many:,} in {name}")
    told = f" ({listed(where, 4)})" if where else ""
    rest = []
    if found.unread:
        rest.append(f"{counted(len(found.unread), 'file', 'files')} cannot be read now")
    if found.risks:
        keys = len({(one.path, one.key) for one in found.risks})
        rest.append(f"{counted(keys, 'key has', 'keys have')} a declared risk")
    if found.secrets:
        secrets = counted(len(found.secrets), "secret", "secrets")
        rest.append(f"{secrets} came, went or may have changed")
    after = "".join(f"; {one}" for one in rest)
    return Verdict(
        standing,
        f"{landed} landed {found.period}, after which {differ} in "
        f"{counted(len(found.files), 'file', 'files')}{told}{after}.",
    )


def _figures(found: Gathered) -> tuple[Figure, ...]:
    kinds = Counter(one.kind for file in found.files for one in file.values)
    whole = Counter(file.kind for file in found.files)
    undone = sum(not one.part for one in found.backs)
    said = len(found.saying)
    files = ", ".join(f"{many:,} {kind}" for kind, many in sorted(whole.items()))
    values = ", ".join(f"{many:,} {kind}" for kind, many in sorted(kinds.items()))
    return (
        Figure("Changes landed", len(found.landings)),
        Figure("Files that differ", len(found.files), note=files),
        Figure("Values that differ", found.values, note=values),
        Figure("Secrets", len(found.secrets), note="came, went or may have changed"),
        Figure(
            "Taken back",
            undone,
            of=len(found.landings),
            note=f"{counted(said, 'commit says', 'commits say')} to take something back",
        ),
        Figure(
            "Declared risks",
            len({(one.path, one.key) for one in found.risks}),
            standing=ATTENTION if found.risks else NOTE,
            note="keys that their schema marks with `x-risk`",
        ),
    )


def _unread(found: Gathered) -> Section | None:
    during = [
        (touch.path, one.oid[: tables.SHORT])
        for one in found.landings
        for touch in one.touches
        if touch.unread
    ]
    if not during and not found.unread:
        return None
    paths = sorted({path for path, _ in during} | set(found.unread))
    now = f"{counted(len(found.unread), 'file', 'files')} cannot be read at the end"
    summary = f"{now}; {counted(len(during), 'version', 'versions')} on the way could not be."
    text = "What changed in them is not known: " + ", ".join(f"`{path}`" for path in paths[:20])
    more = f" and {len(paths) - 20:,} more" if len(paths) > 20 else ""
    standing = BAD if found.unread else NOTE
    return Section("unread", "Not readable", standing, summary, (Paragraph(f"{text}{more}."),))


def _risks(found: Gathered) -> Section | None:
    if not found.risks:
        return None
    names = sorted({one.risk for one in found.risks})
    keys = len({(one.path, one.key) for one in found.risks})
    summary = (
        f"{counted(keys, 'key differs', 'keys differ')} with a declared risk: {listed(names)}."
    )
    return Section("risks", "Declared risks", ATTENTION, summary, (tables.risks(found),))


def _secrets(found: Gathered) -> Section | None:
    if not found.secrets:
        return None
    many = len(found.secrets)
    summary = f"{counted(many, 'secret', 'secrets')} came, went or may have changed."
    note = Paragraph(
        "Two ciphertexts cannot be compared without a key: what is encrypted anew "
        "may be what it was."
    )
    return Section("secrets", "Secrets", NOTE, summary, (tables.secrets(found), note))


def _values(found: Gathered) -> Section:
    summary = (
        f"{counted(found.values, 'value', 'values')} in "
        f"{counted(len(found.files), 'file', 'files')} are not what they were."
    )
    blocks = [tables.environments(found), tables.values(found), tables.files(found)]
    if found.base is not None:
        command = f"confledger rollback --to {found.base[:12]} --plan"
        text = f"What would bring all of it back, without doing it: `{command}`."
        return Section("values", "What differs", NOTE, summary, (*blocks, Paragraph(text)))
    return Section("values", "What differs", NOTE, summary, tuple(blocks))


def _commits(found: Gathered) -> Section:
    summary = f"{counted(len(found.landings), 'change', 'changes')} landed."
    blocks = (tables.landings(found), tables.people(found))
    return Section("commits", "How it came", NOTE, summary, blocks)


def _recommendations(found: Gathered) -> "list[Recommendation]":
    made = []
    if found.unread:
        paths = " ".join(map(quote, found.unread[:3]))
        text = f"{listed(found.unread)} cannot be read: see why."
        made.append(Recommendation("unreadable-file", text, f"confledger check {paths}", 15))
    if found.risks:
        first = min(found.risks, key=lambda one: (one.path, one.key))
        text = "Keys with a declared risk changed: see who changed them, and in which request."
        command = f"confledger log {quote(first.path + '#' + first.key)} --since {found.since}"
        made.append(Recommendation("risk-changed", text, command, 15))
    return made
