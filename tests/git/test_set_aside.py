"""What is kept of local changes, and what no commit can keep."""

import os
from collections.abc import Callable

import pytest

from confledger.errors import ConfledgerError
from confledger.git.commit_writing import Locked
from confledger.git.repository import discover
from confledger.git.set_aside import set_aside
from confledger.git.switch_intent import signature
from confledger.git.uncommitted import InTheWay
from support import Repository


def pipe(repository: Repository) -> None:
    os.mkfifo(repository.root / "a.yaml.pipe")


def conflict(repository: Repository) -> None:
    oid = repository.git("rev-parse", "HEAD:a.yaml")
    repository.git("update-index", "--index-info", input=f"100644 {oid} 2\ta.yaml.pipe\n")


@pytest.mark.parametrize(
    ("change", "reason"),
    [(pipe, "no file"), (conflict, "its merge conflict is not resolved")],
)
def test_what_no_commit_can_hold_is_in_the_way(
    repository: Repository, change: Callable[[Repository], None], reason: str
) -> None:
    repository.write("a.yaml", "a: 1\n")
    head = repository.commit()
    change(repository)
    path = "a.yaml.pipe"

    with pytest.raises(ConfledgerError) as raised:
        set_aside(
            discover(str(repository.root)), head, {path: signature(str(repository.root / path))}
        )

    assert str(raised.value) == f"{path!r} is in the way, and {reason}"
    assert repository.git("for-each-ref", "refs/confledger") == ""


def test_what_changes_while_it_is_kept_is_in_the_way(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    head = repository.commit()
    seen = signature(str(repository.write("a.yaml", "a: 2\n")))
    repository.write("a.yaml", "a: 30\n")

    with pytest.raises(InTheWay) as raised:
        set_aside(discover(str(repository.root)), head, {"a.yaml": seen})

    assert str(raised.value) == "'a.yaml': not committed, and would be overwritten"
    assert repository.git("for-each-ref", "refs/confledger") == ""


def test_a_lock_that_was_left_is_named(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    head = repository.commit()
    lock = repository.write(".git/refs/confledger/kept/1.lock", "")
    seen = signature(str(repository.write("a.yaml", "a: 2\n")))

    with pytest.raises(Locked) as raised:
        set_aside(discover(str(repository.root)), head, {"a.yaml": seen})

    assert str(raised.value) == f"another git process is at work: '{lock}' is there"


def test_modes_links_and_submodules_are_kept(repository: Repository) -> None:
    module = Repository.create(repository.root / "module")
    module.commit()
    repository.write("run", "1\n").chmod(0o755)
    repository.write("link", "1\n")
    repository.write("intended", "")
    repository.git("add", "run", "link", "module")
    repository.git("commit", "-q", "-m", "first")
    head = repository.git("rev-parse", "HEAD")
    repository.write("run", "2\n")
    (repository.root / "link").unlink()
    (repository.root / "link").symlink_to("run")
    repository.git("add", "-N", "intended")
    module.commit()
    names = ("run", "link", "intended", "module", "gone")

    paths = {name: signature(str(repository.root / name)) for name in names}
    ref = set_aside(discover(str(repository.root)), head, paths)

    assert ref == "refs/confledger/kept/1"
    modes = repository.git("ls-tree", "--format=%(objectmode) %(path)", ref).split("\n")
    assert modes == ["100644 intended", "120000 link", "160000 module", "100755 run"]
    assert repository.git("cat-file", "-p", f"{ref}:link") == "run"
    assert repository.git("ls-tree", "--name-only", f"{ref}^2").split("\n") == [
        *("intended", "link", "module", "run"),
    ]
