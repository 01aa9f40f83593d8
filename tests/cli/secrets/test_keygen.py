"""A key is made by what there is to make it, at the place where SOPS looks."""

import sys
from pathlib import Path

import pytest

from confledger.cli.secrets import keygen
from confledger.errors import ConfledgerError

PROGRAM = """#!/bin/sh
echo "# created: 2026-01-01T00:00:00Z"
echo "# public key: age1made"
echo "AGE-SECRET-KEY-1MADE"
"""


@pytest.fixture
def without_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin")
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin" / "age-keygen"


def test_without_the_extra_the_program_makes_it(
    without_package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without_package.write_text(PROGRAM)
    without_package.chmod(0o755)

    assert keygen.run(["--output", str(tmp_path / "k")]) == 0

    assert capsys.readouterr().out == "age1made\n"
    assert (tmp_path / "k").read_text() == "# public key: age1made\nAGE-SECRET-KEY-1MADE\n"


@pytest.mark.parametrize("program", [None, "#!/bin/sh\nexit 1\n"])
def test_without_both_nothing_is_written(
    without_package: Path, tmp_path: Path, program: str | None
) -> None:
    if program is not None:
        without_package.write_text(program)
        without_package.chmod(0o755)

    with pytest.raises(ConfledgerError, match="nothing that makes age identities"):
        keygen.run(["--output", str(tmp_path / "k")])

    assert not (tmp_path / "k").exists()


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, "/home/ann/.config/sops/age/keys.txt"),
        ("linux", {"XDG_CONFIG_HOME": "/x"}, "/x/sops/age/keys.txt"),
        ("darwin", {}, "/home/ann/Library/Application Support/sops/age/keys.txt"),
        ("linux", {"SOPS_AGE_KEY_FILE": "/k/mine"}, "/k/mine"),
    ],
)
def test_it_is_where_sops_looks(
    monkeypatch: pytest.MonkeyPatch, platform: str, environ: dict[str, str], expected: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    for name in ("XDG_CONFIG_HOME", "SOPS_AGE_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/ann", **environ}.items():
        monkeypatch.setenv(name, value)

    assert keygen._usual() == expected
