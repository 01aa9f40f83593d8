from comparing import TODAY, ages, at, examined, examples_of_age, limited, sealed, told_of_age
from confledger.checks.secrets import old_secret


def test_a_value_is_too_old_on_the_day_after_its_last() -> None:
    known = ages({"a": "2025-05-02", "b": "2025-05-01"})

    assert told_of_age(old_secret, limited({"value-days": 30}), known) == [
        "warning 2 /b `b` was last changed 31 days ago, 30 are allowed"
    ]
    (finding,) = old_secret.aged(limited({"value-days": 30}), known, TODAY)
    assert finding.help == ("change it where it is used, then `confledger secrets set a.yaml /b`")


def test_what_cannot_be_known_is_said() -> None:
    known = ages(
        {"a": "2025-01-01", "b": "2025-01-01"},
        at_least={(0, ("a",))},
        reencrypted={(0, ("b",)): at("2025-05-30")},
    )

    assert told_of_age(old_secret, limited({"value-days": 30}), known) == [
        "warning 1 /a `a` was last changed at least 151 days ago, 30 are allowed",
        "warning 2 /b `b` was last changed 151 days ago, 30 are allowed; all values were "
        "encrypted anew on 2025-05-30, and whether this one was changed then cannot be known "
        "without a key",
    ]


def test_nothing_is_too_old_where_the_first_entry_that_fits_has_no_days() -> None:
    known = ages({"a": "2000-01-01"}, "2000-01-01")

    for made in (limited({}), limited({"value-days": 1, "key-days": 1}, paths="c.yaml")):
        assert told_of_age(old_secret, made, known) == []
    assert told_of_age(old_secret, examined(sealed({"a": "A1"})), known) == []


def test_the_examples_of_its_page() -> None:
    assert examples_of_age(old_secret) == [("Bad", True), ("Good", False)]
