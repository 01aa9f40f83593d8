"""Who left stays out: no rollback, however it is asked for, lets a former reader in again.

Real sops, two identities. Bob could read all secrets at the start; then he left, in the order
that holds: the rules, the recipients of each file, a new data key. After each form of rollback
his key is really tried on every encrypted file, and so is what it got him while he was there.
"""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

import sopsing
from sopsing import decrypted, encrypted, identity, needs_sops, recipient, sops
from support import Repository

pytestmark = needs_sops

SECRETS = ("config/prod/secrets.yaml", "tokens.env")
RULE = "creation_rules:\n  - path_regex: (secrets\\.yaml|\\.env)$\n    age: >-\n      {}\n"
SETTINGS = "environments:\n  - {name: prod, paths: [config/prod/**]}\n"


class Shop:
    """A history with a leaver; `start` and `leaving` are commits of it."""

    def __init__(self, root: Path) -> None:
        self.repository = Repository.create(root)
        write = self.repository.write
        both = (recipient("ours"), recipient("bob"))
        write("confledger.yaml", SETTINGS)
        write(".sops.yaml", RULE.format(",".join(both)))
        write("config/prod/app.yaml", "port: 80\n")
        for path in SECRETS:
            text = "TOKEN=old\n" if path.endswith(".env") else "password: old\nuser: shop\n"
            write(path, encrypted(text, path, recipients=both))
        self.start = self.repository.commit("Start")
        self.known_to_bob = {path: self.read(path) for path in SECRETS}
        write(".sops.yaml", RULE.format(recipient("ours")))
        for path in SECRETS:
            self._sops("updatekeys", "--yes", path)
            self._sops("rotate", "--in-place", path)
        self.leaving = self.repository.commit("Bob leaves")
        self._sops("set", SECRETS[0], '["password"]', '"new"')
        write("config/prod/app.yaml", "port: [81\n")
        self.repository.commit("New passwords")

    def read(self, path: str) -> bytes:
        return (self.repository.root / path).read_bytes()

    def _sops(self, *arguments: str) -> None:
        sops(*arguments, env=identity().environ(), cwd=self.repository.root)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("shop") / "r")


@cache
def bob_opens(data: bytes, name: str) -> bool:
    """Whether bob's key opens a file, even if nobody looks at its MAC."""
    assert sopsing.PROGRAM is not None
    command = [sopsing.PROGRAM, "--config", os.devnull, "decrypt", "--ignore-mac"]
    done = subprocess.run(
        [*command, "--filename-override", name, "/dev/stdin"],
        input=data,
        capture_output=True,
        check=False,
        env={**os.environ, **identity("bob").environ()},
    )
    return done.returncode == 0


@cache
def ours_opens(data: bytes, name: str) -> bytes:
    """Return what a file holds, by our key."""
    return decrypted(data, name)


def with_the_key_of_then(data: bytes, old: bytes, name: str) -> bytes:
    """Return a file with the wrapped data key that bob still has from the history."""
    if name.endswith(".env"):
        kept = [line for line in data.splitlines() if b"sops_age" not in line]
        return b"\n".join([*kept, *(x for x in old.splitlines() if b"sops_age" in x)]) + b"\n"
    now = yaml.safe_load(data)
    now["sops"]["age"] = yaml.safe_load(old)["sops"]["age"]
    return yaml.safe_dump(now, sort_keys=False).encode()


FORMS = [
    pytest.param("rollback --to {start}", 0, "new", id="all"),
    pytest.param("rollback --to {start} --scope . --with-secrets", 0, "old", id="and secrets"),
    pytest.param("rollback --to {start} --scope env:prod --with-secrets", 0, "old", id="prod"),
    pytest.param("rollback --to {start} --scope config", 0, "new", id="folder"),
    pytest.param("rollback --to {start} --scope tokens.env --with-secrets", 0, "new", id="file"),
    pytest.param("rollback --to {start} --scope .sops.yaml", 2, "new", id="the rules"),
    pytest.param("rollback --entry {leaving}", 2, "new", id="the leaving"),
    pytest.param("rollback --entry {leaving} --with-secrets", 2, "new", id="and its secrets"),
    pytest.param("rollback --last-good", 0, "new", id="last good"),
    pytest.param(
        "rollback --to {start} --key config/prod/secrets.yaml#/password --with-secrets --yes"
        " && undo --with-secrets",
        0,
        "new",
        id="one key, and back",
    ),
]


@pytest.mark.parametrize(("form", "code", "password"), FORMS)
def test_no_form_of_rollback_lets_a_leaver_in(
    shop: Shop, tmp_path: Path, form: str, code: int, password: str
) -> None:
    root = tmp_path / "r"
    shutil.copytree(shop.repository.root, root)
    clone = Repository(root)
    environ = {**identity().environ(), "CONFLEDGER_JOURNAL": str(tmp_path / "journal.jsonl")}

    done = None
    for command in form.format(start=shop.start, leaving=shop.leaving).split(" && "):
        done = clone.confledger(*command.split(), "--yes", env=environ)

    assert done is not None
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    rules = (root / ".sops.yaml").read_text()
    assert rules == clone.git("show", "HEAD:.sops.yaml") + "\n"
    assert recipient("bob") not in rules
    for path in SECRETS:
        data = (root / path).read_bytes()
        assert data == (clone.git("show", f"HEAD:{path}") + "\n").encode()
        assert not bob_opens(data, path)
        assert not bob_opens(with_the_key_of_then(data, shop.known_to_bob[path], path), path)
        ours_opens(data, path)
    prod = ours_opens((root / SECRETS[0]).read_bytes(), SECRETS[0])
    assert prod == f"password: {password}\nuser: shop\n".encode()


def test_what_bob_has_opens_what_he_could_read_and_what_was_not_rotated(shop: Shop) -> None:
    for path, old in shop.known_to_bob.items():
        assert bob_opens(old, path)
        assert bob_opens(with_the_key_of_then(old, old, path), path)
