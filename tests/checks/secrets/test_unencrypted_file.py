"""A plain file that a creation rule means is found, at the first value it shows."""

import pytest

from confledger.checks.secrets import unencrypted_file as check
from secret_pages import example, metadata, token, told

RULES = "creation_rules:\n  - path_regex: ^secrets/\n    age: age1x\n"
SAYS = "this file is in plain text, and has to be encrypted by rule 1 of .sops.yaml"


def test_the_examples_of_the_page_are_what_they_say() -> None:
    assert told(check, example(check, "Bad")) == [f"1:11 /password error {SAYS}"]
    assert told(check, example(check, "Good")) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({".sops.yaml": RULES, "secrets/a.yaml": "b: ''\nc: 1\n"}, [f"2:4 /c error {SAYS}"]),
        ({".sops.yaml": RULES, "secrets/a.env": "B=\nC=1\n"}, [f"2:3 /C error {SAYS}"]),
        ({".sops.yaml": RULES, "secrets/a.key": "key\n"}, [f"? /data error {SAYS}"]),
        ({".sops.yaml": RULES, "secrets/a.yaml": "b: 1\nsops: {version: 3.11.0}\n"}, [
            "1:4 /b error this file has a key `sops`, but no metadata of SOPS below it: it is in "
            "plain text by rule 1 of .sops.yaml"]),
        ({".sops.yaml": RULES, "secrets/a.yaml": f"b: {token()}\n{metadata()}"}, []),
        ({".sops.yaml": RULES, "secrets/README.md": "# How\n"}, []),
        ({".sops.yaml": RULES, "config/a.yaml": "b: 1\n"}, []),
        ({".sops.yaml": "creation_rules: [{age: age1x}]\n"}, []),
        ({"a.yaml": "b: 1\n"}, []),
    ],
)  # fmt: skip
def test_what_its_rule_means_is_told(files: dict[str, str], expected: list[str]) -> None:
    assert told(check, files) == expected
