"""What a message says of a character of the document: never which letter or digit it is."""

import pytest

from confledger.documents.formats.faults import shown


@pytest.mark.parametrize(
    ("characters", "expected"),
    [
        ("aZéßя中", "letter"),
        ("09\u0663", "digit"),
        ("²", "digit"),
        ("'", '"\'"'),
        ("=", "'='"),
        ("é\u0301"[1:], "'\u0301'"),
        ("\t", "U+0009"),
        ("\u00a0", "U+00A0"),
        ("\u2028", "U+2028"),
        ("\U000e0001", "U+E0001"),
    ],
)
def test_a_character_is_named(characters: str, expected: str) -> None:
    assert {shown(character) for character in characters} == {expected}
