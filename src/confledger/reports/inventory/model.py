"""The shape of `config-scan.json`, from which its JSON Schema is generated.

All but `data` is as in every report: `statement.schema.json`.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from confledger.reports.statement.schema_model import AnyReport
from confledger.reports.titles import without_titles

Line = Annotated[int, Field(ge=1)]


def schema() -> dict[str, object]:
    """Return the JSON Schema of the file: draft 2020-12, `data` closed at every depth."""
    generated = without_titles(ConfigScan.model_json_schema(by_alias=True))
    assert isinstance(generated, dict)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration inventory, `confledger scan --format json`",
        **generated,
    }


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Item(_Closed):
    """One tracked file. What does not apply to it is left out."""

    path: str
    """Path from the root of the repository."""
    status: Literal["configuration", "code", "skipped", "unreadable"]
    """What it is here."""
    reason: str = ""
    """Why it was left out, or cannot be read."""
    line: Line = 1
    """The line that cannot be read."""
    format: str = ""
    """Of configuration its format, of code its language."""
    schema_: str = Field(default="", alias="schema")
    """The schemas that govern it, as they are named."""
    valid: Literal["valid", "invalid", "no schema", "schema not here"] = "valid"
    """How the checks find it."""
    secrets: Literal["encrypted", "plain"] = "plain"
    """Whether it holds secrets, and how."""
    owners: list[str] = []
    """Who owns it by CODEOWNERS; left out where there is none."""
    environments: list[str] = []
    """The environments that it is part of."""
    readers: list[str] = []
    """Programs that are known to read such a file, and the code that names this one."""
    changed: int = 0
    """When a change of a value in it landed last, in seconds since 1970."""
    author: str = ""
    """Who wrote that change."""


class Read(_Closed):
    """One place where code reads a variable."""

    path: str
    """The file."""
    line: Line
    """The line."""
    how: Literal["direct", "settings class", "library", "option"]
    """How it is read."""
    default: bool
    """Whether the program does without it there."""
    test: bool
    """Whether the file is a test."""


class Declaration(_Closed):
    """One place where a variable is given to a program."""

    path: str
    """The file."""
    line: Line
    """The line."""
    how: str
    """What kind of declaration it is."""


class Variable(_Closed):
    """One environment variable; no value of it is ever written."""

    name: str
    """Its name."""
    standing: Literal[
        "declared", "given", "declared nowhere", "read nowhere", "tests only", "for others"
    ]
    """Whether both ends meet."""
    read: list[Read]
    """Where code reads it."""
    declared: list[Declaration]
    """Where it is declared."""


class Scan(_Closed):
    """Every tracked file, and every variable."""

    items: list[Item]
    """In path order; as many as `git ls-files` lists."""
    variables: list[Variable]
    """In the order of their names."""


class ConfigScan(AnyReport):
    """The report; its other keys are those of every report."""

    kind: Literal["inventory"]
    """Which report it is."""
    data: Scan
    """All that was found."""
