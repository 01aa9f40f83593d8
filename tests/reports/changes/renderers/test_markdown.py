"""What stands in files cannot leave its cell, nor become HTML, a link or a mention."""

from itertools import pairwise

import pytest
from markdown_it import MarkdownIt

from confledger.changes.change import ADDED, CHANGED, MOVED, RENAMED
from confledger.reports.changes.content import (
    EDITED,
    NEW,
    REFORMATTED,
    UNREADABLE,
    Comparison,
    Fact,
    File,
    Row,
)
from confledger.reports.changes.renderers.markdown import render
from confledger.reports.visible import visible

HOSTILE = [
    "a | b",
    "</details><script>x</script>",
    "`code` ``more``",
    "\\| x",
    "x\n\n# heading\n| - |",
    "@everyone [link](http://x) ![i](http://x)",
    "``` \n</details>\n```",
    "\u202ereversed",
    "trailing \\",
    "<!-- ",
    "&lt;b&gt; $x$",
    " ",
    "",
]


def changed(*rows: Row, path: str = "a.yaml") -> Comparison:
    return Comparison("HEAD", "work tree", [File(path, EDITED, rows=list(rows))])


@pytest.mark.parametrize("text", HOSTILE)
def test_content_stays_in_its_cell(text: str) -> None:
    made = render(
        changed(
            Row(CHANGED, text, text, text + "!", document=text or "d", notes=[text]),
            Row(ADDED, "b", after={text or "k": [text]}),
            path=text or "a.yaml",
        )
    )

    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(made)
    kinds = [token.type for token in tokens]
    cells = [after for token, after in pairwise(tokens) if token.type == "td_open"]
    keys = ["".join(one.content for one in cell.children or ()) for cell in cells[1::4]]
    keys = [key.replace("<code>", "").replace("</code>", "").strip() for key in keys]
    assert keys == [visible(text).strip(), "b"]
    assert kinds.count("table_open") == 1
    assert kinds.count("th_open") == 4
    assert kinds.count("td_open") == 8
    assert {"heading_open", "html_block", "code_block"}.isdisjoint(kinds)
    inner = [child for token in tokens for child in token.children or ()]
    allowed = {"<br>", "<code>", "</code>"}
    assert {one.content for one in inner if one.type == "html_inline"} <= allowed
    assert {"link_open", "image"}.isdisjoint(one.type for one in inner)
    plain = "".join(one.content for one in inner if one.type == "text")
    assert "@everyone" not in plain
    assert "\u202e" not in made


def test_a_text_of_several_lines_is_a_block_that_it_cannot_close() -> None:
    old = "a\n</details>\n```\n"
    made = render(changed(Row(CHANGED, "run", old, old + "````\nb\n")))

    tokens = MarkdownIt("commonmark").parse(made)
    fences = [(one.info, one.content) for one in tokens if one.type == "fence"]
    assert fences == [("diff", " ```\n+````\n+b\n")]


def test_a_report_reads_like_this() -> None:
    rows = [
        Row(CHANGED, "http.timeout", 30, 60),
        Row(CHANGED, "db.password", "<redacted>", "<redacted>", hidden=True),
        Row(MOVED, "l[1]", was="l[0]", old_path=("l", 0), new_path=("l", 1)),
        Row(RENAMED, "new", was="old", old_path=("old",), new_path=("new",)),
    ]
    files = [
        File("a.yaml", EDITED, rows=rows, environments=["prod"]),
        File("b.yaml", REFORMATTED),
        File("c.yaml", UNREADABLE, reason="now, line 1: `[` is never closed"),
        File("n.yaml", NEW, rows=[Row(ADDED, "", after={"a": 1})], values=1),
        File("s.yaml", EDITED, facts=[Fact("recipient-added", "recipient: age1x", serious=True)]),
    ]
    comparison = Comparison("main", "HEAD", files)
    comparison.others = {"that | no configuration": 2}
    comparison.command = "confledger diff main HEAD"

    assert render(comparison) == (
        "**4 values in 1 file (prod): 2 changed, 1 moved, 1 renamed; 1 new file; "
        "1 file only reformatted; 1 encrypted file saved again; 1 file cannot be compared**\n"
        "\n`main` → `HEAD`\n"
        "\n**`a.yaml` (`prod`)**\n"
        "\n| Key | Before | After |\n| --- | --- | --- |\n"
        "| `http.timeout` | `30` | `60` |\n"
        "| `db.password` | _hidden_ | _changed, hidden_ |\n"
        "| `l[1]` | `l[0]` | _moved_ |\n"
        "| `new` | `old` | _renamed_ |\n"
        "\n**`c.yaml`: cannot be compared: ``now, line 1: `[` is never closed``**\n"
        "\n**`n.yaml`: new file, 1 value**\n"
        "\n**`s.yaml`**\n\n- ⚠ `recipient: age1x`\n"
        "\nOnly reformatted: `b.yaml`\n"
        "\nNot compared, but different: 2 files that are no configuration.\n"
        "\nTo see it in a clone: `confledger diff main HEAD`\n"
    )


def test_long_tables_are_folded_and_long_reports_end() -> None:
    rows = [Row(CHANGED, f"key{number}", "x" * 100, "y" * 100) for number in range(20)]
    files = [File(f"{number}.yaml", EDITED, rows=rows) for number in range(30)]

    made = render(Comparison("a", "b", files))

    assert len(made) < 65_536
    assert made.count("<details><summary>20 changes</summary>") == made.count("</details>") > 5
    assert "more files left out for their size." in made
    assert made.endswith("To see it in a clone: `confledger diff`\n")
