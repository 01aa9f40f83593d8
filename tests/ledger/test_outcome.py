"""What one process has packed, another writes as if it had found it itself."""

from hypothesis import given
from hypothesis import strategies as st

from confledger.ledger import outcome
from confledger.ledger.differing import Rows
from confledger.ledger.outcome import Outcome, Packing, Texts, unpacked

KEYS = st.sampled_from(("#/a", "#/b", "Pod/x#/a,1", "#/\udcff", "#/a~1b"))
VALUES = st.sampled_from((None, "i1", "s1", "s", "s,2 ", "s\ud800", "s" + "x" * 300))
ROWS = st.lists(st.tuples(KEYS, VALUES, VALUES, st.sampled_from((0, 1))), max_size=6)
FILES = st.lists(st.tuples(st.sampled_from(("", "unparsable")), ROWS), max_size=8)


class Counted:
    """Gives numbers in the order in which they are asked for."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], int] = {}

    def key(self, text: str) -> int:
        return self.found.setdefault(("key", text), len(self.found) + 1)

    def value(self, text: str | None) -> int:
        return 0 if text is None else self.found.setdefault(("value", text), len(self.found) + 1)


@given(FILES, st.integers(1, 4), st.integers(1, 12))
def test_what_was_packed_is_hashed_and_numbered_as_what_was_not(
    files: list[tuple[str, list[tuple[str, str | None, str | None, int]]]], part: int, most: int
) -> None:
    before, outcome._MOST = outcome._MOST, most
    try:
        own, theirs = Counted(), Counted()
        expected = []
        packing, texts, found = Packing(), Texts(), []
        for at, (state, rows) in enumerate(files, 1):
            one = Outcome(state, Rows(rows))
            expected.append((one.state, one.count, one.piece, [*one.numbers(own)]))  # type: ignore[arg-type]  # as the children send it
            packing.add(state, Rows(rows))
            if at % part and at < len(files):
                continue
            bundle = packing.taken()
            for back in unpacked(bundle, texts):
                numbers = [*back.numbers(theirs)]  # type: ignore[arg-type]  # as the children send it
                found.append((back.state, back.count, back.piece, numbers))
            if bundle[2]:
                texts = Texts()
    finally:
        outcome._MOST = before

    assert found == expected
    assert own.found == theirs.found
    assert len(packing) == 0
