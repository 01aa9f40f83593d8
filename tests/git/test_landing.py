"""The order in which commits landed, and what git says of each, whatever is set on a machine."""

import os

import pytest

from confledger.git.landing import Commit, commits
from confledger.git.repository import discover
from confledger.git.snapshot import RevisionNotFound
from support import Repository

TEXT = "".join(f"key{number}: {number}\n" for number in range(9))


def history(repository: Repository, *arguments: str, after: str | None = None) -> list[Commit]:
    return commits(discover(str(repository.root)), *arguments, after=after)


def order(found: list[Commit]) -> list[str]:
    """Return `subject > subject of what landed it`, the second only where it is another."""
    subjects = {one.oid: one.subject for one in found}
    return [one.subject + ("" if one.mainline else f" > {subjects[one.landed]}") for one in found]


def changed(commit: Commit) -> list[str]:
    """Return `before -> after` of each file, with how many further parents a merge is unlike."""
    return sorted(
        f"{one.before.path if one.before else '-'} -> {one.after.path if one.after else '-'}"
        + (f" +{len(one.others)}" if one.others else "")
        for one in commit.changes
    )


def branch(repository: Repository, name: str, start: str = "main") -> None:
    repository.git("checkout", "--quiet", "-b", name, start)


def merge(repository: Repository, *names: str, message: str, into: str = "main") -> str:
    repository.git("checkout", "--quiet", into)
    repository.git("merge", "--quiet", "--no-ff", "--no-commit", *names)
    return repository.commit(message)


def raw(repository: Repository, dates: tuple[str, str], *parents: str, extra: str = "") -> str:
    """Make a commit byte by byte, as git itself would not."""
    tree = repository.git("rev-parse", "HEAD^{tree}")
    lines = [f"tree {tree}", *(f"parent {one}" for one in parents)]
    lines += [f"author A <a@e> {dates[0]}", f"committer C <c@e> {dates[1]}"]
    text = "\n".join(lines) + f"\n{extra}\nmade\n"
    made = repository.git(
        *("hash-object", "-t", "commit", "-w", "--stdin", "--literally"), input=text
    )
    repository.git("reset", "--quiet", "--hard", made)
    return made


def side_branches(repository: Repository) -> None:
    """Make two side branches, one merged into the other, and one merged twice."""
    repository.write("a.yaml", TEXT)
    repository.commit("base")
    branch(repository, "left")
    repository.write("left.yaml", "1\n")
    repository.commit("left 1")
    branch(repository, "right")
    repository.write("right.yaml", "1\n")
    repository.commit("right 1")
    repository.git("checkout", "--quiet", "main")
    repository.write("main.yaml", "1\n")
    repository.commit("main 1")
    merge(repository, "main", message="main into right", into="right")
    merge(repository, "left", message="merge left")
    repository.git("checkout", "--quiet", "left")
    repository.write("left.yaml", "2\n")
    repository.commit("left 2")
    merge(repository, "left", message="merge left again")
    merge(repository, "right", message="merge right")


def test_what_a_merge_brings_stands_right_before_it_and_once(repository: Repository) -> None:
    side_branches(repository)

    assert order(history(repository)) == [
        *("base", "main 1", "left 1 > merge left", "merge left"),
        *("left 2 > merge left again", "merge left again"),
        *("right 1 > merge right", "main into right > merge right", "merge right"),
    ]


def test_a_history_only_grows_at_its_end(repository: Repository) -> None:
    side_branches(repository)
    whole = [one.oid for one in history(repository)]
    mainline = [one.oid for one in history(repository) if one.mainline]

    for oid in mainline:
        before = [one.oid for one in history(repository, oid)]
        assert before == whole[: len(before)]
        assert before + [one.oid for one in history(repository, after=oid)] == whole


def test_criss_cross_and_octopus_keep_each_commit_in_its_place(repository: Repository) -> None:
    repository.write("a.yaml", TEXT)
    repository.commit("base")
    for name in ("one", "two", "three"):
        branch(repository, name)
        repository.write(f"{name}.yaml", "1\n")
        repository.commit(name)
    repository.git("branch", "was", "one")
    merge(repository, "two", message="two into one", into="one")
    merge(repository, "was", message="one into two", into="two")
    merge(repository, "one", "two", "three", message="octopus")

    assert order(history(repository)) == [
        *("base", "one > octopus", "two > octopus", "three > octopus"),
        *("two into one > octopus", "one into two > octopus", "octopus"),
    ]


def test_a_root_of_its_own_lands_with_its_merge(repository: Repository) -> None:
    repository.write("a.yaml", TEXT)
    repository.commit("base")
    repository.git("checkout", "--quiet", "--orphan", "apart")
    repository.git("rm", "-rfq", ".")
    repository.write("apart.yaml", "1\n")
    repository.commit("apart")
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "-q", "--allow-unrelated-histories", "-m", "joined", "apart")

    found = history(repository)
    assert order(found) == ["base", "apart > joined", "joined"]
    assert [changed(one) for one in found] == [
        ["- -> a.yaml"],
        ["- -> apart.yaml"],
        ["- -> apart.yaml"],
    ]


def test_files_are_followed_whatever_is_done_to_them_at_once(repository: Repository) -> None:
    other = "".join(f"name{number}: x{number}\n" for number in range(9))
    repository.write("a.yaml", TEXT)
    repository.write("b.yaml", other)
    repository.write("c.yaml", "c: 1\n")
    repository.write("dir/d.yaml", TEXT.replace("key", "d"))
    repository.commit("base")
    repository.write("a.yaml", other)
    repository.write("b.yaml", TEXT)
    (repository.root / "c.yaml").rename(repository.root / "C.yaml")
    repository.git("mv", "dir", "moved")
    repository.write("moved/d.yaml", TEXT.replace("key", "d") + "more: 1\n")
    repository.write("copy.yaml", TEXT)
    repository.commit("much")

    # Two files that have changed places are two edits: neither name is new.
    assert changed(history(repository)[1]) == [
        *("- -> copy.yaml", "a.yaml -> a.yaml", "b.yaml -> b.yaml", "c.yaml -> C.yaml"),
        "dir/d.yaml -> moved/d.yaml",
    ]


def test_a_merge_is_told_against_its_first_parent_and_the_others_where_it_is_its_own(
    repository: Repository,
) -> None:
    repository.write("a.yaml", TEXT)
    repository.write("b.yaml", TEXT)
    repository.write("d.yaml", "d: 1\n")
    repository.commit("base")
    branch(repository, "side")
    repository.write("a.yaml", TEXT + "side: 1\n")
    repository.write("b.yaml", TEXT + "side: 1\n")
    repository.commit("side")
    repository.git("checkout", "--quiet", "main")
    repository.write("a.yaml", "main: 1\n" + TEXT)
    repository.commit("main")
    repository.git("merge", "-q", "--no-ff", "--no-commit", "side")
    repository.write("a.yaml", "evil: 1\n")
    repository.write("c.yaml", "evil: 1\n")
    (repository.root / "d.yaml").unlink()
    repository.commit("merge")

    assert changed(history(repository)[-1]) == [
        *("- -> c.yaml +1", "a.yaml -> a.yaml +1", "b.yaml -> b.yaml", "d.yaml -> - +1"),
    ]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        pytest.param(("1700000000 +0530", "1700000001 -1200"), (1700000000, 1700000001), id="zone"),
        pytest.param(("0 +0000", "1 +0000"), (None, 1), id="the beginning is no date"),
        pytest.param(("-5 +0000", "nothing"), (None, None), id="none"),
        pytest.param(("99999999999999999999 +0000", "253402300800 +0000"), (None, None), id="late"),
    ],
)
def test_a_date_that_is_none_is_none(
    repository: Repository, dates: tuple[str, str], expected: tuple[int | None, int | None]
) -> None:
    repository.write("a.yaml", TEXT)
    raw(repository, dates, repository.commit("base"))

    made = history(repository)[-1]

    assert (made.authored, made.committed, made.subject) == (*expected, "made")


def test_equal_and_falling_dates_do_not_change_who_came_first(repository: Repository) -> None:
    repository.write("a.yaml", TEXT)
    tip = repository.commit("base")
    made = [tip := raw(repository, (f"{at} +0000", f"{at} +0000"), tip) for at in (900, 900, 5)]

    assert [one.oid for one in history(repository)][1:] == made


def test_bytes_that_are_no_text_come_through(repository: Repository) -> None:
    path = os.fsdecode(b"caf\xe9 \n\x01.yaml")
    repository.write(path, TEXT)
    base = repository.commit("base")
    extra = "encoding ISO-8859-1\n"
    raw(repository, ("1 +0000", "1 +0000"), base, extra=extra)

    found = history(repository)

    assert changed(found[0]) == [f"- -> {path}"]
    assert (found[1].subject, found[1].author) == ("made", "A")


SETTINGS = (
    *("diff.renames=copies", "diff.renameLimit=1", "diff.algorithm=patience", "diff.noprefix=true"),
    *(
        "diff.external=false",
        "diff.relative=true",
        "diff.ignoreSubmodules=all",
        "diff.wsErrorHighlight=all",
    ),
    *("diff.orderFile=missing", "diff.submodule=log", "log.follow=true", "log.showSignature=true"),
    *("log.mailmap=true", "log.showRoot=false", "log.diffMerges=combined", "log.date=relative"),
    *(
        "log.decorate=full",
        "log.abbrevCommit=true",
        "log.excludeDecoration=*",
        "core.quotePath=true",
    ),
    *("core.abbrev=4", "i18n.logOutputEncoding=UTF-16", "color.ui=always", "format.pretty=fuller"),
    *(
        "format.notes=*",
        "notes.displayRef=*",
        "mailmap.file=people",
        "log.initialDecorationSet=all",
    ),
)


def test_settings_of_git_do_not_matter(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    side_branches(repository)
    repository.git("mv", "a.yaml", "é.yaml")
    repository.write("copy.yaml", TEXT)
    repository.commit("Größe")

    def told() -> list[tuple[object, ...]]:
        return [
            (one.oid, one.author, one.author_email, one.subject, one.authored, changed(one))
            for one in history(repository)
        ]

    plain = told()
    for setting in SETTINGS:
        repository.git("config", *setting.split("=", 1))
    repository.write("people", "Somebody Else <else@example.org> <ada@example.org>\n")
    repository.write(".mailmap", "Somebody Else <else@example.org> <ada@example.org>\n")
    repository.write(".git/info/attributes", "*.yaml diff=odd binary textconv=false\n")
    repository.git("config", "diff.odd.textconv", "false")
    repository.git("config", "diff.odd.command", "false")
    repository.git("notes", "add", "-m", "a note")
    for name, value in (("GIT_EXTERNAL_DIFF", "false"), ("GIT_DIFF_OPTS", "-u0")):
        monkeypatch.setenv(name, value)

    assert told() == plain


def test_what_is_not_there_is_said(repository: Repository) -> None:
    repository.commit("base")

    with pytest.raises(RevisionNotFound):
        history(repository, "nothing")
    with pytest.raises(RevisionNotFound):
        history(repository, after="1" * 40)
