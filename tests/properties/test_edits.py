"""Edits are what a careful person with scissors would make of them, and nothing else."""

from itertools import pairwise
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from confledger.documents.edits import Edit, Lines, Overlapping, apart, applied
from confledger.location import Span

ENDS = ("\n", "\r\n", "\r")
PIECES = st.sampled_from(("", "a", "é", "😀", "  b: 1", "\u2028", "\ufeff", "'x'"))
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from((*ENDS, ""))), max_size=6).map(
    lambda lines: "".join(piece + end for piece, end in lines)
)


def places(text: str) -> list[tuple[int, int]]:
    """Return line and column of every offset, counted one character after the other."""
    found, line, column = [], 1, 1
    for at, character in enumerate(text):
        found.append((line, column))
        ends = character == "\n" or (character == "\r" and text[at + 1 : at + 2] != "\n")
        line, column = (line + 1, 1) if ends else (line, column + 1)
    return [*found, (line, column)]


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    """A text, and parts of it that do not touch, with what is to become of them."""
    text = draw(TEXTS)
    # Between the two characters of a line end is no place.
    cuts = [at for at in range(len(text) + 1) if text[at - 1 : at + 1] != "\r\n"]
    chosen = sorted(draw(st.lists(st.sampled_from(cuts), unique=True, max_size=6)))
    pairs = list(zip(chosen[::2], chosen[1::2], strict=False))
    if len(chosen) % 2:
        pairs.append((chosen[-1], chosen[-1]))
    return text, [(start, end, draw(PIECES)) for start, end in pairs]


def as_edit(text: str, start: int, end: int, new: str) -> Edit:
    where = places(text)
    return Edit(Span(*where[start], *where[end]), new)


@given(edited(), st.randoms(use_true_random=False))
def test_edits_are_made_all_at_once_in_any_order(
    case: tuple[str, list[tuple[int, int, str]]], chance: Random
) -> None:
    text, parts = case
    edits = [as_edit(text, *part) for part in parts]
    chance.shuffle(edits)

    naive = text
    for start, end, new in reversed(parts):
        naive = naive[:start] + new + naive[end:]

    assert applied(text, [*edits, *edits]) == naive
    assert apart(text, [(edit,) for edit in edits]) == list(range(len(edits)))
    assert apart(text, [tuple(edits)]) == [0]


@given(edited())
def test_edits_can_be_undone(case: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, parts = case
    back, moved = [], 0
    for start, end, new in parts:
        back.append((start + moved, start + moved + len(new), text[start:end]))
        moved += len(new) - (end - start)

    made = applied(text, [as_edit(text, *part) for part in parts])
    # A line end that was made of two halves is one place, and neither half can be cut off.
    assume(all(made[at - 1 : at + 1] != "\r\n" for part in back for at in part[:2]))
    assume(all(one[1] != other[0] for one, other in pairwise(back)))

    assert applied(made, [as_edit(made, *part) for part in back]) == text


@given(TEXTS)
def test_every_place_has_its_offset(text: str) -> None:
    lines = Lines(text)

    for at, place in enumerate(places(text)):
        assert lines.offset(*place) == at


@given(TEXTS, st.integers(-1, 9), st.integers(-1, 9))
def test_a_place_that_is_not_there_is_refused(text: str, line: int, column: int) -> None:
    known = (line, column) in places(text)

    try:
        Lines(text).offset(line, column)
    except Overlapping:
        assert not known
    else:
        assert known


@given(edited(), st.data())
def test_of_edits_at_odds_the_first_is_made(
    case: tuple[str, list[tuple[int, int, str]]], data: st.DataObject
) -> None:
    text, parts = case
    assume(parts)
    start, end, new = data.draw(st.sampled_from(parts))
    edits = [as_edit(text, *part) for part in parts]
    other = as_edit(text, start, end, new + "!")

    assert apart(text, [(edit,) for edit in (*edits, other)]) == list(range(len(edits)))
