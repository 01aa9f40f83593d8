"""Documents that are written out again are read as what they are, by readers old and new."""

import math

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.changes.rewritten import as_json, as_yaml
from confledger.changes.sameness import same
from confledger.documents.formats.yaml_readings import reading
from confledger.documents.load import load
from confledger.errors import ConfledgerError

# Texts that some reader takes for something else, and some that are hard to write.
ODD = (
    *("", "yes", "No", "on", "y", "null", "~", "1", "0644", "0o14", "0x1f", "1e3", "1_000", ".5"),
    *("12:30", "2020-01-01", "=", "<<", "- a", "a: b", "# a", "a #b", " a", "a ", "'", '"', "*a"),
    *("&a", "!a", "%a", "@a", "`a", "---", "...", "a\nb", "a\n", "\n", "a\n\n", " a\nb", "a\tb"),
    *(
        "a\r\nb",
        "\x85",
        "\u2028",
        "\ufeff",
        "\x1b",
        "\U0001f600",
        "é",
        "{a}",
        "[a",
        "a,b",
        "?",
        ":",
    ),
)
TEXTS = st.sampled_from(ODD) | st.text(max_size=8)
SCALARS = st.one_of(
    TEXTS,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.lists(VALUES, min_size=1, max_size=2))
def test_what_is_written_is_read_as_it_was(documents: list[object]) -> None:
    try:
        made = as_yaml(documents)
    except ConfledgerError:
        # Halves of characters and the like, which no text may have.
        assert any(not character.isprintable() for character in repr(documents)) or "\\" in repr(
            documents
        )
        return

    assert same(load(made.encode(), "yaml").documents, documents)


@pytest.mark.parametrize("text", [one for one in ODD if one.isprintable()])
def test_every_reader_takes_a_text_for_that_text(text: str) -> None:
    made = as_yaml([{"a": text, text: "b"}])

    value = made.split("\n")[0].removeprefix("a: ")
    plain = value == text
    for reader in ("yaml-1.2", "pyyaml", "kubernetes"):
        assert not plain or reading(text, reader) == ("text", text)
    assert yaml.safe_load(made) == {"a": text, text: "b"}
    assert load(made.encode(), "yaml").documents == [{"a": text, text: "b"}]


def test_yaml_is_written_as_people_do() -> None:
    before = b"on: push\n8080: x\ntrue: 1\na: {'5': 1}\nb: {5: 2}\n"
    documents: list[object] = [
        {"on": "push", "8080": {"t": "a\nb\n", "l": [1, 2.0, {"x": None}]}, "true": "no", "5": []},
        "only",
    ]

    assert as_yaml(documents, before) == (
        "---\n'on': push\n8080:\n  t: |\n    a\n    b\n  l:\n  - 1\n  - 2.0\n  - x: null\n"
        "true: 'no'\n'5': []\n--- only\n"
    )
    assert as_yaml(["a"]) == "a\n"
    assert as_yaml([]) == ""
    assert as_yaml([math.inf, -math.inf]) == "--- .inf\n--- -.inf\n"


def test_what_cannot_be_written_is_an_error() -> None:
    with pytest.raises(ConfledgerError, match="a number that JSON cannot write"):
        as_json([math.inf])
    with pytest.raises(ConfledgerError, match=r"has tags, such as `!Ref` in line 2, which would"):
        as_yaml([{}], b"a: 1\nb: !Ref x\n")
    with pytest.raises(ConfledgerError, match="what tags the file has cannot be told"):
        as_yaml([{}], b"a: [")


def test_json_has_one_document_or_a_list_of_them() -> None:
    assert as_json([{"a": [1.0, "ü"]}]) == '{\n  "a": [\n    1.0,\n    "ü"\n  ]\n}\n'
    assert as_json([1, 2], indent="\t") == "[\n\t1,\n\t2\n]\n"
