"""How a table gives way to a narrow terminal: commands, then texts, then all in lists."""

import pytest

from confledger.reports.statement.columns import Ink, table_lines
from confledger.reports.statement.model import (
    COMMAND,
    MINUTES,
    NUMBER,
    PLACE,
    STANDING,
    Cell,
    Column,
)

COLUMNS = (
    Column("file", "file", PLACE),
    Column("state", "state", STANDING),
    Column("why", "why"),
    Column("never", "never"),
    Column("changes", "changes in all of the year", NUMBER),
    Column("fix", "to fix", MINUTES),
    Column("command", "command", COMMAND),
)
ROWS: list[tuple[Cell, ...]] = [
    (
        "environments/production/values.yaml:12",
        "bad",
        "the password of the database is readable by everybody who can read the repository",
        "",
        1200,
        90,
        "confledger secrets encrypt x",
    ),
    ("日本語/values.yaml", "good", "fine\x1b[31m", "", None, 0, ""),
]
FITTING = """\
                                                Changes in
                                                all of the
File                                    State         year      To fix
environments/production/values.yaml:12  ✗ bad        1,200  1 h 30 min
    Why: the password of the database is readable by everybody who can
      read the repository
    confledger secrets encrypt x
日本語/values.yaml                      ✓ good         n/a       0 min
    Why: fine\\x1b[31m
"""
LISTS = """\
- File        envir…lues.yaml:12
  State       ✗ bad
  Why         the password of t…
  Changes i…  1,200
  To fix      1 h 30 min
  Command     confledger secrets encrypt x
- File        日本語/values.yaml (new)
  State       ✓ good
  Why         fine\\x1b[31m
  Changes i…  n/a
  To fix      0 min
"""


@pytest.mark.parametrize(
    ("width", "marks", "expected"),
    [
        pytest.param(72, ("", ""), FITTING, id="commands and texts stand below"),
        pytest.param(32, ("", "new"), LISTS, id="nothing fits"),
    ],
)
def test_a_table(width: int | None, marks: tuple[str, str], expected: str) -> None:
    lines = table_lines(COLUMNS, ROWS, marks, width, Ink(colour=False))

    assert "".join(f"{line}\n" for line in lines) == expected


def test_a_long_first_cell_has_a_line_of_its_own() -> None:
    columns = (COLUMNS[0], *COLUMNS[4:6], COLUMNS[1])
    rows = [("a/" * 40 + "values.yaml", 1, 2, "good")]

    assert list(table_lines(columns, rows, ("",), 44, Ink(colour=False))) == [
        "File",
        "    Changes in",
        "    all of the",
        "          year  To fix  State",
        "a/a/a/a/a/a/a/…a/a/a/a/a/a/a/a/a/values.yaml",
        "             1   2 min  ✓ good",
    ]
