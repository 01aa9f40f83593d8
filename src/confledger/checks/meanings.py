"""What a value is probably meant to be, told by the name of its key."""

import re

from confledger.errors import slips


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Of a word so short, each letter tells.
_SHORT = 3
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\W_]+")
_VERSIONS = _set(
    "version versions tag tags release releases revision rev ref sha sha1 commit digest"
)
# Of which one names the version by the name of the thing alone: `python: [3.9, 3.10]`.
_TOOLS = _set(
    "python ruby go golang node nodejs java php perl elixir django rails terraform kubernetes "
    "k8s rust toolchain dotnet postgres postgresql"
)
_MODES = _set("mode modes umask perm perms permission permissions chmod octal")
_CODES = _set(
    "country countries lang langs language languages locale locales iso tld tlds nationality "
    "territory territories"
)
_IDENTIFIERS = _set(
    "id ids account accounts phone zip zipcode postcode postal serial isbn ean sku imei iban"
)
# What comes after such a word is a count or a measure of it.
_MEASURES = _set(
    "count size limit timeout interval weight ratio percent length max min age ttl depth "
    "retention history keep seconds minutes hours days"
)


def words(name: str) -> list[str]:
    """Split the name of a key into its words, in small letters: `appVersion` is two."""
    return [word.lower() for word in _HUMPS.split(name) if word]


def is_version(name: str) -> bool:
    """Whether a key of this name holds a version, a tag, or the id of a commit."""
    parts = words(name)
    if not parts or parts[-1] in _MEASURES:
        return False
    return parts[-1] in _VERSIONS or parts[0] in ("version", "tag") or name.lower() in _TOOLS


def is_mode(name: str) -> bool:
    """Whether a key of this name holds the permissions of a file, which are octal."""
    return any(word in _MODES for word in words(name))


def is_code(name: str) -> bool:
    """Whether a key of this name holds short codes, of countries or languages."""
    return any(word in _CODES for word in words(name)[-2:])


def is_identifier(name: str) -> bool:
    """Whether a key of this name holds digits that nobody counts with."""
    parts = words(name)
    return bool(parts) and parts[-1] in _IDENTIFIERS


def is_slip(name: str, other: str) -> bool:
    """Whether a key may have been meant to be the other one, and only been misspelt.

    Who misspells a key writes the same words with a letter wrong. Another word more, or in place
    of one, or another number is another key: `metrics_password` beside `zot_metrics_password`.
    """
    if [c for c in name if c.isdigit()] != [c for c in other if c.isdigit()]:
        return False
    mine, theirs = words(name), words(other)
    if len(mine) != len(theirs):
        return slips("".join(mine), "".join(theirs)) <= 1
    return all(one == two or _is_slip(one, two) for one, two in zip(mine, theirs, strict=True))


def _is_slip(word: str, other: str) -> bool:
    shorter = min(len(word), len(other))
    if shorter > _SHORT:
        return slips(word, other) <= max(1, len(word) // 4)
    # `max` is not `min`, `us` is not `eu`.
    if sorted(word) == sorted(other):
        return True
    return (
        shorter == _SHORT
        and word[0] == other[0]
        and len(word) != len(other)
        and (slips(word, other) <= 1)
    )
