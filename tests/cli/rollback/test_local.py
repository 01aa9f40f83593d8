"""Local changes: those in the way stop a rollback, or are kept; all others stay as they are."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rolling import Rolling, shop
from support import Repository

TO = ("--to", "HEAD~1", "--scope", "./config")


def replace_folder_by_link(repository: Repository, outside: Path) -> None:
    outside.mkdir()
    (repository.root / "config").rename(outside / "config")
    (repository.root / "config").symlink_to(outside / "config")


def edit(path: str) -> Callable[[Repository, Path], object]:
    return lambda repository, _: repository.write(path, "mine: 1\n")


def folder_for_file(repository: Repository, _: Path) -> None:
    (repository.root / "config/prod.yaml").unlink()
    repository.write("config/prod.yaml/mine/a.yaml", "mine: 1\n")
    (repository.root / "config/prod.yaml/empty/too").mkdir(parents=True)


def staged_and_edited(repository: Repository, _: Path) -> None:
    repository.write("config/prod.yaml", "staged: 1\n")
    repository.git("add", "-A")
    repository.write("config/prod.yaml", "mine: 1\n")


def not_looked_at(repository: Repository, _: Path) -> None:
    repository.git("update-index", "--assume-unchanged", "config/prod.yaml")
    repository.write("config/prod.yaml", "mine: 1\n")


@pytest.mark.parametrize(
    ("change", "where", "held"),
    [
        pytest.param(edit("config/prod.yaml"), "config/prod.yaml", "mine: 1\n", id="edited"),
        pytest.param(staged_and_edited, "config/prod.yaml", "mine: 1\n", id="staged and edited"),
        pytest.param(not_looked_at, "config/prod.yaml", "mine: 1\n", id="assumed unchanged"),
        pytest.param(edit("config/old.yaml"), "config/old.yaml", "mine: 1\n", id="untracked"),
        pytest.param(edit("config/deep"), "config/deep", "mine: 1\n", id="a file for a folder"),
        pytest.param(
            folder_for_file, "config/prod.yaml/mine/a.yaml", "mine: 1\n", id="a folder for a file"
        ),
        pytest.param(replace_folder_by_link, "config", "{outside}/config", id="a link outside"),
    ],
)
def test_what_is_in_the_way_is_refused_or_kept(
    repository: Repository,
    rolling: Rolling,
    tmp_path: Path,
    change: Callable[[Repository, Path], object],
    where: str,
    held: str,
) -> None:
    repository.write("config/old.yaml", "old: 1\n")
    repository.write("config/deep/er.yaml", "old: 1\n")
    repository.write("config/prod.yaml", "pool: 5\n")
    first = repository.commit()
    repository.git("rm", "-rq", "config/old.yaml", "config/deep")
    repository.write("config/prod.yaml", "pool: 6\n")
    second = repository.commit()
    outside = tmp_path / "outside"
    change(repository, outside)
    status = repository.git("status", "--porcelain", "-uall")

    refused = rolling(*TO, "--yes")

    assert refused.code == 2
    assert "to do it all the same: --discard-local" in refused.err
    assert repr(where) in refused.err
    assert repository.git("status", "--porcelain", "-uall") == status
    assert repository.git("rev-parse", "HEAD") == second

    done = rolling(*TO, "--yes", "--discard-local")

    assert done.code == 0, done
    assert repository.git("status", "--porcelain", "-uall") == ""
    assert repository.git("rev-parse", "HEAD:config") == repository.git(
        "rev-parse", f"{first}:config"
    )
    assert (repository.root / "config/prod.yaml").read_text("utf-8") == "pool: 5\n"
    kept = "refs/confledger/kept/1"
    assert repository.git("cat-file", "-p", f"{kept}:{where}") == held.format(
        outside=outside
    ).removesuffix("\n")
    assert repository.git("rev-parse", f"{kept}^1", f"{kept}^2^") == f"{second}\n{second}"
    if change is staged_and_edited:
        assert repository.git("cat-file", "-p", f"{kept}^2:{where}") == "staged: 1"
    if outside.exists():
        assert (outside / "config/prod.yaml").read_text("utf-8") == "pool: 6\n"
    # The command that was told brings it back.
    command = done.err.split("to have them back:\n  ")[1].split("\n")[0]
    if where != "config":
        assert os.system(f"cd '{repository.root}' && {command}") == 0
        assert (repository.root / where).read_text("utf-8") == held


def test_nothing_behind_a_link_is_taken_away(
    repository: Repository, rolling: Rolling, tmp_path: Path
) -> None:
    repository.write("config/part", "a file\n")
    repository.commit()
    repository.git("rm", "-q", "config/part")
    inner = repository.write("config/part/a.yaml", "a: 1\n")
    repository.commit()
    outside = tmp_path / "outside"
    inner.parent.rename(outside)
    inner.parent.symlink_to(outside)

    assert rolling(*TO, "--yes", "--discard-local").code == 0

    assert (outside / "a.yaml").read_text("utf-8") == "a: 1\n"
    assert (repository.root / "config/part").read_text("utf-8") == "a file\n"
    assert repository.git("status", "--porcelain") == ""


def test_a_repository_in_the_way_is_never_overwritten(
    repository: Repository, rolling: Rolling
) -> None:
    repository.write("config/tool", "old: 1\n")
    repository.write("config/prod.yaml", "pool: 5\n")
    repository.commit()
    repository.git("rm", "-q", "config/tool")
    second = repository.commit()
    Repository.create(repository.root / "config/tool").write("mine", "1")

    told = rolling(*TO, "--yes", "--discard-local")

    assert (told.code, told.err) == (
        2,
        "error: nothing was changed: 'config/tool' is in the way, and a repository of its own\n"
        "  help: nothing overrides this\n",
    )
    assert (repository.root / "config/tool/mine").exists()
    assert repository.git("rev-parse", "HEAD") == second


def test_what_lies_elsewhere_stays_as_it_is(repository: Repository, rolling: Rolling) -> None:
    names = ("staged", "unstaged", "both", "removed", "gone", "mode", "ours.yaml")
    for name in names:
        repository.write(name, f"{name}\n")
    shop(repository)
    for name in ("staged", "both"):
        repository.write(name, "changed\n")
        repository.git("add", name)
    repository.write("both", "again\n")
    repository.write("unstaged", "changed\n")
    repository.git("rm", "-q", "--cached", "removed")
    (repository.root / "gone").unlink()
    (repository.root / "mode").chmod(0o755)
    repository.write("config/intended.yaml", "a: 1\n")
    repository.git("add", "-N", "config/intended.yaml")
    repository.write("config/untracked.yaml", "a: 1\n")
    repository.git("update-index", "--skip-worktree", "ours.yaml")
    repository.write("ours.yaml", "mine: 1\n")

    def local() -> list[str]:
        listed = repository.git("ls-files", "-v", "-s").split("\n")
        names = ("config/prod.yaml", "config/new.yaml")
        index = [line for line in listed if "\t" in line and not line.endswith(names)]
        files = [
            f"{path} {path.stat().st_mtime_ns} {path.stat().st_mode} {path.read_bytes()!r}"
            for path in sorted(repository.root.rglob("*"))
            if path.is_file() and ".git" not in path.parts and not str(path).endswith(names)
        ]
        return [*index, repository.git("status", "--porcelain", "-uall"), *files]

    before = local()

    told = rolling(*TO, "--yes", "--discard-local")

    assert told.code == 0
    assert "kept" not in told.err
    assert local() == before
    assert repository.try_git("rev-parse", "-q", "--verify", "refs/confledger/kept/1").returncode


def test_many_paths_come_back_by_one_command(repository: Repository, rolling: Rolling) -> None:
    names = [f"config/{name}.yaml" for name in ("a", "b", "c", "d", "e\tf", "-g h", "日")]
    for content in ("old: 1\n", "new: 1\n", "mine: 1\n"):
        for name in names:
            repository.write(name, content)
        if content != "mine: 1\n":
            repository.commit()
    repository.git("config", "core.quotePath", "true")

    for number in (1, 2):
        told = rolling(*TO, "--yes", "--discard-local")
        assert f"local changes are kept as refs/confledger/kept/{number}; " in told.err
        command = told.err.split("to have them back:\n  ")[1].split("\n")[0]
        assert {(repository.root / name).read_text("utf-8") for name in names} != {"mine: 1\n"}
        assert os.system(f"cd '{repository.root}/config' && {command}") == 0
        assert {(repository.root / name).read_text("utf-8") for name in names} == {"mine: 1\n"}
