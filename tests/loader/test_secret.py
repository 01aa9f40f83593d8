"""A secret of the configuration opens once, on first use, and is not shown by accident."""

import copy
import json
import logging
import os
import pickle
import threading
import traceback
from collections.abc import Callable

import pytest
import yaml

from confledger.errors import ConfledgerError
from confledger.loader.secret import Given, Openers, Secret, joined, plain_of
from confledger.secrets.plain import Plain

TOKEN = "correct horse battery"


def secret(text: object = TOKEN, kind: str = "string", **more: str) -> Secret:
    """Return a secret that holds a value."""
    return Secret("sops:a.yaml#/b", lambda: plain_of(text), kind, **more)


@pytest.mark.parametrize(
    "shown",
    [
        repr,
        str,
        "{}".format,
        "{:>80}".format,
        lambda one: f"{one!r}",
        lambda one: repr({"a": [one]}),
        lambda one: "%s" % one,  # noqa: UP031
        lambda one: json.dumps({"a": one}, default=str),
        lambda one: repr(copy.deepcopy([one])),
        lambda one: repr(joined(["postgres://u:", one, "@h"])),
        lambda one: logging.LogRecord("a", 20, "p", 1, "it is %s", (one,), None).getMessage(),
    ],
)
@pytest.mark.parametrize("open", [False, True])
def test_it_is_shown_as_secret(shown: Callable[[object], str], open: bool) -> None:
    one = secret()
    if open:
        one.reveal()

    assert "<secret>" in shown(one)
    assert TOKEN not in shown(one)


@pytest.mark.parametrize(
    "escaping",
    [
        pickle.dumps,
        json.dumps,
        yaml.dump,
        yaml.safe_dump,
        bytes,
        len,
        iter,
        int,
        float,
        "".join,
        lambda one: one + "x",
        lambda one: "x" + one,
        lambda one: "%d" % one,  # noqa: UP031
        lambda one: one == TOKEN,
        lambda one: one != TOKEN.encode(),
        lambda one: TOKEN in [one],
    ],
)
def test_it_does_not_become_something_else(escaping: Callable[[object], object]) -> None:
    one = secret()
    one.reveal()

    with pytest.raises((TypeError, yaml.YAMLError)) as raised:
        escaping(one)
    assert TOKEN not in str(raised.value)


def test_texts_are_compared_by_a_method_and_secrets_by_their_place() -> None:
    assert secret().matches(TOKEN)
    assert secret().matches(secret())
    assert not secret().matches("correct horse")
    assert secret(written="ENC[a]") == secret("other", written="ENC[a]")
    assert secret(written="ENC[a]") != secret(written="ENC[b]")
    assert secret() != secret()
    one = secret()
    assert {one: 1}[one] == 1
    assert (one == 5) is False
    assert copy.copy(one) is one


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("x", "string"),
        ("grüß", "string"),
        (5432, "integer"),
        (2.5, "number"),
        (False, "boolean"),
        (None, "null"),
        ({"a": [1, "b"]}, "object"),
        ([], "array"),
    ],
)
def test_a_value_comes_back_with_its_type(value: object, kind: str) -> None:
    one = Given("env:X", value)
    text = value if isinstance(value, str) else json.dumps(value)

    assert (one.value(), type(one.value()), one.kind, one.reveal()) == (
        *(value, type(value)),
        *(kind, text),
    )
    if kind in ("string", "object", "array"):
        assert one
    else:
        with pytest.raises(TypeError, match=r"use `\.value\(\)`"):
            bool(one)


@pytest.mark.parametrize("kind", ["integer", "number", "boolean", "object"])
def test_what_is_no_value_of_its_type_is_not_quoted(kind: str) -> None:
    with pytest.raises(ConfledgerError) as raised:
        secret(TOKEN, kind).value()

    told = "".join(traceback.TracebackException.from_exception(raised.value).format())
    assert TOKEN not in told
    assert str(raised.value) == (
        f"the secret sops:a.yaml#/b does not hold what it is said to hold: expected {kind}"
    )


def test_a_traceback_with_locals_shows_none() -> None:
    def broken() -> Plain:
        raise ConfledgerError("no key")

    bad = Secret("sops:a.yaml#/c", broken)
    for use in (
        joined(["a", secret(), "b", bad]).reveal,
        secret(TOKEN, "integer").value,
        lambda: bad.matches(secret()),
    ):
        with pytest.raises(ConfledgerError) as raised:
            use()
        told = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
        assert TOKEN not in "".join(told.format())


def test_many_threads_open_it_once() -> None:
    opened: list[int] = []
    ready = threading.Barrier(8)

    def opening() -> Plain:
        opened.append(1)
        threading.Event().wait(0.02)
        return Plain(b"x")

    one = Secret("a", opening)

    def use() -> None:
        ready.wait()
        assert one.reveal() == "x"

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [1]


def test_a_child_opens_what_a_thread_of_its_parent_was_opening() -> None:
    inside, go_on = threading.Event(), threading.Event()

    def opening() -> Plain:
        if threading.current_thread() is not threading.main_thread():
            inside.set()
            go_on.wait(10)
        return Plain(b"x")

    one = Secret("a", opening)
    thread = threading.Thread(target=one.reveal)
    thread.start()
    inside.wait(10)
    child = os.fork()
    if not child:
        os._exit(0 if one.reveal() == "x" else 1)
    try:
        assert os.waitpid(child, 0)[1] == 0
    finally:
        go_on.set()
        thread.join()


def test_what_failed_is_tried_again_and_what_is_closed_is_not() -> None:
    answers: list[Plain | ConfledgerError] = [ConfledgerError("not yet"), Plain(b"x")]

    def opening() -> Plain:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    one = Secret("a", opening)
    with pytest.raises(ConfledgerError, match="not yet"):
        one.reveal()
    assert not one.is_open
    text = joined(["<", one, ">"])
    assert (text.reveal(), text.origin, one.is_open) == ("<x>", "a", True)
    held = one._held
    assert held is not None
    one.close()
    assert held.reveal() == b""
    for closed in (one, text):
        with pytest.raises(ConfledgerError, match="is closed"):
            closed.reveal()


def test_openers_that_are_closed_wipe_what_they_gave() -> None:
    openers = Openers("/top")
    held = Plain(b"x")
    openers.given.append(held)

    openers.close()

    assert (held.reveal(), openers.closed, openers.given) == (b"", True, [])
