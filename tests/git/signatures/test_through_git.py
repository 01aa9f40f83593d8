"""Signatures of GPG have the verdict that git has, for commits and for tags."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from confledger.git.repository import discover
from confledger.git.signatures import Trust, verdicts
from signing import of_git, of_ours, store
from support import Repository

pytestmark = pytest.mark.skipif(shutil.which("gpg") is None, reason="needs gpg")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A keyring of one key. Its path is short: it has the socket of the agent."""
    home = Path(tempfile.mkdtemp(prefix="gpg-"))
    monkeypatch.setenv("GNUPGHOME", str(home))
    made = ("--quick-gen-key", "ada@example.org", "ed25519", "sign", "never")
    subprocess.run(
        ["gpg", "--quiet", "--batch", "--passphrase", "", *made], check=True, capture_output=True
    )
    yield home
    subprocess.run(["gpgconf", "--kill", "all"], check=False, capture_output=True)
    shutil.rmtree(home, ignore_errors=True)


def test_commits_and_tags_of_gpg(repository: Repository, keyring: Path) -> None:
    signed = ("commit", "--quiet", "--allow-empty", "--gpg-sign=ada@example.org")
    repository.git(*signed, "--message=One")
    repository.git("tag", "--sign", "--local-user=ada@example.org", "--message=One", "v1")
    good = repository.git("rev-parse", "HEAD")
    tag = repository.git("rev-parse", "v1")
    changed = store(repository, repository.git("cat-file", "commit", good).encode() + b" more\n")
    text = repository.git("cat-file", "tag", tag).replace("\n\nOne", "\n\nTwo")
    other = store(repository, f"{text}\n".encode(), "tag")
    here = discover(str(repository.root))

    assert of_ours(repository, [good, changed]) == of_git(repository, [good, changed], None)
    told = {
        least: [one.word for one in verdicts(here, oids, Trust(None, least=least)).values()]
        for oids in ([good, changed, tag, other],)
        for least in ("undefined", "ultimate")
    }
    # The key of who made the keyring is trusted as far as it goes.
    words = ["good", "bad", "good", "bad"]
    assert told == {"undefined": words, "ultimate": words}
    unknown = keyring / "another"
    unknown.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GNUPGHOME", str(unknown))
        found = verdicts(here, [good, tag])
        assert of_ours(repository, [good]) == of_git(repository, [good], None)
    assert [(one.status, one.word) for one in found.values()] == [("E", "unknown")] * 2
