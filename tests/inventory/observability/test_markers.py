"""Debt markers: only in comments, whatever the language, however hostile the file."""

import pytest

from confledger.inventory.observability.markers import Marker, markers


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        pytest.param(
            "a.py",
            'x = "# TODO no"\n# TODO(ann): split\n"""\n# TODO no\n"""\ny = 1  # a TODO in prose\n'
            "z = 2  # see below, FIXME: bar\n",
            [Marker(2, "TODO", "split", "ann"), Marker(7, "FIXME", "bar", "")],
            id="Python by its tokens",
        ),
        pytest.param(
            "old.py",
            'print "a"  # TODO: still\nx = (\n# FIXME open\n"""',
            [Marker(1, "TODO", "still", ""), Marker(3, "FIXME", "open", "")],
            id="what is no Python of today by a rule",
        ),
        pytest.param(
            "a.go",
            's := "// TODO no"\n/* TODO(bo): one\n * HACK two */\nr := `\n// TODO no\n` // XXX c\n',
            [
                Marker(2, "TODO", "one", "bo"),
                Marker(3, "HACK", "two", ""),
                Marker(6, "XXX", "c", ""),
            ],
            id="Go, with raw strings",
        ),
        pytest.param(
            "a.yaml",
            "a: '# TODO no'\nb: it's  # TODO: yes\nc: x#TODO no\n# FIXME - why\nd: \"a # HACK\"\n",
            [Marker(2, "TODO", "yes", ""), Marker(4, "FIXME", "why", "")],
            id="YAML, with apostrophes",
        ),
        pytest.param(
            "run",
            "#!/bin/sh\necho '# TODO no'\n# TODO mend\n",
            [Marker(3, "TODO", "mend", "")],
            id="a script by its first line",
        ),
        pytest.param("a.ini", "; TODO: one\nx = 1 ; 2\n", [Marker(1, "TODO", "one", "")], id="INI"),
        pytest.param(
            "a.md", "# TODO\n<!-- TODO: yes -->\n", [Marker(2, "TODO", "yes", "")], id="Markdown"
        ),
        pytest.param("a.bin", "# TODO\n", [], id="nobody knows how it is written"),
    ],
)
def test_markers_are_found_in_comments_alone(
    path: str, content: str, expected: list[Marker]
) -> None:
    assert markers(path, content.encode()) == expected


@pytest.mark.parametrize("path", ["a.py", "a.go", "a.yaml", "a.md"])
def test_a_hostile_file_ends(path: str) -> None:
    for content in (
        '"' * 20_000,
        "/*" * 20_000,
        "'\\" * 20_000,
        "(" * 20_000,
        "\0# TODO: x\n" * 99,
    ):
        markers(path, (content + "\n# TODO: last").encode())
