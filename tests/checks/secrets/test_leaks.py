"""The three checks of leaks: what they say, and the examples of their pages."""

from types import ModuleType

import pytest

from confledger.checks import pages
from confledger.checks.secrets import gitleaks_rule, plain_secret, provider_token
from confledger.cli.secrets.scanner import Scanner

TOKEN = "gh" + "p_" + "a7B2c9D4e1F6g3H8i5J0k2L7m4N9o1P6q3R8"
RULE = b'[[rules]]\nid = "badge"\nregex = "badge-[0-9]+"\n'


def told(path: str, text: str, config: bytes | None = None) -> list[str]:
    """Return what the checks say of a file: severity, check, line, pointer, message."""
    scanner = Scanner(lambda name: config if name == ".gitleaks.toml" else None, {})
    found = [*scanner.of_rules(), *scanner.of_file(path, text.encode())]
    return [
        f"{one.severity} {one.check} {one.span.line if one.span else '-'} {one.pointer or '-'} "
        f"{one.message}"
        for one in found
    ]


@pytest.mark.parametrize("check", [plain_secret, provider_token, gitleaks_rule])
def test_the_examples_of_a_page_are_what_it_says(check: ModuleType) -> None:
    for heading, text in pages.parse(check.__doc__ or "").examples:
        config, _, rest = text.partition("# door.txt\n")
        path, content = ("door.txt", rest) if rest else ("a.yaml", text)
        found = told(path, content, config.encode() if rest else None)
        assert bool(found) == heading.startswith("Bad"), heading
        assert all(f" {check.ID} " in one for one in found)


def test_each_check_tells_its_own() -> None:
    text = f"db:\n  password: hunter22\ntoken: {TOKEN}\nx: badge-0815\n# {TOKEN}\n"

    assert told("a.yaml", text, RULE) == [
        "error plain-secret 2 /db/password "
        "`db.password` is a secret in plain text: its key says so",
        "error provider-token 3 /token a token of GitHub is in plain text, as `token`",
        "error provider-token 5 - a token of GitHub is in plain text",
        "error gitleaks-rule 4 - this is what the rule `badge` of .gitleaks.toml looks for",
    ]
    assert told("a.sh", "DB_PASSWORD=hunter22\n") == [
        "error plain-secret 1 - `DB_PASSWORD` is a secret in plain text: its key says so"
    ]


def test_a_rule_that_cannot_be_used_is_a_finding_where_it_is() -> None:
    assert told("a", "", RULE.replace(b"]+", b"+")) == [
        "error gitleaks-rule 3 /rules/0/regex a part of the rules for gitleaks cannot be used: "
        "`regex` is no regular expression of RE2: missing ]: [0-9+"
    ]
    assert told("a", "", b"[[rules") == [
        "error gitleaks-rule 1 - a part of the rules for gitleaks cannot be used: "
        "this file is no TOML, so none of its rules is used"
    ]
    assert list(gitleaks_rule.unusable(Scanner(lambda name: RULE, {}).rules, RULE)) == []  # type: ignore[arg-type]


def test_equal_secrets_have_findings_that_nothing_tells_apart_by_value() -> None:
    scanner = Scanner(lambda name: None, {})
    one, other = (
        scanner.of_file("a.yaml", f"password: {value}\n".encode())
        for value in ("hunter22", "xyz-4711")
    )

    assert one == other
