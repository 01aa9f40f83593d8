"""Attributes say which files are encrypted: as shortly as they can, and of no other file."""

import pytest

from confledger.cli.git_drivers import patterns


@pytest.mark.parametrize(
    ("encrypted", "others", "expected"),
    [
        pytest.param(["a/b.sops.yaml"], ["a/b.yaml"], ["*.sops.yaml"], id="an ending of their own"),
        pytest.param(["b.sops.yaml"], ["x.sops.yaml"], ["/b.sops.yaml"], id="an ending of others"),
        pytest.param(
            ["a/secrets.yaml", "b/secrets.yaml"], ["c.yaml"], ["secrets.yaml"], id="a name"
        ),
        pytest.param(
            ["a/secrets.yaml", "b/secrets.yaml"],
            ["c/secrets.yaml"],
            ["/a/secrets.yaml", "/b/secrets.yaml"],
            id="a name of others too",
        ),
        pytest.param(["a/secrets.yaml"], [], ["/a/secrets.yaml"], id="one file"),
        pytest.param([".env.prod"], [], ["/.env.prod"], id="a hidden one"),
        pytest.param(
            ["my secrets/a[1]*.yaml", '#"x'],
            [],
            ['"/#\\"x"', '"/my secrets/a\\\\[1]\\\\*.yaml"'],
            id="names that git would take for more",
        ),
    ],
)
def test_patterns(encrypted: list[str], others: list[str], expected: list[str]) -> None:
    assert patterns(encrypted, [*encrypted, *others, ""]) == expected
