"""One question to a HashiCorp Vault (or OpenBao), and what its refusal means.

Nothing that hvac or requests raise is passed on: it quotes answers, and holds the token.
"""

import os
from stat import S_ISREG

from confledger.errors import ConfledgerError
from confledger.secrets.plain import Plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

_MOST_BYTES = 1 << 16


class VaultUnusable(ConfledgerError):
    """A vault that cannot be asked, or does not give what was asked for."""


class Client:
    """One vault: its address, and the token that it is asked with, which is never shown."""

    __slots__ = ("_token", "address", "ca_file", "namespace", "seconds")

    def __init__(
        self,
        address: str,
        token: Plain,
        *,
        ca_file: str | None = None,
        namespace: str | None = None,
        seconds: float = 5.0,
        plain_http: bool = False,
    ) -> None:
        self.address = _verified(address, plain_http=plain_http)
        self._token = token
        self.ca_file = ca_file
        self.namespace = namespace
        self.seconds = seconds

    def read(self, mount: str, path: str) -> "dict[str, Any]":
        """Return the whole answer for a secret of KV version 2; raise VaultUnusable."""
        what = f"{mount}/{path}"

        def asked(client: "Any") -> object:
            return client.secrets.kv.v2.read_secret_version(
                path, mount_point=mount, raise_on_deleted_version=True
            )

        answer = self._ask(asked, what)
        if isinstance(answer, dict) and isinstance(answer.get("data"), dict):
            inner = answer["data"]
            if isinstance(inner.get("data"), dict) and isinstance(inner.get("metadata"), dict):
                return answer
        answer = inner = None
        raise VaultUnusable(
            f"the vault {self.address} gives something else for {what} than a secret of KV "
            "version 2",
            help="is this a mount of version 1, or an address of something else?",
        )

    def renew(self) -> float | None:
        """Renew the token; return for how many seconds it holds, None where it does not end."""
        try:
            answer = self._ask(lambda client: client.auth.token.renew_self(), "its token")
        except VaultUnusable:
            # Tokens of roots, and batch tokens, are not renewed; what they may is said on use.
            return None
        told = answer.get("auth") if isinstance(answer, dict) else None
        seconds = told.get("lease_duration") if isinstance(told, dict) else None
        answer = told = None
        return float(seconds) if isinstance(seconds, (int, float)) and seconds > 0 else None

    def _ask(self, question: "Callable[[Any], object]", what: str) -> "Any":
        hvac, requests = _libraries()
        session = requests.Session()
        # Proxies, certificates and passwords of the environment are not meant for a vault.
        session.trust_env = False
        session.verify = self.ca_file or True
        reason, advice = "", ""
        try:
            client = hvac.Client(
                url=self.address,
                token=self._token.reveal().decode(),
                verify=self.ca_file or True,
                timeout=self.seconds,
                # Else the token would go wherever an answer says.
                allow_redirects=False,
                session=session,
                namespace=self.namespace,
            )
            answer = question(client)
        except Exception as error:
            reason, advice = _told(error, hvac, requests, self, what)
        else:
            if getattr(answer, "status_code", 0) in _REDIRECTS:
                reason = "sends us to another address, which the token is not for"
                advice = "name the address that answers"
            else:
                return answer
        finally:
            session.close()
            # Whoever prints the locals of a traceback finds no token.
            client = session = answer = None
        raise VaultUnusable(f"the vault {self.address} {reason}", help=advice or None)


_REDIRECTS = (301, 302, 303, 307, 308)


def _libraries() -> "tuple[Any, Any]":
    try:
        import hvac  # type: ignore[import-untyped, unused-ignore]  # its types may be installed
        import requests  # type: ignore[import-untyped, unused-ignore]  # the same
    except ImportError:
        raise VaultUnusable(
            "a vault is asked with hvac, which is not installed",
            help="pip install 'confledger[vault]'",
        ) from None
    return hvac, requests


def _told(
    error: Exception, hvac: "Any", requests: "Any", client: Client, what: str
) -> tuple[str, str]:
    """Return what went wrong, and what to do; nothing of what the error says itself."""
    kinds = hvac.exceptions
    network = requests.exceptions
    if isinstance(error, network.SSLError):
        return (
            "shows a certificate that is not trusted, or speaks no TLS",
            "VAULT_CACERT names the file of the authority that signed it",
        )
    if isinstance(error, network.Timeout):
        return f"did not answer within {client.seconds:g} s", "is it reachable from here?"
    if isinstance(error, network.ConnectionError):
        return "cannot be reached", "is the address right, and is it up?"
    if isinstance(error, kinds.InvalidPath):
        return f"has nothing at {what}, or it was deleted", "see `vault kv metadata get`"
    if isinstance(error, (kinds.Forbidden, kinds.Unauthorized)):
        return f"refuses the token, or lets it not read {what}", "see `vault token lookup`"
    if isinstance(error, kinds.VaultDown):
        return "is sealed, or down for maintenance", "see `vault status`"
    if isinstance(error, kinds.VaultNotInitialized):
        return "is not initialised", "see `vault status`"
    if isinstance(error, kinds.RateLimitExceeded):
        return "has too many questions to answer", "ask less often"
    if isinstance(error, kinds.VaultError):
        return f"refuses to read {what}", "see its log"
    return f"answers for {what} with something that is no JSON of a vault", "is it a vault?"


def _verified(address: str, *, plain_http: bool) -> str:
    """Return an address that a token may be sent to; raise VaultUnusable."""
    from confledger.loader import token_addresses

    fault = token_addresses.fault(address, query=False, plain_http=plain_http)
    if fault == token_addresses.NOT_ONE:
        raise VaultUnusable(
            "the address of the vault is no `https://HOST:PORT`", help="see VAULT_ADDR"
        )
    if fault == token_addresses.WITH_PASSWORD:
        raise VaultUnusable("the address of the vault has a password in it", help="take it out")
    if fault is not None:
        raise VaultUnusable(
            f"the vault {address} is not asked: the token would be sent without encryption",
            help="use https",
        )
    return address.rstrip("/")


def token_of(environ: "Mapping[str, str]") -> Plain:
    """Return the token: of the file that VAULT_TOKEN_FILE names, or VAULT_TOKEN; or raise."""
    file = environ.get("VAULT_TOKEN_FILE")
    if file:
        held = _read(file)
    elif environ.get("VAULT_TOKEN"):
        held = Plain(environ["VAULT_TOKEN"].encode("utf-8", "surrogateescape"))
    else:
        raise VaultUnusable(
            "there is no token for the vault",
            help="VAULT_TOKEN_FILE names the file that it is in, or VAULT_TOKEN holds it",
        )
    token = Plain(held.reveal().strip())
    if not token.exceeds(0) or not token.reveal().isascii() or len(token.reveal().split()) != 1:
        raise VaultUnusable("the token for the vault is empty, or more than one word")
    return token


def _read(path: str) -> Plain:
    held = Plain()
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not S_ISREG(os.fstat(file).st_mode):
                raise VaultUnusable(f"{path} is not a regular file, and the token is to be in it")
            while held.take(file) and not held.exceeds(_MOST_BYTES):
                pass
        finally:
            os.close(file)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise VaultUnusable(f"the token in {path} cannot be read: {reason}") from None
    return held
