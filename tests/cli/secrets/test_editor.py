"""The editor of the user is told to keep nothing."""

import os
from pathlib import Path

import pytest

from confledger.cli.secrets import editor
from confledger.errors import ConfledgerError

VIM = editor._VIM


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    return tmp_path


def program(folder: Path, name: str, to: str | None = None) -> None:
    if to is not None:
        (folder / name).symlink_to(to)
        return
    (folder / name).write_text("#!/bin/sh\nenv > environ\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("there", "environ", "expected"),
    [
        (["nano", "vi"], {}, ["nano", "--ignorercfiles", "F"]),
        (["vi", "vim"], {}, ["vim", *VIM, "F"]),
        (["vi"], {}, ["vi", "F"]),
        (["vi", "vi>vim.basic"], {}, ["vi", *VIM, "F"]),
        ([], {"EDITOR": "emacs -nw"}, ["emacs", "-nw", *editor._EMACS, "F"]),
        ([], {"EDITOR": "nano", "VISUAL": "code --wait"}, ["code", "--wait", "F"]),
        ([], {"EDITOR": "/usr/bin/nvim"}, ["/usr/bin/nvim", *VIM, "F"]),
    ],
)
def test_the_editor_is_started_with_what_keeps_it_quiet(
    programs: Path,
    monkeypatch: pytest.MonkeyPatch,
    there: list[str],
    environ: dict[str, str],
    expected: list[str],
) -> None:
    for one in there:
        name, _, to = one.partition(">")
        (programs / name).unlink(missing_ok=True)
        program(programs, name, to or None)
        if to:
            program(programs, to)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    assert editor.command("F") == expected
    assert editor.remembers(expected) is (expected[0] == "code")


@pytest.mark.usefixtures("programs")
def test_without_an_editor_one_can_be_named() -> None:
    with pytest.raises(ConfledgerError, match="there is no editor"):
        editor.command("F")


def test_an_editor_gets_no_key(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.setenv("SOPS_AGE_KEY", "AGE-SECRET-KEY-1X")
    monkeypatch.chdir(tmp_path)
    program(programs, "quiet")

    editor.edit(["quiet", "F"])

    assert "AGE-SECRET" not in (tmp_path / "environ").read_text()
    assert os.environ["SOPS_AGE_KEY"]


def test_an_editor_that_was_interrupted_interrupts() -> None:
    with pytest.raises(KeyboardInterrupt):
        editor.edit(["/bin/sh", "-c", "kill -INT $$"])


def test_an_open_quote_is_told(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", 'vim "')

    with pytest.raises(ConfledgerError, match="has a quote that is never closed"):
        editor.command("F")
