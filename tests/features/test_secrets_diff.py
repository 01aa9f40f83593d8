"""git shows what is encrypted without a key, and we say what a change of it comes to."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sopsing
from git_shop import FILE, opened
from support import Repository

pytestmark = sopsing.needs_sops


@pytest.fixture
def shop(
    repository: Repository,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Repository:
    """A repository with one encrypted file, our drivers installed, and the key at hand."""
    return opened(repository, tmp_path_factory, monkeypatch)


def change(repository: Repository, *actions: tuple[str, ...]) -> None:
    """Change the file with the real sops, and commit it."""
    path = repository.root / FILE
    for action, *rest in actions:
        value = rest.pop() if action == "set" else ""
        path.write_bytes(sopsing.changed(path.read_bytes(), path.name, action, *rest, value=value))
    repository.commit()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain: text\n",
        b"sops: [\n",
        b"sops:\n  mac: 1\n  age: 7\n",
        b"\xff\xfe\x00sops\x00",
        b"a: &a [*a]\nsops: {mac: x}\n",
        b"- sops: " + b"[" * 5000,
        b"sops" * (1 << 19),
        b"\x00\x01" * 70_000,
    ],
    ids=range(9),
)
def test_textconv_never_fails_on_what_is_no_encrypted_file(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x"
    file.write_bytes(data)

    done = textconv(str(file))

    assert (done.returncode, done.stderr) == (0, b"")
    if b"mac" not in data:
        assert done.stdout == data


def textconv(file: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "confledger", "secrets", "textconv", file]
    return subprocess.run(command, capture_output=True, check=False)


def test_textconv_of_a_file_that_is_gone_is_empty(tmp_path: Path) -> None:
    done = textconv(str(tmp_path / "gone"))

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_git_diff_needs_no_key_and_remembers_nothing(
    shop: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(shop, ("set", '["db"]["port"]', "1"))
    monkeypatch.delenv("SOPS_AGE_KEY")
    # No program but git and ours: whatever asked for a key would fail.
    monkeypatch.setenv("PATH", "/usr/bin:/bin")

    found = shop.git("diff", "HEAD~1", "HEAD", "--unified=0")

    changed = [line for line in found.splitlines() if line[:1] in "+-"][2:]
    assert len(changed) in (2, 4)  # with the time, unless it is the same second
    assert changed[0].startswith("-db.port: <secret ")
    assert changed[1].startswith("+db.port: <secret ")
    assert shop.git("for-each-ref", "refs/notes") == ""
    assert "ENC[" not in found


def test_secrets_diff_says_what_a_change_comes_to(shop: Repository) -> None:
    assert shop.confledger("secrets", "diff").stdout == "no encrypted file changed\n"
    path = shop.root / FILE
    before = path.read_bytes()
    path.write_bytes(sopsing.changed(before, "prod.yaml", "set", '["db"]["port"]', value="1"))
    shop.write("plain.yaml", "a: 1\n")
    shop.git("add", "plain.yaml")
    lines = f"{FILE}\n  ~ db.port: secret value changed\n"

    done = shop.confledger("secrets", "diff")
    assert (done.returncode, done.stdout, done.stderr) == (1, lines, "")
    assert shop.confledger("secrets", "diff", "--staged").returncode == 0
    shop.git("add", FILE)
    assert shop.confledger("secrets", "diff", "--staged").stdout == lines
    shop.commit("two")
    path.write_bytes(before.replace(b"region_unencrypted: eu", b"region_unencrypted: us"))
    shop.git("mv", FILE, "secrets/other.yaml")

    assert shop.confledger("secrets", "diff", "HEAD~1", "HEAD").stdout == lines
    assert shop.confledger("secrets", "diff", "HEAD~1..HEAD", "--", "secrets").stdout == lines
    assert shop.confledger("secrets", "diff", "HEAD~1", "HEAD", "plain.yaml").returncode == 0
    assert shop.confledger("secrets", "diff", "HEAD~1").stdout == (
        "secrets/other.yaml\n"
        f"  ~ renamed from {FILE}\n"
        '  ~ region_unencrypted: "eu" -> "us"\n'
        "  ! the MAC is stale: edited without sops\n"
    )
    assert shop.confledger("secrets", "diff", "--staged", "HEAD~1").returncode == 1
    (told,) = json.loads(
        shop.confledger("secrets", "diff", "HEAD~1", "HEAD", "--format", "json").stdout
    )["files"]
    assert told == {
        "path": FILE,
        "changes": [
            {
                "kind": "secret-changed",
                "document": 0,
                "pointer": "/db/port",
                "message": "secret value changed",
                "serious": False,
            }
        ],
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "error: 'nowhere' is neither a revision nor a file here\n"),
        (("--staged", "HEAD", "HEAD"), "error: what is staged is compared with one revision\n"),
        (("HEAD", "HEAD", "HEAD"), "error: two revisions are compared, not more\n"),
        (("HEAD", "--", "../x"), "error: '../x' is outside of"),
    ],
)
def test_secrets_diff_says_what_it_cannot_compare(
    shop: Repository, arguments: tuple[str, ...], said: str
) -> None:
    done = shop.confledger("secrets", "diff", *arguments)

    assert done.returncode == 2
    assert done.stderr.startswith(said)


def test_with_keys_a_rotation_is_told_from_a_change(shop: Repository) -> None:
    change(shop, ("rotate",), ("set", '["db"]["port"]', "1"))

    without = shop.confledger("secrets", "diff", "HEAD~1", "HEAD").stdout
    done = shop.confledger("secrets", "diff", "HEAD~1", "HEAD", "--with-keys")

    assert without.splitlines()[1:] == [
        "  ~ data key rotated: all 5 ciphertexts rewritten "
        "(which values changed cannot be told without a key)",
    ]
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[1:] == [
        "  ~ data key rotated: every ciphertext rewritten",
        "  ~ db.port: secret value changed",
    ]


def test_before_the_first_commit_all_is_new(repository: Repository) -> None:
    repository.write(FILE, sopsing.encrypted("a: 1\n", "prod.yaml"))
    repository.git("add", ".")

    expected = f"{FILE}\n  + new file\n  + a: secret\n  + recipient {sopsing.recipient()}\n"
    assert repository.confledger("secrets", "diff", "--staged").stdout == expected
    assert repository.confledger("secrets", "diff").stdout == expected
    assert repository.confledger("git", "install").returncode == 0


def attributes(repository: Repository) -> str:
    file = repository.root / ".git/info/attributes"
    return file.read_text() if file.exists() else ""


def options(repository: Repository) -> list[str]:
    return [
        line
        for line in repository.git("config", "--local", "--list").splitlines()
        if "confledger-sops" in line
    ]


def test_drivers_are_put_in_and_taken_out(shop: Repository) -> None:
    ours = (
        "# >>> confledger >>>\n# remove: confledger git uninstall\n"
        f"/{FILE} diff=confledger-sops merge=confledger-sops\n# <<< confledger <<<\n"
    )
    assert attributes(shop) == ours
    assert len(options(shop)) == 4
    assert shop.confledger("git", "status").stdout.endswith(
        "diff and merge of encrypted files: installed\n"
    )
    shop.write("more/dev.yaml", sopsing.encrypted("a: 1\n", "prod.yaml"))
    shop.git("add", ".")
    assert shop.confledger("git", "status").stdout.endswith(
        "diff and merge of encrypted files: not all installed; to install: confledger git install\n"
    )
    dry = shop.confledger("git", "install", "--dry-run").stdout
    assert dry.endswith("would set our lines in .git/info/attributes\n")
    assert attributes(shop) == ours
    shop.write(".git/info/attributes", ours + "*.x text\n")

    shop.confledger("git", "install")
    assert "/more/dev.yaml diff=" in attributes(shop)
    done = shop.confledger("git", "uninstall")

    assert done.stdout.splitlines()[-3:] == [
        "removed diff.confledger-sops from git's configuration",
        "removed merge.confledger-sops from git's configuration",
        "removed our lines from .git/info/attributes",
    ]
    assert (attributes(shop), options(shop)) == ("*.x text\n", [])
    assert shop.confledger("git", "status").stdout.endswith(
        "diff and merge of encrypted files: not installed; to install: confledger git install\n"
    )


def test_drivers_of_the_user_are_kept(repository: Repository) -> None:
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        repository.write(name, sopsing.encrypted("a: 1\n", "prod.yaml"))
    repository.write(
        ".gitattributes",
        "/a.yaml diff=sops\n/b.yaml diff=sops merge=theirs\n"
        "/c.yaml diff=confledger-sops  merge=confledger-sops\n",
    )
    repository.commit()

    done = repository.confledger("git", "install")

    assert attributes(repository).splitlines()[2:-1] == ["/a.yaml merge=confledger-sops"]
    assert done.stdout.endswith("put into .gitattributes:\n  /a.yaml merge=confledger-sops\n")


def test_where_nothing_is_encrypted_nothing_is_set(repository: Repository) -> None:
    repository.write("README", "ENC[AES256_GCM, lastmodified: see sops\n")
    repository.commit()

    done = repository.confledger("git", "install")

    assert "confledger-sops" not in done.stdout
    assert (attributes(repository), options(repository)) == ("", [])
    assert "encrypted" not in repository.confledger("git", "status").stdout


def test_our_lines_without_their_end_are_left_alone(shop: Repository) -> None:
    shop.write(".git/info/attributes", "# >>> confledger >>>\n*.x text\n")

    done = shop.confledger("git", "uninstall")

    assert done.returncode == 2
    assert "the line '# <<< confledger <<<' is missing" in done.stderr
    assert os.path.getsize(shop.root / ".git/info/attributes") == 30


def test_drivers_need_no_hooks_of_ours(shop: Repository) -> None:
    shop.confledger("git", "uninstall")
    shop.git("config", "core.hooksPath", ".husky")

    done = shop.confledger("git", "install")
    again = shop.confledger("git", "install")

    assert (done.returncode, again.returncode, again.stdout) == (2, 2, "")
    assert done.stdout.endswith("set our lines in .git/info/attributes\n")
    assert "help: the hooks were not changed; add this line" in done.stderr
    assert "help: nothing was changed; add this line" in again.stderr
    assert len(options(shop)) == 4
