"""Where a rollback may be made, and what is said of the place."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rolling import Rolling, shop, trees
from support import Repository

TO = ("--to", "HEAD~1", "--scope", "./config", "--yes")


def settings(repository: Repository, text: str) -> None:
    repository.write("confledger.yaml", f"version: 1\nrollback:\n  {text}\n")


def test_a_protected_branch_is_changed_by_merge_requests_only(
    repository: Repository, rolling: Rolling
) -> None:
    settings(repository, "protected: [main, 'release/*']")
    shop(repository)
    head = repository.git("rev-parse", "HEAD")

    told = rolling(*TO)
    assert (told.code, told.err) == (
        2,
        "error: nothing was changed: main is protected: only merge requests change it\n"
        "  help: to do it all the same: --branch NAME\n",
    )
    told = rolling(*TO, "--branch", "release/1")
    assert (told.code, told.err.splitlines()[-1]) == (2, "  help: nothing overrides this")
    assert repository.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert rolling(*TO, "--branch", "fix").code == 0
    assert repository.git("rev-parse", "fix~1", "main") == f"{head}\n{head}"

    # A branch of another name is not pushed to one that is protected, either.
    remote = str(repository.root.parent / "remote.git")
    repository.git("clone", "-q", "--bare", str(repository.root), remote)
    repository.git("remote", "add", "origin", remote)
    repository.git("fetch", "-q")
    repository.git("switch", "-q", "-c", "mine", "--track", "origin/main")
    told = rolling(*TO, "--push")
    assert told.err.startswith("error: nothing was changed: origin/main is protected\n")
    assert repository.git("rev-parse", "mine") == head


def test_a_reason_can_be_required(repository: Repository, rolling: Rolling) -> None:
    settings(repository, "require-reason: true")
    shop(repository)

    told = rolling(*TO, "--reason", " ")
    assert (told.code, told.err) == (
        2,
        "error: nothing was changed: a rollback needs a reason here\n"
        "  help: to do it all the same: --reason TEXT\n",
    )
    assert rolling(*TO, "--reason", "INC-7").code == 0


def test_on_no_branch_it_works_and_says_so(repository: Repository, rolling: Rolling) -> None:
    shop(repository)
    repository.git("checkout", "-q", "--detach")

    told = rolling(*TO)

    assert told.code == 0
    assert "HEAD is on no branch; the commit is on none either" in told.out
    assert repository.git("rev-parse", "HEAD~1") == repository.git("rev-parse", "main")
    assert trees(repository)[0] == trees(repository)[1]


def test_a_branch_that_another_work_tree_has_is_left_to_that(
    repository: Repository, rolling: Rolling, tmp_path: Path
) -> None:
    shop(repository)
    linked = tmp_path / "linked"
    repository.git("worktree", "add", "-q", "-b", "other", str(linked))

    told = rolling(*TO, at=linked)
    assert told.code == 0
    other = Repository(linked)
    assert other.git("status", "--porcelain") == ""
    assert other.git("rev-parse", "other~1") == repository.git("rev-parse", "main")

    other.git("checkout", "-q", "--ignore-other-worktrees", "main")
    told = rolling(*TO)
    assert (told.code, told.err) == (
        2,
        f"error: nothing was changed: main is checked out in '{linked}'; run it there\n"
        "  help: nothing overrides this\n",
    )


def test_a_bare_repository_has_its_branch_moved(
    repository: Repository, rolling: Rolling, tmp_path: Path
) -> None:
    first, second = shop(repository)
    bare = Repository(tmp_path / "bare.git")
    repository.git("clone", "-q", "--bare", str(repository.root), str(bare.root))
    asked = ("--to", first, "--scope", "config", "--yes")

    script = tmp_path / "script"
    script.write_text(rolling(*asked, "--print-commands", at=bare.root).out, "utf-8")
    assert rolling(*asked, at=bare.root).code == 0
    made = bare.git("rev-parse", "main^{tree}", "main~1")

    assert bare.git("rev-parse", "main:config") == repository.git("rev-parse", f"{first}:config")
    bare.git("update-ref", "refs/heads/main", second)
    subprocess.run(["sh", script], cwd=bare.root, check=True, stdout=subprocess.DEVNULL)
    assert bare.git("rev-parse", "main^{tree}", "main~1") == made


def test_a_shallow_clone_says_what_it_does_not_know(
    repository: Repository, rolling: Rolling, tmp_path: Path
) -> None:
    first, _ = shop(repository)
    repository.write("notes.txt", "two\n")
    repository.commit()
    shallow = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth=2", f"file://{repository.root}", str(shallow))

    told = rolling("--to", "HEAD~2", "--scope", "./config", "--yes", at=shallow)
    assert told.code == 2
    assert "git fetch --unshallow" in told.err
    told = rolling("--to", "HEAD~1", "--scope", "./notes.txt", "--yes", at=shallow)
    assert told.code == 0
    assert "this clone is shallow" in told.out

    repository.git("-C", str(shallow), "fetch", "-q", "--depth=1", "origin", first)
    aside = ("--to", "FETCH_HEAD", "--scope", "./config", "--yes")
    told = rolling(*aside, at=shallow)
    assert told.code == 2
    assert "what came since, is not known here" in told.err
    assert "--allow-shallow" in told.err
    assert rolling(*aside, "--allow-shallow", at=shallow).code == 0


def test_submodules_go_back_as_well(
    repository: Repository, rolling: Rolling, tmp_path: Path
) -> None:
    module = Repository.create(tmp_path / "module")
    commits = []
    for content in ("1", "2"):
        module.write("a.txt", content)
        commits.append(module.commit())
    allow = ("-c", "protocol.file.allow=always")
    repository.git(*allow, "submodule", "--quiet", "add", str(module.root), "charts/lib")
    for commit in commits:
        repository.git("-C", "charts/lib", "checkout", "-q", commit)
        repository.commit()

    told = rolling("--to", "HEAD~1", "--scope", "./charts", "--yes")

    assert told.code == 0
    assert "submodules go back too: 'charts/lib'; then run: git submodule update" in told.out
    assert repository.git("ls-files", "-s", "charts/lib").split()[1] == commits[0]
    repository.git(*allow, "submodule", "--quiet", "update")
    assert repository.git("status", "--porcelain") == ""


def test_without_a_commit_or_amid_a_merge_nothing_is_done(
    repository: Repository, rolling: Rolling
) -> None:
    told = rolling(*TO)
    assert (told.code, told.err) == (
        2,
        "error: there is no commit yet\n  help: commit something first\n",
    )
    shop(repository)
    repository.write(".git/MERGE_HEAD", repository.git("rev-parse", "HEAD~1") + "\n")
    told = rolling(*TO)
    assert (told.code, told.err) == (
        2,
        "error: a merge is not finished here\n"
        "  help: finish it, or give it up: git merge --abort\n",
    )


def test_a_repository_that_cannot_be_written_can_be_looked_at(repository: Repository) -> None:
    shop(repository)
    powerless: list[str] = []
    if os.geteuid() == 0:
        # Nothing is read-only to root, unless it gives that up.
        if shutil.which("setpriv") is None:
            pytest.skip("needs setpriv, or a user who is not root")
        powerless = ["setpriv", "--bounding-set=-dac_override"]
    program = [*powerless, sys.executable, "-m", "confledger", "rollback", *TO[:-1]]
    folders = [folder for folder, _, _ in os.walk(repository.root)]
    for folder in folders:
        Path(folder).chmod(0o555)
    try:
        ended = [
            subprocess.run(
                [*program, how], cwd=repository.root, capture_output=True, text=True, check=False
            )
            for how in ("--plan", "--print-commands", "--yes")
        ]
    finally:
        for folder in folders:
            Path(folder).chmod(0o755)
    assert [(done.returncode, done.stderr) for done in ended] == [
        (1, ""),
        (0, ""),
        (
            2,
            "error: the git directory cannot be written: permission denied\n"
            "  help: who may write there? --plan and --print-commands work all the same\n",
        ),
    ]


@pytest.mark.parametrize("options", [("--object-format=sha256",), ()], ids=["sha256", "crlf"])
def test_other_kinds_of_repositories(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
) -> None:
    repository = Repository.create(tmp_path / "other", *options)
    rolling = Rolling(repository, monkeypatch, capsys)
    if not options:
        repository.git("config", "core.autocrlf", "true")
        repository.git("config", "filter.up.clean", "tr A-Z a-z")
        repository.git("config", "filter.up.smudge", "tr a-z A-Z")
        repository.write(".gitattributes", "*.up filter=up\n")
    repository.write("config/a.up", "a: 1\n")
    first, _ = shop(repository)
    repository.write("config/a.up", "A: 2\n")
    repository.write("config/prod.yaml", "mine: 1\n")
    repository.commit()
    repository.write("config/prod.yaml", "local: 1\n")

    told = rolling("--to", first, "--scope", "./config", "--yes", "--discard-local")

    assert told.code == 0
    assert repository.git("status", "--porcelain") == ""
    assert repository.git("rev-parse", "HEAD:config") == repository.git(
        "rev-parse", f"{first}:config"
    )
    held = (repository.root / "config/a.up").read_bytes()
    assert held == (b"a: 1\n" if options else b"A: 1\r\n")
    script = tmp_path / "script"
    script.write_text(rolling("--to", "HEAD~1", "--scope", "./config", "--print-commands").out)
    subprocess.run(["sh", script], cwd=repository.root, check=True, stdout=subprocess.DEVNULL)
    assert repository.git("rev-parse", "HEAD:config") == repository.git(
        "rev-parse", "HEAD~2:config"
    )
    assert repository.git("status", "--porcelain") == ""
