"""A value is found by what people call it, and never by a guess."""

import pytest

from confledger.cli.secrets.addressed import ABSENT, held, located, placed
from confledger.errors import ConfledgerError
from confledger.location import Path
from confledger.secrets.sops_file import SopsFile, read

TEXT = """\
db: {password: x, "a.b": y, "c/d": z}
users: [{name: ann}, {name: ben}]
top.level: 1
x: {y: 1}
x.y: 2
"": {"": 3}
"""


def file(text: str = TEXT, store: str = "yaml") -> SopsFile:
    return read(text.encode(), f"a.{store}", store)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("db", ("db",)),
        ("db.password", ("db", "password")),
        ("db/password", ("db", "password")),
        ("/db/password", ("db", "password")),
        ('db["a.b"]', ("db", "a.b")),
        ("/db/a.b", ("db", "a.b")),
        ("db/a.b", ("db", "a.b")),
        ("db.c/d", ("db", "c/d")),
        ('db["c/d"]', ("db", "c/d")),
        ("/db/c~1d", ("db", "c/d")),
        ("users[1].name", ("users", 1, "name")),
        ("users.1.name", ("users", 1, "name")),
        ("/users/0", ("users", 0)),
        ("top.level", ("top.level",)),
        ('x["y"]', ("x", "y")),
        ("/x.y", ("x.y",)),
        ("//", ("", "")),
    ],
)
def test_what_is_there_is_found(given: str, expected: Path) -> None:
    assert located(file(), given) == placed(file(), given) == expected


def refused(act: object, *arguments: object) -> str:
    with pytest.raises(ConfledgerError) as raised:
        act(*arguments)  # type: ignore[operator]
    return f"{raised.value}; {raised.value.help}"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("db.pasword", "a.yaml: there is no `db.pasword`; did you mean `db.password`?"),
        ("/db/pasword", "a.yaml: there is no `/db/pasword`; did you mean `/db/password`?"),
        ("x.y", "`x.y` may mean `/x/y` or `/x.y`; write one of these"),
        ("users[7].name", "a.yaml: there is no `users[7].name`; keys are written as "),
        ("zzz", "a.yaml: there is no `zzz`; keys are written as db.password, "),
        ("other", "a.yaml: `other` is not in its first document, and SOPS sees no other; "),
        ("/no/", "a.yaml: there is no `/no/`; "),
    ],
)
def test_what_is_not_there_is_told_with_what_is_near(given: str, expected: str) -> None:
    found = refused(located, file(TEXT + "---\nother: 1\n"), given)

    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("new", ("new",)),
        ("db.new.deep", ("db", "new", "deep")),
        ("db/new", ("db", "new")),
        ("/db/n.e", ("db", "n.e")),
        ('db["n.e"]', ("db", "n.e")),
        ("users[2]", ("users", 2)),
        ("users[2].name", ("users", 2, "name")),
        ("metadata.app/name", ("metadata", "app/name")),
    ],
)
def test_what_is_new_has_a_place(given: str, expected: Path) -> None:
    assert placed(file(), given) == expected


@pytest.mark.parametrize(
    ("store", "text", "given", "expected"),
    [
        ("yaml", TEXT, "users[3]", "a.yaml: `users` is a list of 2; the next item is `users[2]`"),
        ("yaml", TEXT, "users.x", "a.yaml: `users` is a list of 2; the next item is `users[2]`"),
        ("yaml", TEXT, "db.password.x", "a.yaml: `db.password` is a value, it has no keys; "),
        ("yaml", TEXT, "sops.mac", "`sops.mac` is where SOPS keeps its own; choose another key"),
        ("yaml", TEXT, "", "`` names no key; "),
        ("dotenv", "A=1\n", "sops_mac", "`sops_mac` is where SOPS keeps its own; "),
        ("dotenv", "A=1\n", "a.b", "a.dotenv: `a.b` cannot be in a file of this format; "),
        ("ini", "[a]\nb = 1\n", "b", "a.ini: `b` cannot be in a file of this format; a key is in"),
        ("binary", "x", "b", "a.binary: `b` cannot be in a file of this format; it holds one"),
    ],
)
def test_what_cannot_be_there_is_refused(store: str, text: str, given: str, expected: str) -> None:
    assert refused(placed, file(text, store), given).startswith(expected)


def test_what_stands_at_a_path_is_told() -> None:
    assert held(file(), ("users", 1, "name")) == "ben"
    assert held(file(), ("users", 2)) is ABSENT
    assert held(file(), ("db", "z", "y")) is ABSENT
