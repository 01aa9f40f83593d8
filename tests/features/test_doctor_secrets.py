"""What `doctor` says of secrets that lie where they should not, and how each is cleaned."""

import json
import os
import subprocess
from pathlib import Path

import pytest

import sopsing
from support import Repository

YAML = "db:\n    user: shop\n    password: correct-horse\nhost_unencrypted: x\n"
PLAIN = YAML.replace("shop", "canary-1")
FILE = "secrets/prod.yaml"
Rows = dict[str, tuple[str, str, str | None]]
pytestmark = sopsing.needs_sops


@pytest.fixture
def shop(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with an encrypted file in which everything is in order."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    repository.write(FILE, sopsing.encrypted(YAML, "prod.yaml"))
    repository.commit()
    repository.confledger("git", "install")
    repository.commit()
    return repository


def doctor(repository: Repository, *arguments: str, env: dict[str, str] | None = None) -> Rows:
    """Run doctor; return what is not in order, by name."""
    done = repository.confledger("doctor", "--format", "json", *arguments, env=env)
    assert done.stderr == ""
    assert "canary" not in done.stdout
    return {
        one["name"]: (one["level"], one["message"], one["command"])
        for one in json.loads(done.stdout)["checks"]
        if one["level"] != "ok" and one["name"] != "confledger"
    }


def test_all_is_well(shop: Repository) -> None:
    assert doctor(shop) == {}
    assert "1 encrypted file; nothing of them is left in plain text" in (
        shop.confledger("doctor").stdout
    )


def test_drivers_that_are_not_there_are_put_in(shop: Repository) -> None:
    shop.git("config", "--remove-section", "merge.confledger-sops")
    command = "confledger git install"

    assert doctor(shop) == {
        "git drivers": (
            "warning",
            "not every encrypted file is shown and merged by what is installed",
            command,
        )
    }
    shop.git("config", "--remove-section", "diff.confledger-sops")
    (shop.root / ".git/info/attributes").unlink()
    assert doctor(shop)["git drivers"][1] == (
        "git shows encrypted files as ciphertext, and two changes of one never merge cleanly"
    )
    assert doctor(shop, "--fix") == {}


def test_decrypted_text_that_git_remembers(shop: Repository) -> None:
    shop.git("config", "diff.mine.textconv", "sops decrypt")
    shop.git("config", "diff.mine.cachetextconv", "true")
    shop.git("config", "diff.pdf.textconv", "pdftotext")
    shop.git("config", "diff.pdf.cachetextconv", "true")
    shop.git("update-ref", "refs/notes/textconv/sops", "HEAD")
    shop.git("update-ref", "refs/notes/textconv/pdf", "HEAD")

    assert doctor(shop) == {
        "git diff": (
            "problem",
            "diff.mine.cachetextconv keeps decrypted text in the repository, under refs/notes, "
            "where a push of everything publishes it",
            "git config --unset diff.mine.cachetextconv",
        ),
        "git notes": (
            "problem",
            "refs/notes/textconv/sops holds what `git diff` showed of encrypted files, maybe "
            "decrypted",
            "git update-ref -d refs/notes/textconv/sops && git gc --prune=now",
        ),
    }


def test_plain_text_in_the_object_store(shop: Repository) -> None:
    encrypted = (shop.root / FILE).read_bytes()
    shop.write(FILE, PLAIN)
    shop.git("add", FILE)
    oid = shop.git("rev-parse", f":{FILE}")
    # Staged, it is the business of the hook.
    assert "git objects" not in doctor(shop)
    shop.write(FILE, encrypted)
    shop.write("notes.txt", "user: somebody\npassword: is a word\nand: more\n" * 3)
    shop.git("add", ".")

    assert doctor(shop) == {
        "git objects": (
            "problem",
            f"object {oid[:12]} has {FILE} in plain text, from a `git add` that was undone",
            "git gc --prune=now",
        )
    }
    subprocess.run("git gc --quiet --prune=now", shell=True, cwd=shop.root, check=True)
    assert doctor(shop) == {}


@pytest.mark.parametrize("manager", ["pre-commit/patch1700000000-1", "prek/patches/1.patch"])
def test_patches_of_hook_managers(shop: Repository, tmp_path: Path, manager: str) -> None:
    encrypted = (shop.root / FILE).read_bytes()
    shop.write(FILE, encrypted.replace(b"sops:\n", b"more: 1\nsops:\n"))
    harmless = shop.git("diff", "--no-ext-diff", "--no-textconv")
    shop.write(FILE, PLAIN)
    telling = shop.git("diff", "--no-ext-diff", "--no-textconv")
    shop.write(FILE, encrypted)
    patch = tmp_path / "home/.cache" / manager
    patch.parent.mkdir(parents=True)

    patch.write_text(harmless)
    assert doctor(shop) == {}
    patch.write_text(telling)
    assert doctor(shop) == {
        "patch files": (
            "problem",
            f"{patch}, of a hook manager, has values of {FILE} in plain text",
            f"rm {patch}",
        )
    }
    patch.write_text(telling.replace(FILE, "of/another.yaml"))
    assert doctor(shop) == {}


def test_files_of_editors(shop: Repository) -> None:
    shop.write("secrets/.prod.yaml.swp", b"b0VIM")
    shop.write("docs/.page.md.swp", b"b0VIM")

    assert doctor(shop) == {
        "editor files": (
            "warning",
            "secrets/.prod.yaml.swp was left by an editor, and may hold prod.yaml in plain text",
            "rm secrets/.prod.yaml.swp",
        )
    }


def test_keys_in_the_repository(shop: Repository) -> None:
    secret = sopsing.identity("other").secret
    shop.write("key.txt", f"# created: today\n# public key: x\n{secret}\n")
    assert doctor(shop) == {
        "keys": (
            "problem",
            "key.txt is a private key, and the next `git add` takes it along",
            "echo /key.txt >> .git/info/exclude",
        )
    }
    shop.git("add", "key.txt")
    assert doctor(shop)["keys"] == (
        "problem",
        "key.txt is a private key, and in git: whoever has a clone has it",
        "git rm --cached key.txt; then make a new key",
    )
    shop.git("rm", "--quiet", "--force", "key.txt")
    shop.write("public-test-key.txt", f"# PUBLIC: everybody has this key\n{secret}\n")
    shop.write("docs.md", f"Such as `{secret[:30]}`, or so.\n")
    assert doctor(shop) == {}


def test_keys_that_others_can_read(shop: Repository, tmp_path: Path) -> None:
    file = sopsing.identity().file(tmp_path / "mine.txt")
    standard = tmp_path / "home/.config/sops/age/keys.txt"
    standard.parent.mkdir(parents=True)
    sopsing.identity().file(standard)
    env = {"SOPS_AGE_KEY_FILE": str(file)}
    assert doctor(shop, env=env) == {}

    file.chmod(0o640)
    assert doctor(shop, env=env) == {
        "keys": (
            "problem",
            f"{file} can be read by others on this machine (mode 640)",
            f"chmod 600 {file}",
        )
    }
    standard.chmod(0o604)
    assert doctor(shop)["keys"][2] == f"chmod 600 {standard}"


def test_rules_with_another_name(shop: Repository) -> None:
    shop.write("secrets/.sops.yml", sopsing.rules())

    assert doctor(shop) == {
        "creation rules": (
            "problem",
            "secrets/.sops.yml is not read by sops, which knows .sops.yaml only: its rules do not "
            "hold",
            "mv secrets/.sops.yml secrets/.sops.yaml",
        )
    }


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("3.12.1", None),
        ("3.8.1", "{} is 3.8; 3.11 or later is needed to change and merge files"),
        ("source", None),
    ],
)
def test_a_sops_that_is_too_old(
    shop: Repository, tmp_path: Path, version: str, message: str | None
) -> None:
    program = tmp_path / "bin/sops"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho sops {version}\n")
    program.chmod(0o755)
    env = {"PATH": f"{program.parent}:{os.environ['PATH']}"}

    found = doctor(shop, env=env)

    assert found.get("sops") == (
        None if message is None else ("warning", message.format(program), "update sops")
    )
