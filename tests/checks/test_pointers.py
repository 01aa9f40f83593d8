"""Where `$ref` leads."""

import pytest

from confledger.checks.pointers import part, pointed, resolves

DOCUMENT = {"a": {"b/c": [1, {"~": None}]}}


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("", True),
        ("/a", True),
        ("/a/b~1c/1/~0", True),
        ("/a/b~1c/0", True),
        ("/a/b~1c/2", False),
        ("/a/b~1c/-1", False),
        ("/a/b~1c/0/x", False),
        ("/b", False),
    ],
)
def test_a_pointer_leads_to_what_is_there(fragment: str, expected: bool) -> None:
    assert resolves(DOCUMENT, fragment) == expected
    assert part(fragment)(b"", lambda: [DOCUMENT]) == expected


def test_a_file_that_cannot_be_read_has_no_answer() -> None:
    assert part("/a")(b"", lambda: None) is None


def test_references_are_found_at_any_depth_without_those_that_are_in_order() -> None:
    deep: object = {"$ref": "#/lost"}
    for _ in range(5_000):
        deep = [deep]
    document = {"x": deep, "y": {"$ref": "#/x"}, "z": {"$ref": "f.json"}}

    found = pointed(b"$ref", lambda: [document])

    assert [(len(at), file, fragment) for _, at, file, fragment in found] == [  # type: ignore[attr-defined]
        (2, "f.json", ""),
        (5_002, "", "/lost"),
    ]
