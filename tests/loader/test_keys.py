"""Keys as people write them, and what they lead to."""

import pytest

from confledger.errors import ConfledgerError
from confledger.loader.keys import located, path_of

JOBS = [{"name": "nightly", "run": "x"}, {"id": "other", "name": "7"}, "7", {"key": "k"}]
TREE = {"a.b": {"": 1}, "jobs": JOBS}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ()),
        ("db", ("db",)),
        ("db.pool.size", ("db", "pool", "size")),
        ("1.2", ("1", "2")),
        ("a b.ü\n", ("a b", "ü\n")),
        ("jobs[0].run", ("jobs", 0, "run")),
        ("jobs[nightly].run", ("jobs", "nightly", "run")),
        ('x["a.b"]["say \\"c\\" \\\\"]', ("x", "a.b", 'say "c" \\')),
        ('[""]', ("",)),
        ("[3][4]", (3, 4)),
        # So long a number is a name: Python itself reads no text of so many digits.
        (f"a[{'9' * 5000}]", ("a", "9" * 5000)),
        ("/a~1b/0/~0", ("a/b", "0", "~")),
    ],
)
def test_a_key_has_the_steps_that_are_written(text: str, path: tuple[str | int, ...]) -> None:
    assert path_of(text) == path


@pytest.mark.parametrize(
    "text", [".", ".a", "a.", "a..b", "a[", "a]", "a[]", 'a"b', 'a["b]', "a[0", "a.[0]"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ConfledgerError):
        path_of(text)


@pytest.mark.parametrize(
    ("steps", "how", "found"),
    [
        (("a.b", ""), None, (("a.b", ""), 1)),
        (("jobs", "nightly", "run"), None, (("jobs", 0, "run"), "x")),
        # A name goes before a number, `name` before `key` and `id`, and the schema before both.
        (("jobs", "7"), None, (("jobs", 1), JOBS[1])),
        (("jobs", "k"), None, (("jobs", 3), JOBS[3])),
        (("jobs", "other"), "by-key:id", (("jobs", 1), JOBS[1])),
        (("jobs", "nightly"), "by-key:id", None),
        (("jobs", "nightly"), "append", (("jobs", 0), JOBS[0])),
        (("jobs", "2"), None, (("jobs", 2), "7")),
        (("jobs", "0000000002"), None, None),
        (("jobs", "²"), None, None),
        (("jobs", -1), None, None),
        (("jobs", 4), None, None),
        (("none",), None, None),
        (("jobs", 2, "x"), None, None),
    ],
)
def test_steps_lead_to_a_key_or_to_an_item_by_its_name_or_number(
    steps: tuple[str | int, ...], how: str | None, found: object
) -> None:
    assert located(TREE, steps, lambda _: how) == found
