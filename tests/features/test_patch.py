"""`confledger patch` prints what a file is after a patch, and never touches the file."""

import json
from pathlib import Path

import pytest

from support import Repository

APP = "# how we run\nweb:\n  on: 'yes'\n  8080: open\n  hosts: [a, b]\nversion: '1e3'\n"
PATCH = """[
  {"op": "test", "path": "/web/on", "value": "yes"},
  {"op": "replace", "path": "/web/on", "value": "no"},
  {"op": "move", "from": "/web/hosts/1", "path": "/web/hosts/0"},
  {"op": "add", "path": "/web/hosts/-", "value": "c"}
]
"""
AFTER = "web:\n  'on': 'no'\n  8080: open\n  hosts:\n  - b\n  - a\n  - c\nversion: '1e3'\n"
BACK = "web:\n  'on': 'yes'\n  8080: open\n  hosts:\n  - a\n  - b\nversion: '1e3'\n"
NO_TEST = "use a JSON Patch: confledger diff --format json-patch\n"


@pytest.fixture
def files(repository: Repository) -> Repository:
    """A repository with a file and a patch for it."""
    repository.write("app.yaml", APP)
    repository.write("change.json", PATCH)
    return repository


def patch(
    repository: Repository, *arguments: str, given: str | None = None
) -> tuple[int, str, str]:
    done = repository.confledger("patch", *arguments, input=given)
    return done.returncode, done.stdout, done.stderr


def test_a_patch_is_applied_and_taken_back(files: Repository) -> None:
    assert patch(files, "change.json", "app.yaml") == (0, AFTER, "")
    assert patch(files, "-", "app.yaml", given=PATCH) == (0, AFTER, "")
    assert patch(files, "--check", "change.json", "app.yaml") == (0, "", "")
    assert (files.root / "app.yaml").read_text() == APP
    files.write("after.yaml", AFTER)
    assert patch(files, "--reverse", "change.json", "after.yaml") == (0, BACK, "")


def test_what_diff_prints_is_applied(files: Repository) -> None:
    files.commit()
    files.write("app.yaml", AFTER + "---\nsecond: document\n")
    for name in ("json-patch", "merge-patch"):
        if name == "merge-patch":
            files.write("app.yaml", AFTER)
        done = files.confledger("diff", "--format", name, "--", "app.yaml")
        files.git("stash", "--quiet")
        again = patch(files, "-", "app.yaml", given=done.stdout)
        files.git("stash", "pop", "--quiet")
        assert (done.returncode, done.stderr) == (0, "")
        expected = AFTER if name == "merge-patch" else f"---\n{AFTER}---\nsecond: document\n"
        assert again == (0, expected, "")


@pytest.mark.parametrize(
    ("file", "text", "arguments", "given", "out"),
    [
        pytest.param("a.json", '{\n\t"a": 1\n}\n', (), '{"a": 1.0, "b": null}',
                     '{\n\t"a": 1.0\n}\n', id="merge, indented as it was"),
        pytest.param("a.yaml", "a: 1\n", ("--merge",), "[1, 2]", "- 1\n- 2\n", id="merge a list"),
        pytest.param("a.yaml", "a: 1\n---\nb: 1\n", (), '[{"op": "remove", "path": "/0"}]',
                     "b: 1\n", id="documents"),
        pytest.param("a.yaml", "a: 1\n", ("--format", "json"), "{}", '{\n  "a": 1\n}\n', id="json"),
        pytest.param("a.toml", "a = 1\n", ("--format", "yaml"), '{"b": 2}', "a: 1\nb: 2\n",
                     id="toml as yaml"),
        pytest.param(".env", "A=1\n", ("--format", "json"), "[]", '{\n  "A": "1"\n}\n',
                     id="dotenv"),
        pytest.param("a.json5", "{a: 1, /* x */}", (), "[]", '{\n  "a": 1\n}\n', id="json5"),
        pytest.param("a.yaml", "a: &x {b: 1}\nc: {<<: *x}\n", (), '{"a": {"b": 2}}',
                     "a:\n  b: 2\nc:\n  b: 1\n", id="an anchor stands for what it was"),
        pytest.param("a.yaml", "", (), '[{"op": "add", "path": "/-", "value": {"a": 1}}]',
                     "a: 1\n", id="an empty file"),
        pytest.param("a.yaml", "a: 1\n", (), '[{"op": "test", "path": "", "value": {"a": 1}}]',
                     "a: 1\n", id="only a test"),
    ],
)  # fmt: skip
def test_files_of_all_kinds_are_patched(
    repository: Repository, file: str, text: str, arguments: tuple[str, ...], given: str, out: str
) -> None:
    repository.write(file, text)

    assert patch(repository, *arguments, "-", file, given=given) == (0, out, "")


SEALED = (
    "a: ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]\n"
    "sops:\n  mac: ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]\n  version: 3.9.0\n"
)


@pytest.mark.parametrize(
    ("file", "text", "arguments", "given", "said"),
    [
        pytest.param("a.yaml", "a: s3cret\n", (), '[{"op": "test", "path": "/a", "value": 1}]',
                     "error: operation 1 does not apply: `/a` is not what it tests for\n"
                     "  help: nothing was printed; the patch is for another state of the file, "
                     "or is applied already\n", id="no"),
        pytest.param("a.yaml", "a: 1\n", (), '{"op": "remove", "path": "/a"}',
                     "error: standard input: this is one operation, and a JSON Patch is a list of "
                     "them\n  help: put it in brackets; if it is a merge patch: --merge\n",
                     id="one operation"),
        pytest.param("a.yaml", "a: 1\n", (), '{"version": 1, "files": []}',
                     "error: standard input: this is a report, not a patch\n"
                     "  help: confledger diff --format json-patch; if it is a merge patch: "
                     "--merge\n",
                     id="a report"),
        pytest.param("a.yaml", "a: 1\n", (), "7",
                     "error: standard input: this is neither a list of operations nor a map\n"
                     "  help: if it is a merge patch that replaces the whole document: --merge\n",
                     id="a number"),
        pytest.param("a.yaml", "a: 1\n", ("--reverse",), "{}",
                     "error: this is a merge patch, which cannot be taken back: it does not say "
                     f"what was there\n  help: {NO_TEST}", id="reversed"),
        pytest.param("a.yaml", "a: 1\n", ("--merge", "--reverse"), "{}",
                     "error: a merge patch cannot be taken back: it does not say what was there\n"
                     f"  help: {NO_TEST}", id="reversed and merged"),
        pytest.param("a.yaml", "a: 1\na: 2\n", (), "{}",
                     "error: a.yaml:2:1: `a` is already defined on line 1; most readers silently "
                     "use the last one\n  help: remove one, or merge the two\n", id="a key twice"),
        pytest.param("a.toml", "a = 1\n", (), "{}",
                     "error: the result is not written as toml\n"
                     "  help: use --format json, or --format yaml\n", id="toml"),
        pytest.param("a.yaml", "a: !Ref b\n", (), "{}",
                     "error: the file has tags, such as `!Ref` in line 1, which would be lost in "
                     "YAML\n  help: change it by hand, or use --format json if its tags do not "
                     "matter\n", id="tags"),
        pytest.param("a.yaml", SEALED, (), "{}",
                     "error: 'a.yaml' is encrypted with SOPS: values are hidden, and any change "
                     "breaks its MAC\n  help: use `confledger secrets set`, `secrets edit` or "
                     "`secrets merge`\n", id="encrypted"),
        pytest.param("a.yaml", "a: 1\n---\nb: 1\n", (), "{}",
                     "error: a merge patch cannot say this change: it is about one document, and "
                     "here are 2\n  help: use a JSON Patch: confledger diff --format json-patch\n",
                     id="a merge patch for two"),
        pytest.param("notes", "a: 1\n", (), "{}",
                     "error: 'notes' has no name of a configuration file\n  help: give its dialect "
                     "under `dialects` in confledger.yaml, or copy it to one such as app.yaml\n",
                     id="no dialect"),
        pytest.param("a.yaml", "a: 1\n", ("--in-place",), "{}",
                     "error: there is no option '--in-place'\n"
                     "  help: it writes no file: confledger patch PATCH FILE > NEW && mv NEW "
                     "FILE\n",
                     id="in place"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_an_error_without_values(
    repository: Repository, file: str, text: str, arguments: tuple[str, ...], given: str, said: str
) -> None:
    repository.write(file, text)

    assert patch(repository, *arguments, "-", file, given=given) == (2, "", said)


def test_a_check_says_what_does_not_apply(files: Repository) -> None:
    files.write("app.yaml", "web: {}\n")

    assert patch(files, "--check", "change.json", "app.yaml") == (
        1,
        "change.json: operation 1 does not apply: there is no `/web/on`\n",
        "",
    )


def test_a_patch_with_hidden_values_is_refused(files: Repository) -> None:
    given = [{"op": "replace", "path": "/version", "value": "<redacted>", "redacted": True}]

    assert patch(files, "-", "app.yaml", given=json.dumps(given)) == (
        2,
        "",
        "error: operation 1 has a value that was hidden, because it is secret\n"
        "  help: change that value by hand; with SOPS: confledger secrets set\n",
    )


def test_the_settings_say_what_a_file_is_and_a_patch_may_be_yaml(files: Repository) -> None:
    files.write("confledger.yaml", "dialects: [{paths: [notes], dialect: yaml}]\n")
    files.write("notes", "a: 1\n")
    files.write("change.yaml", "- {op: replace, path: /a, value: 2}\n")

    assert patch(files, "change.yaml", "notes") == (0, "a: 2\n", "")


def test_it_works_outside_of_any_repository(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n")
    folder = Repository(tmp_path)

    assert patch(folder, "-", "a.yaml", given='{"a": 2}') == (0, "a: 2\n", "")
    assert patch(folder, "-", "b.yaml", given='{"a": 2}') == (
        2,
        "",
        "error: 'b.yaml' could not be read: no such file or directory\n"
        "  help: confledger patch PATCH FILE: the patch comes first\n",
    )
