"""Who can open a file, held against whom its rule names."""

import pytest

from confledger.secrets.metadata import Metadata, Recipient
from confledger.secrets.rules import Rule
from confledger.secrets.trust import foreign_services, missing, unauthorised

SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBAr0HojLuAEMj6f"
GROUPS = ("creation_rules", 0, "key_groups", 0, "kms", 0)
FLAT = ("creation_rules", 0, "kms")


def of_file(*recipients: Recipient) -> Metadata:
    metadata = Metadata()
    metadata.recipients = list(recipients)
    return metadata


def of_rule(*recipients: Recipient) -> Rule:
    rule = Rule()
    rule.recipients = list(recipients)
    return rule


@pytest.mark.parametrize(
    ("rule", "file", "same"),
    [
        (Recipient("age", "age1a"), Recipient("age", "age1a"), True),
        (Recipient("age", "age1a"), Recipient("age", "age1b"), False),
        (Recipient("age", "age1a"), Recipient("pgp", "age1a"), False),
        (Recipient("age", f"{SSH} me@a"), Recipient("age", f"{SSH} you@b"), True),
        (Recipient("pgp", "AB12 cd"), Recipient("pgp", "ab12CD"), True),
        (
            Recipient("azure_kv", "https://v/keys/k"),
            Recipient("azure_kv", "https://v/keys/k/1"),
            True,
        ),
        (
            Recipient("azure_kv", "https://v/keys/k/2"),
            Recipient("azure_kv", "https://v/keys/k/1"),
            False,
        ),
        (
            Recipient("hc_vault", "https://v/v1/t/keys/k/"),
            Recipient("hc_vault", "https://v/v1/t/keys/k"),
            True,
        ),
        (Recipient("kms", "arn:k", at=FLAT), Recipient("kms", "arn:k|a:1"), True),
        (Recipient("kms", "arn:k", at=GROUPS), Recipient("kms", "arn:k|a:1"), False),
        (Recipient("kms", "arn:k", at=FLAT), Recipient("kms", "arn:k+arn:role"), False),
    ],
)
def test_recipients_are_compared_as_sops_would_take_them(
    rule: Recipient, file: Recipient, same: bool
) -> None:
    assert unauthorised(of_file(file), of_rule(rule)) == ([] if same else [file])
    assert missing(of_file(file), of_rule(rule)) == ([] if same else [rule])


def test_each_recipient_is_told_once() -> None:
    one, again, other = (Recipient("age", name, group=n) for n, name in enumerate("aab"))
    assert unauthorised(of_file(one, again, other), of_rule()) == [one, other]
    assert missing(of_file(), of_rule(one, again, other)) == [one, other]


VAULT = Recipient("hc_vault", "https://v:8200/v1/t/keys/k", endpoint="https://v:8200")
KMS = Recipient("kms", "arn:aws:kms:x:1:key/k", endpoint="arn:aws:kms:x:1:key/k")
AGE = Recipient("age", "age1a")


@pytest.mark.parametrize(
    ("rule", "allowed", "foreign"),
    [
        (None, [], [VAULT, KMS]),
        (of_rule(AGE), [], [VAULT, KMS]),
        (of_rule(Recipient("hc_vault", "other", endpoint="https://v:8200/")), [], [KMS]),
        (of_rule(Recipient("kms", "other", endpoint="https://v:8200")), [], [VAULT, KMS]),
        (None, ["https://v:8200"], [KMS]),
        (None, ["arn:aws:kms:*:1:*"], [VAULT]),
        (None, ["https://v:8200/v1/t/*", "ARN:*"], [KMS]),
        (of_rule(VAULT, KMS), [], []),
    ],
)
def test_a_key_service_is_allowed_by_the_rule_or_the_settings(
    rule: Rule | None, allowed: list[str], foreign: list[Recipient]
) -> None:
    assert foreign_services(of_file(AGE, VAULT, KMS), rule, allowed) == foreign
