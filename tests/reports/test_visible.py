"""What a repository can make us print, and what it cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.reports.visible import encodable, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("config/app.yaml", "config/app.yaml", id="plain text stays"),
        pytest.param("größe 大きさ 👍🏽", "größe 大きさ 👍🏽", id="other scripts stay"),
        pytest.param("👩\u200d💻", "👩\u200d💻", id="joined emoji stay"),
        pytest.param("\ue0a0\U0010fffd", "\ue0a0\U0010fffd", id="private use stays"),
        pytest.param("a\nb\r\tc", r"a\nb\r\tc", id="line ends and tabs have names"),
        pytest.param("\x1b[31mred\x07\x7f", r"\x1b[31mred\x07\x7f", id="terminal escapes"),
        pytest.param("\x9b31m", r"\x9b31m", id="terminal escapes of eight bits"),
        pytest.param("a\u202eb\u2066c", r"a\u202eb\u2066c", id="text that runs backwards"),
        pytest.param("a\u200bb\ufeffc", r"a\u200bb\ufeffc", id="characters without width"),
        pytest.param("port:\xa08080", r"port:\xa08080", id="blanks that are no blank"),
        pytest.param("a\u2028b\u2029", r"a\u2028b\u2029", id="line ends of Unicode"),
        pytest.param("caf\udce9", r"caf\xe9", id="a byte that is not UTF-8"),
        pytest.param("\ud800", r"\ud800", id="half a pair"),
        pytest.param("\ufffe\uffff", r"\ufffe\uffff", id="what XML forbids"),
        pytest.param("\U000e0041", r"\U000e0041", id="tags, which have no shape"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_the_kept_characters_are_not_escaped() -> None:
    assert visible("a\nb\x00\r", keep="\r\n") == "a\nb\\x00\r"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("größe\n\x1b", "größe\n\x1b", id="what UTF-8 can hold stays"),
        pytest.param("caf\udce9.yaml", r"caf\xe9.yaml", id="a byte that is not UTF-8"),
        pytest.param("a\ud800b\udfff", r"a\ud800b\udfff", id="half a pair"),
    ],
)
def test_only_what_utf_8_cannot_hold_is_replaced(text: str, expected: str) -> None:
    assert encodable(text) == expected


@given(st.text(st.characters()))
def test_visible_text_is_one_line_that_can_be_encoded_and_is_visible_already(text: str) -> None:
    shown = visible(text)

    assert shown.encode().decode() == shown
    assert shown.splitlines() in ([shown], [])
    assert visible(shown) == shown
    assert encodable(encodable(text)) == encodable(text)
