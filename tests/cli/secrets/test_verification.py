"""Nothing is decrypted that git, the rules and the file itself do not agree on."""

import re

import pytest

from sopsing import act, encrypted, needs_sops, recipient, rule, rules
from support import Repository

pytestmark = needs_sops

VAULT = """\
    hc_vault:
        - vault_address: https://vault.evil.example
          engine_path: transit
          key_name: k
          created_at: "2026-01-01T00:00:00Z"
          enc: vault:v1:AAAA
    lastmodified:"""
TEXT = "a: hunter2\nb: two\nn_unencrypted: shop\n"


def vaulted(data: bytes) -> bytes:
    return data.replace(b"    lastmodified:", VAULT.encode())


def opened(repository: Repository, data: bytes, committed: bytes | None = None) -> str:
    if committed is not None:
        repository.write("a.yaml", committed)
        repository.commit()
    repository.write("a.yaml", data)
    acted = act(repository.root, "get", "a.yaml", "b")
    assert b"hunter2" not in acted.out
    return acted.out.decode() if acted.code == 0 else acted.err


def test_a_file_that_is_right_is_opened_with_rules_and_without(repository: Repository) -> None:
    data = encrypted(TEXT)
    assert opened(repository, data) == "two"
    repository.write(".sops.yaml", rules(rule(pattern="^nothing$"), rule()))
    assert opened(repository, data, data) == "two"


@pytest.mark.parametrize(
    ("change", "said", "expected"),
    [
        (
            vaulted,
            rules(),
            "it would ask https://vault.evil.example, which neither the rules nor the settings "
            "name [key-service]",
        ),
        (vaulted, None, "[key-service]"),
        (
            lambda data: data,
            rules(rule(recipient("x"))),
            f"{recipient()} can open it, and the creation rule does not name them "
            "[unauthorised-recipient]",
        ),
        (lambda data: re.sub(rb"mac: \S+", b"mac: x", data), rules(), "[malformed-metadata]"),
        (
            lambda data: data.replace(b",type:str]\nb: ", b",type:str\nb: "),
            rules(),
            "`a` is not a whole ciphertext [malformed-ciphertext]",
        ),
        (
            lambda data: data.replace(b"shop", b"ship"),
            rules(),
            "it was edited without SOPS since HEAD [stale-mac]",
        ),
        (lambda data: b"a: 1\n", rules(), "'a.yaml' is not encrypted"),
        (lambda data: b"a: [\n", rules(), "a.yaml:"),
    ],
    # The identities are others in each process, and would be part of the names.
    ids=[
        *("a service", "no rules", "a stranger", "no MAC", "half a ciphertext", "by hand"),
        *("plain", "no YAML"),
    ],
)
def test_a_file_that_is_not_is_refused_with_the_check_that_says_more(
    repository: Repository, change: object, said: str | None, expected: str
) -> None:
    if said is not None:
        repository.write(".sops.yaml", said)
    data = encrypted(TEXT)

    found = opened(repository, change(data), committed=data)  # type: ignore[operator]

    assert expected in found
    assert found.startswith("error: ")
    assert "hunter2" not in found
    assert "  help: " in found


def test_a_service_that_the_settings_name_is_no_stranger(repository: Repository) -> None:
    repository.write(
        "confledger.yaml", "secrets:\n  key-services: ['https://vault.evil.example*']\n"
    )

    # The age identity opens it, so that nobody is asked.
    assert opened(repository, vaulted(encrypted(TEXT))) == "two"


def test_what_head_has_may_be_no_encrypted_file(repository: Repository) -> None:
    for before in (b"a: 1\n", b"a: [\n"):
        assert opened(repository, encrypted(TEXT), committed=before) == "two"
