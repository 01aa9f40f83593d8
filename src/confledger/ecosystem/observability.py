"""What the ecosystem says about itself: logs, metrics, and where alerts go."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from confledger.ecosystem.managers import LogLevel
from confledger.ecosystem.section import File, Host, Key, Many, Name, Port, Section, Url

LabelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Recipient = Annotated[
    str, StringConstraints(pattern=r"^([!-~]+@[a-z0-9.-]+|[#@]([a-z0-9/-]|\$\{[^{}]+\})+)$")
]
LabelValue = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class Logs(Section):
    """Messages of all programs."""

    level: LogLevel = "info"
    """Least important message that is written, where a manager does not say otherwise."""
    format: Literal["json", "text"] = "json"
    """One JSON object for each message, or a line for people."""
    output: Literal["stdout", "stderr", "file"] = "stdout"
    """Where messages go."""
    file: File = Field(
        default="${env:LEDGER_STATE_DIR}/log/ledger.log",
        json_schema_extra={"x-interpolate": "env"},
    )
    """File for messages, where the output is `file`."""
    rotate_mebibytes: Annotated[int, Field(ge=1, le=10_240)] = 64
    """Size at which a new file is begun, in MiB."""
    kept_files: Annotated[int, Field(ge=1, le=1000)] = 10
    """How many earlier files are kept."""
    mask_secrets: bool = Field(default=True, json_schema_extra={"x-risk": "critical"})
    """Whether known secrets are hidden in messages."""


class Metrics(Section):
    """Measured values, as Prometheus collects them."""

    enabled: bool = True
    """Whether values are offered at all."""
    address: Host = "127.0.0.1"
    """Address on which values are offered; the loopback address unless a token is set."""
    port: Port = 9464
    """Number of the TCP port."""
    path: Annotated[str, Field(pattern=r"^/[!-~]*$")] = "/metrics"
    """Path under which values are offered."""
    secret: Key | None = Field(default=None, examples=["metrics_token"])
    """Name of the token that a collector has to show, from `secrets`."""
    labels: dict[LabelName, LabelValue] = Field(default={}, examples=[{"system": "ledger"}])
    """Labels on every value."""
    latency_buckets_seconds: Many[Annotated[float, Field(gt=0.0, le=600.0)]] = (
        0.005,
        0.025,
        0.1,
        0.5,
        2.5,
        10.0,
    )
    """Upper bounds of the histogram buckets for durations, in seconds."""


class Receiver(Section):
    """One place where alerts can go."""

    name: Name = Field(examples=["platform-chat"])
    """Name by which routes call it."""
    kind: Literal["slack", "discord", "email", "webhook"] = Field(examples=["slack"])
    """Kind of channel."""
    to: Many[Recipient] = ()
    """Addresses or channels, where the kind has them."""
    endpoint: Key | None = Field(default=None, examples=["mail"])
    """Name of the endpoint that is called, from `endpoints`."""
    secret: Key | None = Field(default=None, examples=["chat_webhook"])
    """Name of the address or token that is itself a secret, from `secrets`."""
    send_resolved: bool = True
    """Whether the end of an alert is told, too."""


class Route(Section):
    """Which alerts go where; the first route that fits is taken."""

    matches: dict[LabelName, LabelValue] = Field(examples=[{"severity": "page"}])
    """Labels that an alert must have, with their values."""
    receivers: Many[Name] = Field(examples=[["platform-chat"]], min_length=1)
    """Names of the receivers, from `observability.alerts.receivers`."""
    repeat_minutes: Annotated[int, Field(ge=1, le=10_080)] = 240
    """Time after which an alert that still fires is told again, in minutes."""
    escalate_after_minutes: Annotated[int, Field(ge=1, le=10_080)] | None = Field(
        default=None, examples=[15]
    )
    """Time without acknowledgement after which it goes to the next route as well, in minutes."""


class Alerting(Section):
    """What is done with alerts; the rules themselves are files of their own."""

    enabled: bool = Field(default=True, json_schema_extra={"x-risk": "critical"})
    """Whether anybody is told."""
    rule_files: Many[File] = ("config/alerts/*.yaml",)
    """Files with rules, as Prometheus reads them, from the root of the repository."""
    dashboard_url: Url | None = Field(
        default=None, examples=["https://${endpoints.metrics.host}/d/ledger"]
    )
    """Page that every message links to."""
    group_by: Many[LabelName] = ("alertname", "environment")
    """Labels by which alerts are put together into one message."""
    group_wait_seconds: Annotated[int, Field(ge=0, le=3600)] = 30
    """Wait for further alerts of a group before the first message, in seconds."""
    max_messages_per_hour: Annotated[int, Field(ge=1, le=10_000)] = 60
    """Messages to one receiver in an hour, before the rest is only counted."""
    receivers: Many[Receiver] = Field(default=(), json_schema_extra={"x-merge": "by-key:name"})
    """Places where alerts can go."""
    routes: Many[Route] = ()
    """Which alerts go where; an overlay replaces the list whole, since its order matters."""


class Observability(Section):
    """What the ecosystem says about itself."""

    logs: Logs = Logs()
    """Messages of all programs."""
    metrics: Metrics = Metrics()
    """Measured values."""
    alerts: Alerting = Alerting()
    """What is done with alerts."""
