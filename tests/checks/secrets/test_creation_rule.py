"""Rules that do not do what they seem to."""

import pytest

from confledger.checks.examined import Tree
from confledger.checks.secrets import creation_rule
from governed import ADA, BOB, examples, found, rules, sealed, told

R = ".sops.yaml"


@pytest.mark.parametrize(("heading", "tree"), examples(creation_rule))
def test_the_examples_of_its_page(heading: str, tree: Tree) -> None:
    assert bool(told(creation_rule, tree)) == (heading == "Bad")


def several(*patterns: str) -> str:
    return "creation_rules:\n" + "".join(
        f"  - age: {ADA}\n" + (f"    path_regex: {one}\n" if one else "") for one in patterns
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({R: several("a", "b"), "a": "", "b": ""}, [], id="each has a file"),
        pytest.param(
            {R: several("a", "gone", ""), "a": "", "b": ""},
            [".sops.yaml:5 warning rule 2 (`gone`) matches no file"],
            id="dead",
        ),
        pytest.param(
            {R: several("a", "ab", "ac"), "ab": "", "ac": ""},
            [
                ".sops.yaml:5 warning rule 2 (`ab`) never decides: rule 1 of .sops.yaml takes all "
                "that it matches",
                ".sops.yaml:7 warning rule 3 (`ac`) never decides: rule 1 of .sops.yaml takes all "
                "that it matches",
            ],
            id="shadowed by one",
        ),
        pytest.param(
            {R: several("a", "b", ""), "a": "", "b": ""},
            [
                ".sops.yaml:6 warning rule 3 never decides: rule 1 of .sops.yaml, rule 2 of "
                ".sops.yaml take all that it matches"
            ],
            id="a rule for all others, of which there is none",
        ),
        pytest.param(
            {R: several(*"abcd", ""), **dict.fromkeys("abcd", "")},
            [
                ".sops.yaml:10 warning rule 5 never decides: rule 1 of .sops.yaml and 3 others "
                "take all that it matches"
            ],
            id="shadowed by many",
        ),
        pytest.param(
            {R: several("sops", "a"), "a": ""},
            [".sops.yaml:3 warning rule 1 (`sops`) matches no file"],
            id="the rule file itself does not count",
        ),
        pytest.param(
            {R: several("a", "("), "a": "", "b": ""},
            [
                ".sops.yaml:5 error rule 2: `path_regex` is no regular expression of Go: missing "
                "): ("
            ],
            id="a pattern at fault",
        ),
        pytest.param(
            {R: several("(", "a"), "a": sealed(ADA)},
            [
                ".sops.yaml:3 error rule 1: `path_regex` is no regular expression of Go: missing "
                "): ("
            ],
            id="which hides the rules behind it",
        ),
        pytest.param(
            {R: "creation_rules: 1\n", "a.yaml": sealed(ADA)},
            [".sops.yaml:- error `creation_rules` must be a list"],
            id="a file that is none",
        ),
        pytest.param(
            {R: rules(ADA, extra="    owner: x\n"), "a": ""},
            [".sops.yaml:4 warning rule 1: unknown key `owner`, which SOPS passes over"],
            id="an unknown key",
        ),
        pytest.param(
            {R: several("^a$"), "a": "", "b.yaml": sealed(ADA)},
            [
                "b.yaml:1 warning no rule of .sops.yaml matches this encrypted file, so none says "
                "who may read it"
            ],
            id="an encrypted file without a rule",
        ),
        pytest.param({"b.yaml": sealed(ADA)}, [], id="encrypted files without any rules"),
        pytest.param({R: "stores: {}\n", "b.yaml": sealed(ADA)}, [], id="a file without rules"),
        pytest.param(
            {".sops.yml": several(""), "x/.sops.yml": "", "x/.sops.yaml": several(""), "x/a": ""},
            [
                ".sops.yml:- warning SOPS does not read .sops.yml: it reads .sops.yaml only",
                "x/.sops.yml:- warning SOPS does not read .sops.yml: it reads .sops.yaml only",
            ],
            id="misnamed",
        ),
        pytest.param(
            {"sops.yaml": several(""), "a.yaml": sealed(ADA)},
            ["sops.yaml:- warning SOPS does not read sops.yaml: it reads .sops.yaml only"],
            id="misnamed without a dot",
        ),
        pytest.param(
            {"sops.yaml": sealed(ADA), "k8s/sops.yaml": "a: 1\n"}, [], id="a file of that name"
        ),
        pytest.param({"sops.yaml": "a: 1\n"}, [], id="without any secrets"),
        pytest.param(
            {R: several(""), "x/.sops.yaml": several(""), "x/a.yaml": sealed(ADA), "b": ""},
            [],
            id="rules below others, for the same",
        ),
        pytest.param(
            {R: several("z", ""), "x/.sops.yaml": several("a"), "x/z": "", "x/a": "", "b": ""},
            [
                ".sops.yaml:3 warning rule 1 (`z`) never decides: x/.sops.yaml takes all that it "
                "matches"
            ],
            id="a rule whose files have rules below",
        ),
        pytest.param(
            {
                R: several(""),
                "x/.sops.yaml": rules(BOB),
                "x/a.yaml": sealed(BOB),
                "x/b.yaml": sealed(BOB),
                "b": "",
                "c.yaml": sealed(ADA),
            },
            [
                "x/.sops.yaml:- info run from a folder above, SOPS encrypts x/a.yaml and 1 more by "
                ".sops.yaml, for other recipients"
            ],
            id="rules below others, for others",
        ),
    ],
)
def test_rules_do_what_they_seem_to(files: dict[str, str], expected: list[str]) -> None:
    assert told(creation_rule, files) == expected


@pytest.mark.parametrize(
    ("files", "help"),
    [
        ({".sops.yml": ""}, "git mv .sops.yml .sops.yaml"),
        ({"x/.sops.yml": ""}, "git mv x/.sops.yml x/.sops.yaml"),
        ({".sops.yml": "", R: ""}, "git rm .sops.yml"),
        ({R: several("a")}, "correct the pattern, or remove the rule if its files are gone"),
        ({R: several("a", "aa"), "aa": ""}, "put it first, narrow the others, or remove it"),
    ],
)
def test_each_says_what_to_do(files: dict[str, str], help: str) -> None:
    assert [one.help for one in found(creation_rule, files)] == [help]


def test_a_rule_file_without_rules_keeps_those_above_from_files() -> None:
    files = {R: several("a"), "sub/.sops.yaml": "creation_rules: []\n", "a": "", "b": ""}
    hidden = {"sub/b": "", "sub/a1": "", "sub/a2": ""}
    says = "there is no rule here, and it keeps those of .sops.yaml from sub/a1"

    assert told(creation_rule, files) == []
    assert told(creation_rule, files | hidden) == [f"sub/.sops.yaml:- warning {says} and 1 more"]
    del hidden["sub/a2"]
    assert told(creation_rule, files | hidden) == [f"sub/.sops.yaml:- warning {says}"]


def test_more_rules_than_anybody_has_are_not_held_against_each_file() -> None:
    text = "creation_rules:\n" + f"  - age: {ADA}\n" * 1001

    assert told(creation_rule, {R: text, "a": ""}) == [
        ".sops.yaml:- error there are more than 1,000 rules"
    ]
