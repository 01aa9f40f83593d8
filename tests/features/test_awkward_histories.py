"""The ledger of histories that are not a straight line of ordinary commits."""

import os
from pathlib import Path

import pytest

from confledger.documents.limits import Limits
from confledger.errors import ConfledgerError
from confledger.git.history import HistoryIncomplete
from ledgering import dump, ledger, rows, versions, wrong
from support import Repository


def merge(repository: Repository, *branches: str, message: str = "merge") -> None:
    repository.git("merge", "--quiet", "--no-ff", "-m", message, *branches)


def test_a_force_push_is_told_and_what_it_took_away_is_kept(repository: Repository) -> None:
    repository.write("a.yaml", "replicas: 1\n")
    kept = repository.commit("one")
    repository.write("a.yaml", "replicas: 2\n")
    lost = repository.commit("two")
    with ledger(repository.root):
        pass
    repository.git("reset", "--quiet", "--hard", kept)
    repository.write("a.yaml", "replicas: 3\n")
    new = repository.commit("three")

    with ledger(repository.root) as store:
        run = store.connection.execute
        assert run("SELECT ref, old, new, kept, lost FROM rewrites").fetchall() == [
            ("refs/heads/main", lost, new, kept, 1)
        ]
        assert run("SELECT rewrite, oid, subject, rows FROM orphans").fetchall() == [
            (1, lost, "two", 1)
        ]
        assert rows(store) == [
            "one: a.yaml #/replicas - -> i1",
            "three: a.yaml #/replicas i1 -> i3",
        ]
        assert wrong(store, repository.root) == []


def test_the_last_commit_may_be_gone_from_the_clone(repository: Repository) -> None:
    repository.write("a.yaml", "replicas: 1\n")
    repository.commit("one")
    with ledger(repository.root):
        pass
    repository.git("commit", "--quiet", "--amend", "--message", "other")
    repository.git("reflog", "expire", "--expire=now", "--all")
    repository.git("gc", "--quiet", "--prune=now")

    with ledger(repository.root) as store:
        assert rows(store) == ["other: a.yaml #/replicas - -> i1"]
        assert store.connection.execute("SELECT subject FROM orphans").fetchall() == [("one",)]


def test_to_switch_branches_is_no_rewrite(repository: Repository) -> None:
    repository.write("a.yaml", "replicas: 1\n")
    repository.commit("one")
    repository.git("branch", "other")
    repository.write("a.yaml", "replicas: 2\n")
    repository.commit("two")
    for branch in ("main", "other", "main", "HEAD~1"):
        repository.git("checkout", "--quiet", branch)
        with ledger(repository.root) as store:
            run = store.connection.execute
            assert run("SELECT count(*) FROM rewrites").fetchone() == (0,)
            assert run("SELECT count(*) FROM orphans").fetchone() == (0,)
            assert wrong(store, repository.root) == []


def test_a_branch_that_was_rewritten_while_another_was_looked_at(repository: Repository) -> None:
    repository.write("a.yaml", "replicas: 1\n")
    repository.commit("one")
    repository.git("branch", "other")
    repository.write("a.yaml", "replicas: 2\n")
    lost = repository.commit("two")
    with ledger(repository.root):
        pass
    repository.git("checkout", "--quiet", "other")
    with ledger(repository.root):
        pass
    repository.git("branch", "--force", "main", "other")
    repository.git("checkout", "--quiet", "main")

    with ledger(repository.root) as store:
        run = store.connection.execute
        assert run("SELECT oid, subject, rows FROM orphans").fetchall() == [(lost, "two", None)]


def test_where_a_shallow_clone_ends_nobody_is_an_author(
    repository: Repository, tmp_path: Path
) -> None:
    for number in range(3):
        repository.write("a.yaml", f"replicas: {number}\n")
        repository.commit(f"{number}")
    clone = Repository(tmp_path / "clone")
    repository.git("clone", "--quiet", "--depth=2", f"file://{repository.root}", str(clone.root))

    def told() -> list[tuple[str, int]]:
        with ledger(clone.root) as store:
            assert wrong(store, clone.root) == []
            assert store.connection.execute("SELECT count(*) FROM rewrites").fetchone() == (0,)
            found = store.connection.execute("SELECT subject, baseline FROM commits ORDER BY id")
            return found.fetchall()

    assert told() == [("1", 1), ("2", 0)]
    clone.git("fetch", "--quiet", "--unshallow")
    assert told() == [("0", 0), ("1", 0), ("2", 0)]


@pytest.mark.parametrize("how", ["graft", "replace"])
def test_what_one_clone_puts_over_its_history_does_not_count(
    repository: Repository, how: str
) -> None:
    for number in range(3):
        repository.write("a.yaml", f"replicas: {number}\n")
        repository.commit(f"{number}")
    with ledger(repository.root, folder=repository.root / ".git/plain") as store:
        expected = dump(store)
    last, first = repository.git("rev-parse", "HEAD"), repository.git("rev-parse", "HEAD~2")
    if how == "graft":
        repository.write(".git/info/grafts", f"{last} {first}\n")
    else:
        blobs = [repository.git("rev-parse", f"HEAD~{one}:a.yaml") for one in (1, 2)]
        repository.git("replace", "--graft", last, first)
        repository.git("replace", *blobs)

    with ledger(repository.root) as store:
        assert dump(store) == expected


def test_an_octopus_brings_the_work_of_each_author(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\nb: 1\nc: 1\n" + "# apart\n" * 9)
    repository.commit("base")
    for name in ("left", "right"):
        repository.git("checkout", "--quiet", "-b", name, "main")
        repository.write(f"{name}.yaml", "on: 1\n")
        repository.commit(name)
    repository.git("checkout", "--quiet", "main")
    merge(repository, "left", "right", message="octopus")

    with ledger(repository.root) as store:
        assert wrong(store, repository.root) == []
        run = store.connection.execute
        order = "SELECT c.subject, l.subject FROM commits c JOIN commits l ON l.id = c.landed"
        assert run(f"{order} ORDER BY c.id").fetchall() == [
            *(("base", "base"), ("left", "octopus"), ("right", "octopus")),
            ("octopus", "octopus"),
        ]
        assert [one for one in rows(store) if "a.yaml" not in one] == [
            "left: left.yaml #/on - -> i1",
            "right: right.yaml #/on - -> i1",
            "octopus: left.yaml #/on - -> i1",
            "octopus: right.yaml #/on - -> i1",
        ]


def test_what_a_merge_itself_changes_is_told_from_what_it_brings(repository: Repository) -> None:
    def text(*values: int) -> str:
        return "".join(f"k{at}: {value}\n\n\n\n" for at, value in enumerate(values))

    repository.write("a.yaml", text(0, 0, 0, 0))
    repository.commit("base")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("a.yaml", text(1, 0, 0, 0))
    repository.commit("side")
    repository.git("checkout", "--quiet", "main")
    repository.write("a.yaml", text(0, 0, 0, 1))
    repository.commit("main")
    repository.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    repository.write("a.yaml", text(1, 7, 0, 1))
    repository.commit("evil")

    with ledger(repository.root) as store:
        assert wrong(store, repository.root) == []
        assert [one for one in rows(store) if one.startswith("evil")] == [
            "evil: a.yaml #/k0 i0 -> i1",
            "evil: a.yaml #/k1 i0 -> i7 (merge)",
        ]


def test_a_pull_that_swaps_the_sides_makes_no_new_history(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit("base")
    repository.git("branch", "mine")
    repository.write("b.yaml", "b: 1\n")
    repository.commit("theirs")
    with ledger(repository.root):
        pass
    repository.git("checkout", "--quiet", "mine")
    repository.write("c.yaml", "c: 1\n")
    repository.commit("mine")
    merge(repository, "main", message="foxtrot")
    repository.git("branch", "--force", "main", "mine")
    repository.git("checkout", "--quiet", "main")

    with ledger(repository.root) as store:
        run = store.connection.execute
        assert run("SELECT count(*) FROM rewrites").fetchone() == (0,)
        assert run("SELECT subject, mainline FROM commits ORDER BY id").fetchall() == [
            *(("base", 1), ("mine", 1), ("theirs", 0), ("foxtrot", 1))
        ]
        assert wrong(store, repository.root) == []


def test_a_criss_cross_ends_in_the_state_that_is_there(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit("base")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("s.yaml", "s: 1\n")
    one = repository.commit("side")
    repository.git("checkout", "--quiet", "main")
    repository.write("m.yaml", "m: 1\n")
    two = repository.commit("main")
    merge(repository, one, message="main takes side")
    repository.git("checkout", "--quiet", "side")
    merge(repository, two, message="side takes main")
    repository.git("checkout", "--quiet", "main")
    merge(repository, "side", message="both")

    with ledger(repository.root) as store:
        assert wrong(store, repository.root) == []
        run = store.connection.execute
        assert run("SELECT subject, mainline FROM commits ORDER BY id").fetchall() == [
            *(("base", 1), ("main", 1), ("side", 0), ("main takes side", 1)),
            *(("side takes main", 0), ("both", 1)),
        ]


def test_files_that_move_and_change_keep_their_keys(repository: Repository) -> None:
    text = "".join(f"key{number}: {number}\n" for number in range(12))
    repository.write("a.yaml", text)
    repository.write("b.yaml", text.replace("key", "other"))
    repository.write("c.json", '{"a": 1}')
    repository.commit("base")
    repository.git("mv", "a.yaml", "c.yaml")
    repository.write("c.yaml", text.replace("key3: 3", "key3: 33"))
    repository.commit("move and edit")
    repository.git("mv", "c.yaml", "x.yaml")
    repository.git("mv", "c.json", "d.yaml")
    repository.commit("again, and another language")
    (repository.root / "b.yaml").unlink()
    repository.commit("gone")
    repository.write("b.yaml", "new: 1\n")
    repository.write("c.yaml", "new: 2\n")
    repository.commit("back")

    with ledger(repository.root) as store:
        assert wrong(store, repository.root) == []
        assert versions(store)[3:] == [
            "move and edit: moved c.yaml from a.yaml",
            "again, and another language: moved d.yaml from c.json, reformatted",
            "again, and another language: moved x.yaml from c.yaml",
            "gone: removed b.yaml",
            "back: added b.yaml",
            "back: added c.yaml",
        ]
        run = store.connection.execute
        assert run(
            "SELECT group_concat(path, ' ') FROM (SELECT * FROM files ORDER BY path) "
            "GROUP BY lineage ORDER BY 1"
        ).fetchall() == [("a.yaml c.yaml x.yaml",), ("b.yaml",), ("c.json d.yaml",), ("c.yaml",)]


def test_files_become_links_and_submodules_and_files_again(repository: Repository) -> None:
    oid = "1" * 40
    repository.write("a.yaml", "a: 1\n")
    repository.commit("file")
    (repository.root / "a.yaml").unlink()
    (repository.root / "a.yaml").symlink_to("b.yaml")
    repository.commit("link")
    (repository.root / "a.yaml").unlink()
    repository.write("a.yaml", "b.yaml")
    repository.commit("the same bytes")
    for one in ("1", "2"):
        repository.git("update-index", "--add", "--cacheinfo", f"160000,{one * 40},lib")
        repository.git("commit", "--quiet", "-m", f"bump {one}")

    with ledger(repository.root) as store:
        assert wrong(store, repository.root) == []
        assert rows(store) == [
            "file: a.yaml #/a - -> i1",
            "link: a.yaml # - -> lb.yaml",
            "link: a.yaml #/a i1 -> -",
            "the same bytes: a.yaml # lb.yaml -> sb.yaml",
            f"bump 1: lib # - -> m{oid}",
            f"bump 2: lib # m{oid} -> m{'2' * 40}",
        ]


def test_versions_that_cannot_be_read_are_told_and_passed_over(repository: Repository) -> None:
    good, broken = "a: 1\nb: 2\n" * 1, "a: [1\nb: 2\n"
    repository.write("a.yaml", good)
    repository.commit("good")
    repository.write("a.yaml", broken)
    repository.commit("broken")
    repository.git("mv", "a.yaml", "b.yaml")
    repository.commit("moved")
    repository.write("b.yaml", "a: 1\nb: 3\n")
    repository.commit("mended")
    repository.write("b.yaml", broken)
    repository.commit("broken again")
    (repository.root / "b.yaml").unlink()
    repository.commit("gone")
    repository.write("b.yaml", broken)
    repository.commit("back, broken")
    repository.write("b.yaml", "c: 1\n")
    repository.commit("new")
    repository.write("b.yaml", f"c: {'x' * 90}\n")
    repository.commit("huge")

    limits = Limits(max_bytes=60)
    with ledger(repository.root, limits=limits) as store:
        assert wrong(store, repository.root, limits=limits) == []
        assert versions(store) == [
            "good: added a.yaml",
            "broken: changed a.yaml, unparsable",
            "moved: moved b.yaml from a.yaml, unparsable",
            "mended: changed b.yaml",
            "broken again: changed b.yaml, unparsable",
            "gone: removed b.yaml",
            "back, broken: added b.yaml, unparsable",
            "new: changed b.yaml",
            "huge: changed b.yaml, too large",
        ]
        assert rows(store) == [
            "good: a.yaml #/a - -> i1",
            "good: a.yaml #/b - -> i2",
            "mended: b.yaml #/b i2 -> i3",
            "gone: b.yaml #/a i1 -> -",
            "gone: b.yaml #/b i3 -> -",
            "new: b.yaml #/c - -> i1",
        ]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        pytest.param("1750000000 +0000", 1750000000, id="a date"),
        pytest.param("-5 +0000", None, id="negative"),
        pytest.param("99999999999999999999 +0000", None, id="no number of 64 bits"),
        pytest.param("999999999999 +0000", None, id="far beyond the calendar"),
        pytest.param("tomorrow", None, id="a word"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_commit_without_a_date_or_a_name_is_a_commit(
    repository: Repository, date: str, expected: int | None
) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.git("add", "a.yaml")
    tree = repository.git("write-tree")
    raw = f"tree {tree}\nauthor  <> {date}\ncommitter  <> {date}\n\nodd\n"
    oid = repository.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", input=raw)
    repository.git("update-ref", "refs/heads/main", oid)

    with ledger(repository.root) as store:
        run = store.connection.execute
        assert run("SELECT author, authored, committed FROM commits").fetchall() == [
            ("", expected, expected)
        ]
        assert wrong(store, repository.root) == []


def test_paths_and_values_that_are_no_unicode_are_kept_as_they_are(
    repository: Repository,
) -> None:
    odd, target = os.fsdecode(b"caf\xe9\n1.json"), os.fsdecode(b"\xff")
    repository.write(odd, '{"nul": "a\\u0000b"}')
    (repository.root / "a.yaml").symlink_to(target)
    repository.commit("odd")
    repository.write(odd, '{"nul": "a\\u0000c"}')
    repository.commit("plain")

    with ledger(repository.root) as store:
        assert rows(store) == [
            f"odd: a.yaml # - -> l{target}",
            f"odd: {odd} #/nul - -> sa\0b",
            f"plain: {odd} #/nul sa\0b -> sa\0c",
        ]
        assert wrong(store, repository.root) == []


def test_an_unrelated_history_that_is_merged(repository: Repository) -> None:
    repository.git("commit", "--quiet", "--allow-empty", "-m", "nothing yet")
    repository.write("a.yaml", "a: 1\n")
    repository.commit("one")
    repository.git("checkout", "--quiet", "--orphan", "apart")
    repository.git("rm", "-rfq", ".")
    repository.write("b.yaml", "b: 1\n")
    repository.commit("root two")
    repository.git("checkout", "--quiet", "main")
    merge(repository, "apart", "--allow-unrelated-histories", message="joined")

    with ledger(repository.root) as store:
        assert wrong(store, repository.root) == []
        assert rows(store)[-2:] == [
            "root two: b.yaml #/b - -> i1",
            "joined: b.yaml #/b - -> i1",
        ]


def test_versions_that_are_not_there_are_never_taken_for_none(
    repository: Repository, tmp_path: Path
) -> None:
    for number in range(2):
        repository.write("a.yaml", f"replicas: {number}\n")
        repository.commit(f"{number}")
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repository.git(
        *("clone", "--quiet", "--filter=blob:none", "--no-checkout"),
        *(f"file://{repository.root}", str(clone)),
    )

    with pytest.raises(HistoryIncomplete), ledger(clone):
        pass
    Repository(clone).git("fetch", "--quiet", "--refetch", "--no-filter")
    with ledger(clone) as store:
        assert wrong(store, clone) == []


def test_a_bare_clone_and_a_linked_work_tree_have_a_ledger(
    repository: Repository, tmp_path: Path
) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit("one")
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    repository.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))

    with ledger(repository.root) as store:
        expected = dump(store)
    for root in (tmp_path / "bare.git", tmp_path / "linked"):
        with ledger(root) as store:
            assert dump(store) == expected


def test_one_hundred_thousand_lines_are_read_where_they_changed(repository: Repository) -> None:
    lines = [f"  key{number}: {number}" for number in range(100_000)]
    repository.write("a.yaml", "\n".join(["values:", *lines]) + "\n")
    repository.commit("many")
    lines[50_000] = "  key50000: other"
    repository.write("a.yaml", "\n".join(["values:", *lines]) + "\n")
    repository.commit("one")

    with ledger(repository.root) as store:
        assert rows(store)[100_000:] == ["one: a.yaml #/values/key50000 i50000 -> sother"]


def test_nothing_in_the_settings_of_a_user_changes_the_ledger(
    repository: Repository, tmp_path: Path
) -> None:
    text = "".join(f"key{number}: {number}\n" for number in range(12))
    repository.write("a.yaml", text)
    repository.write("é.yaml", text.replace("key", "other"))
    repository.commit("base")
    repository.git("mv", "a.yaml", "b.yaml")
    repository.write("b.yaml", text.replace("key3: 3", "key3: 33"))
    repository.write("copy.yaml", text)
    repository.commit("moved")
    with ledger(repository.root, folder=tmp_path / "plain") as store:
        expected = dump(store)
    order = repository.write(".git/order", "é.yaml\nb.yaml\n")
    for name, value in (
        *(("diff.renames", "copies"), ("diff.renameLimit", "1"), ("diff.orderFile", str(order))),
        *(("log.showSignature", "true"), ("log.follow", "true"), ("log.diffMerges", "combined")),
        *(("core.quotePath", "true"), ("i18n.logOutputEncoding", "latin1"), ("log.date", "raw")),
        *(("diff.external", "false"), ("format.pretty", "oneline"), ("color.ui", "always")),
        *(("diff.noprefix", "true"), ("log.showRoot", "false"), ("diff.relative", "true")),
    ):
        repository.git("config", name, value)
    repository.write(".git/info/attributes", "*.yaml -diff merge=ours filter=none\n")

    with ledger(repository.root) as store:
        assert dump(store) == expected


def test_before_the_first_commit_it_says_so(repository: Repository) -> None:
    with pytest.raises(ConfledgerError), ledger(repository.root):
        pass
