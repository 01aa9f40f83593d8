"""What was found in contents, and is not looked for again."""

import json
from pathlib import Path

import pytest

from confledger.inventory.kept import Kept, Row

FILE = '{"build":"01","files":{"a":[1]}}'


def plain(row: Row) -> int:
    (found,) = row
    return int(str(found))


def opened(folder: Path, build: bytes = b"\1", largest: int = 100) -> Kept:
    return Kept(str(folder), "kept", build, largest)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(FILE, 1, id="as it was written"),
        pytest.param(FILE.replace("01", "02"), None, id="by another build"),
        pytest.param(FILE.replace("[1]", "[1,2]"), None, id="a row of another shape"),
        pytest.param(FILE.replace("[1]", '{"x":1}'), None, id="no row"),
        pytest.param(FILE.replace("[1]", '["x"]'), None, id="a row with another type in it"),
        pytest.param(FILE[:-1], None, id="cut off"),
        pytest.param("[" * 50_000, None, id="a bomb"),
        pytest.param("[]", None, id="no map"),
        pytest.param('{"build":"01","files":[]}', None, id="files are no map"),
    ],
)
def test_what_is_odd_is_as_good_as_nothing(tmp_path: Path, text: str, expected: int | None) -> None:
    (tmp_path / "kept").write_text(text)

    assert opened(tmp_path, largest=100_000).get("a", plain) == expected


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text(FILE)

    assert opened(tmp_path, largest=len(FILE)).get("a", plain) == 1
    assert opened(tmp_path, largest=len(FILE) - 1).get("a", plain) is None


def test_what_nobody_asks_for_any_more_goes_when_it_is_most_of_the_file(tmp_path: Path) -> None:
    old = {name: [1] for name in "abcd"}

    def left(used: str) -> list[str]:
        (tmp_path / "kept").write_text(json.dumps({"build": "01", "files": old}))
        kept = opened(tmp_path)
        for name in used:
            kept.get(name, plain)
        kept.keep("new", [2])
        kept.save()
        return sorted(json.loads((tmp_path / "kept").read_bytes())["files"])

    assert left("a") == ["a", "b", "c", "d", "new"]
    assert left("") == ["new"]


def test_what_was_only_read_is_not_written_again(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text(FILE + " ")
    kept = opened(tmp_path)
    kept.get("a", plain)

    kept.save()

    assert (tmp_path / "kept").read_text() == FILE + " "


def test_without_a_folder_nothing_is_kept() -> None:
    kept = Kept(None, "kept", b"\1", 100)
    kept.keep("a", [1])

    kept.save()

    assert kept.get("a", plain) is None
