"""What tells that HEAD is where it was: certain, or not relied on."""

from pathlib import Path

from confledger.cli import known
from confledger.git import repository as places
from support import Repository


def head(repository: Repository) -> bytes | None:
    return known.head_identity(places.discover(str(repository.root)))


def test_head_is_known_by_what_it_names(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.git("add", ".")
    found = [head(repository)]
    first = repository.commit("one")
    found.append(head(repository))
    repository.commit("two")
    found.append(head(repository))
    repository.git("pack-refs", "--all")
    found.append(head(repository))
    repository.git("checkout", "--quiet", "--detach")
    found.append(head(repository))
    repository.git("checkout", "--quiet", first)
    found.append(head(repository))

    assert None not in found
    assert len(set(found)) == len(found)
    repository.git("checkout", "--quiet", "main")
    assert head(repository) == found[3]


def test_a_head_that_cannot_be_told_is_not_relied_on(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit()
    git = repository.root / ".git"
    found = []
    repository.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    for content in ("ref: refs/heads/alias\n", "ref: refs/remotes/a/b\n", "ref: refs/heads/\n"):
        (git / "HEAD").write_text(content)
        found.append(head(repository))
    # As with reftable, where no file says where a branch is.
    (git / "HEAD").write_text("ref: refs/heads/.invalid\n")
    found.append(head(repository))

    assert found == [None] * 4


def test_only_what_hooks_ask_is_remembered() -> None:
    asked = {
        "--staged": True,
        "--staged a.yaml b.yaml": True,
        "--staged -- a.yaml": True,
        "a.yaml --staged": True,
        "": False,
        "--all": False,
        "--staged --verbose": False,
        "--staged --no-cache": False,
        "--staged --format=json": False,
        "--staged -- -odd.yaml": True,
        "-- --staged": False,
    }

    assert {line: known.remembered(line.split()) for line in asked} == asked


def test_untracked_files_that_a_run_rested_on_are_looked_at_again(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a: 1\n")
    sha1 = "a8926a52fdb3d39ed10b1d3b2ec92d1c8fa3a8a9"
    top = str(tmp_path)
    oid = known_oid(tmp_path / "there", "sha1")
    long = known_oid(tmp_path / "there", "sha256")

    assert known.loose_unchanged(top, {"there": oid, "missing": None})
    assert known.loose_unchanged(top, {"there": long})
    assert not known.loose_unchanged(top, {"there": sha1})
    assert not known.loose_unchanged(top, {"missing": oid})
    assert not known.loose_unchanged(top, {"there": None})


def known_oid(path: Path, algorithm: str) -> str:
    from hashlib import new

    data = path.read_bytes()
    return new(algorithm, b"blob %d\0" % len(data) + data).hexdigest()
