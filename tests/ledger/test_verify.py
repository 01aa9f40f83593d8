"""What differs between two ledgers is named by the first commit, file and key that do."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from confledger.errors import ConfledgerError
from confledger.ledger.verify import difference, last, number_of
from ledgering import ledger
from support import Repository


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Open a ledger of four commits, of which each changes two values of two files."""
    repository = Repository.create(tmp_path_factory.mktemp("verify"))
    for number in range(1, 5):
        for name in ("a.yaml", "b.yaml"):
            repository.write(name, f"x: {number}\ny: {number}\n")
        repository.commit(f"{number}")
    with ledger(repository.root) as store:
        yield store.connection


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        pytest.param(
            "UPDATE commits SET subject='-' WHERE id=3",
            "{3}: this commit is not what git gives",
            id="text",
        ),
        pytest.param(
            "DELETE FROM commits WHERE id>=3", "{3}: this commit is missing", id="commits less"
        ),
        pytest.param(
            "UPDATE versions SET state='?' WHERE \"commit\"=3 AND file=1",
            "{3}, a.yaml: this file is not what git gives",
            id="a file",
        ),
        pytest.param(
            'UPDATE versions SET rowid=-rowid WHERE "commit"=3',
            "{3}, a.yaml: this file should be next, and there is {bare3}, b.yaml",
            id="their order",
        ),
        pytest.param(
            'UPDATE changes SET new=1 WHERE "commit"=3 AND file=2',
            "{3}, b.yaml, #/x: this value is not what git gives",
            id="a value",
        ),
        pytest.param(
            'DELETE FROM changes WHERE "commit">=3',
            "{3}, a.yaml, #/x: this value is missing",
            id="less",
        ),
        pytest.param(
            'INSERT INTO changes SELECT 3, file, key, old, new, 0 FROM changes WHERE "commit"=3',
            "{4}, a.yaml, #/x: this value should be next, and there is {bare3}, a.yaml, #/x",
            id="twice",
        ),
        pytest.param(
            "UPDATE commits SET chain=x'00' WHERE id=3",
            "{3}: this hash of the chain is not what git gives",
            id="chain",
        ),
    ],
)
def test_what_was_changed_is_named_unless_it_is_before_what_is_looked_at(
    tampering: str, named: str, made: sqlite3.Connection
) -> None:
    three, four = (one[0][:12] for one in made.execute("SELECT oid FROM commits WHERE id>2"))
    with closing(sqlite3.connect(":memory:")) as held:
        made.backup(held)
        assert difference(held, made) is None
        held.execute(tampering)

        told = [difference(held, made, after) for after in (0, 2)]
        later = difference(held, made, 3)

    wanted = named.format(0, 1, 2, f"commit {three}", f"commit {four}", bare3=three)
    assert told == [wanted, wanted]
    assert (later is None) == (">=" not in tampering)


def test_a_table_that_is_gone_is_damage(made: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(":memory:")) as held:
        made.backup(held)
        held.execute("DROP TABLE versions")
        assert difference(held, made) == "its file is damaged: no such table: versions"


def test_a_commit_is_found_by_its_id(made: sqlite3.Connection) -> None:
    assert number_of(made, last(made)) == 4
    with pytest.raises(ConfledgerError, match="123456789012 is not in this ledger"):
        number_of(made, "1234567890123")
