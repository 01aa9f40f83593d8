"""Whether a value can be a secret at all: no placeholder, no reference to where the secret is."""

import re
from functools import lru_cache
from itertools import pairwise
from math import log2

# Where the secret really is, instead of the secret.
_REFERENCE = (
    r"\$\{|\{\{|\$\(|<%|%\{|%\(|\{[A-Za-z_][\w.-]{0,99}[}\[(]|^\$\w|^@\w+@$|^<.*>$|^\[.*\]$|^ENC\["
    r"|^\$ANSIBLE_VAULT|^%\w+%$|^!\w|^&\w|^\*\w+$|^#\{"
    r"|^(?:vault|op|ref\+\w+|arn|ssm|secret|secrets|env|file|sops|kms|gcp|awssm|keyring|doppler|bw"
    r"|azurekeyvault|akv|gsm|sm|projects|awssecret|credstash|pass|keepass|lpass|infisical"
    r"|resolve|data|urn|sha\d+|md5|process\.env|os\.environ|ENV)[:/.\[]|^[.~]{0,2}/|^https?://"
    r"|\.(?:json|ya?ml|toml|pem|key|crt|p12|jks|txt|env|conf|asc|gpg|age|sock)$"
)
_PLACEHOLDER = (
    r"(?i)change[-_ ]?(?:me|it|this)|replace|placeholder|redacted|example|dummy|fixme|todo|sample"
    r"|^your|[-_<]your[-_]|insert|xxx|\*\*\*|\.\.\.|…|^fake|^not[-_ ]|^my[-_]?(?:pass|secret|token)"
    r"|^(?:none|null|nil|true|false|yes|no|on|off|required|optional|string|disabled|enabled|auto"
    r"|inherit|write|read|empty|unset|undefined|tbd|n/a|bearer|basic|foobar|generate|generated"
    r"|prompt|ask|unused|ignored?|encrypted|hidden|masked|void|invalid|anonymous)$"
)
# What stands beside a password as its hash, and what anybody may know.
_OPEN = (
    r"^\$(?:2[abxy]?|5|6|y|1|apr1|argon2\w*|scrypt|pbkdf2[\w-]*)\$|^pbkdf2|^\{(?:SSHA|SHA|CRYPT|MD5)"
    r"|^(?:AAAA[BCE][23]N|ssh-|ecdsa-|age1|-----BEGIN (?:CERTIFICATE|[A-Z ]{0,20}PUBLIC))"
)
# What people write where a token would be.
_WORDS = (
    *("example", "xxxx", "changeme", "placeholder", "redacted", "dummy", "sample", "fake", "your"),
    *("deadbeef", "insert", "replace", "foobar", "mytoken", "...", "***", "____"),
)
_RUNS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "9876543210")
# So many of a run are no chance.
_RUN = 6
_SAME = 5
# Nobody's password, and no token without a form, is longer.
LONGEST = 4096
# In longer ones, anything comes up by chance.
_LONG = 300


def literal(value: str) -> bool:
    """Whether a value is neither nothing, nor a placeholder, nor a reference, nor a hash."""
    text = value.strip().strip("'\"")
    if not text:
        return False
    head = text[:_LONG]
    if any(pattern.search(head) for pattern in _patterns()) or made_up(head):
        return False
    return len(text) <= _LONG or _patterns()[0].search(text[-20:]) is None


@lru_cache(maxsize=1)
def _patterns() -> list[re.Pattern[str]]:
    """Compile what is not asked for in most files."""
    return [re.compile(one) for one in (_REFERENCE, _PLACEHOLDER, _OPEN)]


def made_up(value: str) -> bool:
    """Whether somebody typed a value to show where one belongs: `xxxx`, `1234567890`."""
    low = value.lower()
    if len(low) >= _LONG:
        return False
    if any(word in low for word in _WORDS):
        return True
    same = 1
    for before, after in pairwise(low):
        same = same + 1 if after == before else 1
        if same == _SAME:
            return True
    return any(
        run[start : start + _RUN] in low for run in _RUNS for start in range(len(run) - _RUN + 1)
    )


def varied(value: str) -> bool:
    """Whether a value has as many characters as one that is drawn, and is not made up."""
    return len(set(value)) >= min(8, len(value) / 3) and not made_up(value)


def mixed(value: str) -> bool:
    """Whether a value is varied and no word: it has digits, or its case goes up and down."""
    switches = sum(a.islower() != b.islower() for a, b in pairwise(value))
    return varied(value) and (any(c.isdigit() for c in value) or switches > len(value) / 5)


def random(value: str) -> bool:
    """Whether a value looks like one that a machine has drawn, without knowing its form."""
    if not 16 <= len(value) <= LONGEST or not re.fullmatch(r"[\w+/=.:~!@#$%^&*-]+", value):
        return False
    if not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value):
        return False
    if all(re.fullmatch(r"(?:[A-Z]?[a-z]*|[A-Z]+)\d{0,4}", x) for x in re.split("[-_./:]", value)):
        return False
    return entropy(value) >= 3.0


def strong(value: str) -> bool:
    """Whether a value is a password that no example would have: of many kinds of characters."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return (
        len(value) >= 10
        and not any(c.isspace() for c in value)
        and sum(any(is_kind(c) for c in value) for is_kind in kinds) >= 3
        and entropy(value) >= 2.8
    )


def entropy(value: str) -> float:
    """Return the bits of a character, by how often each comes (Shannon)."""
    shares = [value.count(c) / len(value) for c in set(value)]
    return -sum(share * log2(share) for share in shares)
