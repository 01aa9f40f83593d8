"""Addresses that a token may be sent to: over TLS, or on this machine."""

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
NOT_ONE, WITH_PASSWORD, NOT_ENCRYPTED = "not one", "with password", "not encrypted"


def fault(address: str, *, query: bool, plain_http: bool) -> str | None:
    """Return what speaks against an address; None for a good one. `query` says it may have one."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return NOT_ONE
    if host is None or parts.scheme not in ("http", "https"):
        return NOT_ONE
    if parts.fragment or (parts.query and not query):
        return NOT_ONE
    if parts.username is not None or parts.password is not None:
        return WITH_PASSWORD
    if parts.scheme == "http" and host not in _LOOPBACK and not plain_http:
        return NOT_ENCRYPTED
    return None
