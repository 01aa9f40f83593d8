"""Which commit gave a key what it has now."""

from collections.abc import Iterator

import pytest

from confledger.changes.leaves import leaves
from confledger.git.repository import discover
from confledger.rollback.content import read
from confledger.rollback.since import Since
from support import Repository

LONG = "".join(f"k{number}: 1\n" for number in range(9))


@pytest.fixture(name="since")
def _since(repository: Repository) -> Iterator[Since]:
    """Commit a file that is renamed in between; answer about its end."""
    repository.write("a.yaml", LONG + "pool: 1\nhost: a\n")
    repository.commit("begin")
    repository.write("a.yaml", LONG + "pool: 2\nhost: a\n")
    repository.commit("pool")
    repository.git("mv", "a.yaml", "b.yaml")
    repository.commit("rename")
    repository.write("b.yaml", "a: [\n")
    repository.commit("break")
    repository.write("b.yaml", LONG + "pool: 2\nhost: b\nnew: {a: 1}\n")
    repository.write("gone.yaml", "a: 1\n")
    repository.commit("mend")
    repository.write("c.yaml", "a: 1\n---\nb: 1\n")
    repository.git("rm", "-q", "gone.yaml")
    repository.commit("documents")

    def known(data: bytes, path: str) -> dict[str, str] | None:
        documents = read(data, "yaml")
        return None if documents is None else leaves(documents)

    made = Since(discover(str(repository.root)), repository.git("rev-parse", "HEAD"), known, 1000)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("path", "key", "subject"),
    [
        ("b.yaml", "#/host", "mend"),
        ("b.yaml", "#/new", "mend"),
        ("b.yaml", "other#/new/a", "mend"),
        ("c.yaml", "[1]#/b", "documents"),
        ("gone.yaml", "#/a", "documents"),
        ("gone.yaml", "", "documents"),
        ("b.yaml", "", "mend"),
        ("never.yaml", "#/a", None),
        ("never.yaml", "", None),
    ],
)
def test_the_last_change_of_a_key_is_found(
    since: Since, path: str, key: str, subject: str | None
) -> None:
    found = since.key(path, key) if key else since.file(path)

    assert (found and found.subject) == subject


def test_a_key_is_followed_through_renames(repository: Repository) -> None:
    repository.write("a.yaml", LONG)
    repository.commit("begin")
    repository.write("a.yaml", LONG.replace("k3: 1", "k3: 2"))
    repository.commit("change")
    repository.git("mv", "a.yaml", "b.yaml")
    repository.commit("rename")
    made = Since(
        discover(str(repository.root)),
        repository.git("rev-parse", "HEAD"),
        lambda data, _: leaves(read(data, "yaml") or []),
        1000,
    )

    subjects = [one and one.subject for one in (made.key("b.yaml", f"#/k{n}") for n in (3, 4))]
    made.close()

    assert subjects == ["change", "begin"]
