"""A comment that a pipeline of a fork has left: a text, on the request that the forge names."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from confledger.cli.ci.post_file import SAID_BY, run
from confledger.errors import ConfledgerError
from confledger.reports.ci.comment import GONE
from confledger.reports.ci.model import MARKER
from forge_server import HEAD, Forge, forge, on_github

RUN = {
    "head_sha": HEAD,
    "head_branch": "topic",
    "head_repository": {"owner": {"login": "mallory"}},
}


@pytest.fixture(name="made")
def _made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Forge]:
    with forge() as made:
        environ = on_github(made, tmp_path, workflow_run=RUN)
        for name, value in (environ | {"GITHUB_EVENT_NAME": "workflow_run"}).items():
            monkeypatch.setenv(name, value)
        made.pulls = [{"number": 7, "head": {"sha": HEAD}}]
        yield made


def test_the_comment_is_that_of_the_file(made: Forge, tmp_path: Path) -> None:
    file = tmp_path / "comment.md"
    for text, expected in (
        (f"{MARKER}\n{GONE}", []),
        (f"{MARKER}\n### 1 value\n", [f"{MARKER}\n{SAID_BY}### 1 value\n"]),
        (f"{MARKER}\n{GONE}", [f"{MARKER}\n{SAID_BY}{GONE}"]),
    ):
        file.write_text(text)
        assert run([str(file)]) == 0
        assert made.bodies() == expected


def test_a_file_that_is_no_comment_is_not_posted(made: Forge, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{MARKER}\nof the runner\n")
    (tmp_path / "link.md").symlink_to(secret)
    (tmp_path / "there").mkdir()
    (tmp_path / "folder").symlink_to(tmp_path / "there")
    (tmp_path / "there/comment.md").write_text(MARKER)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large.md").write_text(MARKER + "x" * 300_000)
    (tmp_path / "bytes.md").write_bytes(MARKER.encode() + b"\xff")
    (tmp_path / "other.md").write_text(f"hello\n{MARKER}\n")
    for name, said in (
        ("link.md", "could not be read"),
        ("folder/comment.md", "is a symbolic link"),
        ("there", "could not be read"),
        ("pipe", "is no file"),
        ("large.md", "is larger than any comment"),
        ("bytes.md", "is no text in UTF-8"),
        ("other.md", "is no comment of `confledger ci`"),
        ("nowhere.md", "could not be read"),
    ):
        with pytest.raises(ConfledgerError, match=said):
            run([str(tmp_path / name)])
    assert made.asked == []
