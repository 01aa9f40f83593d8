"""The orchestrator: which jobs run, when, after which others, and for how long."""

from typing import Annotated, Literal

from pydantic import Field

from confledger.ecosystem.connections import Retries
from confledger.ecosystem.section import Cron, Many, Name, Section, Sentence, VariableName


class Job(Section):
    """One piece of work: a call of a plugin, alone or after others."""

    name: Name = Field(examples=["import-statements"])
    """Name of the job."""
    description: Sentence = Field(examples=["Books the bank statements of the day."])
    """What is done, in one sentence."""
    plugin: Name = Field(examples=["bank-import"])
    """Name of the plugin that does it, from `plugins`."""
    arguments: Many[str] = ()
    """Arguments of the call; never a secret."""
    enabled: bool = True
    """Whether the job is run at all."""
    schedule: Cron = "manual"
    """When it starts: five cron fields, `@daily` and the like, or `manual`."""
    after: Many[Name] = ()
    """Jobs that must have ended well before this one starts."""
    overlap: Literal["forbid", "allow", "replace"] = "forbid"
    """What happens when it is due while it still runs."""
    deadline_seconds: Annotated[int, Field(ge=1, le=86_400)] = 900
    """Time after which it is stopped, in seconds."""
    retries: Retries = Retries()
    """What happens when it fails."""
    variables: Many[VariableName] = ()
    """Environment variables that it sees, from `environment`; all others are hidden from it."""


class Orchestrator(Section):
    """What runs the jobs, in the order that they need."""

    enabled: bool = True
    """Whether jobs are started; those that run are not stopped."""
    timezone: Annotated[str, Field(pattern=r"^[A-Za-z]+(/[A-Za-z_]+)*$")] = "UTC"
    """Time zone of every schedule, by its IANA name."""
    max_concurrent_jobs: Annotated[int, Field(ge=1, le=256)] = 4
    """How many jobs run at a time."""
    max_queued_jobs: Annotated[int, Field(ge=0, le=10_000)] = 100
    """How many jobs wait for a place before new ones are refused."""
    deadline_seconds: Annotated[int, Field(ge=60, le=604_800)] = 14_400
    """Time for one whole run of dependent jobs, in seconds."""
    on_failure: Literal["stop", "continue"] = "continue"
    """Whether jobs that do not depend on a failed one still run."""
    jobs: Many[Job] = Field(default=(), json_schema_extra={"x-merge": "by-key:name"})
    """The jobs; together with `after` they form a graph without cycles."""
