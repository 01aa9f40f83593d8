"""The connection pooler: a program with a file format of its own, which we keep strict."""

from typing import Annotated, Literal

from pydantic import Field

from confledger.ecosystem.schemas import Schema, schema_of
from confledger.ecosystem.section import Digits, Section


class Pooler(Section):
    """Section `pgbouncer`; all its values are text."""

    listen_addr: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:*-]+$")]
    """Address that programs connect to."""
    listen_port: Digits
    """Number of the TCP port."""
    auth_type: Annotated[
        Literal["scram-sha-256", "hba", "cert"], Field(json_schema_extra={"x-risk": "critical"})
    ]
    """How programs prove who they are."""
    auth_file: Annotated[str, Field(pattern=r"^/[!-~]+$")]
    """File with the users; it is written by the secrets manager and never in the repository."""
    pool_mode: Literal["session", "transaction", "statement"] = "session"
    """When a connection goes back to the pool."""
    max_client_conn: Digits = "100"
    """Most connections of programs."""
    default_pool_size: Digits = "20"
    """Most connections to the database, for each user."""
    reserve_pool_size: Digits = "0"
    """Further connections when programs have to wait."""
    server_idle_timeout: Digits = "600"
    """Time after which an unused connection is closed, in seconds."""
    server_tls_sslmode: Annotated[
        Literal["disable", "prefer", "require", "verify-ca", "verify-full"],
        Field(json_schema_extra={"x-risk": "critical"}),
    ] = "prefer"
    """Encryption towards the database, and how well it is checked."""
    server_tls_ca_file: Annotated[str, Field(pattern=r"^/[!-~]+$")] | None = None
    """File with the certificates of trusted authorities (PEM)."""


class PoolerFile(Section):
    """The file of PgBouncer."""

    databases: dict[
        Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")],
        Annotated[str, Field(pattern=r"^[a-z_]+=[^ =]+( [a-z_]+=[^ =]+)*$")],
    ]
    """Databases by name: `host=... port=... dbname=...`, never a password."""
    pgbouncer: Pooler
    """How the pooler works."""


def schema() -> Schema:
    """Return the schema of config/pgbouncer.ini."""
    return schema_of(
        PoolerFile,
        "pgbouncer.schema.json",
        title="Settings of PgBouncer",
        description="The connection pooler between programs and the database.",
    )
