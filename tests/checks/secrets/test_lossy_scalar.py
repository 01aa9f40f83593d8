"""Scalars that would not come back are told of files that are to be encrypted, or are."""

import pytest

from confledger.checks.secrets import lossy_scalar as check
from secret_pages import example, metadata, token, told

RULES = "creation_rules:\n  - path_regex: prod.yaml$\n    age: age1x\n"
NUMBER = "would not come back from SOPS as it is: this number would be written another way"


def test_the_examples_of_the_page_are_what_they_say() -> None:
    lines = told(check, example(check, "Bad"))

    assert [line.partition(" would")[0] for line in lines] == [
        *("1:8 /build warning `build`", "2:7 /mode warning `mode`"),
        "3:8 /since warning `since`",
    ]
    assert told(check, example(check, "Good")) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({".sops.yaml": RULES, "prod.yaml": "a: 1.50\n"}, [f"1:4 /a warning `a` {NUMBER}"]),
        # Of no concern to SOPS, or to YAML.
        ({".sops.yaml": RULES, "y.yaml": "a: 1.50\n"}, []),
        ({"x.yaml": "a: 1.50\n"}, []),
        ({".sops.yaml": RULES.replace("prod.yaml", ".*"), "values.yaml": "a: 1.50\n"}, []),
        ({".sops.yaml": RULES.replace("yaml", "env"), "prod.env": "A=1.50\n"}, []),
        # Values that an encrypted file leaves plain.
        ({"x.yaml": f"a: {token()}\nb_unencrypted: 1.50\n{metadata()}"}, [
            f"2:16 /b_unencrypted warning `b_unencrypted` {NUMBER}"]),
        ({"x.yaml": f"a: {token()}\nb_unencrypted: 1.5\nc_unencrypted: 3\n{metadata()}"}, []),
        ({"x.yaml": f"a_unencrypted: '1.50'\nb: ''\nc: null\n{metadata()}"}, []),
        ({"x.yaml": f"a_unencrypted: True\n{metadata()}"}, [
            "1:16 /a_unencrypted warning `a_unencrypted` would not come back from SOPS as it is: "
            "a truth value would be written in small letters"]),
        ({"x.yaml": f"a_unencrypted: true\nb_unencrypted: true\n{metadata()}"}, []),
        ({"x.yaml": f"a_unencrypted: !x text\n{metadata()}"}, [
            "1:16 /a_unencrypted warning `a_unencrypted` would not come back from SOPS as it is: "
            "its tag would be lost"]),
        ({"x.yaml": f"a_unencrypted: |\n  yes\n  no\n{metadata()}"}, []),
    ],
)  # fmt: skip
def test_only_what_sops_has_or_gets_is_judged(files: dict[str, str], expected: list[str]) -> None:
    assert told(check, files) == expected
