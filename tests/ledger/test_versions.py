"""Versions are read once, kept as long as they are wanted, and known without git until then."""

from confledger.changes.identity import Identities
from confledger.documents.limits import DEFAULT
from confledger.git.repository import discover
from confledger.git.snapshot import Entry
from confledger.ledger.versions import Versions
from support import Repository


def entries(repository: Repository, *texts: str) -> list[Entry]:
    """Return an entry of `a.yaml` for each text."""
    found = []
    for text in texts:
        repository.write("a.yaml", text)
        oid = repository.git("hash-object", "-w", "a.yaml").strip()
        found.append(Entry("a.yaml", "file", oid))
    return found


def test_a_version_is_known_until_it_was_used_as_often_as_announced(
    repository: Repository,
) -> None:
    one, two = entries(repository, "a: 1\n", "a: 2\n")
    assert one.oid
    assert two.oid
    read = Versions(discover(str(repository.root)), Identities(), DEFAULT, [one.oid, two.oid] * 2)
    assert read.known(one, "yaml") is None

    first = read.version(one, "yaml")

    assert first is not None
    assert first.leaves == {"#/a": "i1"}
    assert read.known(one, "yaml") is first
    assert read.version(one, "yaml") is first
    # As something else it would be read anew.
    assert read.known(one, "json") is None
    assert read.again(one.oid)
    read.used(one.oid)
    assert read.known(one, "yaml") is first
    assert not read.again(one.oid)
    read.used(one.oid)
    assert read.known(one, "yaml") is None
    assert read.of(two, "yaml") == {"#/a": "i2"}
    # Asked for once more than was announced, it is read on its own.
    assert read.of(one, "yaml") == {"#/a": "i1"}
    read.close()


def test_one_that_cannot_be_read_is_none_and_what_was_passed_is_not_kept(
    repository: Repository,
) -> None:
    texts = [f"a: {number}\n" for number in range(80)]
    *many, broken = entries(repository, *texts, "a: [\n")
    wanted = [one.oid for one in (*many, broken) if one.oid]
    read = Versions(discover(str(repository.root)), Identities(), DEFAULT, wanted)

    assert read.version(broken, "yaml") is None
    assert len(read._passed) == 80
    for one in many:
        assert one.oid
        read.used(one.oid)
    assert read._passed == {}
    assert read.of(many[7], "yaml") == {"#/a": "i7"}
    read.close()
