"""Paths and spans, as machines and as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.location import Path, Span, dotted, parse_pointer, pointer


@pytest.mark.parametrize(
    ("path", "machine", "people"),
    [
        ((), "", "(root)"),
        (("a",), "/a", "a"),
        (
            ("jobs", "build", "steps", 2, "run"),
            "/jobs/build/steps/2/run",
            "jobs.build.steps[2].run",
        ),
        ((0, 1), "/0/1", "[0][1]"),
        (("a/b", "c~d"), "/a~1b/c~0d", '["a/b"]["c~d"]'),
        (("", "x"), "//x", '[""].x'),
        (('say "a\\b"',), '/say "a\\b"', '["say \\"a\\\\b\\""]'),
        (("$ref", "über-1_2"), "/$ref/über-1_2", "$ref.über-1_2"),
        (("a.b",), "/a.b", '["a.b"]'),
    ],
)
def test_a_path_is_written_for_machines_and_for_people(
    path: Path, machine: str, people: str
) -> None:
    assert (pointer(path), dotted(path)) == (machine, people)


@given(st.lists(st.text()))
def test_a_pointer_leads_back_to_its_steps(steps: list[str]) -> None:
    assert parse_pointer(pointer(tuple(steps))) == tuple(steps)


def test_a_pointer_starts_with_a_slash() -> None:
    with pytest.raises(ValueError, match="is empty or starts with '/', not 'a/b'"):
        parse_pointer("a/b")


def test_spans_compare_by_their_four_numbers() -> None:
    one, two = Span(1, 2, 3, 4), Span(1, 2, 3, 4)

    assert (one == two, hash(one) == hash(two)) == (True, True)
    assert one not in (Span(1, 2, 3, 5), (1, 2, 3, 4))
    assert one.key() < Span(1, 3, 1, 4).key()
    assert repr(one) == "Span(1, 2, 3, 4)"


def test_the_first_character_of_a_span_says_nothing_of_its_length() -> None:
    assert Span(1, 2, 3, 4).first() == Span(1, 2, 1, 3)
