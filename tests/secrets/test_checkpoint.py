"""A checkpoint says what was signed, and nothing else."""

import pytest

from confledger.secrets.checkpoint import Checkpoint, read

STATEMENT = b'{"format":1,"hash":"ab","sequence":7,"time":"2026-01-02T03:04:05Z"}'
LINE = b'{"checkpoint":' + STATEMENT + b',"signature":"-----BEGIN\\n"}\n'


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    made = Checkpoint(7, "ab", "2026-01-02T03:04:05Z", "-----BEGIN\n")

    assert (made.statement(), made.line()) == (STATEMENT, LINE)
    found = read(LINE)
    assert found is not None
    assert (found.sequence, found.hash, found.time) == (7, "ab", "2026-01-02T03:04:05Z")
    assert found.signature == "-----BEGIN\n"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"7",
        b"{}",
        b'{"checkpoint":7,"signature":""}',
        b"[" * 100_000,
        LINE.replace(b"7", b'"7"'),
        LINE.replace(b"7", b"true"),
        LINE.replace(b'"ab"', b"7"),
        LINE.replace(b'"sequence":7', b'"sequence":8,"sequence":7'),
        LINE.replace(b'"format":1', b'"format":2'),
        LINE.replace(b'{"format"', b'{"events":9,"format"'),
    ],
)
def test_what_is_no_checkpoint_is_none(line: bytes) -> None:
    assert read(line) is None
