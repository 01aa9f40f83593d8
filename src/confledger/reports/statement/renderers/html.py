"""A statement as one page that needs no network: verdict, figures, what to do, sections.

Everything can be read without scripts. A policy in the page allows the one style sheet and the
one script in it, by their digests, and nothing else: what a hostile text might smuggle in is
neither run nor fetched.
"""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

from confledger.reports.statement.identities import new_rows
from confledger.reports.statement.markup import Names, plain, prose
from confledger.reports.statement.model import (
    GOOD,
    NOTE,
    Block,
    Chart,
    Diagram,
    Figure,
    Section,
    Statement,
    Table,
)
from confledger.reports.statement.page_blocks import (
    chart_of,
    contents,
    diagram_of,
    rows_of,
    standing_of,
    table_of,
)
from confledger.reports.statement.page_scripts import SCRIPT
from confledger.reports.statement.page_styles import sheet
from confledger.reports.statement.shares import MOST_LISTED, fitting
from confledger.reports.statement.values import headline
from confledger.reports.statement.words import (
    as_of,
    capital,
    compared,
    effort,
    ended,
    is_command,
    ordered,
)

# All of the page; its tables get what the rest leaves.
MOST = 980_000
# So many recommendations are shown, the others folded.
_FEW = 6


def render(statement: Statement) -> str:
    """Return the page; the rows of the largest tables are cut where it would get too large."""
    statement = ordered(statement)
    new = new_rows(statement)
    tables = [rows_of(one, new, MOST) for one in statement.tables()]
    bare = len(_page(statement, [[] for _ in tables]).encode())
    costs = {str(at): [len(row.encode()) + 1 for row in rows] for at, rows in enumerate(tables)}
    shown = fitting(costs, MOST - bare - 200 * len(tables))
    return _page(statement, [rows[: shown[str(at)]] for at, rows in enumerate(tables)])


def _page(statement: Statement, rows: list[list[str]]) -> str:
    style, script = sheet(), SCRIPT
    policy = (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; "
        f"script-src 'sha256-{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )
    title = plain(statement.title)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" '
        'content="light dark">\n'
        f'<meta name="confledger" content="kind={plain(statement.kind)} '
        f'digest={plain(statement.digest)}">\n'
        f"<title>{title}: {plain(statement.verdict.sentence)}</title>\n"
        f"<style>{style}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to the report</a>\n'
        f"{_Body(statement, iter(rows)).text()}<script>{script}</script>\n</body>\n</html>\n"
    )


class _Body:
    def __init__(self, statement: Statement, rows: Iterator[list[str]]) -> None:
        self.statement = statement
        self.rows = rows
        self.names = Names()
        self.names("main")
        self.entries: list[tuple[str, str, str]] = []

    def text(self) -> str:
        one = self.statement
        parts = [self._verdict()]
        if one.figures:
            tiles = "".join(map(_tile, one.figures))
            parts.append(f'<dl class="tiles">{tiles}</dl>')
        if one.recommendations:
            parts.append(self._recommendations())
        parts += [self._section(section) for section in one.sections]
        if one.unmeasured:
            parts.append(self._unmeasured())
        if one.since is not None and one.since.fixed:
            parts.append(self._fixed())
        parts.append(self._foot())
        links = "".join(contents(self.entries))
        return (
            f'<header class="bar"><div><h1>{plain(one.title)}</h1>'
            '<div class="end"></div></div></header>\n<div class="page">\n'
            f'<nav class="toc" aria-label="Contents"><ul>{links}</ul></nav>\n'
            f'<main id="main" tabindex="-1">\n{chr(10).join(parts)}\n</main>\n</div>\n'
        )

    def _verdict(self) -> str:
        one = self.statement
        about = [(name, prose(text)) for name, text in one.about]
        if day := as_of(one):
            about.insert(0, ("As of", f"<time>{day}</time>"))
        about.append(("Digest", f"<code>{plain(one.digest[:12])}</code>"))
        if one.since is not None:
            about.append(("Since last time", prose(compared(one.since))))
        told = "".join(
            f"<div><dt>{plain(capital(name))}</dt><dd>{text}</dd></div>" for name, text in about
        )
        return (
            f'<div class="verdict"><p>{standing_of(one.verdict.standing, tag=True)}</p>'
            f'<p class="say">{prose(one.verdict.sentence)}</p>\n<dl class="about">{told}</dl></div>'
        )

    def _recommendations(self) -> str:
        name = self._entry("what-to-do", "", "What to do")
        items = []
        for one in self.statement.recommendations[:MOST_LISTED]:
            time = f' <span class="quiet">{effort(one)}</span>' if effort(one) else ""
            items.append(
                f"<li><div><p>{prose(one.text)}{time}</p>"
                f'<div class="cmd"><code>{plain(one.command)}</code></div></div>'
            )
        listed = f"<ol>{chr(10).join(items[:_FEW])}</ol>"
        if rest := items[_FEW:]:
            more = chr(10).join(rest)
            listed += f"<details><summary>{len(rest)} more</summary><ol>{more}</ol></details>"
        return f'<section class="todo" id="{name}"><h2>What to do</h2>{listed}</section>'

    def _entry(self, wanted: str, standing: str, title: str) -> str:
        name = self.names(wanted)
        self.entries.append((name, standing, title))
        return name

    def _section(self, section: Section) -> str:
        name = self._entry(section.id, section.standing, section.title)
        blocks = "\n".join(map(self._block, section.blocks))
        fine = section.standing == GOOD
        head = f"<h2>{plain(section.title)}</h2>"
        if section.standing != NOTE:
            head += standing_of(section.standing)
        if section.summary:
            head += f'<span class="sum">{prose(section.summary)}</span>'
        if blocks:
            opened = "" if fine else " open"
            head = f"<details{opened}><summary>{head}</summary>\n{blocks}</details>"
        else:
            head = f'<div class="bare">{head}</div>'
        return f'<section class="part{" fine" if fine else ""}" id="{name}">{head}</section>'

    def _block(self, block: Block) -> str:
        if isinstance(block, Table):
            return table_of(block, next(self.rows), self.statement, self.names)
        if isinstance(block, Chart):
            return chart_of(block, self.names)
        if isinstance(block, Diagram):
            return diagram_of(block)
        return f'<div class="block"><p>{prose(block.text)}</p></div>'

    def _unmeasured(self) -> str:
        name = self._entry("not-measured", "unknown", "Not measured")
        items = []
        for one in self.statement.unmeasured[:MOST_LISTED]:
            remedy = f"<dd>{prose(capital(ended(one.remedy)))}</dd>" if one.remedy else ""
            if is_command(one.remedy):
                remedy = f'<dd class="cmd"><code>{plain(one.remedy)}</code></dd>'
            why = prose(capital(ended(one.why)))
            items.append(f"<div><dt>{plain(capital(one.what))}</dt><dd>{why}</dd>{remedy}</div>")
        return (
            f'<section class="part" id="{name}"><h2>Not measured</h2>'
            f'<dl class="gaps">{"".join(items)}</dl></section>'
        )

    def _fixed(self) -> str:
        since = self.statement.since
        assert since is not None
        name = self._entry("fixed", GOOD, "Fixed since last time")
        items = "".join(f"<li>{plain(', '.join(one[1:]))}" for one in since.fixed[:MOST_LISTED])
        return (
            f'<section class="part fine" id="{name}"><details><summary>'
            f"<h2>Fixed since last time</h2>{standing_of(GOOD)}</summary>"
            f'<ul class="tree block">{items}</ul></details></section>'
        )

    def _foot(self) -> str:
        one = self.statement
        again = ""
        if one.reproduce:
            command = f'<div class="cmd"><code>{plain(one.reproduce)}</code></div>'
            again = f"<p>Print it again:</p>{command}"
        made = f"<p>Digest of what it was made from: <code>{plain(one.digest)}</code></p>"
        return f"<footer>{again}{made}</footer>"


def _tile(figure: Figure) -> str:
    value, of = headline(figure)
    beside = f" <small>{plain(of)}</small>" if of else ""
    below = ""
    if figure.of and isinstance(figure.value, (int, float)):
        share = min(max(100 * figure.value / figure.of, 0), 100)
        below += (
            '<dd><svg class="of" aria-hidden="true"><rect class="track" width="100%" height="4" '
            f'rx="2"/><rect class="c0" width="{share:.1f}%" height="4" rx="2"/></svg></dd>'
        )
    if figure.standing != NOTE:
        below += f"<dd>{standing_of(figure.standing)}</dd>"
    if figure.note:
        below += f'<dd class="more">{prose(figure.note)}</dd>'
    name = plain(capital(figure.name))
    return f'<div><dt>{name}</dt><dd class="value">{plain(value)}{beside}</dd>{below}</div>'


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode("ascii")
