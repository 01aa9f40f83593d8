"""Names that say that what they stand for is a secret."""

import re
from functools import lru_cache

PASSWORD, TOKEN = "password", "token"
# Names of the value within a map that is named for the secret.
INNER = ("value", "default", "plain", "text")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PASSWORDS = frozenset(
    ("password", "passwd", "passphrase", "passwort", "pwd", "pass", "passcode", "pw")
)
_TOKENS = frozenset(("secret", "token", "credential", "credentials", "apikey", "apitoken", "pat"))
# Words that say nothing at the end of a name: `SECRET_KEY_BASE`, `token_value`.
_TRAILING = frozenset(("base", "value", "plaintext", "cleartext", "plain", "raw", "b64", "base64"))
# What makes a secret of a `key`, when it stands before it.
_KINDS_OF_KEY = frozenset(
    (
        *("access", "account", "api", "app", "auth", "cookie", "decryption", "encryption"),
        *("hmac", "jwt", "license", "master", "private", "secret", "service", "session"),
        *("shared", "sign", "signing", "ssh", "webhook"),
    )
)
# What makes something else of it, wherever it stands.
_OPEN = frozenset(("public", "pub", "publishable", "anon", "hash", "hashed", "digest", "site"))
_SERVERS = frozenset(("proxy", "fastcgi", "uwsgi", "grpc", "scgi", "by", "first", "second", "one"))
# Longer ones are no names.
_LONGEST = 200


@lru_cache(maxsize=8192)
def kind(name: str) -> str | None:
    """Return `password` or `token` when the last word of a name says that it is one."""
    words = [word.lower() for word in _WORD.findall(name[-_LONGEST:])]
    while words and (words[-1].isdigit() or (len(words) > 1 and words[-1] in _TRAILING)):
        words.pop()
    if not words or not _OPEN.isdisjoint(words):
        return None
    last = words[-1]
    # What a web server passes on to.
    if last == "pass" and len(words) > 1 and words[-2] in _SERVERS:
        return None
    if last in _PASSWORDS or last.endswith(("password", "passwd", "passphrase")):
        return PASSWORD
    if (
        last in _TOKENS
        or last.endswith(("apikey", "secret", "token"))
        or (last == "key" and not _KINDS_OF_KEY.isdisjoint(words[:-1]))
    ):
        return TOKEN
    return None


def names_a_secret(value: str) -> bool:
    """Whether a value is itself the name of a secret: `password: rcon_password`."""
    return re.fullmatch(r"[A-Za-z_.-]+\d*", value) is not None and kind(value) is not None
