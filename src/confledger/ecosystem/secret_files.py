"""What encrypted files hold: the values that `secrets` of the configuration refers to."""

from typing import Annotated, Literal

from pydantic import Field

from confledger.ecosystem.schemas import Schema, schema_of
from confledger.ecosystem.section import Section

Secret = Annotated[str, Field(min_length=1, json_schema_extra={"x-risk": "critical"})]


class GatewayClient(Section):
    """How we show the provider of bank statements who we are."""

    certificate: Secret
    """Certificate of the client (PEM)."""
    private_key: Secret
    """Its private key (PEM)."""


class SecretValues(Section):
    """Secrets by the names that they have under `secrets` of the configuration."""

    ledger_api: Secret | None = None
    """Token that programs show to the bookkeeping API."""
    ledger_store: Secret | None = None
    """Password of the database user of the storage manager."""
    cache: Secret
    """Password of the cache."""
    mail: Secret
    """Password of the mailbox that sends reports and alerts."""
    bank_gateway: GatewayClient
    """Client certificate and key for the provider of bank statements."""
    pager: Secret
    """Key with which alerts are handed to the pager."""
    metrics_token: Secret
    """Token that Prometheus shows when it collects."""
    chat_webhook: Secret
    """Address of the chat channel for alerts; whoever knows it can post."""


class StreamLogin(Section):
    """How an export signs in to the event stream."""

    mechanism: Literal["SCRAM-SHA-256", "SCRAM-SHA-512"]
    """How the password is proved."""
    username: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
    """Name of the account; it is no secret."""
    password: Secret
    """Password of the account."""


class EventExportSecrets(Section):
    """Secrets of the plugin `event-export`, by environment."""

    staging: StreamLogin
    """Account of the stream that is rehearsed on."""
    prod: StreamLogin
    """Account of the stream that others read."""


class PoolerSecrets(Section):
    """Variables of the connection pooler."""

    PGBOUNCER_ADMIN_PASSWORD: Secret
    """Password of the account that may stop and reload it."""
    PGBOUNCER_STATS_PASSWORD: Secret
    """Password of the account that may only look."""


def values_schema() -> Schema:
    """Return the schema of config/secrets/ENVIRONMENT.yaml, once decrypted."""
    return schema_of(
        SecretValues,
        "secret-values.schema.json",
        title="Secrets of an environment",
        description="Values that the configuration refers to by name; encrypted in the repository.",
    )


def event_export_schema() -> Schema:
    """Return the schema of config/secrets/event-export.json."""
    return schema_of(
        EventExportSecrets,
        "secret-event-export.schema.json",
        title="Secrets of event-export",
        description="Accounts of the event stream; their passwords are encrypted.",
    )


def pooler_schema() -> Schema:
    """Return the schema of config/secrets/pooler.env."""
    return schema_of(
        PoolerSecrets,
        "secret-pooler.schema.json",
        title="Secrets of the pooler",
        description="Variables of the connection pooler; encrypted in the repository.",
    )
