"""A plan for the description of a merge request: the verdict first, then tables.

What comes from the repository stands in code spans, or with every mark of Markdown escaped.
"""

from confledger.reports.rollback.content import (
    alike,
    beside,
    by_environment,
    counted,
    dated,
    from_target,
    headline,
    instead,
    keys,
    otherwise,
    plural,
    sums,
)
from confledger.reports.rollback.spans import cell, code, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from confledger.rollback.plan import Conflict, Effect, File, Plan, Revision, Values

# The descriptions of some forges end at 65,536 characters.
_MOST, _MOST_OF_PART = 60_000, 10_000
_ROWS, _LINES, _NAMES = 100, 30, 8
_LEFT = "\nThere is more, left out for its size.\n"


def markdown(plan: "Plan") -> str:
    """Return the whole plan; the same plan gives the same text, whatever time it is."""
    parts = [_verdict(plan)]
    size = len(parts[0])
    end = "" if plan.empty else f"\nTo see all of it: {code(command(plan))}\n"
    left = False
    for part in _sections(plan):
        if size + len(part) > _MOST:
            left = True
            continue
        parts.append(part)
        size += len(part)
    return "".join([*parts, _LEFT if left else "", end])


def command(plan: "Plan") -> str:
    """Return what shows the same plan in a clone."""
    from shlex import join

    known = plan.entry or plan.target
    way = [] if known is None else ["--entry" if plan.entry else "--to", known.oid[:10]]
    scope = [] if plan.entry and plan.scope == "all" else ["--scope", plan.scope]
    if plan.way == "key":
        scope = ["--key", plan.scope]
    return join(["confledger", "rollback", *way, *scope, "--plan"])


def _verdict(plan: "Plan") -> str:
    start, end, revision = headline(plan)
    head = f"{start[0].upper()}{start[1:]} {code(plan.scope)}{end}"
    if revision is None:
        text = f"**{head}**\n"
    else:
        text = f"**{head} {code(revision.oid[:10])}** ({_said(revision)})\n"
    return text if plan.empty else f"{text}\n{sums(plan)}.\n"


def _said(revision: "Revision") -> str:
    return f"{dated(revision, None)}, {code(revision.author)}: {code(revision.subject)}"


def _sections(plan: "Plan") -> "Iterable[str]":
    for one in plan.refusals:
        flag = code(one.flag) if one.flag else "nothing overrides this"
        yield f"\n> ⚠ **Refused:** {plain(one.reason)} ({flag})\n"
    if plan.conflicts:
        yield _conflicts(plan.conflicts)
    yield from _environments(plan)
    yield from _values(plan)
    if plan.verdict or plan.findings:
        said = f": {plain(plan.verdict)}" if plan.verdict else ""
        yield f"\n**Checks of today**{said}\n{_listed(plan.findings, plan.findings_more)}"
    for title, lines in (
        ("Schema migrations", plan.migrations),
        ("Secrets", plan.secrets),
        ("Usually changes together, and stays", plan.companions),
        ("Notes", plan.notes),
    ):
        if lines:
            yield f"\n**{title}**\n{_listed(lines)}"
    for why, paths in alike(plan):
        files = plural(len(paths), "file stays", "files stay")
        yield f"\n**{files} as now**: {plain(why)}\n{_listed(paths, spans=True)}"
    if plan.files:
        yield _folded("Files", len(plan.files), map(_file, plan.files[:_ROWS]))
    if undone := plan.undone:
        commits = (f"{code(one.oid[:10])} {_said(one)}" for one in undone[:_ROWS])
        yield _folded("Takes back", len(undone), commits)


def _file(one: "File") -> str:
    return f"{one.kind}: {code(one.path + (f' ({one.note})' if one.note else ''))}"


def _conflicts(conflicts: "list[Conflict]") -> str:
    rows: list[tuple[str, ...]] = [
        (
            cell(f"{one.path}#{one.key}" if one.key else one.path),
            cell(one.wanted),
            cell(one.now),
            "unknown" if one.since is None else _cells(one.since),
            plain(one.why),
        )
        for one in conflicts[:_ROWS]
    ]
    title = f"Conflicts: {plural(len(conflicts), 'key was', 'keys were')} changed again"
    heads = ("Key", "Wanted back", "Now", "Changed by", "")
    return f"\n**{title}**\n{_table(heads, rows, len(conflicts))}"


def _cells(revision: "Revision") -> str:
    return (
        f"{code(revision.oid[:10])} {dated(revision, None)} {cell(revision.author)}: "
        f"{cell(revision.subject)}"
    )


def _environments(plan: "Plan") -> "Iterable[str]":
    groups, same = by_environment(plan)
    for group in groups:
        names = ", ".join(map(code, group.names))
        number = plural(len(group.effects), "value changes", "values change")
        rows = [_effect(one) for one in group.effects[:_ROWS]]
        table = _table(("Key", "Now", "Then", ""), rows, len(group.effects))
        yield f"\n**{names}: {number}**\n{table}"
    if others := beside(plan):
        yield f"\n⚠ Changes too, and is not the scope: {', '.join(map(code, others))}\n"
    for name, why in plan.unresolved.items():
        yield f"\n⚠ {code(name)}: not known what changes: {plain(why)}\n"
    for one in plan.remaining:
        named = ", ".join(map(code, one.keys[:_NAMES])) + (", …" if len(one.keys) > _NAMES else "")
        by = f", set by {', '.join(map(code, one.sources))}" if one.sources else ""
        yield (
            f"\n⚠ {code(one.environment)} would still differ from {code(from_target(plan))} in "
            f"{plural(len(one.keys), 'key', 'keys')} ({named}){by}: {code(instead(one))}\n"
        )
    if same:
        yield f"\nNo value changes in {', '.join(map(code, same))}.\n"


def _effect(one: "Effect") -> tuple[str, ...]:
    before, after = ("" if value is None else cell(value) for value in (one.before, one.after))
    notes = [plain(one.note)] if one.note else []
    notes += [f"⚠ {plain(one.risk)}"] if one.risk else []
    return cell(one.key), before, after, ", ".join(notes)


def _values(plan: "Plan") -> "Iterable[str]":
    told = [one for one in plan.values if not otherwise(one)]
    if told:
        title = "Values that change in other files" if plan.effects else "Values that change"
        rows = [_of_file(one) for one in told[:_ROWS]]
        yield f"\n**{title}**\n{_table(('File', 'Values', 'Such as'), rows, len(told))}"
    if same := len(plan.values) - len(told):
        yield f"\n{plural(same, 'file is', 'files are')} only written otherwise.\n"
    if plan.values_left:
        left = plural(plan.values_left, "more file", "more files")
        yield f"\n{left} changed; their values were not looked at.\n"


def _of_file(one: "Values") -> tuple[str, ...]:
    named = keys(one, _NAMES)
    return cell(one.path), plain(counted(one)), cell(named) if named else ""


def _table(heads: tuple[str, ...], rows: "list[tuple[str, ...]]", total: int) -> str:
    head = f"| {' | '.join(heads)} |\n| {' | '.join('---' for _ in heads)} |\n"
    shown = _within(f"| {' | '.join(row)} |\n" for row in rows)
    more = f"\nand {total - len(shown)} more\n" if total > len(shown) else ""
    return f"\n{head}{''.join(shown)}{more}"


def _listed(lines: list[str], more: int = 0, *, spans: bool = False) -> str:
    write = code if spans else plain
    shown = _within(f"- {write(one)}\n" for one in lines[:_LINES])
    more += len(lines) - len(shown)
    return "\n" * bool(lines) + "".join(shown) + (f"- and {more} more\n" if more else "")


def _folded(title: str, total: int, lines: "Iterable[str]") -> str:
    shown = _within(f"- {line}\n" for line in lines)
    more = f"- and {total - len(shown)} more\n" if total > len(shown) else ""
    listed = "".join(shown) + more
    return f"\n<details><summary>{title}: {total}</summary>\n\n{listed}\n</details>\n"


def _within(lines: "Iterable[str]") -> list[str]:
    """Return the first lines, as many as one part may have."""
    kept: list[str] = []
    size = 0
    for line in lines:
        size += len(line)
        if size > _MOST_OF_PART:
            break
        kept.append(line)
    return kept
