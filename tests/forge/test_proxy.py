"""Through a proxy where the environment names one, and for the hosts that it is for."""

import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from confledger.errors import ConfledgerError
from confledger.forge.client import Client
from confledger.forge.exchange import ForgeUnusable
from confledger.forge.proxy import Proxy, proxy_of
from confledger.secrets.plain import Plain

WHO = {"Proxy-Authorization": "Basic " + b64encode(b"ada:p@ss").decode()}


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, None),
        ({"https_proxy": "http://way.example:3128"}, Proxy("way.example", 3128)),
        ({"HTTPS_PROXY": "way.example"}, Proxy("way.example", 80)),
        ({"all_proxy": "http://ada:p%40ss@way.example:1"}, Proxy("way.example", 1, WHO)),
        ({"https_proxy": "http://way.example", "no_proxy": "a.test, .forge.example"}, None),
        ({"https_proxy": "http://way.example", "NO_PROXY": "api.forge.example"}, None),
        ({"https_proxy": "http://way.example", "NO_PROXY": "*"}, None),
        (
            {"https_proxy": "http://way.example", "no_proxy": "rge.example,,."},
            Proxy("way.example", 80),
        ),
    ],
)
def test_a_proxy_is_as_the_environment_says(
    environ: dict[str, str], expected: Proxy | None
) -> None:
    assert proxy_of(environ, "api.forge.example") == expected


@pytest.mark.parametrize("wrong", ["socks5://ada:p4ss@way", "http://ada:p4ss@[::1", "http://:x"])
def test_a_proxy_that_is_none_is_not_quoted(wrong: str) -> None:
    with pytest.raises(ConfledgerError) as raised:
        proxy_of({"https_proxy": wrong}, "forge.example")
    assert str(raised.value) == "https_proxy is no proxy that can be used"


def test_the_token_is_not_for_the_proxy() -> None:
    asked: list[tuple[str, str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            asked.append((self.command, self.path, dict(self.headers)))
            self.send_error(403)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        through = Proxy("127.0.0.1", server.server_address[1], WHO)
        token = Plain(b"t0ken")
        with pytest.raises(ForgeUnusable, match="cannot be reached"):
            Client("https://forge.example", token, sleep=lambda _: None, proxy=through).ask(
                "POST", "/notes", {}
            )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

    ((command, path, headers),) = asked
    assert (command, path) == ("CONNECT", "forge.example:443")
    assert headers["Proxy-Authorization"] == WHO["Proxy-Authorization"]
    assert "Authorization" not in headers
