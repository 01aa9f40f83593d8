"""Working with secrets: each action as somebody types it, with the real `sops`."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sopsing import act, decrypted, encrypted, identity, needs_sops, recipient, rule, rules, sops
from support import Repository

pytestmark = needs_sops

TEXT = """\
name: shop
db:
    password: hunter2
    port: 5432
    ratio: 0.5
    live: true
    note: ""
    none: null
users:
    - name: ann
      pin: "0042"
"""
SCOPE = "^(db|users|token)$"


@pytest.fixture
def shop(repository: Repository) -> Repository:
    """A repository with an encrypted file, some keys of which are plain."""
    repository.write(".sops.yaml", rules(rule(encrypted_regex=SCOPE)))
    repository.write("prod.yaml", encrypted(TEXT, "prod.yaml", "--encrypted-regex", SCOPE))
    repository.commit()
    return repository


def content(repository: Repository) -> bytes:
    return (repository.root / "prod.yaml").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("db.password",), "hunter2"),
        (("db/port",), "5432"),
        (("/db/live",), "true"),
        (("db.note",), ""),
        (("users[0].pin",), "0042"),
        (("name",), "shop"),
        (("db.password", "--format", "json"), '"hunter2"\n'),
        (("db.port", "--format", "json"), "5432\n"),
        (("db.ratio", "--format=json"), "0.5\n"),
        (("db.live", "--format", "json"), "true\n"),
        (("db.none", "--format", "json"), "null\n"),
        (("users", "--format", "json"), '[\n\t{\n\t\t"name": "ann",\n\t\t"pin": "0042"\n\t}\n]'),
    ],
)
def test_get_prints_one_value_and_nothing_else(
    shop: Repository, arguments: tuple[str, ...], expected: str
) -> None:
    acted = act(shop.root, "get", "prod.yaml", *arguments)

    assert (acted.code, acted.out.decode(), acted.err) == (0, expected, "")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (("get", "prod.yaml", "db"), "error: prod.yaml: `db` is a map, not one value\n"),
        (("get", "prod.yaml", "users"), "error: prod.yaml: `users` is a list, not one value\n"),
        (("get", "prod.yaml", "db.pasword"), "error: prod.yaml: there is no `db.pasword`\n"),
        (("get", "prod.yaml", "db.port.x"), "error: prod.yaml: there is no `db.port.x`\n"),
        (("get", "prod.yaml", "db", "--format", "jsn"), "error: there is no format 'jsn'\n"),
        (("get", "prd.yaml", "db"), "error: there is no file 'prd.yaml'\n"),
        (("view", "prod.yaml"), "error: standard output is no terminal, so the clear text "),
        (("set", "prod.yaml", "a", "value"), "error: one argument too many\n"),
        (("set", "prod.yaml", "a", "--value=x"), "error: there is no option '--value'\n"),
        (("set", "prod.yaml", "region"), "error: prod.yaml: `region` would not be encrypted: "),
        (("set", "prod.yaml", "db.port"), "error: the value is no integer\n"),
        (("unset", "prod.yaml", "region"), "error: prod.yaml: there is no `region`\n"),
        (("encrypt", "prod.yaml"), "error: 'prod.yaml' is encrypted already\n"),
        (("rotate", ".sops.yaml"), "error: '.sops.yaml' is not encrypted\n"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    shop: Repository, action: tuple[str, ...], expected: str
) -> None:
    before = content(shop)

    acted = act(shop.root, *action, input="hunter3\n")

    assert (acted.code, acted.out) == (2, b"")
    assert acted.err.startswith(expected)
    assert "  help: " in acted.err
    assert "hunter" not in acted.err
    assert content(shop) == before


def test_set_changes_one_value_and_tells_what_it_did(shop: Repository) -> None:
    cut = "one line end after the value was cut off; --raw keeps it\n"

    acted = act(shop.root, "set", "prod.yaml", "db.password", input="hunter3\n")

    told = cut + "prod.yaml: changes `db.password`, encrypted for 1 recipient\n"
    assert (acted.code, acted.out, acted.err) == (0, b"", told)
    assert decrypted(content(shop)) == TEXT.replace("hunter2", "hunter3").encode()
    # `lastmodified` is told to the second, so that it may be what it was.
    assert shop.git("diff", "--numstat").split()[0] in ("2", "3")
    before = content(shop)
    acted = act(shop.root, "set", "prod.yaml", "db.password", input="hunter3")
    told = "prod.yaml: `db.password` has that value already; nothing was written\n"
    assert (acted.code, acted.err, content(shop)) == (0, told, before)
    acted = act(shop.root, "set", "--dry-run", "prod.yaml", "token", input="x")
    told = "prod.yaml: adds `token`, encrypted for 1 recipient\nnothing was written (--dry-run)\n"
    assert (acted.code, acted.err, content(shop)) == (0, told, before)


@pytest.mark.parametrize(
    ("arguments", "given", "expected"),
    [
        (("db.port",), "5433\n", 5433),
        (("db.port", "--type", "str"), "5433\n", "5433"),
        (("db.ratio",), "0.25", 0.25),
        (("db.live",), "false\r\n", False),
        (("token", "--raw"), "x\n\n", "x\n\n"),
        (("token",), "x\n\n", "x\n"),
        (("users[1]", "--type=json"), '{"name": "ben"}', {"name": "ben"}),
        (("region", "--plain"), "eu", "eu"),
        (("name",), "store", None),
        (("name", "--plain"), "store", "store"),
    ],
)
def test_a_value_keeps_its_type_unless_another_is_asked_for(
    shop: Repository, arguments: tuple[str, ...], given: str, expected: object
) -> None:
    acted = act(shop.root, "set", "prod.yaml", *arguments, input=given)

    if expected is None:
        assert (acted.code, decrypted(content(shop))) == (2, TEXT.encode())
        return
    assert acted.code == 0, acted.err
    found = act(shop.root, "get", "prod.yaml", arguments[0], "--format", "json")
    assert json.loads(found.out) == expected


@pytest.mark.parametrize(
    ("name", "text", "arguments", "given", "said"),
    [
        ("a.env", "A=x\n", ("N", "--type", "int"), "12", "each value of this format is a text"),
        ("a.ini", "[s]\na=x\n", ("s.n", "--type=bool"), "true", "each value of this format"),
        ("a.yaml", "a: x\n", ("<<",), "x", "SOPS writes a key `<<` so that it cannot read"),
        ("a.yaml", "a: x\n", ("b", "--type=json"), '{"<<": "x"}', "SOPS writes a key `<<`"),
    ],
)
def test_what_sops_would_spoil_is_refused(
    repository: Repository, name: str, text: str, arguments: tuple[str, ...], given: str, said: str
) -> None:
    before = encrypted(text, name)
    repository.write(name, before)

    acted = act(repository.root, "set", name, *arguments, input=given)

    assert (acted.code, acted.out) == (2, b"")
    assert acted.err.startswith(f"error: {name}: {said}")
    assert (repository.root / name).read_bytes() == before


def test_a_value_in_plain_text_keeps_its_type_too(repository: Repository) -> None:
    text = "replicas_unencrypted: 2\nlive_unencrypted: true\nratio_unencrypted: 0.5\na: x\n"
    repository.write("prod.yaml", encrypted(text))

    for name, value in (("replicas", "3"), ("live", "false"), ("ratio", "0.25")):
        key = f"{name}_unencrypted"
        acted = act(repository.root, "set", "--plain", "prod.yaml", key, input=value)
        assert (acted.code, acted.err) == (0, f"prod.yaml: changes `{key}`, in plain text\n")

    expected = text.replace(": 2", ": 3").replace("true", "false").replace("0.5", "0.25")
    assert decrypted(content(repository)) == expected.encode()
    large = act(repository.root, "set", "prod.yaml", "a", input=bytes((1 << 20) + 1))
    assert large.err.startswith("error: standard input holds more than 1048576 bytes\n")


def test_an_empty_value_is_set_only_where_that_is_meant(shop: Repository) -> None:
    before = content(shop)
    refused = act(shop.root, "set", "prod.yaml", "db.password", input="\n")
    kept = content(shop)
    done = act(shop.root, "set", "prod.yaml", "db.password", "--empty", "--plain", input="")

    assert refused.code == 2
    assert refused.err.startswith("error: standard input is empty, so nothing was set\n")
    assert kept == before
    assert done.code == 0, done.err
    assert act(shop.root, "get", "prod.yaml", "db.password").out == b""


def test_unset_removes_and_says_how_much(shop: Repository) -> None:
    acted = act(shop.root, "unset", "-n", "prod.yaml", "users")
    told = "prod.yaml: removes `users`, 2 values\nnothing was written (--dry-run)\n"
    assert (acted.code, acted.err) == (0, told)

    acted = act(shop.root, "unset", "prod.yaml", "users[0].pin")

    assert (acted.code, acted.err) == (0, "prod.yaml: removes `users[0].pin`\n")
    assert decrypted(content(shop)) == TEXT.replace('      pin: "0042"\n', "").encode()


def test_rotate_gives_each_file_a_new_data_key(shop: Repository) -> None:
    shop.write("b.env", encrypted("A=1\n", "b.env", "--encrypted-regex", SCOPE))
    before = content(shop)
    plan = "prod.yaml: a new data key for 1 recipient, 6 values encrypted anew\n"

    dry = act(shop.root, "rotate", "--dry-run", "prod.yaml", "prod.yaml")
    assert (dry.code, dry.err) == (0, plan + "nothing was written (--dry-run)\n")
    assert content(shop) == before
    acted = act(shop.root, "rotate", "prod.yaml", "b.env")

    more = "b.env: a new data key for 1 recipient, 0 values encrypted anew\n"
    assert (acted.code, acted.err) == (0, plan + more)
    assert decrypted(content(shop)) == TEXT.encode()
    assert not {*before.splitlines()[1:8]} & {
        line for line in content(shop).splitlines() if b"ENC[" in line
    }


def test_view_is_for_eyes(shop: Repository) -> None:
    shown = act(shop.root, "view", "prod.yaml", "--reveal")
    assert (shown.code, shown.out) == (0, TEXT.encode())
    part = act(shop.root, "view", "prod.yaml", "--reveal", "--path", "users[0]")
    assert part.out == b'name: ann\npin: "0042"\n'
    ci = act(shop.root, "view", "prod.yaml", "--reveal", env={"CI": "true"})
    assert (ci.code, ci.out) == (2, b"")
    assert ci.err.startswith("error: nothing is shown in clear text in continuous integration")


def on_terminal(
    repository: Repository, *arguments: str, typed: bytes = b"", env: dict[str, str] | None = None
) -> tuple[int, str]:
    """Run an action on a terminal, and type what it waits for; return exit code and screen."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(repository.root)
        os.environ.update({**identity().environ(), **(env or {})})
        os.execv(sys.executable, [sys.executable, "-m", "confledger", "secrets", *arguments])
    said = b""
    try:
        while part := os.read(terminal, 4096):
            said += part
            if typed and said.endswith((b": ", b"] ")):
                os.write(terminal, typed[: typed.index(b"\n") + 1])
                typed = typed[typed.index(b"\n") + 1 :]
    except OSError:
        pass  # the end of a terminal, on Linux
    os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, said.decode().replace("\r\n", "\n")


def test_on_a_terminal_lines_end_and_nothing_moves_the_cursor(shop: Repository) -> None:
    act(shop.root, "set", "prod.yaml", "token", input="a\x1b[2Jb\x9bc")

    assert on_terminal(shop, "get", "prod.yaml", "db.password") == (0, "hunter2\n")
    assert on_terminal(shop, "get", "prod.yaml", "token") == (0, "a␛[2Jb�c\n")
    assert on_terminal(shop, "view", "prod.yaml", "--path", "users") == (
        *(0, '- name: ann\n  pin: "0042"\n'),
    )


def test_on_a_terminal_a_value_is_asked_for_twice_and_not_shown(shop: Repository) -> None:
    prompts = "prod.yaml: db.password: \nprod.yaml: db.password, again: \n"

    code, said = on_terminal(shop, "set", "prod.yaml", "db.password", typed=b"one\ntwo\n")
    assert (code, said) == (
        *(2, prompts + "error: the two are not the same\n  help: nothing was written; again\n"),
    )
    code, said = on_terminal(shop, "set", "prod.yaml", "db.password", typed=b"one\none\n")

    assert (code, said) == (
        *(0, prompts + "prod.yaml: changes `db.password`, encrypted for 1 recipient\n"),
    )
    assert act(shop.root, "get", "prod.yaml", "db.password").out == b"one"


EDITED = "prod.yaml: nothing was changed, nothing was written\n"


@pytest.mark.parametrize(
    ("editor", "code", "expected"),
    [
        ("true", 0, EDITED),
        (
            "sed -i -e s/hunter2/hunter3/ -e s/shop/store/",
            0,
            "prod.yaml: changes `name`, in plain text\nprod.yaml: changes `db.password`\n",
        ),
        ("sed -i s/5432/05432/", 2, "prod.yaml:4:11: `db.port` would not come back as it is: "),
        ("sed -i s/users:/users/", 2, "prod.yaml:9:1: "),
        ("sed -i s/name:/sops:/", 2, "prod.yaml: `sops` is where SOPS keeps its own"),
        ("sed -i s/^db:/true:/", 2, "prod.yaml:2:1: `true` would not come back as it is: "),
        ("rm", 2, "error: the edited file is not there any more\n"),
        ("false", 2, "error: the editor ended with exit code 1\n"),
        ("/nowhere/editor", 2, "error: the editor '/nowhere/editor' could not be started: "),
    ],
)
def test_edit_writes_what_can_be_encrypted(
    shop: Repository, editor: str, code: int, expected: str
) -> None:
    before = content(shop)

    acted = act(shop.root, "edit", "prod.yaml", env={"VISUAL": "", "EDITOR": editor})

    assert (acted.code, acted.out) == (code, b"")
    assert acted.err.startswith(expected)
    assert "hunter" not in acted.err
    changes = code == 0 and acted.err != EDITED
    assert (content(shop) != before) is changes
    if changes:
        text = TEXT.replace("hunter2", "hunter3").replace("shop", "store")
        assert decrypted(content(shop)) == text.encode()
        assert shop.git("diff", "--numstat").startswith("4\t4\t")
    assert left_in_memory() == []


def left_in_memory() -> list[str]:
    return [one for one in os.listdir("/dev/shm") if one.startswith("confledger-edit-")]


SLOW = """
import os, sys, time
open(sys.argv[1], "w").write(os.path.dirname(sys.argv[-1]))
time.sleep(60)
"""


def editing(
    shop: Repository, tmp_path: Path, number: signal.Signals
) -> tuple["subprocess.Popen[bytes]", Path]:
    """Start editing, send a signal while the editor is open; return the folder of the text."""
    script, noted = tmp_path / "slow.py", tmp_path / "noted"
    script.write_text(SLOW)
    process = subprocess.Popen(
        [sys.executable, "-m", "confledger", "secrets", "edit", "prod.yaml"],
        cwd=shop.root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            **identity().environ(),
            "EDITOR": f"{sys.executable} {script} {noted}",
        },
    )
    while not noted.exists() or not noted.read_text():
        time.sleep(0.02)
        assert process.poll() is None
    folder = Path(noted.read_text())
    assert folder.joinpath("prod.yaml").read_bytes() == TEXT.encode()
    assert [one.stat().st_mode & 0o777 for one in (folder, folder.parent)] == [0o700, 0o700]
    process.send_signal(number)
    process.wait(20)
    return process, folder


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_no_clear_text_is_left_when_editing_is_ended(
    shop: Repository, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    before = content(shop)

    process, folder = editing(shop, tmp_path, number)

    assert (process.returncode, folder.parent.exists()) == (code, False)
    assert content(shop) == before


def test_what_a_killed_process_left_is_removed_by_the_next(
    shop: Repository, tmp_path: Path
) -> None:
    _, folder = editing(shop, tmp_path, signal.SIGKILL)
    assert folder.exists()

    act(shop.root, "edit", "prod.yaml", env={"EDITOR": "true", "VISUAL": ""})

    assert not folder.exists()


def test_a_text_that_cannot_be_encrypted_can_be_edited_again(shop: Repository) -> None:
    script = shop.root.parent / "editor"
    script.write_text(
        '#!/bin/sh\nif grep -q 05432 "$1"; then sed -i s/05432/5433/ "$1"\n'
        'else sed -i s/5432/05432/ "$1"; fi\n'
    )
    script.chmod(0o755)
    env = {"EDITOR": f"'{script}'", "VISUAL": ""}

    code, said = on_terminal(shop, "edit", "prod.yaml", typed=b"n\n", env=env)
    assert (code, "edit it again? [Y/n]" in said) == (2, True)
    code, said = on_terminal(shop, "edit", "prod.yaml", typed=b"\n", env=env)

    assert (code, said.splitlines()[-1]) == (0, "prod.yaml: changes `db.port`")
    assert act(shop.root, "get", "prod.yaml", "db.port").out == b"5433"


def test_encrypt_follows_the_rule_and_tells_where_the_text_is_in_git(shop: Repository) -> None:
    shop.write("new.yaml", 'name: x\ntoken: hunter2\ndb: "014"\n')
    first = act(shop.root, "encrypt", "--dry-run", "new.yaml")
    plan = "new.yaml: encrypts 2 of 3 values for 1 recipient\n"
    assert (first.code, first.err) == (0, plan + "nothing was written (--dry-run)\n")
    assert act(shop.root, "encrypt", "new.yaml").err == plan
    assert decrypted((shop.root / "new.yaml").read_bytes()).startswith(b"name: x\ntoken: hunter2")

    shop.write("old.yaml", "token: hunter2\n")
    shop.git("add", "old.yaml")
    other = act(shop.root, "encrypt", "old.yaml", "--output", "out.yaml")
    assert "old.yaml is still there in plain text\n" in other.err
    assert "git has old.yaml in plain text, in the index: whoever gets that" in other.err
    commit = shop.commit()
    acted = act(shop.root, "encrypt", "old.yaml")

    assert f"git has old.yaml in plain text, in commit {commit[:7]} at least" in acted.err
    shop.commit()
    assert act(shop.root, "set", "old.yaml", "token", input="new").code == 0


def test_encrypt_takes_several_files_and_all_or_none(shop: Repository) -> None:
    shop.write(".sops.yaml", rules())
    for name, text in (("a.yaml", "a: x\n"), ("b.env", "B=x\n"), ("c.yaml", "c: 014\n")):
        shop.write(name, text)

    refused = act(shop.root, "encrypt", "a.yaml", "b.env", "c.yaml")
    assert (refused.code, (shop.root / "a.yaml").read_text()) == (2, "a: x\n")
    named = act(shop.root, "encrypt", "a.yaml", "b.env", "--output", "d.yaml")
    assert named.err == (
        "error: --output names one file, and there are 2 to encrypt\n"
        "  help: leave it out: each is written in its place\n"
    )
    done = act(shop.root, "encrypt", "a.yaml", "b.env", "a.yaml")
    assert (done.code, done.err) == (
        0,
        "a.yaml: encrypts 1 of 1 values for 1 recipient\n"
        "b.env: encrypts 1 of 1 values for 1 recipient\n",
    )
    assert act(shop.root, "get", "b.env", "B").out == b"x"


@pytest.mark.parametrize(
    ("name", "scope"),
    [("top-a.yaml", "^top-a\\.yaml$"), ("in/a.b/c.yaml", "^in/a\\.b/")],
)
def test_without_rules_encrypt_shows_the_first_one(shop: Repository, name: str, scope: str) -> None:
    (shop.root / ".sops.yaml").unlink()
    shop.write(name, "a: x\n")

    refused = act(shop.root, "encrypt", name)

    first = f"creation_rules: [{{path_regex: '{scope}', age: RECIPIENT}}]"
    assert refused.err == (
        f"error: no creation rule takes {name!r}: there is no .sops.yaml\n"
        f"  help: write one, such as `{first}`; `confledger secrets keygen` makes a recipient\n"
    )
    shop.write(".sops.yaml", first.replace("RECIPIENT", recipient()) + "\n")
    assert act(shop.root, "encrypt", name).code == 0


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.yaml",
            "token: 014\nb: 1.50\n",
            "error: a.yaml:1:8: `token` would not come back as it is: ",
        ),
        ("a.json", '{"token": 12345678901234567890}', "error: a.json:1:11: `token` would not "),
        ("a.json", '{"l": [{"t": 9007199254740993}]}', "error: a.json:1:14: `l[0].t` would not "),
        ("a.yaml", "name: x\n", "error: a.yaml: the scope of the creation rule takes none of "),
        ("a.yaml", "a: [\n", "error: a.yaml:"),
        ("b.txt", "hunter2", "error: no creation rule takes 'b.txt'\n"),
    ],
)
def test_encrypt_refuses_what_would_not_come_back(
    shop: Repository, name: str, text: str, expected: str
) -> None:
    shop.write(".sops.yaml", rules(rule(pattern=r"a\.(yaml|json)$", encrypted_regex="^(token|l)$")))
    shop.write(name, text)

    acted = act(shop.root, "encrypt", name)

    assert (acted.code, acted.out) == (2, b"")
    assert acted.err.startswith(expected)
    assert (shop.root / name).read_text() == text


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("token: hunter2\n", "what sops made of it has not the same values"),
        ("token: hunter2\nc: x\n", "`b` is not where it was"),
        ("token: hunter22\nb: x\n", "`token` would not come back as it is"),
        ("token_unencrypted: hunter2\nb: x\n", "`token` was not encrypted"),
    ],
)
def test_encrypt_writes_nothing_that_is_not_what_it_should_be(
    shop: Repository, tmp_path: Path, made: str, expected: str
) -> None:
    shop.write(".sops.yaml", rules())
    file = shop.write("a.yaml", "token: hunter2\nb: x\n")
    (tmp_path / "answer").write_bytes(encrypted(made).replace(b"token_unencrypted", b"token"))
    program = tmp_path / "bin" / "sops"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ncat > /dev/null\ncat '{tmp_path}/answer'\n")
    program.chmod(0o755)

    acted = act(shop.root, "encrypt", "a.yaml", env={"PATH": f"{program.parent}:/usr/bin:/bin"})

    assert (acted.code, acted.err.splitlines()[0]) == (2, f"error: a.yaml: {expected}")
    assert "hunter" not in acted.err
    assert file.read_bytes() == b"token: hunter2\nb: x\n"


def test_an_answer_that_does_not_fit_is_told_and_not_shown_elsewhere(shop: Repository) -> None:
    for action in (("get", "prod.yaml", "db.password"), ("view", "prod.yaml", "--reveal")):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "confledger", "secrets", *action],
                cwd=shop.root,
                env={**os.environ, **identity().environ()},
                stdin=subprocess.DEVNULL,
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert done.returncode == 2
        assert done.stderr.startswith(b"error: standard output could not be written: no space")
        assert b"hunter2" not in done.stderr


def test_a_key_is_made_once_for_this_user_alone(tmp_path: Path, repository: Repository) -> None:
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": ""}
    file = tmp_path / ".config/sops/age/keys.txt"

    made = act(tmp_path, "keygen", env=home)

    recipient = made.out.decode().strip()
    assert (made.code, recipient[:5]) == (0, "age1" + recipient[4])
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert file.read_text().splitlines()[0] == f"# public key: {recipient}"
    data = sops("--config", os.devnull, "encrypt", "--age", recipient, "--filename-override", "a")
    env = {"SOPS_AGE_KEY_FILE": str(file)}
    assert sops("--config", os.devnull, "decrypt", input=data, env=env) == b""
    again = act(tmp_path, "keygen", env=home)
    assert (again.code, again.out) == (2, b"")
    assert again.err.startswith(f"error: {file} is there already, and is not written over\n")
    inside = act(repository.root, "keygen", "--output", "new/keys.txt", env=home)
    assert (inside.code, "which it may get into a commit" in inside.err) == (2, False)
    assert "is in the work tree" in inside.err
    other = act(tmp_path, "keygen", "--output", "k.txt", env=home)
    assert (other.code, (tmp_path / "k.txt").exists()) == (0, True)
    assert f"SOPS_AGE_KEY_FILE={tmp_path / 'k.txt'}" in other.err
    bad = act(tmp_path, "keygen", "--output", "/proc/none/k.txt", env=home)
    assert (bad.code, bad.err.startswith("error: /proc/none/k.txt cannot be written: ")) == (
        2,
        True,
    )


def test_each_action_has_help_with_examples(tmp_path: Path) -> None:
    for name in ("view", "get", "set", "unset", "edit", "encrypt", "rotate", "keygen"):
        acted = act(tmp_path, name, "--help")
        assert (acted.code, acted.err) == (0, "")
        assert f"  confledger secrets {name}" in acted.out.decode().partition("examples:")[2]
