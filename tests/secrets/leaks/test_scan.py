import base64
import json
import sys
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.secrets.leaks import kinds, matching, names, proofs, rules, values
from confledger.secrets.leaks.leak import Leak, new_ones
from confledger.secrets.leaks.scan import LARGE, MOST_BYTES, scan, unscanned

DRAWN = "q7Rk2ZpL9vXw4TbN8sHd"
GITHUB = "gh" + "p_" + "a7B2c9D4e1F6g3H8i5J0k2L7m4N9o1P6q3R8"
AWS = "AK" + "IA" + "Q3EGRZ7YXKW5TMHJ"


def samples(project: Path) -> ModuleType:
    """Return the samples of scripts/leaks, which are not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(project / "scripts"))
        patch.setattr(sys, "dont_write_bytecode", True)
        return import_module("leak_samples.scoring")


def told(path: str, text: str | bytes) -> list[str]:
    """Return what is found in a file: line, check, rule, address, name."""
    data = text.encode() if isinstance(text, str) else text
    return [
        " ".join(
            str(part)
            for part in (
                *(leak.span.line if leak.span else "-", leak.check, leak.rule or "-"),
                *("/".join(str(step) for step in leak.at) or "-", leak.key or "-"),
            )
        )
        for leak in scan(path, data)
    ]


def test_every_secret_that_providers_document_is_found(project: Path) -> None:
    scoring = samples(project)
    planted = scoring.planted()

    assert len({one.name for one in planted if one.kind == "provider"}) >= 90
    assert len([one for one in planted if one.kind != "provider"]) >= 270
    assert [one for score in scoring.scores(planted).values() for one in score.wrong] == []


def test_what_only_looks_like_a_secret_is_left_alone(project: Path) -> None:
    scoring = samples(project)
    harmless = scoring.harmless()

    assert len(harmless) >= 190
    assert [one for score in scoring.scores(harmless).values() for one in score.wrong] == []


def test_every_finding_is_where_the_secret_is_and_has_nothing_of_it(project: Path) -> None:
    scoring = samples(project)
    for one in scoring.planted():
        lines = one.text.removeprefix("\ufeff").splitlines()
        for leak in scan(one.path, one.text.encode()):
            held = leak.text()
            start = json.dumps(held)[1:20].strip('"').partition("\\n")[0]
            span = leak.span
            assert span is not None
            assert (span.end_line, span.end_column) == (span.line, span.column + 1)
            shown = "\n".join(lines[span.line - 1 : span.line + 1])
            encoded = base64.b64encode(held.encode()).decode()[:16]
            assert start in shown or encoded in shown or "*" in shown, one
            if len(held) > 10:
                assert held not in repr(leak) + leak.why + leak.subject + repr(leak.at)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param(
            "a.yaml",
            f"a:\n  - x: {GITHUB}\n# {AWS}\npassword: hunter22\n",
            [
                "2 provider-token github-token a/0/x x",
                "3 provider-token aws-access-key - -",
                "4 plain-secret - password password",
            ],
            id="in a leaf, in a comment, by its name",
        ),
        pytest.param(
            "a.yaml",
            f"both: {GITHUB} {AWS}\n",
            [
                "1 provider-token aws-access-key both both",
                "1 provider-token github-token both both",
            ],
            id="two in one leaf",
        ),
        pytest.param(
            "a.yaml",
            f"x: &a {GITHUB}\ny: *a\n",
            ["1 provider-token github-token x x"],
            id="an alias is not a second one",
        ),
        pytest.param(
            "a.yaml",
            "x: &a hunter22\npassword: *a\n",
            ["2 plain-secret - password password"],
            id="unless only its name says what it is",
        ),
        pytest.param(
            "k.yaml",
            "apiVersion: v1\nkind: Secret\ndata:\n"
            f"  a: {base64.b64encode(GITHUB.encode()).decode()}\n  b: {{}}\n  c: '%%%'\nother: x\n",
            ["4 provider-token github-token data/a a"],
            id="in base64, in a Secret",
        ),
        pytest.param(
            "k.yaml",
            "apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Secret, stringData: "
            "{u: ada}}\n  - {apiVersion: v1, kind: ConfigMap, data: {u: ada}}\n  - x\n",
            ["4 plain-secret - items/0/stringData/u u"],
            id="a Secret among others",
        ),
        pytest.param(
            "k.yaml",
            "data:\n  a.ini: |\n    [a]\n    password = hunter22\n    token = short\n"
            "  b: |\n    x\n",
            ["4 plain-secret - data/a.ini password"],
            id="a file within a file",
        ),
        pytest.param(
            "k.yaml",
            "data:\n  a.ini: &f |\n    password = hunter22\nagain: *f\n",
            ["3 plain-secret - data/a.ini password"],
            id="a file within a file is told once",
        ),
        pytest.param(
            "k.json",
            json.dumps({"run.sh": "set -e\nexport DB_PASSWORD='a\"hunter22'\n"}),
            ["1 plain-secret - run.sh DB_PASSWORD"],
            id="a script within JSON, escaped",
        ),
        pytest.param(
            "a.yaml",
            f"{{{{ if a }}}}\nx: {GITHUB}\npassword: hunter22\n{{{{ end }}}}\n",
            ["2 provider-token github-token - -", "3 plain-secret - - password"],
            id="a template is read by its lines",
        ),
        pytest.param(
            "a.yaml",
            "db:\n  api_token: {CLOUD: 1}\ncloudflare_api_token: " + f"{DRAWN * 2}\n",
            ["3 provider-token cloudflare-token cloudflare_api_token cloudflare_api_token"],
            id="what its name says is told once",
        ),
        pytest.param(
            "a.go",
            f'x := 1 // {GITHUB}\npassword := "{DRAWN}"\ntoken := config.token2.value3\n',
            ["1 provider-token github-token - -", "2 plain-secret - - password"],
            id="source code",
        ),
        pytest.param("a.py", 'password = "hunter22 is it"\n', [], id="a sentence"),
        pytest.param(
            "a.xml",
            "<a>\n<db.password>hunter22</db.password>\n<user>ada</user></a>",
            ["2 plain-secret - - db.password"],
            id="an element",
        ),
        pytest.param(
            "a.sh",
            "run --password hunter22 --user ada -v\nrun --password $X --token=\"$Y\"\n",
            ["1 plain-secret - - password"],
            id="an option",
        ),
        pytest.param(
            "a.txt", b"\xff\xfe" + f"key {GITHUB}\n".encode("utf-16-le"),
            ["1 provider-token github-token - -"],
            id="UTF-16",
        ),
        pytest.param("a.txt", b"\xff\xfe\0", [], id="almost UTF-16"),
        pytest.param("a.bin", f"\0{GITHUB}", [], id="binary"),
        pytest.param("i18n/de.txt", "password = hunter22geheim!\n", [], id="a translation"),
        pytest.param(
            "a.yaml",
            f"x: ENC[AES256_GCM,data:{GITHUB},iv:a=,tag:b=,type:str]\n"
            "password: ENC[AES256_GCM,data:a,iv:a=,tag:b=,type:str]\n",
            [],
            id="a ciphertext",
        ),
        pytest.param(
            "a.txt", f"x: ENC[AES256_GCM,data:a] {GITHUB}",
            ["1 provider-token github-token - -"],
            id="beside a ciphertext",
        ),
        pytest.param(
            "a.txt", "password = ENC[AES256_GCM,data:password=hunter22aB!x,iv:a]\n", [],
            id="a name in a ciphertext",
        ),
        pytest.param(
            "a.json", '{"a": ["-----BEGIN RSA PRIVATE ' + 'KEY-----\\n' + DRAWN * 6 + '"]}',
            ["1 provider-token private-key a/0 a"],
            id="a key in JSON",
        ),
    ],
)  # fmt: skip
def test_secrets_are_found_where_they_are(
    path: str, text: str | bytes, expected: list[str]
) -> None:
    assert told(path, text) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(GITHUB, False, id="a checksum that is wrong"),
        pytest.param(
            "AGE-SECRET-" + "KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" * 2, False, id="age"
        ),
        pytest.param("postgres://app:tromb47nebel@db/a", False, id="a password in an address"),
        pytest.param("postgres://app:Tr0mb!47.Nebel@db/a", True, id="that nobody makes up"),
    ],
)
def test_where_secrets_are_shown_they_have_to_be_real(text: str, shown: bool) -> None:
    assert len(scan("deploy/a.txt", f"x {text} y".encode())) == 1
    assert len(scan("docs/a.txt", f"x {text} y".encode())) == shown


def test_a_file_that_is_too_large_to_read_is_looked_through() -> None:
    large = b"#" * LARGE + f"\npassword: hunter22\nx: {GITHUB}\n".encode()

    assert told("a.yaml", large) == [
        "2 plain-secret - - password",
        "3 provider-token github-token - -",
    ]
    assert unscanned(large) is None
    assert unscanned(b"x" * (MOST_BYTES + 1)) == "larger than 16 MB"
    assert unscanned(b"a\0b") == "binary"
    assert scan("a", GITHUB.encode() + b" " * MOST_BYTES) == []


def test_only_what_was_not_there_is_new() -> None:
    before = scan("a.yaml", b"password: hunter22\nlist: {password: hunter22}\n")
    moved = b"a: {password: hunter22}\nb: {password: hunter22}\nc: {password: other-1}\n"
    after = scan("a.yaml", moved + b"d: {password: hunter22}\n")

    assert [leak.at for leak in new_ones(after, before)] == [("c", "password"), ("d", "password")]


def test_a_leak_shows_nothing_of_its_value() -> None:
    leak = Leak("plain-secret", "", "its key says so", DRAWN, key="password", at=("password",))

    assert repr(leak) == "Leak('plain-secret', '', ('password',), None)"
    assert leak.subject == "password"
    assert leak.text() == DRAWN


@pytest.mark.parametrize(
    "unit",
    [
        *("a", "=", "pass:&", "password=", "eyJ-eyJ", "eyJ.eyJ", "a://b:", "://:@", "-----BEGIN "),
        *("key: [", "token: {", "x_pass: ' ", "AKIA", "curl -u ", "Server=;", "<token>", " --pass"),
        *("machine x login ", "{{", "sv=2020-01-01&", "SG.", "PuTTY-User-Key-File-2: aaaa\n"),
        *("name: password\nvalue: ", '"auth": "', "ENC[AES256_GCM,", "0123abcd-", "secret" * 9),
    ],
)
@pytest.mark.parametrize("path", ["a.py", "a.yaml"])
def test_no_line_takes_long(unit: str, path: str) -> None:
    started = time.process_time()

    scan(path, (unit * (500_000 // len(unit))).encode())

    assert time.process_time() - started < 5


@given(data=st.binary(max_size=300), path=st.sampled_from(["a.yaml", "a.json", "a.py", "b/.env"]))
def test_whatever_the_bytes_nothing_is_raised(data: bytes, path: str) -> None:
    scan(path, b"password: hunter22\ntoken: " + data + GITHUB.encode())


def test_of_very_many_of_a_kind_the_first_are_told() -> None:
    text = " ".join("AK" + "IA" + f"Q3EGRZ7YXKW5T{a}{b}{c}" for a in "ABCDE" for b in "FGHIJKL"
                    for c in "MNOPQRST")  # fmt: skip

    assert len(scan("a.txt", text.encode())) == matching.MOST


@pytest.mark.parametrize(
    ("path", "kind", "shows"),
    [
        ("a.py", kinds.CODE, False),
        ("a.conf.bak", kinds.SETTINGS, False),
        ("prod.env.local", kinds.SETTINGS, False),
        ("Dockerfile", kinds.SCRIPT, False),
        ("a.md", kinds.PROSE, False),
        ("a.xyz", kinds.SCRIPT, False),
        ("old", kinds.SCRIPT, False),
        ("tests/a.py", kinds.CODE, True),
        ("a.example.conf", kinds.SETTINGS, True),
        ("README.md", kinds.PROSE, True),
        ("contest/a.py", kinds.CODE, False),
    ],
)
def test_a_path_says_what_kind_of_text_a_file_is(path: str, kind: str, shows: bool) -> None:
    assert (kinds.kind_of(path), kinds.shows(path)) == (kind, shows)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("DB_PASSWORD", "password"),
        ("PGPASSWORD", "password"),
        ("secretKeyBase", "token"),
        ("token2", "token"),
        ("ACCESS_KEY", "token"),
        ("access_key_id", None),
        ("public_key", None),
        ("proxy_pass", None),
        ("password_hash", None),
        ("key", None),
        ("123", None),
        ("", None),
    ],
)
def test_the_last_word_of_a_name_decides(name: str, kind: str | None) -> None:
    assert names.kind(name) == kind


def test_a_proof_is_by_the_value_alone() -> None:
    d = "eyJhbGciOiJub25lIn0"
    assert not proofs.holds("signed", "eyJ4.eyJ4.x", shown=False)
    assert not proofs.holds("signed", f"{d}.W10.{DRAWN}", shown=False)
    assert not proofs.holds("service-account", f"{d}.W10.{DRAWN}", shown=False)
    assert proofs.holds("", "anything", shown=True)
    assert not proofs.holds("basic", "A", shown=False)
    assert not proofs.holds("encoded-key", "A", shown=False)
    assert not proofs.holds("discord", "A.b.c", shown=False)
    assert proofs.holds("login", DRAWN, shown=False)
    assert not proofs.holds("login", "aGVsbG8gd29ybGQ", shown=False)


def test_a_value_is_drawn_or_made_up() -> None:
    assert values.random(DRAWN)
    assert not values.random("a" * 15)
    assert not values.random("the quick brown fox")
    assert not values.random("abcdefghijklmnopqrstuv")
    assert not values.random("front-end-service-v12")
    assert not values.random("1a1a1a1a1a1a1a1a1a1a")
    assert values.literal(DRAWN * 20)
    assert not values.literal(DRAWN * 20 + "/etc/a.pem")
    assert not values.made_up("a" * 400)
    assert not values.literal("  ")


def test_each_rule_is_found_by_its_glance() -> None:
    assert len(rules.RULES) > 100
    assert len({rule.proof for rule in rules.RULES}) == len(proofs.TESTS)
    assert [rule.proof for rule in rules.RULES if rule.proof not in proofs.TESTS] == []
