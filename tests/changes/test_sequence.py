"""As few items move as can be, and of equal ones those that keep the order are matched."""

from itertools import permutations

import pytest

from confledger.changes.sequence import in_common, kept


def test_as_many_stay_as_can() -> None:
    for order in permutations(range(6)):
        stayed = sorted(kept(list(order)))
        longest = max(
            len(chosen)
            for chosen in ([order[at] for at in range(6) if bits >> at & 1] for bits in range(64))
            if chosen == sorted(chosen)
        )

        assert [order[at] for at in stayed] == sorted(order[at] for at in stayed)
        assert len(stayed) == longest


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abc", "bxc", [(1, 0), (2, 2)]),
        ("abc", "cab", [(0, 1), (1, 2), (2, 0)]),
        ("xaxb", "axcb", [(1, 0), (2, 1), (3, 3)]),
        ("aab", "aaab", [(0, 0), (1, 1), (2, 3)]),
        ("aabb", "bbaa", [(0, 2), (1, 3), (2, 0), (3, 1)]),
        ("a" * 101, "a" * 100, [(at, at) for at in range(100)]),
        ("", "a", []),
    ],
)
def test_equal_items_are_matched(old: str, new: str, expected: list[tuple[int, int]]) -> None:
    assert in_common(list(old), list(new)) == expected
