"""A line of source, as anybody may see it who can read the log of a build."""

from time import process_time

import pytest

from confledger.checks.finding import Finding, Severity
from confledger.checks.result import Result
from confledger.documents.dialect import YAML
from confledger.documents.excerpt import Excerpt, excerpt
from confledger.documents.load import positions
from confledger.location import Path, Span
from confledger.reports.renderers import text as renderer

LONG = "q1" * 20
AGE = "age1" + "qpzry9x8" * 7 + "gf"


def line_of(lines: list[str], number: int, path: Path = (), column: int = 1) -> Excerpt:
    found = excerpt(lines, number, path, column)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        pytest.param("password: hunter2", "password: <redacted>", id="yaml"),
        pytest.param('  "password": "hunter2",', '  "password": <redacted>', id="json"),
        pytest.param('password = "hunter2"', "password = <redacted>", id="toml, ini"),
        pytest.param("export DB_PASS=hunter2", "export DB_PASS=<redacted>", id="dotenv"),
        pytest.param("db.password=hunter2", "db.password=<redacted>", id="properties"),
        pytest.param("{a: x, pwd: hunter2}", "{a: x, pwd: <redacted>", id="second of a flow map"),
        pytest.param('{"a":1,"token":"hunter2"}', '{"a":1,"token":<redacted>', id="compact json"),
        pytest.param("a = { secret = 1 }", "a = { secret = <redacted>", id="inline table"),
        pytest.param("TOKENS: [hunter2]", "TOKENS: <redacted>", id="several"),
        pytest.param("PASSWORD_PROD: hunter2", "PASSWORD_PROD: <redacted>", id="part of a name"),
        pytest.param("- --api-key=hunter2", "- --api-key=<redacted>", id="option"),
        pytest.param("run: x --token hunter2", "run: x --token <redacted>", id="option, blank"),
        pytest.param('["--token", "hunter2"]', '["--token", "<redacted>', id="option in a list"),
        pytest.param("u: redis://:hunter2@h", "u: redis://:<redacted>@h", id="address, no user"),
        pytest.param("pg://u:h@n/ter@h/db", "pg://u:<redacted>@h/db", id="address, odd password"),
        pytest.param("u: x/?token=hunter2&y", "u: x/?token=<redacted>", id="query of an address"),
        pytest.param(f"x: {LONG}", "x: <redacted>", id="long and random"),
        pytest.param("x: ghp_0123456789ab", "x: <redacted>", id="a token by its prefix"),
        pytest.param(
            "jwt: eyJhbGciOi.eyJzdWIi.dozjgNry4", "jwt: <redacted>", id="a token in three parts"
        ),
        pytest.param(
            "ssh_host_ed25519_key: AAAA", "ssh_host_ed25519_key: <redacted>", id="key of a host"
        ),
        pytest.param("host_key_checking: no", "host_key_checking: no", id="no key of a host"),
        pytest.param("password: |", "password: |", id="what only opens something"),
        pytest.param("tokens:", "tokens:", id="what has no value"),
        pytest.param("mysql_pw: hunter2", "mysql_pw: <redacted>", id="pw"),
        pytest.param("mysqlPw: hunter2", "mysqlPw: <redacted>", id="pw, a hump"),
        pytest.param("PIN=1234", "PIN=<redacted>", id="pin"),
        pytest.param("user.pin_2=1234", "user.pin_2=<redacted>", id="pin, among others"),
        pytest.param("userPIN: 1234", "userPIN: <redacted>", id="pin, a hump"),
        pytest.param("spin: 1, pins: 2, ping: 3", "spin: 1, pins: 2, ping: 3", id="no pin"),
        pytest.param("pwa: 1, httpw: 2", "pwa: 1, httpw: 2", id="no pw"),
        pytest.param(f"recipient: {AGE}", f"recipient: {AGE}", id="a public key of age"),
        pytest.param(f"age: {AGE},{AGE}", f"age: {AGE},{AGE}", id="several of them"),
        pytest.param(f"x: {AGE}q", "x: <redacted>", id="longer than a public key of age"),
        pytest.param("x: AGE-SECRET-KEY-1QPZRY9X8GF", "x: <redacted>", id="its private key"),
        pytest.param("author: ada", "author: ada", id="no secret name"),
        pytest.param("bypass: 1", "bypass: 1", id="another one"),
        pytest.param("a: http://x:80/y", "a: http://x:80/y", id="a port"),
        pytest.param("i: x@sha256:" + "0" * 64, "i: x@sha256:" + "0" * 64, id="a digest"),
        pytest.param("x" * 320, "x" * 320, id="long"),
        pytest.param("x" * 321, "x" * 320 + "…", id="too long to show"),
    ],
)
def test_what_looks_like_a_secret_is_masked(line: str, shown: str) -> None:
    found = line_of([line], 1)

    assert (found.text, found.hidden) == (shown, "<redacted>" in shown)


def test_what_the_file_itself_calls_redacted_hides_nothing() -> None:
    assert not line_of(["a: <redacted>"], 1).hidden


BELOW_SECRET = """\
password:
  - hunter2
  - a:
      b: hunter2

open: x
"""
LEVEL_WITH_KEY = """\
tokens:
- hunter2
-
  hunter2
open: x
"""
ENVIRONMENT = """\
- name: DB_PASSWORD
  value: hunter2
- value: hunter2
  name: TOKEN
- name: OPEN
  value: x
"""
ENVIRONMENT_JSON = """\
[
  {
    "name": "TOKEN",
    "value": "hunter2"
  },
  {
    "value": "x"
  }
]
"""
OPTIONS = """\
args:
  - --token
  - hunter2
  - "-v"
  - x
"""
ARMOUR = """\
key: |
  -----BEGIN PRIVATE KEY-----
  hunter2
  -----END PRIVATE KEY-----
open: x
"""
SECRET = """\
kind: Secret
data:
  a: hunter2
  b: |
    hunter2
"""
SECRET_JSON = """\
{
  "kind": "Secret", "x": "hunter2",
  "data": {"a": "hunter2"}
}
"""
NO_SECRET = """\
spec:
  kind: Secret
  a: x
"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            BELOW_SECRET,
            ["password:", "  - <redacted>", "  - a:", "      b: <redacted>", "", "open: x", ""],
            id="below a secret name",
        ),
        pytest.param(
            LEVEL_WITH_KEY,
            ["tokens:", "- <redacted>", "-", "  <redacted>", "open: x", ""],
            id="items level with the name",
        ),
        pytest.param(
            ENVIRONMENT,
            [
                *("- name: DB_PASSWORD", "  value: <redacted>", "- value: <redacted>"),
                *("  name: TOKEN", "- name: OPEN", "  value: x", ""),
            ],
            id="the value of a variable with a secret name",
        ),
        pytest.param(
            ENVIRONMENT_JSON,
            [
                *("[", "  {", '    "name": "TOKEN",', '    "value": <redacted>', "  },"),
                *("  {", '    "value": "x"', "  }", "]", ""),
            ],
            id="the same in JSON",
        ),
        pytest.param(
            OPTIONS,
            ["args:", "  - --token", "  - <redacted>", '  - "-v"', "  - x", ""],
            id="what follows an option",
        ),
        pytest.param(
            ARMOUR,
            [
                *("key: |", "  -----BEGIN PRIVATE KEY-----", "  <redacted>"),
                *("  -----END PRIVATE KEY-----", "open: x", ""),
            ],
            id="a key in armour",
        ),
        pytest.param(
            SECRET,
            ["kind: <redacted>", "data:", "  a: <redacted>", "  b: |", "    <redacted>", ""],
            id="a Secret of Kubernetes",
        ),
        pytest.param(
            SECRET_JSON,
            ["{", '  "kind": <redacted>', '  "data": <redacted>', "}", ""],
            id="the same in JSON",
        ),
        pytest.param(NO_SECRET, [*NO_SECRET.split("\n")], id="what only refers to a Secret"),
    ],
)
def test_the_lines_around_tell_what_is_secret(text: str, shown: list[str]) -> None:
    lines = text.split("\n")

    assert [line_of(lines, number).text for number in range(1, len(lines) + 1)] == shown


@pytest.mark.parametrize(
    ("line", "path", "shown"),
    [
        pytest.param("  value: hunter2", ("token", "value"), "  value: <redacted>", id="a key"),
        pytest.param("  - hunter2", ("tokens", 0), "  - <redacted>", id="an item"),
        pytest.param("hunter2", ("tokens",), "<redacted>", id="a text block"),
        pytest.param("  a:", ("tokens", "a"), "  a:", id="what only opens something"),
        pytest.param("", ("tokens",), "", id="nothing"),
        pytest.param("  value: x", ("names", 1), "  value: x", id="no secret name"),
    ],
)
def test_a_secret_name_on_the_path_hides_the_value(line: str, path: Path, shown: str) -> None:
    assert line_of([line], 1, path).text == shown


@pytest.mark.parametrize(
    ("lines", "number", "shown"),
    [
        pytest.param(["a\r\n", "b"], 1, "a", id="the first line, without its end"),
        pytest.param(["a", "b"], 2, "b", id="the last line"),
        pytest.param(["a"], 2, None, id="after the end"),
        pytest.param(["a"], 0, None, id="before the start"),
        pytest.param([], 1, None, id="no lines"),
    ],
)
def test_only_lines_that_are_there_are_shown(
    lines: list[str], number: int, shown: str | None
) -> None:
    found = excerpt(lines, number)

    assert (found and found.text) == shown


@pytest.mark.parametrize("part", ["- ", "a", "a ", "a: ", "--a ", "://a:", "eyJ", '"', "a=", "x@"])
def test_no_line_takes_long(part: str) -> None:
    start = process_time()
    shown = line_of([part * 1_000_000], 1, ("a",)).text
    long = process_time() - start

    assert shown == (part * 320)[:320] + "…" or shown.endswith("<redacted>")
    assert long < 0.5


def test_a_line_far_below_is_found_at_once() -> None:
    lines = ["password:", *["  a: x"] * 50_000]

    # Only the lines near it are looked at: the name is too far up.
    assert line_of(lines, 50_000).text == "  a: x"
    assert line_of(lines, 500).text == "  a: <redacted>"


WIDE = "".join(f'"k{n}": {n}, ' for n in range(700))
HERE = WIDE.index('"k20"')
FAR = WIDE.index('"k650"')
SECRET_FAR = f'{WIDE[:HERE]}"password": "hunter2", {WIDE[HERE:]}'


@pytest.mark.parametrize(
    ("line", "column", "shown", "at"),
    [
        pytest.param(WIDE, 240, WIDE[:320] + "…", 240, id="not far"),
        pytest.param(WIDE, 241, "…" + WIDE[160:480] + "…", 82, id="further"),
        pytest.param(WIDE, FAR + 1, "…" + WIDE[FAR - 80 : FAR + 240] + "…", 82, id="far"),
        pytest.param(WIDE, len(WIDE), "…" + WIDE[-320:], 321, id="the end"),
        pytest.param(WIDE[:3019], 3019, "…" + WIDE[2699:3019], 321, id="the end of 3 kB"),
        pytest.param(f"{LONG} {'ab ' * 200}", 400, "…" + ("ab " * 200)[278:598] + "…", 82,
                     id="behind a mask that is shorter than what it hides"),
        pytest.param(f"{'ab ' * 200}x://u:pw@h", 607, "…" + ("ab " * 200)[-302:]
                     + "x://u:<redacted>@h", 310, id="inside of what a mask hides"),
        pytest.param(SECRET_FAR, 3, WIDE[:HERE] + '"password": <redacted>', 3,
                     id="before a secret"),
        pytest.param(SECRET_FAR, 1500, WIDE[:HERE] + '"password": <redacted>', HERE + 13,
                     id="behind a secret"),
        pytest.param(SECRET_FAR, FAR, "…<redacted>", 2, id="far behind a secret"),
        pytest.param("a" * 9000, 6000, "…<redacted>", 2, id="inside of one long word"),
        pytest.param(f"{WIDE[:5000]} {LONG} x", 5043, "…" + WIDE[:5000][-307:]
                     + " <redacted> x", 321, id="far, behind a mask"),
    ],
)  # fmt: skip
def test_of_a_long_line_what_is_around_the_place_is_shown(
    line: str, column: int, shown: str, at: int
) -> None:
    found = line_of([line], 1, (), column)

    assert (found.text, found.column) == (shown, at)
    assert found.hidden == ("<redacted>" in shown or LONG in line)


@pytest.mark.parametrize("part", ["- ", "a: ", "--a ", "://a:", '"', "x@"])
def test_nothing_far_to_the_right_takes_long(part: str) -> None:
    line = part * 500_000
    start = process_time()
    for column in range(400_000, 400_020):
        line_of([line], 1, (), column)

    assert process_time() - start < 2


def report(text: str, path: Path) -> str:
    """Point at the value of one path, as `check` does."""
    span = positions(text.encode(), YAML).value(0, path)
    assert span is not None
    shown = line_of(text.split("\n"), span.line, path, span.column)
    finding = Finding(
        *("schema", Severity.ERROR, "wrong", "a.yaml"),
        span=span,
        excerpt=shown.text,
        excerpt_column=shown.column,
    )
    return renderer.render(Result(findings=[finding])).partition("\n")[2]


@pytest.mark.parametrize(
    ("text", "path", "lines"),
    [
        pytest.param("a: 12\n", ("a",), ["  1 | a: 12", "    |    ^^"], id="first line"),
        pytest.param("日: 語語\n", ("日",), ["  1 | 日: 語語", "    |     ^^^^"], id="wide"),
        pytest.param("e\u0301: x\n", ("e\u0301",), ["  1 | e\u0301: x", "    |    ^"], id="accent"),
        pytest.param("a:\t1\n", ("a",), ["  1 | a:    1", "    |       ^"], id="tab"),
        pytest.param("a: \u202ex\n", ("a",), [r"  1 | a: \u202ex", "    |    ^^^^^^^"], id="bidi"),
        pytest.param("a: |\n  x\n", ("a",), ["  1 | a: |", "    |    ^"], id="goes on below"),
        pytest.param("a: 1, b: x@y://u:pw1@h z\n", ("a",), [
            "  1 | a: 1, b: x@y://u:<redacted>@h z", "    |    ^^^^^^^^^^^^^^^^^^^^^",
        ], id="before a mask"),
        pytest.param(
            f"a: {'x ' * 200}\n",
            ("a",),
            [f"  1 | a: {('x ' * 200)[:317]}…", f"    |    {'^' * 318}"],
            id="very long",
        ),
    ],
)  # fmt: skip
def test_the_caret_stands_below_the_value(text: str, path: Path, lines: list[str]) -> None:
    assert report(text, path).splitlines() == lines


def test_a_span_is_compared_by_its_place() -> None:
    assert {Span(1, 2, 3, 4)} == {Span(1, 2, 3, 4)}
    assert Span(1, 2, 3, 4) != Span(1, 2, 3, 5)


def test_deep_indentation_takes_no_time() -> None:
    lines = [" " * depth + "a:" for depth in range(3_000)]
    start = process_time()

    assert excerpt(lines, 260, ("a",) * 260) is not None
    assert process_time() - start < 1


def test_many_places_of_one_line_take_no_time() -> None:
    line = "\\u" * 2_000
    began = process_time()

    shown = [line_of([line], 1, (), column).text for column in range(1, 2_001)]

    assert all("\\u" in one for one in shown)
    # When the line was searched for each of them, this took more than a second.
    assert process_time() - began < 0.5


def test_words_without_an_end_take_no_time() -> None:
    lines = ["x" * 4_000, "x" * 3_999 + "y"] * 100
    began = process_time()

    shown = [excerpt(lines, number) for number in range(1, 201)]

    assert all(one is not None and one.text.startswith("xxx") for one in shown)
    # When each letter was tried with all that follow, this took eight seconds.
    assert process_time() - began < 4


@pytest.mark.parametrize(
    ("line", "column", "shown", "at"),
    [
        ("port: ENC[AES256_GCM,data:x/y=,iv:a,tag:b,type:int]", 1, "port: ENC[…]", 1),
        ("port: ENC[AES256_GCM,data:x/y=,iv:a,tag:b,type:int]", 7, "port: ENC[…]", 7),
        ("{a: ENC[AES256_GCM,data:x,type:int], b: 1}", 38, "{a: ENC[…], b: 1}", 13),
        ("note: ENC[AES256_GCM,cut off", 1, "note: ENC[AES256_GCM,cut off", 1),
    ],
)
def test_a_ciphertext_is_shortened(line: str, column: int, shown: str, at: int) -> None:
    found = excerpt([line], 1, (), column)

    assert found is not None
    assert (found.text, found.column) == (shown, at)
