"""One question to an API and its answer, of a sensible size and within a sensible time.

Neither the token nor an answer is ever part of a message.
"""

from confledger.errors import ConfledgerError
from confledger.forge.proxy import Proxy
from confledger.secrets.plain import Plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPConnection
    from urllib.parse import SplitResult

_MOST_BYTES = 8 << 20
_TOO_LARGE = "answers with more than is read"
_NOT_TRUSTED = "shows a certificate that is not trusted, or speaks no TLS"
# What no second question changes.
_LASTING = (_TOO_LARGE, _NOT_TRUSTED)
_HEADERS = {
    "Accept": "application/json",
    "User-Agent": "confledger",
    "X-GitHub-Api-Version": "2022-11-28",
}


class ForgeUnusable(ConfledgerError):
    """A forge that cannot be asked, or does not do what it was asked for.

    `status` is that of HTTP, 0 where there was none; `passes` says that it may be gone soon.
    """

    def __init__(
        self, message: str, *, help: str | None = None, status: int = 0, passes: bool = False
    ) -> None:
        super().__init__(message, help=help)
        self.status = status
        self.passes = passes


class Answer:
    """What came back: status, headers by their name in small letters, and what the JSON says."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: dict[str, str], body: object) -> None:
        self.status = status
        self.headers = headers
        self.body = body


class Exchange:
    """Asks the API at an address, with a token, each time over a connection of its own."""

    __slots__ = ("_ca_file", "_proxy", "_seconds", "_token", "address")

    def __init__(
        self,
        address: str,
        token: Plain | None,
        seconds: float,
        ca_file: str | None,
        proxy: Proxy | None,
    ) -> None:
        self.address = address
        self._token = token
        self._seconds = seconds
        self._ca_file = ca_file
        self._proxy = proxy

    def ask(self, method: str, address: str, body: "Mapping[str, object] | None") -> Answer:
        """Return the answer, whatever it says; raise ForgeUnusable where there is none."""
        from http.client import HTTPException
        from urllib.parse import urlsplit

        parts = urlsplit(address)
        connection = self._connection(parts)
        alarm = _Alarm(self._seconds)
        try:
            connection.connect()
            alarm.watch(connection)
            self._send(connection, method, parts, body)
            with connection.getresponse() as answer:
                data = answer.read(_MOST_BYTES + 1)
                headers = {name.lower(): value for name, value in answer.getheaders()}
            reason = _TOO_LARGE if len(data) > _MOST_BYTES else ""
            if not reason and not alarm.rang:
                return Answer(answer.status, headers, _parsed(data))
        except (OSError, HTTPException, ValueError) as error:
            reason = _reason(error)
        finally:
            alarm.stop()
            connection.close()
            # Whoever prints the locals of a traceback finds no token: it is in what was sent.
            del connection
        if alarm.rang or not reason:
            reason = f"did not answer within {self._seconds:g} s"
        raise ForgeUnusable(f"{self.address} {reason}", passes=reason not in _LASTING)

    def _send(
        self,
        connection: "HTTPConnection",
        method: str,
        parts: "SplitResult",
        body: "Mapping[str, object] | None",
    ) -> None:
        from json import dumps

        sent = None if body is None else dumps(body).encode("ascii")
        path = (parts.path or "/") + (f"?{parts.query}" * bool(parts.query))
        connection.putrequest(method, path)
        for name, value in _HEADERS.items():
            connection.putheader(name, value)
        if self._token is not None:
            connection.putheader("Authorization", b"Bearer " + self._token.reveal())
        if sent is not None:
            connection.putheader("Content-Type", "application/json")
            connection.putheader("Content-Length", str(len(sent)))
        connection.endheaders(sent)

    def _connection(self, parts: "SplitResult") -> "HTTPConnection":
        from http.client import HTTPConnection, HTTPSConnection

        host = parts.hostname or ""
        if parts.scheme == "http":
            return HTTPConnection(host, parts.port, timeout=self._seconds)
        from ssl import create_default_context

        try:
            context = create_default_context(cafile=self._ca_file)
        except OSError:
            raise ForgeUnusable(f"{self._ca_file} holds no certificates") from None
        if self._proxy is None:
            return HTTPSConnection(host, parts.port, timeout=self._seconds, context=context)
        through = self._proxy
        made = HTTPSConnection(through.host, through.port, timeout=self._seconds, context=context)
        made.set_tunnel(host, parts.port or 443, headers=through.headers)
        return made


class _Alarm:
    """Ends a connection after some seconds, however slowly something comes."""

    __slots__ = ("_socket", "_timer", "rang")

    def __init__(self, seconds: float) -> None:
        from threading import Timer

        self.rang = False
        self._socket: object = None
        self._timer = Timer(seconds, self._ring)
        self._timer.daemon = True

    def watch(self, connection: "HTTPConnection") -> None:
        self._socket = connection.sock
        self._timer.start()

    def stop(self) -> None:
        self._timer.cancel()

    def _ring(self) -> None:
        import socket

        self.rang = True
        try:
            # Not that of TLS, which is not made for two threads.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # type: ignore[arg-type]  # it is one, which http.client does not say
        except OSError:
            pass


def _reason(error: Exception) -> str:
    from ssl import SSLError

    if isinstance(error, TimeoutError):
        return ""
    if isinstance(error, SSLError):
        return _NOT_TRUSTED
    return "cannot be reached, or does not speak HTTP"


def _parsed(data: bytes) -> object:
    from json import loads

    try:
        return loads(data)
    except (ValueError, RecursionError):
        return None
