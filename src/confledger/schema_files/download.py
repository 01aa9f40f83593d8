"""One document over the network: the only place where the product uses it, and only when told.

https, or http to this machine itself. Bounded in redirects, bytes and seconds. Nothing but the
address is sent: no credentials, no cookies. An address on a public host cannot lead to one of
a private network.
"""

import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit

from confledger.errors import ConfledgerError

_REDIRECTS = (301, 302, 303, 307, 308)
_HOPS = 5
_CHUNK = 1 << 16
_HEADERS = {
    "Accept": "application/schema+json, application/json, */*;q=0.5",
    "Accept-Encoding": "identity",
    "User-Agent": "confledger",
    "Connection": "close",
}


class DownloadFailed(ConfledgerError):
    """A document could not be had from its address."""

    def __init__(self, address: str, why: str, *, help: str | None = None) -> None:
        super().__init__(f"{address}: {why}", help=help)


class Bounds:
    """How much a download may ask of us: bytes of one document, seconds of one document."""

    __slots__ = ("max_bytes", "seconds")

    def __init__(self, *, max_bytes: int = 16 * 1024 * 1024, seconds: float = 30) -> None:
        self.max_bytes = max_bytes
        self.seconds = seconds


def fetch(address: str, bounds: Bounds) -> bytes:
    """Return what an address holds; raise DownloadFailed, which says why not and what to do."""
    deadline = monotonic() + bounds.seconds
    url, private = address, True
    for _ in range(_HOPS + 1):
        parts = _allowed(url, address)
        place = _place(parts, address, private=private)
        private = place.private
        answer = _ask(parts, place, address, bounds, deadline)
        if isinstance(answer, bytes):
            return answer
        if urlsplit(url).scheme == "https" and urlsplit(urljoin(url, answer)).scheme == "http":
            raise DownloadFailed(address, "it is redirected from https to http")
        url = urljoin(url, answer).partition("#")[0]
    raise DownloadFailed(address, f"it is redirected more than {_HOPS} times")


class _Place:
    """Where to connect to; `private` when that is no host of the public network."""

    __slots__ = ("ips", "port", "private")

    def __init__(self, ips: list[str], port: int, *, private: bool) -> None:
        self.ips = ips
        self.port = port
        self.private = private


def _allowed(url: str, asked: str) -> SplitResult:
    """Take an address apart; raise when it is none that may be fetched."""
    by = "" if url == asked else "it is redirected to an address where "
    try:
        parts = urlsplit(url)
        # Reading the port is what finds it to be none.
        assert parts.port != 0
    except (AssertionError, ValueError) as error:
        raise DownloadFailed(asked, f"{by}the address cannot be read") from error
    if parts.username is not None or parts.password is not None:
        raise DownloadFailed(
            _without_user(parts), f"{by}a user or password stands in the address", help=_PUBLISHED
        )
    if parts.scheme == "https" and parts.hostname:
        return parts
    if parts.scheme == "http" and parts.hostname:
        if _is_loopback(parts.hostname):
            return parts
        raise DownloadFailed(asked, f"{by}http is used", help="use https")
    raise DownloadFailed(asked, f"{by}{parts.scheme or 'no scheme'!r} is used", help="use https")


_PUBLISHED = "schemas are fetched without credentials; save it, and name the file instead"


def _without_user(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.hostname}{parts.path}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _place(parts: SplitResult, asked: str, *, private: bool) -> _Place:
    """Resolve the host; raise when it is a private one, and the one before it was not."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DownloadFailed(
            asked, f"there is no host {host!r}", help="check the address and the network"
        ) from error
    ips = [str(one[4][0]) for one in found]
    inside = [ip for ip in ips if not _is_public(ip_address(ip.partition("%")[0]))]
    if inside and not private:
        raise DownloadFailed(asked, "it is redirected from a public host to a private one")
    if parts.scheme == "http" and not all(ip_address(ip).is_loopback for ip in ips):
        raise DownloadFailed(asked, "http is used", help="use https")
    return _Place(ips, port, private=bool(inside))


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return (mapped or ip).is_global


def _ask(
    parts: SplitResult, place: _Place, asked: str, bounds: Bounds, deadline: float
) -> bytes | str:
    """Return the content, or where it is said to be."""
    left = deadline - monotonic()
    late = DownloadFailed(asked, f"no complete answer within {bounds.seconds:g} seconds")
    if left <= 0:
        raise late
    host = parts.hostname or ""
    connection = HTTPConnection(host, place.port)
    # A server that sends a byte now and then keeps a read alive for ever: this ends it.
    watch: Timer | None = None
    raw: socket.socket | None = None
    try:
        raw = _connected(place, deadline)
        watch = Timer(max(0.0, deadline - monotonic()), _shut, (raw,))
        watch.daemon = True
        watch.start()
        # The address that was looked at is the one that is used.
        connection.sock = raw
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={"Host": parts.netloc, **_HEADERS})
        with connection.getresponse() as response:
            return _answer(response, asked, bounds, deadline, late)
    except TimeoutError as error:
        raise late from error
    except ssl.SSLError as error:
        if monotonic() >= deadline:
            raise late from error
        reason = getattr(error, "verify_message", "") or error.reason or "no TLS"
        raise DownloadFailed(asked, f"the connection is not secure: {reason}") from error
    except (OSError, HTTPException, ValueError) as error:
        if monotonic() >= deadline:
            raise late from error
        said = getattr(error, "strerror", None) or type(error).__name__
        raise DownloadFailed(
            asked, f"no answer: {said.lower()}", help="check the address and the network"
        ) from error
    finally:
        if watch is not None:
            watch.cancel()
        connection.close()
        if raw is not None:
            raw.close()


def _connected(place: _Place, deadline: float) -> socket.socket:
    """Connect to the first address of a host that answers; raise OSError when none does."""
    last: OSError = TimeoutError()
    for ip in place.ips:
        left = deadline - monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((ip, place.port), timeout=left)
        except OSError as error:
            last = error
    raise last


def _shut(raw: socket.socket) -> None:
    try:
        raw.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def _answer(
    response: HTTPResponse, asked: str, bounds: Bounds, deadline: float, late: DownloadFailed
) -> bytes | str:
    if response.status in _REDIRECTS:
        where = response.getheader("Location")
        if not where:
            raise DownloadFailed(asked, "it is redirected to nowhere")
        return where
    if response.status != 200:
        why = f"the server answers {response.status} {response.reason.lower()}"
        known = {404: "check the spelling of the address", 401: _PUBLISHED, 403: _PUBLISHED}
        raise DownloadFailed(asked, why, help=known.get(response.status))
    promised = response.getheader("Content-Length", "")
    too_large = DownloadFailed(asked, f"it has more than {bounds.max_bytes:,} bytes")
    if promised.isdigit() and int(promised) > bounds.max_bytes:
        raise too_large
    data = bytearray()
    while chunk := response.read1(_CHUNK):
        data += chunk
        if len(data) > bounds.max_bytes:
            raise too_large
        if monotonic() > deadline:
            raise late
    # What is cut off in the middle looks like an end.
    if monotonic() >= deadline:
        raise late
    if promised.isdigit() and len(data) != int(promised):
        raise DownloadFailed(asked, "the connection ended in the middle")
    return bytes(data)
