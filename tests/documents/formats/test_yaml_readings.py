"""Each reader takes a plain scalar for what its own library takes it for."""

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from confledger.documents.formats.yaml_readings import REFUSED, reading

# By the tables of go-yaml 2 and 3, and of the core schema of YAML 1.2.
TABLE = [
    # text, yaml-1.2, kubernetes, compose, pyyaml
    ("yes", "yes", True, "yes", True),
    ("No", "No", False, "No", False),
    ("y", "y", True, "y", "y"),
    ("N", "N", False, "N", "N"),
    ("yEs", "yEs", "yEs", "yEs", "yEs"),
    ("TRUE", True, True, True, True),
    ("~", None, None, None, None),
    ("", None, None, None, None),
    ("0644", 644, 420, 420, 420),
    ("08", 8, 8.0, 8.0, "08"),
    ("0o17", 15, 15, 15, "0o17"),
    ("0O17", "0O17", 15, 15, "0O17"),
    ("0x1F", 31, 31, 31, 31),
    ("-0x1F", "-0x1F", -31, -31, -31),
    ("0b101", "0b101", 5, 5, 5),
    ("2_17", "2_17", 217, 217, 217),
    ("1_000.5", "1_000.5", 1000.5, 1000.5, 1000.5),
    ("_1", "_1", "_1", "_1", "_1"),
    ("12:30", "12:30", "12:30", "12:30", 750),
    ("1.10", 1.1, 1.1, 1.1, 1.1),
    (".5", 0.5, 0.5, 0.5, 0.5),
    ("1e3", 1000.0, 1000.0, 1000.0, "1e3"),
    ("1e999", float("inf"), "1e999", "1e999", "1e999"),
    ("18446744073709551615", 2**64 - 1, 2**64 - 1, 2**64 - 1, 2**64 - 1),
    ("99999999999999999999", 10**20 - 1, 1e20, 1e20, 10**20 - 1),
    ("2020-01-01", "2020-01-01", "2020-01-01", "2020-01-01", date(2020, 1, 1)),
    ("1.2.3", "1.2.3", "1.2.3", "1.2.3", "1.2.3"),
    ("-", "-", "-", "-", "-"),
]
READERS = ("yaml-1.2", "kubernetes", "compose", "pyyaml")


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0] or "nothing")
def test_a_scalar_is_what_its_reader_says(row: tuple[object, ...]) -> None:
    text, *expected = row

    seen = [reading(str(text), reader)[1] for reader in READERS]

    assert [(type(one), one) for one in seen] == [(type(one), one) for one in expected]
    assert reading(str(text), "github") == reading(str(text), "yaml-1.2")
    assert reading(str(text), "ansible") == reading(str(text), "pyyaml")


@pytest.mark.parametrize("text", ["=", "<<", "2020-13-45", "0b_"])
def test_what_makes_pyyaml_fail_is_refused(text: str) -> None:
    with pytest.raises((yaml.YAMLError, ValueError)):
        yaml.safe_load(f"[{text}]")

    assert reading(text, "pyyaml") == (REFUSED, None)


@given(st.text("0123456789_.:+-exobyYnN ", min_size=1, max_size=8).map(str.strip))
def test_pyyaml_is_read_as_pyyaml_reads(text: str) -> None:
    try:
        (event,) = (one for one in yaml.parse(text) if isinstance(one, yaml.ScalarEvent))
    except (yaml.YAMLError, ValueError):
        return
    if event.value != text:
        return
    try:
        expected = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        assert reading(text, "pyyaml") == (REFUSED, None)
    else:
        assert repr(reading(text, "pyyaml")[1]) == repr(expected)


@given(st.text("0123456789_.:+-exobyYnN", max_size=12))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    for reader in READERS:
        reading(text, reader)
