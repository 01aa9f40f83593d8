"""Questions to the API of a forge, and answers of a sensible size within a sensible time.

Neither the token nor an answer is ever part of a message. Where an answer sends us elsewhere, we
follow on the same host only, as the token is for no other.
"""

from confledger.forge.exchange import Answer, Exchange, ForgeUnusable
from confledger.forge.proxy import Proxy
from confledger.secrets.plain import Plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from urllib.parse import SplitResult

# For one answer, from the first byte of a question to the last one of it.
SECONDS = 20.0
ATTEMPTS = 4
# A forge that asks for more is left alone until the next run.
MOST_WAIT = 60
_REDIRECTS, _REDIRECTED = (301, 302, 303, 307, 308), 3
_BUSY, _TROUBLE = 429, (500, 502, 503, 504)
_PAGES, _PER_PAGE = 100, 100


class Client:
    """The API at an address, asked with a token; `sleep` is called to wait for some seconds."""

    __slots__ = ("_exchange", "_sleep", "address")

    def __init__(
        self,
        address: str,
        token: Plain | None,
        *,
        sleep: "Callable[[float], object]",
        seconds: float = SECONDS,
        ca_file: str | None = None,
        proxy: Proxy | None = None,
    ) -> None:
        self.address = address.rstrip("/")
        self._sleep = sleep
        self._exchange = Exchange(self.address, token, seconds, ca_file, proxy)

    def get(self, path: str, **query: object) -> object:
        """Return what is at a path; raise ForgeUnusable."""
        return self._good(self.ask("GET", _with(path, query)))

    def all(self, path: str, **query: object) -> "Iterator[dict[str, object]]":
        """Yield all maps of a list that comes in pages."""
        for page in range(1, _PAGES + 1):
            answer = self.ask("GET", _with(path, {**query, "per_page": _PER_PAGE, "page": page}))
            items = self._good(answer)
            if not isinstance(items, list):
                raise ForgeUnusable(f"{self.address} answers with no list")
            yield from (one for one in items if isinstance(one, dict))
            if not _goes_on(answer, len(items)):
                return
        raise ForgeUnusable(f"{self.address} has more than {_PAGES * _PER_PAGE:,} of a list")

    def send(self, method: str, path: str, body: "Mapping[str, object]") -> object:
        """Make or change something; return what it is now; raise ForgeUnusable."""
        return self._good(self.ask(method, path, body))

    def ask(self, method: str, path: str, body: "Mapping[str, object] | None" = None) -> Answer:
        """Return any answer; try again where it is said, or safe, to. Raise ForgeUnusable.

        What makes something is asked for again only where it was surely not done.
        """
        address = path if "://" in path else self.address + path
        for attempt in range(ATTEMPTS):
            last = attempt == ATTEMPTS - 1
            try:
                answer = self._followed(method, address, body)
            except ForgeUnusable as error:
                if last or method == "POST" or not error.passes:
                    raise
                self._sleep(2**attempt)
                continue
            wait = _wait(answer, attempt, again=method != "POST")
            if wait is None or last:
                return answer
            self._sleep(wait)
        raise AssertionError

    def _good(self, answer: Answer) -> object:
        if 200 <= answer.status < 300:
            return answer.body
        raise self.refused(answer)

    def refused(self, answer: Answer) -> ForgeUnusable:
        """Return what to raise for an answer that is none we asked for."""
        status = answer.status
        said, help = f"answers with HTTP {status}", None
        if status == 401:
            said, help = "does not know the token (HTTP 401)", "is it expired, or of another forge?"
        elif _is_limit(answer):
            said, help = f"wants to be left alone for now (HTTP {status})", "run it again later"
        elif status in (403, 404):
            said = f"does not let the token do this (HTTP {status})"
            help = "which rights does it have, and for which project?"
        elif status in _TROUBLE:
            help = "run it again later"
        return ForgeUnusable(f"{self.address} {said}", help=help, status=status)

    def _followed(self, method: str, address: str, body: "Mapping[str, object] | None") -> Answer:
        from urllib.parse import urljoin, urlsplit

        answer = self._exchange.ask(method, address, body)
        for _ in range(_REDIRECTED):
            if answer.status not in _REDIRECTS:
                return answer
            try:
                further = urljoin(address, answer.headers.get("location", ""))
                same = _origin(urlsplit(further)) == _origin(urlsplit(address))
            except ValueError:
                break
            # Others say to ask again without what was sent.
            if not same or (method != "GET" and answer.status not in (307, 308)):
                break
            address = further
            answer = self._exchange.ask(method, address, body)
        raise ForgeUnusable(
            f"{self.address} sends us to another address, which the token is not for",
            help="name the address that answers",
            status=answer.status,
        )


def _with(path: str, query: "Mapping[str, object]") -> str:
    from urllib.parse import urlencode

    return f"{path}?{urlencode(query)}" if query else path


def _origin(parts: "SplitResult") -> tuple[str, str | None, int | None]:
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or usual


def _goes_on(answer: Answer, count: int) -> bool:
    """Whether there is another page; a page may have less than was asked for, and not be last."""
    links, following = answer.headers.get("link"), answer.headers.get("x-next-page")
    if links is None and following is None:
        return count >= _PER_PAGE
    return bool(following) or 'rel="next"' in (links or "")


def _is_limit(answer: Answer) -> bool:
    if answer.status == _BUSY:
        return True
    known = ("retry-after" in answer.headers, answer.headers.get("x-ratelimit-remaining") == "0")
    return answer.status == 403 and any(known)


def _wait(answer: Answer, attempt: int, *, again: bool) -> float | None:
    """Return how long to wait before the same is asked for again; None where it is not."""
    limited = _is_limit(answer)
    if not limited and not (again and answer.status in _TROUBLE):
        return None
    told = answer.headers.get("retry-after", "")
    if told.isascii() and told.isdigit() and len(told) < 10:
        return int(told) if int(told) <= MOST_WAIT else None
    if answer.headers.get("x-ratelimit-remaining") == "0":
        # It says when there will be more: within the hour.
        return None
    return float(2**attempt)
