"""The commit of a rollback: signed as git signs for this user, or not made at all."""

from pathlib import Path

import pytest

from rolling import Rolling, shop
from signing import Keys
from support import Repository

TO = ("--to", "HEAD~1", "--scope", "./config", "--yes")


@pytest.fixture
def signed(repository: Repository, tmp_path: Path) -> Repository:
    """The shop, where git signs every commit with an SSH key."""
    shop(repository)
    keys = Keys(tmp_path)
    signers = tmp_path / "signers"
    signers.write_text(f"ada@example.org {keys.public('ada')}\n", "utf-8")
    for name, value in (
        ("gpg.format", "ssh"),
        ("user.signingkey", str(keys.file("ada"))),
        ("gpg.ssh.allowedSignersFile", str(signers)),
        ("commit.gpgsign", "true"),
    ):
        repository.git("config", name, value)
    return repository


def test_it_is_signed_as_git_is_set_to(
    signed: Repository, rolling: Rolling, tmp_path: Path
) -> None:
    assert rolling(*TO, "--branch", "signed").code == 0
    assert 'Good "git" signature for ada' in signed.try_git("verify-commit", "-v", "signed").stderr
    assert rolling(*TO, "--branch", "not", "--no-sign").code == 0
    assert signed.try_git("verify-commit", "not").returncode == 1

    script = tmp_path / "script"
    script.write_text(rolling(*TO, "--print-commands").out, "utf-8")
    commit = signed.git("-c", f"alias.it=!sh '{script}'", "it")
    assert signed.try_git("verify-commit", commit).returncode == 0


def test_nothing_is_done_where_it_cannot_be_signed(signed: Repository, rolling: Rolling) -> None:
    signed.git("config", "user.signingkey", "/nowhere/key")
    before = signed.git("for-each-ref"), signed.git("status", "--porcelain")

    told = rolling(*TO)

    error, help = told.err.splitlines()
    assert told.code == 2
    assert error.startswith("error: the commit could not be signed: ")
    assert help == "  help: is the key in the agent? unsigned: add --no-sign"
    assert (signed.git("for-each-ref"), signed.git("status", "--porcelain")) == before


@pytest.mark.parametrize(
    ("first", "again", "code", "count", "says"),
    [
        pytest.param(
            "git commit -q --allow-empty -m meanwhile",
            ":",
            0,
            "4",
            "to take it back: confledger undo ",
            id="of something else: once more",
        ),
        pytest.param(
            "echo b: 1 > config/more.yaml; git add -A; git commit -q -m meanwhile",
            ":",
            2,
            "3",
            "  help: look again: the same with --plan",
            id="of what would be taken back too: not without being asked",
        ),
        pytest.param(
            "touch .git/index.lock",
            "rm .git/index.lock",
            0,
            "3",
            "to take it back: confledger undo ",
            id="and is still at it: waited for",
        ),
    ],
)
def test_somebody_commits_meanwhile(
    signed: Repository,
    rolling: Rolling,
    first: str,
    again: str,
    code: int,
    count: str,
    says: str,
) -> None:
    # The program that signs runs between the look and the deed.
    program = signed.write(
        ".git/sign",
        "#!/bin/sh\nif [ ! -e .git/signed ]; then touch .git/signed; unset GIT_DIR\n"
        f"git config commit.gpgsign false; {first}; git config commit.gpgsign true\n"
        f'else {again}; fi\nexec ssh-keygen "$@"\n',
    )
    program.chmod(0o755)
    signed.git("config", "gpg.ssh.program", str(program))

    # What was shown is meant, and not what HEAD~1 is by then.
    told = rolling(*TO)

    assert (told.code, told.err.splitlines()[-1][: len(says)]) == (code, says), told
    assert signed.git("rev-list", "--count", "HEAD") == count
    assert signed.git("status", "--porcelain") == ""
