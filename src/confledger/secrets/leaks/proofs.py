"""What a match has to be besides: digits of a checksum, claims of a token, a password in base64.

Each test is given the value, and whether its file is one in which people show what secrets look
like: tests, documentation, examples. There, a token whose checksum is wrong is none.
"""

from collections.abc import Callable

from confledger.secrets.leaks import values
from confledger.secrets.leaks.names import names_a_secret

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
# Of the documentation of JWT; and the accounts that every program begins with.
_SHOWN = ("1234567890", "john doe")
_DEFAULTS = frozenset(
    (
        *("password", "passwd", "pass", "pwd", "secret", "guest", "user", "username", "admin"),
        *("root", "test", "postgres", "mysql", "mongo", "redis", "rabbitmq", "minio", "token"),
        *("localhost", "host", "port", "example", "foo", "bar", "baz", "letmein"),
        *("abc", "abc123", "x-oauth-basic", "oauth2", "git", "demo", "dev", "123", "1234"),
    )
)


def holds(name: str, value: str, *, shown: bool) -> bool:
    """Whether a value passes the test of this name; without a name, every one does."""
    return TESTS[name](value, shown)


def _github(value: str, shown: bool) -> bool:
    return values.mixed(value) and (not shown or _ends_in_crc(value.partition("_")[2]))


def _ends_in_crc(text: str) -> bool:
    """Whether the last six digits, of 62 kinds, are the CRC-32 of those before."""
    from zlib import crc32

    number = 0
    for digit in text[-6:]:
        number = number * 62 + _BASE62.index(digit)
    return crc32(text[:-6].encode("ascii")) == number


def _age(value: str, shown: bool) -> bool:
    return values.varied(value) and (not shown or _is_bech32(value.lower()))


def _is_bech32(text: str) -> bool:
    """Whether the last six characters are the checksum of those before (BIP 173)."""
    name, _, rest = text.rpartition("1")
    spread = [ord(c) >> 5 for c in name] + [0] + [ord(c) & 31 for c in name]
    check = 1
    for five in spread + [_BECH32.index(c) for c in rest]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ five
        for bit, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= term if top >> bit & 1 else 0
    return check == 1


def _claims(value: str) -> "dict[str, object] | None":
    """Return what a signed token claims; None where it is none."""
    from json import loads

    parts = value.split(".")
    try:
        head, claims = (loads(_decoded(part) or b"") for part in parts[:2])
    except ValueError:
        return None
    return claims if isinstance(claims, dict) and isinstance(head, dict) and "alg" in head else None


def _signed(value: str, shown: bool) -> bool:
    claims = _claims(value)
    if claims is None or _of_service_account(claims) or claims.get("role") == "anon":
        return False
    text = repr(claims).lower()
    return not any(word in text for word in _SHOWN) and not values.made_up(value.rpartition(".")[2])


def _service_account(value: str, shown: bool) -> bool:
    claims = _claims(value)
    return claims is not None and _of_service_account(claims)


def _of_service_account(claims: "dict[str, object]") -> bool:
    return any(key.startswith("kubernetes.io") for key in claims) or str(
        claims.get("sub", "")
    ).startswith("system:serviceaccount:")


def _discord(value: str, shown: bool) -> bool:
    number = _decoded(value.partition(".")[0])
    return number is not None and number.isdigit() and values.mixed(value.rpartition(".")[2])


def _key_block(value: str, shown: bool) -> bool:
    """Whether there is so much of a key behind its first line that it can be one."""
    content = value.rpartition("-----")[2].replace("\\n", "").replace("\\r", "")
    content = "".join(c for c in content if c.isalnum() or c in "+/=")
    return len(content) >= 60 and len(set(content)) >= 16


def _encoded_key(value: str, shown: bool) -> bool:
    text = _decoded(value)
    return text is not None and b"PRIVATE KEY-----" in text[:80]


def _password(value: str, shown: bool) -> bool:
    low = value.lower()
    if low in _DEFAULTS or not values.literal(value) or names_a_secret(value):
        return False
    return not shown or values.strong(value) or values.random(value)


def _drawn_password(value: str, shown: bool) -> bool:
    return _password(value, shown) and any(c.isdigit() for c in value)


def _drawn(value: str, shown: bool) -> bool:
    return values.literal(value) and values.random(value) and not value.startswith("eyJ")


def _basic(value: str, shown: bool) -> bool:
    pair = _decoded(value)
    if pair is None:
        return False
    user, colon, password = pair.decode("utf-8", "replace").partition(":")
    return bool(user and colon) and password.isprintable() and _password(password, shown)


def _login(value: str, shown: bool) -> bool:
    return _basic(value, shown) or _drawn(value, shown)


def _decoded(value: str) -> bytes | None:
    """Return what base64 stands for, of either alphabet and with or without its end."""
    from base64 import urlsafe_b64decode

    text = value.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None


TESTS: dict[str, Callable[[str, bool], bool]] = {
    "": lambda value, shown: True,
    "varied": lambda value, shown: values.varied(value),
    "mixed": lambda value, shown: values.mixed(value),
    "not-shown": lambda value, shown: not shown and values.mixed(value),
    "mixed-letters": lambda value, shown: values.varied(value) and value[6:] != value[6:].lower(),
    "digits": lambda value, shown: values.varied(value) and any(c.isdigit() for c in value),
    "github": _github,
    "age": _age,
    "signed": _signed,
    "service-account": _service_account,
    "discord": _discord,
    "key-block": _key_block,
    "encoded-key": _encoded_key,
    "password": _password,
    "drawn-password": _drawn_password,
    "drawn": _drawn,
    "basic": _basic,
    "login": _login,
}
