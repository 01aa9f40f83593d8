"""Records of `git log --raw -z`, however they are cut into parts on their way."""

from io import BufferedReader, BytesIO, RawIOBase
from typing import Any

import pytest

from confledger.git.raw_log import asked, read
from confledger.git.snapshot import Entry

NONE, A, B, C = ("0" * 40, "a" * 40, "b" * 40, "c" * 40)
FIELDS = ("%H", "%s")
OUTPUT = (
    f"\1{A}\0:100644 x\0"
    f"\n:000000 100644 {NONE} {A} A\0:a\nb\0:100644 100644 {A} {B} R090\0a\0ü\0"
    f"\1{B}\0\0"
    f"\1{C}\0\1merge\0"
    f"\n::100644 120000 000000 {A} {B} {NONE} MD\0a\0b\0b\0"
).encode()
READ = [
    (
        [A.encode(), b":100644 x"],
        [
            (None, Entry(":a\nb", "file", A)),
            (Entry("a", "file", A), Entry("ü", "file", B)),
        ],
    ),
    ([B.encode(), b""], []),
    ([C.encode(), b"\1merge"], [(Entry("a", "file", A), Entry("b", "symlink", B), None)]),
]


class Dripping(RawIOBase):
    """A pipe that has so many bytes at a time."""

    def __init__(self, output: bytes, size: int) -> None:
        self._left = BytesIO(output)
        self._size = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._left.read(min(self._size, len(buffer)))
        buffer[: len(part)] = part
        return len(part)


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_each_commit_comes_with_its_fields_and_files(size: int) -> None:
    assert asked(FIELDS) == "--format=%x01%H%x00%s"

    found = list(read(BufferedReader(Dripping(OUTPUT, size)), FIELDS))

    assert repr(found) == repr(READ)


def test_a_history_without_commits_has_no_records() -> None:
    assert list(read(BytesIO(), FIELDS)) == []
