"""A vault and an API are laid over the files; asked over real HTTP, and never with a leak."""

import json
import threading
import traceback
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import confledger
from confledger.errors import ConfledgerError
from confledger.loader import http_overlay
from confledger.loader.secret import Secret

pytest.importorskip("hvac", reason="needs hvac, of the extra `vault`")

from confledger.loader import vault

TOKEN = "hvs.canary-of-the-token"
CANARY = "canary-of-the-value"


class Server:
    """A server that speaks the protocol of KV version 2, as far as it is asked here."""

    def __init__(self) -> None:
        self.held: dict[str, Any] = {}
        self.version = 1
        self.status = 200
        self.lease = 0
        self.token_seconds = 3600
        self.wait = 0.0
        self.raw: bytes | None = None
        self.asked: list[tuple[str, str]] = []
        self.released = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.http.server_port}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append((handler.command, handler.path))
        if self.wait:
            self.released.wait(self.wait)
        status, body = self.content(handler)
        sent = self.raw if self.raw is not None else json.dumps(body).encode()
        handler.send_response(status)
        if status == 307:
            handler.send_header("Location", "http://127.0.0.1:1/steal")
        handler.send_header("ETag", f'"{self.version}"')
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(sent) if status != 304 else 0))
        with suppress(ConnectionError):
            handler.end_headers()
        if status != 304:
            # Whoever had enough of it is gone.
            with suppress(ConnectionError):
                handler.wfile.write(sent)

    def content(self, handler: BaseHTTPRequestHandler) -> tuple[int, object]:
        if handler.path.startswith("/api"):
            if handler.headers.get("Authorization") != f"Bearer {TOKEN}":
                return 401, {"error": CANARY}
            if handler.headers.get("If-None-Match") == f'"{self.version}"':
                return 304, None
            return self.status, self.held
        if self.status != 200:
            return self.status, {"errors": [f"refused {CANARY}"]}
        if handler.headers.get("X-Vault-Token") != TOKEN:
            return 403, {"errors": ["permission denied"]}
        if handler.path == "/v1/auth/token/renew-self":
            if not self.token_seconds:
                return 400, {"errors": ["lease is not renewable"]}
            return 200, {"auth": {"lease_duration": self.token_seconds, "renewable": True}}
        if handler.path != "/v1/secret/data/shop/app":
            return 404, {"errors": []}
        metadata = {"version": self.version, "created_time": "2026-01-02T03:04:05.6Z"}
        return 200, {
            "lease_id": "",
            "lease_duration": self.lease,
            "data": {"data": self.held, "metadata": metadata},
        }

    def close(self) -> None:
        self.released.set()
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def overlay(server: Server, **more: Any) -> vault.Overlay:
    return vault.overlay(server.address, path="shop/app", environ={"VAULT_TOKEN": TOKEN}, **more)


def folder(tmp_path: Path, **files: str) -> Path:
    found = {"confledger": "version: 1\n", "config/base": "db: {user: u, port: 1}\n"} | files
    for name, text in found.items():
        file = tmp_path / "top" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "top" / "config"


def revealed(config: Any, key: str) -> object:
    one = config.at(key)
    assert isinstance(one, Secret)
    return one.value()


def test_its_values_are_secrets_over_all_else(server: Server, tmp_path: Path) -> None:
    server.held = {"password": CANARY, "port": 5432, "more": {"on": True}}
    journal = tmp_path / "journal.jsonl"

    layer = overlay(server, at="db")
    config = confledger.load(
        folder(tmp_path), overlays=[layer], environ={"CONFLEDGER_JOURNAL": str(journal)}
    )

    assert not journal.exists()
    assert config.at("db.user") == "u"
    assert [revealed(config, f"db.{key}") for key in ("password", "port", "more.on")] == [
        *(CANARY, 5432, True),
    ]
    password = config.at("db.password")
    assert isinstance(password, Secret)
    assert (password.origin, layer.name) == (
        "vault:secret/shop/app#password",
        "vault:secret/shop/app (version 1, 2026-01-02T03:04:05.6Z)",
    )
    told = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [(one["action"], one["path"]) for one in told] == [
        ("load", "vault:secret/shop/app#password"),
        ("load", "vault:secret/shop/app#port"),
        ("load", "vault:secret/shop/app#/more/on"),
    ]
    shown = repr([layer, layer.client, config, layer.tree, layer.name]) + journal.read_text()
    assert CANARY not in shown
    assert TOKEN not in shown


def test_the_schema_may_say_that_a_value_is_no_secret(server: Server, tmp_path: Path) -> None:
    server.held = {"user": "ada", "key": "k"}
    schema = "{properties: {user: {x-secret: false}}}"
    settings = "version: 1\nschemas: [{paths: [config/base.yaml], schema: s.yaml}]\n"

    config = confledger.load(
        folder(tmp_path, s=schema, confledger=settings), overlays=[overlay(server)], environ={}
    )

    assert config["user"] == "ada"
    assert isinstance(config["key"], Secret)


@pytest.mark.parametrize(
    ("lease", "token", "refresh", "expected"),
    [(100, 3600, 300, 70), (0, 100, 300, 70), (0, 0, 300, 300), (1000, 0, 5, 5)],
)
def test_it_is_renewed_before_its_lease_ends(
    server: Server, lease: int, token: int, refresh: float, expected: float
) -> None:
    server.held, server.lease, server.token_seconds = {"a": 1}, lease, token
    first = overlay(server, refresh_seconds=refresh)
    server.held, server.version = {"a": 2}, 2

    second = first.again(now=1000.0)

    assert second.fresh_until == 1000 + expected
    assert vault.fresh_until([first, second]) == 1000 + expected
    assert (second.version, second.tree["a"].value()) == (2, 2)  # type: ignore[attr-defined]  # a Secret
    assert first.tree["a"] != second.tree["a"]
    assert ("POST", "/v1/auth/token/renew-self") in server.asked


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": 403}, "refuses the token, or lets it not read secret/shop/app"),
        ({"status": 404}, "has nothing at secret/shop/app, or it was deleted"),
        ({"status": 503}, "is sealed, or down for maintenance"),
        ({"status": 501}, "is not initialised"),
        ({"status": 429}, "has too many questions to answer"),
        ({"status": 500}, "refuses to read secret/shop/app"),
        ({"status": 307}, "sends us to another address, which the token is not for"),
        ({"wait": 0.4}, "did not answer within 0.1 s"),
        ({"raw": f"<html>{CANARY}".encode()}, "gives something else for secret/shop/app than a"),
        ({"raw": json.dumps({"data": {"p": CANARY}}).encode()}, "gives something else for "),
        ({"raw": b"{" + CANARY.encode()}, "gives something else for secret/shop/app than a "),
    ],
)
def test_what_goes_wrong_is_told_without_value_and_token(
    server: Server, change: dict[str, Any], reason: str
) -> None:
    server.held = {"a": CANARY}
    for name, value in change.items():
        setattr(server, name, value)

    with pytest.raises(vault.VaultUnusable) as raised:
        overlay(server, seconds=0.1)

    assert str(raised.value).startswith(f"the vault {server.address} {reason}")
    error = raised.value
    inner = error.__traceback__ and error.__traceback__.tb_next and error.__traceback__.tb_next
    told = traceback.TracebackException(type(error), error, inner, capture_locals=True)
    lines = "".join(
        line for line in told.format() if "test_vault.py" not in line.partition("\n")[0]
    )
    assert CANARY not in lines
    assert TOKEN not in lines


@pytest.mark.parametrize(
    ("address", "environ", "reason"),
    [
        (None, {}, "no vault is named"),
        ("https://v:1", {}, "there is no token for the vault"),
        ("https://v:1", {"VAULT_TOKEN": "two words"}, "the token for the vault is empty, or more "),
        ("https://v:1", {"VAULT_TOKEN_FILE": "/no"}, "the token in /no cannot be read: no such "),
        ("http://v:1", {"VAULT_TOKEN": TOKEN}, "the vault http://v:1 is not asked: the token "),
        ("https://u:pw@v", {"VAULT_TOKEN": TOKEN}, "the address of the vault has a password in "),
        ("ftp://v", {"VAULT_TOKEN": TOKEN}, "the address of the vault is no `https://HOST:PORT`"),
        ("https://127.0.0.1:1", {"VAULT_TOKEN": TOKEN}, "the vault https://127.0.0.1:1 cannot be "),
    ],
)
def test_nobody_is_asked_who_should_not_be(
    address: str | None, environ: dict[str, str], reason: str
) -> None:
    with pytest.raises(vault.VaultUnusable) as raised:
        vault.overlay(address, path="a", environ=environ)

    assert str(raised.value).startswith(reason)


def test_tls_that_does_not_fit_is_refused(server: Server) -> None:
    with pytest.raises(vault.VaultUnusable, match="shows a certificate that is not trusted"):
        vault.overlay(
            server.address.replace("http", "https"), path="a", environ={"VAULT_TOKEN": TOKEN}
        )
    with pytest.raises(http_overlay.OverlayUnusable, match="shows a certificate that is not tru"):
        http_overlay.overlay(server.address.replace("http", "https"))


def test_settings_name_one_only_where_the_environment_means_it(
    server: Server, tmp_path: Path
) -> None:
    server.held = {"password": "p"}
    entry = f"{{kind: vault, address: '{server.address}', path: shop/app, at: db}}"
    root = folder(tmp_path, confledger=f"version: 1\nload: {{overlays: [{entry}]}}\n")
    token = tmp_path / "token"
    token.write_text(f"{TOKEN}\n")
    there = {"VAULT_TOKEN_FILE": str(token)}

    config = confledger.load(root, environ={**there, "VAULT_ADDR": server.address + "/"})

    assert revealed(config, "db.password") == "p"
    asked = len(server.asked)
    for environ in (there, {**there, "VAULT_ADDR": "https://other:8200"}):
        with pytest.raises(ConfledgerError, match="the environment does not name it"):
            confledger.load(root, environ=environ)
    confledger.load(root, environ=there, secrets="fake")
    assert len(server.asked) == asked


def test_settings_name_an_api_for_some_environments_and_only_where_it_is_meant(
    server: Server, tmp_path: Path
) -> None:
    server.held = {"pool": 80}
    address = f"{server.address}/api"
    entry = f"{{kind: http, address: '{address}', at: api, environments: [prod]}}"
    root = folder(
        tmp_path,
        **{
            "confledger": f"load: {{overlays: [{entry}]}}\n",
            "config/envs/prod": "api: {pool: 1}\n",
        },
    )
    there = {"CONFLEDGER_OVERLAY_ADDRESS": address, "CONFLEDGER_OVERLAY_TOKEN": TOKEN}

    assert confledger.load(root, "prod", environ=there).at("api.pool") == 80
    asked = len(server.asked)
    assert "api" not in confledger.load(root, environ={})
    assert confledger.load(root, "prod", environ={}, secrets="fake").at("api.pool") == 1
    for named in ({}, {"CONFLEDGER_OVERLAY_ADDRESS": "https://other/api"}):
        with pytest.raises(ConfledgerError, match="the environment does not name it") as raised:
            confledger.load(root, "prod", environ={**there, **named} if named else {})
        assert raised.value.help == f"CONFLEDGER_OVERLAY_ADDRESS={address} says that it is meant"
    assert len(server.asked) == asked


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://h/api", "is no `https://HOST/PATH`"),
        ("https://h:port/api", "is no `https://HOST/PATH`"),
        ("https://h/api#x", "is no `https://HOST/PATH`"),
        ("https://u:p@h/api", "has a password in it"),
        ("http://h.example/api", "the token would be sent without encryption"),
        ("http://127.0.0.1:1/api", "cannot be reached, or does not speak HTTP"),
    ],
)
def test_an_address_that_a_token_is_not_sent_to(address: str, reason: str) -> None:
    with pytest.raises(http_overlay.OverlayUnusable, match=reason) as raised:
        http_overlay.overlay(address, token=TOKEN)
    assert "u:p" not in str(raised.value)


def test_a_reference_is_read_on_first_use(server: Server, tmp_path: Path) -> None:
    server.held = {"password": "p"}
    files = {
        "s": "{additionalProperties: {x-secret: reference}}",
        "confledger": "version: 1\nschemas: [{paths: [config/base.yaml], schema: s.yaml}]\n",
        "config/base": "a: vault:secret/shop/app#password\nb: vault:secret/shop/app#none\n",
    }
    there = {"VAULT_ADDR": server.address, "VAULT_TOKEN": TOKEN}

    config = confledger.load(folder(tmp_path, **files), environ=there)

    assert server.asked == []
    assert revealed(config, "a") == "p"
    with pytest.raises(ConfledgerError, match="has no field `none` at secret/shop/app"):
        revealed(config, "b")


def test_an_api_is_asked_again_only_for_what_has_changed(server: Server, tmp_path: Path) -> None:
    server.held = {"pool": 80}
    address = f"{server.address}/api/config?x=1"

    layer = http_overlay.overlay(address, at="db", token=TOKEN, refresh_seconds=10)

    config = confledger.load(folder(tmp_path), overlays=[layer], environ={})
    assert (config.at("db.pool"), config.at("db.user"), layer.said()) == (80, "u", address)
    assert layer.again(now=5.0) is layer
    assert layer.fresh_until == 15
    server.held, server.version = {"pool": 81}, 2
    assert layer.again().tree == {"db": {"pool": 81}}
    assert TOKEN not in repr(layer)


@pytest.mark.parametrize(
    ("change", "token", "reason"),
    [
        ({}, "wrong", "refuses the token (HTTP 401)"),
        ({"status": 307}, TOKEN, "sends us to another address (HTTP 307), which is not followed"),
        ({"status": 500}, TOKEN, "answers with HTTP 500"),
        ({"raw": b"[1]"}, TOKEN, "answers with something that is no map in JSON"),
        ({"raw": b"x" * (5 << 20)}, TOKEN, "answers with more than is read"),
        ({"wait": 0.4}, TOKEN, "did not answer within 0.1 s"),
    ],
)
def test_an_api_that_fails_is_told_without_what_it_said(
    server: Server, change: dict[str, Any], token: str, reason: str
) -> None:
    for name, value in change.items():
        setattr(server, name, value)

    with pytest.raises(http_overlay.OverlayUnusable) as raised:
        http_overlay.overlay(f"{server.address}/api", token=token, seconds=0.1)

    assert str(raised.value) == f"{server.address}/api {reason}"
    assert CANARY not in str(raised.value)
