"""A repository with an encrypted file and our drivers for git: made once, copied for each test."""

import shutil
from functools import cache
from pathlib import Path

import pytest

import sopsing
from support import Repository

YAML = """\
# who may in
db:
    user: shop
    password: correct-horse
    port: 5432
hosts:
    - one
    - two
region_unencrypted: eu
"""
FILE = "secrets/prod.yaml"


def opened(
    repository: Repository, factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Repository:
    """Fill an empty repository; the key is at hand."""
    monkeypatch.setenv("SOPS_AGE_KEY", sopsing.identity().secret)
    shutil.copytree(
        _made(factory.getbasetemp() / "shop"), repository.root, symlinks=True, dirs_exist_ok=True
    )
    return repository


@cache
def _made(root: Path) -> Path:
    made = Repository.create(root)
    made.write(".sops.yaml", sopsing.rules())
    made.write(FILE, sopsing.encrypted(YAML, "prod.yaml"))
    made.commit("begin")
    installed(made)
    return root


def installed(repository: Repository) -> None:
    """Install the drivers, and no hooks: those are for other tests."""
    done = repository.confledger("git", "install")
    assert done.returncode == 0, done.stderr
    for name in ("pre-commit", "pre-merge-commit"):
        (repository.root / ".git/hooks" / name).unlink()
