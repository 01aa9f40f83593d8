"""What is encrypted in a file, held against what its rule says."""

import pytest

from confledger.checks.examined import Tree
from confledger.checks.secrets import scope_drift
from governed import ADA, BOB, examples, rules, sealed, told

R = ".sops.yaml"
TOKEN = "ENC[AES256_GCM,data:6w==,iv:c2Vjb25kcw==,tag:dGFn,type:str]"
BODY = f"user: shop\npassword: {TOKEN}\nempty: ''\nnothing:"


@pytest.mark.parametrize(("heading", "tree"), examples(scope_drift))
def test_the_examples_of_its_page(heading: str, tree: Tree) -> None:
    assert bool(told(scope_drift, tree)) == (heading == "Bad")


def drift(rule: str, file: str, name: str = "a.yaml") -> list[str]:
    rule, file = (
        "".join(f"{indent}{line}\n" for line in text.splitlines())
        for text, indent in ((rule, "    "), (file, "  "))
    )
    said = told(scope_drift, {R: rules(ADA, extra=rule), name: sealed(ADA, body=BODY, extra=file)})
    return [one.removeprefix(f"{name}:") for one in said]


@pytest.mark.parametrize(
    ("rule", "file", "expected"),
    [
        ("", "", []),
        ("", "unencrypted_suffix: _unencrypted", []),
        ("unencrypted_suffix: _unencrypted", "", []),
        ("encrypted_regex: ^p", "encrypted_regex: ^p", []),
        (
            "encrypted_regex: ^(user|password|empty|nothing)$",
            "encrypted_regex: ^password$",
            [
                "10 error this file has `encrypted_regex: ^password$`, and rule 1 of .sops.yaml "
                "has `encrypted_regex: ^(user|password|empty|nothing)$`; 1 value is in clear text "
                "that the rule wants encrypted"
            ],
        ),
        (
            "",
            "encrypted_regex: ^password$",
            [
                "10 error this file has `encrypted_regex: ^password$`, and rule 1 of .sops.yaml "
                "has `unencrypted_suffix: _unencrypted`, which is the default; 1 value is in "
                "clear text that the rule wants encrypted"
            ],
        ),
        (
            "encrypted_suffix: word",
            "encrypted_regex: ^password$",
            [
                "10 warning this file has `encrypted_regex: ^password$`, and rule 1 of .sops.yaml "
                "has `encrypted_suffix: word`"
            ],
        ),
        (
            "",
            "mac_only_encrypted: true",
            ["10 warning `mac_only_encrypted` is true in this file, and false in rule 1 of "
             ".sops.yaml"],
        ),
        (
            "mac_only_encrypted: true",
            "",
            ["5 warning `mac_only_encrypted` is false in this file, and true in rule 1 of "
             ".sops.yaml"],
        ),
        ("encrypted_regex: (", "", []),
    ],
)  # fmt: skip
def test_what_is_encrypted_is_what_the_rule_says(rule: str, file: str, expected: list[str]) -> None:
    assert drift(rule, file) == expected


def test_a_file_that_is_encrypted_as_a_whole_has_no_scope() -> None:
    text = (
        '{"data": "x", "sops": {"mac": "x", "encrypted_regex": "a", '
        f'"age": [{{"recipient": "{ADA}", "enc": "x"}}]}}}}'
    )
    assert told(scope_drift, {R: rules(ADA), "a.bin": text}) == []
    assert told(scope_drift, {R: rules(ADA), "a.json": text}) != []


@pytest.mark.parametrize("files", [{R: rules(ADA), "a.yaml": "a: 1\n"}, {"a.yaml": sealed(ADA)}])
def test_without_a_rule_or_encryption_nothing_drifts(files: dict[str, str]) -> None:
    assert told(scope_drift, files) == []


SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK3giTCDMXJhvE4TV/V/Y2hEacwA9mD0OUJqm15JOaIU"


def group(who: str) -> str:
    return f"  - age:\n    - recipient: {who}\n      enc: x\n"


def groups(*who: str, threshold: int | None = None) -> str:
    told = "" if threshold is None else f"  shamir_threshold: {threshold}\n"
    return f"a: 1\nsops:\n  mac: x\n{told}  key_groups:\n" + "".join(group(one) for one in who)


def wanted(*who: str, threshold: int | None = None) -> str:
    told = "" if threshold is None else f", shamir_threshold: {threshold}"
    listed = ", ".join(f"{{age: [{one}]}}" for one in who)
    return f"creation_rules: [{{key_groups: [{listed}]{told}}}]\n"


@pytest.mark.parametrize(
    ("rule", "file", "expected"),
    [
        (wanted(ADA, BOB), groups(ADA, BOB), []),
        (wanted(ADA, BOB, threshold=2), groups(ADA, BOB), []),
        (wanted(ADA, BOB), groups(ADA, BOB, threshold=2), []),
        (wanted(ADA, BOB), groups(BOB, ADA), [
            "a.yaml:5 warning key group 1 has other members here than in rule 1 of .sops.yaml",
            "a.yaml:8 warning key group 2 has other members here than in rule 1 of .sops.yaml",
        ]),
        (wanted(ADA, BOB), groups(ADA, ADA), []),
        (wanted(f"{SSH} me@a", BOB), groups(f"{SSH} me@b", BOB), []),
        (wanted(f"{SSH} me@a", BOB), groups(BOB, f"{SSH} me@b"), [
            "a.yaml:5 warning key group 1 has other members here than in rule 1 of .sops.yaml",
            "a.yaml:8 warning key group 2 has other members here than in rule 1 of .sops.yaml",
        ]),
        (wanted(ADA, BOB), sealed(ADA, BOB), [
            "a.yaml:2 warning the recipients are in one key group here, and in 2 key groups in "
            "rule 1 of .sops.yaml"
        ]),
        (wanted(ADA, BOB, ADA), groups(ADA, BOB, ADA, threshold=2), [
            "a.yaml:4 warning 2 of 3 key groups open this file, rule 1 of .sops.yaml asks for 3"
        ]),
        (wanted(ADA, BOB, ADA, threshold=2), groups(ADA, BOB, ADA), [
            "a.yaml:2 warning 3 of 3 key groups open this file, rule 1 of .sops.yaml asks for 2"
        ]),
    ],
)  # fmt: skip
def test_key_groups_and_their_threshold_are_those_of_the_rule(
    rule: str, file: str, expected: list[str]
) -> None:
    assert told(scope_drift, {R: rule, "a.yaml": file}) == expected
