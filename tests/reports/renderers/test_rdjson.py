"""What reviewdog reads: places in bytes, and what mends a finding."""

import json

import pytest

from confledger.checks.finding import Finding, Severity
from confledger.checks.fixes import rename_key
from confledger.checks.parsed import Parsed
from confledger.checks.result import Result
from confledger.documents.load import load
from confledger.location import Path, Span
from confledger.reports.renderers.rdjson import render


def test_a_finding_is_a_diagnostic(sample: Result) -> None:
    assert (
        render(sample, verbose=True)
        == """\
{
  "source": {"name": "confledger"},
  "diagnostics": [
    {"message": "port is greater than 65535\\nchoose a port from 1 to 65535", "location": \
{"path": "config/base/app.yaml", "range": {"start": {"line": 12}}}, "severity": "ERROR", \
"code": {"value": "schema"}},
    {"message": "the key 'limits' is there twice\\nkeep one of them: YAML readers silently take \
the last", "location": {"path": "config/prod/database.yaml", "range": {"start": {"line": 14}, \
"end": {"line": 16}}}, "severity": "WARNING", "code": {"value": "duplicate-key"}},
    {"message": "no schema describes this file\\nmap it to a schema in confledger.yaml", \
"location": {"path": "config/prod/notes.yaml"}, "severity": "INFO", \
"code": {"value": "file-without-schema"}}
  ]
}
"""
    )


def test_a_clean_run_has_no_diagnostics() -> None:
    assert (
        render(Result(counts={"passed": 1}))
        == '{\n  "source": {"name": "confledger"},\n  "diagnostics": []\n}\n'
    )


def found(text: str, path: Path, name: str) -> Finding:
    """Return a finding at a key, which is mended by another name."""
    data = text.encode()
    file = Parsed("a.yaml", "yaml", data, load(data, "yaml"), [])
    fix = rename_key(file, 0, path, name)
    span = file.positions.key(0, path)
    return file.finding("x", Severity.ERROR, "wrong", span, at=path, fix=fix)


@pytest.mark.parametrize(
    ("text", "path", "at", "mended"),
    [
        pytest.param("poool: 1\n", ("poool",), (1, 1, 6), "pool: 1\n", id="ASCII"),
        pytest.param("{é: 1, poool: 1}\n", ("poool",), (1, 9, 14), "{é: 1, pool: 1}\n", id="é"),
        pytest.param(
            "{🎉: é, 'poool': 1}\n", ("poool",), (1, 12, 19), "{🎉: é, 'pool': 1}\n", id="🎉"
        ),
        pytest.param("a: é\r\nä:\r\n  pöol: 1\r\n", ("ä", "pöol"), (3, 3, 8),
                     "a: é\r\nä:\r\n  pool: 1\r\n", id="in the name itself"),
        pytest.param("\ufeffé: 1\npoool: 1\n", ("poool",), (2, 1, 6), "\ufeffé: 1\npool: 1\n",
                     id="below a mark"),
        pytest.param("\ufeffpoool: 1\n", ("poool",), (1, 4, 9), "\ufeffpool: 1\n", id="a mark"),
    ],
)  # fmt: skip
def test_columns_count_bytes(text: str, path: Path, at: tuple[int, int, int], mended: str) -> None:
    finding = found(text, path, "pool")
    (diagnostic,) = json.loads(render(Result(findings=[finding])))["diagnostics"]

    line, start, end = at
    range = {"start": {"line": line, "column": start}, "end": {"line": line, "column": end}}
    assert diagnostic["location"]["range"] == range
    (suggestion,) = diagnostic["suggestions"]
    lines = text.encode().split(b"\n")
    new = suggestion["text"].encode()
    assert suggestion["range"] == range
    lines[line - 1] = lines[line - 1][: start - 1] + new + lines[line - 1][end - 1 :]
    assert b"\n".join(lines).decode() == mended


def test_a_line_that_is_masked_has_no_suggestion_and_no_width() -> None:
    finding = found("ä: {passwrod: hunter2}\n", ("ä", "passwrod"), "password")
    output = render(Result(findings=[finding]))
    (diagnostic,) = json.loads(output)["diagnostics"]

    assert "suggestions" not in diagnostic
    assert diagnostic["location"]["range"] == {
        "start": {"line": 1, "column": 6},
        "end": {"line": 1, "column": 7},
    }
    assert "hunter2" not in output


def test_what_takes_several_edits_is_not_suggested() -> None:
    data = b"[poool.a]\n[poool.b]\n"
    file = Parsed("a.toml", "toml", data, load(data, "toml"), [])
    fix = rename_key(file, 0, ("poool",), "pool")
    finding = file.finding("x", Severity.ERROR, "wrong", Span(1, 2, 1, 7), fix=fix)

    (diagnostic,) = json.loads(render(Result(findings=[finding])))["diagnostics"]

    assert len(fix) == 2
    assert "suggestions" not in diagnostic
