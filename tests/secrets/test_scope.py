"""Which values are to be encrypted is decided as SOPS decides it."""

import pytest

from confledger.location import Path
from confledger.secrets.patterns import PatternError
from confledger.secrets.scope import DEFAULT, WAYS, Scope


@pytest.mark.parametrize(
    ("way", "pattern", "path", "comments", "selected"),
    [
        ("unencrypted_suffix", "_plain", ("a",), (), True),
        ("unencrypted_suffix", "_plain", ("a_plain",), (), False),
        ("unencrypted_suffix", "_plain", ("a_plain", "b", 0), (), False),
        ("unencrypted_suffix", "_plain", (), (), True),
        ("encrypted_suffix", "_enc", ("a",), (), False),
        ("encrypted_suffix", "_enc", ("a_enc", "b"), (), True),
        ("unencrypted_regex", "^a", ("b", "a1"), (), False),
        ("unencrypted_regex", "^a", ("ba",), (), True),
        ("encrypted_regex", "^(data|stringData)$", ("data", "x"), (), True),
        ("encrypted_regex", "^(data|stringData)$", ("metadata", "x"), (), False),
        # The number of an item is no step of a path; flags may stand in the middle.
        ("encrypted_regex", "^0$", ("a", 0), (), False),
        ("encrypted_regex", "((?i)(pass|key))", ("DB_PASSWORD",), (), True),
        ("unencrypted_comment_regex", "plain", ("plain",), (), True),
        ("unencrypted_comment_regex", "plain", ("a",), ("so", "keep plain"), False),
        ("encrypted_comment_regex", "secret", ("secret",), (), False),
        ("encrypted_comment_regex", "secret", ("a",), (" secret",), True),
    ],
)
def test_any_step_decides_or_any_comment(
    way: str, pattern: str, path: Path, comments: tuple[str, ...], selected: bool
) -> None:
    assert Scope(way, pattern).selects(path, comments) is selected


def test_scopes_are_equal_that_say_the_same() -> None:
    scopes = {Scope(), Scope(*DEFAULT), Scope(DEFAULT[0], "_x")}

    assert len(scopes) == 2
    assert Scope() != DEFAULT
    assert repr(Scope()) == "Scope('unencrypted_suffix', '_unencrypted')"
    assert [way for way in WAYS if Scope(way, "x").by_comment] == list(WAYS[4:])


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(PatternError):
        Scope("encrypted_regex", "(").selects(("a",))
