"""Three versions become one by values; what both changed differently is told by its key."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.secrets.merge import OURS, THEIRS, three_way
from confledger.secrets.tree import Node, grown
from confledger.secrets.written import written
from masking import opened, read, sealed


def trees(text: str | None) -> list[Node]:
    return [] if text is None else grown(opened(text))


def merged(
    base: str | None, ours: str, theirs: str, prefer: str | None = None
) -> tuple[list[tuple[object, ...]], list[str]]:
    found = three_way(trees(base), trees(ours), trees(theirs), prefer=prefer)
    return [one.key() for one in found.documents], [one.line() for one in found.conflicts]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        pytest.param(
            "a: <1>\nb: <2>\n",
            "a: <8>\nb: <2>\n",
            "a: <1>\nb: <9>\n",
            "a: <8>\nb: <9>\n",
            id="neighbours changed",
        ),
        pytest.param(
            "a: <1>\n",
            "a: <1>\nb: <2>\n",
            "a: <1>\nc: <3>\n",
            "a: <1>\nb: <2>\nc: <3>\n",
            id="both add",
        ),
        pytest.param("a: <1>\n", "a: <9>\n", "a: <9>\n", "a: <9>\n", id="the same change"),
        pytest.param("a: <1>\n", "b: <2>\n", "a: <1>\nc: <3>\n", "b: <2>\nc: <3>\n", id="removed"),
        pytest.param(
            "d:\n    a: <1>\n",
            "d:\n    a: <1>\n    b: <2>\n",
            "d:\n    c: <3>\n    a: <9>\n",
            "d:\n    c: <3>\n    a: <9>\n    b: <2>\n",
            id="below a key",
        ),
        pytest.param(
            None,
            "d:\n    a: <1>\n",
            "d:\n    b: <2>\n",
            "d:\n    a: <1>\n    b: <2>\n",
            id="added on both sides",
        ),
        pytest.param(
            "a: <1>\nb: <2>\nc: <3>\n",
            "a: <1>\nb: <2>\nc: <9>\n",
            "c: <3>\na: <1>\nb: <8>\n",
            "c: <9>\na: <1>\nb: <8>\n",
            id="order of the side that changed it",
        ),
        pytest.param(
            "a: <1>\nb: <2>\nc: <3>\n",
            "b: <2>\na: <1>\nc: <3>\n",
            "a: <1>\nb: <9>\nc: <3>\nd: <4>\n",
            "b: <9>\na: <1>\nc: <3>\nd: <4>\n",
            id="our order",
        ),
        pytest.param(
            "l:\n- <1>\n- <2>\n",
            "l:\n- <8>\n- <2>\n",
            "l:\n- <1>\n- <9>\n",
            "l:\n- <8>\n- <9>\n",
            id="items of a list",
        ),
        pytest.param(
            "l:\n- <1>\na: <2>\n",
            "l:\n- <1>\n- <3>\na: <2>\n",
            "l:\n- <1>\na: <9>\n",
            "l:\n- <1>\n- <3>\na: <9>\n",
            id="a list that one side changed",
        ),
        pytest.param(
            "#<c>\na: <1>\n#<f>\n",
            "#<d>\na: <1>\n#<f>\n",
            "#<c>\na: <9>\n#<g>\n",
            "#<d>\na: <9>\n#<g>\n",
            id="comments",
        ),
        pytest.param(
            "a: <1>\n---\nb: <2>\n",
            "a: <8>\n---\nb: <2>\n",
            "a: <1>\n---\nb: <9>\n",
            "a: <8>\n---\nb: <9>\n",
            id="documents",
        ),
        pytest.param(
            "a: <1>\n---\nb: <2>\n",
            "a: <8>\n---\nb: <2>\n",
            "a: <1>\n",
            "a: <8>\n",
            id="a document removed",
        ),
        pytest.param(
            "a_unencrypted: 1\nb: <1>\n",
            "a_unencrypted: true\nb: <1>\n",
            "a_unencrypted: 1\nb: <2>\n",
            "a_unencrypted: true\nb: <2>\n",
            id="types count",
        ),
    ],
)
def test_what_one_side_changed_is_taken(
    base: str | None, ours: str, theirs: str, expected: str
) -> None:
    assert merged(base, ours, theirs) == ([one.key() for one in trees(expected)], [])


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "conflicts"),
    [
        ("a: <1>\n", "a: <2>\n", "a: <3>\n", ["a: changed on both sides, to different values"]),
        (None, "a: <2>\n", "a: <3>\n", ["a: added on both sides, to different values"]),
        ("a: <1>\nb: <0>\n", "b: <0>\n", "a: <3>\nb: <0>\n", ["a: removed by us, changed by them"]),
        ("a: <1>\nb: <0>\n", "a: <3>\nb: <0>\n", "b: <0>\n", ["a: changed by us, removed by them"]),
        ("l:\n- <1>\n", "l:\n- <1>\n- <2>\n", "l:\n- <3>\n", ["l: list changed on both sides"]),
        (None, "l:\n- <1>\n", "l:\n- <3>\n", ["l: list changed on both sides"]),
        ("a: <1>\n", "a:\n    b: <2>\n", "a: <3>\n", ["a: changed on both sides"]),
        ("a: <1>\n", "a:\n    b: <2>\n", "a:\n- <3>\n", ["a: list changed on both sides"]),
        (
            "#<1>\na: <1>\n",
            "#<2>\na: <1>\n",
            "#<3>\na: <1>\n",
            ["a: comments changed on both sides"],
        ),
        (
            "z: <0>\n---\nl:\n- <1>\n- <2>\n",
            "z: <0>\n---\nl:\n- <8>\n- <3>\n",
            "z: <0>\n---\nl:\n- <9>\n- <2>\n",
            ["document 2: l[0]: changed on both sides, to different values"],
        ),
    ],
)
def test_what_both_sides_changed_is_named_and_ours(
    base: str | None, ours: str, theirs: str, conflicts: list[str]
) -> None:
    found, told = merged(base, ours, theirs)

    assert told == conflicts
    assert found == [one.key() for one in trees(ours)]
    assert merged(base, ours, theirs, OURS) == (found, conflicts)
    assert merged(base, ours, theirs, THEIRS)[1] == conflicts
    assert merged(base, theirs, ours, THEIRS)[0] == found


NAMES = st.sampled_from("abcd")
FILES = st.recursive(
    st.sampled_from(["<1>", "<2>", "<3>"]),
    lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3),
)
VERSIONS = st.dictionaries(NAMES, FILES, min_size=1, max_size=4)


def text(tree: object, margin: str = "") -> str:
    assert isinstance(tree, dict)
    return "".join(
        f"{margin}{name}:\n{text(item, margin + '  ')}"
        if isinstance(item, dict)
        else f"{margin}{name}: {item}\n"
        for name, item in tree.items()
    )


@settings(max_examples=40)
@given(VERSIONS, VERSIONS, VERSIONS)
def test_a_merge_takes_no_side_and_invents_nothing(
    base: dict[str, object], ours: dict[str, object], theirs: dict[str, object]
) -> None:
    versions = [trees(text(one)) for one in (base, ours, theirs)]

    one = three_way(*versions)
    other = three_way(versions[0], versions[2], versions[1])

    assert {each.path for each in one.conflicts} == {each.path for each in other.conflicts}
    # Who changed nothing gets what the other did.
    assert [each.key() for each in three_way(versions[0], versions[0], versions[2]).documents] == [
        each.key() for each in versions[2]
    ]
    file = read(sealed(text(ours)))
    again = read(written(one.documents, {"mac": file.metadata and file.metadata.mac}, "yaml"))
    assert [each.key() for each in grown(again)] == [each.key() for each in one.documents]
    known = str([each.key() for each in versions[1] + versions[2]])
    assert all(leaf.value in known for leaf in again.leaves() if isinstance(leaf.value, str))
