from hypothesis import example, given, settings
from hypothesis import strategies as st

from confledger.documents.dialect import PROPERTIES
from confledger.documents.load import load
from confledger.loader.rendering import properties
from hostile import CASES, TEXTS, texts


@given(st.dictionaries(texts, texts, max_size=5))
@example({text: text for text in TEXTS})
@settings(max_examples=CASES)
def test_what_is_written_is_ascii_and_read_back(pairs: dict[str, str]) -> None:
    data = properties.write(pairs).encode("ascii")

    assert load(data, PROPERTIES).documents == [pairs]


def test_escapes_are_those_of_java() -> None:
    pairs = {"a b:c": " two\n lines", "ü": "😀 # = : !", "x": "tab\tback\\", "n": "\0"}

    assert properties.write(pairs) == (
        "a\\ b\\:c=\\ two\\n lines\n\\u00fc=\\ud83d\\ude00 # = : !\nx=tab\\tback\\\\\nn=\\u0000\n"
    )
