from typing import Any

import pytest
from pydantic import ValidationError

from confledger.ecosystem.connections import Endpoint
from confledger.ecosystem.managers import Pool

LEDGER = {"scheme": "https", "host": "ledger.internal.example", "port": 8443}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"hots": "x"}, "Extra inputs are not permitted", id="an unknown key"),
        pytest.param({"port": "8443"}, "Input should be a valid integer", id="text for a number"),
        pytest.param({"port": True}, "Input should be a valid integer", id="true for a number"),
        pytest.param(
            {"secret": None},
            "Value error, 'secret' is null; give it a value or leave the key out",
            id="null",
        ),
        pytest.param(
            {"host": "a b"},
            r"String should match pattern '^([A-Za-z0-9._:-]|\$\{[^{}]+\})+$'",
            id="text that cannot be a host",
        ),
    ],
)
def test_sections_take_nothing_but_what_they_name(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Endpoint.model_validate(LEDGER | change)

    assert [error["msg"] for error in raised.value.errors()] == [message]


def test_text_with_placeholders_is_text() -> None:
    endpoint = Endpoint.model_validate(LEDGER | {"host": "ledger.${ecosystem.environment}.example"})

    assert endpoint.host == "ledger.${ecosystem.environment}.example"


def test_sections_cannot_be_changed() -> None:
    endpoint = Endpoint.model_validate(LEDGER)

    with pytest.raises(ValidationError, match="Instance is frozen"):
        endpoint.port = 1


def test_the_smallest_pool_fits_into_the_largest() -> None:
    with pytest.raises(ValidationError) as raised:
        Pool(min_connections=20, max_connections=10)

    assert [error["msg"] for error in raised.value.errors()] == [
        (
            "Value error, min_connections is 20, more than max_connections, 10; "
            "lower one or raise the other"
        )
    ]
