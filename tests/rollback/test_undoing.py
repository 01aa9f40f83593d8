"""One commit taken back, file by file."""

import pytest

from confledger.git.renames import Trail
from confledger.git.trees import TreeFile
from confledger.rollback.plan import Revision
from confledger.rollback.undoing import Changed, Reading, Undoing, changes_of

PLAIN, RUNS = "100644", "100755"


class Unknown:
    """Answers that nobody knows who changed anything."""

    def file(self, path: str) -> Revision | None:
        return None

    def key(self, path: str, key: str) -> Revision | None:
        return None


READING = Reading(
    lambda file: file.oid.encode(),
    lambda path: "yaml" if path.endswith(".yaml") else None,
    lambda path, pair: "it stays" if "kept" in path else None,
    lambda path: Trail(None, None),
    Unknown(),  # type: ignore[arg-type]  # it is asked nothing else
    lambda oid: Revision(oid, 0, "Ada", "a commit"),
    lambda key, value, leaves: str(value),
)


def file(content: str, mode: str = PLAIN) -> TreeFile:
    return TreeFile(mode, content)


@pytest.mark.parametrize(
    ("one", "now", "key", "edits", "told"),
    [
        pytest.param(
            ("a.yaml", file("a: 1\nb: 1\n"), "a.yaml", file("a: 2\nb: 2\n", RUNS)),
            {"a.yaml": file("a: 2\nb: 2\n", RUNS)},
            "#/a",
            {"a.yaml": (RUNS, b"a: 1\nb: 2\n")},
            [],
            id="of one key, neither mode nor other keys",
        ),
        pytest.param(
            ("a.yaml", file("a: 1\n"), "a.yaml", file("a: 2\n", RUNS)),
            {"a.yaml": file("a: 2\nb: 2\n", RUNS)},
            None,
            {"a.yaml": (PLAIN, b"a: 1\nb: 2\n")},
            [],
            id="of all, the mode too",
        ),
        pytest.param(
            ("a.txt", file("a\n"), "a.txt", file("a\n", RUNS)),
            {"a.txt": file("a\n", "120000")},
            None,
            {},
            ["a.txt its mode was changed again since"],
            id="a mode that changed again",
        ),
        pytest.param(
            ("m", file("1", "160000"), "m", file("2", "160000")),
            {"m": file("3", "160000")},
            None,
            {},
            ["m it was changed again since, and is no file that has keys or lines"],
            id="a submodule that changed again",
        ),
        pytest.param(
            ("kept", file("1"), "kept", None), {}, None, {}, ["kept it stays"], id="kept, gone"
        ),
        pytest.param(
            ("kept", None, "kept", file("1")),
            {"kept": file("1")},
            None,
            {},
            ["kept it stays"],
            id="kept, new",
        ),
        pytest.param(("a", None, "a", file("1")), {}, None, {}, [], id="new then, gone since"),
        pytest.param(
            ("a", file("1"), "a", None),
            {"a/b": file("2")},
            None,
            {},
            ["a a/b is there now"],
            id="a folder by now",
        ),
        pytest.param(
            ("a/b/c", file("1"), "a/b/c", None),
            {"a": file("2")},
            None,
            {},
            ["a/b/c a is there now"],
            id="below what is a file by now",
        ),
    ],
)
def test_what_a_commit_made_of_a_file_goes_back(
    one: tuple[str, TreeFile | None, str, TreeFile | None],
    now: dict[str, TreeFile],
    key: str | None,
    edits: dict[str, tuple[str, bytes]],
    told: list[str],
) -> None:
    undoing = Undoing(READING, now, key)

    undoing.take_back(Changed(*one))
    undoing.finish()

    found = {path: put and (put.mode, put.data) for path, put in undoing.edits.items()}
    assert found == edits
    assert [one.path for one in undoing.files] == [*edits]
    kept = [f"{one.path} {one.why}" for one in undoing.kept]
    assert [*kept, *(f"{one.path} {one.why}" for one in undoing.conflicts)] == told


def test_a_renamed_file_is_one_change() -> None:
    pairs = {"a": (file("1"), None), "b": (None, file("1")), "c": (file("1"), file("2"))}

    found = changes_of(pairs, {"a": "b"})

    assert [(one.before_path, one.after_path) for one in found] == [("a", "b"), ("c", "c")]
