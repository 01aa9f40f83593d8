"""What we write the real `sops` reads, what it writes we verify, and both are what is there.

The third opinion is tests/oracle.py, which decrypts by the description of the format alone.
"""

import json
import os
from pathlib import Path

import hypothesis
import pytest
import yaml
from hypothesis import strategies

import oracle
from confledger.checks import proof
from confledger.checks.examined import Examined
from confledger.cli.secrets.given_value import as_json
from confledger.cli.secrets.verification import verify
from confledger.secrets import sops_file
from confledger.secrets.plain import Plain
from confledger.secrets.rules import RuleFile, Rules
from confledger.secrets.rules import read as read_rules
from confledger.secrets.sops import Sops, find
from sopsing import Acted, act, decrypted, encrypted, identity, needs_sops, rule, rules
from support import Repository

pytestmark = needs_sops

# Every type of scalar that a store has; what sops decrypts them to; what they are by the format.
YAML_TEXT = """\
# about all
text: one # beside
empty: ""
none: null
number: 42
negative: -7
large: 9007199254740993
rate: 0.25
small: 1.5e-07
works: true
broken: false
time: 2024-01-02T03:04:05Z
lines: |
    first
    second
unicode: "äöü \\U0001F511"
quoted: "014"
inner:
    # above
    deep:
        - a
        - b: 2
        - [3, x]
name_unencrypted: shop
port_unencrypted: 80
"""
VALUES: list[tuple[str, str, object]] = [
    ("text", "str", "one"),
    ("empty", "plain", ""),
    ("none", "plain", None),
    ("number", "int", 42),
    ("negative", "int", -7),
    ("large", "int", 9007199254740993),
    ("rate", "float", 0.25),
    ("small", "float", 1.5e-07),
    ("works", "bool", True),
    ("broken", "bool", False),
    ("time", "time", "2024-01-02T03:04:05Z"),
    ("lines", "str", "first\nsecond\n"),
    ("unicode", "str", "äöü \U0001f511"),
    ("quoted", "str", "014"),
    ("inner/deep", "str", "a"),
    ("inner/deep/b", "int", 2),
    ("inner/deep", "int", 3),
    ("inner/deep", "str", "x"),
    ("name_unencrypted", "plain", "shop"),
    ("port_unencrypted", "plain", 80),
]
JSON_TEXT = '{"a": "ö\\n", "n": 1.5, "i": 80, "t": true, "z": null, "m": {"l": ["x", {"k": "y"}]}}'
STORES: dict[str, tuple[str, list[tuple[str, str, object]]]] = {
    "yaml": (YAML_TEXT, VALUES),
    "json": (
        JSON_TEXT,
        [
            *[("a", "str", "ö\n"), ("n", "float", 1.5), ("i", "float", 80.0), ("t", "bool", True)],
            *[("z", "plain", None), ("m/l", "str", "x"), ("m/l/k", "str", "y")],
        ],
    ),
    "dotenv": (
        "# about\nA=one\nB=2 = two\nEMPTY=\nU=é\n",
        [("A", "str", "one"), ("B", "str", "2 = two"), ("EMPTY", "plain", ""), ("U", "str", "é")],
    ),
    "ini": (
        "[db]\n; about\nuser = ann\nport = 5432\n\n[web]\nkey = a b\n",
        [("db/user", "str", "ann"), ("db/port", "str", "5432"), ("web/key", "str", "a b")],
    ),
    "binary": ("-----BEGIN KEY-----\nabc\n\n", [("data", "str", "-----BEGIN KEY-----\nabc\n\n")]),
}
NAMES = {"yaml": "a.yaml", "json": "a.json", "dotenv": "a.env", "ini": "a.ini", "binary": "a.pem"}
MULTI = "a: one\nb: two\n---\na: three\nlist: [1, 2]\n---\nlast: true\n"


def program() -> Sops:
    return find({**os.environ, **identity().environ()})


def faults(data: bytes, store: str, rule_file: RuleFile) -> list[object]:
    """Return what the proof without a key has against a file; verifying it must not raise."""
    file = sops_file.read(data, NAMES[store], store)
    verify(file, rule_file.rule_for(file.path), (), None)
    return list(
        proof.of_file(Examined(file, Rules([rule_file]), {"min-length": 0}), {"weak-secret": "off"})
    )


@pytest.mark.parametrize("only_encrypted", [False, True])
@pytest.mark.parametrize("store", list(STORES))
def test_what_we_encrypt_sops_reads_and_so_does_the_format(
    store: str, only_encrypted: bool
) -> None:
    text, values = STORES[store]
    options = {"mac_only_encrypted": "true"} if only_encrypted else {}
    said = rules(rule(**options)).encode()

    made = program().encrypt(Plain(text.encode()), store, path=NAMES[store], rules=said)

    told = oracle.opened(made, store, identity().secret)
    assert told.flat() == values
    assert told.mac_holds
    assert faults(made, store, read_rules(said)) == []
    again = decrypted(made, store=store)
    assert again == decrypted(encrypted(text, store=store), store=store)
    assert program().decrypt(made, store).reveal() == again


@pytest.mark.parametrize("store", list(STORES))
def test_what_sops_writes_is_proved_and_each_change_of_ours_is_read_by_it(store: str) -> None:
    text, values = STORES[store]
    rule_file = read_rules(rules().encode())
    data = encrypted(text, NAMES[store])
    assert faults(data, store, rule_file) == []
    path = tuple(values[0][0].split("/"))

    changed = program().set(data, store, path, as_json(Plain("né\n".encode()), "str", store))
    rotated = program().rotate(changed, store)
    again = program().make_mac(rotated, store)

    expected = [(values[0][0], "str", "né\n"), *values[1:]]
    for one in (changed, rotated, again):
        told = oracle.opened(one, store, identity().secret)
        assert told.flat() == expected
        assert told.mac_holds
        assert faults(one, store, rule_file) == []
        decrypted(one, store=store)
    assert (
        sops_file.read(again, "", store).documents == sops_file.read(rotated, "", store).documents
    )


def test_every_document_of_a_file_is_part_of_it() -> None:
    data = encrypted(MULTI)
    flat: list[tuple[str, str, object]] = [("a", "str", "one"), ("b", "str", "two")]
    flat += [("a", "str", "three"), ("list", "int", 1), ("list", "int", 2), ("last", "bool", True)]
    assert oracle.opened(data, "yaml", identity().secret).flat() == flat

    changed = program().set(data, "yaml", ("b",), Plain(b'"new"'))

    told = oracle.opened(changed, "yaml", identity().secret)
    assert told.mac_holds
    assert told.flat() == [flat[0], ("b", "str", "new"), *flat[2:]]
    assert list(yaml.safe_load_all(decrypted(changed)))[1] == {"a": "three", "list": [1, 2]}


@pytest.mark.parametrize(
    ("given", "kind", "expected"),
    [
        ("80", "int", 80),
        ("-999999", "int", -999999),
        ("1.5", "float", 1.5),
        ("-0.0625", "float", -0.0625),
        ("true", "bool", True),
        ("014", "str", "014"),
        ("null", "str", "null"),
        ("", "str", ""),
        (" two\nlines\n", "str", " two\nlines\n"),
        ('{"a": [1, "x", {"b": null}]}', "json", {"a": [1, "x", {"b": None}]}),
    ],
)
@pytest.mark.parametrize("store", ["yaml", "json"])
def test_a_value_that_is_set_comes_back_as_it_was_given(
    store: str, given: str, kind: str, expected: object
) -> None:
    data = encrypted(STORES[store][0], NAMES[store])

    value = as_json(Plain(given.encode()), kind, store)
    changed = program().set(data, store, ("new", "deep"), value)

    load = json.loads if store == "json" else yaml.safe_load
    assert load(decrypted(changed, store=store))["new"]["deep"] == expected
    assert oracle.opened(changed, store, identity().secret).mac_holds


TEXTS = strategies.text(
    strategies.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20
)


@hypothesis.settings(max_examples=12)
@hypothesis.given(strategies.dictionaries(TEXTS, TEXTS, min_size=1, max_size=6))
def test_any_text_is_hidden_and_found_again(values: dict[str, str]) -> None:
    values.pop("sops", None)
    values["x"] = "y"
    text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False).encode()

    made = program().encrypt(Plain(text), "yaml", path="a.yaml", rules=rules().encode())

    told = oracle.opened(made, "yaml", identity().secret)
    assert {path: value for path, _, value in told.flat()} == values
    assert told.mac_holds
    assert yaml.safe_load(decrypted(made)) == values


def test_the_actions_of_the_command_line_end_to_end(repository: Repository) -> None:
    repository.write(".sops.yaml", rules())
    repository.write("prod.yaml", YAML_TEXT.replace("2024-01-02T03:04:05Z", '"soon"'))

    def done(*arguments: str, input: str = "") -> Acted:
        acted = act(repository.root, *arguments, input=input)
        assert acted.code == 0, acted.err
        return acted

    done("encrypt", "prod.yaml")
    done("set", "prod.yaml", "text", input="two\n")
    done("set", "prod.yaml", "number", input="43\n")
    done("unset", "prod.yaml", "inner.deep[1]")
    done("rotate", "prod.yaml")

    data = Path(repository.root, "prod.yaml").read_bytes()
    told = oracle.opened(data, "yaml", identity().secret)
    rows = [row for row in VALUES if row != ("inner/deep/b", "int", 2)]
    rows[rows.index(("text", "str", "one"))] = ("text", "str", "two")
    # SOPS makes floats of numbers that are set; readers of the file see the same number.
    rows[rows.index(("number", "int", 42))] = ("number", "float", 43.0)
    rows[rows.index(("time", "time", "2024-01-02T03:04:05Z"))] = ("time", "str", "soon")
    assert told.flat() == rows
    assert told.mac_holds
    assert done("get", "prod.yaml", "number").out == b"43"
