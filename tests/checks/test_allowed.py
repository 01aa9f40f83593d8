"""Which keys of which files an agreement is about."""

import pytest

from confledger.checks.allowed import Allowed


@pytest.mark.parametrize(
    ("text", "role", "key", "expected"),
    [
        ("a.b", "", "a.b", True),
        ("a.b", "", "a.b.c", True),
        ("a.b", "", "a", False),
        ("a.*", "", "a.x", True),
        ("a.*.c", "", "a.x.c", True),
        ("a.*.c", "", "a.x.y", False),
        ("**.c", "", "a.b.c", True),
        ("a.b", "app.yaml", "a.b", True),
        ("app.yaml:a.b", "app.yaml", "a.b", True),
        ("app.yaml:a.b", "x/app.yaml", "a.b", True),
        ("x/app.yaml:a.b", "app.yaml", "a.b", False),
        ("app.yaml:a.b", "db.yaml", "a.b", False),
        ("app.yaml:*", "app.yaml", "", True),
        ("app.yaml:a", "app.yaml", "", False),
        ("*", "app.yaml", "", False),
    ],
)
def test_an_agreement_is_about_keys_and_files(
    text: str, role: str, key: str, expected: bool
) -> None:
    steps = tuple(key.split(".")) if key else ()

    assert Allowed(text, frozenset(), ()).covers(role, steps) == expected
