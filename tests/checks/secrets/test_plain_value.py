"""A plain value is found wherever the file's own metadata has it encrypted."""

import pytest

from confledger.checks.secrets import plain_value
from secret_pages import example, metadata, token, told

PLAIN = "is in plain text, and this file says that it is encrypted"


def test_the_examples_of_the_page_are_what_they_say() -> None:
    assert told(plain_value, example(plain_value, "Bad")) == [
        f"1:11 /password error `password` {PLAIN}"
    ]
    assert told(plain_value, example(plain_value, "Good")) == []


def test_every_type_is_found_with_its_key_and_never_its_text() -> None:
    text = "a: hunter2\nb: [7, true, {c: 2.5}]\nd: ''\ne: null\nf: {}\ng_unencrypted: x\n"
    lines = told(plain_value, {"x.yaml": text + metadata()})

    assert lines == [
        f"1:4 /a error `a` {PLAIN}",
        f"2:5 /b/0 error `b[0]` {PLAIN}",
        f"2:8 /b/1 error `b[1]` {PLAIN}",
        f"2:18 /b/2/c error `b[2].c` {PLAIN}",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"a: 1\n{metadata(encrypted_regex='^(b|c)$')}", 0),
        (f"b: {{a: 1}}\n{metadata(encrypted_regex='^(b|c)$')}", 1),
        (f"a: hunter2 ENC[AES256_GCM,\n{metadata()}", 1),
        (f"a: ENC[hunter2]\n{metadata()}", 1),
        # What starts as a ciphertext, another check judges.
        (f"a: ENC[AES256_GCM,data:A\n{metadata()}", 0),
        (f"a: {token()}\n{metadata()}---\nb: x\n", 1),
        (f"a: {token()}\n{metadata()}---\nb: x\n{metadata()}", 1),
        ("a: x\nsops: {version: 3.11.0}\n", 0),
        ("a: x\n", 0),
    ],
)
def test_the_scope_of_the_file_decides_in_every_document(text: str, count: int) -> None:
    assert len(told(plain_value, {"x.yaml": text})) == count


def test_dotenv_and_ini_are_judged_as_well() -> None:
    flat = "A=hunter2\nsops_mac=x\n"
    assert told(plain_value, {"x.env": flat}) == [f"1:3 /A error `A` {PLAIN}"]
    ini = "[a]\nb = hunter2\n[sops]\nmac = x\n"
    assert told(plain_value, {"x.ini": ini}) == [f"2:5 /a/b error `a.b` {PLAIN}"]
