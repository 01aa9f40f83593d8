"""Metadata that SOPS could not have written are found, in every document."""

import pytest

from confledger.checks.secrets import malformed_metadata as check
from secret_pages import example, metadata, token, told


def test_the_examples_of_the_page_are_what_they_say() -> None:
    assert told(check, example(check, "Bad")) == [
        "2:1 /sops error the MAC is missing",
        "2:1 /sops error no recipient is named: nobody can open the file",
    ]
    assert told(check, example(check, "Good")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (metadata(), []),
        (metadata(mac="x"), ["1:116 /sops/mac error the MAC is no complete ciphertext"]),
        ("sops: {mac: none, version: 3.11.0}\n", ["`lastm", "the MAC is no", "no recipient"]),
        (metadata(age="[{recipient: x, enc: y}]"), ["1:29 /sops/age/0/enc error the data key"]),
        (f"{metadata()}---\na: {token()}\n", ["3:1  error this document has no metadata"]),
        (f"{metadata()}---\n", []),
        (f"{metadata()}---\na: {token()}\n{metadata()}", []),
        (
            f"{metadata()}---\n{metadata(version='3.9.0')}",
            ["3:1 /sops error these metadata differ from those of the first document"],
        ),
        (
            f"a: 1\n---\n{metadata()}---\n{metadata()}",
            ["3:1 /sops error the first document has no metadata, so that SOPS takes all for"],
        ),
        ("a: 1\n---\nsops: {version: 1}\n", []),
        ("sops: {enabled: true}\n", []),
    ],
)
def test_each_fault_is_told_at_its_key(text: str, expected: list[str]) -> None:
    lines = told(check, {"x.yaml": text})

    assert len(lines) == len(expected)
    assert all(part in line for line, part in zip(lines, expected, strict=True)), lines


def test_flat_metadata_are_judged_where_they_stand() -> None:
    text = f"A={token()}\nsops_mac={token()}\nsops_version=3.11.0\nsops_lastmodified=x\n"

    assert told(check, {"x.env": text}) == [
        "4:1 /sops/lastmodified error `lastmodified` is no time as in RFC 3339",
        "2:1 /sops error no recipient is named: nobody can open the file",
    ]
