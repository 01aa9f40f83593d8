"""How many people approve, when they are known in two ways."""

import pytest

from confledger.forge.review import (
    CLAIMED,
    NO,
    NOBODY,
    ON_FORGE,
    UNKNOWN,
    YES,
    Approver,
    Person,
    Row,
    count,
)

ADA, BOB = Person(account="ada"), Person("Bob", "bob@example.org")


@pytest.mark.parametrize(
    ("approvers", "expected"),
    [
        pytest.param([(ADA, ON_FORGE, ""), (BOB, CLAIMED, "")], 1, id="maybe one under two names"),
        pytest.param([(ADA, ON_FORGE, ""), (BOB, ON_FORGE, "")], 2, id="two accounts"),
        pytest.param([(ADA, CLAIMED, ""), (BOB, CLAIMED, "")], 2, id="two that commits name"),
        pytest.param([(ADA, ON_FORGE, "own"), (BOB, CLAIMED, "")], 1, id="one does not count"),
        pytest.param([], 0, id="nobody"),
    ],
)
def test_somebody_who_is_known_in_two_ways_is_counted_once(
    approvers: list[tuple[Person, str, str]], expected: int
) -> None:
    assert count(Approver(*one) for one in approvers) == expected


def test_enough_people_are_enough_only_where_owners_are_among_them() -> None:
    rows = [
        Row("high", {}, 2, (), given, owned)
        for given, owned in ((2, YES), (3, NOBODY), (1, YES), (2, NO), (2, UNKNOWN))
    ]

    assert [one.satisfied for one in rows] == [True, True, False, False, False]
