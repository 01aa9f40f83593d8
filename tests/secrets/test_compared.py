"""With a key, a new ciphertext is told from a new value; without a trace of the value."""

import pytest

from confledger.secrets.compared import compare_with, tags
from masking import opened, read, sealed

KEY = b"of this run"


def said(before: str, after: str, old: str, new: str) -> list[str]:
    one, two = tags(read(old), KEY), tags(read(new), KEY)
    return [each.line() for each in compare_with(read(before), read(after), one, two)]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("a: x\nb: y\n", ["~ a: same value, encrypted again"]),
        ("a: z\nb: y\n", ["~ a: secret value changed"]),
    ],
)
def test_of_a_new_ciphertext(new: str, expected: list[str]) -> None:
    before, after = sealed("a: <1>\nb: <2>\n"), sealed("#<c>\na: <3>\nb: <2>\n", mac="m2")

    assert said(before, after, "a: x\nb: y\n", new) == [*expected, "+ 1 comment"]


def test_of_a_new_data_key() -> None:
    text = "a: <1>\nb: <2>\nn_unencrypted: 1\n"
    before = sealed(text, key="k1")
    after = sealed("a: <3>\nb: <4>\nn_unencrypted: 2\nc: <5>\n", key="k2", mac="m2")
    plain = "a: x\nb: '1'\nn_unencrypted: 1\n"

    assert said(before, after, plain, "a: x\nb: 1\nn_unencrypted: 2\nc: x\n") == [
        "~ n_unencrypted: 1 -> 2",
        "+ c: new secret",
        "~ data key rotated: every ciphertext rewritten",
        "~ b: secret value changed",
    ]
    assert said(before, after, plain, "a: x\nb: '1'\nn_unencrypted: 2\nc: x\n")[-1] == (
        "~ no value changed: encrypted anew, with the values that were"
    )


@pytest.mark.parametrize(
    ("old", "word"), [("a: <0>\nb: hunter2\n", "the same"), ("a: <0>\nb: hunter3\n", "another")]
)
def test_of_a_secret_that_was_plain_in_an_encrypted_file(old: str, word: str) -> None:
    found = said(sealed(old), sealed("a: <0>\nb: <2>\n", mac="m2"), old, "a: x\nb: hunter2\n")

    assert found == [
        f"~ b: encrypted now; the history has it in plain text; {word} value",
    ]


def test_tags_tell_values_and_types_apart_and_nothing_else() -> None:
    made = tags(opened("a: '1'\nb: 1\nc: true\nd: 'True'\ne: {}\nf: '1'\n"), KEY)

    assert made[0, ("a",)] == made[0, ("f",)]
    assert len(set(made.values())) == 5
    assert tags(opened("a: '1'\n"), b"of another run")[0, ("a",)] != made[0, ("a",)]
