"""A change that only some readers of YAML see is said, for whom, and without secrets."""

import pytest

from confledger.changes.compare import compare
from confledger.changes.meaning import doubtful
from confledger.documents.load import load


@pytest.mark.parametrize(
    ("before", "after", "messages"),
    [
        pytest.param("a: true", "a: no",
                     ["`no` is false for PyYAML and Kubernetes, and text for readers of YAML 1.2"],
                     id="a word"),
        pytest.param("a: x", "a: 2020-01-01",
                     ["`2020-01-01` is a date for PyYAML, and text for readers of YAML 1.2"],
                     id="a date"),
        pytest.param("a: 1", "a: 12:30",
                     ["`12:30` is the number 750 for PyYAML, and text for readers of YAML 1.2"],
                     id="base 60"),
        pytest.param("a: 1", "a: 1_000",
                     ["`1_000` is the number 1000 for PyYAML and Kubernetes, and text for readers "
                      "of YAML 1.2"], id="thousands"),
        pytest.param("a: 1", "a: 0o14",
                     ["`0o14` is text for PyYAML, and the number 12 for readers of YAML 1.2"],
                     id="octal"),
        pytest.param("a: yes", "a: true",
                     ["`yes` -> `true` changes nothing for PyYAML and Kubernetes"], id="the same"),
        pytest.param("a: 'yes'", "a: yes",
                     ['`"yes"` -> `yes` changes nothing for readers of YAML 1.2, but the value for '
                      "PyYAML and Kubernetes: it was text and is true"], id="quotes"),
        pytest.param("a: 1", "a: 2", [], id="no doubt"),
        pytest.param("a: [no]", "a: [no] # x", [], id="no change"),
        pytest.param("a: !x no", "a: !x yes", [], id="a tag"),
        pytest.param("password: 1", "password: 0644",
                     ["is read by PyYAML and Kubernetes as something else than by readers of YAML "
                      "1.2"], id="a secret"),
        pytest.param("a: [", "a: no", [], id="what nobody can read"),
        pytest.param("b: &x no\nc: *x", "b: &x off\nc: *x",
                     ["`no` -> `off` changes nothing for PyYAML and Kubernetes"],
                     id="an alias is told once"),
    ],
)  # fmt: skip
def test_who_reads_what_is_said(before: str, after: str, messages: list[str]) -> None:
    assert [one.message for one in doubtful(before.encode(), after.encode())] == messages


def test_items_that_moved_are_found_where_they_were() -> None:
    before = b"- {name: a, v: yes}\n- {name: b, v: x}\n"
    after = b"- {name: c, v: 0}\n- {name: a, v: true}\n- {name: b, v: off}\n"
    changes = compare(load(before, "yaml").documents, load(after, "yaml").documents)

    found = doubtful(before, after, changes)

    assert [(one.path, one.old_line, one.line, one.message) for one in found] == [
        ((1, "v"), 1, 2, "`yes` -> `true` changes nothing for PyYAML and Kubernetes"),
        (
            (2, "v"),
            2,
            3,
            "`off` is false for PyYAML and Kubernetes, and text for readers of YAML 1.2",
        ),
    ]


def test_only_those_that_read_the_file_are_asked() -> None:
    change = (b"a: 1", b"a: no")

    assert doubtful(*change, readers=()) == []
    assert [one.message for one in doubtful(*change, readers=("ansible",))] == [
        "`no` is false for Ansible, and text for readers of YAML 1.2"
    ]
