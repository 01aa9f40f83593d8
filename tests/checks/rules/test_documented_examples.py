"""The page of each check keeps its word: Bad is found, where it says; Good is not."""

import json

import pytest

from confledger.checks.pages import Page, language, parse, rules
from confledger.checks.verdict import RULES
from confledger.settings_schema import CHECKS, SECRETS
from judging import examined, judge, with_policies
from surveying import split, surveyed

# Those of secrets are about files that are encrypted: each is tested beside its check.
PAGES = {
    str(module.ID): parse(module.__doc__ or "")
    for module in rules()
    if ".secrets." not in module.__name__
}
# Of checks that look at all files: each of their examples is some files, each with its path.
ACROSS = {str(module.ID) for module in rules() if ".across." in module.__name__}

# Of the Bad example of each page, with the severity.
FOUND = {
    "ambiguous-scalar": ["1:23 warning ambiguous-scalar"],
    "deprecated-key": ["1:1 warning deprecated-key"],
    "dangling-reference": ["web/kustomization.yaml:1:30 error dangling-reference"],
    "duplicated-block": ["5:3 info duplicated-block"],
    "duplicate-key": ["4:3 error duplicate-key"],
    "encoding": ["1:14 warning encoding"],
    "environment-divergence": ["prod.yaml:1:30 warning environment-divergence"],
    "file-without-schema": ["info file-without-schema"],
    "limits": ["1:1 error limits"],
    "merge-conflict-marker": ["1:1 error merge-conflict-marker"],
    "owner": ["config/envs/prod.yaml:warning owner"],
    "policy": ["1:7 error policy"],
    "same-value": ["pooler.ini:2:8 error same-value"],
    "schema-lock": ["schemas/schemas.lock.yaml:2:1 error schema-lock"],
    "schema": ["1:11 error schema"],
    "sealed-value": ["1:1 info sealed-value"],
    "stale-documentation": [
        "docs/settings.md:1:1 warning stale-documentation",
        "docs/settings.md:3:4 warning stale-documentation",
    ],
    "stale-suppression": ["1:13 warning stale-suppression"],
    "stale-waiver": ["6:14 warning stale-waiver"],
    "syntax": ["3:2 error syntax"],
    "unknown-key": ["1:1 warning unknown-key"],
    "unused-anchor": ["1:7 info unused-anchor"],
}


def found(page: Page, heading: str) -> list[list[str]]:
    """Judge each example of that heading; return what is found in each."""
    if any(page is PAGES[check] for check in ACROSS):
        return [
            [
                f"{one.path}:"
                + (f"{one.span.line}:{one.span.column} " if one.span else "")
                + f"{one.severity} {one.check}"
                for one in surveyed(split(text))
            ]
            for head, text in page.examples
            if head.startswith(heading)
        ]
    schema = next((text for head, text in page.examples if head == "Schema"), None)
    files = {"schemas/port.schema.json": "{}", "s.json": schema or "{}"}
    policy = next((text for head, text in page.examples if head == "Policy"), None)
    seen = []
    for head, text in page.examples:
        if head.startswith(heading):
            checks = judge(files) if policy is None else with_policies(judge(files), policy)
            # What lists the waivers is told by its name.
            stem = "waivers" if page is PAGES["stale-waiver"] else "example"
            path = f"{stem}.{language(head)}"
            _, findings = examined(checks, path, text + "\n", "s.json" if schema else None)
            seen.append(
                [
                    (f"{one.span.line}:{one.span.column} " if one.span else "")
                    + f"{one.severity} {one.check}"
                    for one in findings
                ]
            )
    return seen


def test_every_check_has_a_page_and_runs() -> None:
    checks = set(CHECKS) - set(SECRETS)
    assert sorted(PAGES) == sorted(FOUND) == sorted(checks)
    # Comments are looked at when all other checks of a file have run.
    run = {name.replace("_", "-") for name in RULES} | {"stale-suppression"} | ACROSS
    assert sorted(run) == sorted(checks)


@pytest.mark.parametrize("check", sorted(PAGES))
def test_a_page_says_in_one_sentence_and_more_what_its_check_is_for(check: str) -> None:
    page = PAGES[check]

    assert page.title.endswith(".")
    assert len(page.prose) > 80
    assert {head for head, _ in page.examples} >= {"Bad", "Good"}
    for head, text in page.examples:
        assert head != "Schema" or json.loads(text)


@pytest.mark.parametrize("check", sorted(PAGES))
def test_a_bad_example_is_found_where_its_page_says(check: str) -> None:
    # What else is said of an example without a schema is the page of another check.
    seen = [
        [one for one in findings if one.endswith(f" {check}") or "info " not in one]
        for findings in found(PAGES[check], "Bad")
    ]

    assert seen == [FOUND[check]]


@pytest.mark.parametrize("check", sorted(PAGES))
def test_a_good_example_is_clean(check: str) -> None:
    for findings in found(PAGES[check], "Good"):
        assert [one for one in findings if one.endswith(f" {check}") or "info " not in one] == []
