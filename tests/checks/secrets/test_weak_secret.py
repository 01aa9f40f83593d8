"""What a ciphertext shows of its secret by its length is told, and how severely is for settings."""

from confledger.checks.secrets import weak_secret as check
from secret_pages import example, metadata, token, told

LEAST = "confledger.yaml"


def test_the_examples_of_the_page_are_what_they_say() -> None:
    assert told(check, example(check, "Bad")) == [
        "1:6 /pin warning this secret is shorter than the 12 bytes of `secrets.min-length`"
    ]
    assert told(check, example(check, "Good")) == []


def test_empty_values_and_truth_values_are_shown_once_for_each_file() -> None:
    text = f"a: ''\nb: ''\nc: {token('bool')}\nd_unencrypted: ''\ne: {token()}\nf: null\ng: 1\n"

    assert told(check, {"x.yaml": text + metadata()}) == [
        "1:4 /a info this value (and 1 more) is empty, so it is not encrypted",
        "3:4 /c info this value is a truth value: the length of its ciphertext tells which",
    ]
    assert told(check, {"x.yaml": text}) == []


def test_only_what_is_shorter_than_the_settings_ask_is_a_warning() -> None:
    text = f"a: {token('int')}\nb: {token(data='AAECAw==')}\nc:\n- {token('comment')}\n"
    least = "secrets: {min-length: 4}"

    assert told(check, {LEAST: least, "x.yaml": text + metadata()}) == [
        "1:4 /a warning this secret is shorter than the 4 bytes of `secrets.min-length`"
    ]
