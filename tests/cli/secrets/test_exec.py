"""A program gets the values that were asked for, and nothing that opens others."""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

import pytest

import sopsing
from confledger.cli.secrets.exec import run
from confledger.errors import ConfledgerError
from support import Repository

pytestmark = sopsing.needs_sops

TEXT = """\
db:
  password: "s3cr3t 'one'\\n<&> é"
  user: app
  port: 5432
  rate: 1.50
  ssl: true
  note: null
  nul: "a\\0b"
list: [x, y]
"""
EXEC = (sys.executable, "-m", "confledger", "secrets", "exec")
ARGUMENTS = ("a.yaml", "--only", "db.user")
SEES = "import json, os; print(json.dumps(dict(os.environ)))"


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


@pytest.fixture
def encrypted(repository: Repository, journal: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with files of each store, whose key is in the environment."""
    repository.write(".sops.yaml", sopsing.rules())
    repository.write("a.yaml", sopsing.encrypted(TEXT))
    repository.write("a.env", sopsing.encrypted("lower=a b\nB='q'\n", "a.env"))
    repository.write("a.ini", sopsing.encrypted("[s]\nport = 1\n", "a.ini"))
    repository.write("a.json", sopsing.encrypted('{"n": 1, "s": {"t": "x"}}', "a.json"))
    repository.write("a.pem", sopsing.encrypted(b"a\nb\xff", "a.pem"))
    for name, value in sopsing.identity().environ().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CONFLEDGER_JOURNAL", str(journal))
    return repository


def seen(repository: Repository, file: str, *options: str) -> dict[str, str]:
    """Return what a program has in its environment that we have not."""
    done = repository.confledger(
        "secrets", "exec", file, *options, "--", sys.executable, "-c", SEES
    )
    assert (done.returncode, done.stderr) == (0, "")
    environ: dict[str, str] = json.loads(done.stdout)
    assert not [name for name in environ if name.startswith("SOPS_")]
    return {
        name: value
        for name, value in environ.items()
        if name not in os.environ and name != "LC_CTYPE" and not name.startswith("COV_")
    }


@pytest.mark.parametrize(
    ("file", "options", "expected"),
    [
        (
            "a.yaml",
            ["--only", "db.password,db.user", "--as", "PORT=db.port"],
            {"DB_PASSWORD": "s3cr3t 'one'\n<&> é", "DB_USER": "app", "PORT": "5432"},
        ),
        (
            "a.yaml",
            ["--only", "db.rate,db.ssl", "--only=db.note,list", "--prefix", "X_"],
            {"X_DB_RATE": "1.5", "X_DB_SSL": "true", "X_DB_NOTE": ""}
            | {"X_LIST_0": "x", "X_LIST_1": "y"},
        ),
        ("a.env", ["--all"], {"lower": "a b", "B": "'q'"}),
        ("a.ini", ["--all"], {"S_PORT": "1"}),
        ("a.json", ["--all"], {"N": "1", "S_T": "x"}),
        ("a.pem", ["--as", "PEM=data"], {"PEM": "a\nb\udcff"}),
    ],
)
def test_a_program_gets_what_was_asked_for(
    encrypted: Repository, file: str, options: list[str], expected: dict[str, str]
) -> None:
    assert seen(encrypted, file, *options) == expected


def test_a_pristine_environment_has_the_values_and_nothing_else(encrypted: Repository) -> None:
    done = encrypted.confledger("secrets", "exec", *ARGUMENTS, "--pristine", "--", "env")

    assert (done.returncode, done.stdout, done.stderr) == (0, "DB_USER=app\n", "")


def test_what_is_raised_holds_no_value_however_it_is_looked_at(
    encrypted: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypted.write("script", "echo no first line\n").chmod(0o755)
    monkeypatch.chdir(encrypted.root)
    before = [signal.getsignal(one) for one in (signal.SIGPIPE, signal.SIGXFSZ)]
    for command, key in (("./script", "db.password"), ("true", "db")):
        with pytest.raises(ConfledgerError) as raised:
            run(["a.yaml", "--only", key, "--", command])
        found = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
        told = "".join(found.format())
        assert ("'DB_PASSWORD': <secret>" in told, "s3cr3t" in told) == (True, False)
    for number, old in zip((signal.SIGPIPE, signal.SIGXFSZ), before, strict=True):
        signal.signal(number, old)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ('{"db": {"user": "s3cr3t', "what sops made of the file is no JSON"),
        ('{"db": "s3cr3t"}', "`db.user` of 'a.yaml' is no text, or has a NUL in it"),
        ('{"db": {"user": ["s3cr3t"]}}', "`db.user` of 'a.yaml' is no text, or has a NUL in it"),
        (
            '{"db": {"user": "s3cr3t\\ud800"}}',
            "`db.user` of 'a.yaml' is no text, or has a NUL in it",
        ),
    ],
)
def test_an_answer_that_no_sops_gives_is_not_quoted(
    encrypted: Repository, tmp_path: Path, answer: str, said: str
) -> None:
    fake = tmp_path / "bin" / "sops"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")
    fake.chmod(0o755)

    done = encrypted.confledger(
        *("secrets", "exec", *ARGUMENTS, "--", "true"),
        env={"PATH": f"{fake.parent}:{os.environ['PATH']}"},
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == f"error: {said}"
    assert "s3cr3t" not in done.stderr


def test_each_opening_is_in_the_journal_by_its_names(encrypted: Repository, journal: Path) -> None:
    seen(encrypted, "a.yaml", "--only", "db.user", "--as", "PW=db.password")

    [line] = journal.read_text().splitlines()
    event = json.loads(line)
    assert (event["action"], event["path"], event["pointers"]) == (
        "exec",
        "a.yaml",
        ["/db/user", "/db/password"],
    )
    assert "s3cr3t" not in line


@pytest.mark.parametrize("code", [0, 1, 7, 255])
def test_the_exit_code_is_that_of_the_program(encrypted: Repository, code: int) -> None:
    done = encrypted.confledger("secrets", "exec", *ARGUMENTS, "--", "sh", "-c", f"exit {code}")

    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


def test_a_signal_reaches_the_program_itself(encrypted: Repository) -> None:
    script = "trap 'echo caught; exit 9' TERM; echo ready; while :; do sleep 0.05; done"
    with subprocess.Popen(
        [*EXEC, *ARGUMENTS, "--", "sh", "-c", script],
        cwd=encrypted.root,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert b"confledger" not in Path(f"/proc/{process.pid}/cmdline").read_bytes()
        process.send_signal(signal.SIGTERM)
        assert process.stdout.read() == "caught\n"
    assert process.returncode == 9


def test_a_pipe_that_nobody_reads_ends_the_program_as_ever(encrypted: Repository) -> None:
    done = subprocess.run(
        ["bash", "-c", '"$0" -m confledger secrets exec a.yaml --only db.user -- yes | true; '
         "echo ${PIPESTATUS[0]}", sys.executable],
        cwd=encrypted.root,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip

    assert (done.stdout, done.stderr) == (f"{128 + signal.SIGPIPE}\n", "")


def test_no_value_is_ever_in_our_own_arguments_or_environment(encrypted: Repository) -> None:
    command = [*EXEC, "a.yaml", "--only", "db.password", "--", "sleep", "30"]
    ours = b""
    with subprocess.Popen(command, cwd=encrypted.root) as process:
        folder = Path(f"/proc/{process.pid}")
        until = time.monotonic() + 20
        while time.monotonic() < until:
            read = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            if (folder / "cmdline").read_bytes().startswith(b"sleep\0"):
                break
            ours += read
        theirs = (folder / "environ").read_bytes()
        process.kill()
    assert b"s3cr3t" in theirs
    assert b"a.yaml" in ours
    assert b"s3cr3t" not in ours


def test_what_would_be_started_needs_no_key(
    encrypted: Repository, monkeypatch: pytest.MonkeyPatch, journal: Path
) -> None:
    monkeypatch.delenv("SOPS_AGE_KEY")

    done = encrypted.confledger(
        *("secrets", "exec", "a.yaml", "--only", "db.user", "--as", "PW=db.password"),
        *("--dry-run", "--", "sh", "-c", "echo $PW"),
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "would start: sh -c 'echo $PW'\n"
        "  DB_USER  a.yaml#/db/user\n"
        "  PW       a.yaml#/db/password\n"
    )
    assert not journal.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["a.yaml", "--only", "db.user"],
            "there is no program to start\n"
            "  help: confledger secrets exec a.yaml --only KEY -- COMMAND",
        ),
        (
            ["a.yaml", "--only", "db.user", "true"],
            "`--` is missing before 'true'\n"
            "  help: confledger secrets exec a.yaml --only KEY -- COMMAND",
        ),
        (
            ["a.yaml", "--onyl", "db.user", "--", "true"],
            "there is no option '--onyl'\n  help: did you mean --only?",
        ),
        (
            ["a.yaml", "--", "true"],
            "which values is the program to get?\n"
            "  help: name them with --only or --as; --all gives it every value of the file",
        ),
        (
            ["a.yaml", "--only", "db.user", "--", "no-such-program"],
            "there is no program 'no-such-program' on PATH\n  help: nothing was decrypted",
        ),
        (
            ["a.yaml", "--only", "db.user", "--", "./a.yaml"],
            "'./a.yaml' cannot be run\n  help: if it is a program: chmod +x ./a.yaml",
        ),
        (
            ["a.yaml", "--only", "db.user", "--", "./nothing"],
            "there is no program './nothing'\n  help: seen from {}",
        ),
        (
            ["a.yaml", "--only", "db.nul", "--", "true"],
            "`db.nul` of 'a.yaml' is no text, or has a NUL in it\n"
            "  help: no variable can have it; the program was not started",
        ),
        (
            [".sops.yaml", "--all", "--", "true"],
            "'.sops.yaml' is not encrypted\n  help: confledger secrets encrypt .sops.yaml",
        ),
    ],
)
def test_what_cannot_be_started_says_why(
    encrypted: Repository, arguments: list[str], said: str
) -> None:
    done = encrypted.confledger("secrets", "exec", *arguments)

    expected = f"error: {said.format(os.path.realpath(encrypted.root))}\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)


def test_a_program_that_the_system_refuses_says_why(encrypted: Repository) -> None:
    encrypted.write("script", "echo no first line\n").chmod(0o755)

    done = encrypted.confledger("secrets", "exec", *ARGUMENTS, "--", "./script")

    assert (done.returncode, done.stderr) == (
        2,
        "error: './script' could not be started: exec format error\n"
        "  help: a script needs a first line such as #!/bin/sh\n",
    )


def test_nothing_is_opened_where_it_has_to_be_noted_and_cannot(encrypted: Repository) -> None:
    encrypted.write("confledger.yaml", "audit: {required: true}\n")

    done = encrypted.confledger(
        *("secrets", "exec", *ARGUMENTS, "--", "sh", "-c", "echo started"),
        env={"CONFLEDGER_JOURNAL": "/dev/null"},
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: nothing was opened, as it cannot be noted down")
