"""What comes from outside the files: environment variables, and secrets by reference."""

from typing import Annotated, Literal

from pydantic import Field

from confledger.ecosystem.section import (
    Day,
    KeyPath,
    Owner,
    SecretSource,
    Section,
    Sentence,
    VariableName,
)


class Variable(Section):
    """One environment variable that programs of the ecosystem read."""

    name: VariableName = Field(examples=["LEDGER_STATE_DIR"])
    """Name of the variable."""
    description: Sentence = Field(examples=["Folder for everything that outlives a restart."])
    """What it is for, in one sentence."""
    kind: Literal["text", "integer", "number", "boolean", "file", "url"] = "text"
    """What its text is read as."""
    required: bool = False
    """Whether a program refuses to start without it."""
    default: str | None = Field(
        default=None, examples=["/var/lib/ledger"], json_schema_extra={"x-interpolate": "env"}
    )
    """Text that stands in where it is not set; a required variable has none."""
    overrides: KeyPath | None = Field(default=None, examples=["managers.config.log_level"])
    """Key of this configuration that it overrides, as a path from the top."""
    secret: bool = Field(default=False, json_schema_extra={"x-risk": "critical"})
    """Whether its text is masked wherever it is shown."""


class SecretReference(Section):
    """Where a secret is kept. The value itself is never in this configuration."""

    description: Sentence = Field(examples=["Password of the database user `ledger`."])
    """What it opens, in one sentence."""
    source: SecretSource = Field(
        examples=["sops:config/secrets/${ecosystem.environment}.yaml#/ledger_store"],
        json_schema_extra={
            "x-risk": "critical",
            "x-interpolate": "env",
            "x-secret": "reference",
        },
    )
    """Where it is: `sops:FILE#POINTER`, `vault:PATH#FIELD`, `env:NAME` or `file:PATH`."""
    owner: Owner = "@ledger/platform"
    """Team that renews it, as in CODEOWNERS."""
    rotate_every_days: Annotated[int, Field(ge=1, le=730)] = Field(
        default=90, json_schema_extra={"x-risk": "critical"}
    )
    """Longest time for which one value is used, in days."""
    rotated_on: Day | None = Field(default=None, examples=["2026-09-01"])
    """Day on which the value was last renewed at its provider."""
