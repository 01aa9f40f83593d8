"""The parts of a comment below its verdict, in the order in which they are read."""

from shlex import join

from confledger.reports.ci.fitting import Part
from confledger.reports.ci.model import Change, Model, Problem
from confledger.reports.ci.words import (
    at_line,
    becomes,
    cell,
    code,
    linked,
    name,
    names,
    prose,
    was,
)
from confledger.reports.wording import plural

# So many rows of a table, and lines of a list, are open.
_OPEN = 15
_FEW = 5
# So many tables of single files are open, and have so many rows together.
_FILES = 8
_MOST_ROWS = 400
_COMMITS = 30
_TABLE = "| env | key | was | becomes | where | risk |\n|---|---|---|---|---|---|\n"
_FILE = "| line | key | was | becomes |\n|---|---|---|---|\n"
_WITH_RISK = "| line | key | was | becomes | risk |\n|---|---|---|---|---|\n"
_FOLDED = "\n<details><summary>{} more</summary>\n\n"
_UNFOLDED = "\n</details>\n"


def sections(model: Model) -> list[Part]:
    """Return the parts; the lower the rank, the longer it stays."""
    return [
        *_rules(model),
        *_changes(model),
        *_reviews(model),
        *_problems(model),
        *_debt(model),
        *_masked(model),
        *_files(model),
        *_formatting(model),
        _standing(model),
        *_unmeasured(model),
        *_commits(model),
        _foot(model),
    ]


def _rules(model: Model) -> list[Part]:
    parts = []
    if model.rules:
        said = _few([linked(model, path) for path in model.rules])
        parts.append(Part(0, f"\nJudged by the base's version of what it alters: {said}\n"))
    if model.newer:
        said = _few([cell(path) for path in model.newer])
        parts.append(
            Part(
                0,
                f"\nNot judged by what its target has otherwise since it began: {said}; merge the "
                "target into it\n",
            )
        )
    return parts


def _few(said: list[str]) -> str:
    left = len(said) - _FEW
    return ", ".join(said[:_FEW]) + (f" and {left} more" if left > 0 else "")


def _changes(model: Model) -> "list[Part]":
    """Return one table of what changes in environments, and one for each file of none."""
    rest = f"\n{{}} more changes are left out for their size: {code(model.rest)}\n"
    rows = [
        _row(model, group.name, one)
        for group in model.groups
        if group.name
        for one in group.changes
    ]
    parts = []
    if rows:
        fold = _FOLDED + _TABLE
        made = Part(0, f"\n{_TABLE}", tuple(rows), "", rest, _OPEN, fold, _UNFOLDED)
        parts.append(made)
    alone = [one for group in model.groups if not group.name for one in group.changes]
    by_file: dict[str, list[Change]] = {}
    for one in alone:
        by_file.setdefault(one.path, []).append(one)
    if by_file:
        most = max(_OPEN, _MOST_ROWS // len(by_file))
        lines = [_of_file(model, path, own, most) for path, own in by_file.items()]
        rest = f"\n{{}} more files with changes are left out: {code(model.rest)}\n"
        fold = "\n<details><summary>{} more files</summary>\n"
        parts.append(Part(1, "", tuple(lines), "", rest, _FILES, fold, _UNFOLDED))
    return parts


def _of_file(model: Model, path: str, changes: list[Change], most: int) -> str:
    """Return the table of one file, or its beginning."""
    risky = any(one.risks or one.hidden for one in changes)
    rows = "".join(_short_row(model, one, risky=risky) for one in changes[:most])
    left = len(changes) - most
    command = join([*model.rest.split(" "), "--", path])
    more = f"\n{left:,} more changes in this file: {code(command)}\n" if left > 0 else ""
    return f"\n**{linked(model, path)}**\n\n{_WITH_RISK if risky else _FILE}{rows}{more}"


def _row(model: Model, environment: str, one: Change) -> str:
    return (
        f"| {name(environment)} | {cell(one.key)} | {was(one)} | {_strong(becomes(one))} "
        f"| {_where(model, one)} | {_risk(one)} |\n"
    )


def _short_row(model: Model, one: Change, *, risky: bool) -> str:
    line = at_line(model, one.path, one.line, gone=one.gone)
    risk = f" {_risk(one)} |" if risky else ""
    return f"| {line} | {cell(one.key)} | {was(one)} | {_strong(becomes(one))} |{risk}\n"


def _strong(text: str) -> str:
    return f"**{text}**" if text.startswith(("`", "<code>")) else text


def _where(model: Model, one: Change) -> str:
    said = "" if not one.path else linked(model, one.path, one.line, gone=one.gone)
    if one.path == "schema default":
        said = one.path
    more = []
    if one.also:
        more.append(f"also {_named(one.also)}")
    if one.masked:
        by = ", ".join(f"{name(env)} by {cell(file)}" for env, file in one.masked[:_FEW])
        left = f" and {len(one.masked) - _FEW} more" if len(one.masked) > _FEW else ""
        more.append(f"overridden in {by}{left}")
    if one.origin:
        first, _, file = one.origin.rpartition(" ")
        known = first in ("overrides", "no longer set in", "no longer overridden in")
        more.append(f"{first} {cell(file)}" if known else one.origin)
    return f"{said} ({'; '.join(more)})" if more else said


def _named(environments: tuple[str, ...]) -> str:
    said = ", ".join(map(name, environments[:_FEW]))
    left = len(environments) - _FEW
    return said if left <= 0 else f"{said} and {left} more"


def _risk(one: Change) -> str:
    said = ["secret"] if one.hidden else []
    said += map(cell, one.risks)
    if not said:
        return "-"
    owners = f" → {', '.join(map(cell, one.owners[:3]))}" if one.risks and one.owners else ""
    return ", ".join(said) + owners


def _reviews(model: Model) -> list[Part]:
    lines = tuple(model.checklist.splitlines(keepends=True))
    return [Part(1, "\n", lines, "", "\n{} more lines about approvals\n")] if lines else []


def _problems(model: Model) -> list[Part]:
    parts = []
    if model.problems:
        lines = tuple(_problem(model, one) for one in model.problems)
        more = model.more_problems
        said = plural(len(lines) + more, "new finding", "new findings")
        rest = "\nand {} more findings; the job's report has them all\n"
        head = f"\n**{said}**\n\n"
        parts.append(Part(2, head, lines, "", rest, _OPEN, _FOLDED, _UNFOLDED, beyond=more))
    if model.fixed:
        lines = tuple(_problem(model, one, helped=False) for one in model.fixed)
        more = model.more_fixed
        said = plural(len(lines) + more, "finding is fixed", "findings are fixed")
        head = f"\n<details><summary>{said}</summary>\n\n"
        rest = "\n{} more findings are fixed\n"
        parts.append(Part(7, head, lines, _UNFOLDED, rest, beyond=more))
    return parts


def _problem(model: Model, one: Problem, *, helped: bool = True) -> str:
    place = linked(model, one.path, one.line, gone=not helped)
    help = f"; {prose(one.help)}" if one.help and helped else ""
    severity = f"{one.severity} " if helped else ""
    return f"- {severity}{code(one.check)} in {place}: {prose(one.message)}{help}\n"


def _debt(model: Model) -> list[Part]:
    if model.debt is None or not model.debt.items:
        return []
    lines = tuple(
        f"- {code(rule)} in {linked(model, path, line)}: {prose(said)} ({cost} min)\n"
        for rule, path, line, said, cost in model.debt.items
    )
    number = plural(model.debt.new_items, "item", "items")
    minutes = plural(model.debt.new_minutes, "minute", "minutes")
    head = f"\n<details><summary>New debt: {number}, {minutes}</summary>\n\n"
    command = f"confledger debt gate --base {model.base[:12]} --head {model.head[:12]}"
    rest = f"\n{{}} more items: {code(command)}\n"
    more = max(0, model.debt.new_items - len(lines))
    return [Part(6, head, lines, _UNFOLDED, rest, beyond=more)]


def _masked(model: Model) -> list[Part]:
    lines = []
    for one in model.masked:
        by = ", ".join(f"{name(env)} ({cell(file)})" for env, file in one.by[:_FEW])
        left = f" and {len(one.by) - _FEW} more" if len(one.by) > _FEW else ""
        lines.append(f"- {code(one.key)} in {linked(model, one.path)}: overridden in {by}{left}\n")
    if not lines:
        return []
    head = "\n**Changed in a file, without effect**\n\n"
    rest = "\n{} more have no effect\n"
    return [Part(3, head, tuple(lines), "", rest, _FEW, _FOLDED, _UNFOLDED)]


def _files(model: Model) -> list[Part]:
    if not model.files:
        return []
    ordered = sorted(model.files, key=lambda one: (not one.serious, one.path, one.text))
    lines = tuple(
        f"- {'**Attention:** ' if one.serious else ''}"
        f"{linked(model, one.path) + ': ' if one.path else ''}{prose(one.text)}\n"
        for one in ordered
    )
    head = "\n**Of whole files**\n\n"
    rest = "\nof {} more files there is something to say\n"
    return [Part(2, head, lines, "", rest, _FEW, _FOLDED, _UNFOLDED)]


def _formatting(model: Model) -> list[Part]:
    if not model.formatting:
        return []
    number = plural(len(model.formatting), "file", "files")
    said = names(model.formatting, 3)
    return [Part(0, f"\n{number} only written otherwise, 0 values: {said}\n")]


def _standing(model: Model) -> Part:
    """Return the line of what else there is to know before a decision."""
    said = []
    if not model.problems and not any(what.endswith("check") for what, _ in model.unmeasured):
        said.append("no new findings")
    if model.debt is not None:
        new, removed = model.debt.new_minutes, model.debt.removed_minutes
        said.append(f"debt: {new:,} new minutes, {removed:,} removed")
    if model.rollback:
        said.append(f"rollback: {code(model.rollback)}")
    return Part(0, f"\n{' · '.join(said)}\n" if said else "")


def _unmeasured(model: Model) -> list[Part]:
    lines = tuple(f"- {prose(what)}: {prose(why)}\n" for what, why in model.unmeasured)
    if not lines:
        return []
    head = f"\n<details><summary>Not measured: {len(lines)}</summary>\n\n"
    return [Part(1, head, lines, _UNFOLDED, "\n{} more were not measured\n")]


def _commits(model: Model) -> list[Part]:
    lines = [
        f"- {code(one.oid[:10])} {code(one.subject)} by {code(one.author)}\n"
        for one in model.commits[:_COMMITS]
    ]
    left = len(model.commits) - len(lines) + model.more_commits
    if not lines:
        return []
    if left:
        lines.append(f"- and {left:,} more\n")
    number = plural(len(model.commits) + model.more_commits, "commit", "commits")
    head = f"\n<details><summary>{number}</summary>\n\n"
    return [Part(9, head, tuple(lines), _UNFOLDED, "\n{} more lines about commits\n")]


def _foot(model: Model) -> Part:
    said = (
        f"confledger {model.version} · {code(model.base[:10])}…{code(model.head[:10])} · "
        f"digest {code(model.digest[:12])} · reproduce: {code(model.reproduce)}"
    )
    return Part(0, f"\n<sub>{said}</sub>\n")
