"""The program is run so that nothing leaks, and what it made is looked at before it is used."""

import os
import shlex
import sys
import traceback
from collections.abc import Callable
from pathlib import Path as File

import pytest

from confledger.location import Path
from confledger.secrets.plain import Plain
from confledger.secrets.sops import Sops, SopsFailed, find
from confledger.secrets.sops_copy import passing
from confledger.secrets.sops_file import read
from sopsing import PROGRAM, decrypted, encrypted, identity, needs_sops, recipient, rule, rules

pytestmark = needs_sops

NONE = b"creation_rules:\n  - path_regex: ^b$\n    age: age1\n"
TEXT = "a: hunter2\nb:\n  c: 2\nn_unencrypted: shop\n"


def ours() -> Sops:
    assert PROGRAM is not None
    return Sops(PROGRAM, {**os.environ, **identity().environ()})


def failed(act: Callable[[], object]) -> SopsFailed:
    with pytest.raises(SopsFailed) as raised:
        act()
    told = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    # Not the lines of this file, which are part of a traceback too.
    shown = "".join(f"{frame.locals}\n" for frame in told.stack) + str(told)
    assert "hunter2" not in shown
    assert raised.value.__context__ is None or raised.value.__suppress_context__
    return raised.value


def test_it_is_found_with_its_version() -> None:
    found = find({**os.environ, "PATH": ""}, ("kms",), top="/nowhere")

    assert (found.version(), found.services) == ("3.11.0", ("kms",))


@pytest.mark.parametrize(
    ("action", "kind", "message"),
    [
        (
            lambda data: Sops(str(PROGRAM), {}).decrypt(data, "yaml"),
            "no-key",
            "none of your keys opens the file",
        ),
        (
            lambda data: ours().decrypt(data.replace(b"shop", b"ship"), "yaml"),
            "mac",
            "the MAC does not fit the values: the file was edited without sops",
        ),
        (
            lambda data: ours().decrypt(b"a: 1\n", "yaml"),
            "metadata",
            "the file is not encrypted",
        ),
        (
            lambda data: ours().extract(data, "yaml", ("z",)),
            "path",
            "there is no such key in the file",
        ),
        (
            lambda data: ours().unset(data, "yaml", ("z",)),
            "path",
            "there is no such key in the file",
        ),
        (
            lambda data: ours().extract(data, "yaml", ("a[0]",)),
            "path",
            "sops has no way to name a key with `[` in it",
        ),
        (
            lambda data: ours().set(data, "yaml", ("a",), Plain(b"hunter2")),
            "format",
            "the value is not one that sops takes",
        ),
        (
            lambda data: ours().set(b"a: [1\n", "yaml", ("a",), Plain(b'"x"')),
            "other",
            "sops ended with exit code 1",
        ),
        (
            lambda data: ours().make_mac(b"a: [1\n", "yaml"),
            "format",
            "the file cannot be used: it is no file of that format",
        ),
        (
            lambda data: ours().encrypt(Plain(b"- hunter2\n"), "yaml", path="a", rules=NONE),
            "metadata",
            "sops finds no creation rule for the file, or cannot read the rules",
        ),
        (
            lambda data: ours().encrypt(
                Plain(b"- hunter2\n"), "yaml", path="a", rules=rules().encode()
            ),
            "format",
            "sops cannot read the file",
        ),
        (
            lambda data: Sops("/nowhere/sops", {}).decrypt(data, "yaml"),
            "other",
            "/nowhere/sops could not be started: no such file or directory",
        ),
        (
            lambda data: Sops(str(PROGRAM), identity().environ(), seconds=0.0).decrypt(
                data, "yaml"
            ),
            "timeout",
            "sops did not answer in time",
        ),
    ],
)
def test_each_failure_is_told_without_a_value(
    action: Callable[[bytes], object], kind: str, message: str
) -> None:
    data = encrypted(TEXT)

    found = failed(lambda: action(data))

    assert (found.kind, str(found)) == (kind, message)


def test_one_value_comes_alone_or_with_all_below_it() -> None:
    data = encrypted(TEXT)

    assert ours().extract(data, "yaml", ("a",)).reveal() == b"hunter2"
    assert ours().extract(data, "yaml", ("b",), output="json").reveal() == b'{\n\t"c": 2\n}\n'
    assert ours().decrypt(data, "yaml").reveal() == decrypted(data)
    stale = data.replace(b"shop", b"ship")
    assert b"ship" in ours().decrypt(stale, "yaml", ignore_mac=True).reveal()


def test_a_value_that_is_equal_changes_nothing() -> None:
    data = encrypted(TEXT)

    assert ours().set(data, "yaml", ("a",), Plain(b'"hunter2"')) == data


def test_a_value_that_is_removed_leaves_the_others() -> None:
    data = encrypted(TEXT)

    changed = ours().unset(data, "yaml", ("b",))

    assert decrypted(changed) == b"a: hunter2\nn_unencrypted: shop\n"
    assert data.splitlines()[0] == changed.splitlines()[0]


@pytest.mark.parametrize(
    ("store", "name", "text"),
    [
        ("yaml", "a.yaml", "a:\n  b: x\n"),
        ("json", "a.json", '{"a": {"b": "x"}}'),
        ("binary", "a.pem", "x"),
    ],
)
@pytest.mark.parametrize("indent", [2, 3])
def test_the_indentation_of_a_file_stays(store: str, name: str, text: str, indent: int) -> None:
    kind = {"binary": "json_binary"}.get(store, store)
    said = rules() + f"stores: {{{kind}: {{indent: {indent}}}}}\n"
    data = ours().encrypt(Plain(text.encode()), store, path=name, rules=said.encode())
    path: Path = ("data",) if store == "binary" else ("a", "b")

    changed = ours().set(data, store, path, Plain(b'"y"'))

    before, after = data.splitlines(), changed.splitlines()
    assert sum(one not in before for one in after) <= 4
    assert any(one.startswith(b" " * 2 * indent + b'"mac"') for one in after) or store == "yaml"


def test_the_mac_is_made_anew_whatever_it_was() -> None:
    data = encrypted("[confledger_passing]\nconfledger_passing = x\n", "a.ini")
    stale = encrypted(TEXT).replace(b"shop", b"ship")

    made = ours().make_mac(data, "ini")
    mended = ours().make_mac(stale, "yaml")

    assert decrypted(made, "a.ini") == decrypted(data, "a.ini")
    assert b"ship" in decrypted(mended)


@pytest.mark.parametrize(
    ("store", "text", "expected"),
    [
        ("yaml", "a: 1\n", ("confledger_passing",)),
        ("dotenv", "confledger_passing=1\n", ("confledger_passing_",)),
        ("ini", "[a]\n[b]\nc = 1\n", ("b", "confledger_passing")),
        ("ini", "[a]\n", ("confledger_passing",)),
    ],
)
def test_the_key_that_comes_and_goes_is_one_that_is_not_there(
    store: str, text: str, expected: Path
) -> None:
    assert passing(read(text.encode(), "", store)) == expected


def test_the_data_key_is_wrapped_for_whom_the_rules_name() -> None:
    data = encrypted(TEXT, recipients=(recipient(), recipient("gone")))
    said = rules(rule(recipient(), recipient("new"), pattern="^secrets/")).encode()

    changed = ours().update_keys(data, "yaml", path="secrets/a.yaml", rules=said)

    assert decrypted(changed, by="new") == decrypted(data, by="gone")
    assert recipient("gone").encode() not in changed
    assert data.split(b"sops:")[0] == changed.split(b"sops:")[0]
    assert ours().update_keys(changed, "yaml", path="secrets/a.yaml", rules=said) == changed


def test_what_was_edited_is_put_in_with_all_else_as_it_was(tmp_path: File) -> None:
    data = encrypted(TEXT)
    folder = tmp_path / "with a space"
    folder.mkdir()
    text = Plain(decrypted(data).replace(b"c: 2", b"c: 3"))

    changed = ours().edit(data, "yaml", text, folder=str(folder))

    assert decrypted(changed) == text.reveal()
    assert data.splitlines()[0] == changed.splitlines()[0]
    (folder / "again").mkdir()
    same = Plain(decrypted(data))
    assert ours().edit(data, "yaml", same, folder=str(folder / "again")) == data
    (folder / "bad").mkdir()
    bad = failed(lambda: ours().edit(data, "yaml", Plain(b"[hun"), folder=str(folder / "bad")))
    assert (bad.kind, str(bad)) == ("format", "sops cannot read the edited text")
    (folder / "key").mkdir()
    lost = failed(
        lambda: Sops(str(PROGRAM), {}).edit(data, "yaml", text, folder=str(folder / "key"))
    )
    assert lost.kind == "no-key"


@pytest.fixture
def fake(tmp_path: File) -> Callable[[str], Sops]:
    """Return a program that does something else than sops would."""

    def made(script: str) -> Sops:
        file = tmp_path / "sops"
        real = shlex.quote(str(PROGRAM))
        file.write_text(f"#!{shutil_which('sh')}\nreal={real}\n{script}")
        file.chmod(0o755)
        return Sops(str(file), {**os.environ, **identity().environ()})

    return made


def shutil_which(name: str) -> str:
    return next(
        f"{folder}/{name}" for folder in ("/bin", "/usr/bin") if os.path.exists(f"{folder}/{name}")
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("sops 3.8.1 (latest)", "sops 3.8.1 is too old: it has to be 3.11 or newer"),
        ("sops 3.11.0-rc.1", "sops ended with exit code 1"),
        ("sops built-by-me", "sops ended with exit code 1"),
        ("3.8.1", "sops ended with exit code 1"),
    ],
)
def test_an_old_program_is_told_by_its_version(
    fake: Callable[[str], Sops], said: str, expected: str
) -> None:
    sops = fake(f'if [ "$1" = --version ]; then echo "{said}"; exit 0; fi\nexit 1\n')

    assert str(failed(lambda: sops.decrypt(b"", "yaml"))) == expected


def test_a_program_that_tells_no_version_has_failed(fake: Callable[[str], Sops]) -> None:
    assert failed(fake("exit 3\n").version).kind == "other"


WRONG = "sops did something else than was asked: "


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('for f in "$@"; do case "$f" in *file.yaml) echo "a: 1" > "$f";; esac; done', None),
        ('exec "$real" rotate -i {file}', "a value that was to be kept has another ciphertext"),
        ("cat {other} > {file}", "the recipients are others"),
    ],
)
def test_what_sops_made_is_used_only_if_it_is_what_was_asked(
    fake: Callable[[str], Sops], tmp_path: File, script: str, expected: str | None
) -> None:
    other = tmp_path / "other"
    other.write_bytes(encrypted("a: 1\n", recipients=(recipient("x"),)))
    names = 'for f in "$@"; do case "$f" in *file.yaml) file=$f;; esac; done\n'
    sops = fake(names + script.format(file='"$file"', other=f'"{other}"') + "\n")
    data = encrypted(TEXT) if other is None or expected != "the recipients are others" else b""

    if expected is None:
        found = failed(lambda: sops.set(data, "yaml", ("a",), Plain(b'"x"')))
        assert str(found) == "what came cannot be used: it is not encrypted"
    elif data:
        found = failed(lambda: sops.set(data, "yaml", ("a",), Plain(b'"x"')))
        assert str(found) == WRONG + expected
    else:
        found = failed(lambda: sops.set(encrypted("a: 1\n"), "yaml", ("a",), Plain(b'"x"')))
        assert str(found) == WRONG + expected


def test_no_value_and_no_identity_is_among_the_arguments(
    fake: Callable[[str], Sops], tmp_path: File
) -> None:
    seen = tmp_path / "seen"
    sops = fake(f'echo "$@" >> {shlex.quote(str(seen))}\nexec "$real" "$@"\n')
    data = encrypted(TEXT)
    said = rules().encode()

    changed = sops.set(data, "yaml", ("a",), Plain(b'"hunter3"'))
    sops.extract(changed, "yaml", ("a",))
    sops.rotate(changed, "yaml")
    sops.make_mac(changed, "yaml")
    sops.update_keys(changed, "yaml", path="a.yaml", rules=said)
    sops.encrypt(Plain(b"a: hunter3\n"), "yaml", path="a.yaml", rules=said)

    text = seen.read_text()
    assert len(text.splitlines()) == 7
    assert "hunter" not in text
    assert identity().secret not in text
    assert sys.executable not in text
