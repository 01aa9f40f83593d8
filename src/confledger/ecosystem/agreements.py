"""What was agreed to be out of the ordinary: waivers, and differences between environments."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from confledger.ecosystem.schemas import Schema, schema_of
from confledger.ecosystem.section import Day, KeyPath, Many, Owner, Section, Sentence

Address = Annotated[
    str,
    StringConstraints(pattern=r"^(\*|base|[a-z][a-z0-9-]*):[a-z*][a-z0-9_*-]*(\.[a-z0-9_*-]+)*$"),
]


class Waiver(Section):
    """One finding that is accepted for a while."""

    check: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")] = Field(examples=["deprecated-key"])
    """Id of the check that reports it."""
    address: Address = Field(examples=["dev:managers.storage.pool_size"])
    """Where it may be: an environment, a colon, a key; `*` stands for one step of either."""
    reason: Sentence = Field(examples=["The old chart still reads this key."])
    """Why it is accepted, in one sentence."""
    owner: Owner = Field(examples=["@ledger/platform"])
    """Team that removes it."""
    expires: Day = Field(examples=["2027-01-31"])
    """Last day on which it is accepted; at most 180 days away."""
    link: Annotated[str, Field(pattern=r"^https://[!-~]+$")] | None = None
    """Where it is discussed."""


class Waivers(Section):
    """Findings that are accepted for a while."""

    waivers: Many[Waiver]
    """The waivers; one that no longer fits any finding is itself a finding."""


class Difference(Section):
    """Keys that may differ between environments."""

    keys: Many[KeyPath] = Field(examples=[["managers.*.replicas"]], min_length=1)
    """Keys; `*` stands for one step."""
    environments: Many[Literal["dev", "staging", "prod"]] = Field(examples=[["prod"]], min_length=1)
    """Environments in which they may have a value of their own."""
    reason: Sentence = Field(examples=["Only prod has the load that needs more than one."])
    """Why they have to differ, in one sentence."""


class AllowedDifferences(Section):
    """Differences between environments that have a reason; any other is debt."""

    differences: Many[Difference]
    """The differences."""


def waivers_schema() -> Schema:
    """Return the schema of config/policies/waivers.yaml."""
    return schema_of(
        Waivers,
        "waivers.schema.json",
        title="Waivers",
        description="Findings that are accepted for a while, each with owner, reason and last day.",
    )


def differences_schema() -> Schema:
    """Return the schema of config/policies/allowed-differences.yaml."""
    return schema_of(
        AllowedDifferences,
        "allowed-differences.schema.json",
        title="Allowed differences",
        description="Keys that may differ between environments, each with its reason.",
    )
