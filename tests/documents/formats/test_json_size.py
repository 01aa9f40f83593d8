"""The count of the values in a JSON text never exceeds how many there are."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.documents.formats.json_size import overflow
from reading import paths

TREES = st.recursive(
    st.sampled_from(["", ",", "[1", '"{', "\\", 1, None]),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(',[{"\\', max_size=2), each),
    max_leaves=15,
)


@given(TREES, st.sampled_from([None, 2]))
@settings(max_examples=100)
def test_sound_json_is_counted_exactly(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    nodes = len(list(paths(value)))

    assert overflow(text, nodes) is None
    if nodes > 1:
        assert text[overflow(text, nodes - 1) or 0] in "[{,"


def test_comments_strings_and_trailing_commas_count_nothing() -> None:
    text = "[1, /*,[*/ '[,\\',', // ,[\n {/* */}, [// ,\n 2, // ]\n],]"

    assert overflow(text, 6) is None
    assert overflow(text, 5) == text.index("[//")
