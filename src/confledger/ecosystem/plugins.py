"""Plugins: code of others that runs in our processes, and what it may do there."""

from typing import Annotated, Literal

from pydantic import Field

from confledger.ecosystem.section import (
    File,
    Key,
    Many,
    Name,
    Owner,
    Scalar,
    Section,
    Sentence,
    Version,
)

Permission = Literal[
    "read-config", "read-secrets", "read-entries", "write-entries", "network", "filesystem"
]


class Plugin(Section):
    """One plugin. What is not permitted here is refused at run time."""

    name: Name = Field(examples=["bank-import"])
    """Name by which jobs call it."""
    description: Sentence = Field(examples=["Reads bank statements and books what they say."])
    """What it is for, in one sentence."""
    owner: Owner = "@ledger/platform"
    """Team that answers for it, as in CODEOWNERS."""
    version: Version = Field(examples=["2.4.1"], json_schema_extra={"x-risk": "critical"})
    """Exact version that runs; never a range."""
    source: Annotated[str, Field(pattern=r"^(package|git|path):[!-~]+$")] = Field(
        examples=["package:ledger-bank-import"], json_schema_extra={"x-risk": "critical"}
    )
    """Where it comes from: `package:NAME`, `git:URL` or `path:FOLDER`."""
    enabled: bool = True
    """Whether it is loaded."""
    permissions: Many[Permission] = Field(default=(), json_schema_extra={"x-risk": "critical"})
    """What it may do."""
    endpoints: Many[Key] = ()
    """Names of the endpoints that it may call, from `endpoints`."""
    secrets: Many[Key] = Field(default=(), json_schema_extra={"x-risk": "critical"})
    """Names of the secrets that it may read, from `secrets`."""
    timeout_seconds: Annotated[int, Field(ge=1, le=86_400)] = 300
    """Longest time for one call of the plugin, in seconds."""
    settings_file: File | None = Field(default=None, examples=["config/plugins/bank-import.toml"])
    """File with its own settings, from the root of the repository."""
    settings: dict[Key, Scalar] = Field(default={}, examples=[{"batch_size": 500}])
    """Single settings that differ from its file, such as a size in one environment."""
