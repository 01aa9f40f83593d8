"""The last states of a scope, to choose from at a terminal."""

import os
import pty
import sys

import pytest

from rolling import Rolling
from support import Repository

TWICE = "a: 1\na: 2\n"


@pytest.fixture
def shop(repository: Repository) -> list[str]:
    """Some states, of which one does not pass; then one file more, and one that is no part."""
    made = []
    for number, text in enumerate(
        ("a: 1\n", TWICE, "a: 3\nb: {c: 1, d: 2}\n", "a: 4\nb: {c: 1}\n")
    ):
        repository.write("config/a.yaml", text)
        made.append(repository.commit(f"state {number}"))
    repository.write("config/b.yaml", "b: 1\n")
    made.append(repository.commit("add b, and say \x1b[31mmuch about it: " + "why " * 40))
    repository.write("config/a.yaml", "a: 5\n")
    made.append(repository.commit("now"))
    repository.write("notes.txt", "x\n")
    repository.commit("elsewhere")
    return made


def on_terminal(repository: Repository, typed: list[bytes], *arguments: str) -> tuple[int, str]:
    """Answer each question; return the exit code and what the terminal showed."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(repository.root)
        os.environ["COLUMNS"] = "100"
        command = [sys.executable, "-m", "confledger", "rollback", "--interactive", *arguments]
        os.execv(sys.executable, command)
    said = b""
    try:
        while part := os.read(terminal, 4096):
            said += part
            if typed and said.endswith(b"] "):
                os.write(terminal, typed.pop(0))
    except OSError:
        pass  # the end of a terminal, on Linux
    os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, said.decode().replace("\r\n", "\n")


def test_what_is_chosen_is_planned_and_done_as_if_it_had_been_named(
    repository: Repository, shop: list[str]
) -> None:
    ids = [one[:10] for one in shop]

    code, said = on_terminal(repository, [b"9\n", b"three\n", b"4\n", b"y\n"], "--scope", "config")

    asked = "Go back to which one? [1-5, q to leave] "
    shown, _, rest = said.partition(asked + "4\n")
    assert shown == (
        "States of config, the newest first; what each changes against now:\n"
        f"  1  {ids[4]}  2025-06-01  Ada Tester        1 file, 2 keys   "
        "add b, and say \\x1b[31mmuch about …\n"
        f"  2  {ids[3]}  2025-06-01  Ada Tester        2 files, 3 keys  state 3\n"
        f"  3  {ids[2]}  2025-06-01  Ada Tester        2 files, 3 keys  state 2\n"
        f"  4  {ids[1]}  2025-06-01  Ada Tester  fails 2 files, 2 keys  state 1\n"
        f"  5  {ids[0]}  2025-06-01  Ada Tester        2 files, 2 keys  state 0\n"
        "     fails: not all of its files pass the checks of today\n"
        f"{asked}9\n'9' is none of them.\n{asked}three\n'three' is none of them.\n"
    )
    # It does not pass, so it is refused, and says how it is done all the same.
    assert code == 2
    assert rest.startswith(f"rollback of config to {ids[1]} ")
    assert "--allow-invalid" in rest


@pytest.mark.parametrize("answer", [b"q\n", b"\n", b"\x04"])
def test_it_can_be_left(repository: Repository, shop: list[str], answer: bytes) -> None:
    code, said = on_terminal(repository, [answer])

    assert code == 1
    assert said.endswith("\nNothing was changed.\n")
    assert repository.git("log", "-1", "--format=%s") == "elsewhere"


def test_without_a_terminal_it_says_what_to_do(
    repository: Repository, shop: list[str], rolling: Rolling
) -> None:
    told = rolling("--interactive")

    assert (told.code, told.out, told.err) == (
        2,
        "",
        "error: --interactive asks at a terminal, and there is none here\n"
        "  help: name the state: --to REV, --before DATE or --last-good; see what there is: "
        "git log --first-parent --oneline\n",
    )


def test_what_has_one_state_only_leaves_nothing_to_choose(
    repository: Repository, shop: list[str]
) -> None:
    code, said = on_terminal(repository, [], "--scope", "config/b.yaml")

    assert (code, said) == (
        2,
        "error: config/b.yaml has no earlier state\n"
        "  help: see when it came: git log --first-parent\n",
    )


def test_many_files_are_counted_and_no_more(repository: Repository) -> None:
    for text in ("a: 1\n", "a: 2\n"):
        for number in range(21):
            repository.write(f"{number}.yaml", text)
        repository.commit("many")
    first = repository.git("rev-parse", "HEAD~1")
    repository.git("commit", "-q", "--allow-empty", "-m", "x")

    code, said = on_terminal(repository, [b"1\n", b"y\n"])

    assert f"  1  {first[:10]}  2025-06-01  Ada Tester  21 files  many\n" in said
    assert code == 0
    assert repository.git("diff", "--name-only", first, "HEAD") == ""
