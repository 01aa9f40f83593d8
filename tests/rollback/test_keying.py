"""One key of a file as it was, and which key somebody means."""

import pytest

from confledger.documents.load import load
from confledger.errors import ConfledgerError
from confledger.rollback.keying import brought_back, named, near

NOW = b"""\
# the shop
db:
  pool: 50 # keep small
  host: b
jobs:
  - name: nightly
    run: b
  - name: hourly
    run: h
ports: [80, 443]
made: 1
"""
THEN = b"""\
db: # db!
  # how many
  pool: 5 # small
  host: a
  timeouts: {read: 5}
jobs:
  - name: hourly
    run: h
  - name: nightly
    run: a
  - name: weekly # w
    run: w
ports: [443, 80]
"""


def changed(made: bytes | None, now: bytes = NOW) -> list[str]:
    """Return the lines that differ."""
    from difflib import unified_diff

    if made is None:
        return []
    found = unified_diff(now.decode().splitlines(), made.decode().splitlines(), n=0, lineterm="")
    return [line for line in found if line[:2] not in ("--", "++", "@@")]


@pytest.mark.parametrize(
    ("text", "key", "lines"),
    [
        ("db.pool", "#/db/pool", ["-  pool: 50 # keep small", "+  pool: 5 # keep small"]),
        ("/db/pool", "#/db/pool", ["-  pool: 50 # keep small", "+  pool: 5 # keep small"]),
        ("/jobs/0/run", "#/jobs/[name=nightly]/run", ["-    run: b", "+    run: a"]),
        ("jobs[nightly]", "#/jobs/[name=nightly]", ["-    run: b", "+    run: a"]),
        ("/jobs/[name=nightly]/run", "#/jobs/[name=nightly]/run", ["-    run: b", "+    run: a"]),
        (
            "jobs[weekly].run",
            "#/jobs/[name=weekly]/run",
            ["+  - name: weekly # w", "+    run: w"],
        ),
        ("db.timeouts.read", "#/db/timeouts/read", ["+  timeouts: {read: 5}"]),
        ("ports[443]", "#/ports/[=443]", []),
        (
            "/ports/[]",
            "#/ports/[]",
            ["-ports: [80, 443]", "+ports: [443, 80]"],
        ),
        ("made", "#/made", ["-made: 1"]),
        ("db.timeouts", "#/db/timeouts", ["+  timeouts: {read: 5}"]),
        (
            "db",
            "#/db",
            [
                *("-  pool: 50 # keep small", "-  host: b", "+  pool: 5 # keep small"),
                *("+  host: a", "+  timeouts: {read: 5}"),
            ],
        ),
        ("nothing", None, []),
        ("db.pool.deep", None, []),
        ("jobs[7]", None, []),
        ("/jobs/none", None, []),
    ],
)
def test_a_key_is_as_it_was_and_nothing_else(text: str, key: str | None, lines: list[str]) -> None:
    versions = [load(one, "yaml").documents for one in (NOW, THEN)]

    found = named(versions, text)

    assert found == key
    if found is not None:
        made = brought_back(NOW, THEN, "yaml", found)
        assert changed(made) == lines
        assert made is None or brought_back(made, THEN, "yaml", found) is None


def test_what_was_not_there_yet_goes() -> None:
    assert brought_back(b"a: 1\nb: 1 # b\n", None, "yaml", "#/b") == b"a: 1\n"
    assert brought_back(b"a:\n  b:\n    c: 1\n  d: 1\n", None, "yaml", "#/a/b/c") == b"a:\n  d: 1\n"
    assert brought_back(b"a:\n  b: 1\n", b"c: 1\n", "yaml", "#/a/b/c") is None
    assert brought_back(b"a: [1, 2]\n", b"c: 1\n", "yaml", "#/a/[=1]") == b"a: [2]\n"
    assert brought_back(b"a: [1]\n", b"c: 1\n", "yaml", "#/a/[=1]") == b"{}\n"


def test_keys_come_back_with_the_maps_that_they_were_in() -> None:
    then = b"a: # a!\n  b:\n    c: 1\n    d: 2\n"

    assert brought_back(b"x: 1\n", then, "yaml", "#/a/b/c") == b"x: 1\na:\n  b:\n    c: 1\n"
    assert brought_back(b"x: 1\n", b"a: [{name: b, v: 1}]\nx: 1\n", "yaml", "#/a/[name=b]/v") == (
        b"x: 1\na: [{name: b, v: 1}]\n"
    )


OBJECTS = b"""\
kind: Deployment
metadata: {name: web}
spec: {replicas: 3}
---
kind: Deployment
metadata: {name: api}
spec: {replicas: 4} # api
"""


def test_a_document_is_chosen_as_the_log_calls_it() -> None:
    versions = [load(OBJECTS, "yaml").documents]
    then = OBJECTS.replace(b"4", b"1").replace(b"3", b"2")

    key = named(versions, "Deployment/api#/spec/replicas")

    assert key == "Deployment/api#/spec/replicas"
    assert named(versions, "Deployment/api#spec.replicas") == key
    assert brought_back(OBJECTS, then, "yaml", key) == OBJECTS.replace(b"4", b"1")
    with pytest.raises(ConfledgerError, match=r"2 documents have 'spec\.replicas'"):
        named(versions, "spec.replicas")
    # One that is gone comes back whole, where lines can be added for it; here, they cannot.
    with pytest.raises(ConfledgerError, match="a document of it would come or go"):
        brought_back(OBJECTS[: OBJECTS.index(b"---")] + b"---\na: 1\n", OBJECTS, "yaml", key)


def test_the_one_document_is_the_same_under_another_name() -> None:
    now, then = OBJECTS.partition(b"---\n")[::2]

    assert brought_back(now, then, "yaml", "Deployment/web#/spec/replicas") == now.replace(
        b"3", b"4"
    )


def test_the_nearest_key_is_named() -> None:
    versions = [load(one, "yaml").documents for one in (NOW, OBJECTS)]

    assert near(versions[:1], "db.pol") == "did you mean 'db.pool'?"
    assert near(versions[:1], "/db/pol") == "did you mean '/db/pool'?"
    assert near(versions[1:], "Deployment/web#/spec/replica") == (
        "did you mean 'Deployment/web#/spec/replicas'?"
    )
    assert near(versions[:1], "something.else") == "see what there is: confledger log FILE"


def test_an_alias_goes_along_where_it_said_the_same_then() -> None:
    now, then = b"a: &x 2 # a\nb: *x\nc: 1\n", b"a: &x 1\nb: *x\nc: 2\n"

    assert brought_back(now, then, "yaml", "#/a") == b"a: &x 1 # a\nb: *x\nc: 1\n"
    for other in (b"a: 1\nb: 5\n", b"a: {z: 1}\nb: 2\n"):
        with pytest.raises(ConfledgerError, match="without harm to the rest"):
            brought_back(now, other, "yaml", "#/a")


def test_what_cannot_be_read_is_said() -> None:
    for now, then, why in ((b"a: [", b"a: 1", "as it is"), (b"a: 1", b"a: [", "as it was")):
        with pytest.raises(ConfledgerError, match=why):
            brought_back(now, then, "yaml", "#/a")


def test_an_item_of_a_list_in_toml_comes_back() -> None:
    now, then = b"l=[1]\nz=1\n", b"l=[\n 1, # one\n 2,\n]\nz=2\n"

    assert brought_back(now, then, "toml", "#/l") == b"l=[1, 2]\nz=1\n"

    tables = b"[[p]]\nname='a'\n"
    with pytest.raises(ConfledgerError):
        brought_back(tables, tables + b"[[p]]\nname='b'\n", "toml", "#/p/[name=b]")


def test_a_key_with_a_dot_in_it_is_told_as_it_can_be_written() -> None:
    versions: list[list[object]] = [[{"a.b": 1}]]

    assert near(versions, "a.b") == "did you mean '/a.b'?"
    assert named(versions, "/a.b") == "#/a.b"


@pytest.mark.parametrize("text", ["ports[1]", "/ports/1"])
def test_a_place_in_a_list_of_plain_values_is_no_key(text: str) -> None:
    with pytest.raises(ConfledgerError, match="which have no names") as raised:
        named([load(NOW, "yaml").documents], text)
    assert raised.value.help in ("take the whole list: 'ports'", "take the whole list: '/ports'")
