"""What the pages show is what happens: each console block is run and compared."""

import shutil
from pathlib import Path

import pytest

from support import Repository
from transcript import Block, blocks, replay

PROJECT = Path(__file__).resolve().parent.parent.parent

# The examples are made from these, or from the folder beside this file that is named for the page.
SHOWN = (
    *(".gitattributes", ".pre-commit-config.yaml", ".sops.yaml", "config", "config_template.yaml"),
    *("CODEOWNERS", "confledger.yaml", "docs", "schemas"),
)


def pages() -> list[str]:
    """Return the pages that have something to run, from the root of this repository."""
    files = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *PROJECT.glob("docs/**/*.md")]
    found = [file for file in files if list(blocks(file.read_text("utf-8")))]
    return sorted(file.relative_to(PROJECT).as_posix() for file in found)


@pytest.fixture
def scratch(page: str, tmp_path: Path) -> Repository:
    """A new repository with the files that a page is about as its only commit."""
    repository = Repository.create(tmp_path / "scratch")
    own = Path(__file__).with_name(Path(page).stem)
    shown = sorted(own.iterdir()) if own.is_dir() else [PROJECT / name for name in SHOWN]
    for path in shown:
        if path.is_dir():
            shutil.copytree(path, repository.root / path.name)
        elif path.exists():
            shutil.copy(path, repository.root)
    repository.commit("config: As it is")
    return repository


@pytest.mark.parametrize("page", pages())
def test_a_page_shows_what_happens(page: str, scratch: Repository) -> None:
    written = list(blocks((PROJECT / page).read_text("utf-8")))

    real = [block._replace(text=replay(block, scratch.root)) for block in written]

    assert real == written


@pytest.mark.parametrize(
    ("text", "real"),
    [
        pytest.param("$ echo one", "$ echo one\none", id="what was left out is shown"),
        pytest.param("$ echo one\ntwo", "$ echo one\none", id="another output"),
        pytest.param("$ true\none", "$ true", id="no output"),
        pytest.param("$ echo one\none", "$ echo one\none", id="the same"),
        pytest.param("$ echo one two\no...o", "$ echo one two\no...o", id="any text in a line"),
        pytest.param("$ printf 'a\\nb\\n'\na...b", "$ printf 'a\\nb\\n'\na\nb", id="in one line"),
        pytest.param("$ seq 4\n1\n...\n4", "$ seq 4\n1\n...\n4", id="any lines"),
        pytest.param("$ seq 4\n1\n...\n5", "$ seq 4\n1\n2\n3\n4", id="any lines but the last"),
        pytest.param("$ seq 2\n1\n...\n2", "$ seq 2\n1\n...\n2", id="no lines are any lines"),
        pytest.param("$ ls /none-such >&2; echo $?\n...\n2", None, id="errors belong to it"),
        pytest.param("$ a=1\n$ echo $a\n1", None, id="one shell for the whole block"),
        pytest.param("$ cat <<X\n> 1\n> X\n1", None, id="a command of several lines"),
        pytest.param("$ printf one\none", None, id="no newline at the end"),
        pytest.param("$ echo 'a  '\na", None, id="spaces at the end do not count"),
    ],
)
def test_a_transcript_is_replaced_by_the_real_one(
    text: str, real: str | None, tmp_path: Path
) -> None:
    assert replay(Block(1, text), tmp_path) == (text if real is None else real)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        pytest.param("```console\n$ a\nb\n```\n", [Block(1, "$ a\nb")], id="a transcript"),
        pytest.param("# A\n\n1. B\n\n   ```console\n   $ a\n   ```\n", [Block(5, "$ a")], id="in"),
        pytest.param("```console no-run\nb\n```\n", [], id="only shown"),
        pytest.param("```text\n$ a\n```\n", [], id="another language"),
        pytest.param("````markdown\n```console\n$ a\n```\n````\n", [], id="in another block"),
    ],
)
def test_transcripts_are_found(page: str, found: list[Block]) -> None:
    assert list(blocks(page)) == found


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("```console\na\n```\n", id="no command"),
        pytest.param("```console\n```\n", id="nothing"),
        pytest.param("```console norun\n$ a\n```\n", id="a tag we do not know"),
    ],
)
def test_a_block_that_could_not_be_run_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match=r"line 1: a console block starts with `\$ ` or is no-run"):
        list(blocks(page))
