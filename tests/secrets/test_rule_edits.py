"""Somebody let into `.sops.yaml` and out of it: nothing else of the file changes."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.secrets.metadata import Recipient
from confledger.secrets.rule_edits import CannotEdit, with_recipient, without_recipient
from confledger.secrets.rule_recipients import kind_of, made
from confledger.secrets.rules import RuleFile, read

A = "age1hc6hszepd5xezxkgd3yx74pn3scxjm5w6px48m4rq9yj7w6rke7q72zhgn"
B = "age1hszrldafdz09hzze4lgq58r0r66p4sjftn6q8z6h0leer77jhf4qd9vu9v"
C = "age10a2kt6f07urjv6ahutda3jgr73wferkcqjhkvukwm07eaaqyrqtsh08syf"
N = "age1ndka4hh9dadckkk7y35zz98p2e0ykxpaewaw5eukezxl8sus7dsqcu0ydk"
FP = "79DFAE2BF58CF062895C2EFC8034D5A148AF0D21"
SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBAr0HojLuAEMj6fHuT//YHITMm9fwNeFTqTznYekXnz"
ARN = "arn:aws:kms:eu-west-1:111122223333:key/k"

# Each is one way to write rules; what is added comes at the mark.
LAYOUTS = {
    "text": f"creation_rules:\n  - path_regex: x\n    age: {A}@,{N}@\n    encrypted_regex: y\n",
    "text with spaces": f"creation_rules:\n  - age: {A}, {B}@, {N}@ # us\n",
    "quoted": f'creation_rules:\n  - age: "{A},{B}@,{N}@"\n',
    "trailing comma": f"creation_rules:\n  - age: '{A},@{N},@'\n",
    "folded": f"creation_rules:\n  - age: >-\n      {A},\n      {B}@,\n      {N}@\n    x_y: 1\n",
    "folded, trailing comma": (
        f"creation_rules:\n  - age: >-\n      {A},\n      {B},@\n      {N},@\n  - age: {A}\n"
    ),
    "several lines": f"creation_rules:\n  - age: {A},\n      {B}@,\n      {N}@\n",
    "no newline at the end": f"creation_rules:\n  - age: {A}@,{N}@",
    "list": (
        f"creation_rules:\n  - age:\n      - {A}\n      - {B} # b\n@      - {N}\n@"
        "    path_regex: x\n"
    ),
    "list in brackets": f"creation_rules:\n  - age: [{A}, '{B}'@, {N}@]\n",
    "list in lines": f"creation_rules:\n  - age: [\n      {A},\n      {B}@,\n      {N}@\n    ]\n",
    "in brackets": f"creation_rules: [{{path_regex: x, age: '{A}@,{N}@'}}]\n",
    "key group": (
        f"creation_rules:\n  - path_regex: x\n    key_groups:\n    - age:\n      - {A}\n"
        f"@      - {N}\n@      pgp:\n      - {FP}\n"
    ),
    "windows": f"creation_rules:\r\n  - age:\r\n    - {A}\r\n    - {B}\r\n@    - {N}\r\n@",
    "anchors": (
        f"keys:\n  # us\n  - &a {A}\n  # them\n  - &b {B}\ncreation_rules:\n  - key_groups:\n"
        f"      - age:\n          - *b\n          - *a\n@          - {N}\n@"
    ),
    "characters beyond ASCII": f"# é \U0001f600\ncreation_rules:\n  - age: {A}@,{N}@ # é\n",
}


def of(text: str) -> RuleFile:
    return read(text.encode())


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_recipient_is_added_where_the_others_are_and_taken_out_without_a_trace(
    layout: str,
) -> None:
    before, new, after = layout.split("@")
    old, changed = before + after, before + new + after
    who = Recipient("age", N)
    assert with_recipient(of(old), [0], who).decode() == changed
    assert without_recipient(of(changed), [0], who).decode() == old


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_who_is_there_already_is_not_added_again(layout: str) -> None:
    text = layout.replace("@", "")
    assert with_recipient(of(text), [0], Recipient("age", N)).decode() == text


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        pytest.param(
            f"creation_rules:\n  - path_regex: x\n    age: {A}\n",
            Recipient("pgp", FP),
            f'creation_rules:\n  - path_regex: x\n    age: {A}\n    pgp: "{FP}"\n',
            id="another kind",
        ),
        pytest.param(
            f"creation_rules:\n  - age: {A}\n",
            Recipient("hckms", "eu:1"),
            f"creation_rules:\n  - age: {A}\n    hckms:\n      - eu:1\n",
            id="a kind that is a list always",
        ),
        pytest.param(
            f"creation_rules: [{{age: {A}}}]\n",
            Recipient("hckms", "eu:1"),
            f"creation_rules: [{{age: {A}, hckms: [eu:1]}}]\n",
            id="another kind in brackets",
        ),
        pytest.param(
            f"creation_rules:\n  - key_groups:\n    - pgp:\n      - {FP}\n    - pgp: [{FP}]\n",
            Recipient("age", N),
            f"creation_rules:\n  - key_groups:\n    - pgp:\n      - {FP}\n      age:\n"
            f"        - {N}\n    - pgp: [{FP}]\n",
            id="another kind in a key group",
        ),
        pytest.param(
            f"creation_rules:\n  - key_groups:\n    - pgp:\n      - {FP}\n    - age: [{A}]\n",
            Recipient("age", N, group=1),
            f"creation_rules:\n  - key_groups:\n    - pgp:\n      - {FP}\n    - age: [{A}, {N}]\n",
            id="the second key group",
        ),
        pytest.param(
            f"creation_rules:\n  - key_groups:\n    - age: [{A}]\n      kms:\n      - arn: arn:a\n"
            "        role: r\n",
            Recipient("kms", ARN),
            f"creation_rules:\n  - key_groups:\n    - age: [{A}]\n      kms:\n      - arn: arn:a\n"
            f"        role: r\n      - arn: {ARN}\n",
            id="a map in a key group",
        ),
        pytest.param(
            f"creation_rules:\n  - age:\n    pgp: {FP}\n",
            Recipient("age", N),
            f"creation_rules:\n  - age: {N}\n    pgp: {FP}\n",
            id="nothing yet",
        ),
        pytest.param(
            f"creation_rules:\n  - age: ''\n    pgp: {FP}\n",
            Recipient("age", N),
            f"creation_rules:\n  - age: {N}\n    pgp: {FP}\n",
            id="an empty text",
        ),
        pytest.param(
            f"creation_rules:\n  - age: []\n    pgp: {FP}\n",
            Recipient("age", N),
            f"creation_rules:\n  - age: [{N}]\n    pgp: {FP}\n",
            id="an empty list",
        ),
        pytest.param(
            f"keys: [&a {A}]\ncreation_rules:\n  - age: *a\n  - age: *a\n",
            Recipient("age", N),
            f"keys: [&a {A}]\ncreation_rules:\n  - age: [*a, {N}]\n  - age: *a\n",
            id="an alias",
        ),
        pytest.param(
            f"creation_rules:\n  - path_regex: x\n    age: |\n      {A}\n\n  - age: {A}\n",
            Recipient("pgp", FP),
            f"creation_rules:\n  - path_regex: x\n    age: |\n      {A}\n"
            f'    pgp: "{FP}"\n\n  - age: {A}\n',
            id="behind a text of several lines",
        ),
        pytest.param(
            f"creation_rules:\n  - age:\n    - {A}",
            Recipient("age", N),
            f"creation_rules:\n  - age:\n    - {A}\n    - {N}",
            id="at an end without newline",
        ),
        pytest.param(
            f"creation_rules: [{{age: {A}, path_regex: x}}]\n",
            Recipient("age", N),
            f"creation_rules: [{{age: [{A}, {N}], path_regex: x}}]\n",
            id="a text in brackets",
        ),
        pytest.param(
            f"creation_rules:\n  - age:\n    - {A}\n",
            Recipient("age", f"{SSH} me #1"),
            f'creation_rules:\n  - age:\n    - {A}\n    - "{SSH} me #1"\n',
            id="what would end a text",
        ),
    ],
)
def test_a_recipient_is_added_to_what_has_none_of_its_kind(
    before: str, new: Recipient, after: str
) -> None:
    assert with_recipient(of(before), [0], new).decode() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            f"creation_rules:\n  - age: {N}\n    path_regex: x\n    pgp: {FP}\n",
            f"creation_rules:\n  - path_regex: x\n    pgp: {FP}\n",
            id="the first key of a rule",
        ),
        pytest.param(
            f"creation_rules:\n  - pgp: {FP}\n    age: |\n      {N}\n    path_regex: x\n",
            f"creation_rules:\n  - pgp: {FP}\n    path_regex: x\n",
            id="a text of several lines",
        ),
        pytest.param(
            f"creation_rules:\n  - pgp: {FP}\n    age:\n      - {N}\n    path_regex: x\n",
            f"creation_rules:\n  - pgp: {FP}\n    path_regex: x\n",
            id="the only one of a list",
        ),
        pytest.param(
            f"creation_rules: [{{pgp: {FP}, age: [{N}]}}]\n",
            f"creation_rules: [{{pgp: {FP}}}]\n",
            id="a key in brackets",
        ),
        pytest.param(
            f"creation_rules:\n  - age: [{N}, {A}, {N}]\n",
            f"creation_rules:\n  - age: [{A}]\n",
            id="twice",
        ),
        pytest.param(
            f"creation_rules:\n  - age: &n {N},{A}\n",
            f"creation_rules:\n  - age: &n {A}\n",
            id="behind an anchor",
        ),
        pytest.param(
            f"keys:\n  - &n {N}\n  - &a {A}\n  - &b {B}\n  - {N}\n  - x: 1\n"
            "creation_rules:\n  - age: [*n, *a]\n",
            f"keys:\n  - &a {A}\n  - &b {B}\n  - x: 1\ncreation_rules:\n  - age: [*a]\n",
            id="and out of keys",
        ),
        pytest.param(
            f"keys:\n  - &n {N}\n\ncreation_rules:\n  - age: [*n, {A}]\n",
            f"\ncreation_rules:\n  - age: [{A}]\n",
            id="and keys are gone with the last",
        ),
        pytest.param(
            f"keys:\n  hosts:\n  - &n {N}\ncreation_rules:\n  - age: [*n, {A}]\n",
            f"keys:\n  hosts:\n  - &n {N}\ncreation_rules:\n  - age: [{A}]\n",
            id="but not the last of a kind",
        ),
        pytest.param(
            f"keys:\n  - &n {N}\n  - &a {A}\ncreation_rules:\n  - age: [*n, *a]\n"
            "destination_rules:\n  - recreation_rule: {age: *n}\n",
            f"keys:\n  - &n {N}\n  - &a {A}\ncreation_rules:\n  - age: [*a]\n"
            "destination_rules:\n  - recreation_rule: {age: *n}\n",
            id="but not what something else refers to",
        ),
        pytest.param(
            f"creation_rules:\n  - key_groups:\n    - age: [{A}]\n      merge:\n"
            f"      - age: [{N}]\n        pgp: [{FP}]\n",
            f"creation_rules:\n  - key_groups:\n    - age: [{A}]\n      merge:\n"
            f"      - pgp: [{FP}]\n",
            id="merged",
        ),
    ],
)
def test_a_recipient_is_taken_out_with_what_would_be_empty(before: str, after: str) -> None:
    assert without_recipient(of(before), [0], Recipient("age", N)).decode() == after


KEYS = f"""\
keys:
  # users
  - &alice {A}
  # hosts
  - &web {B}
creation_rules:
  - path_regex: x
    key_groups:
    - age:
      - *web
      - *alice
  - path_regex: y
    key_groups:
    - age:
      - *web
"""


def test_a_name_becomes_an_anchor_beside_the_one_that_the_rule_names_last() -> None:
    after = with_recipient(of(KEYS), [0, 1], Recipient("age", N), "new")
    assert (
        after.decode()
        == KEYS.replace(f"&alice {A}\n", f"&alice {A}\n  - &new {N}\n").replace(
            "- *alice\n", "- *alice\n      - *new\n"
        )
        + "      - *new\n"
    )
    assert without_recipient(read(after), [0, 1], Recipient("age", N)).decode() == KEYS


def test_who_has_an_anchor_is_named_by_it() -> None:
    after = with_recipient(of(KEYS), [1], Recipient("age", A), "other")
    assert after.decode() == KEYS + "      - *alice\n"


def test_a_name_becomes_a_comment_without_anchors() -> None:
    text = f"creation_rules:\n  - age:\n    - {A}\n"
    after = with_recipient(of(text), [0], Recipient("age", N), "new").decode()
    assert after == text + f"    - {N} # new\n"
    assert of(after).name_of(N) == "new"


@pytest.mark.parametrize(
    ("text", "numbers", "reason"),
    [
        (
            f"keys: &all\n  - {A}\ncreation_rules:\n  - age: *all\n  - age: *all\n",
            [0],
            "the change would reach rule 2 otherwise than asked",
        ),
        (
            f"x: &d\n  age: {A}\ncreation_rules:\n  - <<: *d\n    path_regex: x\n  - <<: *d\n",
            [0],
            "the change would reach",
        ),
        ("a: [", [0], "it is no YAML"),
        (f"creation_rules: [{{key_groups: [{{}}, {{age: [{A}]}}]}}]", [0], "a key group is empty"),
        (f"creation_rules: [{{key_groups: [{{age: {A}}}]}}]", [0], "`age` is no list"),
        (
            f"keys:\n  - - &a {A}\ncreation_rules:\n  - age: [*a]\n",
            [0],
            "an entry of a list does not start its line",
        ),
        ("", [0], "it is empty"),
        ("a: *b", [0], "the alias `\\*b` has no anchor"),
        (f"keys: [&new {B}, *new]\ncreation_rules: [age: {A}]", [0], "there is an anchor `&new`"),
    ],
)
def test_what_cannot_be_added_safely_is_left_to_a_person(
    text: str, numbers: list[int], reason: str
) -> None:
    file = of(text)
    if not file.rules:
        file.rules = of(f"creation_rules: [age: {A}]").rules
    with pytest.raises(CannotEdit, match=reason):
        with_recipient(file, numbers, Recipient("age", N), "new")


@pytest.mark.parametrize(
    ("text", "numbers", "reason"),
    [
        (f"creation_rules:\n  - age: {N}\n", [0], "nothing would be left of the rule"),
        (
            f"creation_rules:\n  - age: [&n {N}, {A}]\n  - age: [*n, {A}]\n",
            [0],
            "an anchor in it stands for a recipient elsewhere",
        ),
        (
            f'creation_rules:\n  - age: "{A},\\u0061{N[1:]}"\n',
            [0],
            "a text is written with escapes",
        ),
        (f"x: &two {A},{N}\ncreation_rules:\n  - age: [*two]\n", [0], "several recipients stand"),
        (
            f"creation_rules:\n  - pgp: '{FP[::-1]},{FP[:20]}\n      {FP[20:]}'\n",
            [0],
            "hides its parts",
        ),
        (
            f"x: &d {{age: '{A},{N}'}}\ncreation_rules:\n  - <<: *d\n",
            [0],
            "it comes from a merge key",
        ),
    ],
)
def test_what_cannot_be_taken_out_safely_is_left_to_a_person(
    text: str, numbers: list[int], reason: str
) -> None:
    old = Recipient("pgp", FP) if "pgp" in text else Recipient("age", N)
    with pytest.raises(CannotEdit, match=reason):
        without_recipient(of(text), numbers, old)


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (Recipient("kms", "arn:a+arn:role"), "a key with a role in a key group is a map"),
        (Recipient("azure_kv", "https://v/keys/k/1"), "a key of Azure in a key group is a map"),
    ],
)
def test_a_key_of_several_parts_is_left_to_a_person(new: Recipient, reason: str) -> None:
    with pytest.raises(CannotEdit, match=reason):
        with_recipient(of(f"creation_rules: [{{key_groups: [{{age: [{A}]}}]}}]"), [0], new)


def test_a_key_of_several_parts_is_taken_out_as_a_whole() -> None:
    text = f"creation_rules:\n  - key_groups:\n    - age: [{A}]\n      kms:\n"
    one, other = (f"      - arn: {ARN}{n}\n        role: r\n" for n in (1, 2))
    file = of(text + one + other)
    assert without_recipient(file, [0], file.rules[0].recipients[1]).decode() == text + other


def test_rules_that_share_their_recipients_are_changed_together() -> None:
    text = f"keys: &all\n  - {A}\ncreation_rules:\n  - age: *all\n  - age: *all\n"
    after = with_recipient(of(text), [0, 1], Recipient("age", N))
    assert after.decode() == text.replace(f"- {A}\n", f"- {A}\n  - {N}\n")
    assert without_recipient(read(after), [0, 1], Recipient("age", N)).decode() == text


def test_nobody_is_added_whom_sops_would_refuse() -> None:
    with pytest.raises(CannotEdit, match="written in a way that cannot be changed safely"):
        with_recipient(of(f"creation_rules: [age: {A}]"), [0], Recipient("age", f"{N}x"))


def test_a_file_that_is_no_utf_8_is_left_alone() -> None:
    with pytest.raises(CannotEdit, match="no UTF-8"):
        with_recipient(read(b"# \xff\n"), [], Recipient("age", N))


@pytest.mark.parametrize(
    ("told", "kind", "identity"),
    [
        (A, "age", A),
        (SSH, "age", SSH),
        (FP, "pgp", FP),
        ("0x" + FP.lower(), "pgp", FP.lower()),
        (f"{FP[:20]} {FP[20:]}", "pgp", FP),
        (ARN, "kms", ARN),
        ("projects/p/x", "gcp_kms", "projects/p/x"),
        ("https://v/v1/t/keys/k", "hc_vault", "https://v/v1/t/keys/k"),
        ("https://v.vault.azure.net/keys/k/1", "azure_kv", "https://v.vault.azure.net/keys/k/1"),
        ("alice", None, None),
    ],
)
def test_the_kind_of_a_recipient_follows_from_its_spelling(
    told: str, kind: str | None, identity: str | None
) -> None:
    assert kind_of(told) == kind
    if kind is not None:
        assert made(kind, told).identity == identity


PEOPLE = st.lists(st.sampled_from([A, B, C]), min_size=1, max_size=3, unique=True)
WRITTEN = st.sampled_from(
    [
        ",".join,
        lambda some: '"' + ", ".join(some) + '"',
        lambda some: "[" + ", ".join(some) + "]",
        lambda some: "[" + ",".join(f" '{one}' " for one in some) + "]",
        lambda some: ">-\n        " + ",\n        ".join(some),
        lambda some: "|\n        " + ",\n        ".join(some) + ",",
        lambda some: "".join(f"\n      - {one}" for one in some),
        lambda some: "".join(f"\n      -   '{one}'  # {one[-2:]}" for one in some),
        ",\n        ".join,
    ]
)
RULE = st.tuples(WRITTEN, PEOPLE, st.sampled_from(["", "    path_regex: a\n", f"    pgp: {FP}\n"]))


@settings(max_examples=150, deadline=None)
@given(st.lists(RULE, min_size=1, max_size=3), st.data())
def test_in_and_out_again_leaves_every_byte_as_it_was(
    each: list[tuple[Callable[[list[str]], str], list[str], str]], data: st.DataObject
) -> None:
    text = "creation_rules:\n" + "".join(
        f"  - encrypted_regex: x # {n}\n    age: {write(some)}\n{rest}"
        for n, (write, some, rest) in enumerate(each)
    )
    file = of(text)
    assert not file.faults
    numbers = data.draw(st.sets(st.integers(0, len(each) - 1)).map(sorted))
    inside = with_recipient(file, numbers, Recipient("age", N))
    assert without_recipient(read(inside), numbers, Recipient("age", N)) == file.data
