"""What a download refuses, whatever the server does."""

import time
from collections.abc import Iterator

import pytest

from confledger.schema_files import download
from confledger.schema_files.download import Bounds, DownloadFailed, fetch
from serving import Server, dripping, dripping_headers, endless, promising, redirect, serving

BOUNDS = Bounds(max_bytes=1000, seconds=0.4)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server for all tests of this module."""
    with serving() as server:
        server.pages |= {
            "/schema.json": {"type": "object"},
            "/moved": redirect("/schema.json"),
            "/moved?to=x": redirect("schema.json", 308),
            "/nowhere": redirect(""),
            "/loop": redirect("/loop"),
            "/to-file": redirect("file:///etc/passwd"),
            "/to-http": redirect("http://example.org/schema.json"),
            "/to-user": redirect("https://me:secret@example.org/"),
            "/to-odd": redirect("http://127.0.0.1:99999/"),
            "/endless": endless,
            "/huge": promising(10**9),
            "/cut": promising(500),
            "/dripping": dripping,
            "/headers": dripping_headers,
        }
        yield server


def test_a_document_is_fetched_without_saying_who_asks(server: Server) -> None:
    server.requests.clear()

    assert fetch(server.at("/moved?to=x"), BOUNDS) == b'{"type": "object"}'
    assert [path for path, _ in server.requests] == ["/moved?to=x", "/schema.json"]
    assert server.requests[0][1] == {
        "Host": f"127.0.0.1:{server.port}",
        "Accept": "application/schema+json, application/json, */*;q=0.5",
        "Accept-Encoding": "identity",
        "User-Agent": "confledger",
        "Connection": "close",
    }


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/missing", "the server answers 404 not found"),
        ("/nowhere", "it is redirected to nowhere"),
        ("/loop", "it is redirected more than 5 times"),
        ("/to-file", "it is redirected to an address where 'file' is used"),
        ("/to-http", "it is redirected to an address where http is used"),
        ("/to-odd", "it is redirected to an address where the address cannot be read"),
        ("/endless", "it has more than 1,000 bytes"),
        ("/huge", "it has more than 1,000 bytes"),
        ("/cut", "the connection ended in the middle"),
        ("/dripping", "no complete answer within 0.4 seconds"),
        ("/headers", "no complete answer within 0.4 seconds"),
    ],
)
def test_a_download_is_given_up(server: Server, path: str, why: str) -> None:
    begun = time.monotonic()

    with pytest.raises(DownloadFailed) as caught:
        fetch(server.at(path), BOUNDS)

    assert str(caught.value) == f"{server.at(path)}: {why}"
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://example.org/a.json", "http://example.org/a.json: http is used"),
        ("http://10.0.0.1/a.json", "http://10.0.0.1/a.json: http is used"),
        ("http://127.0.0.1.example/a", "http://127.0.0.1.example/a: http is used"),
        ("file:///etc/passwd", "file:///etc/passwd: 'file' is used"),
        ("ftp://example.org/a", "ftp://example.org/a: 'ftp' is used"),
        ("https:///a.json", "https:///a.json: 'https' is used"),
        (
            "https://me:hunter2@example.org/a.json",
            "https://example.org/a.json: a user or password stands in the address",
        ),
        ("https://[::1/a", "https://[::1/a: the address cannot be read"),
        (
            "https://nowhere.invalid/a",
            "https://nowhere.invalid/a: there is no host 'nowhere.invalid'",
        ),
        ("http://127.0.0.1:1/a", "http://127.0.0.1:1/a: no answer: connection refused"),
    ],
)
def test_an_address_is_refused_before_or_when_it_is_asked(address: str, said: str) -> None:
    with pytest.raises(DownloadFailed) as caught:
        fetch(address, Bounds(seconds=3))

    assert str(caught.value) == said
    assert "hunter2" not in str(caught.value.help)


def test_a_user_in_a_redirect_is_not_told_on(server: Server) -> None:
    with pytest.raises(DownloadFailed) as caught:
        fetch(server.at("/to-user"), BOUNDS)

    assert "secret" not in str(caught.value)


def test_https_to_a_server_that_has_none_is_said_so(server: Server) -> None:
    with pytest.raises(DownloadFailed, match="the connection is not secure"):
        fetch(server.at("/schema.json").replace("http", "https"), BOUNDS)


def test_a_public_host_cannot_lead_to_a_private_one() -> None:
    place = download._place(
        download._allowed("http://localhost:1/", "x"), "https://a.example/", private=True
    )
    assert place.private

    with pytest.raises(DownloadFailed, match="from a public host to a private one"):
        download._place(
            download._allowed("https://127.0.0.1/", "https://a.example/"),
            "https://a.example/",
            private=False,
        )


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("::ffff:192.168.0.1", False),
        ("fe80::1", False),
        ("0.0.0.0", False),
        ("100.64.0.1", False),
    ],
)
def test_what_is_a_public_host(ip: str, public: bool) -> None:
    from ipaddress import ip_address

    assert download._is_public(ip_address(ip)) is public
