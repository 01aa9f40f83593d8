"""What a page says of keys."""

import pytest

from confledger.checks.markdown import spoken


@pytest.mark.parametrize(
    ("text", "spans", "words"),
    [
        pytest.param("a `b.c` d\n", [(1, 4, "b.c", False)], ["b", "c"], id="a code span"),
        pytest.param("``a`b``\n", [(1, 3, "a`b", False)], ["a", "b"], id="of two marks"),
        pytest.param("# Of pools\n", [], ["Of", "pools"], id="a heading"),
        pytest.param(
            "```yaml\n`a`: b-c\n```\n`d`\n", [(4, 2, "d", False)], ["a", "b-c", "d"], id="a block"
        ),
        pytest.param("~~~~\n```\n~~~~\n`d`\n", [(4, 2, "d", False)], ["d"], id="another fence"),
        pytest.param(
            "- item\n\n  ```\n  x\n  ```\n`d`\n", [(6, 2, "d", False)], ["d", "x"], id="in a list"
        ),
        pytest.param("<!-- `a`\n`b` --> `c`\n", [(2, 10, "c", False)], ["c"], id="a comment"),
        pytest.param(
            "| Option | x |\n| :-- | --- |\n| `a` | `b` |\n| `c`, `d` | |\n\n| `e` |\n",
            [
                (3, 4, "a", True),
                (3, 10, "b", False),
                (4, 4, "c", False),
                (4, 9, "d", False),
                (6, 4, "e", False),
            ],
            ["a", "b", "c", "d", "e"],
            id="a table of keys",
        ),
        pytest.param("| file |\n|---|\n| `a` |\n", [(3, 4, "a", False)], ["a"], id="of files"),
    ],
)
def test_spans_and_words_are_found(
    text: str, spans: list[tuple[int, int, str, bool]], words: list[str]
) -> None:
    assert spoken(text.encode(), lambda: None) == (spans, words)
