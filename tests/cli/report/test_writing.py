"""The reports as files: what is written, what still holds, and what is remembered."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from confledger.cli.report import writing
from confledger.cli.report.basis import Basis, basis
from confledger.errors import ConfledgerError
from support import Repository

D, E = "d" * 64, "e" * 64
MARKDOWN = "<!-- confledger: kind=debt digest={} -->\n\n{}\n"
PAGE = '<!DOCTYPE html>\n<meta name="confledger" content="kind=debt digest={}">\n<p>{}\n'


def files(digest: str, text: str) -> dict[str, bytes]:
    """Return one report in four formats."""
    return {
        "debt_report.csv": f"a,b\n{text},1\n".encode(),
        "debt_report.html": PAGE.format(digest, text).encode(),
        "debt_report.json": json.dumps({"data": {}, "digest": digest, "text": text}).encode(),
        "debt_report.md": MARKDOWN.format(digest, text).encode(),
    }


@pytest.fixture
def found(year: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Basis:
    """Return the basis of a clone that may be written to."""
    year.git("clone", "--quiet", str(year.root), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    with basis() as made:
        return made


def folder(found: Basis) -> Path:
    return Path(str(found.repository.top)) / "reports"


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (MARKDOWN.format(D, "text").encode(), D),
        (PAGE.format(D, "text").encode(), D),
        (json.dumps({"digest": D}).encode(), D),
        # What a repository says is no digest of ours.
        (MARKDOWN.format("x", f"digest={D}").encode(), None),
        (PAGE.format("x", MARKDOWN.format(D, "")).encode(), None),
        (json.dumps({"about": f"digest={E}", "data": {"digest": E}, "digest": D}).encode(), D),
        (f"name\n<!-- confledger: kind=debt digest={D} -->\n".encode(), None),
        (b"{", None),
        (b"{}", None),
        (b'{"digest": 1}', None),
        (b"[" * 100_000, None),
        (b'{"a":' * 100_000, None),
        (b"", None),
    ],
)
def test_a_report_names_what_it_was_made_from_in_its_head(data: bytes, digest: str | None) -> None:
    assert writing.digest_in(data) == digest


def test_only_what_differs_is_written(found: Basis) -> None:
    made = files(D, "one")

    first = writing.save(found, made)
    (folder(found) / "debt_report.md").write_bytes(b"edited")
    os.utime(folder(found) / "debt_report.csv", ns=(1, 1))
    again = writing.save(found, made)

    assert (first.folder, first.same) == ("reports", [])
    assert first.changed == [f"reports/{name}" for name in made]
    assert again.changed == ["reports/debt_report.md"]
    assert {one.name: one.read_bytes() for one in folder(found).iterdir()} == made
    assert (folder(found) / "debt_report.csv").stat().st_mtime_ns == 1


def drop(place: Path) -> None:
    (place / "debt_report.csv").unlink()


def conflict(place: Path) -> None:
    for suffix in ("csv", "json"):
        file = place / f"debt_report.{suffix}"
        file.write_bytes(b"<<<<<<< ours\n" + file.read_bytes() + b"=======\n>>>>>>> theirs\n")


def edit(place: Path) -> None:
    (place / "debt_report.csv").write_text("a,b\nmine,1\n")


def edit_both(place: Path) -> None:
    edit(place)
    (place / "debt_report.md").write_text("mine\n")


OTHER = "it holds something else than what it is made from says"


@pytest.mark.parametrize(
    ("change", "now", "stale"),
    [
        pytest.param(None, files(D, "one"), {}, id="nothing"),
        # Ages are counted to the commit, so that the same input may be written otherwise.
        pytest.param(None, files(D, "two"), {}, id="another day"),
        pytest.param(
            None,
            files(E, "one"),
            dict.fromkeys(("html", "json", "md"), "what it is made from has changed"),
            id="another input of which the table says nothing",
        ),
        pytest.param(drop, files(D, "one"), {"csv": "it is not there"}, id="one is gone"),
        pytest.param(drop, files(D, "two"), {"csv": "it is not there"}, id="gone, another day"),
        pytest.param(
            conflict,
            files(D, "two"),
            dict.fromkeys(("csv", "json"), "a merge left conflict markers in it"),
            id="a conflict",
        ),
        pytest.param(edit, files(D, "one"), {"csv": OTHER}, id="a table that was edited"),
        pytest.param(edit_both, files(D, "one"), {"csv": OTHER, "md": OTHER}, id="two edited"),
    ],
)
def test_files_hold_while_what_they_are_made_from_is_the_same(
    found: Basis,
    change: Callable[[Path], None] | None,
    now: dict[str, bytes],
    stale: dict[str, str],
) -> None:
    writing.save(found, files(D, "one"))
    if change:
        change(folder(found))

    done = writing.checked(found, now)

    assert done.stale == [(f"reports/debt_report.{name}", why) for name, why in stale.items()]
    assert len(done.current) == len(now) - len(stale)


def test_dated_files_have_the_day_of_the_commit_before_their_suffix(found: Basis) -> None:
    day = found.today.replace("-", "")

    assert writing.dated({"a.b.md": b"1", "index.html": b"2"}, found) == {
        f"a.b_{day}.md": b"1",
        f"index_{day}.html": b"2",
    }


def linked_folder(top: Path) -> None:
    (top.parent / "elsewhere").mkdir()
    (top / "reports").symlink_to(top.parent / "elsewhere")


def linked_inside(top: Path) -> None:
    (top / "config").mkdir(exist_ok=True)
    (top / "reports").symlink_to("config")


def linked_file(top: Path) -> None:
    (top / "reports").mkdir()
    (top / "reports/debt_report.csv").symlink_to("/etc/passwd")


def a_file(top: Path) -> None:
    (top / "reports").write_text("")


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (linked_folder, "'reports' leads to another place than its name says"),
        (linked_inside, "'reports' leads to another place than its name says"),
        (linked_file, "reports/debt_report.csv is a symbolic link"),
        (a_file, "'reports' is no folder"),
    ],
)
def test_nothing_is_written_elsewhere(
    found: Basis, made: Callable[[Path], None], message: str
) -> None:
    made(Path(str(found.repository.top)))

    with pytest.raises(ConfledgerError) as told:
        writing.save(found, files(D, "one"))

    assert str(told.value) == message


def test_what_a_commit_comes_to_is_remembered_and_damage_is_mended(found: Basis) -> None:
    cache = Path(found.repository.cache_dir) / "reports"
    first = writing.files(found, ["perf"], ["markdown", "csv"])
    (held,) = cache.iterdir()
    good = held.read_bytes()

    held.write_bytes(good[:16] + b"x" + good[17:])
    again = writing.files(found, ["perf"], ["markdown", "csv"])
    mended = held.read_bytes()
    found.as_of += 86_400
    later = writing.files(found, ["perf"], ["markdown", "csv"])

    assert sorted(first) == ["perf_report.csv", "perf_report.md"]
    assert (again, mended) == (first, good)
    assert len(list(cache.iterdir())) == 2
    assert later["perf_report.md"] != first["perf_report.md"]
    for number in range(12):
        found.as_of += 86_400 * number
        writing.files(found, ["perf"], ["csv"])
    assert len(list(cache.iterdir())) == 8
