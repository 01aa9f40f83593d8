"""What a merge lands is what the branch was found to have made, unless more decides it."""

from confledger.changes.identity import Identities
from confledger.documents.limits import DEFAULT
from confledger.git.landing import commits
from confledger.git.repository import discover
from confledger.ledger.build import Rules
from confledger.ledger.differing import Differences, Rows, told
from confledger.ledger.lineages import Lineages
from confledger.secrets.governed import Governed
from confledger.secrets.scope import Scope
from confledger.settings import Settings
from support import Repository


class Encrypted(Governed):
    """Says of one file that its values ought to be encrypted."""

    def __init__(self) -> None:
        pass

    def scope_of(self, path: str) -> Scope | None:
        return Scope() if path == "b.yaml" else None


def found(repository: Repository, governed: Governed | None = None) -> list[tuple[str, str, Rows]]:
    """Return subject, state and rows of each file in the order of landing."""
    opened = discover(str(repository.root))
    work = [(one, told(one)) for one in commits(opened, "HEAD")]
    lineages = Lineages(None)
    rules = Rules(Settings(), Identities(), DEFAULT, governed)
    differences = Differences(opened, rules, lineages, work)
    answer = []
    for commit, changes in work:
        if commit.mainline:
            lineages.next_group()
        for one in changes:
            state, rows = differences.file(commit, one, lineages.of(one.at, commit))
            answer.append((commit.subject, state, rows))
    differences.close()
    return answer


def landed(repository: Repository, name: str, **texts: str) -> None:
    """Commit some files on a branch, and merge it."""
    repository.git("checkout", "--quiet", "-b", name)
    for path, text in texts.items():
        repository.write(f"{path}.yaml", text)
    repository.commit(name)
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "--message", f"merge {name}", name)


def test_a_merge_has_the_rows_of_its_branch(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit("one")
    landed(repository, "two", a="a: 2\nb: 3\n")

    answer = found(repository)

    rows = [("#/a", "i1", "i2", 0), ("#/b", None, "i3", 0)]
    assert answer[1:] == [("two", "", rows), ("merge two", "", rows)]
    assert answer[1][2] is answer[2][2]


def test_the_same_versions_elsewhere_may_be_secrets(repository: Repository) -> None:
    for text in ("a: 1\n", "a: 2\n", "a: 1\n", "a: 2\n"):
        repository.write("a.yaml", text)
        repository.write("b.yaml", text)
        repository.commit("both")

    shown, hidden = [("#/a", "i1", "i2", 0)], [("#/a", "!i", "!i", 0)]
    assert [rows for _, _, rows in found(repository, Encrypted())][-2:] == [shown, hidden]


def test_what_is_compared_with_the_last_version_that_could_be_read_is_found_anew(
    repository: Repository,
) -> None:
    # The same two versions of two files, which could be read before as something else.
    repository.write("a.yaml", "a: 1\n")
    repository.write("b.yaml", "b: 1\n")
    repository.commit("one")
    for name, text in (("broken", "a: [\n"), ("mended", "a: 2\n")):
        repository.write("a.yaml", text)
        repository.write("b.yaml", text)
        repository.commit(name)

    assert found(repository) == [
        ("one", "", [("#/a", None, "i1", 0)]),
        ("one", "", [("#/b", None, "i1", 0)]),
        ("broken", "unparsable", []),
        ("broken", "unparsable", []),
        ("mended", "", [("#/a", "i1", "i2", 0)]),
        ("mended", "", [("#/a", None, "i2", 0), ("#/b", "i1", None, 0)]),
    ]
