"""The slow fallback: what it refuses, it refuses in its own words and at the right place."""

import pytest

from confledger.documents.dialect import YAML
from confledger.documents.formats import yaml_nodes
from confledger.documents.limits import DEFAULT, Limits
from confledger.documents.load import load
from confledger.documents.problem import LIMITS, SYNTAX

NOT_ALLOWED = "mapping values are not allowed"
HALF = "an escape that is one half of a character"
UNFIT = "this is not what its tag `!!{}` says"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        pytest.param("a: b: c\n", "1:5", f"{NOT_ALLOWED} in this context", id="syntax"),
        pytest.param("a: &x 1\nb: &x 2\nc: d: e\n", "3:5", f"{NOT_ALLOWED} here", id="again"),
        pytest.param("a: \ufffe\n", "1:1", "this is not YAML", id="a character that none may hold"),
        pytest.param('a: "\\ud83d"\n', "1:4", HALF, id="half"),
        pytest.param("a: !!int x\n", "1:4", UNFIT.format("int"), id="int"),
        pytest.param("a: !!int 1.5\n", "1:4", UNFIT.format("int"), id="float"),
        pytest.param("a: !!float true\n", "1:4", UNFIT.format("float"), id="bool"),
        pytest.param("- !!null 'x'\n", "1:3", UNFIT.format("null"), id="null"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_has_no_documents(text: str, place: str, message: str) -> None:
    loaded = yaml_nodes.read(text, DEFAULT)

    found = [
        (one.kind, one.span and f"{one.span.line}:{one.span.column}", one.message)
        for one in loaded.problems
    ]
    assert (found, loaded.documents) == ([(SYNTAX, place, message)], [])


def test_a_tag_that_does_not_fit_is_told_in_the_document_it_is_in() -> None:
    loaded = load(b"a: 1\n---\nb: !!int x\n", YAML)

    assert [(one.document, one.help) for one in loaded.problems] == [
        (1, "correct it, or remove the tag")
    ]


@pytest.mark.parametrize(
    ("text", "limits", "message"),
    [
        pytest.param("a: [[1]]\n", Limits(max_depth=2), "nested deeper than 2 levels", id="depth"),
        pytest.param(
            "a: &x [1]\nb: [*x, *x]\n",
            Limits(max_aliased_nodes=3),
            "its aliases expand to more than 3 values",
            id="aliases",
        ),
    ],
)
def test_limits_are_kept(text: str, limits: Limits, message: str) -> None:
    loaded = yaml_nodes.read(text, limits)

    assert [(one.kind, one.message) for one in loaded.problems] == [(LIMITS, message)]
    assert loaded.documents == []


@pytest.mark.parametrize("text", ["&x\na: *x", "- &x\n  - *x", "&x [*x]"])
def test_what_holds_itself_is_shown_within_the_text(text: str) -> None:
    (problem,) = yaml_nodes.read(text, DEFAULT).problems

    assert problem.span is not None
    begins, ends = problem.span.key()[:2], problem.span.key()[2:]
    lines = text.split("\n")
    assert begins < ends <= (len(lines), len(lines[-1]) + 1)


def test_a_number_too_long_for_python_becomes_a_float() -> None:
    assert yaml_nodes.scalar("9" * 3_499) == int("9" * 3_499)
    assert yaml_nodes.scalar("9" * 3_500) == float("inf")
    assert yaml_nodes.scalar("0x" + "f" * 3_497) == int("f" * 3_497, 16)
    assert yaml_nodes.scalar("0x" + "f" * 3_498) == float("inf")
    assert yaml_nodes.scalar("0o" + "7" * 3_498) == float("inf")
