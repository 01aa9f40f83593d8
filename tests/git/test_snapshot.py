"""A commit and the index give the same three things: entries, one content, many contents."""

import hashlib
from pathlib import Path

import pytest

from confledger.git.blobs import TooLarge
from confledger.git.repository import discover
from confledger.git.snapshot import (
    CommitSnapshot,
    Entry,
    IndexSnapshot,
    RevisionNotFound,
    Snapshot,
    Unreadable,
    blob_id,
    parse_index,
    resolve,
)
from support import Repository

ONE, TWO = "1" * 40, "2" * 40


def filled(repository: Repository) -> Repository:
    repository.write("a", "text\n")
    repository.write("b/new\nline", "n\n")
    repository.write("b/ünï", "u")
    repository.write("large", "x" * 200)
    (repository.root / "link").symlink_to("a")
    repository.commit()
    return repository


@pytest.fixture(params=["commit", "index"])
def snapshot(request: pytest.FixtureRequest, repository: Repository) -> Snapshot:
    found = discover(str(filled(repository).root))
    if request.param == "commit":
        return CommitSnapshot(found, "HEAD", 100)
    return IndexSnapshot(found, 100)


def test_entries_are_in_path_order_with_kind_and_id(snapshot: Snapshot) -> None:
    assert [(entry.path, entry.kind, entry.oid) for entry in snapshot.entries().values()] == [
        ("a", "file", blob_id(b"text\n")),
        ("b/new\nline", "file", blob_id(b"n\n")),
        ("b/ünï", "file", blob_id(b"u")),
        ("large", "file", blob_id(b"x" * 200)),
        ("link", "symlink", blob_id(b"a")),
    ]
    assert (
        repr(snapshot.entries()["a"]) == f"Entry('a', 'file', '{blob_id(b'text' + bytes([10]))}')"
    )


def test_contents_come_one_by_one_or_in_order(snapshot: Snapshot) -> None:
    assert snapshot.find("a") == (blob_id(b"text\n"), b"text\n")
    assert snapshot.find("b/new\nline") == (blob_id(b"n\n"), b"n\n")
    assert snapshot.find("b/ünï") == (blob_id(b"u"), b"u")
    for path in ("nosuch", "no\nsuch", "b", "a/b", ""):
        assert snapshot.find(path) is None
    found = snapshot.find("link")
    assert found is not None
    assert isinstance(found[1], Unreadable)
    assert found[1].reason == "it is a symbolic link"
    large = snapshot.find("large")
    assert large is not None
    assert isinstance(large[1], TooLarge)
    snapshot.limit = 300
    assert snapshot.find("large") == (blob_id(b"x" * 200), b"x" * 200)
    entries = list(snapshot.entries().values())[::-1]
    assert [content for _, content in snapshot.stream(entries)] == [
        *(b"a", b"x" * 200, b"u", b"n\n", b"text\n")
    ]
    missing = next(snapshot.stream([Entry("gone", "file", ONE)]))[1]
    assert isinstance(missing, Unreadable)
    assert missing.reason == "its object is missing or damaged; `git fsck` says more"
    snapshot.close()
    snapshot.close()


def test_of_an_unmerged_path_our_side_is_found_else_theirs(repository: Repository) -> None:
    oids = {name: repository.git("hash-object", "-w", "--stdin", input=name) for name in "012"}
    lines = [f"100644 {oids['0']} 1\tboth", f"100644 {oids['1']} 2\tboth"]
    lines += [f"100644 {oids['2']} 3\tboth", f"100644 {oids['2']} 3\ttheirs"]
    lines += [f"100644 {oids['0']} 1\tneither"]
    repository.git("update-index", "--index-info", input="\n".join(lines) + "\n")
    index = IndexSnapshot(discover(str(repository.root)), 100)

    assert index.find("both") == (oids["1"], b"1")
    assert index.find("theirs") == (oids["2"], b"2")
    assert index.find("neither") is None
    assert {path: entry.oid for path, entry in index.entries().items()} == {
        "both": None,
        "neither": None,
        "theirs": None,
    }
    contents = [content for _, content in index.stream(list(index.entries().values()))]
    assert {content.reason for content in contents if isinstance(content, Unreadable)} == {
        "its merge conflict is not resolved; choose what it should hold, then `git add` it"
    }
    index.close()


def test_the_listing_of_the_index_is_read_as_it_is_written() -> None:
    records = [
        f"100644 {ONE} 0\ta",
        f"100755 {ONE} 0\tb\tc",
        f"120000 {ONE} 0\tlink",
        f"160000 {ONE} 0\tsub",
        f"100644 {ONE} 1\tu",
        f"120000 {ONE} 2\tu",
        f"160000 {TWO} 3\tu",
        f"100644 {ONE} 0\tbytes-\udcff",
    ]
    raw = "".join(f"{record}\0" for record in records).encode("utf-8", "surrogateescape")

    assert {path: (entry.kind, entry.oid) for path, entry in parse_index(raw).items()} == {
        "a": ("file", ONE),
        "b\tc": ("file", ONE),
        "link": ("symlink", ONE),
        "sub": ("submodule", ONE),
        "u": ("symlink", None),
        "bytes-\udcff": ("file", ONE),
    }
    assert parse_index(b"") == {}


@pytest.mark.parametrize("data", [b"", b"a\n", b"\0\xff", b"x" * 5000])
@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_blob_id_is_the_one_that_git_gives(tmp_path: Path, data: bytes, algorithm: str) -> None:
    repository = Repository.create(tmp_path / "r", f"--object-format={algorithm}")
    file = repository.write("f", data)

    assert blob_id(data, algorithm) == repository.git("hash-object", "--no-filters", str(file))
    assert len(blob_id(data, algorithm)) == 2 * hashlib.new(algorithm).digest_size


def test_a_revision_is_resolved_to_the_kind_that_is_needed(repository: Repository) -> None:
    commit = filled(repository).commit()
    tree = repository.git("rev-parse", "HEAD^{tree}")
    repository.git("tag", "--annotate", "--message=m", "v1")
    found = discover(str(repository.root))

    assert resolve(found, "v1", "commit") == commit
    assert resolve(found, "v1", "tree") == tree
    assert resolve(found, tree, "tree") == tree
    assert resolve(found, ":/change", "tree") == tree
    for revision, kind in ((tree, "commit"), ("v1:a", "tree"), (":/no such", "tree"), ("", "tree")):
        with pytest.raises(RevisionNotFound, match="no revision named"):
            resolve(found, revision, kind)
