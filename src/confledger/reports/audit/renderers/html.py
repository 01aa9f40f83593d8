"""The report as one page that needs nothing else, to be read in a browser or printed."""

from html import escape

from confledger.ledger.audit_rows import COLUMNS
from confledger.ledger.facts import UNKNOWN, Fact
from confledger.reports.audit import words
from confledger.reports.audit.content import CONFIGURATION, LANDED, Report
from confledger.reports.visible import visible
from confledger.reports.wording import plural

_MOST = 400
_AT = {name: at for at, name in enumerate(COLUMNS)}
_STYLE = """
:root { --ink: #1c2128; --soft: #59636e; --line: #d9dee3; --shade: #f5f7f9; --mark: #9a3412; }
* { box-sizing: border-box; }
body { font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  color: var(--ink); background: #fff; margin: 0 auto; max-width: 1280px; padding: 2rem 1.5rem; }
h1 { font-size: 1.7rem; margin: 0 0 .75rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; padding-top: .75rem;
  border-top: 2px solid var(--ink); }
p, dl, ul { margin: .5rem 0; max-width: 60rem; }
dl.about { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.25rem; }
dl.about dt { color: var(--soft); }
dl.about dd, dl.words dd { margin: 0; overflow-wrap: anywhere; }
dl.words { display: grid; grid-template-columns: 12rem 1fr; gap: .25rem 1rem; }
dl.words dt { font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0;
  border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--line);
  vertical-align: bottom; }
table.counts { width: auto; }
table.counts td, table.counts th { text-align: right; padding-left: 1.1rem;
  font-variant-numeric: tabular-nums; white-space: nowrap; }
table.counts thead th { white-space: normal; }
table.counts th:first-child, table.counts td:first-child { text-align: left; padding-left: 0; }
td.none { color: #b6bec7; }
tr.total td, td.total { font-weight: 600; }
code { font: 12.5px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  overflow-wrap: anywhere; white-space: pre-wrap; }
.soft { color: var(--soft); }
.nowrap { white-space: nowrap; }
ul.why { margin: 0; padding-left: 1.1rem; color: var(--mark); }
table.out { table-layout: fixed; }
table.out .day { width: 6.5rem; } table.out .id { width: 7.5rem; } table.out .say { width: 26rem; }
table.rows { table-layout: fixed; }
table.rows .n { width: 4.5rem; color: var(--soft); }
table.rows .w { width: 6.5rem; }
table.rows .k { width: 34%; }
tr.commit td { background: var(--shade); padding: .45rem .6rem; border-top: 1px solid #b6bec7; }
tr.file td { padding-top: .55rem; border-bottom: 0; }
del { color: #9a3412; text-decoration: none; background: #fff1ec; }
ins { color: #14532d; text-decoration: none; background: #ecfaf0; }
@media print {
  body { max-width: none; padding: 0; font-size: 10px; } code { font-size: 9px; }
  thead { display: table-header-group; } tr { break-inside: avoid; } h2 { break-after: avoid; }
}
"""
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Changes of configuration</title>
<style>{style}</style>
</head>
<body>
{body}</body>
</html>
"""


def render(report: Report) -> str:
    """Write the counts, what stands out, then every change below its commit."""
    parts = [*_head(report), *_counts(report), *_exceptions(report), *_rows(report), *_words()]
    return _PAGE.format(style=_STYLE, body="".join(parts))


def _head(report: Report) -> list[str]:
    about = report.about
    span: dict[str, object] = about["period"]  # type: ignore[assignment]  # as the model of the content says
    ledger: dict[str, object] = about["ledger"]  # type: ignore[assignment]  # as the model of the content says
    number, last = report.head()
    lines = [
        (
            "Period",
            _text(f"{span['from'] or 'the beginning'} to {span['to'] or 'the last commit'}"),
        ),
        ("Last commit", f"{_code(about['tip'])} <span class=soft>{_text(about['tip_at'])}</span>"),
        ("Environment", _text(about["environment"] or "all")),
        ("Chain of the ledger", _code(ledger["chain"])),
        ("Rows", f"{number:,}; hash of the last: {_code(last)}"),
        ("Made by", _text(about["tool"])),
    ]
    parts = ["<h1>Changes of configuration</h1>\n<dl class=about>\n"]
    parts += [f"<dt>{name}</dt><dd>{value}</dd>\n" for name, value in lines]
    parts.append("</dl>\n")
    parts += [f"<p>{_text(note)}</p>\n" for note in report.notes()]
    return parts


def _counts(report: Report) -> list[str]:
    parts = ["<h2>How much there was</h2>\n<p>All that landed, by how it came to the mainline.</p>"]
    parts.append("\n<table class=counts>\n<thead><tr><th>month</th>")
    parts += [f"<th>{name}</th>" for name in LANDED]
    parts.append("</tr></thead>\n")
    for month, row in report.landed.items():
        kind = " class=total" if month == "total" else ""
        cells = "".join(_number(row[name]) for name in LANDED)
        parts.append(f"<tr{kind}><td>{month}</td>{cells}</tr>\n")
    parts.append("</table>\n<p>Of these, with changes of configuration.</p>\n")
    parts.append("<table class=counts>\n<thead><tr><th></th>")
    parts += [f"<th>{month}</th>" for month in report.configuration]
    parts.append("</tr></thead>\n")
    for name in CONFIGURATION:
        cells = "".join(_number(row[name]) for row in report.configuration.values())
        parts.append(f"<tr><td>{name}</td>{cells}</tr>\n")
    parts.append("</table>\n")
    return parts


def _exceptions(report: Report) -> list[str]:
    found = report.exceptions
    parts = [f"<h2>What stands out: {plural(len(found), 'landing', 'landings')}</h2>\n"]
    if not found:
        return [*parts, "<p>Nothing.</p>\n"]
    parts.append("<table class=out>\n<thead><tr><th class=day>landed</th><th class=id>commit</th>")
    parts.append("<th>what, by whom</th><th class=say>why</th></tr></thead>\n")
    for one in found:
        fact = one.fact
        why = "".join(f"<li>{_text(reason)}</li>" for reason in one.reasons)
        parts.append(
            f"<tr><td class=nowrap>{_day(fact.landed_at)}</td><td>{_code(fact.commit[:12])}</td>"
            f"<td>{_text(fact.subject)}<br><span class=soft>{_text(_author(fact))}</span></td>"
            f"<td><ul class=why>{why}</ul></td></tr>\n"
        )
    return [*parts, "</table>\n"]


def _rows(report: Report) -> list[str]:
    parts = [
        "<h2>Every change</h2>\n<p>All columns are in the CSV and the JSON of this report.</p>"
    ]
    parts.append("\n<table class=rows>\n<thead><tr><th class=n>row</th><th class=k>key</th>")
    parts.append("<th class=w>what</th><th>before</th><th>after</th></tr></thead>\n")
    facts = {fact.commit: fact for fact in report.facts}
    commit = file = ""
    for row in report.rows():
        value = {name: row[at] for name, at in _AT.items()}
        if value["commit"] != commit:
            commit, file = str(value["commit"]), ""
            parts.append(_commit(facts[commit]))
        if value["file"] and value["file"] != file:
            file = str(value["file"])
            parts.append(f"<tr class=file><td></td><td colspan=4><b>{_text(file)}</b></td></tr>\n")
        what = "no configuration" if not value["file"] and value["op"] == "none" else value["op"]
        merge = "<br><span class=soft>in the merge itself</span>" if value["merge_edit"] else ""
        before, after = value["old_value"], value["new_value"]
        parts.append(
            f"<tr><td class=n>{value['seq']}</td><td>{_code(value['key_path'])}</td>"
            f"<td>{_text(what)}{merge}</td>"
            f"<td>{'' if before is None else f'<del>{_code(before)}</del>'}</td>"
            f"<td>{'' if after is None else f'<ins>{_code(after)}</ins>'}</td></tr>\n"
        )
    return [*parts, "</table>\n"]


def _commit(fact: Fact) -> str:
    said = [f"{_day(fact.landed_at)}", _text(_author(fact)), f"signature {fact.signature_status}"]
    said.append(f"approval {_text(fact.approval)}")
    if fact.merged_by not in ("", UNKNOWN):
        said.append(f"brought by {_text(fact.merged_by)}")
    if not fact.on_mainline:
        said.append(f"landed with {_code(fact.landed_by[:12])}")
    return (
        f"<tr class=commit><td colspan=5>{_code(fact.commit[:12])} {_text(fact.subject)}<br>"
        f"<span class=soft>{' · '.join(said)}</span></td></tr>\n"
    )


def _words() -> list[str]:
    parts = ["<h2>What the words mean</h2>\n<dl class=words>\n"]
    parts += [f"<dt>{_text(word)}</dt><dd>{_text(said)}</dd>\n" for word, said in words.MEANINGS]
    parts.append("</dl>\n<h2>What is not known</h2>\n<ul>\n")
    parts += [f"<li>{_text(line)}</li>\n" for line in words.UNKNOWN_THINGS]
    return [*parts, "</ul>\n"]


def _number(many: int) -> str:
    return f"<td>{many:,}</td>" if many else "<td class=none>0</td>"


def _author(fact: Fact) -> str:
    return UNKNOWN if fact.baseline else f"{fact.author} <{fact.author_email}>"


def _day(moment: str) -> str:
    return escape(moment[:10])


def _code(value: object) -> str:
    return f"<code>{_text(value)}</code>" if value not in (None, "") else ""


def _text(value: object) -> str:
    text = visible(str(value), keep="\n\t")
    if len(text) > _MOST:
        text = f"{text[:_MOST]}… ({len(text):,} characters)"
    return escape(text)
