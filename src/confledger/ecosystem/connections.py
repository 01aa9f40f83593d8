"""How one program reaches another: endpoints, encryption in transit, patience, health."""

from typing import Annotated, Literal

from pydantic import Field

from confledger.ecosystem.section import File, Host, Key, Percent, Port, Section, Sentence


class Timeouts(Section):
    """How long a call may take before it is given up."""

    connect_seconds: Annotated[float, Field(gt=0.0, le=60.0)] = 2.0
    """Longest wait for a connection, in seconds."""
    read_seconds: Annotated[float, Field(gt=0.0, le=600.0)] = 10.0
    """Longest silence of the other side while an answer is read, in seconds."""
    total_seconds: Annotated[float, Field(gt=0.0, le=3600.0)] = 30.0
    """Longest time for the whole call with all its retries, in seconds."""


class Retries(Section):
    """What happens after a call that failed for a reason that may pass."""

    attempts: Annotated[int, Field(ge=0, le=10)] = 3
    """How many times a failed call is made again; 0 means never."""
    first_delay_seconds: Annotated[float, Field(gt=0.0, le=60.0)] = 0.2
    """Wait before the first retry, in seconds."""
    multiplier: Annotated[float, Field(ge=1.0, le=10.0)] = 2.0
    """Factor by which each wait is longer than the one before."""
    max_delay_seconds: Annotated[float, Field(gt=0.0, le=600.0)] = 30.0
    """Longest wait between two attempts, in seconds."""
    jitter_percent: Percent = 20
    """Random part of each wait, in percent, so that clients do not come back all at once."""


class CircuitBreaker(Section):
    """When to stop asking a service that is down, and when to try it again."""

    failures_to_open: Annotated[int, Field(ge=1, le=1000)] = 5
    """Failures in a row after which calls are refused at once."""
    open_seconds: Annotated[float, Field(gt=0.0, le=3600.0)] = 30.0
    """Time until one trial call is let through again, in seconds."""


class Tls(Section):
    """Encryption of a connection, and proof of who answers it."""

    enabled: bool = Field(default=True, json_schema_extra={"x-risk": "critical"})
    """Whether the connection is encrypted."""
    verify: bool = Field(default=True, json_schema_extra={"x-risk": "critical"})
    """Whether the certificate of the other side is checked; off only on a developer's machine."""
    minimum_version: Literal["1.2", "1.3"] = Field(
        default="1.2", json_schema_extra={"x-risk": "critical"}
    )
    """Oldest version of TLS that is spoken."""
    ca_file: File | None = Field(
        default=None,
        examples=["/etc/ssl/internal/ca.pem"],
        json_schema_extra={"x-interpolate": "env"},
    )
    """File with the certificates of trusted authorities (PEM); without it, those of the system."""
    server_name: Host | None = Field(default=None, examples=["ledger.internal.example"])
    """Name that the certificate has to bear, where it is not the host of the endpoint."""


class Probe(Section):
    """The question that tells whether an endpoint is in health."""

    enabled: bool = True
    """Whether the question is asked at all."""
    kind: Literal["tcp", "http"] = "tcp"
    """What is tried: that the port answers, or that a path answers with the expected status."""
    path: Annotated[str, Field(pattern=r"^/[!-~]*$")] = "/health"
    """Path that is asked for, where the kind is `http`."""
    expected_status: Annotated[int, Field(ge=100, le=599)] = 200
    """HTTP status of a healthy answer, where the kind is `http`."""
    interval_seconds: Annotated[int, Field(ge=1, le=3600)] = 15
    """Time between two questions, in seconds."""
    timeout_seconds: Annotated[float, Field(gt=0.0, le=60.0)] = 3.0
    """Time after which no answer counts as a failure, in seconds."""
    failures_to_degrade: Annotated[int, Field(ge=1, le=100)] = 1
    """Failures in a row after which the endpoint is called degraded."""
    failures_to_fail: Annotated[int, Field(ge=1, le=100)] = 3
    """Failures in a row after which the endpoint is called failed."""


class Endpoint(Section):
    """One address that programs of the ecosystem call; they name it, never its host."""

    description: Sentence | None = Field(
        default=None, examples=["The bookkeeping API that everything else calls."]
    )
    """What answers there, in one sentence."""
    scheme: Literal["http", "https", "postgresql", "redis", "smtp", "kafka", "vault"] = Field(
        examples=["https"]
    )
    """Protocol that is spoken there."""
    host: Host = Field(
        examples=["ledger.internal.example"], json_schema_extra={"x-risk": "connectivity"}
    )
    """Name or address of the machine, without port."""
    port: Port = Field(examples=[8443], json_schema_extra={"x-risk": "connectivity"})
    """Number of the TCP port."""
    path: Annotated[str, Field(pattern=r"^/[!-~]*$")] = "/"
    """Path that every request starts with, for protocols that have one."""
    secret: Key | None = Field(default=None, examples=["ledger_api"])
    """Name of the credential, from `secrets`; without it the call is anonymous."""
    tls: Tls = Tls()
    """Encryption in transit."""
    timeouts: Timeouts = Timeouts()
    """How long a call to this endpoint may take."""
    health: Probe = Probe()
    """How the endpoint's health is found out."""
