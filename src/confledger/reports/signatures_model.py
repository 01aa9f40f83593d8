"""The shape of `confledger audit signatures --format json`, which writes plain dictionaries."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from confledger.reports.titles import without_titles

Count = Annotated[int, Field(ge=0)]
Word = Literal["good", "unsigned", "unknown", "untrusted", "expired", "revoked", "bad"]


def schema() -> dict[str, object]:
    """Return the JSON Schema of the output, closed at every depth."""
    made = without_titles(SignaturesResult.model_json_schema())
    assert isinstance(made, dict)
    return {"title": "Result of `confledger audit signatures`", **made}


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Counts(_Closed):
    """How many commits or tags there are, and of each verdict."""

    total: Count
    """All that were looked at: the sum of the others."""
    good: Count
    """Signed by a key that is believed."""
    unsigned: Count
    """Without a signature."""
    unknown: Count
    """Signed, and it cannot be told here by whom: a key or a program is missing."""
    untrusted: Count
    """Signed by a key that nobody vouches for, or not for the time of the commit."""
    expired: Count
    """With a signature or by a key that has expired."""
    revoked: Count
    """By a key that was revoked."""
    bad: Count
    """With a signature that is not one of this commit, is damaged, or not allowed."""


class AllowedSigners(_Closed):
    """Whom SSH signatures were held against."""

    origin: str | None
    """Where the file of allowed signers comes from; null without one."""
    unread_lines: list[Annotated[int, Field(ge=1)]]
    """Lines of it that cannot be read, and count for nothing."""


class Signed(_Closed):
    """One commit, or one annotated tag."""

    commit: str
    """Its full id."""
    time: int
    """When it was committed or tagged, in seconds since 1970."""
    author: str
    """Who made it, by its own account."""
    committer: str
    """Who committed it, by its own account."""
    subject: str
    """First line of its message, or the name of the tag."""
    status: Literal["G", "B", "U", "X", "Y", "R", "E", "N"]
    """What git prints for `%G?`."""
    verdict: Word
    """What that means; `N` is `unsigned`, or `unknown` where there is a signature."""
    kind: Literal["ssh", "gpg", "x509", "none"]
    """How it is signed."""
    signer: str | None
    """Whose key it is: a principal of the allowed signers, or a user id."""
    key: str | None
    """Fingerprint of the key; of GPG the key id."""
    reason: str | None
    """Why the verdict is not `good`."""


class SignaturesResult(_Closed):
    """The verdict on the signature of each commit."""

    version: Literal[1]
    """Version of this format."""
    about: str
    """Which commits or tags these are."""
    allowed_signers: AllowedSigners
    """What the verdicts on SSH signatures rest on."""
    summary: Counts
    """How many there are."""
    commits: list[Signed]
    """All of them, the newest first; tags by name."""
