"""The same rollback by plain git: the printed commands, and the script for the worst day."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from rolling import trees
from support import Repository

SEALED = "a: ENC[AES256_GCM,data:{0},iv:x,tag:x,type:str]\nsops:\n    version: 3.9.0\n"
CREATION = "creation_rules:\n  - path_regex: secrets/.*\n    age: {0}\n"
# Two states that differ in every way that a tree can.
NOW: dict[str, str | bytes | None] = {
    "config/prod.yaml": "# the pool\npool: 500\n",
    "config/added since.yaml": "key: 1\n",
    "config/was a file": None,
    "config/was a file/a.yaml": "a: 1\n",
    "config/crlf.ini": b"[a]\r\nb = 2\r\n",
    "config/secrets/prod.yaml": SEALED.format("new"),
    "config/.sops.yaml": CREATION.format("age1today"),
    "elsewhere.yaml": "now: 1\n",
}
THEN: dict[str, str | bytes | None] = {
    "config/prod.yaml": "# the pool\npool: 5\n",
    "config/was a file": "a: 1\n",
    "config/crlf.ini": b"[a]\r\nb = 1\r\n",
    'config/deleted "since"\n\tK\u00e4se $(touch ran) \\.yaml': "key: 'old'\n",
    "config/-n": "x: 1\n",
    "config/secrets/prod.yaml": SEALED.format("old"),
    "config/.sops.yaml": CREATION.format("age1then"),
    "elsewhere.yaml": "then: 1\n",
}


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """An environment with git and the usual programs on PATH, and no confledger."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in (
        *("cat", "git", "grep", "head", "mktemp", "rm", "sed", "sh", "tail", "touch", "tr"),
    ):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return {"PATH": str(folder)}


@pytest.fixture
def history(repository: Repository) -> Repository:
    """A repository with the two states; a link and a mode are among what changed."""
    for state in (THEN, NOW):
        for path in [one for one in THEN if one not in state]:
            (repository.root / path).unlink()
        for path, content in state.items():
            if content is None:
                (repository.root / path).unlink(missing_ok=True)
        for path, content in state.items():
            if content is not None:
                repository.write(path, content)
        link = repository.root / "config/link"
        link.unlink(missing_ok=True)
        link.symlink_to("prod.yaml" if state is THEN else "/etc/passwd")
        (repository.root / "config/crlf.ini").chmod(0o755 if state is THEN else 0o644)
        repository.commit()
    return repository


def clone(of: Repository, folder: Path) -> Repository:
    of.git("clone", "-q", str(of.root), str(folder))
    made = Repository(folder)
    # Local changes elsewhere, which stay.
    made.write("elsewhere.yaml", "mine: 1\n")
    made.write("staged.yaml", "mine: 1\n")
    made.git("add", "staged.yaml")
    made.write("untracked.yaml", "mine: 1\n")
    return made


def sh(
    repository: Repository, env: dict[str, str], script: Path | str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(script), *arguments],
        cwd=repository.root,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def state(repository: Repository) -> tuple[object, ...]:
    status = repository.git("status", "--porcelain", "-uall")
    return repository.git("rev-parse", "HEAD^{tree}"), trees(repository)[1], status


def test_the_printed_commands_do_what_the_rollback_does(
    history: Repository, tmp_path: Path, nowhere: dict[str, str]
) -> None:
    ours, theirs = clone(history, tmp_path / "ours"), clone(history, tmp_path / "theirs")
    asked = ("rollback", "--to", "HEAD~1", "--scope", "./config", "--reason", "It's $HOME `x`")

    printed = theirs.confledger(*asked, "--print-commands")

    assert (printed.returncode, printed.stderr) == (0, "")
    script = tmp_path / "script"
    script.write_text(printed.stdout, "utf-8")
    before = theirs.git("rev-parse", "HEAD")
    assert state(theirs) == state(ours)
    done = sh(theirs, nowhere, script)
    assert (done.returncode, done.stderr) == (0, "")
    assert ours.confledger(*asked, "--yes").returncode == 0
    assert state(theirs) == state(ours)
    assert theirs.git("log", "-1", "--format=%B") == ours.git("log", "-1", "--format=%B")
    assert theirs.git("rev-parse", "HEAD~1") == before
    assert not (theirs.root / "ran").exists()
    # A second time it is not what was planned any more.
    again = sh(theirs, nowhere, script)
    assert (again.returncode, again.stderr) == (
        2,
        f"HEAD is not {before} any more; nothing was changed, make a new plan\n",
    )


def test_what_is_in_the_way_stops_the_printed_commands(
    history: Repository, tmp_path: Path, nowhere: dict[str, str]
) -> None:
    script = tmp_path / "script"
    asked = ("rollback", "--to", "HEAD~1", "--scope", "./config", "--print-commands")
    script.write_text(history.confledger(*asked).stdout, "utf-8")
    head = history.git("rev-parse", "HEAD")
    history.write("config/prod.yaml", "mine: 1\n")

    assert sh(history, nowhere, script).returncode == 128
    assert history.git("rev-parse", "HEAD") == head
    assert history.git("status", "--porcelain") == " M config/prod.yaml"
    # Nor are they printed then.
    refused = history.confledger(*asked)
    assert (refused.returncode, refused.stdout) == (2, "")


def test_printed_commands_splice_what_is_no_object_yet(
    repository: Repository, tmp_path: Path, nowhere: dict[str, str]
) -> None:
    top = "# a long comment that no script needs to repeat\n" * 20
    rest = "\nhost: a\npassword: not-to-be-printed\n"
    for pool in ("5 # it's 5% of $x \\n\tü", "500"):
        repository.write("config/prod.yaml", f"{top}pool: {pool}{rest}")
        repository.commit()
    repository.write("config/prod.yaml", f"{top}pool: 500{rest}port: 1\n")
    repository.commit()
    script = tmp_path / "script"
    asked = ("rollback", "--to", "HEAD~2", "--key", "./config/prod.yaml#pool")

    printed = repository.confledger(*asked, "--branch", "fix", "--print-commands")

    assert (printed.returncode, printed.stderr) == (0, "")
    assert "not-to-be-printed" not in printed.stdout
    assert "no script needs" not in printed.stdout
    script.write_text(printed.stdout, "utf-8")
    done = sh(repository, nowhere, script)
    assert (done.returncode, done.stderr) == (0, "")
    assert repository.confledger(*asked, "--branch", "fix2", "--yes").returncode == 0
    assert repository.git("rev-parse", "fix^{tree}") == repository.git("rev-parse", "fix2^{tree}")
    assert repository.git("status", "--porcelain") == ""
    assert repository.git("rev-parse", "fix~1") == repository.git("rev-parse", "HEAD")


def test_the_script_does_what_the_rollback_does(
    history: Repository, tmp_path: Path, nowhere: dict[str, str], project: Path
) -> None:
    ours, theirs = clone(history, tmp_path / "ours"), clone(history, tmp_path / "theirs")
    restore = project / "scripts/config_restore"

    shown = sh(theirs, nowhere, restore, "--plan", "HEAD~1", "config")
    asked = sh(theirs, nowhere, restore, "HEAD~1", "config")

    assert (shown.returncode, asked.returncode) == (1, 2)
    assert shown.stdout.startswith(
        "  kept config/.sops.yaml: it says who may read secrets today\n"
        "  kept config/secrets/prod.yaml: encrypted; --with-secrets takes it back too\n"
    )
    assert asked.stderr == (
        "error: nothing was changed, as nobody can be asked here\n  help: add --yes, or --plan\n"
    )
    assert state(theirs) == state(ours)

    done = sh(theirs, nowhere, restore, "--yes", "--reason", "INC-7", "HEAD~1", "config")
    assert (done.returncode, done.stderr) == (0, "")
    told = ours.confledger("rollback", "--to", "HEAD~1", "--scope", "./config", "--yes")
    assert told.returncode == 0
    assert state(theirs) == state(ours)
    first = history.git("rev-parse", "HEAD~1")
    assert theirs.git("log", "-1", "--format=%B") == (
        f"rollback: config as of {first[:10]}\n\nRestores: {first}\nScope: config\nReason: INC-7\n"
    )
    assert not (theirs.root / "ran").exists()
    again = sh(theirs, nowhere, restore, "--yes", first, "config")
    assert (again.returncode, again.stdout.splitlines()[-1]) == (
        0,
        "nothing to do: all else is as it was",
    )


def test_the_script_takes_secrets_back_only_where_it_is_told_to(
    history: Repository, nowhere: dict[str, str], project: Path
) -> None:
    restore = project / "scripts/config_restore"
    folder = "config/secrets"

    done = sh(history, nowhere, restore, "--yes", "--with-secrets", "HEAD~1", folder)

    assert done.returncode == 0
    assert done.stderr == (
        "warning: these come back encrypted for those who could read them then:\n"
        "  config/secrets/prod.yaml\n"
        "  next, for each of them: sops updatekeys FILE, and rotate what has leaked since\n"
    )
    assert history.git("diff", "--name-only", "HEAD~1") == "config/secrets/prod.yaml"
    assert history.git("diff", "--name-only", "HEAD~2", "--", folder) == ""


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((), "error: a revision and a path are needed\n"),
        (("HEAD",), "error: a revision and a path are needed\n"),
        (("--force", "HEAD", "."), "error: there is no option --force\n"),
        (("HEAD~9", "config"), "error: there is no revision 'HEAD~9' here\n"),
        (("HEAD~1", "confg"), "error: 'confg' is in neither state\n"),
        (("--yes", "HEAD~1", "config"), "error: not committed, and would be overwritten:\n"),
    ],
)
def test_the_script_says_what_is_wrong(
    repository: Repository,
    nowhere: dict[str, str],
    project: Path,
    arguments: tuple[str, ...],
    error: str,
) -> None:
    repository.write("config/a.yaml", "a: 1\n")
    repository.commit()
    repository.write("config/a.yaml", "a: 2\n")
    repository.commit()
    repository.write("config/a.yaml", "a: 3\n")

    done = sh(repository, nowhere, project / "scripts/config_restore", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(error)
    assert repository.git("rev-list", "--count", "HEAD") == "2"
    assert repository.git("status", "--porcelain") == " M config/a.yaml"
