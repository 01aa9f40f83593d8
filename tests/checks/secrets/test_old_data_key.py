import pytest

from comparing import ages, examined, examples_of_age, limited, sealed, told_of_age
from confledger.checks.secrets import old_data_key


@pytest.mark.parametrize(
    ("key", "cut", "expected"),
    [
        ("2025-05-02", False, []),
        ("2025-05-01", False, ["warning 3 /sops the data key is 31 days old, 30 are allowed"]),
        (
            "2025-05-01",
            True,
            ["warning 3 /sops the data key is at least 31 days old, 30 are allowed"],
        ),
        (None, False, []),
    ],
)
def test_a_data_key_is_too_old(key: str | None, cut: bool, expected: list[str]) -> None:
    known = ages({}, key, key_at_least=cut)

    assert told_of_age(old_data_key, limited({"key-days": 30}), known) == expected


def test_nothing_is_too_old_where_the_first_entry_that_fits_has_no_days() -> None:
    known = ages({"a": "2000-01-01"}, "2000-01-01")

    for made in (limited({}), limited({"value-days": 1, "key-days": 1}, paths="c.yaml")):
        assert told_of_age(old_data_key, made, known) == []
    assert told_of_age(old_data_key, examined(sealed({"a": "A1"})), known) == []


def test_the_examples_of_its_page() -> None:
    assert examples_of_age(old_data_key) == [("Bad", True), ("Good", False)]
