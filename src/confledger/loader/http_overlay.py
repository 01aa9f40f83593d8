"""A map in JSON from an HTTP API, laid over the files; asked again only if it has changed.

The one module that speaks HTTP itself. Answers, and the token that asks for them, are never
part of a message; a redirect is not followed, as the token is for one address.
"""

from confledger.errors import ConfledgerError
from confledger.loader import surroundings
from confledger.loader.layer import OVERLAY, Layer
from confledger.secrets.plain import Plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPConnection
    from urllib.parse import SplitResult

    from confledger.loader.secret import Openers

REFRESH_SECONDS = 60.0
_MOST_BYTES = 4 << 20
# Where settings name an address, these say that it is meant, and what it is asked with.
ADDRESS, TOKEN = "CONFLEDGER_OVERLAY_ADDRESS", "CONFLEDGER_OVERLAY_TOKEN"


class OverlayUnusable(ConfledgerError):
    """An API that cannot be asked, or does not give a map."""


class Overlay(Layer):
    """What an API answered; `etag` is how it calls that answer.

    After `fresh_until` (seconds since 1970) it is to be asked again: `again()` does so, and
    is itself where nothing has changed.
    """

    __slots__ = ("_asked", "_token", "etag", "fresh_until")

    def __init__(
        self,
        tree: dict[str, object],
        etag: str | None,
        asked: "_Asked",
        token: Plain | None,
        fresh_until: float,
    ) -> None:
        super().__init__(OVERLAY, asked.address, tree)
        self.etag = etag
        self.fresh_until = fresh_until
        self._asked = asked
        self._token = token

    def again(self, now: float | None = None) -> "Overlay":
        """Return what the API answers now; raise OverlayUnusable."""
        moment = surroundings.clock() if now is None else now
        return _made(self._asked, self._token, moment, self)


class _Asked:
    """What is asked, and how."""

    __slots__ = ("address", "at", "ca_file", "refresh", "seconds")

    def __init__(
        self, address: str, at: str, ca_file: str | None, seconds: float, refresh: float
    ) -> None:
        self.address = address
        self.at = at
        self.ca_file = ca_file
        self.seconds = seconds
        self.refresh = refresh


def overlay(
    address: str,
    *,
    at: str = "",
    token: "str | Plain | None" = None,
    ca_file: str | None = None,
    seconds: float = 5.0,
    refresh_seconds: float = REFRESH_SECONDS,
    plain_http: bool = False,
) -> Overlay:
    """Return a layer of the map that an address answers with, put at the key `at`.

    `token` is sent as `Authorization: Bearer`. Raise OverlayUnusable.
    """
    _verify(address, plain_http=plain_http)
    held = token if isinstance(token, Plain) or token is None else Plain(token.encode())
    asked = _Asked(address, at, ca_file, seconds, refresh_seconds)
    return _made(asked, held, surroundings.clock(), None)


def of_settings(entry: "Mapping[str, object]", openers: "Openers") -> Overlay:
    """Return the overlay that an entry of `load.overlays` describes.

    A token is sent only to the address that the environment names.
    """
    address = str(entry.get("address", ""))
    trusted = openers.environ.get(ADDRESS, "")
    if not trusted or (address and address != trusted):
        raise OverlayUnusable(
            f"{address or 'the address of `load.overlays`'} is not asked: the environment does "
            "not name it",
            help=f"{ADDRESS}={address or 'https://…'} says that it is meant",
        )
    token = openers.environ.get(TOKEN)
    return overlay(trusted, at=str(entry.get("at", "")), token=token)


def _made(asked: _Asked, token: Plain | None, now: float, before: Overlay | None) -> Overlay:
    until = now + asked.refresh
    status, etag, body = _answer(asked, token, None if before is None else before.etag)
    if status == _UNCHANGED and before is not None:
        before.fresh_until = until
        return before
    if status != _FINE:
        raise OverlayUnusable(_refused(asked.address, status))
    tree = _map(body)
    if tree is None:
        raise OverlayUnusable(f"{asked.address} answers with something that is no map in JSON")
    for step in reversed([one for one in asked.at.split(".") if one]):
        tree = {step: tree}
    return Overlay(tree, etag, asked, token, until)


_FINE, _UNCHANGED = 200, 304


def _refused(address: str, status: int) -> str:
    if status in (401, 403):
        return f"{address} refuses the token (HTTP {status})"
    if 300 <= status < 400:
        return f"{address} sends us to another address (HTTP {status}), which is not followed"
    return f"{address} answers with HTTP {status}"


def _answer(asked: _Asked, token: Plain | None, etag: str | None) -> tuple[int, str | None, Plain]:
    """Ask once; return status, name and body of the answer."""
    from http.client import HTTPException
    from ssl import SSLError
    from urllib.parse import urlsplit

    parts = urlsplit(asked.address)
    connection = _connection(parts, asked)
    reason = ""
    try:
        connection.putrequest("GET", (parts.path or "/") + (f"?{parts.query}" * bool(parts.query)))
        connection.putheader("Accept", "application/json")
        if etag is not None:
            connection.putheader("If-None-Match", etag)
        if token is not None:
            connection.putheader("Authorization", b"Bearer " + token.reveal())
        connection.endheaders()
        with connection.getresponse() as answer:
            body = Plain(answer.read(_MOST_BYTES + 1))
        if body.exceeds(_MOST_BYTES):
            reason = "answers with more than is read"
        else:
            return answer.status, answer.getheader("ETag"), body
    except TimeoutError:
        reason = f"did not answer within {asked.seconds:g} s"
    except SSLError:
        reason = "shows a certificate that is not trusted, or speaks no TLS"
    except (OSError, HTTPException, ValueError):
        reason = "cannot be reached, or does not speak HTTP"
    finally:
        connection.close()
        # Whoever prints the locals of a traceback finds no token: it is in what was sent.
        del connection
    raise OverlayUnusable(f"{asked.address} {reason}")


def _connection(parts: "SplitResult", asked: _Asked) -> "HTTPConnection":
    from http.client import HTTPConnection, HTTPSConnection

    host = parts.hostname or ""
    if parts.scheme == "http":
        return HTTPConnection(host, parts.port, timeout=asked.seconds)
    from ssl import create_default_context

    try:
        context = create_default_context(cafile=asked.ca_file)
    except OSError:
        raise OverlayUnusable(f"{asked.ca_file} holds no certificates") from None
    return HTTPSConnection(host, parts.port, timeout=asked.seconds, context=context)


def _map(body: Plain) -> dict[str, object] | None:
    from json import loads

    try:
        found = loads(body.reveal())
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _verify(address: str, *, plain_http: bool) -> None:
    from confledger.loader import token_addresses

    fault = token_addresses.fault(address, query=True, plain_http=plain_http)
    if fault == token_addresses.NOT_ONE:
        raise OverlayUnusable("the address of an overlay is no `https://HOST/PATH`")
    if fault == token_addresses.WITH_PASSWORD:
        raise OverlayUnusable("the address of an overlay has a password in it", help="take it out")
    if fault is not None:
        raise OverlayUnusable(
            f"{address} is not asked: the token would be sent without encryption", help="use https"
        )
