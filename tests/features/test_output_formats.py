"""One bad repository in every format, whole; several formats in one run; stable fingerprints.

What is right is kept in tests/golden/formats. After a deliberate change of wording, run the
tests with RENEW_GOLDEN=1, and read the difference.
"""

import json
import os
from pathlib import Path

import pytest

from confledger import __version__
from support import Repository

REVIEWED = ("codequality", "junit", "github", "checkstyle", "rdjson")
FORMATS = ("text", "short", "json", "sarif", *REVIEWED)
FILES = {
    "confledger.yaml": 'schemas: [{paths: ["envs/*.yaml"], schema: app.schema.json}]\n'
    'ignore: [{paths: ["vendor/**"], reason: copied from upstream}]\n'
    "checks: {encoding: warning}\n",
    "app.schema.json": '{"type": "object", "additionalProperties": false, "properties": {\n'
    '  "pool": {"type": "integer", "maximum": 100}, "password": {"type": "integer"}}}\n',
    "envs/prod.yaml": "pool: 500\npoool: 5\npassword: hunter2\n",
    "envs/dev.yaml": "pool: 5\npool: 6\npool: 7\n",
    "envs/test.yaml": "pool: 5\n",
    "grüße,50%:/x<&>.json": '{"a": 1,\r\n "b": 2}\n',
    "broken.toml": "a = [1, 2\n",
    "vendor/bad.yaml": "a: [\n",
    "README.md": "read me\n",
}


@pytest.fixture
def bad(repository: Repository) -> Repository:
    for path, text in FILES.items():
        repository.write(path, text)
    repository.commit()
    return repository


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_tells_it_all(bad: Repository, project: Path, name: str) -> None:
    golden = project / "tests" / "golden" / "formats" / f"{name}.txt"
    done = bad.confledger("check", "--format", name)
    said = done.stdout.replace(__version__, "VERSION")
    if os.environ.get("RENEW_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(said, encoding="utf-8")

    assert said == golden.read_text(encoding="utf-8")
    assert (done.returncode, done.stderr) == (
        1,
        "7 findings in 4 files (6 errors, 1 warning): 9 files, 2 passed, 4 failed, "
        "1 without schema, 2 ignored (1 copied from upstream, 1 not a configuration format)\n",
    )


def test_no_format_tells_a_secret(bad: Repository) -> None:
    for name in FORMATS:
        assert "hunter2" not in bad.confledger("check", "--format", name).stdout


@pytest.mark.parametrize(
    ("name", "options", "settings", "told"),
    [
        *((name, [], "", True) for name in ("json", "sarif")),
        *((name, [], "", False) for name in ("text", "short", *REVIEWED)),
        *((name, ["--verbose"], "", True) for name in FORMATS),
        *((name, [], "fail-on: info\n", True) for name in FORMATS),
    ],
)
def test_files_without_a_schema_are_listed_for_programs_and_on_request(
    bad: Repository, name: str, options: list[str], settings: str, told: bool
) -> None:
    bad.write("confledger.yaml", FILES["confledger.yaml"] + settings)

    alone = bad.confledger("check", "--format", name, *options).stdout
    bad.confledger("check", "--output=json=j.out", f"--output={name}=o.out", *options)

    assert ("no schema describes this file" in alone) is told
    assert (bad.root / "o.out").read_text("utf-8") == alone


def test_several_formats_come_out_of_one_run(bad: Repository, tmp_path: Path) -> None:
    options = [option for name in FORMATS for option in ("--output", f"{name}={tmp_path / name}")]
    alone = {name: bad.confledger("check", "--format", name).stdout for name in FORMATS}

    done = bad.confledger("check", "--format", "short", *options)

    assert (done.returncode, done.stdout) == (1, alone["short"])
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in FORMATS} == alone
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted((*FORMATS, "a repository"))


def test_the_file_of_a_format_is_replaced_and_is_there_without_findings(
    repository: Repository, tmp_path: Path
) -> None:
    (tmp_path / "out.sarif").write_text("old " * 10_000)
    repository.write("good.yaml", "a: 1\n")
    repository.git("add", ".")

    done = repository.confledger("check", "--staged", "--output", f"sarif={tmp_path / 'out.sarif'}")

    assert done.returncode == 0
    run = json.loads((tmp_path / "out.sarif").read_text())["runs"][0]
    assert [result["level"] for result in run["results"]] in ([], ["note"])
    # And again: what is remembered is no reason to write nothing.
    (tmp_path / "out.sarif").unlink()
    repository.confledger("check", "--staged", "--output", f"sarif={tmp_path / 'out.sarif'}")
    assert json.loads((tmp_path / "out.sarif").read_text())["runs"][0] == run


@pytest.mark.parametrize(
    ("options", "env", "coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color=never"], {"FORCE_COLOR": "1", "TERM": "xterm"}, False),
        ([], {"FORCE_COLOR": "1", "TERM": "xterm"}, True),
        ([], {"FORCE_COLOR": "1", "TERM": "xterm", "NO_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1", "TERM": "dumb"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "always", "--format", "json"], {}, False),
    ],
)
def test_colour_obeys_the_option_then_the_environment(
    bad: Repository, options: list[str], env: dict[str, str], coloured: bool
) -> None:
    done = bad.confledger("check", *options, env=env)

    assert ("\x1b[" in done.stdout) is coloured
    assert "\x1b[" not in done.stderr


def found(repository: Repository) -> list[tuple[str, int | None, str]]:
    answer = json.loads(repository.confledger("check", "--format", "json").stdout)
    return [(one["path"], one["line"], one["fingerprint"]) for one in answer["findings"]]


def test_fingerprints_survive_edits_elsewhere_and_differ_among_equals(bad: Repository) -> None:
    before = found(bad)
    moved = {path: f"# above\n\n{text}" for path, text in FILES.items() if path.startswith("envs/")}
    for path, text in moved.items():
        bad.write(path, text)

    after = found(bad)

    assert len({fingerprint for _, _, fingerprint in before}) == len(before)
    assert [fingerprint for _, _, fingerprint in after] == [print_ for _, _, print_ in before]
    assert [(path, line) for path, line, _ in after] == [
        (path, line + 2 if line and path in moved else line) for path, line, _ in before
    ]


def test_paths_are_as_seen_from_here_for_people_and_from_the_root_for_programs(
    bad: Repository,
) -> None:
    inside = Repository(bad.root / "envs")

    short = inside.confledger("check", "--format", "short", ".").stdout
    machine = json.loads(inside.confledger("check", "--format", "json", "dev.yaml").stdout)
    everything = inside.confledger("check", "--format", "short", "--files").stdout

    assert {line.partition(":")[0] for line in short.splitlines()} == {"dev.yaml", "prod.yaml"}
    assert {one["path"] for one in machine["findings"]} == {"envs/dev.yaml"}
    assert "\n../broken.toml:" in "\n" + everything
    assert "\nignored        ../vendor/bad.yaml   copied from upstream\n" in everything
    assert "\npassed         test.yaml\n" in everything


def test_every_file_is_accounted_for(bad: Repository) -> None:
    done = bad.confledger("check", "--format", "json", "--files")

    assert [
        (one["path"], one["status"], one["reason"]) for one in json.loads(done.stdout)["files"]
    ] == [
        ("README.md", "ignored", "not a configuration format"),
        ("app.schema.json", "without_schema", None),
        ("broken.toml", "failed", None),
        ("confledger.yaml", "passed", None),
        ("envs/dev.yaml", "failed", None),
        ("envs/prod.yaml", "failed", None),
        ("envs/test.yaml", "passed", None),
        ("grüße,50%:/x<&>.json", "failed", None),
        ("vendor/bad.yaml", "ignored", "copied from upstream"),
    ]


def test_github_shows_ten_of_a_level_and_the_tenth_counts_the_rest(
    repository: Repository,
) -> None:
    repository.write("bad.yaml", "".join(f"k{n}: 1\nk{n}: 2\n" for n in range(13)))
    repository.git("add", ".")

    lines = repository.confledger("check", "--format", "github").stdout.splitlines()

    errors = [line for line in lines if line.startswith("::error ")]
    assert len(errors) == 10
    assert lines[: len(errors)] == errors
    assert errors[-1].endswith("%0Aand 3 more errors, which GitHub would not show")
