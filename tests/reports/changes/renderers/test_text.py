"""What people read at a terminal: within its width, without colour if need be, and harmless."""

import re

import pytest

from confledger.changes.change import ADDED, CHANGED, REMOVED, RETYPED
from confledger.reports.changes.content import EDITED, GONE, NEW, Comparison, Fact, File, Row
from confledger.reports.changes.lines import columns
from confledger.reports.changes.renderers.text import render

SCRIPT = "".join(f"line {number}\n" for number in range(40))
ROWS = [
    Row(CHANGED, "image", "nginx:1.26", "nginx:1.27"),
    Row(RETYPED, "port", "80", 80),
    Row(CHANGED, "run", SCRIPT, SCRIPT.replace("line 20\n", "line twenty\n")),
    Row(ADDED, "tls", after={"cert": "x" * 70, "list": [1, 2]}, new_path=("tls",)),
    Row(REMOVED, "gone", ["a"], old_path=("gone",)),
    Row(CHANGED, "argument", f"--a={'x' * 90} --b=1 --c=0", f"--a={'x' * 90} --b=2 --c=0"),
]
# Letters that take two columns.
WIDE = [Row(CHANGED, "u", "x", "日本" * 60), Row(CHANGED, "k", 1, "日本" * 60), Row(ADDED, "w")]
WIDE[-1].after = "日本" * 60
TEXT = """\
a -> b
6 values in 1 file: 3 changed, 1 retyped, 1 added, 1 removed

a.yaml
  ~ image     nginx:1.26 -> nginx:1.27
  ~ port      "80" (text) -> 80 (integer)
  ~ run  (text of 40 lines: +1 -1)
      …
        line 18
        line 19
      - line 20
      + line twenty
        line 21
        line 22
  + tls  (3 values)
      cert: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
      list:
        - 1
        - 2
  - gone      [a]
  ~ argument
      - …xxxxxxxxxxxxxxxxxxx --b=1 --c=0"
      + …xxxxxxxxxxxxxxxxxxx --b=2 --c=0"
"""


def of(*rows: Row) -> Comparison:
    return Comparison("a", "b", [File("a.yaml", EDITED, rows=list(rows))])


def test_each_kind_of_change_has_its_form() -> None:
    assert render(of(*ROWS), width=66) == TEXT


@pytest.mark.parametrize("width", [40, 66, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_and_colour_changes_no_text(width: int) -> None:
    plain = render(of(*ROWS, *WIDE), width=width)

    coloured = render(of(*ROWS, *WIDE), width=width, colour=True)

    assert max(map(columns, plain.split("\n")[3:])) <= width
    assert "  ~ argument" in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).replace(" \n", "\n") == plain
    assert "x" * 90 in render(of(*ROWS), width=width, full=True)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("a\nb", "a\nb\n", ["the newline at the end of the text"], id="at its end"),
        pytest.param("a\nb\n", "a\n", ["(text of 1 line: +0 -1)", "  a", "- b"], id="one less"),
        pytest.param(
            SCRIPT,
            SCRIPT.upper(),
            [
                "(text of 40 lines: +40 -40)",
                *(f"- line {number}" for number in range(24)),
                "… 56 more lines",
            ],
            id="too many to show",
        ),
    ],
)
def test_lines_of_a_text_are_counted(old: str, new: str, expected: list[str]) -> None:
    first, *others = render(of(Row(CHANGED, "k", old, new)), width=80).splitlines()[4:]

    assert [first.removeprefix("  ~ k  "), *(line[6:] for line in others)] == expected


def test_names_and_values_cannot_steer_a_terminal() -> None:
    evil = "x\x1b]0;title\x07\x9b31m\u202e"
    file = File(evil, EDITED, old_path=evil, environments=[evil], facts=[Fact("k", evil)])
    file.rows = [Row(CHANGED, evil, evil, evil + "\ny", document=evil, notes=[evil])]
    file.rows += [Row(ADDED, evil, after={evil: [evil, evil * 40]})]
    unreadable = File(evil, "unreadable", reason=evil)

    made = render(Comparison(evil, evil, [file, unreadable]), width=80)

    assert made.replace("\n", "").isprintable()


def test_many_new_files_are_only_counted_and_removed_ones_too() -> None:
    row = Row(ADDED, "", after={"a": 1}, new_path=())
    few = [File(f"{number}.yaml", NEW, rows=[row], values=1) for number in range(2)]
    many = [File(f"{number}.yaml", NEW, rows=[row], values=1) for number in range(9)]
    gone = File("z.yaml", GONE, rows=[Row(REMOVED, "", {"a": 1}, old_path=())], values=1)

    assert "    a: 1\n" in render(Comparison("a", "b", [*few, gone]))
    assert "    a: 1\n" not in render(Comparison("a", "b", [*many, gone]))
    assert render(Comparison("a", "b", [*many, gone]), full=True).count("    a: 1\n") == 10
