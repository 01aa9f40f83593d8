"""What holds for every format, whatever a repository puts into names, keys and lines."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from unicodedata import category
from xml.etree import ElementTree

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker

from confledger.checks.finding import Finding, Severity, fingerprinted
from confledger.checks.result import Result
from confledger.documents.edits import Edit
from confledger.location import Span
from confledger.reports.catalog import FORMATS, renderer
from confledger.reports.result_model import schema
from confledger.reports.visible import visible

OFFICIAL = Path(__file__).parents[2] / "schemas" / "official"
REVIEWED = ("codequality", "junit", "github", "checkstyle", "rdjson")
ALLOWED = set("\n\u200c\u200d")
MACHINE = [name for name in FORMATS if name not in ("text", "short")]

HOSTILE = [
    "\n", "\r\n", "\t", "\x00", "\x1b[2J", "\x9b", "\x7f", "\u202e", "\u2028", "\ufeff", "\ufffe",
    "]]>", "<!--", "&amp;", "::error file=a::b", "::", ",", "=", "%0A", "%", ":", "[a](https://b)",
    "{0}", "\\", '"', "'", "..", "/", "👩\u200d💻", "e\u0301", "名", " ",
]  # fmt: skip
pieces = st.sampled_from(HOSTILE) | st.text(max_size=5)
# Half surrogate pairs come from escapes in JSON and YAML, in keys and so in messages.
texts = st.lists(pieces | st.just("\ud800"), min_size=1, max_size=6).map("".join).filter(bool)
paths = st.lists(pieces | st.just("\udcff"), min_size=1, max_size=6).map("".join)
numbers = st.integers(1, 60)
spans = st.builds(
    lambda line, column, lines, width: Span(line, column, line + lines, column + width),
    numbers,
    numbers,
    st.integers(0, 3),
    st.integers(0, 60),
)
findings = st.builds(
    Finding,
    check=st.sampled_from(["schema", "x"]) | texts,
    severity=st.sampled_from(Severity),
    message=texts,
    path=paths.map(lambda path: path.lstrip("./") or "a"),
    span=st.none() | spans,
    document=st.integers(0, 3),
    pointer=st.just("") | texts.map("/{}".format),
    help=st.none() | texts,
    schema=st.none() | texts,
    excerpt=st.none() | st.just("") | texts,
    fix=st.just(()) | st.tuples(st.builds(Edit, spans, texts)),
    octets=st.just(()) | st.tuples(spans) | st.tuples(spans, spans),
)
results = st.builds(
    lambda found, ignored, fail_on: Result(
        findings=[replace(f, fingerprint=f"{n:040x}") for n, f in enumerate(found)],
        counts={"failed": len(found)},
        ignored=ignored,
        files=[(f.path, "failed", f.message) for f in found],
        fail_on=fail_on,
    ),
    st.lists(findings, max_size=6) | st.lists(findings, min_size=11, max_size=14),
    st.dictionaries(texts, numbers, max_size=2),
    st.sampled_from(["error", "warning", "info"]),
)


@cache
def validator(name: str) -> Draft4Validator | Draft202012Validator:
    if name == "json":
        return Draft202012Validator(schema())
    if name == "sarif":
        official = json.loads((OFFICIAL / "sarif-2.1.0-rtm.5.json").read_text())
        return Draft4Validator(official, format_checker=FormatChecker())
    if name == "rdjson":
        official = json.loads((OFFICIAL / "reviewdog-rdjson.schema.json").read_text())
        return Draft202012Validator(official, format_checker=FormatChecker())
    official = json.loads((OFFICIAL / "gitlab-codequality.schema.json").read_text())
    return Draft202012Validator(official)


def check_text(result: Result, output: str) -> None:
    for line in output.splitlines():
        assert not line.strip().startswith("::")


def check_short(result: Result, output: str) -> None:
    check_text(result, output)
    assert len(output.splitlines()) <= len(result.findings)


def check_json(result: Result, output: str) -> None:
    written = json.loads(output)
    validator("json").validate(written)
    assert [f["fingerprint"] for f in written["findings"]] == [
        f.fingerprint for f in result.findings
    ]


def check_sarif(result: Result, output: str) -> None:
    written = json.loads(output)
    validator("sarif").validate(written)
    run = written["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [f["partialFingerprints"]["confledger/v1"] for f in run["results"]] == [
        f.fingerprint for f in result.findings
    ]
    assert [rules[f["ruleIndex"]] for f in run["results"]] == [f["ruleId"] for f in run["results"]]


def told(result: Result) -> list[Finding]:
    """Return the findings that a merge request shows: information only where it fails the run."""
    return [f for f in result.findings if f.severity != "info" or result.fail_on == "info"]


def check_codequality(result: Result, output: str) -> None:
    written = json.loads(output)
    validator("codequality").validate(written)
    assert [f["fingerprint"] for f in written] == [f.fingerprint for f in told(result)]


def check_junit(result: Result, output: str) -> None:
    suite = ElementTree.fromstring(output)[0]
    cases = [(case.get("classname"), case.get("name")) for case in suite]
    failing = sum(f.severity.rank <= Severity(result.fail_on).rank for f in result.findings)
    assert len(cases) == len(told(result)) + 1 == int(suite.get("tests", ""))
    assert len(list(suite.iter("failure"))) == failing == int(suite.get("failures", ""))


def check_github(result: Result, output: str) -> None:
    lines = output.split("\n")[:-1]
    levels = [("error", "error"), ("warning", "warning"), ("info", "notice")]
    expected = [
        (level, visible(f.path, keep="\r\n"))
        for severity, level in levels
        for f in [f for f in told(result) if f.severity == severity][:10]
    ]
    assert [parsed(line) for line in lines] == expected


def check_checkstyle(result: Result, output: str) -> None:
    files = {one.get("name"): [*one] for one in ElementTree.fromstring(output)}
    expected: dict[str, list[str]] = {}
    for finding in told(result):
        expected.setdefault(visible(finding.path), []).append(str(finding.severity))
    assert {name: [error.get("severity") for error in files[name]] for name in files} == expected


def check_rdjson(result: Result, output: str) -> None:
    written = json.loads(output)
    validator("rdjson").validate(written)
    assert [one["severity"].lower() for one in written["diagnostics"]] == [
        str(finding.severity) for finding in told(result)
    ]
    for one, finding in zip(written["diagnostics"], told(result), strict=True):
        mended = len(finding.fix) == 1 and len(finding.octets) == 2
        assert ("suggestions" in one) is mended


def parsed(command: str) -> tuple[str, str]:
    """Read the level and the file of a command as the runner of GitHub Actions does."""
    empty, head, _ = command.split("::", 2)
    level, _, rest = head.partition(" ")
    properties = dict(item.split("=", 1) for item in rest.split(","))
    path = properties["file"]
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        path = path.replace(code, character)
    assert empty == ""
    assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
    return level, path


CHECKS: dict[str, Callable[[Result, str], None]] = {
    "text": check_text,
    "short": check_short,
    "json": check_json,
    "sarif": check_sarif,
    "codequality": check_codequality,
    "junit": check_junit,
    "github": check_github,
    "checkstyle": check_checkstyle,
    "rdjson": check_rdjson,
}


# To make up a result takes longer than to render it: each is rendered in every format.
@settings(max_examples=40)
@given(result=results)
def test_hostile_content_gives_valid_output(result: Result) -> None:
    for name in FORMATS:
        note(name)
        output = renderer(name)(result)

        assert output.encode().decode() == output
        assert output == "" or output.endswith("\n")
        assert {c for c in output if category(c) in ("Cc", "Cf", "Zl", "Zp")} <= ALLOWED
        CHECKS[name](result, output)


@settings(max_examples=40)
@given(result=results)
def test_junit_fits_the_schema_of_jenkins_and_checkstyle_its_own(result: Result) -> None:
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed")
    for name, file in (("junit", "junit-10.xsd"), ("checkstyle", "checkstyle.xsd")):
        official = etree.XMLSchema(etree.parse(OFFICIAL / file))

        official.assertValid(etree.fromstring(renderer(name)(result).encode()))


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_findings_give_the_same_bytes_however_long_it_took(
    name: str, sample: Result
) -> None:
    output = renderer(name)(sample)
    sample.seconds = 12.5

    assert renderer(name)(sample) == output


@pytest.mark.parametrize("name", MACHINE)
def test_colour_changes_nothing_for_machines(name: str, sample: Result) -> None:
    assert renderer(name)(sample, colour=True) == renderer(name)(sample)


@pytest.mark.parametrize(
    ("name", "verbose", "fail_on", "infos"),
    [
        *((name, verbose, "error", 9) for name in ("json", "sarif") for verbose in (False, True)),
        *((name, False, "warning", 0) for name in REVIEWED),
        *((name, True, "warning", 9) for name in REVIEWED),
        *((name, False, "info", 9) for name in REVIEWED),
    ],
)
def test_a_merge_request_shows_information_only_on_request_or_where_it_fails_the_run(
    name: str, verbose: bool, fail_on: str, infos: int, sample: Result
) -> None:
    *others, info = sample.findings
    many = fingerprinted(replace(info, path=f"{n}.yaml") for n in range(9))
    result = Result(findings=[*others, *many], fail_on=fail_on)

    output = renderer(name)(result, verbose=verbose)

    assert sum(f"{n}.yaml" in output for n in range(9)) == infos
    if infos == 0:
        assert output == renderer(name)(Result(findings=others, fail_on=fail_on))


def fingerprints(name: str, result: Result) -> list[str]:
    output = json.loads(renderer(name)(result))
    if name == "json":
        return [finding["fingerprint"] for finding in output["findings"]]
    if name == "sarif":
        found = output["runs"][0]["results"]
        return [finding["partialFingerprints"]["confledger/v1"] for finding in found]
    return [issue["fingerprint"] for issue in output]


@pytest.mark.parametrize("name", ["json", "sarif", "codequality"])
def test_equal_findings_have_their_own_fingerprints_wherever_their_lines_move(name: str) -> None:
    def at(*lines: int) -> Result:
        twin = Finding("x", Severity.ERROR, "wrong", "a.yaml", pointer="/a")
        return Result(findings=fingerprinted(replace(twin, span=Span(n, 1, n, 2)) for n in lines))

    before = fingerprints(name, at(3, 8, 9))

    assert len(set(before)) == 3
    assert fingerprints(name, at(103, 118, 250)) == before
    assert fingerprints(name, at(3, 8)) == before[:2]


@pytest.mark.parametrize("name", FORMATS)
def test_a_renderer_imports_no_other_and_nothing_heavy(name: str) -> None:
    program = (
        "import sys\n"
        "from confledger.checks.finding import Finding, Severity\n"
        "from confledger.checks.result import Result\n"
        "from confledger.reports.catalog import renderer\n"
        f"renderer({name!r})(Result(findings=[Finding('x', Severity.ERROR, 'm', 'p')]))\n"
        "print(*sorted(m for m in sys.modules if m.startswith('confledger.reports.renderers.')),\n"
        "      *sorted({'rich', 'pydantic', 'jsonschema'} & set(sys.modules)))\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ran.stdout == f"confledger.reports.renderers.{name}\n"
