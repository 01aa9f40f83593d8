"""A text is taken for the plain version of a file by the names of its values alone."""

import pytest

from confledger.cli.doctor_leftovers import pairs_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a: x\n", {b"a": True}),
        (b'  - "a b": x\n', {b"a b": True}),
        (b'{\n\t"a": "x",\n\t"b": {},\n}', {b"a": True, b"b": False}),
        (b"A=x\nB=\n", {b"A": True}),
        (b"port          = 80\n", {b"port": True}),
        (b"a: ENC[AES256_GCM,data:x]\nb:\n", {b"a": False}),
        (b"a: ENC[AES256_GCM,data:x]\na: x\n", {b"a": True}),
        (b"# a: x\njust words\n", {}),
    ],
)
def test_names_that_have_a_value_in_plain(text: bytes, expected: dict[bytes, bool]) -> None:
    assert pairs_of(text) == expected
