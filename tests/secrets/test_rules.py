"""What `.sops.yaml` says of each path, and what is wrong with it."""

from pathlib import Path

import pytest

from confledger.secrets.rules import Rule, RuleFile, Rules, read
from confledger.secrets.scope import Scope
from sopsing import identity, sops

A = "age1hc6hszepd5xezxkgd3yx74pn3scxjm5w6px48m4rq9yj7w6rke7q72zhgn"
B = "age1hszrldafdz09hzze4lgq58r0r66p4sjftn6q8z6h0leer77jhf4qd9vu9v"
C = "age10a2kt6f07urjv6ahutda3jgr73wferkcqjhkvukwm07eaaqyrqtsh08syf"
FP = "79DFAE2BF58CF062895C2EFC8034D5A148AF0D21"


def rules_of(text: str, path: str = ".sops.yaml") -> RuleFile:
    return read(text.encode(), path)


def governing(rules: Rules | RuleFile, path: str) -> Rule:
    found = rules.rule_for(path)
    assert found is not None
    return found


def people(text: str) -> list[tuple[str, str, int]]:
    file = rules_of(text)
    assert (file.faults, file.broken) == ([], False)
    return [(one.kind, one.identity, one.group) for one in file.rules[0].recipients]


def faults(text: str) -> list[tuple[str, str]]:
    file = rules_of(text)
    return [(".".join(map(str, at)), said) for at, said in file.faults]


def doubts(text: str) -> list[tuple[str, str]]:
    return [(".".join(map(str, at)), said) for at, said in rules_of(text).doubts]


def rule(text: str) -> str:
    """Return a rule file of one rule with these lines, for A."""
    return f"creation_rules:\n  - age: {A}\n" + "".join(f"    {x}\n" for x in text.splitlines())


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(f"age: {A}", [("age", A, 0)], id="one"),
        pytest.param(f"age: '{A}, {B},'", [("age", A, 0), ("age", B, 0)], id="commas"),
        pytest.param(
            f"age: >-\n      {A},\n      {B}", [("age", A, 0), ("age", B, 0)], id="folded"
        ),
        pytest.param(f"age: [{A}, '{B},{C}']", [("age", x, 0) for x in (A, B, C)], id="list"),
        pytest.param(f"age: '{A},{A}'", [("age", A, 0)], id="twice"),
        pytest.param(
            f"pgp: '{FP[:20]} {FP[20:]}'\n    age: {A}", [("age", A, 0), ("pgp", FP, 0)], id="pgp"
        ),
        pytest.param(
            "kms: 'arn:aws:kms:x:1:key/k +arn:aws:iam::1:role/r,arn:aws:kms:y:1:key/k'\n"
            "    aws_profile: p",
            [
                ("kms", "arn:aws:kms:x:1:key/k+arn:aws:iam::1:role/r", 0),
                ("kms", "arn:aws:kms:y:1:key/k", 0),
            ],
            id="kms",
        ),
        pytest.param(
            "gcp_kms: projects/p/locations/l/keyRings/r/cryptoKeys/k\n    hckms: ['eu:1']\n"
            "    azure_keyvault: https://v.vault.azure.net/keys/k/1\n"
            "    hc_vault_transit_uri: https://vault:8200/v1/transit/keys/k",
            [
                ("gcp_kms", "projects/p/locations/l/keyRings/r/cryptoKeys/k", 0),
                ("hckms", "eu:1", 0),
                ("azure_kv", "https://v.vault.azure.net/keys/k/1", 0),
                ("hc_vault", "https://vault:8200/v1/transit/keys/k", 0),
            ],
            id="services",
        ),
        pytest.param(
            f"key_groups:\n    - age: ['{A},{B}']\n      merge:\n      - age: [{C}, {A}]\n"
            "    - kms: [{arn: 'arn:k', role: 'arn:r', context: {b: 2, a: 1}}]\n"
            "      gcp_kms: [{resource_id: projects/p}]\n      hckms: [{key_id: 'eu:1'}]\n"
            "      azure_keyvault: [{vaultUrl: https://v/, key: k, version: ''}]\n"
            "      hc_vault: [https://h/v1/t/keys/k]\n"
            f"      pgp: [{FP}]",
            [
                *(("age", C, 0), ("age", A, 0), ("age", B, 0), ("pgp", FP, 1)),
                *(("kms", "arn:k+arn:r|a:1,b:2", 1), ("gcp_kms", "projects/p", 1)),
                *(("hckms", "eu:1", 1), ("azure_kv", "https://v/keys/k", 1)),
                ("hc_vault", "https://h/v1/t/keys/k", 1),
            ],
            id="key groups",
        ),
    ],
)
def test_a_rule_names_its_recipients_in_each_way(
    told: str, expected: list[tuple[str, str, int]]
) -> None:
    assert people(f"creation_rules:\n  - {told}\n") == expected


def test_anchors_and_aliases_are_followed_and_give_names() -> None:
    file = rules_of(
        f"keys:\n  - &alice '{A}' # us\n  - {B} # bob's laptop\n  - &all [{A}, {B}]\n"
        "creation_rules:\n  - path_regex: x\n    age: *all\n  - age: *alice\n"
    )
    assert [[one.identity for one in rule.recipients] for rule in file.rules] == [[A, B], [A]]
    assert [file.shown(one) for one in file.rules[0].recipients] == [
        f"`alice` ({A})",
        f"`bob's laptop` ({B})",
    ]
    assert (file.named("alice"), file.named("nobody"), file.name_of(C)) == ([A], [], None)


def test_a_key_of_ssh_is_told_by_its_end() -> None:
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBAr0HojLuAEMj6fHuT//YHITMm9fwNeFTqTznYekXnz"
    file = rules_of(f"creation_rules:\n  - age:\n    - {key} me@host\n")
    assert file.faults == []
    assert file.shown(file.rules[0].recipients[0]) == "ssh-ed25519 …FTqTznYekXnz me@host"


@pytest.mark.parametrize(
    ("told", "scope"),
    [
        ("", None),
        ("encrypted_regex: ''", None),
        ("encrypted_regex: ^(data|stringData)$", Scope("encrypted_regex", "^(data|stringData)$")),
        ("unencrypted_suffix: _x", Scope("unencrypted_suffix", "_x")),
        ("encrypted_suffix: 1", Scope("encrypted_suffix", "1")),
    ],
)
def test_a_rule_says_what_is_encrypted(told: str, scope: Scope | None) -> None:
    file = rules_of(rule(told))
    assert (file.rules[0].scope, file.faults) == (scope, [])


@pytest.mark.parametrize(
    ("word", "expected"), [("true", True), ("'yes'", True), ("on", True), ("no", False)]
)
def test_truth_is_what_go_takes_for_it(word: str, expected: bool) -> None:
    assert rules_of(rule(f"mac_only_encrypted: {word}")).rules[0].mac_only_encrypted is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", [("", "the file must be a map with `creation_rules`")]),
        ("creation_rules: 1", [("creation_rules", "`creation_rules` must be a list")]),
        ("creation_rules: [1]", [("creation_rules.0", "a rule must be a map")]),
        (
            "creation_rules: [{}]",
            [("creation_rules.0", "the rule names no recipient, so no file can be encrypted")],
        ),
        (
            rule("path_regex: '('"),
            [
                (
                    "creation_rules.0.path_regex",
                    "`path_regex` is no regular expression of Go: missing ): (",
                )
            ],
        ),
        (rule("path_regex: [a]"), [("creation_rules.0.path_regex", "`path_regex` must be a text")]),
        (
            rule("encrypted_regex: a\nencrypted_suffix: b"),
            [
                (
                    "creation_rules.0.encrypted_regex",
                    "`encrypted_suffix` and `encrypted_regex` in one rule: SOPS takes one of them "
                    "only",
                )
            ],
        ),
        (
            rule("mac_only_encrypted: maybe"),
            [
                (
                    "creation_rules.0.mac_only_encrypted",
                    "`mac_only_encrypted` must be true or false",
                )
            ],
        ),
        (
            rule("shamir_threshold: many"),
            [("creation_rules.0.shamir_threshold", "`shamir_threshold` must be an integer")],
        ),
        (
            f"creation_rules: [{{key_groups: [{{age: [{A}]}}, {{age: [{B}]}}], "
            "shamir_threshold: 1}]",
            [
                (
                    "creation_rules.0.shamir_threshold",
                    "`shamir_threshold` must be from 2 to 2, the number of key groups",
                )
            ],
        ),
        (
            f"creation_rules: [{{key_groups: {{}}, age: {A}}}]",
            [("creation_rules.0.key_groups", "`key_groups` must be a list")],
        ),
        (
            "creation_rules: [{key_groups: [1, {}, {age: x, merge: 1}, {age: [1], kms: [1]}]}]",
            [
                ("creation_rules.0.key_groups.0", "a key group must be a map"),
                ("creation_rules.0.key_groups.1", "the key group has no recipient"),
                (
                    "creation_rules.0.key_groups.2.merge",
                    "`merge` must be a list of key groups, not nested deeply",
                ),
                ("creation_rules.0.key_groups.2.age", "`age` must be a list in a key group"),
                ("creation_rules.0.key_groups.2", "the key group has no recipient"),
                ("creation_rules.0.key_groups.3.age.0", "each entry of `age` must be a text"),
                (
                    "creation_rules.0.key_groups.3.kms.0",
                    "each entry of `kms` must be a map with `arn`",
                ),
                ("creation_rules.0.key_groups.3", "the key group has no recipient"),
            ],
        ),
        (
            "creation_rules: [{hckms: a, age: [1], pgp: {}}]",
            [
                ("creation_rules.0.age.0", "each entry of `age` must be a text"),
                ("creation_rules.0.pgp", "`pgp` must be a text or a list of texts"),
                ("creation_rules.0.hckms", "`hckms` must be a list"),
            ],
        ),
        (
            "creation_rules: [{pgp: x, kms: x, gcp_kms: x, hckms: [x], azure_keyvault: x,"
            " hc_vault_transit_uri: x}]",
            [
                (
                    "creation_rules.0.pgp",
                    "this is no fingerprint of PGP: it has 40 hexadecimal digits",
                ),
                (
                    "creation_rules.0.kms",
                    "this is no ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID",
                ),
                (
                    "creation_rules.0.gcp_kms",
                    "this is no resource id: projects/…/locations/…/keyRings/…/cryptoKeys/…",
                ),
                ("creation_rules.0.hckms.0", "this is no key id: REGION:UUID"),
                (
                    "creation_rules.0.azure_keyvault",
                    "this is no address of a key: https://VAULT/keys/NAME/VERSION",
                ),
                (
                    "creation_rules.0.hc_vault_transit_uri",
                    "this is no address of a key: https://VAULT/v1/ENGINE/keys/NAME",
                ),
            ],
        ),
    ],
)
def test_what_sops_fails_at_is_a_fault(text: str, expected: list[tuple[str, str]]) -> None:
    assert faults(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("keys: []\nstores: {}\ndestination_rules: []\nx: 1", []),
        (
            "creation_rule: []",
            [("creation_rule", "unknown key `creation_rule`; did you mean `creation_rules`?")],
        ),
        (
            rule("encrypted_regx: a\nowner: me"),
            [
                (
                    "creation_rules.0.encrypted_regx",
                    "unknown key `encrypted_regx`; did you mean `encrypted_regex`?",
                ),
                ("creation_rules.0.owner", "unknown key `owner`, which SOPS passes over"),
            ],
        ),
        (
            rule(f"key_groups: [{{age: [{B}]}}]"),
            [("creation_rules.0.age", "`age` means nothing beside `key_groups`")],
        ),
    ],
)
def test_what_sops_passes_over_is_a_doubt(text: str, expected: list[tuple[str, str]]) -> None:
    assert (doubts(text), faults(text)) == (expected, [])


@pytest.mark.parametrize("text", ["", "# nothing\n", "null\n", "creation_rules:\n", "a: 1\n"])
def test_a_file_without_rules_has_none(text: str) -> None:
    file = rules_of(text)
    assert (file.rules, file.faults, file.broken, file.rule_for("x")) == ([], [], False, None)


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2\n", "\0"])
def test_a_file_that_is_no_yaml_has_a_fault_and_is_broken(text: str) -> None:
    file = rules_of(text)
    assert (bool(file.faults), file.broken, file.rules) == (True, True, [])


FIRST = f"""\
creation_rules:
  - path_regex: ^env/prod
    age: {A}
  - path_regex: \\.enc\\.yaml$
    age: {B}
  - age: {C}
"""


@pytest.mark.parametrize(
    ("path", "number"),
    [
        *(("env/prod/a.enc.yaml", 0), ("x/env/prod/a.enc.yaml", 1), ("x/y.enc.yaml", 1)),
        *(("x.yaml", 2), ("a/b", 2)),
    ],
)
def test_the_first_rule_that_matches_decides(path: str, number: int) -> None:
    found = governing(rules_of(FIRST), path)
    assert (found.number, found.label) == (number, f"rule {number + 1} of .sops.yaml")


def test_the_pattern_sees_the_path_from_the_folder_of_its_file() -> None:
    file = rules_of(FIRST, "deploy/.sops.yaml")
    assert file.folder == "deploy/"
    assert governing(file, "deploy/env/prod/a").number == 0
    assert file.rule_for("env/prod/a") is None


def test_sops_goes_no_further_than_a_pattern_at_fault() -> None:
    text = f"creation_rules: [{{path_regex: a, age: {A}}}, {{path_regex: (}}, {{age: {A}}}]"
    file = rules_of(text)
    assert governing(file, "a").number == 0
    assert file.rule_for("b") is None
    assert [one.pattern_fails for one in file.rules] == [False, True, False]
    assert [one.usable for one in file.rules] == [True, False, True]
    assert [one.matches("b") for one in file.rules] == [False, False, True]


def test_the_nearest_rule_file_above_a_file_governs_it() -> None:
    rules = Rules([rules_of(FIRST), rules_of(FIRST, "a/b/.sops.yaml")])
    found = {path: rules.file_for(path) for path in ("x", "a/x", "a/b/x", "a/b/c/d/x", "a/bc/x")}
    assert {path: file and file.path for path, file in found.items()} == {
        "x": ".sops.yaml",
        "a/x": ".sops.yaml",
        "a/b/x": "a/b/.sops.yaml",
        "a/b/c/d/x": "a/b/.sops.yaml",
        "a/bc/x": ".sops.yaml",
    }
    assert governing(rules, "a/b/env/prod").number == 0
    assert (Rules([]).file_for("x"), Rules([]).rule_for("x")) == (None, None)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("env/prod/a.yaml", 0),
        ("x/env/prod/a.yaml", 2),
        ("a.enc.yaml", 1),
        ("x/MyPassWord.yaml", 3),
        ("x/other.yaml", 2),
    ],
)
def test_the_real_sops_takes_the_same_rule(tmp_path: Path, path: str, told: int) -> None:
    """Who can open what it encrypts says which rule it took."""
    who = [identity(str(number)).recipient for number in range(4)]
    text = FIRST.replace(A, who[0]).replace(B, who[1]).replace(C, who[2])
    third = f"  - path_regex: ((?i)(pass|secret($|[^N])))\n    age: {who[3]}\n  - age: {who[2]}"
    text = text.replace(f"  - age: {who[2]}", third)
    (tmp_path / ".sops.yaml").write_text(text)
    made = sops(
        *("encrypt", "--filename-override", path, "/dev/stdin"), input=b"a: 1\n", cwd=tmp_path
    )
    ours = governing(rules_of(text), path)
    assert [one.identity for one in ours.recipients] == [who[told]]
    assert who[told].encode() in made


def test_a_line_that_only_sops_sees_breaks_the_rules() -> None:
    file = rules_of(f"creation_rules:\n  # ours\u0085  - age: {B}\n  - age: {A}\n")

    assert (file.broken, file.rules) == (True, [])
    assert file.faults == [((), "U+0085 ends a line for SOPS, and for no other reader")]


@pytest.mark.parametrize("first", ["", f"creation_rules: [{{age: {A}}}]\n"])
def test_rules_behind_the_first_document_are_said_to_be_passed_over(first: str) -> None:
    text = f"{first}---\ncreation_rules: [{{age: {B}}}]\n"

    assert doubts(text if first else f"---\n{text}") == [("", "SOPS reads the first document only")]
