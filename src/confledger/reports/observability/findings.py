"""What will not help when it is needed: each a section, or none where it is about nothing."""

from collections import Counter

from confledger.inventory.gaps.observed import WAKING
from confledger.inventory.observability.files import RULED
from confledger.inventory.observability.item import (
    ALERT,
    DEBT,
    LOG,
    METRIC,
    PRINT,
    SWALLOWED,
    UNREAD,
    Item,
)
from confledger.inventory.observability.modules import is_test
from confledger.inventory.observability.survey import Survey
from confledger.reports.statement.counts import counted, joined
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    CODE,
    GOOD,
    NOTE,
    NUMBER,
    PLACE,
    STANDING,
    STANDINGS,
    TEXT,
    Cell,
    Column,
    Section,
    Table,
)

_PLACE = Column("place", "Place", PLACE)


def wakes(alert: Item) -> bool:
    """Whether an alert has a severity that calls for somebody at once."""
    return alert.get("severity").lower() in WAKING


def alerts(survey: Survey) -> Section | None:
    """Return the alert rules: those first that wake somebody and do not say what to do."""
    found = survey.of(ALERT)
    if not found:
        return None
    missing = {name for one, _ in survey.unregistered() for name in (one.path, one.name)}
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        lacks = []
        if not one.get("runbook"):
            lacks.append("runbook")
        elif not survey.guided(one):
            lacks.append("page of its runbook")
        if not one.get("severity"):
            lacks.append("severity")
        if not one.get("text"):
            lacks.append("summary")
        urgent = wakes(one) and not survey.guided(one)
        standing = ATTENTION if urgent else NOTE if lacks else GOOD
        rows.append(
            (
                standing,
                one.name,
                one.get("severity") or None,
                joined(lacks),
                one.get("for") or None,
                one.get("metrics"),
                f"{one.path}:{one.line}",
            )
        )
    rows.sort(key=lambda row: (-STANDINGS.index(str(row[0])), -len(str(row[3])), str(row[6])))
    bare = sum(not survey.guided(one) for one in found)
    urgent_ones = sum(row[0] == ATTENTION for row in rows)
    if urgent_ones:
        calls = sum(wakes(one) for one in found)
        sentence = (
            f"{urgent_ones:,} of {counted(calls, 'alert')} of high severity have no runbook that "
            "is there."
        )
    elif bare:
        sentence = f"{bare:,} of {counted(len(found), 'alert rule')} have no runbook that is there."
    else:
        sentence = f"{counted(len(found), 'alert rule')}, each with a runbook."
    table = Table(
        "alerts",
        "Alert rules",
        (
            Column("standing", "Standing", STANDING),
            Column("alert", "Alert", CODE),
            Column("severity", "Severity"),
            Column("lacks", "Lacks"),
            Column("for", "For"),
            Column("metrics", "Metrics", CODE),
            _PLACE,
        ),
        rows,
        "There are no alert rules.",
        ("alert", "severity"),
    )
    standing = ATTENTION if urgent_ones else NOTE if bare or missing else GOOD
    return Section("alerts", "Alert rules", standing, sentence, (table,))


def unregistered(survey: Survey) -> Section | None:
    """Return alerts and dashboards on metrics of ours that no code registers."""
    if not any(one.name for one in survey.of(METRIC)):
        return None
    rows: list[tuple[Cell, ...]] = [
        (
            BAD if one.kind == ALERT else ATTENTION,
            one.kind,
            one.name,
            " ".join(names),
            f"{one.path}:{one.line}",
        )
        for one, names in survey.unregistered()
    ]
    rows.sort(key=lambda row: (-STANDINGS.index(str(row[0])), str(row[4])))
    never = sum(row[0] == BAD for row in rows)
    sentence = "No alert or dashboard uses a metric of ours that is not registered."
    if rows:
        sentence = (
            f"{counted(never, 'alert')} and {counted(len(rows) - never, 'dashboard')} use metrics "
            "that look like ours and that no code registers."
        )
    table = Table(
        "unregistered",
        "Metrics that no code registers",
        (
            Column("standing", "Standing", STANDING),
            Column("kind", "Used by"),
            Column("name", "Name", CODE),
            Column("metrics", "Metrics", CODE),
            _PLACE,
        ),
        rows,
        sentence,
        ("name", "metrics"),
    )
    standing = BAD if never else ATTENTION if rows else GOOD
    return Section("unregistered", "Metrics that no code registers", standing, sentence, (table,))


def swallowing(survey: Survey) -> list[Item]:
    """Return where exceptions are swallowed, outside of tests."""
    return [one for one in survey.of(SWALLOWED) if not is_test(one.path)]


def swallowed(survey: Survey) -> Section | None:
    """Return where all exceptions are caught and nobody hears of them."""
    if not any(one.language in RULED for one in survey.files):
        return None
    rows: list[tuple[Cell, ...]] = [
        (one.name, f"{one.path}:{one.line}", one.get("then"), one.how) for one in swallowing(survey)
    ]
    sentence = (
        f"All exceptions are swallowed in {counted(len(rows), 'place')} outside of tests."
        if rows
        else "Nowhere are all exceptions swallowed."
    )
    table = Table(
        "swallowed",
        "Swallowed exceptions",
        (
            Column("caught", "Catches", CODE),
            _PLACE,
            Column("then", "Then"),
            Column("how", "How it was told", CODE),
        ),
        rows,
        sentence,
        ("place",),
    )
    standing = NOTE if rows else GOOD
    return Section("swallowed", "Swallowed exceptions", standing, sentence, (table,))


def messages(survey: Survey) -> Section | None:
    """Return log calls whose messages cannot be counted, and prints where others log."""
    logs = [one for one in survey.of(LOG) if not is_test(one.path)]
    prints = [one for one in survey.of(PRINT) if not is_test(one.path) and not one.get("answer")]
    counts: dict[str, Counter[str]] = {}
    for one in [*logs, *prints]:
        module = counts.setdefault(survey.modules.of(one.path) or ".", Counter())
        module["logs"] += one.kind == LOG
        module["structured"] += bool(one.get("structured"))
        module["f-string"] += one.kind == LOG and one.get("form") in ("f-string", "formatted")
        module["lost"] += one.get("exception") == "message only"
        module["prints"] += one.kind == PRINT
    if not counts:
        return None
    columns = ("logs", "structured", "f-string", "lost", "prints")
    rows: list[tuple[Cell, ...]] = [
        (module, *(count[name] for name in columns)) for module, count in counts.items()
    ]
    rows.sort(key=lambda row: (-int(row[4] or 0), -int(row[3] or 0), str(row[0])))
    lost = sum(int(row[4] or 0) for row in rows)
    sentence = (
        f"{counted(len(logs), 'log call')} and {counted(len(prints), 'print')} outside of tests."
    )
    if lost:
        sentence = (
            f"{lost:,} of {counted(len(logs), 'log call')} tell of an exception without its trace."
        )
    table = Table(
        "messages",
        "How modules log",
        (
            Column("module", "Module", CODE),
            Column("logs", "Log calls", NUMBER),
            Column("structured", "With fields", NUMBER),
            Column("formatted", "Text made at the call", NUMBER),
            Column("lost", "Exception without trace", NUMBER),
            Column("prints", "Prints beside logs, or of errors", NUMBER),
        ),
        rows,
        "Nothing logs.",
        ("module",),
    )
    return Section("messages", "How modules log", NOTE, sentence, (table,))


def markers(survey: Survey) -> Section:
    """Return debt that its authors wrote down."""
    found = survey.of(DEBT)
    rows: list[tuple[Cell, ...]] = [
        (one.get("word"), one.get("owner") or None, one.name, f"{one.path}:{one.line}")
        for one in found
    ]
    sentence = (
        f"{counted(len(found), 'marker')} in comments, {sum(bool(row[1]) for row in rows):,} of "
        "them with a name."
        if found
        else "No comment holds a TODO, FIXME, HACK or XXX."
    )
    table = Table(
        "markers",
        "Debt markers",
        (Column("word", "Word", CODE), Column("owner", "Named"), Column("text", "Text"), _PLACE),
        rows,
        sentence,
        ("text", "place"),
    )
    return Section("markers", "Debt markers", NOTE if found else GOOD, sentence, (table,))


def unread(survey: Survey) -> Section | None:
    """Return the files that could not be read, and why."""
    rows: list[tuple[Cell, ...]] = [
        (one.name, f"{one.path}:{one.line}", one.how) for one in survey.of(UNREAD)
    ]
    if not rows:
        return None
    table = Table(
        "unread",
        "Files that could not be read",
        (Column("why", "Why", TEXT), _PLACE, Column("how", "How", CODE)),
        rows,
        "Each file could be read.",
        ("place",),
    )
    sentence = f"{counted(len(rows), 'file')} could not be read."
    return Section("unread", "Files that could not be read", NOTE, sentence, (table,))


def unruled(survey: Survey) -> list[tuple[str, int]]:
    """Return languages that there are no rules for, with how many files are written in them."""
    counts = Counter(
        one.language for one in survey.files if one.language and one.language not in RULED
    )
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
