import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from comparing import examined, examples, sealed, told
from confledger.checks.examined import Examined
from confledger.checks.secrets import stale_mac
from sopsing import PROGRAM, changed, encrypted, identity, needs_sops, rule, rules, sops

PLAIN = """\
# about the database
user: ada
db:
    password: open-sesame
    port_unencrypted: 80
    host_unencrypted: us
    zone_unencrypted: er
items:
    - one
    - two
    - three
empty: ""
nothing: null
rate_unencrypted: 1.50
on_unencrypted: true
list_unencrypted:
    - 1
    - two
"""
SECOND = "---\nuser: bob\nport_unencrypted: 443\n"


def sub(pattern: str, by: str) -> Callable[[str], str]:
    """Return an edit that changes one place, which has to be there."""

    def edit(text: str) -> str:
        done, count = re.subn(pattern, by, text, count=1, flags=re.MULTILINE)
        assert count == 1, pattern
        return done

    return edit


def swap(one: str, other: str) -> Callable[[str], str]:
    """Return an edit that lets two stretches of text change their places."""
    return sub(f"({one})((?:.|\n)*?)({other})", r"\3\2\1")


LINE = r"[^\n]*\n"
# What somebody does in an editor; the exit code of `sops decrypt`; what the check says.
EDITS: list[object] = [
    pytest.param("", sub(": 80$", ": 81"), 51, ["error /db/port_unencrypted"], id="a plain value"),
    pytest.param(
        "",
        sub("on_unencrypted: true", "on_unencrypted: false"),
        51,
        ["error /on_unencrypted"],
        id="a truth value",
    ),
    pytest.param("", sub(r": 1\.5", ": 1.25"), 51, ["error /rate_unencrypted"], id="a number"),
    pytest.param("", sub(": 80$", ': "80"'), 0, [], id="a number made a text"),
    pytest.param("", sub(r": 1\.5", ": 1.500"), 0, [], id="another way to write a number"),
    pytest.param("", sub(": true", ': "True"'), 0, [], id="a truth value made the text of it"),
    pytest.param("", sub("host_", "name_"), 0, [], id="the key of a plain value"),
    pytest.param(
        "", swap("(?<=: )us", "(?<=: )er"), 51, ["error /db/host_unencrypted"], id="values swapped"
    ),
    pytest.param(
        "",
        lambda text: sub(": us", ": user")(sub(": er", ': ""')(text)),
        0,
        [],
        id="bytes moved to the value before",
    ),
    pytest.param("", sub("^empty", 'more_unencrypted: ""\nempty'), 0, [], id="an empty value"),
    pytest.param("", sub("^empty", "more: null\nempty"), 0, [], id="nothing, in the scope"),
    pytest.param("", sub("^empty", "more: {}\nempty"), 0, [], id="an empty map"),
    pytest.param(
        "", sub("^empty", "more_unencrypted: 1\nempty"), 51, ["error /more_unencrypted"], id="one"
    ),
    pytest.param("", sub("^rate" + LINE, ""), 51, ["error -"], id="a plain value removed"),
    pytest.param("", sub("^user" + LINE, ""), 51, ["error -"], id="a secret removed"),
    pytest.param("", sub("^user", "# by hand\nuser"), 0, [], id="a comment"),
    pytest.param(
        "", swap("^    - .*:str]", "^    - .*:str]"), 51, ["error /items/0"], id="items swapped"
    ),
    pytest.param("", sub("^    - ENC" + LINE, ""), 51, ["error /items/0"], id="an item removed"),
    pytest.param("", swap("^user.*\n", "^(?=empty)"), 51, None, id="a secret moved down"),
    pytest.param(
        "",
        sub("lastmodified: .*", 'lastmodified: "2020-01-31T00:00:00Z"'),
        51,
        ["error /sops/lastmodified"],
        id="the time",
    ),
    pytest.param("", sub("^user: ", "name: "), 25, ["error /name"], id="the key of a secret"),
    pytest.param(
        "", swap("ENC.*(?=\ndb)", "ENC.*(?=\n    port)"), 25, None, id="ciphertexts swapped"
    ),
    pytest.param("", sub("suffix: .*", "regex: ^user$|_unencrypted$"), 51, None, id="the scope"),
    pytest.param("", sub("    version: .*", "    version: 3.9.0"), 0, [], id="the version"),
    pytest.param(
        SECOND, sub(": 443$", ": 444"), 51, ["error /port_unencrypted"], id="2nd document"
    ),
]


@needs_sops
@pytest.mark.parametrize(("more", "edit", "code", "expected"), EDITS)
def test_an_edit_without_sops_is_told_where_sops_would_refuse_the_file(
    more: str, edit: Callable[[str], str], code: int, expected: list[str] | None
) -> None:
    before = encrypted(PLAIN + more)
    after = edit(before.decode()).encode()

    found = told(stale_mac, examined(before), examined(after))

    assert (_decrypts(after), after != before) == (code, True)
    if expected is None:
        assert found
    else:
        assert [" ".join(line.split(" ")[0:3:2]) for line in found] == expected


def _decrypts(data: bytes, name: str = "a.yaml") -> int:
    """Return the exit code of the real sops."""
    assert PROGRAM is not None
    return subprocess.run(
        [PROGRAM, "decrypt", "--filename-override", name, "/dev/stdin"],
        input=data,
        capture_output=True,
        env={**os.environ, "SOPS_DISABLE_VERSION_CHECK": "1", **identity().environ()},
        check=False,
    ).returncode


@needs_sops
@pytest.mark.parametrize(
    ("edit", "code", "expected"),
    [
        pytest.param(sub(": 80$", ": 81"), 0, [], id="a plain value is not covered"),
        pytest.param(sub("^rate" + LINE, ""), 0, [], id="nor that it is there"),
        pytest.param(swap("^    - .*:str]", "^    - .*:str]"), 51, ["error /items/0"], id="items"),
        pytest.param(
            sub("mac_only_encrypted: true", "mac_only_encrypted: false"),
            51,
            ["error /sops/mac_only_encrypted"],
            id="that it is so",
        ),
    ],
)
def test_a_mac_over_ciphertexts_alone_covers_nothing_else(
    edit: Callable[[str], str], code: int, expected: list[str], tmp_path: Path
) -> None:
    (tmp_path / ".sops.yaml").write_text(rules(rule(mac_only_encrypted="true")))
    before = sops("encrypt", "--filename-override=a.yaml", input=PLAIN.encode(), cwd=tmp_path)
    after = edit(before.decode()).encode()

    found = told(stale_mac, examined(before), examined(after))

    assert _decrypts(after) == code
    assert [" ".join(line.split(" ")[0:3:2]) for line in found] == expected


@needs_sops
@pytest.mark.parametrize(
    ("name", "text", "edit", "code", "expected"),
    [
        ("a.json", '{"a": 1, "p_unencrypted": 8}', sub(": 8", ": 9"), 51, "error /p_unencrypted"),
        ("a.json", '{"a": 1, "p_unencrypted": 8}', sub(": 8", ': "8"'), 0, None),
        ("a.json", '{"a": 1, "p_unencrypted": 8}', sub('"p_un', '"q_un'), 0, None),
        ("a.env", "A=1\nP_unencrypted=8\n", sub("=8", "=9"), 51, "error /P_unencrypted"),
        ("a.env", "A=1\nP_unencrypted=8\n", sub("^P", "# by hand\nP"), 0, None),
        (
            "a.ini",
            "[s]\na = 1\np_unencrypted = 8\n",
            sub("= 8", "= 9"),
            51,
            "error /s/p_unencrypted",
        ),
        ("a.ini", "[s]\na = 1\nb = 2\n", swap("^a .*", "^b .*"), 51, "error -"),
        (
            "a.bin",
            "text",
            sub('lastmodified": "2', 'lastmodified": "3'),
            51,
            "error /sops/lastmodified",
        ),
    ],
)
def test_it_is_the_same_in_every_format(
    name: str, text: str, edit: Callable[[str], str], code: int, expected: str | None
) -> None:
    before = encrypted(text, name)
    after = edit(before.decode()).encode()

    found = told(stale_mac, examined(before, name), examined(after, name))

    assert _decrypts(after, name) == code
    assert [" ".join(line.split(" ")[0:3:2]) for line in found] == [expected] * bool(expected)


@needs_sops
def test_what_sops_itself_changes_is_no_finding() -> None:
    before = encrypted(PLAIN)
    for after in (
        changed(before, "a.yaml", "set", '["user"]', value='"bob"'),
        changed(before, "a.yaml", "unset", '["items"]'),
        changed(before, "a.yaml", "rotate"),
        encrypted(PLAIN + "# other\n"),
    ):
        assert told(stale_mac, examined(before), examined(after)) == []


@pytest.mark.parametrize(("heading", "before", "after"), examples(stale_mac))
def test_the_examples_of_its_page(heading: str, before: Examined, after: Examined) -> None:
    assert bool(told(stale_mac, before, after)) == (heading == "Bad")


def test_the_message_names_the_values_and_quotes_none() -> None:
    ((_, before, after), *_) = examples(stale_mac)

    assert told(stale_mac, before, after) == [
        "error 2 /port_unencrypted `port_unencrypted` was changed without SOPS: "
        "the MAC is still that of the values before"
    ]


def test_no_more_than_a_few_values_are_named() -> None:
    before = examined(sealed({name: f"{name}1" for name in "abcde"}, mac="M1"))
    after = examined(sealed({name: f"{name}2" for name in "abcde"}, mac="M1"))

    (line,) = told(stale_mac, before, after)

    assert line.startswith("error 1 /a `a`, `b`, `c` and 2 more were changed without SOPS")


def test_a_file_that_is_gone_or_was_never_encrypted_is_no_business_of_it() -> None:
    ((_, before, after), *_) = examples(stale_mac)
    plain = examined("a: 1\n")

    assert told(stale_mac, before, None) == told(stale_mac, before, plain) == []
    assert told(stale_mac, plain, after) == []
