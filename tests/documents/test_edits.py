"""Edits change the characters of their spans and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.documents.edits import Edit, Lines, Overlapping, apart, applied
from confledger.location import Span

TEXT = "a: 1\r\nbéé: 2\rc: 3\n\n"


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        pytest.param([], TEXT, id="none"),
        pytest.param([((2, 1, 2, 4), "x")], "a: 1\r\nx: 2\rc: 3\n\n", id="after another line end"),
        pytest.param([((3, 1, 3, 2), "é")], "a: 1\r\nbéé: 2\ré: 3\n\n", id="after a lone CR"),
        pytest.param([((1, 5, 1, 5), "0")], "a: 10\r\nbéé: 2\rc: 3\n\n", id="at the end of a line"),
        pytest.param([((1, 1, 1, 1), "-")] * 2, "-" + TEXT, id="twice the same counts once"),
        pytest.param(
            [((3, 1, 3, 2), "z"), ((1, 1, 1, 2), "y")], "y: 1\r\nbéé: 2\rz: 3\n\n", id="2"
        ),
        pytest.param([((1, 4, 3, 4), "")], "a: 3\n\n", id="over lines"),
        pytest.param([((4, 1, 4, 1), "d")], "a: 1\r\nbéé: 2\rc: 3\nd\n", id="on an empty line"),
        pytest.param([((5, 1, 5, 1), "d")], TEXT + "d", id="after the last line end"),
    ],
)
def test_an_edit_changes_its_span_only(
    edits: list[tuple[tuple[int, int, int, int], str]], expected: str
) -> None:
    assert applied(TEXT, [Edit(Span(*span), text) for span, text in edits]) == expected


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param([(1, 1, 1, 3), (1, 2, 1, 4)], id="over each other"),
        pytest.param([(1, 1, 1, 2), (1, 2, 1, 4)], id="side by side"),
        pytest.param([(1, 1, 1, 7)], id="the end of a line is not on it"),
        pytest.param([(9, 1, 9, 1)], id="no such line"),
        pytest.param([(0, 1, 1, 1)], id="line 0"),
        pytest.param([(1, 3, 1, 2)], id="backwards"),
    ],
)
def test_what_cannot_be_meant_is_refused(spans: list[tuple[int, int, int, int]]) -> None:
    edits = [Edit(Span(*span), f"new {number}") for number, span in enumerate(spans)]

    with pytest.raises(Overlapping):
        applied(TEXT, edits)


def test_of_groups_at_odds_the_first_is_made_as_a_whole() -> None:
    def edit(start: int, end: int, text: str = "x") -> Edit:
        return Edit(Span(1, start, 1, end), text)

    groups = [
        (edit(1, 2), edit(4, 5)),
        (edit(8, 9), edit(4, 6)),  # half of it is at odds with the first
        (edit(8, 9),),
        (edit(1, 2),),  # the same edit again
        (edit(1, 2, "y"),),
        (edit(40, 41),),  # no such column
        (),
    ]

    assert apart("0123456789", groups) == [0, 2, 3, 6]


pieces = st.lists(
    st.sampled_from(["a", "é", "🎉", "\n", "\r\n", "\r", "\t", "\u2028"]), max_size=30
)


@given(pieces.map("".join), st.data())
def test_making_edits_and_undoing_them_gives_the_same_text(text: str, data: st.DataObject) -> None:
    lines = Lines(text)
    # Not into the middle of CRLF: no span can say that place.
    places = [at for at in range(len(text) + 1) if text[at - 1 : at + 1] != "\r\n" or at == 0]
    ends = sorted(data.draw(st.lists(st.sampled_from(places), max_size=6)))
    ranges = list(zip(ends[0::2], ends[1::2], strict=False))
    news = [data.draw(st.text("xy", max_size=3)) for _ in ranges]

    def span(start: int, end: int) -> Span:
        return Span(*place(start), *place(end))

    def place(offset: int) -> tuple[int, int]:
        before = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return len(before), len(before[-1]) + 1

    edits = [Edit(span(*one), new) for one, new in zip(ranges, news, strict=True)]
    chosen = apart(text, [(edit,) for edit in edits])
    done = applied(text, [edits[number] for number in chosen])

    for number in chosen:
        assert lines.range(edits[number].span) == ranges[number]
    back, at = "", 0
    kept = {edits[number]: ranges[number] for number in chosen}
    parts, last = [], 0
    for edit, (start, end) in sorted(kept.items(), key=lambda item: item[1]):
        parts.append((text[last:start], edit.text, text[start:end]))
        last = end
    for before, new, old in parts:
        assert done.startswith(before + new, at)
        back += before + old
        at += len(before + new)
    assert back + done[at:] == text
