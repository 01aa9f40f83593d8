"""What a key held before is looked up in its own file, however many files have such a key."""

from confledger.ledger import past
from ledgering import ledger
from support import Repository


def test_a_key_of_thousands_of_files_is_looked_up_in_one(repository: Repository) -> None:
    repository.write("a.yaml", "replicas: 1\n")
    repository.commit("one")

    with ledger(repository.root) as store:
        plan = store.connection.execute(f"EXPLAIN QUERY PLAN {past._ROWS}", (b"#/replicas", "0"))
        assert any("x USING INDEX changes_key (key=? AND file=?)" in row[3] for row in plan)
