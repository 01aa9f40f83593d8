"""Objects come one by one or in a stream, in order, whole or not at all."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from confledger.errors import ConfledgerError
from confledger.git.blobs import DAMAGED, Blobs, TooLarge
from confledger.git.repository import Repository, discover
from support import Repository as Working

ABSENT = "1" * 40


@pytest.fixture
def objects(repository: Working) -> tuple[Repository, list[str]]:
    """A repository with a hundred blobs, of 10 bytes and one of 100,000."""
    names = "".join(f"{repository.write(f'n/{n}', f'number {n:02}{chr(10)}')}\n" for n in range(99))
    big = repository.write("big", b"x" * 100_000)
    oids = repository.git("hash-object", "-w", "--stdin-paths", input=f"{names}{big}\n")
    repository.commit()
    return discover(str(repository.root)), oids.splitlines()


def shown(answers: Iterator[object]) -> list[object]:
    return [answer.size if isinstance(answer, TooLarge) else answer for answer in answers]


@pytest.mark.parametrize("count", [0, 1, 64, 65, 99])
def test_contents_come_in_the_order_asked_for(
    objects: tuple[Repository, list[str]], count: int
) -> None:
    repository, oids = objects
    blobs = Blobs(repository, 1000)
    wanted = oids[:count][::-1]

    contents = [b"number %02d\n" % n for n in range(count)][::-1]
    assert list(blobs.read(wanted)) == contents
    asked = [*wanted, ABSENT, "", oids[-1], *wanted]
    assert shown(blobs.read(asked)) == [*contents, None, None, 100_000, *contents]
    blobs.close()


def test_an_object_has_many_names(objects: tuple[Repository, list[str]]) -> None:
    repository, oids = objects
    blobs = Blobs(repository, 1000)

    assert blobs.one("HEAD:n/7") == (oids[7], b"number 07\n")
    assert blobs.one(":0:n/8") == (oids[8], b"number 08\n")
    assert blobs.one("HEAD:nothing 1 2") == ("", None)
    assert blobs.one("HEAD:n")[1] is None
    assert blobs.one("") == ("", None)
    assert blobs.one(oids[9]) == (oids[9], b"number 09\n")
    blobs.limit = 200_000
    assert blobs.one("HEAD:big") == (oids[-1], b"x" * 100_000)
    blobs.close()
    assert blobs.one(oids[9]) == (oids[9], b"number 09\n")
    blobs.close()
    blobs.close()


@pytest.mark.parametrize("many", [False, True])
def test_after_a_damaged_object_come_the_others(
    objects: tuple[Repository, list[str]], many: bool
) -> None:
    repository, oids = objects
    for oid in (oids[1], oids[3]):
        file = Path(repository.git_dir, "objects", oid[:2], oid[2:])
        file.chmod(0o600)
        file.write_bytes(file.read_bytes()[:-8])
    file = Path(repository.git_dir, "objects", oids[-1][:2], oids[-1][2:])
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-20])
    blobs = Blobs(repository, 200_000)
    asked = [oids[-1], oids[0], *oids[4:90], oids[-1]] if many else [oids[-1], oids[0], oids[-1]]

    answers = list(blobs.read(asked))

    expected = [b"number 00\n", *(b"number %02d\n" % n for n in range(4, 90 if many else 4))]
    assert answers == [DAMAGED, *expected, DAMAGED]
    blobs.close()


@pytest.mark.parametrize("count", [3, 90])
def test_when_git_gives_up_for_another_reason_that_is_told(
    objects: tuple[Repository, list[str]], count: int
) -> None:
    repository, oids = objects
    elsewhere = Repository(None, repository.git_dir + "/nowhere", repository.git_dir)

    with pytest.raises(ConfledgerError, match="git cat-file --batch: not a git repository"):
        list(Blobs(elsewhere, 1000).read(oids[:count]))


def test_a_process_that_was_killed_is_an_error_and_started_anew(
    objects: tuple[Repository, list[str]],
) -> None:
    repository, oids = objects
    blobs = Blobs(repository, 1000)
    blobs.one(oids[0])
    assert blobs._one is not None
    os.kill(blobs._one.pid, 9)
    os.waitid(os.P_PID, blobs._one.pid, os.WEXITED | os.WNOWAIT)

    with pytest.raises(ConfledgerError, match="git cat-file --batch: exit code -9"):
        blobs.one(oids[1])
    assert blobs.one(oids[1]) == (oids[1], b"number 01\n")
    blobs.close()


def test_a_stream_may_be_left_early(objects: tuple[Repository, list[str]]) -> None:
    repository, oids = objects
    before = len(os.listdir("/proc/self/fd"))
    reading = Blobs(repository, 1000).read(oids * 200)

    assert next(reading) == b"number 00\n"
    del reading

    assert len(os.listdir("/proc/self/fd")) <= before + 1


def test_content_that_reads_like_the_protocol_is_content(repository: Working) -> None:
    text = "\n".join((" missing", "! missing", f"{ABSENT} blob 5", "12345", ""))
    repository.write("x", text)
    repository.commit()
    blobs = Blobs(discover(str(repository.root)), 1000)

    assert blobs.one("HEAD:x")[1] == text.encode()
    blobs.close()
