"""`confledger diff`: what differs between any two states, as people and programs get it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from confledger.reports.changes.model import schema
from support import Repository

BASE = "http:\n  timeout: 30\n  hosts: [a, b]\ndb:\n  password: hunter2x\n  pool: 5\n"
EDITED = (
    "http:\n  timeout: '30'\n  hosts: [b, a]\ndb:\n  password: hunter3x\n  pool: 5\n  ssl: on\n"
)


@pytest.fixture
def shop(repository: Repository) -> Repository:
    """Two commits: the second edits prod, writes dev otherwise, renames one file, adds another."""
    repository.write("envs/dev.yaml", BASE)
    repository.write("envs/prod.yaml", BASE)
    repository.write("names.json", json.dumps({f"k{number}": number for number in range(9)}))
    repository.write("README.md", "one\n")
    repository.commit("config: As it was")
    repository.write("envs/prod.yaml", EDITED)
    repository.write("envs/dev.yaml", BASE.replace("[a, b]", "\n    - a\n    - b"))
    (repository.root / "names.json").rename(repository.root / "numbers.json")
    repository.write("new.toml", "a = 1\nb = {c = 'x'}\n")
    repository.write("README.md", "two\n")
    repository.commit("config: As it is")
    return repository


ALL = """\
HEAD~1 -> HEAD
4 values in 1 file (prod): 1 changed, 1 retyped, 1 added, 1 moved; 1 new file; 1 file only \
renamed; 1 file only reformatted

envs/prod.yaml (prod)
  ~ http.timeout   30 (integer) -> "30" (text)
  > http.hosts[1]  moved from index 0 to 1
  ~ db.password    changed, value hidden
  + db.ssl         "on"
      note: `on` is true for PyYAML and Kubernetes, and text for readers of YAML 1.2

new.toml: new file, 2 values
    a: 1
    b:
      c: x

numbers.json: only renamed, was names.json

only reformatted: envs/dev.yaml

not compared, but different: 1 file that is no configuration
"""


def test_a_range_is_told_in_full(shop: Repository) -> None:
    done = shop.confledger("diff", "HEAD~1", "HEAD")

    assert (done.stdout, done.stderr, done.returncode) == (ALL, "", 0)
    assert shop.confledger("diff", "HEAD~1..HEAD").stdout == ALL
    assert "hunter" not in done.stdout


def edited(shop: Repository) -> None:
    """Stage one change, make another on disk, and leave one file untracked."""
    shop.write("envs/prod.yaml", EDITED.replace("pool: 5", "pool: 6"))
    shop.git("add", "--all")
    shop.write("envs/prod.yaml", EDITED.replace("pool: 5", "pool: 7"))
    shop.write("fresh.yaml", "a: 1\n")


@pytest.mark.parametrize(
    ("arguments", "first", "expected"),
    [
        pytest.param([], "HEAD -> work tree", ["5 -> 7"], id="what I changed"),
        pytest.param(["--staged"], "HEAD -> index", ["5 -> 6"], id="what I commit"),
        pytest.param(["--cached", "HEAD"], "HEAD -> index", ["5 -> 6"], id="by its other name"),
        pytest.param(["--", "envs/dev.yaml"], "HEAD -> work tree", [], id="another file"),
        pytest.param(["envs"], "HEAD -> work tree", ["5 -> 7"], id="a folder"),
        pytest.param(["--", "envs/*.yaml"], "HEAD -> work tree", ["5 -> 7"], id="a glob"),
        pytest.param(["--env", "dev"], "HEAD -> work tree", [], id="another environment"),
        pytest.param(["--env", "prod"], "HEAD -> work tree", ["5 -> 7"], id="an environment"),
        pytest.param(["HEAD...HEAD"], "merge base of HEAD and HEAD -> HEAD", [], id="three dots"),
        pytest.param(["--from", "HEAD"], "merge base of HEAD and HEAD -> HEAD", [], id="as check"),
    ],
)
def test_two_states_are_chosen_as_git_users_expect(
    shop: Repository, arguments: list[str], first: str, expected: list[str]
) -> None:
    edited(shop)

    done = shop.confledger("diff", *arguments)

    lines = done.stdout.splitlines()
    assert lines[0] == first
    assert [line.split("  ")[-1] for line in lines if "pool" in line] == expected
    assert done.returncode == 0
    assert ("not tracked, and left out: fresh.yaml" in done.stderr) == (not arguments)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["HEAD~1", "HEAD", "--exit-code"], 1),
        (["HEAD~1", "HEAD", "--quiet"], 1),
        (["HEAD", "--quiet"], 0),
        (["HEAD~1", "HEAD", "--exit-code", "--", "envs/dev.yaml"], 0),
        (["HEAD~1", "HEAD", "--exit-code", "--style", "--", "envs/dev.yaml"], 1),
    ],
)
def test_the_exit_code_says_whether_a_value_differs(
    shop: Repository, arguments: list[str], code: int
) -> None:
    done = shop.confledger("diff", *arguments)

    assert done.returncode == code
    assert bool(done.stdout) is ("--quiet" not in arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "'nothing' is neither a revision nor a file here"),
        (["new.toml", "missing.toml"], "'missing.toml' is neither a revision nor a file here"),
        (["main"], "'main' is both a revision and a file here"),
        (["HEAD", "HEAD", "HEAD"], "two revisions are compared, not more"),
        (["HEAD~1", "HEAD", "--staged"], "what is staged is compared with one revision"),
        (["--effective"], "--effective is not there yet: overlays cannot be resolved"),
        (["--env", "prd"], "there is no environment 'prd'"),
        (["--redact"], "--redact is for patches: all other formats hide secrets anyway"),
        (["--to", "HEAD"], "--to needs --from"),
        (["--stat", "--format", "json"], "--stat is a format of its own"),
        (["HEAD~1", "HEAD", "--format", "json-patch"], "a patch is about one file, and 2 differ"),
        (["new.toml", "envs"], "a folder and a file are not compared"),
        (["-", "-"], "standard input is one side at most"),
        (["HEAD:gone.yaml", "new.toml"], "there is no file 'gone.yaml' in 'HEAD'"),
        (["--dialect", "yml", "HEAD"], "there is no dialect 'yml'"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    shop: Repository, arguments: list[str], said: str
) -> None:
    (shop.root / "main").mkdir()

    done = shop.confledger("diff", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {said}")
    assert "\n  help: " in done.stderr


def outside(folder: Path, *arguments: str, input: str | None = None) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", "confledger", "diff", *arguments]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, input=input, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.splitlines()


def test_files_and_folders_are_compared_without_a_repository(tmp_path: Path) -> None:
    for name, text in (
        ("a/x.yaml", "k: 1\n"),
        ("b/x.yaml", "k: 2\n"),
        ("a/was.json", '{"long": "enough to be told"}'),
        ("b/sub/is.json", '{"long": "enough to be told"}'),
        ("b/x.json", '{"k": 2}'),
        ("a/bad.yaml", "k: [\n"),
        ("b/bad.yaml", "k: 1\n"),
        ("b/z.txt", "text\n"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    assert outside(tmp_path, "a/x.yaml", "b/x.json") == (
        0,
        ["a/x.yaml -> b/x.json", "1 value in 1 file: 1 changed", "", "x.json", "  ~ k  1 -> 2"],
    )
    assert outside(tmp_path, "-", "b/x.yaml", input="k: 2\n") == (
        0,
        ["- -> b/x.yaml", "no value differs"],
    )
    assert outside(tmp_path, "a", "b") == (
        2,
        [
            "a -> b",
            "1 value in 1 file: 1 changed; 1 new file; 1 file only renamed; "
            "1 file cannot be compared",
            "",
            "bad.yaml: cannot be compared: before, line 1, column 4: this `[` is never closed",
            "",
            "sub/is.json: only renamed, was was.json",
            "",
            "x.json: new file, 1 value",
            "    k: 2",
            "",
            "x.yaml",
            "  ~ k  1 -> 2",
            "",
            "not compared, but different: 1 file that is no configuration",
        ],
    )


def test_a_file_of_a_revision_and_a_bare_repository(shop: Repository, tmp_path: Path) -> None:
    bare = Repository(tmp_path / "bare.git")
    shop.git("clone", "--quiet", "--bare", ".", str(bare.root))

    of_file = shop.confledger("diff", "HEAD~1:envs/prod.yaml", "envs/dev.yaml", "--stat")
    piped = shop.confledger("diff", "HEAD:new.toml", "-", input="a = 2\nb = {c = 'x'}\n")
    two = bare.confledger("diff", "HEAD~1", "HEAD")
    none = bare.confledger("diff")

    assert of_file.stdout == " dev.yaml | 0 only reformatted\n 1 file only reformatted\n"
    assert piped.stdout.splitlines()[3:] == ["new.toml", "  ~ a  1 -> 2"]
    assert two.stdout == ALL
    assert none.stderr.startswith("error: this repository has no work tree here\n")


def test_json_keeps_to_its_schema_and_holds_no_secret(shop: Repository) -> None:
    done = shop.confledger("diff", "HEAD~1", "--format", "json", "--comments", "--style")

    found = json.loads(done.stdout)
    Draft202012Validator(schema()).validate(found)
    assert "hunter" not in done.stdout
    assert [(one["path"], one["status"]) for one in found["files"]] == [
        ("envs/dev.yaml", "formatted"),
        ("envs/prod.yaml", "changed"),
        ("new.toml", "added"),
        ("numbers.json", "renamed"),
    ]
    kinds = [(one["kind"], one["pointer"], one["hidden"]) for one in found["files"][1]["changes"]]
    assert kinds == [
        ("retyped", "/http/timeout", False),
        ("moved", "/http/hosts/1", False),
        ("changed", "/db/password", True),
        ("added", "/db/ssl", False),
    ]
    assert list(found["summary"]["values"].items()) == [
        *(("added", 1), ("removed", 0), ("changed", 1)),
        *(("retyped", 1), ("moved", 1), ("renamed", 0)),
    ]


def test_a_patch_applies_and_one_with_a_secret_is_refused(shop: Repository) -> None:
    prod = ("HEAD~1", "HEAD", "--", "envs/prod.yaml")
    shop.write("numbers.json", '{"k0": 0, "k1": "one", "n": [1, 2]}')

    patch = shop.confledger("diff", "--format", "json-patch", "--", "numbers.json")
    merge = shop.confledger("diff", "--format", "merge-patch", "--", "numbers.json")
    refused = shop.confledger("diff", "--format", "json-patch", *prod)
    redacted = shop.confledger("diff", "--format", "merge-patch", "--redact", *prod)

    assert {"op": "replace", "path": "/k1", "value": "one"} in json.loads(patch.stdout)
    assert json.loads(merge.stdout)["n"] == [1, 2]
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("error: the patch would hold secrets: db.password\n")
    assert json.loads(redacted.stdout)["db"] == {"password": "<redacted>", "ssl": "on"}
    assert "note: the patch lacks secrets and cannot be applied as it is" in redacted.stderr


def test_no_value_is_shown_of_a_file_that_ought_to_be_encrypted(repository: Repository) -> None:
    rules = [{"path_regex": "keys/.*"}, {"path_regex": "part/.*", "encrypted_regex": "^inner$"}]
    for rule in rules:
        rule["age"] = "age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw"
    repository.write(".sops.yaml", json.dumps({"creation_rules": rules}))
    old = "inner: {host: plain-old, port: 010}\nouter: one\n# was plain-old\n"
    repository.write("keys/a.yaml", old)
    repository.write("part/a.yaml", old)
    repository.commit("config: Begin")
    new = old.replace("plain-old", "plain-new").replace("010", "10").replace("one", "two")
    repository.write("keys/a.yaml", new)
    repository.write("part/a.yaml", new)

    shown = repository.confledger("diff", "--comments")
    named = repository.confledger("diff", "keys/a.yaml", "part/a.yaml")
    patch = repository.confledger("diff", "--format=json-patch", "--", "part/a.yaml")
    merge = repository.confledger("diff", "--format=merge-patch", "--redact", "--", "keys/a.yaml")

    fact = "  ! inner.port: changes nothing for readers of YAML 1.2, but the value for PyYAML "
    fact += "and Kubernetes\n"
    comment = "  ~ (root)  comment changed: # <redacted> -> # <redacted>\n"
    said = "  ~ inner.host  changed, value hidden\n  ~ outer       {}\n"
    assert shown.stdout.partition("\n\n")[2] == (
        f"keys/a.yaml\n{fact}{said.format('changed, value hidden')}{comment}"
        f"\npart/a.yaml\n{fact}{said.format('one -> two')}{comment}"
    )
    assert "plain" not in shown.stdout + named.stdout + patch.stdout + merge.stdout
    assert patch.stderr.startswith("error: the patch would hold secrets: inner.host\n")
    assert json.loads(merge.stdout) == {"inner": {"host": "<redacted>"}, "outer": "<redacted>"}


def test_numbers_alone(shop: Repository) -> None:
    done = shop.confledger("diff", "HEAD~1", "HEAD", "--stat")

    assert done.stdout.splitlines()[:4] == [
        " envs/dev.yaml              | 0 only reformatted",
        " envs/prod.yaml             | 4 ~~+>",
        " new.toml                   | 2 new",
        " names.json => numbers.json | 0 only renamed",
    ]


def test_git_shows_values_and_never_fails(shop: Repository) -> None:
    shop.write("broken.yaml", "a: [\n")
    shop.write("bytes.json", b"\xff\x00\x01")
    shop.commit("break")
    shop.confledger("git", "install", "--diff")
    shop.write("broken.yaml", "a: {\n")
    shop.write("bytes.json", b"\xff\x00\x02")
    shop.write("envs/prod.yaml", BASE)
    env = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    done = shop.try_git("diff", env=env)
    log = shop.try_git("log", "-p", "--ext-diff", "--format=%s", "-M", env=env)

    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:6] == [
        "diff --git a/broken.yaml b/broken.yaml",
        "--- a/broken.yaml",
        "+++ b/broken.yaml",
        "@@ -1 +1 @@",
        "-a: [",
        "+a: {",
    ]
    assert lines[6:8] == ["diff --git a/bytes.json b/bytes.json", "Binary files differ"]
    assert "  ~ db.password    changed, value hidden" in lines
    assert (log.returncode, log.stderr) == (0, "")
    assert "numbers.json: only renamed, was names.json" in log.stdout.splitlines()

    shop.confledger("git", "uninstall")
    assert shop.try_git("diff", "--exit-code", "--stat").stdout.count("|") == 3
    assert not (shop.root / ".git/info/attributes").exists()


def test_before_the_first_commit_all_is_new(repository: Repository) -> None:
    repository.write("a.yaml", "x: 1\n")
    repository.git("add", ".")

    done = repository.confledger("diff")

    assert (
        done.stdout == "nothing -> work tree\n1 new file\n\na.yaml: new file, 1 value\n    x: 1\n"
    )


def test_settings_that_leave_everything_out_are_seen_themselves(shop: Repository) -> None:
    shop.write("confledger.yaml", "ignore:\n  - {paths: ['**'], reason: all is well}\n")
    shop.write("envs/prod.yaml", BASE)
    shop.git("add", ".")

    done = shop.confledger("diff")

    assert "confledger.yaml: new file, 2 values" in done.stdout
    assert "1 file left out (all is well)" in done.stdout
