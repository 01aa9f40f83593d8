"""A document for messages: without what may be a secret, whatever is done with it then."""

import pytest

from confledger.checks.policy.redaction import MASK, Redacted


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"port": 5, "on": True, "x": None}, {"port": 5, "on": True, "x": None}),
        ({"password": "hunter2", "port": 5}, {"password": MASK, "port": 5}),
        ({"token": {"a": ["b", 7, None]}}, {"token": {"a": [MASK, MASK, None]}}),
        ([{"name": "DB_PASSWORD", "value": "x"}], [{"name": "DB_PASSWORD", "value": MASK}]),
        ([{"name": "port", "value": "x"}], [{"name": "port", "value": "x"}]),
        ({"kind": "Secret", "data": {"a": "eA=="}}, {"kind": "Secret", "data": {"a": MASK}}),
        ({"a": "ghp_abcdefghijklmnop1234567890"}, {"a": MASK}),
        ("https://me:hunter2@example.org", MASK),
    ],
)
def test_secrets_are_masked_and_all_else_is_as_it_was(document: object, expected: object) -> None:
    assert Redacted(document).root == expected


def test_what_a_path_leads_to_inside_of_a_secret_is_masked() -> None:
    shown = Redacted({"token": {"a": "b"}, "list": [{"port": 5}]})

    assert (shown.at(("token", "a")), shown.at(("list", 0, "port"))) == (MASK, 5)
