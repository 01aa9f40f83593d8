"""A script of lines or words leads from one text to the other, in bounded time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.reports.changes import texts

PARTS = st.lists(st.sampled_from("abcd"), max_size=30)


@given(PARTS, PARTS)
def test_a_script_holds_both_texts(old: list[str], new: list[str]) -> None:
    made = texts.script(old, new)

    assert [part for sign, part in made if sign != texts.NEW] == old
    assert [part for sign, part in made if sign != texts.GONE] == new


@given(st.text("ab c.\n", max_size=60), st.text("ab c.\n", max_size=60))
def test_words_and_lines_keep_every_character(old: str, new: str) -> None:
    for made, between in ((texts.words(old, new), ""), (texts.lines(old, new), "\n")):
        assert between.join(part for sign, part in made if sign != texts.NEW) == old
        assert between.join(part for sign, part in made if sign != texts.GONE) == new


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("a\nb\nc", "a\nx\nc", " a -b +x  c", id="one line"),
        pytest.param("a\nb", "a\nb\nc", " a  b +c", id="one more"),
        pytest.param("a b", "a b", " a b", id="nothing"),
        pytest.param("a\nb\nc\nd", "x\nb\ny\nd", "-a +x  b -c +y  d", id="what goes comes first"),
    ],
)
def test_what_differs_is_as_little_as_can_be(old: str, new: str, expected: str) -> None:
    assert " ".join(f"{sign}{part}" for sign, part in texts.lines(old, new)) == expected


def test_texts_that_differ_everywhere_are_given_up_early() -> None:
    old = "\n".join(str(number) for number in range(40_000))
    new = "\n".join(str(number * 7 % 40_009) for number in range(40_000))

    started = time.process_time()
    made = texts.lines(old, new)

    stretches = texts.words(old, new)
    # Many texts of which each would take the most.
    for _ in range(100):
        texts.words("a b c d e f " * 33, "g h i j k l " * 33)

    assert len(made) > 40_000
    assert [sign for sign, _ in stretches] == [" ", "-", "+"]
    assert time.process_time() - started < 3
