"""The observability inventory: what is there, and first what will not help when it is needed."""

from collections import Counter

from confledger.inventory.observability.item import (
    ALERT,
    DASHBOARD,
    DEBT,
    KINDS,
    LOG,
    METRIC,
    UNREAD,
    Item,
)
from confledger.inventory.observability.survey import Survey
from confledger.reports.observability import findings, modules
from confledger.reports.statement.counts import counted, joined
from confledger.reports.statement.model import (
    CODE,
    GOOD,
    NOTE,
    NUMBER,
    PLACE,
    TEXT,
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
    by_severity,
    worst,
)


def content(survey: Survey, *, digest: str, as_of: int) -> Statement:
    """Return the report on what was found in one commit."""
    parts = [
        findings.alerts(survey),
        findings.unregistered(survey),
        findings.swallowed(survey),
        findings.messages(survey),
        modules.section(survey),
        findings.markers(survey),
        findings.unread(survey),
    ]
    sections = by_severity([one for one in parts if one is not None])
    return Statement(
        kind="observability",
        title="Observability inventory",
        verdict=_verdict(survey, sections),
        digest=digest,
        as_of=as_of,
        figures=_figures(survey),
        sections=(*sections, _kinds(survey), _items(survey)),
        recommendations=_recommendations(survey),
        unmeasured=_unmeasured(survey),
        primary="items",
        reproduce="confledger report observability",
    )


def _verdict(survey: Survey, sections: tuple[Section, ...]) -> Verdict:
    there = Counter(item.kind for item in survey.items)
    said = [
        counted(there[kind], word)
        for kind, word in ((ALERT, "alert rule"), (DASHBOARD, "dashboard"), (LOG, "log call"))
        if there[kind]
    ]
    if there[METRIC]:
        said.append(f"{counted(there[METRIC], 'registration')} of metrics")
    if not said:
        return Verdict(NOTE, "Nothing here logs, measures or alerts, as far as the rules see.")
    wrong = [one.summary.rstrip(".") for one in sections if one.standing not in (GOOD, UNKNOWN)]
    there_are = f"There {'is' if said[0].startswith('1 ') else 'are'} {joined(said)}"
    standing = worst([one.standing for one in sections])
    if not wrong:
        return Verdict(standing, f"{there_are}; no rule found anything wrong with them.")
    first = wrong[0][:1].lower() + wrong[0][1:] if wrong[0][:1].isalpha() else wrong[0]
    return Verdict(standing, f"{there_are}; {first}.")


def _figures(survey: Survey) -> tuple[Figure, ...]:
    alerts, boards = survey.of(ALERT), survey.of(DASHBOARD)
    figures = [
        Figure(
            "Alert rules with a runbook",
            sum(map(survey.guided, alerts)) if alerts else None,
            of=len(alerts) or None,
        ),
        Figure(
            "Dashboards whose queries are here",
            sum(not one.get("from") for one in boards) if boards else None,
            of=len(boards) or None,
            note="the others are fetched by address or number"
            if any(one.get("from") for one in boards)
            else "",
        ),
        Figure("Metrics registered in code", len({one.name for one in survey.of(METRIC)})),
        Figure("Log calls", len(survey.of(LOG))),
        Figure("Swallowed exceptions", len(findings.swallowing(survey))),
        Figure("Debt markers in comments", len(survey.of(DEBT))),
        Figure(
            "Files looked into",
            len(survey.files),
            of=len(survey.files) + sum(survey.left.values()),
        ),
    ]
    return tuple(figures)


def _kinds(survey: Survey) -> Section:
    counts = Counter((item.kind, item.how) for item in survey.items)
    rows: list[tuple[Cell, ...]] = [
        (kind, how, count)
        for (kind, how), count in sorted(
            counts.items(), key=lambda one: (KINDS.index(one[0][0]), -one[1], one[0][1])
        )
    ]
    table = Table(
        "kinds",
        "By kind, and how it was told",
        (Column("kind", "Kind"), Column("how", "How", CODE), Column("count", "Count", NUMBER)),
        rows,
        "Nothing was found.",
    )
    sentence = (
        f"{counted(len(survey.items), 'item')} of {counted(len({r[0] for r in rows}), 'kind')}."
    )
    return Section("kinds", "By kind", GOOD, sentence, (table,))


def _items(survey: Survey) -> Section:
    rows: list[tuple[Cell, ...]] = [
        (
            item.kind,
            item.name,
            survey.modules.of(item.path) or "",
            f"{item.path}:{item.line}",
            item.how,
            " ".join(f"{key}={value}" for key, value in item.more),
        )
        for item in sorted(survey.items, key=_order)
    ]
    table = Table(
        "items",
        "Everything that was found",
        (
            Column("kind", "Kind"),
            Column("name", "Name or text", CODE),
            Column("module", "Module", CODE),
            Column("place", "Place", PLACE),
            Column("how", "How", CODE),
            Column("more", "More", TEXT),
        ),
        rows,
        "Nothing was found.",
    )
    return Section("items", "Everything", GOOD, f"{counted(len(rows), 'item')}, by kind.", (table,))


def _order(item: Item) -> tuple[int, str, int]:
    return KINDS.index(item.kind), item.path, item.line


def _recommendations(survey: Survey) -> tuple[Recommendation, ...]:
    found = []
    urgent = [one for one in survey.of(ALERT) if findings.wakes(one) and not survey.guided(one)]
    if urgent:
        found.append(
            Recommendation(
                "alert-without-runbook",
                f"{counted(len(urgent), 'alert')} of high severity "
                f"{'does' if len(urgent) == 1 else 'do'} not say what to do: the gap analysis has "
                "the place and the owner of each.",
                "confledger report obs-gap",
            )
        )
    rows = findings.swallowing(survey)
    if rows:
        first = rows[0]
        found.append(
            Recommendation(
                "swallowed-exception",
                f"`{first.path}:{first.line}` catches every exception, and nobody hears of it "
                f"(it {first.get('then')}): log it, or name the exception that is meant.",
                f"git blame -L {first.line},+3 -- {first.path}",
            )
        )
    if survey.of(DEBT):
        found.append(
            Recommendation(
                "debt-marker",
                f"{counted(len(survey.of(DEBT)), 'marker')} in comments: see what they cost.",
                "confledger debt",
            )
        )
    return tuple(found)


def _unmeasured(survey: Survey) -> tuple[Unmeasured, ...]:
    found = []
    metrics = survey.of(METRIC)
    used = [one for one in survey.of(ALERT, DASHBOARD) if one.get("metrics")]
    if used and not metrics:
        users = counted(len(used), "alert or dashboard", "alerts and dashboards")
        found.append(
            Unmeasured(
                f"whether the metrics of {users} exist",
                "no code here registers metrics: they would come from other programs",
            )
        )
    elif used and any(not one.name for one in metrics):
        found.append(
            Unmeasured(
                "whether every metric of alerts and dashboards is registered",
                "some metrics are registered under names that are computed",
            )
        )
    away = sum(bool(one.get("from")) for one in survey.of(DASHBOARD))
    if away:
        found.append(
            Unmeasured(
                f"what {counted(away, 'dashboard')} show",
                "only their address or number is here, not their panels",
            )
        )
    for language, files in findings.unruled(survey):
        found.append(
            Unmeasured(
                f"logs and metrics in {counted(files, 'file')} of {language}",
                "there are no rules for this language yet; comments in it are read",
            )
        )
    for why, count in survey.left.items():
        if not why.endswith("nothing"):
            found.append(Unmeasured(counted(count, "file"), why))
    unread = len(survey.of(UNREAD))
    if unread:
        found.append(Unmeasured(counted(unread, "file"), "see the files that could not be read"))
    return tuple(found)
