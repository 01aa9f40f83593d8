"""One file: clean at a glance, or looked at with every check."""

import pytest

from confledger.checks.references import FILE, Reference
from judging import examined, judge, told

WHOLE = '{"properties": {"a": {"type": "integer"}}, "required": ["a"]}'


@pytest.mark.parametrize(
    ("text", "schema", "status", "messages"),
    [
        pytest.param("a: 1\n", "s.json", "passed", [], id="fits"),
        pytest.param("a: 1\n---\na: 2\n", "s.json", "passed", [], id="each document fits"),
        pytest.param("a: 1\n---\n", "s.json", "passed", [], id="an empty document is none"),
        pytest.param("1: 2\na: 1\n", "s.json", "passed", [], id="a key that is a number"),
        pytest.param(
            "1: 2\na: x\n",
            "s.json",
            "failed",
            ["2:4 schema: `a` is a string, expected an integer"],
            id="such a key, and a fault",
        ),
        pytest.param(
            "a: 1\n---\na: x\n",
            "s.json",
            "failed",
            ["3:4 schema: `a` is a string, expected an integer"],
            id="the second document",
        ),
        pytest.param(
            "# nothing\n",
            "s.json",
            "failed",
            ["schema: the empty document needs `a`"],
            id="nothing is a map without keys",
        ),
        pytest.param("# nothing\n", "open.json", "passed", [], id="nothing is enough"),
        pytest.param(
            "a: 1\na: 2\n",
            "s.json",
            "failed",
            [
                "2:1 duplicate-key: `a` is already defined on line 1; "
                "most readers silently use the last one"
            ],
            id="the same key",
        ),
        pytest.param(
            "a: 1\n",
            None,
            "without schema",
            ["file-without-schema: no schema describes this file"],
            id="no schema",
        ),
        pytest.param("a: 1\n", "nope.json", "without schema", [], id="a schema that is not there"),
        pytest.param(
            "<<<<<<< a\nx: 1\n=======\nx: 2\n>>>>>>> b\n",
            "s.json",
            "failed",
            ["1:1 merge-conflict-marker: an unresolved merge conflict, up to line 5"],
            id="a conflict hides what follows from it",
        ),
    ],
)
def test_a_file_ends_one_way(
    text: str, schema: str | None, status: str, messages: list[str]
) -> None:
    ready = judge({"s.json": WHOLE, "open.json": "{}"})

    ended, findings = examined(ready, "f.yaml", text, schema)

    assert ended == status
    assert [line for line in told(findings) if not line.startswith("help: ")] == messages


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ("off", ("passed", [])),
        ("info", ("passed", ["info"])),
        ("warning", ("failed", ["warning"])),
        ("error", ("failed", ["error"])),
    ],
)
def test_the_settings_weigh_what_a_check_finds(
    severity: str, expected: tuple[str, list[str]]
) -> None:
    ready = judge({"s.json": WHOLE}, severities={"schema": severity})

    status, findings, _ = ready.examine("f.yaml", "yaml", b"a: x\n", "s.json")

    assert (status, [str(one.severity) for one in findings]) == expected


def test_a_file_tells_which_schemas_it_names() -> None:
    text = b"# yaml-language-server: $schema=s.json\n$schema: t.json\na: 1\n"

    assert judge({}).named("d/f.yaml", "yaml", text) == [
        Reference(FILE, "d/s.json"),
        Reference(FILE, "d/t.json"),
    ]
    assert judge({}).named("f.env", "dotenv", b"$schema=t.json\n") == []


def test_a_clean_verdict_rests_on_every_schema_that_was_read() -> None:
    files = {"s.json": '{"$ref": "t.json"}', "t.json": "{}", "u.json": '{"$ref": "t.json"}'}
    ready = judge(files)

    glance = ready.glance("f.json", "json", b'{"$schema": "u.json"}', "s.json")

    assert glance == ("passed", {name: ready.schemas.oid(name) for name in files})
