"""Who is new in a rule, and could read what is there already."""

from collections.abc import Mapping, Sequence

import pytest

from confledger.checks.examined import Tree
from confledger.checks.secrets import recipient_added
from governed import ADA, BOB, EVE, examples, found, rules, sealed, told, tree

R = ".sops.yaml"
FILES = {"a.yaml": sealed(ADA), "b.yaml": sealed(ADA), "plain.txt": ""}


@pytest.mark.parametrize(("heading", "tree"), examples(recipient_added))
def test_the_examples_of_its_page(heading: str, tree: Tree) -> None:
    assert bool(told(recipient_added, tree)) == (heading == "Bad")


def change(
    before: dict[str, str],
    after: dict[str, str],
    *,
    files: Mapping[str, str] = FILES,
    approvers: Sequence[str] = ("boss@example.org",),
    approved: Sequence[str] | None = (),
) -> list[str]:
    settings: dict[str, object] = {"approvers": list(approvers)}
    earlier = tree({**before, **files}, settings=settings)
    whole = tree(
        {**after, **files},
        before=earlier,
        settings=settings,
        approved=None if approved is None else frozenset(approved),
    )
    return told(recipient_added, whole)


def two(first: str, second: str, pattern: str = "^a") -> str:
    return rules(first, pattern=pattern) + f"  - age: {second}\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({R: rules(ADA)}, {R: rules(ADA)}, [], id="nothing"),
        pytest.param({R: rules(ADA, BOB)}, {R: rules(BOB)}, [], id="somebody left"),
        pytest.param(
            {R: rules(ADA)},
            {R: f"keys: [&eve {EVE}]\n" + rules(ADA, "*eve")},
            [f".sops.yaml:5 error `eve` ({EVE}) is new in rule 1; that opens 2 encrypted files to "
             "them"],
            id="somebody new",
        ),
        pytest.param(
            {R: rules(ADA, pattern="z")},
            {R: rules(ADA, EVE, pattern="z")},
            [f".sops.yaml:5 error {EVE} is new in rule 1"],
            id="in a rule that has no file yet",
        ),
        pytest.param(
            {R: rules(ADA)},
            {R: two(EVE, ADA)},
            [f".sops.yaml:4 error {EVE} is new in rule 1; that opens 1 encrypted file to them"],
            id="a new rule takes files from another",
        ),
        pytest.param(
            {R: two(EVE, ADA)},
            {R: two(EVE, ADA, "^[ab]")},
            [f".sops.yaml:4 error {EVE} is new in rule 1; that opens 1 encrypted file to them"],
            id="a pattern grows",
        ),
        pytest.param(
            {R: rules(ADA)},
            {R: rules(ADA), "x/.sops.yaml": rules(EVE)},
            [],
            id="new rules where nothing is",
        ),
        pytest.param({}, {R: rules(EVE)}, [], id="the first rules"),
        pytest.param({R: rules(ADA)}, {}, [], id="no rules any more"),
        pytest.param(
            {R: rules(ADA)}, {R: two(EVE, ADA, "^new/")}, [], id="a new rule for new files"
        ),
        pytest.param(
            {R: rules(ADA, pattern="z") + f"  - path_regex: z\n    age: {BOB}\n  - age: {ADA}\n"},
            {R: rules(BOB, pattern="z") + f"  - age: {ADA}\n"},
            [],
            id="two rules with one pattern",
        ),
    ],
)  # fmt: skip
def test_who_is_new_in_a_rule(
    before: dict[str, str], after: dict[str, str], expected: list[str]
) -> None:
    assert change(before, after) == expected


def test_rules_in_a_folder_take_files_from_those_above() -> None:
    files = {"x/a.yaml": sealed(ADA)}
    assert change({R: rules(ADA)}, {R: rules(ADA), "x/.sops.yaml": rules(EVE)}, files=files) == [
        f"x/.sops.yaml:3 error {EVE} is new in rule 1; that opens 1 encrypted file to them"
    ]


@pytest.mark.parametrize(
    ("approvers", "approved", "severities"),
    [
        (["boss@example.org"], [], ["error"]),
        (["Boss@Example.org"], ["boss@example.org"], []),
        (["boss@example.org"], ["other@example.org"], ["error"]),
        ([], ["boss@example.org"], ["warning"]),
    ],
)
def test_an_approver_lets_them_in(
    approvers: list[str], approved: list[str], severities: list[str]
) -> None:
    said = change({R: rules(ADA)}, {R: rules(ADA, EVE)}, approvers=approvers, approved=approved)
    assert [one.split()[1] for one in said] == severities


@pytest.mark.parametrize(
    ("approvers", "help"),
    [
        (
            [],
            "make sure that this is meant; list who may approve it in `approvers` under `secrets` "
            "in confledger.yaml",
        ),
        (
            ["a@b", "c@d"],
            "have it approved (a@b, c@d): a commit with `Recipient-approved-by: ADDRESS` by "
            "another",
        ),
        (
            ["a@b"] * 4,
            "have it approved (a@b, a@b, a@b, …): a commit with `Recipient-approved-by: ADDRESS` "
            "by another",
        ),
    ],
)
def test_it_says_who_can_approve(approvers: list[str], help: str) -> None:
    earlier = tree({R: rules(ADA)})
    whole = tree({R: rules(EVE)}, before=earlier, settings={"approvers": approvers})
    assert [one.help for one in found(recipient_added, whole)] == [help]


def test_without_a_state_before_nobody_is_new() -> None:
    assert told(recipient_added, {R: rules(ADA)}) == []


@pytest.mark.parametrize("approvers", [(), ("boss@example.org",)])
def test_before_the_commit_nobody_can_have_approved(approvers: Sequence[str]) -> None:
    found = change(
        {R: rules(ADA)}, {R: rules(ADA, EVE)}, approvers=approvers, approved=None, files={}
    )

    assert [one.split(" ")[1] for one in found] == ["info"]
