"""Of encrypted files: which values changed, who can read them now, and never a value."""

from pathlib import Path

import pytest

import sopsing
from support import Repository

pytestmark = sopsing.needs_sops

PLAIN = "greeting: good morning\nplain_text: 1\nlist: [one-thing, another-thing]\n"
SCOPE = ("--unencrypted-regex", "^plain_")


@pytest.fixture
def shop(repository: Repository) -> Repository:
    repository.write("s.yaml", sopsing.encrypted(PLAIN, "s.yaml", *SCOPE))
    repository.commit()
    return repository


def told(shop: Repository, data: bytes) -> list[str]:
    """Return what is said of the file when it holds this."""
    shop.write("s.yaml", data)
    texts = [shop.confledger("diff", *rest).stdout for rest in ([], ["--format", "json", "--full"])]
    for text in texts:
        assert not any(one in text for one in ("morning", "evening", "-thing", "ENC[", "PGP"))
    lines = texts[0].splitlines()[1:]
    ours, other = sopsing.recipient(), sopsing.recipient("other")
    return [one.replace(ours, "OURS").replace(other, "OTHER") for one in lines if one]


def set_(shop: Repository, key: str, value: str) -> bytes:
    data = Path(shop.root, "s.yaml").read_bytes()
    return sopsing.changed(data, "s.yaml", "set", key, value=value)


def test_a_new_value_is_told_without_it(shop: Repository) -> None:
    assert told(shop, set_(shop, '["greeting"]', '"good evening"')) == [
        "1 value in 1 file: 1 changed",
        "s.yaml",
        "  ~ greeting  changed, value hidden",
    ]


def test_a_plain_value_is_shown_and_a_stale_mac_told(shop: Repository) -> None:
    data = Path(shop.root, "s.yaml").read_bytes().replace(b"plain_text: 1", b"plain_text: 2")

    assert told(shop, data) == [
        "1 value in 1 file: 1 changed",
        "s.yaml",
        "  ! the MAC is stale: edited without sops",
        "  ~ plain_text  1 -> 2",
    ]


def test_a_new_data_key_is_one_line(shop: Repository) -> None:
    data = Path(shop.root, "s.yaml").read_bytes()

    assert told(shop, sopsing.changed(data, "s.yaml", "rotate")) == [
        "1 encrypted file saved again",
        "s.yaml",
        "  * data key rotated: all 3 ciphertexts rewritten (which values changed cannot be told "
        "without a key)",
    ]


def test_another_recipient_is_serious(shop: Repository) -> None:
    both = (sopsing.recipient(), sopsing.recipient("other"))
    new = sopsing.encrypted(PLAIN, "s.yaml", *SCOPE, recipients=both)

    assert "  ! recipient added: OTHER" in told(shop, new)


def test_nothing_of_a_file_that_was_decrypted_is_shown(shop: Repository) -> None:
    lines = told(shop, PLAIN.replace("morning", "evening").encode())

    assert "  ! no longer encrypted: its secrets became plain text" in lines
    assert [one for one in lines if "greeting" in one and "hidden" in one]


def test_a_new_file_says_for_how_many_it_is(shop: Repository) -> None:
    shop.git("rm", "--quiet", "--cached", "s.yaml")
    shop.git("commit", "--quiet", "--message", "without")
    shop.git("add", "s.yaml")

    lines = told(shop, Path(shop.root, "s.yaml").read_bytes())

    assert lines[:3] == [
        "1 new file",
        "s.yaml: new file, 4 values",
        "  * encrypted for 1 recipient",
    ]


def test_no_patch_is_made_of_it(shop: Repository) -> None:
    shop.write("s.yaml", set_(shop, '["greeting"]', '"good evening"'))

    done = shop.confledger("diff", "--format", "merge-patch", "--redact")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: s.yaml is encrypted: no patch is made of it")
