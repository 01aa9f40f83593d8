"""Who is named, and cannot read."""

import pytest

from confledger.checks.examined import Tree
from confledger.checks.secrets import missing_recipient
from governed import ADA, BOB, examples, found, rules, sealed, told

R = ".sops.yaml"


@pytest.mark.parametrize(("heading", "tree"), examples(missing_recipient))
def test_the_examples_of_its_page(heading: str, tree: Tree) -> None:
    assert bool(told(missing_recipient, tree)) == (heading == "Bad")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {R: f"keys: [&bob {BOB}]\n" + rules(ADA, "*bob"), "a.yaml": sealed(ADA)},
            [
                f"a.yaml:2 warning `bob` ({BOB}) cannot read this file, though rule 1 of "
                ".sops.yaml names them"
            ],
            id="one of two",
        ),
        pytest.param({R: rules(ADA), "a.yaml": sealed(ADA, BOB)}, [], id="more than named"),
        pytest.param({"a.yaml": sealed(BOB)}, [], id="no rules"),
        pytest.param({R: rules(ADA), "a.yaml": "a: 1\n"}, [], id="a plain file"),
        pytest.param(
            {R: rules(ADA, extra="    path_regex: (\n"), "a.yaml": sealed(BOB)},
            [],
            id="a rule that sops fails at",
        ),
    ],
)
def test_who_is_named_and_cannot_read(files: dict[str, str], expected: list[str]) -> None:
    assert told(missing_recipient, files) == expected


def test_it_says_how_to_let_them_in() -> None:
    (one,) = found(missing_recipient, {R: rules(ADA, BOB), "a.yaml": sealed(ADA)})
    assert (one.help, one.subject) == ("confledger secrets sync a.yaml", BOB)
