"""What sops says is told by its kind; not a word of it is passed on."""

import pytest

from confledger.secrets.plain import Plain
from confledger.secrets.sops_messages import explained

LEAKING = b"Input string hunter2 does not match sops' data format"


@pytest.mark.parametrize(
    ("code", "errors", "expected"),
    [
        (128, LEAKING, "no-key: none of your keys opens the file"),
        (
            25,
            LEAKING,
            "mac: a value of the file cannot be decrypted: it was changed, or moved to another key",
        ),
        (
            51,
            b"MAC mismatch. File has AB, computed CD",
            "mac: the MAC does not fit the values: the file was edited without sops",
        ),
        (-1, LEAKING, "timeout: sops did not answer in time"),
        (1, LEAKING + b"\nsops metadata not found", "metadata: the file is not encrypted"),
        (
            1,
            b"error truncating tree: component ['a'] not found",
            "path: there is no such key in the file",
        ),
        (1, b"[CMD]\nIncorrect Usage: flag provided", "version: this sops is too old for that"),
        (1, LEAKING, "other: sops ended with exit code 1"),
        (-9, LEAKING, "other: sops was killed by signal 9"),
        (77, b"", "other: sops ended with exit code 77"),
    ],
)
def test_each_failure_has_its_kind(code: int, errors: bytes, expected: str) -> None:
    kind, message, advice = explained(code, Plain(errors))

    assert f"{kind}: {message}" == expected
    assert advice
    assert "hunter2" not in advice
