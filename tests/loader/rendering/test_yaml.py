import math

import pytest
import yaml as pyyaml
from hypothesis import example, given, settings

from confledger.documents.dialect import YAML
from confledger.documents.load import load
from confledger.loader.rendering import yaml
from hostile import CASES, TEXTS, everything


@given(everything)
@example({text: text for text in TEXTS})
@example({"list": [[], {}, [[]], [{"a": [{"b": None}]}], list(TEXTS)]})
@settings(max_examples=CASES)
def test_both_versions_of_yaml_read_what_was_written(tree: dict[str, object]) -> None:
    text = yaml.write(tree)

    loaded = load(text.encode(), YAML)

    assert pyyaml.safe_load(text) == tree
    assert [one for one in loaded.problems if one.kind != "encoding"] == []
    assert loaded.documents == [tree]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param({"b": 1, "a": [1, {"x": "y z"}]}, "b: 1\na:\n  - 1\n  - x: y z\n", id="order"),
        pytest.param("no", '"no"\n', id="a word of 1.1"),
        pytest.param("y", '"y"\n', id="a letter of 1.1"),
        pytest.param("0o17", '"0o17"\n', id="a number of 1.2"),
        pytest.param("12:30", '"12:30"\n', id="a number of 1.1"),
        pytest.param("plain text", "plain text\n", id="no end of document"),
        pytest.param("a\nb", '"a\\nb"\n', id="lines"),
        pytest.param({"a": {}, "b": []}, "a: {}\nb: []\n", id="empty"),
        pytest.param(
            [None, True, 1.0, 1e20, math.inf],
            "- null\n- true\n- 1.0\n- 1.0e+20\n- .inf\n",
            id="types",
        ),
    ],
)
def test_texts_have_quotes_only_where_a_reader_needs_them(value: object, written: str) -> None:
    assert yaml.write(value) == written


def test_the_same_is_written_for_what_is_there_twice() -> None:
    twice = {"a": 1}

    assert yaml.write({"b": twice, "c": twice}) == "b:\n  a: 1\nc:\n  a: 1\n"
