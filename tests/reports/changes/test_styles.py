"""What no value shows: other meanings, tags, comments; quickly, whatever a file holds."""

import time

import pytest

from confledger.changes.compare import compare
from confledger.changes.identity import Identities
from confledger.documents.load import load
from confledger.reports.changes.rows import Hiding, rows
from confledger.reports.changes.styles import styles

NOTHING: frozenset[str] = frozenset()


def told(old: str, new: str, wanted: frozenset[str] = NOTHING) -> list[str]:
    """Return the kinds of facts and styles, and the notes of rows."""
    sides = load(old.encode(), "yaml").documents, load(new.encode(), "yaml").documents
    changes = compare(*sides, Identities())
    found = rows(changes, Hiding(sides[0], frozenset()), Hiding(sides[1], frozenset()), sides)
    made = styles(old.encode(), new.encode(), "yaml", changes, found, wanted)
    kinds = [one.kind for one in made.facts] + [f"{one.kind} {one.key}" for one in made.rows]
    notes = [f"note {one.key}" for one in found if one.notes]
    return kinds + notes + (["only comments"] if made.comments else [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a: 1\n", "a: 2\n", []),
        ("a: no\n", "a: 'no'\n", ["changed-for-1.1-only"]),
        ("a: 1\n", "a: on\n", ["note a"]),
        ("a: 10\n", "a: 010\n", ["changed-for-1.1-only"]),
        ("a: !Ref x\n", "a: !Sub x\n", ["tag"]),
        ("# one\na: 1\n", "# two\na: 1\n", ["only comments"]),
        ("a: 1\n", "a:   1\n", []),
    ],
)
def test_what_is_told_without_being_asked_for(old: str, new: str, expected: list[str]) -> None:
    assert told(old, new) == expected


def test_comments_and_style_are_listed_where_they_are_asked_for() -> None:
    old, new = "# one\na: 1\nb: [x]\n", "# two\na: 2\nb:\n- x\n"

    assert told(old, new, frozenset({"comment"})) == ["comment a"]
    assert told(old, new, frozenset({"comment", "style"})) == ["comment a", "style b"]


@pytest.mark.parametrize("part", ["1_", "1:1", "- ", ":\n", "0", "2024-01-01", "y ", "-"])
def test_no_content_makes_it_slow(part: str) -> None:
    from confledger.reports.changes.styles import _DOUBTFUL

    data = (": " + part * (200_000 // len(part)) + "x").encode()

    started = time.process_time()
    _DOUBTFUL.search(data)

    assert time.process_time() - started < 1
