"""What has to be done so that files are for those whom the rules name."""

from pathlib import Path

import pytest

from confledger.secrets.metadata import Recipient
from confledger.secrets.plan import actions, hidden
from confledger.secrets.rules import Rules
from confledger.secrets.rules import read as read_rules
from confledger.secrets.sops_file import read
from sopsing import encrypted, needs_sops, recipient

pytestmark = needs_sops

TEXT = "a: 1\nb:\n  - x\n  - y_unencrypted: 2\nc: ''\n"
TEXTS = {"yaml": TEXT, "binary": "anything\n"}


def planned(
    rule: str,
    name: str = "a.yaml",
    *options: str,
    text: str = TEXT,
    recipients: tuple[str, ...] = ("ours", "theirs"),
) -> list[tuple[str, list[str], list[str], bool]]:
    data = encrypted(text, name, *options, recipients=tuple(recipient(one) for one in recipients))
    rules = Rules([read_rules(f"creation_rules:\n  - {rule}\n".encode())])
    return [
        (
            action.kind,
            [one.identity for one in action.joins],
            [one.identity for one in action.leaves],
            action.regroups,
        )
        for action in actions([read(data, name)], rules)
    ]


def age(*names: str) -> str:
    return "age: " + ",".join(recipient(one) for one in names)


def test_a_file_for_those_of_its_rule_needs_nothing() -> None:
    assert planned(age("theirs", "ours")) == []


def test_who_joins_needs_the_data_key_and_who_leaves_must_not_know_the_next() -> None:
    new, old = recipient("new"), recipient("theirs")
    assert planned(age("ours", "theirs", "new")) == [("update-keys", [new], [], False)]
    assert planned(age("ours", "new")) == [("rotate", [new], [old], False)]


def test_a_change_of_scope_is_told_beside_the_rest() -> None:
    scope = "\n    encrypted_regex: ^a$"
    assert planned(age("ours", "theirs") + scope) == [("scope", [], [], False)]
    assert planned(age("ours") + scope) == [
        ("rotate", [], [recipient("theirs")], False),
        ("scope", [], [], False),
    ]
    assert planned(age("ours", "theirs") + "\n    mac_only_encrypted: true") == [
        ("scope", [], [], False)
    ]


def test_a_file_that_is_encrypted_as_a_whole_has_no_scope() -> None:
    rule = age("ours", "theirs") + "\n    encrypted_regex: ^a$"
    assert planned(rule, "a.bin", text="anything\n") == []


def group(*names: str) -> str:
    return "{age: [" + ", ".join(recipient(one) for one in names) + "]}"


GROUPED = "key_groups: [" + group("ours") + ", " + group("theirs") + "]"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (GROUPED, []),
        (GROUPED + "\n    shamir_threshold: 2", []),
        (age("ours", "theirs"), [("update-keys", [], [], True)]),
        (
            f"key_groups: [{group('theirs')}, {group('ours')}]",
            [("update-keys", [], [], True)],
        ),
        (
            f"key_groups: [{group('ours')}, {group('theirs')}, {group('ours')}]",
            [("update-keys", [], [], True)],
        ),
    ],
)
def test_key_groups_are_brought_to_those_of_the_rule(
    tmp_path: Path, rule: str, expected: list[tuple[str, list[Recipient], list[Recipient], bool]]
) -> None:
    from sopsing import sops

    (tmp_path / ".sops.yaml").write_text(f"creation_rules:\n  - {GROUPED}\n")
    data = sops(
        "encrypt", "--filename-override", "a.yaml", "/dev/stdin", input=b"a: 1\n", cwd=tmp_path
    )
    rules = Rules([read_rules(f"creation_rules:\n  - {rule}\n".encode())])
    found = actions([read(data, "a.yaml")], rules)
    assert [(one.kind, one.joins, one.leaves, one.regroups) for one in found] == expected


def test_another_threshold_is_brought_to_that_of_the_rule(tmp_path: Path) -> None:
    from sopsing import sops

    three = f"key_groups: [{group('ours')}, {group('theirs')}, {group('new')}]"
    (tmp_path / ".sops.yaml").write_text(f"creation_rules:\n  - {three}\n    shamir_threshold: 2\n")
    data = sops(
        "encrypt", "--filename-override", "a.yaml", "/dev/stdin", input=b"a: 1\n", cwd=tmp_path
    )
    for told, regroups in (("", True), ("\n    shamir_threshold: 2", False)):
        rules = Rules([read_rules(f"creation_rules:\n  - {three}{told}\n".encode())])
        found = actions([read(data, "a.yaml")], rules)
        assert [one.regroups for one in found] == [True] * regroups


@pytest.mark.parametrize(
    "rules",
    [b"", b"creation_rules: [{path_regex: z, age: age1}]", b"creation_rules: [{age: age1}]"],
)
def test_without_a_rule_that_can_be_used_nothing_is_planned(rules: bytes) -> None:
    file = read(encrypted(TEXT, "a.yaml"), "a.yaml")
    assert actions([file], Rules([read_rules(rules)])) == []


def test_a_plain_file_is_left_alone() -> None:
    rules = Rules([read_rules(f"creation_rules: [{{{age('ours')}}}]".encode())])
    assert actions([read(b"a: 1\n", "a.yaml")], rules) == []


def test_hidden_values_are_told_by_their_paths() -> None:
    file = read(encrypted("a: 1\nb: [x, {y_unencrypted: 2}]\nc: ''\n---\nd: 1\n"), "a.yaml")
    assert hidden(file) == [(0, ("a",)), (0, ("b", 0)), (1, ("d",))]
