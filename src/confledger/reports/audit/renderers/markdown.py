"""The report as Markdown, for a page or a ticket.

What comes from the repository stands in code spans only: it can neither leave its cell, nor
mention anybody, nor be taken for HTML.
"""

import re

from confledger.ledger.audit_rows import COLUMNS
from confledger.ledger.facts import UNKNOWN, Fact
from confledger.reports.audit import words
from confledger.reports.audit.content import CONFIGURATION, LANDED, Report
from confledger.reports.visible import visible
from confledger.reports.wording import plural

_TICKS = re.compile("`+")
_MOST = 160
_AT = {name: at for at, name in enumerate(COLUMNS)}


def render(report: Report) -> str:
    """Write the counts, what stands out, and the rows in the columns that people read."""
    parts = [*_head(report), *_counts(report), *_exceptions(report), *_rows(report)]
    parts.append("## What the words mean\n\n")
    parts += [f"* **{word}**: {meaning}\n" for word, meaning in words.MEANINGS]
    parts.append("\n## What is not known\n\n")
    parts += [f"* {line}\n" for line in words.UNKNOWN_THINGS]
    return "".join(parts)


def _head(report: Report) -> list[str]:
    about = report.about
    span: dict[str, object] = about["period"]  # type: ignore[assignment]  # as the model of the content says
    ledger: dict[str, object] = about["ledger"]  # type: ignore[assignment]  # as the model of the content says
    number, last = report.head()
    lines = [
        ("commit", _code(about["tip"])),
        ("period", f"{span['from'] or 'the beginning'} to {span['to'] or 'that commit'}"),
        ("environment", _code(about["environment"] or "all")),
        ("chain of the ledger", _code(ledger["chain"])),
        ("rows", f"{number:,}, the last hash is {_code(last)}"),
        ("made by", str(about["tool"])),
    ]
    parts = ["# Changes of configuration\n\n"]
    parts += [f"* {name}: {value}\n" for name, value in lines]
    parts.append("\n")
    parts += [f"{_said(note)}\n\n" for note in report.notes()]
    return parts


def _counts(report: Report) -> list[str]:
    parts = ["## How much there was\n\n", "All that landed, by how it came to the mainline:\n\n"]
    parts += _table(report.landed, LANDED)
    parts.append("\nOf these, with changes of configuration:\n\n")
    parts += _turned(report.configuration, CONFIGURATION)
    parts.append("\n")
    return parts


def _table(counts: dict[str, dict[str, int]], names: tuple[str, ...]) -> list[str]:
    parts = [f"| month | {' | '.join(names)} |\n", "|---" + "|--:" * len(names) + "|\n"]
    for month, row in counts.items():
        parts.append(f"| {month} | {' | '.join(f'{row[name]:,}' for name in names)} |\n")
    return parts


def _turned(counts: dict[str, dict[str, int]], names: tuple[str, ...]) -> list[str]:
    """Write a line for each count, because there are more of them than months, mostly."""
    parts = [f"| | {' | '.join(counts)} |\n", "|---" + "|--:" * len(counts) + "|\n"]
    for name in names:
        parts.append(f"| {name} | {' | '.join(f'{row[name]:,}' for row in counts.values())} |\n")
    return parts


def _exceptions(report: Report) -> list[str]:
    found = report.exceptions
    parts = [f"## What stands out: {plural(len(found), 'landing', 'landings')}\n\n"]
    if not found:
        return [*parts, "Nothing.\n\n"]
    parts.append("| landed | commit | author | subject | why |\n|---|---|---|---|---|\n")
    for one in found:
        fact = one.fact
        why = "; ".join(_said(reason) for reason in one.reasons)
        parts.append(
            f"| {_day(fact.landed_at)} | {_code(fact.commit[:12])} | {_code(_author(fact))} "
            f"| {_code(fact.subject)} | {why} |\n"
        )
    return [*parts, "\n"]


def _rows(report: Report) -> list[str]:
    parts = [
        "## Every change\n\n",
        "All columns are in the CSV and the JSON of this report.\n\n",
        "| row | landed | commit | file | key | what | before | after |\n",
        "|--:|---|---|---|---|---|---|---|\n",
    ]
    for row in report.rows():
        value = {name: row[at] for name, at in _AT.items()}
        cells = [
            str(value["seq"]),
            _day(str(value["landed_at"])),
            _code(str(value["commit"])[:12]),
            *(_code(value[name]) for name in ("file", "key_path")),
            str(value["op"]) + (", in the merge itself" if value["merge_edit"] else ""),
            *(_code(value[name]) for name in ("old_value", "new_value")),
        ]
        parts.append(f"| {' | '.join(cells)} |\n")
    return [*parts, "\n"]


def _author(fact: Fact) -> str:
    return UNKNOWN if fact.baseline else f"{fact.author} <{fact.author_email}>"


def _day(moment: str) -> str:
    return moment[:10]


def _code(value: object) -> str:
    """Write a text in a code span that it cannot leave."""
    if value is None or value == "":
        return ""
    text = visible(str(value))
    if len(text) > _MOST:
        text = f"{text[:_MOST]}… ({len(text):,} characters)"
    if "|" in text or "\\" in text:
        # In a table, what a backslash does to a pipe is not the same everywhere.
        plain = "".join(
            c if c.isalnum() or c == " " or ord(c) > 127 else f"&#{ord(c)};" for c in text
        )
        return f"<code>{plain}</code>"
    ticks = "`" * (1 + max((len(run) for run in _TICKS.findall(text)), default=0))
    space = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _said(text: str) -> str:
    """Write a sentence of ours, in which names of the repository may stand."""
    return re.sub(r"([\\*_{}\[\]<>#!|~@&])", r"\\\1", visible(text))
