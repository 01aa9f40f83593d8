"""The name of a key tells what its value is meant to be."""

import pytest

from confledger.checks.meanings import is_code, is_identifier, is_mode, is_slip, is_version, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("appVersion", ["app", "version"]),
        ("python-version", ["python", "version"]),
        ("HTTP_PORT", ["http", "port"]),
        ("sha256Sum", ["sha256", "sum"]),
        ("", []),
    ],
)
def test_a_name_has_words(name: str, expected: list[str]) -> None:
    assert words(name) == expected


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("python-version", "version"),
        ("targetRevision", "version"),
        ("versionNumber", "version"),
        ("python", "version"),
        ("tags", "version"),
        ("versionRetention", ""),
        ("tag_limit", ""),
        ("percentage", ""),
        ("nodes", ""),
        ("defaultMode", "mode"),
        ("dir-mode", "mode"),
        ("model", ""),
        ("country", "code"),
        ("language_code", "code"),
        ("accountId", "identifier"),
        ("zip", "identifier"),
        ("width", ""),
        ("", ""),
    ],
)
def test_what_a_key_holds(name: str, kinds: str) -> None:
    asked = {
        "version": is_version,
        "mode": is_mode,
        "code": is_code,
        "identifier": is_identifier,
    }

    assert " ".join(kind for kind, ask in asked.items() if ask(name)) == kinds


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        ("poool", "pool", True),
        ("replcias", "replicas", True),
        ("imagePullPolcy", "imagePullPolicy", True),
        ("pool_size", "poolSize", True),
        ("poolsize", "poolSize", True),
        ("readonly", "read_only", True),
        ("db_prt", "db_port", True),
        ("port2", "port", False),
        ("disk_1", "disk_2", False),
        ("maxSize", "minSize", False),
        ("source", "resource", False),
        ("zot_metrics_password", "metrics_password", False),
        ("auth-client-secret", "github_client_secret", False),
        ("ssh_private_key", "sshified_private_key", False),
        ("gpu_limit", "cpu_limit", False),
    ],
)
def test_a_misspelt_key_has_the_words_of_the_right_one(
    name: str, other: str, expected: bool
) -> None:
    assert is_slip(name, other) is expected
