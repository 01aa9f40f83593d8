"""What is typed wrong is answered with what to type instead; help and version are answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from confledger import __version__
from support import Repository

HELP = """\
usage: confledger COMMAND [OPTIONS]

Know what changed in your configuration, who changed it, what it costs,
and how to get back.

commands:
  audit       report changes for an auditor, and prove such a report from git alone
  backup      write, prove, restore and keep backups of the history and of what git lacks
  badge       draw badges from the same numbers as the reports
  blame       say of each key of a file which commit gave it its value
  check       say what is wrong with the configuration, where, and what to do
  ci          all that a merge request needs: checks, reports in every format, the comment
  clean       remove backups and junk that git can give back; a plan comes first
  completion  print the completion of a shell
  debt        say what was put off, what it costs, and whether a change adds to it
  diff        say which values differ between two states: commits, the index, files, folders
  doc         write reference pages from schemas, checks and metrics
  doctor      say what is installed, what would not run, and how to mend it
  explain     say where a value comes from, which layers set it, and what a check is about
  git         let git run confledger: install or uninstall the hooks
  hook        what git runs after its own commands, and on messages
  init        look at a repository, and write settings and hooks for it
  ledger      build, inspect and export the ledger of all changes of values
  log         list every value that keys ever had: when, from what to what, by whom
  migrate     bring files to another version of their schema, comments and all
  patch       apply a patch that `diff` made to a file, and print the result
  plan        hold Markdown plans to what was done: check, status, sync, finalize
  render      write what holds in an environment in another format
  report      report on configuration, gaps, debt, changes and activity, in every format
  rollback    bring configuration back to an earlier state, as one new commit
  run         start a program with the variables that the configuration declares
  scan        list every file with what it is: configuration, observability, hygiene
  schema      find, add, update, infer, export and compare schemas
  secrets     prove secrets encrypted, find those that are not, and work with them
  settings    print the effective settings and where each comes from
  show        show what holds in an environment, or all that is known of one change
  suggest     say what usually changes together, and which values are usual
  undo        take a rollback back, as one new commit

  confledger COMMAND --help   what a command does, with examples
  confledger --version        which version this is

examples:
  confledger check                 every tracked file
  confledger check --staged        what the next commit would hold
"""
SHOWN = (
    *("badge", "check", "ci", "clean", "completion", "debt", "doc", "explain", "git", "hook"),
    *("plan", "report", "scan", "settings"),
)
REPORT_WRITE = "did you mean `confledger report all --write`?"
REPORT_FORMATS = "there are text, markdown, html, json, csv"
OBS = "did you mean 'obs'? there are config and obs"
KINDS = "did you mean 'hygiene'? there are config, obs and hygiene"
STEPS = "there are check, secrets, debt-gate, diff, effective, rollback-command, reviews, comment, \
report, badges, metrics and post"
BADGES = "did you mean 'config-health'? there are config-valid, config-health, model, debt, \
secrets, audit and report"
DEBT_SOME = "--since compares all items, and only some are asked for"
DIFF_W = "what is only written otherwise is never a change here"
CORES = f"leave it out for {len(os.sched_getaffinity(0))}, the cores of this machine"
FORMATS = "the formats are text, short, json, sarif, codequality, junit, github, checkstyle, rdjson"


@pytest.fixture
def one(repository: Repository) -> Repository:
    """A repository with one good file, and a folder."""
    repository.write("good.yaml", "a: 1\n")
    repository.write("folder/other.yaml", "a: 1\n")
    repository.commit()
    return repository


def answer(repository: Repository, *arguments: str) -> tuple[int, str, str]:
    done = repository.confledger(*arguments)
    return done.returncode, done.stdout, done.stderr


def test_help_goes_to_standard_output_when_it_was_asked_for(one: Repository) -> None:
    for asked in ("--help", "-h", "help"):
        assert answer(one, asked) == (0, HELP, "")
    assert answer(one) == (2, "", HELP)
    for asked in ("--version", "-V", "version"):
        assert answer(one, asked) == (0, f"confledger {__version__}\n", "")


@pytest.mark.parametrize("command", SHOWN)
def test_each_command_has_help_that_fits_a_screen_and_ends_with_examples(
    one: Repository, command: str
) -> None:
    code, output, messages = answer(one, command, "--help")

    assert (code, messages) == (0, "")
    assert output.startswith(f"usage: confledger {command} ")
    assert "\nexamples:\n" in output
    assert all(
        line.startswith(f"  confledger {command}")
        for line in output.partition("\nexamples:\n")[2].splitlines()
    )
    assert len(output.splitlines()) <= 40
    assert max(map(len, output.splitlines())) <= 80
    assert answer(one, "help", command) == (0, output, "")
    assert answer(one, "--help", command) == (0, output, "")


@pytest.mark.parametrize(
    ("arguments", "message", "help"),
    [
        ("chek", "there is no command 'chek'", "did you mean `confledger check`?"),
        ("frobnicate", "there is no command 'frobnicate'", "see `confledger --help`"),
        (
            "--staged",
            "there is no option '--staged' without a command",
            "options follow the command: confledger check --staged",
        ),
        ("lint", "there is no command 'lint'", "did you mean `confledger check`?"),
        ("install", "there is no command 'install'", "did you mean `confledger git install`?"),
        ("check --json", "there is no option '--json'", "did you mean --format json?"),
        ("log --csv", "there is no option '--csv'", "did you mean --format csv?"),
        ("blame x --json", "there is no option '--json'", "did you mean --format json?"),
        ("show --no-color", "there is no option '--no-color'", "did you mean --color never?"),
        ("diff -w", "there is no option '-w'", DIFF_W),
        ("check -f json", "there is no option '-f'", "did you mean --format FORMAT?"),
        ("check -c never", "there is no option '-c'", "did you mean --color?"),
        ("check -x", "there is no option '-x'", "see `confledger check --help`"),
        ("init -y", "there is no option '-y'", "did you mean --yes?"),
        (
            "init --force",
            "there is no option '--force'",
            "`init` keeps what is there; to write without asking: --yes",
        ),
        (
            "schema validate",
            "there is no action 'validate' of `schema`",
            "did you mean `confledger check`?",
        ),
        (
            "schema lst",
            "there is no action 'lst' of `schema`",
            "did you mean `confledger schema list`?",
        ),
        ("inventory", "there is no command 'inventory'", "did you mean `confledger scan`?"),
        ("badges", "there is no command 'badges'", "did you mean `confledger badge --all`?"),
        ("dora", "there is no command 'dora'", "did you mean `confledger report activity`?"),
        (
            "report dept",
            "there is no action 'dept' of `report`",
            "did you mean `confledger report debt`?",
        ),
        ("report --write", "there is no action '--write' of `report`", REPORT_WRITE),
        ("report debt --json", "there is no option '--json'", "did you mean --format json?"),
        ("report debt --wirte", "there is no option '--wirte'", "did you mean --write?"),
        ("report debt --dated", "--dated goes with --write", "confledger report debt --write"),
        (
            "report all --write --check",
            "--write and --check exclude each other",
            "name one of them",
        ),
        ("report gap --domain obz", "there is no domain 'obz'", OBS),
        ("report debt --output pdf=x", "no format named 'pdf'", REPORT_FORMATS),
        ("report debt --output html=folder", "'folder' is a folder", "name a file in it"),
        ("debt --since HEAD --rule todo", DEBT_SOME, "leave out --rule, --owner and --env"),
        ("debt gate --bse main", "there is no option '--bse'", "did you mean --base?"),
        ("scan --kind hygeine", "there is no kind 'hygeine'", KINDS),
        ("clean --aply", "there is no option '--aply'", "did you mean --apply?"),
        ("ci --output x", "there is no option '--output'", "did you mean --out DIR?"),
        ("ci --skip chek", "there is no step 'chek'", f"did you mean 'check'? {STEPS}"),
        (
            "ci --max-debt some",
            "--max-debt takes a number of minutes, not 'some'",
            "such as --max-debt 30",
        ),
        ("badge config-helth", "there is no badge 'config-helth'", BADGES),
        ("badge --all", "all badges need a place", "add --write FOLDER"),
        (
            "doc confg",
            "there is no action 'confg' of `doc`",
            "did you mean `confledger doc config`?",
        ),
        (
            "plan lint",
            "there is no action 'lint' of `plan`",
            "did you mean `confledger plan check`?",
        ),
        ("check --stagd", "there is no option '--stagd'", "did you mean --staged?"),
        ("check --wobble", "there is no option '--wobble'", "see `confledger check --help`"),
        ("check --rev", "--rev needs a value", "see `confledger check --help`"),
        ("check --all=x", "--all takes no value", "see `confledger check --help`"),
        ("check --jobs 0", "--jobs takes a number from 1, not '0'", CORES),
        ("check --jobs many", "--jobs takes a number from 1, not 'many'", CORES),
        ("check --jobs=-1", "--jobs takes a number from 1, not '-1'", CORES),
        (
            "check --color red",
            "--color takes auto, always or never, not 'red'",
            "leave it out to have colours on a terminal only",
        ),
        ("check --format nope", "no format named 'nope'", FORMATS),
        ("check --format JSON", "no format named 'JSON'", f"did you mean 'json'? {FORMATS}"),
        (
            "check --output out.sarif",
            "--output takes FORMAT=FILE, not 'out.sarif'",
            "for example --output sarif=confledger.sarif",
        ),
        ("check --output srif=x", "no format named 'srif'", f"did you mean 'sarif'? {FORMATS}"),
        ("check --output junit=-", "--output writes files", "for standard output: --format junit"),
        (
            "check --output json=folder",
            "'folder' is a folder",
            "name a file in it: --output json=folder/confledger.out",
        ),
        (
            "check --output json=a --output sarif=./a",
            "--output names './a' twice",
            "give each format a file of its own",
        ),
        ("check --staged --rev HEAD", "--staged and --rev exclude each other", "choose one"),
        ("check --to HEAD", "--to needs --from", "for one revision use --rev"),
        ("check --all good.yaml", "--all and paths exclude each other", "choose one"),
        (
            "check --rev v9",
            "no revision named 'v9' in this clone",
            "see what there is with `git log --oneline --all`",
        ),
        ("check god.yaml", "there is no file 'god.yaml'", "check the spelling"),
        (
            "check --staged god.yaml",
            "'god.yaml' is not in the index",
            "see what is: git ls-files",
        ),
        ("check --rev HEAD god.yaml", "'god.yaml' is not in revision 'HEAD'", None),
        ("settings --format yml", "there is no format 'yml'", "there are text and json"),
        (
            "settings --format jsn",
            "there is no format 'jsn'",
            "did you mean 'json'? there are text and json",
        ),
        ("settings x", "one argument too many: 'x'", "see `confledger settings --help`"),
        (
            "git",
            "an action is missing: install, uninstall or status",
            "to see what is there now: confledger git status",
        ),
        (
            "git instal",
            "there is no action 'instal'",
            "did you mean 'install'? there are install, uninstall and status",
        ),
        ("git status --dry", "there is no option '--dry'", "see `confledger git --help`"),
    ],
)
def test_a_wrong_command_says_what_is_right(
    one: Repository, arguments: str, message: str, help: str | None
) -> None:
    said = f"error: {message}\n" + (f"  help: {help}\n" if help else "")

    assert answer(one, *arguments.split()) == (2, "", said)
    assert sorted(path.name for path in one.root.iterdir()) == [".git", "folder", "good.yaml"]


def test_an_output_that_cannot_be_written_leaves_what_was_there(one: Repository) -> None:
    code, output, messages = answer(one, "check", "--output", "json=missing/out.json")
    assert (code, output) == (2, "")
    assert messages == (
        f"error: there is no folder {str(one.root / 'missing')!r} for 'missing/out.json'\n"
        "  help: create it\n"
    )
    code, _, messages = answer(one, "check", "--output", "json=/proc/out.json")
    assert (code, messages) == (
        2,
        "error: '/proc/out.json' could not be written: no such file or directory\n",
    )
    code, _, messages = answer(one, "check", "--output", "json=/dev/full")
    assert (code, messages) == (
        2,
        "error: '/dev/full' could not be written: no space left on device\n",
    )
    assert os.path.exists("/dev/full")


def test_an_output_goes_through_links_and_into_devices(one: Repository, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("target")

    first = one.confledger("check", "--output", f"json={tmp_path / 'link'}")
    second = one.confledger("check", "--quiet", "--output", "json=/dev/stderr")

    assert (first.returncode, second.returncode) == (0, 0)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == second.stderr
    assert second.stderr.startswith('{\n  "version": 1,\n')
    assert Path("/dev/stderr").is_symlink()


SURROUNDINGS = [
    pytest.param("unset HOME; confledger check name-é.yaml", id="no HOME"),
    pytest.param("unset TERM; confledger check name-é.yaml", id="no TERM"),
    pytest.param("LC_ALL=C LANG=C confledger check name-é.yaml", id="the C locale"),
    pytest.param("PYTHONIOENCODING=ascii confledger check name-é.yaml", id="ASCII streams"),
    pytest.param("PYTHONWARNINGS=error confledger check name-é.yaml", id="warnings are errors"),
    pytest.param("TZ=Nowhere/Here COLUMNS=1 confledger check name-é.yaml", id="a narrow nowhere"),
    pytest.param("cd folder; confledger check ../name-é.yaml", id="from a folder"),
    pytest.param("env -i PATH=$PATH $PYTHON -m confledger check name-é.yaml", id="no variables"),
]


@pytest.mark.parametrize("script", SURROUNDINGS)
def test_the_answer_does_not_depend_on_the_surroundings(one: Repository, script: str) -> None:
    one.write("name-é.yaml", "ü: 1\nü: 2\n")
    as_usual = one.confledger("check", "name-é.yaml")
    expected = as_usual.stdout.replace("name-é", "../name-é" if "cd folder" in script else "name-é")

    done = run_in_shell(one.root, script)

    assert (done.returncode, done.stdout, done.stderr) == (1, expected, as_usual.stderr)
    assert "name-é.yaml:2:1   duplicate-key   " in expected
    assert "  2 | ü: 2\n    | ^\n" in expected


def test_messages_with_any_name_reach_any_terminal(one: Repository) -> None:
    for script, said in (
        ("PYTHONIOENCODING=ascii confledger check é.yaml", "there is no file '\\xe9.yaml'"),
        ("confledger check é.yaml", "there is no file 'é.yaml'"),
        ("confledger check $'\\xff.yaml'", "there is no file '\\udcff.yaml'"),
        ("confledger check $'\\e[31m.yaml'", "there is no file '\\x1b[31m.yaml'"),
    ):
        done = run_in_shell(one.root, script)

        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"error: {said}\n  help: check the spelling\n"


@pytest.mark.parametrize("command", ["check", "check --staged", "settings", "git status"])
def test_in_a_folder_that_was_deleted_there_is_nothing_to_do(one: Repository, command: str) -> None:
    done = run_in_shell(one.root, f"cd folder; rm -r ../folder; confledger {command}")

    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "error: the current folder does not exist any more\n  help: cd to one that does\n",
    )


def run_in_shell(folder: Path, script: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of shell in which `confledger` is ours."""
    prelude = 'confledger() { "$PYTHON" -m confledger "$@"; }\n'
    return subprocess.run(
        ["bash", "-c", prelude + script],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHON": sys.executable},
        check=False,
    )
