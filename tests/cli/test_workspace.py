"""Settings come from the snapshot that is checked, and every fault of theirs has its line."""

import os
from pathlib import Path

import pytest

from confledger.cli.workspace import limits_of, relative, settings_of
from confledger.documents.limits import Limits
from confledger.errors import ConfledgerError
from confledger.git.work_tree import WorkTreeSnapshot
from support import Repository

HELP = "see `confledger settings --schema` for what is valid"


def folder(path: Path, limit: int = 1000) -> WorkTreeSnapshot:
    return WorkTreeSnapshot(None, str(path), limit)


@pytest.mark.parametrize(
    ("name", "text", "message", "help"),
    [
        (
            "confledger.yaml",
            "fail-om: error\n",
            "confledger.yaml:1:1: unknown key `fail-om`; did you mean `fail-on`?",
            HELP,
        ),
        (
            "confledger.yaml",
            "limits:\n  max-depth: -1\n  max-bytes: x\n",
            "confledger.yaml:2:14: `limits.max-depth` must be from 1 to 250\n"
            "       confledger.yaml:3:14: `limits.max-bytes` must be an integer",
            HELP,
        ),
        ("confledger.yaml", "- 1\n", "confledger.yaml:1:1: the file must be a map", HELP),
        (
            "confledger.yaml",
            "fail-on: error\n---\nfail-on: error\n",
            "confledger.yaml: 2 documents, expected one",
            "remove the `---`",
        ),
        (
            "confledger.yaml",
            "a: 1\na: 2\n",
            "confledger.yaml:2:1: `a` is already defined on line 1; "
            "most readers silently use the last one",
            "remove one, or merge the two",
        ),
        (
            "confledger.yaml",
            "#" * 1001,
            "confledger.yaml cannot be used: it is too large",
            "settings are a regular file",
        ),
        (
            "pyproject.toml",
            "[tool.confledger]\nfail-on = 'loud'\nnope = 1\n",
            "pyproject.toml:2:11: `fail-on` must be one of error, warning, info\n"
            "       pyproject.toml:3:1: unknown key `nope`",
            HELP,
        ),
    ],
)
def test_each_fault_of_the_settings_is_told_with_its_line(
    tmp_path: Path, name: str, text: str, message: str, help: str
) -> None:
    (tmp_path / name).write_text(text)

    with pytest.raises(ConfledgerError) as raised:
        settings_of(folder(tmp_path))

    assert (str(raised.value), raised.value.help) == (message, help)


@pytest.mark.parametrize(
    ("files", "fail_on", "looked"),
    [
        pytest.param({}, "warning", 5, id="no settings"),
        pytest.param({"confledger.yaml": ""}, "warning", 4, id="empty"),
        pytest.param({"confledger.yaml": "fail-on: info\n"}, "info", 4, id="its own file"),
        pytest.param(
            {"pyproject.toml": "[tool.confledger]\nfail-on = 'error'\n"}, "error", 4, id="pyproject"
        ),
        pytest.param(
            {"pyproject.toml": "[tool]\nconfledger = {fail-on = 'error'}\n"},
            "error",
            4,
            id="pyproject, in one line",
        ),
        pytest.param(
            {
                "confledger.yaml": "fail-on: info\n",
                "pyproject.toml": "[project]\ndependencies = ['confledger']\n",
            },
            "info",
            4,
            id="a dependency is no settings",
        ),
        pytest.param({"pyproject.toml": "[broken\n"}, "warning", 5, id="a pyproject of others"),
        pytest.param(
            {"pyproject.toml": "[tool.other]\n# not [tool.confledger]\n"},
            "warning",
            5,
            id="named in a comment only",
        ),
        pytest.param({"pyproject.toml": "tool = 3 # tool.confledger\n"}, "warning", 5, id="odd"),
    ],
)
def test_settings_are_looked_for_in_one_order(
    tmp_path: Path, files: dict[str, str], fail_on: str, looked: int
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    found = settings_of(folder(tmp_path))

    assert (found.settings.fail_on, len(found.looked)) == (fail_on, looked)
    assert {name for name, oid in found.looked.items() if oid} == set(files) & set(found.looked)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("confledger.yaml", "confledger.yml"),
        ("confledger.yaml", "pyproject.toml"),
        ("confledger.yml", "pyproject.toml"),
    ],
)
def test_settings_in_two_places_are_refused(tmp_path: Path, first: str, second: str) -> None:
    for name in (first, second):
        toml = name.endswith(".toml")
        (tmp_path / name).write_text("[tool.confledger]\nversion = 1" if toml else "version: 1\n")

    with pytest.raises(ConfledgerError) as raised:
        settings_of(folder(tmp_path))

    assert str(raised.value) == f"there are settings in {first} and in {second}"
    assert raised.value.help == "keep them in one place"


@pytest.mark.parametrize("data", [b"\xff\xfe: 1\n", b"fail-on: info\0\n", b"a: \xe9\n"])
def test_settings_that_are_no_text_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "confledger.yaml").write_bytes(data)

    with pytest.raises(ConfledgerError, match=r"^confledger\.yaml:1:"):
        settings_of(folder(tmp_path))


def test_each_snapshot_has_its_own_settings(repository: Repository) -> None:
    for reason in ("first", "second", "third", "fourth"):
        repository.write("confledger.yaml", f"ignore: [{{paths: [x.yaml], reason: {reason}}}]\n")
        repository.write("x.yaml", f"a: {reason}\n")
        if reason == "third":
            repository.git("add", "--all")
        elif reason != "fourth":
            repository.commit(reason)

    def ignored(*source: str) -> str:
        return repository.endings(*source)["x.yaml"]

    assert ignored("--rev", "HEAD~1") == "ignored: first"
    assert ignored("--from", "HEAD~1") == "ignored: first"
    assert ignored("--from", "HEAD~1", "--trust", "head") == "ignored: second"
    assert ignored("--staged") == "ignored: third"
    assert ignored() == "ignored: fourth"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (".", "here"),
        ("x", "here/x"),
        ("./a//b/", "here/a/b"),
        ("../x", "x"),
        ("..", ""),
        ("../here", "here"),
        ("link", "here/link"),
        ("link/x", "other/x"),
        ("away", "here/away"),
        ("away/x", None),
        ("../../x", None),
        ("../../top-2/x", None),
        ("/", None),
    ],
)
def test_a_path_is_told_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, expected: str | None
) -> None:
    top = tmp_path / "top"
    for name in ("here", "other"):
        (top / name).mkdir(parents=True)
    (tmp_path / "top-2").mkdir()
    (top / "here" / "link").symlink_to("../other")
    (top / "here" / "away").symlink_to("../../top-2")
    monkeypatch.chdir(top / "here")

    if expected is None:
        with pytest.raises(ConfledgerError, match=f"'{given}' is outside of '{top}'"):
            relative(given, str(top))
    else:
        assert relative(given, str(top)) == expected
        assert relative(os.path.join(os.getcwd(), given), str(top)) == expected


def test_limits_have_the_same_names_in_the_settings(tmp_path: Path) -> None:
    (tmp_path / "confledger.yaml").write_text("limits: {max-depth: 7, max-bytes: 9}\n")

    given = limits_of(settings_of(folder(tmp_path)).settings)
    expected = Limits(max_depth=7, max_bytes=9)
    assert [getattr(given, name) for name in Limits.__slots__] == [
        getattr(expected, name) for name in Limits.__slots__
    ]
