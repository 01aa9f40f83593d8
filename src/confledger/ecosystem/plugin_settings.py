"""Settings that plugins read from files of their own, in the language each is at home in."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from confledger.ecosystem.schemas import Schema, schema_of
from confledger.ecosystem.section import Digits, Key, Many, Percent, Section

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class StatementSource(Section):
    """Where statements come from."""

    endpoint: Key = Field(examples=["bank_gateway"])
    """Name of the endpoint, from `endpoints` of the configuration."""
    format: Literal["camt.053", "mt940"] = "camt.053"
    """Format of the statements."""
    lookback_days: Annotated[int, Field(ge=0, le=90)] = 5
    """How many days before the last import are asked for again; banks correct themselves."""


class Matching(Section):
    """How a bank transaction finds the invoice that it pays."""

    tolerance_cents: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Largest difference between the two amounts, in cents."""
    window_days: Annotated[int, Field(ge=1, le=366)] = 60
    """How far apart the two dates may be, in days."""
    book_above_percent: Percent = 95
    """Certainty from which a match is booked without asking, in percent."""


class Account(Section):
    """One bank account and the account of the books that mirrors it."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")] = Field(examples=["operations"])
    """Name of the bank account, as the gateway calls it."""
    ledger_account: Annotated[str, Field(pattern=r"^[0-9]{4,6}$")] = Field(examples=["1200"])
    """Number of the account of the books."""
    currency: Currency = "EUR"
    """Currency of the account (ISO 4217)."""


class BankImport(Section):
    """Settings of the plugin `bank-import`."""

    source: StatementSource
    """Where statements come from."""
    matching: Matching = Matching()
    """How a transaction finds its invoice."""
    accounts: Many[Account] = Field(min_length=1)
    """The bank accounts."""


class ExchangeRates(Section):
    """Settings of the plugin `exchange-rates`."""

    endpoint: Key = Field(examples=["rates"])
    """Name of the endpoint, from `endpoints` of the configuration."""
    base_currency: Currency = Field(examples=["EUR"])
    """Currency that the others are quoted in (ISO 4217)."""
    quoted_currencies: Many[Currency] = Field(examples=[["USD", "GBP"]], min_length=1)
    """Currencies that are fetched (ISO 4217)."""
    refresh_minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    """Time between two fetches, in minutes."""
    stale_after_hours: Annotated[int, Field(ge=1, le=240)] = 36
    """Age from which a rate is no longer used, in hours; central banks rest at weekends."""
    decimals: dict[Currency, Annotated[int, Field(ge=0, le=4)]] = Field(default={})
    """Digits after the point, by currency; two where it is not listed."""


class EventExport(Section):
    """Settings of the plugin `event-export`: a producer of Kafka, all values text."""

    bootstrap_servers: Annotated[str, Field(alias="bootstrap.servers", min_length=3)]
    """Brokers that are asked first, as HOST:PORT, separated by commas."""
    security_protocol: Annotated[
        Literal["PLAINTEXT", "SSL"],
        Field(alias="security.protocol", json_schema_extra={"x-risk": "critical"}),
    ]
    """Whether the connection is encrypted."""
    topic: Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]{0,248}$")]
    """Topic that entries are written to."""
    acks: Literal["0", "1", "all"] = "all"
    """How many brokers confirm a message before it counts as sent."""
    compression_type: Annotated[
        Literal["none", "gzip", "lz4", "zstd"], Field(alias="compression.type")
    ] = "none"
    """How messages are compressed."""
    linger_ms: Annotated[Digits, Field(alias="linger.ms")] = "5"
    """Wait for more messages before a batch is sent, in milliseconds."""
    batch_size: Annotated[Digits, Field(alias="batch.size")] = "16384"
    """Largest batch, in bytes."""
    delivery_timeout_ms: Annotated[Digits, Field(alias="delivery.timeout.ms")] = "120000"
    """Time in which a message is confirmed or given up, in milliseconds."""


def bank_import_schema() -> Schema:
    """Return the schema of config/plugins/bank-import.toml."""
    return schema_of(
        BankImport,
        "plugin-bank-import.schema.json",
        title="Settings of bank-import",
        description="Where bank statements come from and how they are matched with invoices.",
    )


def exchange_rates_schema() -> Schema:
    """Return the schema of config/plugins/exchange-rates.json."""
    return schema_of(
        ExchangeRates,
        "plugin-exchange-rates.schema.json",
        title="Settings of exchange-rates",
        description="Which exchange rates are fetched, from where, and how long they hold.",
    )


def event_export_schema() -> Schema:
    """Return the schema of config/plugins/event-export.properties."""
    return schema_of(
        EventExport,
        "plugin-event-export.schema.json",
        title="Settings of event-export",
        description="How entries of the books are published as events.",
    )
