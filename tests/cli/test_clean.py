"""`clean` takes away only what git can give back, and says how; `scan` prints what there is."""

import json
import os
from pathlib import Path

import pytest

from confledger.cli import clean, scan
from confledger.errors import ConfledgerError
from confledger.git.removal import CHANGED, LEFT_ALONE, OUTSIDE, remove, standing
from confledger.git.repository import discover
from support import Repository


@pytest.fixture
def messy(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository.write("config/app.yaml", "a: 1\n")
    repository.write("config/app.yaml.bak", "a: 0\n")
    repository.write("config/misread.yaml", "x: dÃ©jÃ\u00a0\r\ny: 1\n")
    repository.write("only/inside/x~", "x")
    repository.write(".DS_Store", b"\0")
    repository.commit("as it is")
    monkeypatch.chdir(repository.root)
    return repository


def test_the_plan_changes_nothing_and_is_a_difference(
    messy: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert clean.run([]) == 1

    assert capsys.readouterr().out == (
        "remove   config/app.yaml.bak  (backup: a copy that ends in .bak: git has what was "
        "before)\n"
        "remove   only/inside/x~  (backup: an editor kept it before it saved)\n"
        "remove   .DS_Store  (junk: macOS writes it)\n"
        "\n3 files to remove, 0 to rewrite, 0 to keep.\n"
        "\nNothing was changed. To do it: confledger clean --apply\n"
    )
    assert clean.run(["--plan", "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert [one["path"] for one in said["remove"]] == [
        *("config/app.yaml.bak", "only/inside/x~", ".DS_Store"),
    ]
    with pytest.raises(ConfledgerError, match="nobody is here to be asked"):
        clean.run(["--apply"])
    assert messy.git("status", "--porcelain") == ""


def test_what_was_removed_comes_back_by_the_printed_command(
    messy: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    before = messy.git("rev-parse", "HEAD^{tree}")

    assert clean.run(["--apply", "--yes", "--kind", "junk", "--kind", "backup"]) == 0

    said = capsys.readouterr()
    assert messy.git("status", "--porcelain").split("\n") == [
        *("D  .DS_Store", "D  config/app.yaml.bak", "D  only/inside/x~"),
    ]
    assert not (messy.root / "only").exists()
    # Once more is nothing more.
    assert clean.run(["--apply", "--yes"]) == 0
    assert capsys.readouterr().out == "There is nothing to clean up.\n"
    messy._run(["bash", "-c", said.err.strip().partition(": ")[2]], None, None)
    assert messy.git("status", "--porcelain") == ""
    assert messy.git("write-tree") == before


def test_no_name_is_more_than_a_name(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [
        "-rf.bak",
        "*~",
        ":!x~",
        "!x~",
        "(top)~",
        "it's.bak",
        "\x1b[31m\n.bak",
        "é~",
        "\udcff~",
    ]
    for name in names:
        repository.write(f"{name}", "x")
        repository.write(f"in/{name}", "x")
    repository.write("keep/me.yaml", "a: 1\n")
    repository.commit("odd names")
    monkeypatch.chdir(repository.root / "keep")

    assert clean.run(["--apply", "--yes"]) == 0

    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
    assert repository.git("ls-files") == "keep/me.yaml"
    line = said.err.strip().partition(": ")[2]
    monkeypatch.setenv("WHERE", str(repository.root / "keep"))
    assert repository._run(["bash", "-c", f'cd "$WHERE" && {line}'], None, None).returncode == 0
    assert repository.git("status", "--porcelain") == ""
    assert len(repository.git("ls-files", "-z").split("\0")) == 2 * len(names) + 2


def test_text_is_rewritten_as_it_was_meant(messy: Repository) -> None:
    assert clean.run(["--kind", "mojibake", "--apply", "--yes"]) == 0
    assert (messy.root / "config/misread.yaml").read_bytes() == "x: déjà\r\ny: 1\n".encode()

    messy.git("commit", "-qam", "mended")
    assert clean.run(["--kind", "line-ends", "--apply", "--yes"]) == 0
    assert (messy.root / "config/misread.yaml").read_bytes() == "x: déjà\ny: 1\n".encode()
    assert messy.git("status", "--porcelain") == " M config/misread.yaml"


def test_nothing_that_git_cannot_give_back_is_touched(messy: Repository, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x~").write_text("x")
    messy.write("config/app.yaml.bak", "mine\n")
    messy.write("config/other.bak", "untracked\n")
    messy.git("update-index", "--assume-unchanged", ".DS_Store")
    messy.write(".DS_Store", "hidden from git\n")
    os.rename(messy.root / "only/inside", messy.root / "only/elsewhere")
    (messy.root / "only/inside").symlink_to(outside)
    here = discover(str(messy.root))

    found = standing(
        here, ["config/app.yaml.bak", "only/inside/x~", ".DS_Store", "config/other.bak"]
    )

    assert found.free == {}
    assert found.kept == {
        "config/app.yaml.bak": CHANGED,
        ".DS_Store": CHANGED,
        "config/other.bak": "it is not in the last commit",
        "only/inside/x~": OUTSIDE,
    }
    assert clean.run(["--apply", "--yes"]) == 1
    assert (outside / "x~").exists()
    assert (messy.root / "config/app.yaml.bak").read_text() == "mine\n"
    assert (messy.root / "config/other.bak").exists()
    assert (messy.root / ".DS_Store").read_text() == "hidden from git\n"


def test_what_git_was_told_not_to_look_at_stays_here_and_in_the_index(messy: Repository) -> None:
    messy.git("update-index", "--skip-worktree", ".DS_Store", "only/inside/x~")
    messy.write(".DS_Store", "only here\n")
    (messy.root / "only/inside/x~").unlink()

    found = remove(discover(str(messy.root)), [".DS_Store", "only/inside/x~"])

    assert (found.free, found.gone) == ({}, [])
    assert found.kept == {".DS_Store": LEFT_ALONE, "only/inside/x~": LEFT_ALONE}
    assert (messy.root / ".DS_Store").read_text() == "only here\n"
    assert messy.git("diff", "--cached", "--name-only") == ""


def test_a_link_goes_and_what_it_leads_to_stays(messy: Repository, tmp_path: Path) -> None:
    (tmp_path / "aim").write_text("x")
    (messy.root / "link~").symlink_to(tmp_path / "aim")
    messy.commit("a link")

    done = remove(discover(str(messy.root)), ["link~"])

    assert list(done.free) == ["link~"]
    assert (tmp_path / "aim").exists()
    assert messy.git("status", "--porcelain") == "D  link~"


def test_what_was_begun_is_finished(messy: Repository) -> None:
    # Killed after the first file, before the index.
    (messy.root / ".DS_Store").unlink()

    assert clean.run(["--apply", "--yes", "--kind", "junk"]) == 0

    assert messy.git("status", "--porcelain") == "D  .DS_Store"


def test_scan_prints_writes_and_checks_its_report(
    messy: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scan.run(["--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "inventory"
    assert scan.run(["--kind", "hygiene", "--check"]) == 1
    assert scan.run(["--kind", "hygiene", "--write"]) == 0
    messy.commit("reports")
    assert scan.run(["--kind", "hygiene", "--check"]) == 0
    capsys.readouterr()
    assert scan.run(["--kind", "hygiene"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("▲ Attention: 4 of 5 files could be")
