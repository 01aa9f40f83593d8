"""What every section of the configuration is made of: closed records and bounded scalars.

A section refuses unknown keys and null (a key that says nothing is left out), and takes a
value only in its own type: the text "5" is no number. What JSON Schema cannot say stands in
keywords of our own:

x-risk         `critical`: a change needs a second person; `connectivity`: a wrong value can
               cut the machine off, so a release waits to be confirmed
x-merge        how an overlay changes a list: `by-key:name` item by item; without it, whole
x-interpolate  `env`: besides `${some.key}`, `${env:NAME}` may stand in the text
x-secret       `reference`: the text says where a secret is, which a program gets in its place
x-replaced-by  with `deprecated`: the key that says the same, as a path from the top
x-remove-after with `deprecated`: the last day on which the old key is read
"""

from datetime import date
from typing import Annotated, TypeVar

from annotated_types import Interval
from pydantic import BaseModel, ConfigDict, Strict, StringConstraints, model_validator

T = TypeVar("T")

# No `Field` in these types: when many fields share one, pydantic 2.10 gives the default of the
# last to the first.

# Tuples, because a section is frozen; not strict, because files have lists.
Many = Annotated[tuple[T, ...], Strict(False)]
Day = Annotated[date, Strict(False)]

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{1,62}$")]
KeyPath = Annotated[str, StringConstraints(pattern=r"^[a-z*][a-z0-9_*-]*(\.[a-z0-9_*-]+)*$")]
# A number, in files that know only text.
Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}$")]
Sentence = Annotated[str, StringConstraints(min_length=8, max_length=300)]
Owner = Annotated[str, StringConstraints(pattern=r"^@[a-z0-9-]+(/[a-z0-9-]+)?$")]
Version = Annotated[
    str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+([.+-][0-9A-Za-z.-]+)?$")
]
Cron = Annotated[
    str, StringConstraints(pattern=r"^(manual|@(hourly|daily|weekly|monthly)|(\S+ ){4}\S+)$")
]

# Text in which `${some.key}` may stand for a part or for all of it.
Host = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9._:-]|\$\{[^{}]+\})+$")]
Url = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9+]*://([!-z~]|\$\{[^{}]+\})+$")]
File = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9._/@*-]|\$\{[^{}]+\})+$")]
SecretSource = Annotated[
    str, StringConstraints(pattern=r"^(sops|vault|env|file):([!-z~]|\$\{[^{}]+\})+$")
]

Port = Annotated[int, Interval(ge=1, le=65535)]
Percent = Annotated[int, Interval(ge=0, le=100)]
Scalar = bool | int | float | str


class Section(BaseModel):
    """A closed and frozen part of the configuration."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        use_attribute_docstrings=True,
        validate_default=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_null(cls, data: object) -> object:
        if isinstance(data, dict):
            for key, value in data.items():
                if value is None:
                    raise ValueError(f"{key!r} is null; give it a value or leave the key out")
        return data
