"""The managers: one program for each concern that the whole ecosystem shares."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from confledger.ecosystem.connections import CircuitBreaker, Retries, Timeouts
from confledger.ecosystem.section import Cron, Key, Many, Owner, Percent, Section

LogLevel = Literal["debug", "info", "warning", "error", "critical"]


class Resources(Section):
    """What one replica may use; above it the scheduler stops it."""

    cpu_millicores: Annotated[int, Field(ge=10, le=64_000)] = 250
    """Processor time in thousandths of one core."""
    memory_mebibytes: Annotated[int, Field(ge=16, le=262_144)] = 256
    """Memory, in MiB."""
    disk_mebibytes: Annotated[int, Field(ge=0, le=16_777_216)] = 512
    """Space for temporary files, in MiB."""


class Manager(Section):
    """What every manager has."""

    enabled: bool = True
    """Whether it is started."""
    owner: Owner = "@ledger/platform"
    """Team that answers for it, as in CODEOWNERS."""
    replicas: Annotated[int, Field(ge=1, le=50)] = 1
    """How many copies run at a time."""
    log_level: LogLevel = "info"
    """Least important message that it writes."""
    endpoints: Many[Key] = ()
    """Names of the endpoints that it calls, from `endpoints`."""
    timeouts: Timeouts = Timeouts()
    """How long its own calls may take, where the endpoint does not say otherwise."""
    retries: Retries = Retries()
    """What it does after a failed call."""
    resources: Resources = Resources()
    """What one replica may use."""
    features: dict[Key, bool] = Field(default={})
    """Feature flags by name: true is on."""


class ConfigManager(Manager):
    """Loads the configuration, hands it out, and swaps it while programs run."""

    reload: Literal["watch", "poll", "signal", "never"] = "watch"
    """How it notices a change: file events, a look now and then, SIGHUP, or not at all."""
    poll_interval_seconds: Annotated[int, Field(ge=1, le=86_400)] = 30
    """Time between two looks, in seconds, where file events are missing."""
    kept_generations: Annotated[int, Field(ge=1, le=100)] = 3
    """How many earlier configurations stay in memory, to go back to."""
    refuse_unknown_variables: bool = True
    """Whether a variable with our prefix that no key belongs to stops the start."""
    access_audit: Literal["off", "counted", "required"] = "counted"
    """Whether reads are counted for each key; `required`: no secret is given out uncounted."""


class SecretsManager(Manager):
    """Fetches secrets where they are kept and gives them out for a limited time."""

    backend: Literal["sops", "vault"] = Field(
        default="sops", json_schema_extra={"x-risk": "critical"}
    )
    """Where secrets are kept unless their reference says otherwise."""
    cache_seconds: Annotated[int, Field(ge=0, le=3600)] = 60
    """How long a decrypted value stays in memory, in seconds; 0 means never."""
    renew_lease_at_percent: Annotated[int, Field(ge=10, le=90)] = 70
    """Part of a lease that has passed when it is renewed, in percent."""
    oldest_secret_days: Annotated[int, Field(ge=1, le=730)] = Field(
        default=180, json_schema_extra={"x-risk": "critical"}
    )
    """Age from which a secret counts as overdue, in days."""


class MonitoringManager(Manager):
    """Collects metrics and health, and decides whether to raise an alert."""

    scrape_interval_seconds: Annotated[int, Field(ge=1, le=3600)] = 15
    """Time between two collections, in seconds."""
    max_series: Annotated[int, Field(ge=100, le=10_000_000)] = 50_000
    """How many time series are kept before new ones are refused."""
    collectors: Many[Literal["runtime", "system", "process", "container", "queue", "database"]] = (
        "runtime",
        "system",
    )
    """What is measured."""
    retention_days: Annotated[int, Field(ge=1, le=3650)] | None = Field(
        default=None,
        deprecated=True,
        json_schema_extra={
            "x-replaced-by": "policies.retention.metrics_days",
            "x-remove-after": "2027-06-30",
        },
    )
    """How long metrics are kept, in days."""


class Pool(Section):
    """Connections that are kept open to be used again."""

    min_connections: Annotated[int, Field(ge=0, le=500)] = 1
    """Connections that stay open when there is nothing to do."""
    max_connections: Annotated[int, Field(ge=1, le=500)] = 10
    """Most connections that one replica opens."""
    idle_seconds: Annotated[int, Field(ge=1, le=86_400)] = 300
    """Time after which an unused connection is closed, in seconds."""
    wait_seconds: Annotated[float, Field(gt=0.0, le=120.0)] = 5.0
    """Longest wait for a free connection, in seconds."""

    @model_validator(mode="after")
    def _smallest_fits_largest(self) -> "Pool":
        if self.min_connections > self.max_connections:
            raise ValueError(
                f"min_connections is {self.min_connections}, more than max_connections, "
                f"{self.max_connections}; lower one or raise the other"
            )
        return self


class Backup(Section):
    """When the store is copied, and how long the copies are kept."""

    enabled: bool = Field(default=True, json_schema_extra={"x-risk": "critical"})
    """Whether copies are made."""
    schedule: Cron = "30 2 * * *"
    """When a copy is made: five cron fields, in the time zone of the orchestrator."""
    encrypted: bool = Field(default=True, json_schema_extra={"x-risk": "critical"})
    """Whether copies are encrypted before they leave the machine."""
    keep_daily: Annotated[int, Field(ge=1, le=366)] = 7
    """How many daily copies are kept."""
    keep_weekly: Annotated[int, Field(ge=0, le=260)] = 4
    """How many weekly copies are kept."""
    keep_monthly: Annotated[int, Field(ge=0, le=120)] = 12
    """How many monthly copies are kept."""
    restore_test_days: Annotated[int, Field(ge=1, le=366)] = 30
    """Longest time between two trial restores, in days; an untested copy is no backup."""


class StorageManager(Manager):
    """Keeps the books: the database and its copies."""

    engine: Literal["postgresql", "sqlite"] = Field(
        default="postgresql", json_schema_extra={"x-risk": "critical"}
    )
    """Database that holds the entries."""
    database: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")] = Field(examples=["ledger"])
    """Name of the database."""
    pool: Pool = Pool()
    """Connections to the database."""
    statement_timeout_seconds: Annotated[float, Field(gt=0.0, le=600.0)] = 15.0
    """Longest time that one statement may run, in seconds."""
    backup: Backup = Backup()
    """Copies of the database."""
    pool_size: Annotated[int, Field(ge=1, le=500)] | None = Field(
        default=None,
        deprecated=True,
        json_schema_extra={
            "x-replaced-by": "managers.storage.pool.max_connections",
            "x-remove-after": "2027-03-31",
        },
    )
    """Most connections that one replica opens."""


class CacheManager(Manager):
    """Remembers answers for a while; everything in it can be lost."""

    pool: Pool = Pool()
    """Connections to the cache."""
    ttl_seconds: dict[Key, Annotated[int, Field(ge=1, le=604_800)]] = Field(
        default={}, examples=[{"exchange_rates": 3600}]
    )
    """How long an answer is remembered, in seconds, by kind of answer."""
    max_memory_percent: Annotated[int, Field(ge=10, le=95)] = 75
    """Part of the memory that answers may fill before the oldest are dropped, in percent."""
    breaker: CircuitBreaker = CircuitBreaker()
    """When to go on without the cache."""


class ReleaseManager(Manager):
    """Puts a configuration live, watches it, and takes it back when it fails."""

    kept_releases: Annotated[int, Field(ge=2, le=20)] = 2
    """How many releases stay on disk; one is live, the others are the way back."""
    probe_seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    """How long health is watched after a switch, in seconds."""
    failed_probes_percent: Percent = 10
    """Part of failed probes above which the earlier release comes back, in percent."""
    confirm_within_seconds: Annotated[int, Field(ge=30, le=86_400)] = Field(
        default=600, json_schema_extra={"x-risk": "connectivity"}
    )
    """Time in which a risky change must be confirmed from outside, in seconds, or it goes back."""


class Managers(Section):
    """One program for each concern that all others share."""

    config: ConfigManager = ConfigManager()
    """Loads the configuration, hands it out, and swaps it while programs run."""
    secrets: SecretsManager = SecretsManager()
    """Fetches secrets where they are kept and gives them out for a limited time."""
    monitoring: MonitoringManager = MonitoringManager()
    """Collects metrics and health, and decides whether to raise an alert."""
    storage: StorageManager
    """Keeps the books: the database and its copies."""
    cache: CacheManager = CacheManager()
    """Remembers answers for a while; everything in it can be lost."""
    release: ReleaseManager = ReleaseManager()
    """Puts a configuration live, watches it, and takes it back when it fails."""
