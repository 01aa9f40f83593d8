"""The shape of `ci-summary.json`, from which its JSON Schema is generated."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from confledger.reports.titles import without_titles

Commit = Annotated[str, Field(pattern="^[0-9a-f]{40}([0-9a-f]{24})?$")]


def schema() -> dict[str, object]:
    """Return the JSON Schema: draft 2020-12, closed at every depth."""
    generated = without_titles(Summary.model_json_schema())
    assert isinstance(generated, dict)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Result of `confledger ci`",
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


class Step(_Closed):
    """How one step ended."""

    name: str
    """Name of the step, as `--only` and `--from` take it."""
    status: Literal["ok", "findings", "failed", "not-run", "skipped"]
    """How it ended."""
    exit_code: Annotated[int, Field(ge=0, le=3)]
    """0, 1 for findings, 2 for what the user can mend, 3 for a fault of ours."""
    said: str
    """What it came to, or why it did not run."""
    cached: Annotated[bool | None, Field(default=None)]
    """Whether that was known from an earlier run; on standard output only."""


class Summary(_Closed):
    """What a run came to. The same change gives the same bytes: there is no time."""

    version: Literal[1]
    """Version of this format; fields are only ever added without a new one."""
    tool: Tool
    """The program and its version."""
    base: Commit
    """The common ancestor that the change is compared with."""
    head: Commit
    """Where the change ends."""
    verdict: str
    """What the change comes to, in one sentence."""
    exit_code: Annotated[int, Field(ge=0, le=3)]
    """The worst of those of the steps."""
    steps: list[Step]
    """All steps, each after those that it is made from."""
    files: list[str]
    """The files that were written, sorted."""
