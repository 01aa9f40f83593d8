"""A state that no commit of the mainline has is read as the ledger reads those that one has."""

import pytest

from confledger.cli.opened_ledger import opened
from confledger.git.snapshot import CommitSnapshot
from confledger.ledger.read_state import Reading
from confledger.ledger.scope import present
from confledger.ledger.state import state_at
from support import Repository

FILES = {
    ".sops.yaml": "creation_rules: [{path_regex: ^secret/, age: age1x}]\n",
    "confledger.yaml": "list-keys: [{paths: [a.yaml], at: [/steps], keys: [step]}]\n",
    "a.yaml": "steps: [{name: one, step: 2}, {name: two, step: 1}]\n",
    "secret/people.yaml": "people: [{name: ada, pin: 1}, {name: eve, pin: 2}]\n",
}


def test_the_ledger_and_a_reading_say_the_same(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, text in FILES.items():
        repository.write(path, text)
    repository.commit()
    monkeypatch.chdir(repository.root)

    with opened() as ledger:
        entries = CommitSnapshot(ledger.repository, "HEAD", 0)
        reading = Reading(ledger.repository, ledger.rules)
        read = {}
        told = {}
        for entry in entries.entries().values():
            state = reading.state(entry)
            if state is not None:
                content = (repository.root / entry.path).read_bytes()
                read[entry.path] = state.values
                told[entry.path] = reading.told(entry.path, reading.of_bytes(entry, content) or {})
        entries.close()
        reading.close()
        states = {
            path: state_at(ledger.store, lineage, 1)
            for path, lineage in present(ledger.store, 1).items()
        }

    known = {path: None if one is None else one.values for path, one in states.items()}
    assert read == {path: known[path] for path in read}
    assert told == read
    assert sorted(read["secret/people.yaml"].items()) == [
        ("#/people/[0]/name", "!s"),
        ("#/people/[0]/pin", "!i"),
        ("#/people/[1]/name", "!s"),
        ("#/people/[1]/pin", "!i"),
    ]
    assert "#/steps/[step=2]/name" in read["a.yaml"]
