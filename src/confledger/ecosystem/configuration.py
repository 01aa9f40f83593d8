"""The whole configuration of one environment, and the promise that its names fit together."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from confledger.ecosystem.connections import Endpoint
from confledger.ecosystem.environment import SecretReference, Variable
from confledger.ecosystem.managers import Managers
from confledger.ecosystem.observability import Observability
from confledger.ecosystem.orchestration import Orchestrator
from confledger.ecosystem.plugins import Plugin
from confledger.ecosystem.policies import Policies
from confledger.ecosystem.references import dangling
from confledger.ecosystem.section import Key, Many, Name, Owner, Section, Sentence


class Ecosystem(Section):
    """What this is the configuration of."""

    name: Name = Field(examples=["ledger"])
    """Name of the ecosystem."""
    description: Sentence = Field(examples=["Bookkeeping for small companies."])
    """What it is for, in one sentence."""
    owner: Owner = Field(examples=["@ledger/platform"])
    """Team that answers for it, as in CODEOWNERS."""
    environment: Literal["dev", "staging", "prod"] = Field(
        default="dev", json_schema_extra={"x-risk": "critical"}
    )
    """Environment that this configuration is for."""


class Configuration(Section):
    """The whole configuration of one environment, after its overlays."""

    schema_version: Annotated[int, Field(ge=1, le=1)] = Field(examples=[1])
    """Version of this format; it grows when a key changes its meaning."""
    ecosystem: Ecosystem
    """What this is the configuration of."""
    endpoints: dict[Key, Endpoint] = Field(
        min_length=1,
        examples=[
            {"ledger_store": {"scheme": "postgresql", "host": "db.internal.example", "port": 5432}}
        ],
    )
    """Every address that is called, by name."""
    managers: Managers
    """One program for each concern that all others share."""
    plugins: Many[Plugin] = Field(default=(), json_schema_extra={"x-merge": "by-key:name"})
    """Code of others that runs in our processes."""
    orchestrator: Orchestrator = Orchestrator()
    """What runs the jobs, in the order that they need."""
    policies: Policies = Policies()
    """Rules that hold for every part of the ecosystem."""
    secrets: dict[Key, SecretReference] = Field(
        default={},
        examples=[
            {
                "ledger_store": {
                    "description": "Password of the database user `ledger`.",
                    "source": "sops:config/secrets/${ecosystem.environment}.yaml#/ledger_store",
                }
            }
        ],
    )
    """Where each secret is kept, by name; never its value."""
    environment: Many[Variable] = Field(default=(), json_schema_extra={"x-merge": "by-key:name"})
    """Environment variables that programs read."""
    observability: Observability = Observability()
    """What the ecosystem says about itself."""

    @model_validator(mode="after")
    def _names_fit_together(self) -> "Configuration":
        if problems := dangling(self):
            raise ValueError("; ".join(problems))
        return self
