"""What is literal in a text, and what refers to something."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.loader.references import Malformed, Reference, parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "[]"),
        ("plain", "['plain']"),
        ("${db.host}", "[Reference('db.host', None)]"),
        ("a${ b }c", "['a', Reference('b', None), 'c']"),
        ("${env:HOME}", "[Reference('env:HOME', None)]"),
        ("${a:-}", "[Reference('a', [])]"),
        ("${a:-b}c", "[Reference('a', ['b']), 'c']"),
        (
            "${a:-x${b:-${c}}y}z",
            "[Reference('a', ['x', Reference('b', [Reference('c', None)]), 'y']), 'z']",
        ),
        ("$${a}", "['${a}']"),
        ("$$${a}", "['$${a}']"),
        ("$a $ {a} }", "['$a $ {a} }']"),
        ("cost: 5$", "['cost: 5$']"),
        ("${{ secrets.A }}-${b}", "['${{ secrets.A }}-', Reference('b', None)]"),
        ("${{ open", "['${{ open']"),
        ("${a:-$${b}}", "[Reference('a', ['${b']), '}']"),
    ],
)
def test_a_text_falls_into_these_parts(text: str, expected: str) -> None:
    assert repr(parts(text)) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${", "a `${` has no `}`"),
        ("${a", "a `${` has no `}`"),
        ("${a:-b", "a `${` has no `}`"),
        ("${a:-${b}", "a `${` has no `}`"),
        ("${}", "a `${}` names nothing"),
        ("${a${b}}", "a reference names a key, and no other reference"),
        ("${a:-" * 17 + "}" * 17, "references stand in for each other more than 16 deep"),
    ],
)
def test_what_is_no_reference_is_said(text: str, message: str) -> None:
    with pytest.raises(Malformed) as raised:
        parts(text)
    assert str(raised.value) == message


@given(st.text(alphabet="${}:-ab ", max_size=40))
def test_every_text_is_split_or_refused(text: str) -> None:
    try:
        found = parts(text)
    except Malformed:
        return
    assert all(isinstance(one, Reference) or one for one in found)


@given(st.text(max_size=40))
def test_what_is_escaped_comes_back(text: str) -> None:
    assert "".join(map(str, parts(text.replace("${", "$${").replace("$$${", "$$$${")))) or not text


@pytest.mark.parametrize("text", ["${" * 200_000, "${{" * 200_000, "$" * 100_000, "${a:-" * 90_000])
def test_a_hostile_text_is_read_in_time(text: str) -> None:
    start = time.process_time()
    try:
        parts(text)
    except Malformed:
        pass
    assert time.process_time() - start < 1
