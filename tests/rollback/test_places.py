"""What another version has at one key, all else as it is."""

import pytest

from confledger.documents.load import load
from confledger.rollback.places import found, only


def documents(text: str) -> list[object]:
    return load(text.encode(), "yaml").documents


@pytest.mark.parametrize(
    ("now", "then", "key", "expected"),
    [
        pytest.param("a: {b: 1, c: 1}", "a: {b: 2, c: 2}", "#/a/b", "a: {b: 2, c: 1}", id="one"),
        pytest.param("x: 1", "a: {b: {c: 2}, d: 2}", "#/a/b/c", "x: 1\na: {b: {c: 2}}", id="new"),
        pytest.param("x: 1", "a: [1]", "#/a/[0]", "x: 1\na: [1]", id="a new list as a whole"),
        pytest.param("a: 1", "a: [1]", "#/a/[0]", "a: [1]", id="of another kind"),
        pytest.param("a: {b: 1, c: 1}", "{}", "#/a/b", "a: {c: 1}", id="goes"),
        pytest.param("a: {b: 1}\nx: 1", "{}", "#/a/b", "x: 1", id="goes with what it was in"),
        pytest.param("a: {b: 1}", "{}", "#/a/c", "a: {b: 1}", id="leads to nothing"),
        pytest.param("a: [{b: 1}, 2]", "{}", "#/a/[0]/b", "a: [2]", id="goes with its item"),
        pytest.param("a: [[1], [2]]", "a: [[1]]", "#/a/[1]", "a: [[1]]", id="item goes"),
        pytest.param("a: [[1]]", "a: [[1], [2]]", "#/a/[1]", "a: [[1], [2]]", id="comes"),
        pytest.param("a: [1]", "a: [1]", "#/a/[7]", "a: [1]", id="no such item"),
        pytest.param("a: 1\n---\nb: 1", "a: 1", "[1]#/b", "a: 1", id="a document goes"),
        pytest.param("a: 1", "a: 1\n---\nb: 1", "[1]#/b", "a: 1\n---\nb: 1", id="and comes"),
        pytest.param("a: 1\n---\nb: 1", "a: 1\n---\nb: 2", "[1]#/b", "a: 1\n---\nb: 2", id="in"),
    ],
)
def test_only_what_is_named_is_another(now: str, then: str, key: str, expected: str) -> None:
    assert only(documents(now), documents(then), key) == documents(expected)


def test_of_several_documents_none_is_meant_by_an_unknown_name() -> None:
    two = documents("a: 1\n---\nb: 1")

    assert only(two, two, "other#/a") is None
    assert found(two, "other#/a") is None
    assert found(documents("a: {b: 1}"), "other#/a/b") == (0, ("a", "b"))
    assert found(documents("a: {b: 1}"), "#/a/b/c") is None
