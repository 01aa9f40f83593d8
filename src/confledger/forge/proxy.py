"""The way out of a network that has one way: as the environment says, for hosts that it is for."""

from dataclasses import dataclass, field

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_EXCEPT = ("no_proxy", "NO_PROXY")


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where it is; `headers` say who we are, where it wants to know."""

    host: str
    port: int
    headers: dict[str, str] = field(default_factory=dict, repr=False)


def proxy_of(environ: "Mapping[str, str]", host: str) -> Proxy | None:
    """Return the proxy for a host that is asked over TLS; None where there is none."""
    name = next((name for name in _NAMES if environ.get(name)), None)
    if name is None or _is_excepted(environ, host.casefold()):
        return None
    from base64 import b64encode
    from urllib.parse import unquote, urlsplit

    text = environ[name]
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        port = parts.port or 80
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme != "http" or not parts.hostname:
        # What it holds may have a password in it.
        raise ConfledgerError(
            f"{name} is no proxy that can be used", help="such as http://HOST:3128"
        )
    headers = {}
    if parts.username is not None:
        who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Proxy-Authorization"] = f"Basic {b64encode(who.encode()).decode('ascii')}"
    return Proxy(parts.hostname, port, headers)


def _is_excepted(environ: "Mapping[str, str]", host: str) -> bool:
    text = next((environ[name] for name in _EXCEPT if environ.get(name)), "")
    for one in text.casefold().split(","):
        name = one.strip().removeprefix("*").lstrip(".")
        if one.strip() == "*" or (name and (host == name or host.endswith(f".{name}"))):
            return True
    return False
