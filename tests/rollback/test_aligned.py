"""Which items of three lists are the same one."""

import pytest

from confledger.changes.identity import Identities
from confledger.rollback.aligned import in_between, labels_of

USUAL = Identities()


@pytest.mark.parametrize(
    ("there", "label", "place"),
    [
        (["a", "c"], "b", 1),
        (["c", "d"], "b", 0),
        (["x", "c"], "b", 1),
        (["x", "y"], "b", 2),
        ([], "a", 0),
    ],
)
def test_an_item_goes_where_it_stood(there: list[str], label: str, place: int) -> None:
    assert in_between(["a", "b", "c", "d"], there, label) == place


@pytest.mark.parametrize(
    ("lists", "numbers"),
    [
        pytest.param(([], []), None, id="no items"),
        pytest.param(([{"name": "a"}], [], [{"name": "b"}]), [1, 0, 1], id="by their names"),
        pytest.param(([{"name": "a"}], [1]), None, id="only one has names"),
        pytest.param(
            ([{"name": "a", "id": 1}], [{"name": "a"}], [{"id": 1}]), None, id="in two ways"
        ),
    ],
)
def test_items_are_known_where_all_lists_tell_them_the_same_way(
    lists: tuple[list[object], ...], numbers: list[int] | None
) -> None:
    labels = labels_of((), lists, USUAL)

    assert (None if labels is None else [len(one) for one in labels]) == numbers
