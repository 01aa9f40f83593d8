"""A statement is signed by an SSH key, and a signature is good for that statement only."""

import shutil
import subprocess
from pathlib import Path

import pytest

from confledger.cli.secrets.signing import key_of, setting, sign, signer
from confledger.errors import ConfledgerError
from confledger.git.repository import discover
from support import Repository

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
STATEMENT = b'{"sequence":1}'


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key without passphrase."""
    file = tmp_path_factory.mktemp("ssh") / "id"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "x", "-f", file], check=True
    )
    return file


def allowed(folder: Path, *lines: str) -> str:
    (folder / "allowed").write_text("".join(f"{line}\n" for line in lines))
    return str(folder / "allowed")


def test_who_signed_is_told_by_the_file_of_allowed_signers(key: Path, tmp_path: Path) -> None:
    signature = sign(STATEMENT, str(key))
    public = Path(f"{key}.pub").read_text().strip()

    assert signature.startswith("-----BEGIN SSH SIGNATURE-----\n")
    ours = allowed(tmp_path, f"ada@example.org,bob@example.org {public}")
    assert signer(STATEMENT, signature, ours) == "ada@example.org"
    only_git = allowed(tmp_path, f'ada@example.org namespaces="git" {public}')
    assert signer(STATEMENT, signature, only_git) is None
    assert signer(STATEMENT, signature, allowed(tmp_path)) is None
    told = subprocess.run(
        ["ssh-keygen", "-lf", f"{key}.pub"], capture_output=True, text=True, check=True
    )
    assert signer(STATEMENT, signature, None) == told.stdout.split()[1]


@pytest.mark.parametrize("public", [None, "ours"])
def test_a_signature_of_something_else_is_none(
    key: Path, tmp_path: Path, public: str | None
) -> None:
    text = Path(f"{key}.pub").read_text().strip()
    file = None if public is None else allowed(tmp_path, f"ada@example.org {text}")
    signature = sign(STATEMENT, str(key))

    assert signer(STATEMENT, signature, file) is not None
    assert signer(b'{"sequence":2}', signature, file) is None
    assert signer(STATEMENT, "nonsense", file) is None
    assert signer(STATEMENT, signature.replace("U1NI", "U1NJ"), file) is None


def test_the_agent_signs_for_a_key_that_is_given_as_text(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = tmp_path / "s"
    agent = subprocess.Popen(
        ["ssh-agent", "-D", "-a", socket], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert agent.stdout is not None
        agent.stdout.readline()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        subprocess.run(["ssh-add", "-q", key], check=True)
        text = Path(f"{key}.pub").read_text().strip()
        assert signer(STATEMENT, sign(STATEMENT, key_of(f"key::{text}", None)), None)
    finally:
        agent.terminate()
        agent.wait()
        agent.stdout.close()  # type: ignore[union-attr]


def test_the_key_is_the_one_that_git_signs_with(
    key: Path, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = discover(str(repository.root))
    how = "name one with --key, or set user.signingkey of git to an SSH key"

    def refused(given: str | None = None) -> str:
        with pytest.raises(ConfledgerError) as raised:
            key_of(given, found)
        assert raised.value.help == how
        return str(raised.value)

    assert refused() == "there is no key to sign with"
    assert refused("nothing") == "there is no key file 'nothing'"
    repository.git("config", "user.signingkey", str(key))
    assert key_of(None, found) == str(key)
    monkeypatch.setenv("HOME", str(key.parent))
    repository.git("config", "user.signingkey", f"~/{key.name}")
    assert key_of(None, found) == str(key)
    assert key_of(str(key), found) == str(key)
    repository.git("config", "gpg.format", "openpgp")
    assert refused() == "git signs with a key that is no SSH key"
    assert setting("user.no-such", None) == ""


def test_a_key_that_cannot_sign_says_what_ssh_says(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("nonsense\n")
    (tmp_path / "key").chmod(0o600)

    with pytest.raises(ConfledgerError, match="the checkpoint could not be signed"):
        sign(STATEMENT, str(tmp_path / "key"))


def test_without_ssh_keygen_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ConfledgerError, match="ssh-keygen was not found on PATH"):
        signer(STATEMENT, "", None)


def test_it_is_started_without_the_identity(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "ssh-keygen"
    script.write_text(f"#!/bin/sh\nenv > {tmp_path}/environ\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("SOPS_AGE_KEY", "canary")
    monkeypatch.setenv("SSH_AUTH_SOCK", "/agent")

    with pytest.raises(ConfledgerError):
        sign(STATEMENT, str(key))

    told = (tmp_path / "environ").read_text()
    assert "canary" not in told
    assert "SSH_AUTH_SOCK=/agent\n" in told
