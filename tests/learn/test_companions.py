import pytest

from confledger.learn import companions
from confledger.learn.companions import Companions


def learned(*baskets: str) -> Companions:
    """Return what is known after some commits, each of files with a letter for a name."""
    known = Companions()
    for number, items in enumerate(baskets, 1):
        known.add(number, number, [f"f{one}" for one in items])
    return known


@pytest.mark.parametrize(
    ("baskets", "expected"),
    [
        pytest.param(["ab"] * 5, {"fb": (5, 5)}, id="five of five"),
        pytest.param(["ab"] * 4, {}, id="too few"),
        pytest.param([*["ab"] * 9, "a"], {"fb": (9, 10)}, id="nine of ten"),
        pytest.param([*["ab"] * 8, "a"], {}, id="eight of nine"),
        pytest.param([*["ab"] * 5, *["b"] * 9], {"fb": (5, 5)}, id="the other way does not count"),
        pytest.param(["a", "a", *["ab"] * 18], {"fb": (18, 20)}, id="it may become a habit"),
    ],
)
@pytest.mark.parametrize("asked", [False, True], ids=["asked once", "asked all along"])
def test_what_changes_together_often_enough_is_expected(
    baskets: list[str], expected: dict[str, tuple[int, int]], asked: bool
) -> None:
    known = learned()
    for number, items in enumerate(baskets, 1):
        if asked:
            known.expected({"fa"})
        known.add(number, number, [f"f{one}" for one in items])

    found = known.expected({"fa"})

    assert {item: (one.both, one.of) for item, one in found.items()} == expected


def test_a_commit_that_changes_very_much_says_nothing() -> None:
    known = Companions()
    for number in range(1, 9):
        known.add(number, 0, [f"f{one}" for one in range(41)] + ["kx", "ky"])

    assert known.expected({"f1"}) == {}
    assert list(known.expected({"kx"})) == ["ky"]


def test_later_commits_can_be_left_out() -> None:
    known = learned(*["ab"] * 9)

    assert known.expected({"fa"}, before=5) == {}
    assert known.expected({"fa"}, before=6)["fb"].both == 5
    assert known.commits("fa", "fb")[-1] == 9


def test_the_oldest_commits_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(companions, "MOST_COMMITS", 5)
    known = learned(*["ab"] * 5, *["bc"] * 5)

    known.tidy()

    assert list(known.baskets) == list(known.times) == [6, 7, 8, 9, 10]
    assert list(known.expected({"fa"})) == []
    assert list(known.expected({"fb"})) == ["fc"]
