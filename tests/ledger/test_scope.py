"""Files, keys and states are found under names of any bytes."""

import os

import pytest

from confledger.ledger.attribution import Attribution
from confledger.ledger.commit import Commits
from confledger.ledger.entry import entries
from confledger.ledger.entry_id import beside
from confledger.ledger.past import Past
from confledger.ledger.patterns import Pattern, keys_of
from confledger.ledger.scope import files_at, files_below
from confledger.ledger.state import lineage_at, state_at
from ledgering import ledger, wrong
from support import Repository


@pytest.mark.parametrize("raw", [b"caf\xe9/a.json", "café/ä.json".encode(), b"x\x01 \n/%_.json"])
def test_a_path_of_any_bytes_is_found(repository: Repository, raw: bytes) -> None:
    path = os.fsdecode(raw)
    key = '"kä"'
    repository.write(path, f"{{{key}: 1}}\n")
    repository.commit("one")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write(path, f"{{{key}: 2}}\n")
    repository.write(path.replace(".json", "2.json"), "{}\n")
    repository.commit("side")
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")

    with ledger(repository.root) as store:
        assert wrong(store, repository.root) == []
        assert len(files_at(store, path, follow=True)) == 1
        assert len(files_below(store, path.partition("/")[0], follow=True)) >= 2
        lineage = lineage_at(store, path, 1)
        assert lineage is not None
        state = state_at(store, lineage, 3)
        assert state is not None
        assert list(state.values) == ["#/kä"]
        assert len(keys_of(store, Pattern("**/kä"))) == 1
        (number,) = keys_of(store, Pattern("/kä"))
        found = list(entries(store, "x.key = ?", (number,)))
        assert [one.number for one in found] == [1, 2, 3]
        attribution = Attribution(store)
        assert [attribution.written(one) for one in found] == [1, 2, 2]
        assert attribution.of_file(3, path.replace(".json", "2.json"), "added") == 2
        life = Past(store, Commits(store)).life("#/kä", lineage)
        assert life is not None
        assert life.now == "i2"
        before, after = beside(store, found[0])
        assert before is None
        assert after is not None
        assert after.new == "i2"


def test_a_pattern_in_one_file_means_the_keys_that_it_means_anywhere(
    repository: Repository,
) -> None:
    repository.write("a.yaml", "tag: 1\nimage:\n  tag: 1\n")
    repository.write("b.yaml", "port: 1\n")
    repository.commit("one")
    repository.git("mv", "a.yaml", "c.yaml")
    repository.commit("two")

    with ledger(repository.root) as store:
        for pattern in (Pattern("**/tag"), Pattern("/tag"), Pattern("/image"), Pattern("tag")):
            anywhere = keys_of(store, pattern)
            for name in ("a.yaml", "c.yaml"):
                # All names of the file count, whichever was given.
                files = files_at(store, name, follow=False)
                assert keys_of(store, pattern, files) == anywhere
        # Nor does it mean nothing because the file has none.
        port = keys_of(store, Pattern("/port"))
        assert port == keys_of(store, Pattern("/port"), files_at(store, "c.yaml", follow=True))
