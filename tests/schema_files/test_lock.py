"""The lock: written the same way every time, and held against the bytes."""

import pytest

from confledger.errors import ConfledgerError
from confledger.git.snapshot import Unreadable
from confledger.schema_files import lock
from confledger.schema_files.lock import LOCK, Find, Locked, locked_faults

A = Locked.of("https://example.org/a.json", "schemas/a.json", b"{}")
B = Locked.of('https://example.org/"b".json', "schemas/é.json", b"[]")
TEXT = f"""\
# Where vendored schemas came from, and the digest of each. Written by `confledger schema`.
version: 1
schemas:
  - address: "https://example.org/\\"b\\".json"
    file: "schemas/é.json"
    sha256: "{B.sha256}"
    bytes: 2
  - address: "https://example.org/a.json"
    file: "schemas/a.json"
    sha256: "{A.sha256}"
    bytes: 2
"""


def files(**held: bytes) -> Find:
    """Return what finds these files, and the lock."""
    paths = {"schemas/a.json": held.get("a"), "schemas/é.json": held.get("b"), LOCK: TEXT.encode()}
    paths |= {LOCK: held["lock"]} if "lock" in held else {}
    return lambda path: None if paths.get(path) is None else ("", paths[path] or b"")


def test_a_lock_is_read_as_it_was_written() -> None:
    assert lock.written({A.address: A, B.address: B}).decode() == TEXT
    assert [one.file for one in lock.read(files()).values()] == [B.file, A.file]
    assert lock.read(lambda path: None) == {}
    assert lock.read(files(lock=lock.written({}))) == {}


def test_what_is_not_as_it_was_fetched_is_a_fault() -> None:
    assert locked_faults(files(a=b"{}", b=b"[]")) == []

    faults = locked_faults(files(a=b"{ }"))

    assert [(one.file, one.state, one.line, one.message) for one in faults] == [
        (
            "schemas/é.json",
            "missing",
            4,
            "the vendored schema `schemas/é.json` is in schemas/schemas.lock.yaml and does not "
            "exist",
        ),
        (
            "schemas/a.json",
            "changed",
            8,
            "the vendored schema `schemas/a.json` differs from what schemas/schemas.lock.yaml "
            "says it is",
        ),
    ]
    assert faults[1].help == (
        "bring back what was fetched: confledger schema update --force schemas/a.json"
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"schemas: [", id="not YAML"),
        pytest.param(b"version: 1", id="no list"),
        pytest.param(b"schemas: [{address: a, file: b, sha256: 1, bytes: 2}]", id="no digest"),
        pytest.param(b"schemas: [a]", id="no maps"),
    ],
)
def test_a_lock_that_cannot_be_read_is_said_so(text: bytes) -> None:
    with pytest.raises(ConfledgerError, match="cannot be read"):
        lock.read(files(lock=text))


def test_a_lock_that_is_a_link_is_said_so() -> None:
    with pytest.raises(ConfledgerError, match="cannot be read"):
        lock.read(lambda path: ("", Unreadable("it is a symbolic link")))
