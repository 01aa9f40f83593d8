"""A signature is good, bad, there or not there, by the repository alone."""

import subprocess
from pathlib import Path

import pytest

from confledger.ledger.signed import Signers
from support import Repository


def test_an_ssh_signature_needs_nothing_but_the_file_of_signers(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True
    )
    public = key.with_suffix(".pub").read_text()
    plain = repository.commit("plain")
    for name, value in (("gpg.format", "ssh"), ("user.signingkey", str(key))):
        repository.git("config", name, value)
    repository.git("config", "commit.gpgsign", "true")
    signed = repository.commit("signed")
    data = {
        oid: repository.git("cat-file", "commit", oid).encode() + b"\n" for oid in (plain, signed)
    }
    allowed = f"ada@example.org {public}".encode()
    altered = data[signed].replace(b"signed\n", b"forged\n")

    assert Signers(allowed).judge(plain, data[plain]) == ("unsigned", "")
    assert Signers(allowed).judge(signed, data[signed]) == ("good", "ada@example.org")
    assert Signers(b"").judge(signed, data[signed])[0] == "untrusted"
    assert Signers(None).judge(signed, data[signed]) == ("unknown", "")
    assert Signers(allowed).judge(signed, altered)[0] == "bad"
