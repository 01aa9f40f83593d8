"""Values that look like secrets and stand in plain text; the values themselves are not kept.

Two things give one away: its key (`password`, `api_key`), as long as the value is no
placeholder and no reference to where the secret really is; and its own form (a private key,
a token with a known beginning, a password within an address).
"""

import re
from collections.abc import Iterator
from math import log2

from confledger.location import Path

# Whatever is reported has one of these in its text, in lower case: a name with something that
# may be its value, a secret of Kubernetes, or a form. One by one, because a pattern that begins
# with a letter is looked for many times faster than one with alternatives.
_INNERS = rb"(?:value|default|plain|text)"
_NAME = rb"""\d*(?:[-_.]?""" + _INNERS + rb""")?["']?\s*[:=]\s*(?:&\S+\s+)?"""
_OPENED = rb"""(?!["']?\{\{)[\[{\s"'-]*"""
_SHORT = _NAME + _OPENED + rb"""[^\s"'$<|>{\[]"""
# What is no password has to look random; of a list, any item has.
_DRAWN = _NAME + rb"(?:[\[-]|" + _OPENED + rb"(?:[\w+/=.:~-]{16}|" + _INNERS + rb"\b))"
# The name of a variable, which has its value beside it.
_BESIDE = re.compile(rb"""value["']?\s*[:=]""")
_NAMED = re.compile(
    rb"""(?:name|key)["']?\s*[:=]\s*["']?[\w.-]{0,99}(?:pass|pwd|secret|token|credential|key)"""
)
_WORTH = [
    *(re.compile(word + _SHORT) for word in (rb"pass(?:w(?:or[dt]|d)|phrase)?", b"pwd")),
    *(re.compile(word + _DRAWN) for word in (b"secret", b"token", b"credentials?")),
    re.compile(rb"k(?<=[\w.-]k)ey" + _DRAWN),
    re.compile(rb"""k(?<![\w-]k)ind["']?\s*:\s*["']?secret\b"""),
    re.compile(rb"a(?:kia|sia)[0-9a-z]{16}"),
    re.compile(rb"g(?:h[pousr]_|ithub_pat_|lpat-)"),
    re.compile(rb"://[^\s/:@]{0,99}:[^\s/@]{1,199}@"),
    re.compile(rb"xox[abprs]-"),
    re.compile(rb"k_live_"),
    re.compile(rb"eyj[\w-]{10,}\.eyj"),
]
_PARTS = (b"private key-----", b"age-secret-key-", b"aiza", b"npm_", b"slack.com/", b"/webhooks/")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PASSWORDS = frozenset(("password", "passwd", "passphrase", "passwort", "pwd", "pass"))
_TOKENS = frozenset(("secret", "token", "credential", "credentials", "apikey", "apitoken"))
# What makes a secret of a `key`, when it stands before it.
_KINDS_OF_KEY = frozenset(
    (
        *("access", "account", "api", "auth", "encryption", "master", "private", "secret"),
        *("shared", "signing", "ssh"),
    )
)
# Names of the value within a map that is named for the secret.
_INNER = ("value", "default", "plain", "text")
_FORMS = (
    (
        "a private key",
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AGE-SECRET-KEY-1[0-9A-Z]{20}"),
    ),
    ("an access key of AWS", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    (
        "a token of GitHub",
        re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})"),
    ),
    ("a token of GitLab", re.compile(r"\bglpat-[A-Za-z0-9_-]{20}")),
    ("a token of Slack", re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10}")),
    ("a key of Stripe", re.compile(r"\b[sr]k_live_[A-Za-z0-9]{16}")),
    ("a key of Google", re.compile(r"\bAIza[A-Za-z0-9_-]{35}\b")),
    ("a token of npm", re.compile(r"\bnpm_[A-Za-z0-9]{36}\b")),
    ("a signed token (JWT)", re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10}")),
    (
        "the address of a webhook",
        re.compile(r"hooks\.slack\.com/services/T\w+/B\w+/\w{16}|/api/webhooks/\d{15,}/[\w-]{30}"),
    ),
)
_USERINFO = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/:@]*:([^\s/@]+)@")
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(\S+)")
# Where the secret really is, instead of the secret.
_REFERENCE = re.compile(
    r"\$\{|\{\{|\$\(|<%|%\{|%\(|\{[A-Za-z_][\w.-]*\}|^\$\w|^@\w+@$|^<.*>$|^\[.*\]$|^ENC\[|^\$ANSIBLE_VAULT"
    r"|^(?:vault|op|ref\+\w+|arn|ssm|secret|secrets|env|file|sops|kms|gcp|awssm|keyring|doppler|bw"
    r"|azurekeyvault|projects):?[:/]|^[.~]{0,2}/|^https?://"
    r"|\.(?:json|ya?ml|toml|pem|key|crt|p12|jks|txt|env|conf)$"
)
_PLACEHOLDER = re.compile(
    r"change[-_ ]?(?:me|it|this)|replace|placeholder|redacted|example|dummy|fixme|todo|sample"
    r"|^your|[-_<]your[-_]|insert|xxx|\*\*\*|\.\.\.|…|^fake|^not[-_ ]"
    r"|^(?:none|null|nil|true|false|yes|no|on|off|required|optional|string|disabled|enabled|auto"
    r"|inherit|write|read|empty|unset|undefined|tbd|n/a|bearer|basic)$",
    re.IGNORECASE,
)
# Kinds of Kubernetes that describe secrets kept elsewhere, or encrypted.
_STORES = frozenset(
    (
        *("external-secrets.io", "generators.external-secrets.io", "bitnami.com"),
        *("secrets-store.csi.x-k8s.io", "isindir.github.com"),
    )
)
# Texts for people, in which `password` is a label.
_TRANSLATIONS = frozenset(("i18n", "l10n", "lang", "langs", "locale", "locales", "translations"))


class PlainSecret:
    """One value: where it is, what it is called, and what gives it away."""

    __slots__ = ("document", "key", "path", "why")

    def __init__(self, document: int, path: Path, key: str, why: str) -> None:
        self.document = document
        self.path = path
        self.key = key
        self.why = why

    def __repr__(self) -> str:
        return f"PlainSecret({self.document}, {self.path!r}, {self.key!r}, {self.why!r})"


def worth_reading(data: bytes) -> bool:
    """Whether there can be a plain secret in these bytes; for most files there cannot."""
    low = data.lower()
    if any(part in low for part in _PARTS) or any(form.search(low) for form in _WORTH):
        return True
    return _BESIDE.search(low) is not None and _NAMED.search(low) is not None


def find(documents: list[object], path: str = "") -> list[PlainSecret]:
    """Return the plain secrets of a file, in the order of its text."""
    if not _TRANSLATIONS.isdisjoint(path.lower().split("/")):
        return []
    found = []
    for number, document in enumerate(documents):
        sealed = _kubernetes_secret(document)
        refers = _refers(document)
        for at, key, value in _leaves(document):
            why = _reason("" if refers else key, value)
            if why is None and sealed and at[0] in ("data", "stringData") and _literal(value):
                why = "it is in a Kubernetes Secret"
            if why is not None:
                found.append(PlainSecret(number, at, key, why))
    return found


def _refers(document: object) -> bool:
    """Whether a document says where secrets are, and so names them everywhere."""
    api = document.get("apiVersion") if isinstance(document, dict) else None
    return isinstance(api, str) and api.partition("/")[0] in _STORES


def _kubernetes_secret(document: object) -> bool:
    return (
        isinstance(document, dict)
        and document.get("kind") == "Secret"
        and document.get("apiVersion") == "v1"
    )


def _leaves(document: object) -> Iterator[tuple[Path, str, str]]:
    """Yield the texts and numbers of a document, each with the name it goes by."""
    todo: list[tuple[Path, str, object]] = [((), "", document)]
    while todo:
        path, name, value = todo.pop()
        if isinstance(value, dict):
            named = value.get("name", value.get("key"))
            inside = []
            for key, item in value.items():
                key = str(key)
                # The metadata of SOPS: ciphertext and public keys.
                if key == "sops" and not path:
                    continue
                goes_by = key
                if key in _INNER:
                    goes_by = named if isinstance(named, str) and key == "value" else name or key
                inside.append(((*path, key), goes_by, item))
            todo += reversed(inside)
        elif isinstance(value, list):
            todo += reversed([((*path, at), name, item) for at, item in enumerate(value)])
        elif isinstance(value, str):
            assigned = _ASSIGNMENT.fullmatch(value)
            if assigned and path and isinstance(path[-1], int):
                yield path, assigned[1], assigned[2]
            else:
                yield path, name, value
        elif isinstance(value, int) and not isinstance(value, bool):
            yield path, name, str(value)


def _reason(key: str, value: str) -> str | None:
    """Return what gives a value away, or None."""
    for what, form in _FORMS:
        if (match := form.search(value)) and "EXAMPLE" not in match[0]:
            return f"it has the form of {what}"
    address = _USERINFO.search(value)
    if address and _literal(address[1]) and not _names_a_secret(address[1]):
        return "a password is in its address"
    kind = _kind(key)
    if kind is None or not _literal(value):
        return None
    if kind == "password":
        long_enough = len(value) >= 4 and not any(c.isspace() for c in value)
        if long_enough and not _names_a_secret(value):
            return "its key says so"
    elif _random(value):
        return "its key says so, and the value looks random"
    return None


def _words(name: str) -> list[str]:
    words = [word.lower() for word in _WORD.findall(name)]
    while words and words[-1].isdigit():
        words.pop()
    return words


def _kind(name: str) -> str | None:
    """Return `password` or `token` when the last word of a name says that it is one."""
    words = _words(name)
    if not words:
        return None
    if words[-1] in _PASSWORDS:
        return "password"
    if words[-1] in _TOKENS or (words[-1] == "key" and not _KINDS_OF_KEY.isdisjoint(words[:-1])):
        return "token"
    return None


def _literal(value: str) -> bool:
    """Whether a value is neither nothing, nor a placeholder, nor a reference."""
    text = value.strip()
    return bool(text) and not _REFERENCE.search(text) and not _PLACEHOLDER.search(text)


def _names_a_secret(value: str) -> bool:
    """Whether a value is itself the name of a secret: `password: rcon_password`."""
    return re.fullmatch(r"[\w.-]+", value) is not None and _kind(value) is not None


def _random(value: str) -> bool:
    """Whether a value looks like one that a machine has drawn."""
    if len(value) < 16 or not re.fullmatch(r"[\w+/=.:~-]+", value):
        return False
    if not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value):
        return False
    parts = re.split(r"[-_./:]", value)
    if all(re.fullmatch(r"(?:[A-Z]?[a-z]*|[A-Z]+)\d{0,4}", part) for part in parts):
        return False
    shares = [value.count(c) / len(value) for c in set(value)]
    return -sum(share * log2(share) for share in shares) >= 3.0
