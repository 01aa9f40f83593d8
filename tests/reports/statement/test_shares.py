"""The largest tables give way, and no more than they have to."""

from hypothesis import given
from hypothesis import strategies as st

from confledger.reports.statement.shares import fitting

COSTS = st.dictionaries(
    st.text(max_size=3), st.lists(st.integers(1, 9), max_size=30), min_size=1, max_size=5
)


@given(COSTS, st.integers(-5, 300))
def test_rows_fit_and_only_tables_above_their_share_are_cut(
    costs: dict[str, list[int]], most: int
) -> None:
    shown = fitting(costs, most)

    used = {name: sum(rows[: shown[name]]) for name, rows in costs.items()}
    cut = [name for name, rows in costs.items() if shown[name] < len(rows)]
    assert sum(used.values()) <= max(most, 0)
    if sum(map(sum, costs.values())) <= most:
        assert cut == []
    for name in cut:
        # One more row of it would have been more than any table that is whole has.
        next_row = used[name] + costs[name][shown[name]]
        assert all(next_row > used[other] for other in costs if other not in cut)
        assert next_row > most // len(costs)
