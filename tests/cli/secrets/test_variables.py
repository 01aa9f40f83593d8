"""A value gets the name that its key makes, unless that could harm."""

import pytest

from confledger.cli.secrets.variables import below, chosen, made_of, refuse, single
from confledger.errors import ConfledgerError
from confledger.location import Path, pointer
from confledger.secrets import sops_file

TEXT = b"""\
db:
  password: ENC
  user-name: ENC
tls.crt: ENC
hosts: [ENC, ENC]
path: ENC
"1st": ENC
"with space": ENC
db.port: ENC
db-port: ENC
LD_PRELOAD: ENC
none: {}
---
other: ENC
"""
FILE = sops_file.read(TEXT, "a.yaml")


@pytest.mark.parametrize(
    ("path", "store", "expected"),
    [
        (("db", "password"), "yaml", "DB_PASSWORD"),
        (("tls.crt",), "yaml", "TLS_CRT"),
        (("a-b", 0, "c/d"), "json", "A_B_0_C_D"),
        (("lower",), "dotenv", "lower"),
        (("DEFAULT", "port"), "ini", "DEFAULT_PORT"),
        (("data",), "binary", "DATA"),
        (("a b",), "yaml", "A B"),
    ],
)
def test_the_name_that_a_path_makes(path: Path, store: str, expected: str) -> None:
    assert made_of(path, store) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("db", ["/db/password", "/db/user-name"]),
        ("db.password", ["/db/password"]),
        ("/db/password", ["/db/password"]),
        ("db.user-name", ["/db/user-name"]),
        ("tls.crt", ["/tls.crt"]),
        ('["tls.crt"]', ["/tls.crt"]),
        ("hosts", ["/hosts/0", "/hosts/1"]),
        ("hosts[1]", ["/hosts/1"]),
        ("hosts.1", ["/hosts/1"]),
        ("db.port", ["/db.port"]),
    ],
)
def test_a_key_is_found_as_people_say_it(key: str, expected: list[str]) -> None:
    assert [pointer(path) for path in below(FILE, key)] == expected


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("db.pasword", "a.yaml: there is no `db.pasword`"),
        ("other", "a.yaml: `other` is not in its first document, and SOPS sees no other"),
        ("", "a.yaml: there is no ``"),
        ("none", "a.yaml: `none` has no value in it"),
    ],
)
def test_a_key_that_names_no_value_is_refused(key: str, message: str) -> None:
    with pytest.raises(ConfledgerError) as raised:
        below(FILE, key)
    assert str(raised.value) == message
    assert raised.value.help


def test_a_key_that_means_two_is_asked_for_as_a_pointer() -> None:
    file = sops_file.read(b"a: {b: ENC}\na.b: ENC\n", "a.yaml")

    with pytest.raises(ConfledgerError):
        below(file, "a.b")

    assert single(file, "/a.b") == ("a.b",)


def names(*only: str, named: tuple[str, ...] = (), every: bool = False, prefix: str = "") -> object:
    try:
        found = chosen(FILE, only=only, named=named, every=every, prefix=prefix)
    except ConfledgerError as error:
        return str(error)
    return [(one.name, one.file, pointer(one.path)) for one in found]


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (
            names("db", "db.password", prefix="APP_", named=("PW=db.password",)),
            [
                ("APP_DB_PASSWORD", "a.yaml", "/db/password"),
                ("APP_DB_USER_NAME", "a.yaml", "/db/user-name"),
                ("PW", "a.yaml", "/db/password"),
            ],
        ),
        (names(named=("PATH=path",)), [("PATH", "a.yaml", "/path")]),
        (names("path", prefix="MY_"), [("MY_PATH", "a.yaml", "/path")]),
        (names("1st", prefix="MY_"), [("MY_1ST", "a.yaml", "/1st")]),
        (
            names("path"),
            "`path` of 'a.yaml' would be PATH, which changes how programs run",
        ),
        (names("1st"), "`1st` of 'a.yaml' makes no name of a variable"),
        (names("with space"), "`[\"with space\"]` of 'a.yaml' makes no name of a variable"),
        (names("/db.port", "db-port"), '`["db.port"]` and `db-port` would both be DB_PORT'),
        (names(named=("A=db.password", "A=path")), "`db.password` and `path` would both be A"),
        (
            names(every=True, prefix="X_"),
            "`[\"with space\"]` of 'a.yaml' makes no name of a variable",
        ),
        (
            names("LD_PRELOAD"),
            "`LD_PRELOAD` of 'a.yaml' would be LD_PRELOAD, which loads code into every program",
        ),
        (
            names(named=("LD_AUDIT=path",)),
            "'path' of 'a.yaml' would be LD_AUDIT, which loads code into every program",
        ),
        (names(named=("PW",)), "--as takes NAME=KEY, not 'PW'"),
        (names(named=("PW=",)), "--as takes NAME=KEY, not 'PW='"),
        (names(named=("=path",)), "'' is no name of a variable"),
        (names(named=("A-B=path",)), "'A-B' is no name of a variable"),
        (names(named=("A=db",)), "a.yaml: `db` is no single value"),
    ],
)
def test_what_options_ask_for(got: object, expected: object) -> None:
    assert got == expected


RISKY = (
    *("PATH", "BASH_ENV", "PYTHONPATH", "GIT_SSH_COMMAND", "NODE_OPTIONS", "http_proxy", "IFS"),
    *("SOPS_AGE_KEY", "CONFLEDGER_JOURNAL", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES"),
)


@pytest.mark.parametrize("name", RISKY)
def test_a_name_that_changes_how_programs_run_is_never_made(name: str) -> None:
    with pytest.raises(ConfledgerError):
        refuse(name, "it", given=False)
    if not name.startswith(("LD_", "DYLD_")):
        refuse(name, "it", given=True)
