"""A ciphertext that SOPS could not have written there is found."""

import pytest

from confledger.checks.secrets import malformed_ciphertext as check
from secret_pages import example, metadata, token, told

CUT = "is no complete ciphertext: it was cut off, or altered"


def test_the_examples_of_the_page_are_what_they_say() -> None:
    assert told(check, example(check, "Bad")) == [f"1:11 /password error `password` {CUT}"]
    assert told(check, example(check, "Good")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a: {token()}\nb: plain\n", []),
        (f"a: {token()}x\n", [f"1:4 /a error `a` {CUT}"]),
        (
            f"a: {token('comment')}\n",
            ["1:4 /a error `a` holds the ciphertext of a comment, which is no value"],
        ),
        (f"a:\n- {token('comment')}\n- {token()}\n", []),
        (
            f"a_unencrypted: {token()}\n",
            [
                "1:16 /a_unencrypted error `a_unencrypted` is encrypted, and this file says that "
                "it is plain: programs get the ciphertext"
            ],
        ),
        (f"#{token('comment')}\na: {token()}\n", []),
        (
            f"#{token('comment')[:60]}\na: {token()}\n",
            ["1:1  error this comment is no complete ciphertext of one"],
        ),
        (
            f"#{token()}\n#ENC[x]\n",
            ["1:1  error this comment is no complete ciphertext of one"],
        ),
    ],
)
def test_each_fault_of_a_ciphertext_is_told(text: str, expected: list[str]) -> None:
    assert told(check, {"x.yaml": text + metadata()}) == expected


def test_a_file_that_is_not_encrypted_is_not_judged() -> None:
    assert told(check, {"x.yaml": "a: ENC[AES256_GCM,data:A\n"}) == []


def test_comments_of_ini_are_ciphertexts_too() -> None:
    text = f"[a]\n; {token('comment')[:50]}\nb = {token()}\n[sops]\nmac = x\n"

    assert told(check, {"x.ini": text}) == [
        "2:1 /a error this comment is no complete ciphertext of one"
    ]
