"""The name of a key tells what its value is meant to be."""

import pytest

from confledger.checks.meanings import is_code, is_identifier, is_mode, is_version, words


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
