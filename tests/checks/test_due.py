import pytest

from confledger.checks.due import day, most_days


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("prod/db.yaml", 30),
        ("prod/legacy/db.yaml", None),
        ("dev/db.yaml", 90),
        ("db.json", None),
    ],
)
def test_the_first_entry_that_names_a_file_decides(path: str, expected: int | None) -> None:
    entries = [
        {"paths": ["prod/legacy/**"], "key-days": 5},
        {"paths": ["prod/**"], "value-days": 30},
        {"paths": ["**/*.yaml"], "value-days": 90},
    ]

    assert most_days({"max-age": entries}, path, "value-days") == expected
    assert most_days({}, path, "value-days") is None


def test_a_day_is_that_of_utc() -> None:
    assert [day(0), day(86399), day(86400)] == ["1970-01-01", "1970-01-01", "1970-01-02"]
