"""Files of alert rules, as Prometheus reads them, but with the labels that our routes need."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from confledger.ecosystem.schemas import Schema, schema_of
from confledger.ecosystem.section import Many, Section, Sentence

Duration = Annotated[str, StringConstraints(pattern=r"^([0-9]+(ms|s|m|h|d|w|y))+$")]


class Labels(Section):
    """Labels by which an alert finds its receivers."""

    severity: Literal["page", "ticket", "info"] = Field(examples=["ticket"])
    """Whether somebody is woken, finds a ticket in the morning, or only reads it."""
    team: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")] = Field(examples=["platform"])
    """Team that acts on it."""


class Annotations(Section):
    """What the message says."""

    summary: Annotated[str, Field(min_length=8, max_length=120)] = Field(
        examples=["No statement has been imported since yesterday"]
    )
    """What is wrong, in one line."""
    description: Sentence | None = None
    """What it means and how to see it; may use the templates of Prometheus."""
    runbook: Annotated[str, Field(pattern=r"^(https://|docs/)[!-~]+$")] = Field(
        examples=["docs/runbooks/imports.md"]
    )
    """Page that says what to do."""


class Rule(Section):
    """One condition, and whom it concerns."""

    alert: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]{2,62}$")] = Field(
        examples=["ImportIsLate"]
    )
    """Name of the alert."""
    expr: Annotated[str, Field(min_length=3, max_length=1000)] = Field(examples=["up == 0"])
    """Condition in PromQL; the alert exists for each series that it returns."""
    duration: Duration = Field(alias="for", default="0s")
    """How long the condition has to hold before the alert fires."""
    keep_firing_for: Duration = "0s"
    """How long the alert stays after the condition has gone, so that it does not flap."""
    labels: Labels
    """Labels of the alert."""
    annotations: Annotations
    """Text of the alert."""


class Group(Section):
    """Rules that are evaluated together."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")] = Field(examples=["imports"])
    """Name of the group, unique in its file."""
    interval: Duration = "30s"
    """Time between two evaluations."""
    rules: Many[Rule] = Field(min_length=1)
    """The rules, in the order in which they are evaluated."""


class AlertRules(Section):
    """One file of alert rules."""

    groups: Many[Group] = Field(min_length=1)
    """Groups of rules."""


def schema() -> Schema:
    """Return the schema of one file under config/alerts."""
    return schema_of(
        AlertRules,
        "alert-rules.schema.json",
        title="Alert rules",
        description="Conditions that call for a person: a rule file of Prometheus, kept strict.",
    )
