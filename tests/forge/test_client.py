"""Asking a forge: again where it is safe, never elsewhere, never too long, never a token told."""

import re
import time
import traceback
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from confledger.forge.client import Client
from confledger.forge.exchange import ForgeUnusable
from confledger.secrets.plain import Plain
from forge_server import TOKEN, Fault, Forge, forge, status
from serving import dripping, dripping_headers, endless, promising, redirect, serving


@pytest.fixture(name="made")
def _made() -> Iterator[Forge]:
    with forge(page=2) as made:
        yield made


def client(made: Forge, waited: list[float], seconds: float = 5.0) -> Client:
    return Client(made.address, Plain(TOKEN.encode()), sleep=waited.append, seconds=seconds)


GET, POST = "GET", "POST"
COMMENTS = "/repos/shop/config/issues/7/comments"


@pytest.mark.parametrize(
    ("method", "faults", "waits", "ends"),
    [
        pytest.param(GET, [status(429, Retry_After="7")], [7], 200, id="as long as it is told"),
        pytest.param(POST, [status(429, Retry_After="1")], [1], 201, id="nothing was made yet"),
        pytest.param(GET, [status(429, Retry_After="61")], [], 429, id="not as long as that"),
        pytest.param(GET, [status(429, Retry_After="x")], [1], 200, id="a date, or anything"),
        pytest.param(
            GET, [status(403, Retry_After="2")], [2], 200, id="the second limit of GitHub"
        ),
        pytest.param(GET, [status(403, X_RateLimit_Remaining="0")], [], 403, id="an hour is long"),
        pytest.param(GET, [status(403)], [], 403, id="not allowed stays so"),
        pytest.param(GET, [status(500), status(503)], [1, 2], 200, id="trouble passes"),
        pytest.param(GET, [status(502)] * 9, [1, 2, 4], 502, id="or not"),
        pytest.param(POST, [status(502)], [], 502, id="perhaps it was made"),
    ],
)
def test_the_same_is_asked_for_again_where_that_is_safe(
    made: Forge, method: str, faults: list[Fault], waits: list[float], ends: int
) -> None:
    waited: list[float] = []
    made.faults = list(faults)

    answer = client(made, waited).ask(method, COMMENTS, {"body": "x"} if method == POST else None)

    assert (answer.status, waited) == (ends, waits)


def test_a_list_is_read_to_its_end(made: Forge) -> None:
    for number in range(5):
        made.note(str(number))

    assert [one["body"] for one in client(made, []).all(COMMENTS)] == ["0", "1", "2", "3", "4"]
    assert len(made.asked) == 3


def elsewhere(to: str, code: int) -> Fault:
    return redirect(to, code)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        pytest.param(endless, "answers with more than is read", id="without an end"),
        pytest.param(promising(1 << 40), "answers with no list", id="says it were more"),
        pytest.param(dripping, "did not answer within 0.2 s", id="byte by byte"),
        pytest.param(dripping_headers, "did not answer within 0.2 s", id="header by header"),
        pytest.param(
            lambda handler: time.sleep(0.5), "did not answer within 0.2 s", id="not at all"
        ),
        pytest.param(
            lambda handler: handler.wfile.write(b"SSH-2.0\r\n"),
            "cannot be reached, or does not speak HTTP",
            id="another protocol",
        ),
        pytest.param(status(401), "does not know the token (HTTP 401)", id="another token"),
        pytest.param(status(404), "does not let the token do this (HTTP 404)", id="hidden"),
        pytest.param(status(429, Retry_After="900"), "wants to be left alone for now (HTTP 429)"),
        pytest.param(status(418), "answers with HTTP 418", id="something else"),
        pytest.param(
            redirect("http://user@[::1", 302),
            "sends us to another address, which the token is not for",
            id="no address",
        ),
    ],
)
def test_what_a_forge_does_wrong_is_said_without_what_it_says(
    made: Forge, fault: Callable[[BaseHTTPRequestHandler], None], said: str
) -> None:
    made.faults = [fault] * 4

    with pytest.raises(ForgeUnusable) as raised:
        list(client(made, [], seconds=0.2).all(COMMENTS))

    assert str(raised.value) == f"{made.address} {said}"
    told = "".join(traceback.TracebackException.from_exception(raised.value).format())
    assert TOKEN not in told


def test_a_redirect_is_followed_on_the_same_host_alone(made: Forge) -> None:
    made.note("here")
    made.faults = [redirect(COMMENTS, 301)]
    assert [one["body"] for one in client(made, []).all("/old")] == ["here"]

    made.faults = [redirect(COMMENTS, 302)]
    with pytest.raises(ForgeUnusable, match="another address"):
        client(made, []).send("POST", "/old", {"body": "lost"})
    made.faults = [redirect(COMMENTS, 307)]
    assert client(made, []).send("POST", "/old", {"body": "kept"}) == made.notes[-1]

    with serving() as other:
        for code in (301, 302, 303, 307, 308):
            made.faults = [redirect(other.at("/steal"), code)]
            with pytest.raises(ForgeUnusable, match=re.escape("the token is not for")):
                client(made, []).get("/old")
        assert other.requests == []

    made.faults = [redirect("/round", 301)] * 9
    with pytest.raises(ForgeUnusable, match="another address"):
        client(made, []).ask("POST", "/round", {})


def test_the_token_is_sent_and_never_shown(made: Forge) -> None:
    asker = client(made, [])
    asker.ask("GET", COMMENTS)

    assert made.headers[0]["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in repr(vars(type(asker))) + repr(asker)
    with pytest.raises(ForgeUnusable, match="cannot be reached"):
        Client("http://127.0.0.1:9", None, sleep=lambda _: None).get("/")
