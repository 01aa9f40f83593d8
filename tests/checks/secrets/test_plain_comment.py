"""A readable comment among encrypted values is found, and no other."""

import pytest

from confledger.checks.secrets import plain_comment as check
from secret_pages import example, metadata, token, told

SAYS = "a comment in plain text among encrypted values"


def test_the_examples_of_the_page_are_what_they_say() -> None:
    assert told(check, example(check, "Bad")) == [f"1:1  error {SAYS}"]
    assert told(check, example(check, "Good")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a: {token()} # why\n{metadata()}", [f"1:{len(token()) + 5}  error {SAYS}"]),
        (f"a:\n  # why\n  b: {token()}\n{metadata()}", [f"2:3 /a error {SAYS}"]),
        (f"a: {token()}\n{metadata()}# end\n", [f"3:1  error {SAYS}"]),
        (f"a: {token()}\n{metadata()}---\n# b\nb: {token()}\n", [f"4:1  error {SAYS}"]),
        (f"#\n#  \na: {token()}\n{metadata()}", []),
        (f"a_unencrypted:\n  # why\n  b: 1\n{metadata()}", []),
        (f"# why\na: 1\n{metadata(encrypted_regex='^b$')}", []),
        (f"b:\n  # why\n  a: {token()}\n{metadata(encrypted_regex='b')}", [f"2:3 /b error {SAYS}"]),
        # What SOPS reads inside of an empty map, it writes behind it.
        (f"a_unencrypted: {{}}\n# in\nb: {token()}\n{metadata()}", []),
        (f"a: {{}}\n# in\nb: {token()}\n{metadata()}", [f"2:1  error {SAYS}"]),
        (f"~: {{}}\n# in\nb: {token()}\n{metadata()}", [f"2:1  error {SAYS}"]),
        (f"# cut\n#ENC[AES256_GCM,data\n{metadata(version='1.14')}", [f"1:1  warning {SAYS}"]),
        (f"# keep\na: 1\n{metadata(unencrypted_comment_regex='keep')}", []),
        (f"# hide\na: {token()}\n{metadata(encrypted_comment_regex='hide')}", []),
        ("# plain\na: 1\n", []),
        (f"#ENC[ no\na: {token()}\n{metadata()}", [f"1:1  error {SAYS}"]),
    ],
)  # fmt: skip
def test_what_sops_would_have_encrypted_is_told(text: str, expected: list[str]) -> None:
    assert told(check, {"x.yaml": text}) == expected


def test_comments_of_dotenv_and_ini_are_judged_as_well() -> None:
    assert told(check, {"x.env": f"# why\nA={token()}\nsops_mac=x\n"}) == [f"1:1  error {SAYS}"]
    ini = f"; why\n[a]\nb = {token()}\n[sops]\nmac = x\n"
    assert told(check, {"x.ini": ini}) == [f"1:1 /a error {SAYS}"]
