"""Whom git is set to believe: the files that it names, and what is said of those not there."""

import pytest

from confledger.errors import ConfledgerError
from confledger.git.repository import discover
from confledger.git.signatures.trust import trust_of
from support import Repository


def test_files_are_those_of_git_and_what_is_missing_is_named(repository: Repository) -> None:
    here = discover(str(repository.root))
    unset = trust_of(here)
    repository.git("config", "gpg.ssh.allowedSignersFile", "signers é")
    repository.git("config", "gpg.ssh.revocationFile", "revoked")
    repository.git("config", "gpg.minTrustLevel", "FULLY")
    missing = trust_of(here)
    repository.write("signers é", "# nobody\n")
    repository.write("revoked", b"")
    there = trust_of(here)
    instead = trust_of(here, b"# others\n", "a file")

    told = [
        (one.allowed_data, one.revoked_data, one.least, one.origin, one.missing)
        for one in (unset, missing, there, instead)
    ]
    named = "gpg.ssh.allowedSignersFile: signers é"
    both = ("gpg.ssh.revocationFile", "gpg.ssh.allowedSignersFile")
    assert told == [
        (None, None, "undefined", "", ()),
        (b"", None, "fully", named, both),
        (b"# nobody\n", b"", "fully", named, ()),
        (b"# others\n", b"", "fully", "a file", ()),
    ]
    # What is remembered of one is not taken for another.
    assert len({one.digest for one in (unset, missing, there, instead)}) == 4


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        pytest.param("minTrustLevel", "much", "gpg.minTrustLevel of git is 'much'", id="a level"),
        pytest.param("ssh.allowedSignersFile", ".", "'.' cannot be read: is a directory", id="dir"),
    ],
)
def test_settings_that_git_cannot_use_either_are_refused(
    repository: Repository, name: str, value: str, said: str
) -> None:
    repository.git("config", f"gpg.{name}", value)

    with pytest.raises(ConfledgerError) as raised:
        trust_of(discover(str(repository.root)))

    assert str(raised.value) == said
