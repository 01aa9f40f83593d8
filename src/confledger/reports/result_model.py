"""The shape of `confledger check --format json`, from which its JSON Schema is generated.

The renderer writes plain dictionaries, so that a run never pays for importing pydantic.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from confledger.reports.titles import without_titles

_PATH = (
    "Path of the file from the root of the repository, with `/`. A byte that is not UTF-8 is "
    "written as four characters: `\\xff`."
)
Count = Annotated[int, Field(ge=0)]
Position = Annotated[int, Field(ge=1)]


def schema() -> dict[str, object]:
    """Return the JSON Schema of the output: draft 2020-12, closed at every depth."""
    generated = without_titles(CheckResult.model_json_schema())
    assert isinstance(generated, dict)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Result of `confledger check`",
        **generated,
    }


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Tool(_Closed):
    """What wrote this file."""

    name: Literal["confledger"]
    """Name of the tool."""
    version: str
    """Version of the tool."""


class Summary(_Closed):
    """How the files of the run ended, and how many findings of each severity there are."""

    total: Count
    """Files that the run accounts for: the sum of the next four, and `old`."""
    passed: Count
    """Files that were checked and have no finding that fails them."""
    failed: Count
    """Files with at least one finding that fails them."""
    without_schema: Count
    """Files that could be read, but that no schema describes."""
    ignored: Count
    """Files that were not checked; `ignored` says why."""
    errors: Count
    """Findings of severity `error`."""
    warnings: Count
    """Findings of severity `warning`."""
    infos: Count
    """Findings of severity `info`."""
    old: Count
    """Files whose findings were all there before, where only new ones are told."""
    accepted_findings: Count
    """Findings that a comment or a waiver accepts; they are listed as `accepted`."""
    old_findings: Count
    """Findings that are left out, because they were there before."""


class Ignored(_Closed):
    """How many files were not checked for one reason."""

    reason: str
    """Why they were not checked."""
    files: Count
    """How many they are."""


class Finding(_Closed):
    """One problem, in one place, and what to do about it."""

    check: str
    """Id of the check that found it."""
    severity: Literal["error", "warning", "info"]
    """How much it matters; `info` is only told."""
    message: str
    """What is wrong, in one sentence that quotes no value."""
    path: Annotated[str, Field(description=_PATH)]
    line: Position | None
    """First line, from 1; null when the finding is about the whole file."""
    column: Position | None
    """First column, in characters (Unicode code points) from 1."""
    end_line: Position | None
    """Last line."""
    end_column: Position | None
    """Column after the last character."""
    document: Count
    """Number of the YAML document in the file, from 0."""
    pointer: str
    """JSON Pointer (RFC 6901) of the value; empty for the whole document."""
    help: str | None
    """What to do about it."""
    schema_: Annotated[str | None, Field(alias="schema")]
    """The rule of a schema that was broken: its file, and a JSON Pointer into it."""
    fingerprint: Annotated[str, Field(pattern="^[0-9a-f]{40}$")]
    """Identity across runs: no line numbers in it, and no two findings of a run share one."""


class Accepted(Finding):
    """One finding that somebody took on."""

    kind: Literal["in_source", "waiver"]
    """Whether a comment beside the value accepts it, or the file of waivers."""
    reason: str
    """Why it is accepted."""
    owner: str | None
    """Who mends it."""
    until: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None
    """Last day on which it is accepted."""
    place: str
    """Where that is written: path and line."""


class File(_Closed):
    """How one file of the run ended."""

    path: Annotated[str, Field(description=_PATH)]
    status: Literal["passed", "failed", "old", "without_schema", "ignored"]
    """How it ended."""
    reason: str | None
    """Why, where there is something to say."""


class CheckResult(_Closed):
    """What one run of the checks came to. The same input gives the same bytes: there is no time."""

    version: Literal[1]
    """Version of this format; fields are only ever added without a new one."""
    tool: Tool
    """The program and its version."""
    summary: Summary
    """The numbers of the run."""
    ignored: list[Ignored]
    """Why files were not checked, sorted by reason."""
    findings: list[Finding]
    """All findings, sorted by file, place and check."""
    accepted: Annotated[list[Accepted], Field(default_factory=list)]
    """Findings that somebody took on; only there when there are any."""
    files: Annotated[list[File], Field(default_factory=list)]
    """Every file of the run, sorted by path; only there when it was asked for."""
