"""Environment variables of one machine: the file that a developer fills in."""

from pydantic import RootModel

from confledger.ecosystem.schemas import Schema, schema_of
from confledger.ecosystem.section import VariableName


class LocalVariables(RootModel[dict[VariableName, str]]):
    """Environment variables of one machine, by name."""


def schema() -> Schema:
    """Return the schema of config/local.env."""
    return schema_of(
        LocalVariables,
        "local-variables.schema.json",
        title="Local environment variables",
        description="Variables of a developer's machine; secrets have files of their own.",
    )
