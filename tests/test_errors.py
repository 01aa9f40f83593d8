"""The name that was meant; and no name where that would be a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.errors import ConfledgerError, nearest, slips

KEYS = ["host", "port", "timeout", "retries", "log-level", "max_connections", "id", "ip"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("prot", "port", id="two letters swapped"),
        pytest.param("timeot", "timeout", id="a letter forgotten"),
        pytest.param("retriess", "retries", id="a letter too many"),
        pytest.param("hist", "host", id="another letter"),
        pytest.param("Timeout", "timeout", id="a capital"),
        pytest.param("log_level", "log-level", id="another hyphen"),
        pytest.param("maxConnections", "max_connections", id="another style"),
        pytest.param("MAX_connections", "max_connections", id="half of it shouted"),
        pytest.param("max_conections_", "max_connections", id="two slips in a long name"),
        pytest.param("it", None, id="as near to two"),
        pytest.param("xx", None, id="near to none"),
        pytest.param("time", None, id="half a name"),
        pytest.param("port", None, id="itself"),
        pytest.param("", None, id="nothing"),
        pytest.param("database", None, id="another word"),
    ],
)
def test_the_nearest_name_is_the_one_that_was_meant(name: str, expected: str | None) -> None:
    assert nearest(name, KEYS) == expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [("prot", "port", 1), ("Port", "port", 0.5), ("log_lvel", "log-level", 1.5), ("a", "xyz", 3)],
)
def test_slips_count_edits(one: str, two: str, expected: float) -> None:
    assert slips(one, two) == slips(two, one) == expected


def distance(one: str, two: str) -> int:
    """Return twice the edit distance with swaps: the textbook's table, nothing saved."""
    table = [[2 * (i + j) for j in range(len(two) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(two) + 1):
            alike = one[i - 1].lower().replace("_", "-") == two[j - 1].lower().replace("_", "-")
            cost = 0 if one[i - 1] == two[j - 1] else 1 if alike else 2
            best = min(table[i - 1][j] + 2, table[i][j - 1] + 2, table[i - 1][j - 1] + cost)
            swapped = i > 1 and j > 1 and one[i - 1] == two[j - 2] and one[i - 2] == two[j - 1]
            if swapped and one[i - 1] != two[j - 1]:
                best = min(best, table[i - 2][j - 2] + 2)
            table[i][j] = best
    return table[-1][-1]


WORDS = st.text("abA-_", max_size=6)


@given(WORDS, st.lists(WORDS, max_size=6, unique=True))
def test_the_nearest_name_is_that_of_the_textbook(name: str, among: list[str]) -> None:
    allowed = max(1, len(name) // 3)
    near = {
        other: distance(name, other)
        for other in among
        if other != name
        and abs(len(other) - len(name)) <= allowed
        and distance(name, other) <= allowed * 2
    }
    best = [other for other, far in near.items() if far == min(near.values())]

    assert nearest(name, among) == (best[0] if len(best) == 1 else None)


def test_an_error_says_what_to_do() -> None:
    error = ConfledgerError("no such thing", help="make one")

    assert (str(error), error.help, ConfledgerError("x").help) == (
        "no such thing",
        "make one",
        None,
    )
