"""Who can open a backup: recipients of age and of SSH; an identity is never taken for one."""

import io
import subprocess
from pathlib import Path

import pytest

from confledger.backup import sealing
from confledger.errors import ConfledgerError
from sopsing import identity


def test_a_key_of_ssh_opens_what_was_made_for_it(tmp_path: Path) -> None:
    key = tmp_path / "key"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", str(key)]
    subprocess.run(command, check=True)
    public = key.with_suffix(".pub").read_text()
    [recipient] = sealing.recipients([public, "# nobody", "", public], "a file")
    sealed = io.BytesIO()

    sealing.sealed_for([recipient])(io.BytesIO(b"secret" * 100_000), sealed)

    sealed.seek(0)
    opened = sealing.opened(sealed, sealing.identities([str(key)]))
    assert opened.read() == b"secret" * 100_000
    opened.close()
    assert len(recipient.split()) == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("age1abc", "the recipient 'age1abc' of --recipient", id="mistyped"),
        pytest.param("AGE-SECRET-KEY-1QQ", "the recipient of --recipient", id="a key, not shown"),
        pytest.param("ssh-dss AAAA", "age takes keys of SSH of the types", id="an old key of SSH"),
    ],
)
def test_what_is_no_recipient_is_refused(given: str, expected: str) -> None:
    with pytest.raises(ConfledgerError) as caught:
        sealing.recipients([given], "--recipient")

    assert str(caught.value).startswith(expected) or expected in str(caught.value)
    assert "SECRET-KEY-1QQ" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("nothing\n", "there is no identity in", id="none"),
        pytest.param("AGE-SECRET-KEY-1QQ\n", "is mistyped or cut off", id="mistyped"),
        pytest.param("AGE-PLUGIN-X-1QQ\n", "is that of a plugin", id="of a plugin"),
        pytest.param("-----BEGIN OPENSSH PRIVATE KEY-----\n", "cannot be used", id="cut off"),
    ],
)
def test_what_is_no_identity_is_refused_without_being_shown(
    content: str, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "key"
    path.write_text(content)

    with pytest.raises(ConfledgerError, match=expected) as caught:
        sealing.identities([str(path)])

    assert "1QQ" not in str(caught.value)
    with pytest.raises(ConfledgerError, match="cannot be read: no such file"):
        sealing.identities([str(tmp_path / "other")])


class Failing(io.RawIOBase):
    """A file on a disk that is full, or cannot be read."""

    def write(self, data: object) -> int:
        raise OSError(28, "No space left on device")

    def read(self, size: int = -1) -> bytes:
        raise OSError(5, "Input/output error")


def test_what_goes_wrong_below_the_encryption_is_called_by_its_name() -> None:
    seal = sealing.sealed_for([identity().recipient])

    with pytest.raises(OSError, match="No space left"):
        seal(io.BytesIO(b"x"), Failing())
    with pytest.raises(OSError, match="Input/output error"):
        seal(Failing(), io.BytesIO())
    opened = sealing.opened(Failing(), [])
    with pytest.raises(OSError, match="Input/output error"):
        opened.read()
    opened.close()
