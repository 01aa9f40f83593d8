"""A program gets what it needs, sees what it may, and is gone when it takes too long."""

import os
import pty
import sys
import time
from pathlib import Path

import pytest

from confledger.secrets.plain import Plain
from confledger.secrets.sops_process import TIMED_OUT, environment, run

PYTHON = (sys.executable, "-c")
FULL = {
    "PATH": "/bin",
    "HOME": "/home/ann",
    "SOPS_AGE_KEY_FILE": "keys.txt",
    "SOPS_AGE_RECIPIENTS": "age1stranger",
    "SOPS_KEYSERVICE": "tcp://elsewhere",
    "SOPS_CONFIG": "other.yaml",
    "EDITOR": "vim",
    "AWS_PROFILE": "prod",
    "VAULT_TOKEN": "hvs.x",
    "HTTPS_PROXY": "http://proxy",
    "GITHUB_TOKEN": "ghp",
    "LC_ALL": "de_DE.UTF-8",
}
OWN = {
    "LC_ALL": "C",
    "SOPS_DISABLE_VERSION_CHECK": "1",
    "EDITOR": "false",
    "SOPS_EDITOR": "false",
}
ALWAYS = {name: FULL[name] for name in ("PATH", "HOME", "SOPS_AGE_KEY_FILE")} | OWN


@pytest.mark.parametrize(
    ("services", "more"),
    [
        ((), ()),
        (("age", "pgp"), ()),
        (("age", "kms"), ("AWS_PROFILE", "HTTPS_PROXY")),
        (("hc_vault",), ("VAULT_TOKEN", "HTTPS_PROXY")),
        (("gcp_kms", "azure_kv", "hckms"), ("HTTPS_PROXY",)),
    ],
)
def test_the_environment_has_what_the_file_needs(
    services: tuple[str, ...], more: tuple[str, ...]
) -> None:
    assert environment(FULL, services) == ALWAYS | {name: FULL[name] for name in more}


def test_it_is_told_all_and_all_that_it_says_is_kept() -> None:
    text = os.urandom(300_000)
    program = (
        "import sys; a = sys.stdin.buffer.read(); sys.stderr.buffer.write(a[:9]);"
        "sys.stdout.buffer.write(a[::-1]); sys.exit(7)"
    )

    code, output, errors = run((*PYTHON, program), os.environ, Plain(text), 30)

    assert code == 7
    assert output.reveal() == text[::-1]
    assert errors.reveal() == text[:9]


def test_one_that_does_not_listen_is_no_failure() -> None:
    code, output, _ = run((*PYTHON, "print(1)"), os.environ, Plain(bytes(1 << 20)), 30)

    assert (code, output.reveal()) == (0, b"1\n")


def test_nothing_is_given_where_nothing_is_to_be() -> None:
    program = "import sys; print(sys.stdin.read())"

    assert run((*PYTHON, program), os.environ, None, 30)[1].reveal() == b"\n"


CHILDREN = """
import os, sys, time
if not os.fork():
    time.sleep(60)
open(sys.argv[1], "w").write(str(os.getpgrp()))
time.sleep(60)
"""


def test_one_that_takes_too_long_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    noted = tmp_path / "group"
    start = time.monotonic()

    code, _, _ = run((*PYTHON, CHILDREN, str(noted)), os.environ, None, 0.5)

    assert code == TIMED_OUT
    assert time.monotonic() - start < 10
    if noted.exists():
        _await_end(int(noted.read_text()))


@pytest.mark.parametrize(("asked", "raised"), [("SIGINT", b"KeyboardInterrupt"), ("SIGTERM", b"")])
def test_what_ends_us_ends_it_first(tmp_path: Path, asked: str, raised: bytes) -> None:
    noted = tmp_path / "group"
    parent = (
        "import os, signal, sys, threading, time\n"
        "from confledger.secrets.sops_process import run\n"
        "def stop():\n"
        "    while not os.path.exists(sys.argv[1]) or not os.path.getsize(sys.argv[1]):\n"
        "        time.sleep(0.01)\n"
        f"    os.kill(os.getpid(), signal.{asked})\n"
        "def end(*_):\n"
        "    raise SystemExit(9)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "threading.Thread(target=stop).start()\n"
        f"run((sys.executable, '-c', {CHILDREN!r}, sys.argv[1]), os.environ, None, 60)\n"
    )

    start = time.monotonic()

    code, _, errors = run((*PYTHON, parent, str(noted)), os.environ, None, 30)

    assert time.monotonic() - start < 20
    assert code == 9 if asked == "SIGTERM" else raised in errors.reveal()
    _await_end(int(noted.read_text()))


def test_on_a_terminal_it_is_in_our_group_so_that_it_may_ask() -> None:
    program = (
        "import os, sys\n"
        "from confledger.secrets.sops_process import run\n"
        "code, said, _ = run((sys.executable, '-c', 'import os; print(os.getpgrp())'),"
        " os.environ, None, 30)\n"
        "assert int(said.reveal()) == os.getpgrp()\n"
        "code, _, _ = run((sys.executable, '-c', 'import time; time.sleep(60)'),"
        " os.environ, None, 0.1)\n"
        "assert code == -1\n"
        "print('both are right')\n"
    )
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [*PYTHON, program])
    said = b""
    try:
        while part := os.read(terminal, 1024):
            said += part
    except OSError:
        pass  # the end of a terminal, on Linux
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, said
    assert said == b"both are right\r\n"


def _await_end(group: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        if all(_is_dead(entry, group) for entry in Path("/proc").glob("[0-9]*")):
            return
        time.sleep(0.02)
    pytest.fail("a process of the group is still there")


def _is_dead(entry: Path, group: int) -> bool:
    try:
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return True
    return int(fields[2]) != group or fields[0] == "Z"
