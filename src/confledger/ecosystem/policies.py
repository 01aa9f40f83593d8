"""Policies: what is kept, who may do what, how often, and who has to agree."""

from typing import Annotated, Literal

from pydantic import Field

from confledger.ecosystem.section import Key, KeyPath, Many, Owner, Section

Action = Literal["read", "change", "approve", "rollback", "read-secrets", "administer"]


class Retention(Section):
    """How long each kind of record is kept before it is deleted."""

    entries_days: Annotated[int, Field(ge=1, le=36_500)] = Field(
        default=3650, json_schema_extra={"x-risk": "critical"}
    )
    """Entries of the books, in days; the law sets the least."""
    audit_days: Annotated[int, Field(ge=1, le=36_500)] = Field(
        default=3650, json_schema_extra={"x-risk": "critical"}
    )
    """Records of who did what, in days."""
    logs_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=30, json_schema_extra={"x-risk": "critical"}
    )
    """Log messages, in days."""
    metrics_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        default=90, json_schema_extra={"x-risk": "critical"}
    )
    """Measured values, in days."""


class Role(Section):
    """A group of people and what its members may do."""

    members: Many[Owner] = Field(examples=[["@ledger/platform"]])
    """Teams and people, as in CODEOWNERS."""
    actions: Many[Action] = Field(examples=[["read", "change"]])
    """What they may do."""
    environments: Many[Literal["dev", "staging", "prod"]] = ("dev", "staging", "prod")
    """Where they may do it."""


class Access(Section):
    """Who may do what; what no role allows is denied."""

    session_minutes: Annotated[int, Field(ge=1, le=1440)] = 60
    """Time after which a session without activity ends, in minutes."""
    second_factor: bool = Field(default=True, json_schema_extra={"x-risk": "critical"})
    """Whether a second factor is asked for at sign-in."""
    roles: dict[Key, Role] = Field(
        default={},
        examples=[
            {
                "operator": {
                    "members": ["@ledger/platform"],
                    "actions": ["read", "change", "approve"],
                }
            }
        ],
        json_schema_extra={"x-risk": "critical"},
    )
    """Roles by name."""


class RateLimit(Section):
    """How much one caller may ask for."""

    requests: Annotated[int, Field(ge=1, le=1_000_000)] = Field(examples=[600])
    """Requests that are answered in one period."""
    period_seconds: Annotated[int, Field(ge=1, le=86_400)] = 60
    """Length of the period, in seconds."""
    burst: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Requests above the limit that may come at once."""
    counted_by: Literal["client", "token", "address"] = "token"
    """What a caller is."""


class ChangeApproval(Section):
    """Who has to agree before a critical key changes."""

    required_approvals: Annotated[int, Field(ge=0, le=5)] = Field(
        default=1, json_schema_extra={"x-risk": "critical"}
    )
    """How many people other than the author agree to a change of a critical key."""
    roles: Many[Key] = Field(default=(), json_schema_extra={"x-risk": "critical"})
    """Roles whose members can agree, from `policies.access.roles`; without any, every approver."""
    further_keys: Many[KeyPath] = ()
    """Keys that count as critical besides those the schema marks; `*` stands for one step."""
    expires_hours: Annotated[int, Field(ge=1, le=720)] = 72
    """Time after which an agreement no longer counts, in hours."""


class Policies(Section):
    """Rules that hold for every part of the ecosystem."""

    retention: Retention = Retention()
    """How long each kind of record is kept."""
    access: Access = Access()
    """Who may do what."""
    rate_limits: dict[Key, RateLimit] = Field(default={}, examples=[{"api": {"requests": 600}}])
    """How much one caller may ask for, by kind of request."""
    change_approval: ChangeApproval = ChangeApproval()
    """Who has to agree before a critical key changes."""
