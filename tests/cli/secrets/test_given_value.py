"""A value comes from standard input, is of the type that was asked for, and is not quoted."""

import traceback

import pytest

from confledger.cli.secrets.given_value import as_json
from confledger.errors import ConfledgerError
from confledger.secrets.plain import Plain


@pytest.mark.parametrize(
    ("given", "kind", "store", "expected"),
    [
        (b'a"b\n\xc3\xa9', "str", "yaml", b'"a\\"b\\n\\u00e9"'),
        (b" 80 ", "int", "yaml", b"80"),
        (b"-999999", "int", "yaml", b"-999999"),
        (b"9007199254740991", "int", "json", b"9007199254740991"),
        (b"1.50", "float", "yaml", b"1.50"),
        (b"false", "bool", "yaml", b"false"),
        (b'{"a": [1, null, {"b": "c"}]}', "json", "yaml", b'{"a": [1, null, {"b": "c"}]}'),
        (b"null", "json", "json", b"null"),
    ],
)
def test_sops_gets_it_as_json(given: bytes, kind: str, store: str, expected: bytes) -> None:
    assert as_json(Plain(given), kind, store).reveal() == expected


@pytest.mark.parametrize(
    ("given", "kind", "store", "expected"),
    [
        (b"hunter2\xff", "str", "yaml", "the value is not UTF-8"),
        (b"hunter2\0", "str", "yaml", "the value holds a NUL byte"),
        (b"hunter2", "int", "yaml", "the value is no integer"),
        (b"012", "int", "yaml", "the value is no integer"),
        (b"hunter2", "float", "yaml", "the value is no number"),
        (b"true", "float", "yaml", "the value is no number"),
        (b'"1"', "float", "yaml", "the value is no number"),
        (b"NaN", "float", "yaml", "the value is no number"),
        (b"-0.0", "float", "yaml", "the value is a float that SOPS would change"),
        (b"1e999", "float", "yaml", "the value is a float that SOPS would change"),
        (b"1000000", "int", "yaml", "the value is an integer that SOPS would change into a float"),
        (b"9007199254740993", "int", "json", "the value is an integer that SOPS would change"),
        (b"yes", "bool", "yaml", "the value is neither true nor false"),
        (b"{hunter2}", "json", "yaml", "the value is no JSON"),
        (b"[" * 100_000, "json", "yaml", "the value is no JSON"),
        (b'{"a": [1234567]}', "json", "yaml", "the value is an integer that SOPS would change"),
    ],
)
def test_what_it_is_not_is_told_without_it(
    given: bytes, kind: str, store: str, expected: str
) -> None:
    value = Plain(given)
    given = b""

    with pytest.raises(ConfledgerError) as raised:
        as_json(value, kind, store)

    assert str(raised.value).startswith(expected)
    assert raised.value.__context__ is None
    told = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    assert "hunter2" not in "".join(told.format())
