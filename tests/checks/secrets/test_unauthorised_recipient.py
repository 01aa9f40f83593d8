"""Who can read a file without being named."""

import pytest

from confledger.checks.examined import Tree
from confledger.checks.secrets import unauthorised_recipient
from governed import ADA, BOB, EVE, examples, found, rules, sealed, told

R = ".sops.yaml"
KEYS = f"keys:\n  - &bob {BOB}\n"


@pytest.mark.parametrize(("heading", "tree"), examples(unauthorised_recipient))
def test_the_examples_of_its_page(heading: str, tree: Tree) -> None:
    assert bool(told(unauthorised_recipient, tree)) == (heading == "Bad")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {R: KEYS + rules(ADA), "a.yaml": sealed(ADA, BOB, EVE)},
            [
                f"a.yaml:7 error `bob` ({BOB}) can read this file, and rule 1 of .sops.yaml does "
                "not name them",
                f"a.yaml:9 error {EVE} can read this file, and rule 1 of .sops.yaml does not name "
                "them",
            ],
            id="two of them",
        ),
        pytest.param({R: rules(ADA, BOB), "a.yaml": sealed(BOB)}, [], id="fewer than named"),
        pytest.param({R: rules(ADA, pattern="z"), "a.yaml": sealed(BOB)}, [], id="no rule"),
        pytest.param({"a.yaml": sealed(BOB)}, [], id="no rules"),
        pytest.param({R: rules(ADA), "a.yaml": "a: 1\n"}, [], id="a plain file"),
        pytest.param(
            {R: rules(ADA, extra="    path_regex: (\n"), "a.yaml": sealed(BOB)},
            [],
            id="a rule that sops fails at",
        ),
    ],
)
def test_who_can_read_without_being_named(files: dict[str, str], expected: list[str]) -> None:
    assert told(unauthorised_recipient, files) == expected


def test_each_is_a_finding_of_its_own_and_says_how_to_end_it() -> None:
    both = found(unauthorised_recipient, {R: rules(ADA), "x/a.yaml": sealed(BOB, EVE)})
    assert [(one.subject, one.pointer) for one in both] == [
        (BOB, "/sops/age/0"),
        (EVE, "/sops/age/1"),
    ]
    assert both[0].help == (
        "confledger secrets sync x/a.yaml, then change these values at their provider; or name "
        "them in .sops.yaml"
    )
