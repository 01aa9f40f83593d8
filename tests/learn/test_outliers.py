import pytest

from confledger.learn.outliers import outlier

FEW = ["i1", "i2", "i3", "i1", "i2", "i1", "i1", "i2"]
MEMORY = ["s128Mi", "s256Mi", "s128Mi", "s1Gi", "s512Mi", "s256Mi", "s128Mi", "s256Mi"]
WORDS = ["sIfNotPresent"] * 9
FLAGS = ["btrue"] * 9


@pytest.mark.parametrize(
    ("value", "peers", "last", "expected"),
    [
        pytest.param("i30", FEW, "replicas", ("number", ["i1", "i3"], None), id="ten times more"),
        pytest.param("i4", FEW, "replicas", None, id="a little more"),
        pytest.param("i0", FEW, "replicas", None, id="nothing has no size"),
        pytest.param("i30", FEW[:7], "replicas", None, id="too few peers"),
        pytest.param("i30", FEW, "containerPort", None, id="a port is a name"),
        pytest.param("s64Gi", MEMORY, "memory", ("number", ["s128Mi", "s1Gi"], None), id="units"),
        pytest.param("s2Gi", MEMORY, "memory", None, id="within twice the largest"),
        pytest.param("s10s", MEMORY, "memory", None, id="units that do not go together"),
        pytest.param("i9", [f"i{4**n}" for n in range(8)], "size", None, id="all differ"),
        pytest.param(
            "sIfNotPresnt", WORDS, "p", ("word", ["sIfNotPresent"], "IfNotPresent"), id="typo"
        ),
        pytest.param("sAlways", WORDS, "p", ("word", ["sIfNotPresent"], None), id="never heard"),
        pytest.param("sa b", WORDS, "p", None, id="a sentence is no word"),
        pytest.param("i1", FLAGS, "p", ("type", ["btrue"], None), id="another type"),
        pytest.param("sx", [f"s{one}" for one in "abcdefghi"], "p", None, id="names"),
        pytest.param("sx", [*WORDS, "sOnce"], "p", None, id="what one peer has is no habit"),
    ],
)
def test_a_value_is_far_from_its_peers_or_nothing_is_said(
    value: str, peers: list[str], last: str, expected: tuple[str, list[str], str | None] | None
) -> None:
    found = outlier(value, peers, 8, set(peers), last)

    assert (None if found is None else (found.kind, found.usual, found.near)) == expected


def test_what_was_there_before_is_no_outlier() -> None:
    assert outlier("i30", FEW, 8, {*FEW, "i30"}) is None


def test_peers_of_one_file_are_none() -> None:
    assert outlier("i30", FEW, 3, set(FEW)) is None
