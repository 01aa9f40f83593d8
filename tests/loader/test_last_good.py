import errno
import json
import os
import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import confledger
from confledger import Config, ConfledgerError, Secret
from confledger.loader import last_good
from confledger.loader.last_good import BEFORE, Copy, CopyUnusable, decoded, newest, read, write
from confledger.loader.tracing import SourceUnreachable

# At each of these, a process may end; `write` may then have done the half.
OPERATIONS = ("open", "write", "fsync", "close", "link", "replace", "unlink", "makedirs", "stat")
_plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def copy(number: int = 1, **values: object) -> Copy:
    return Copy(
        root="/srv/app/config",
        environment="prod",
        host=None,
        digest=f"{number:064x}",
        commit=None,
        loaded_at="2026-01-02T03:04:05Z",
        files=["base.yaml"],
        values={"number": number, "again": [number] * 400, **values},
        secrets=[],
        variables=["", ""],
    )


def tree(root: Path, **files: str) -> Path:
    for name, text in files.items():
        (root / "config").mkdir(parents=True, exist_ok=True)
        (root / "config" / f"{name}.yaml").write_text(text)
    return root / "config"


def fields(one: Copy) -> dict[str, object]:
    return {name: getattr(one, name) for name in Copy.__slots__}


def forked(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(9)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@settings(max_examples=15)
@given(values=st.dictionaries(st.text(), _plain))
def test_what_is_kept_is_what_is_read(values: dict[str, object]) -> None:
    kept = copy()
    kept.values = values

    assert fields(decoded(kept.encoded(), "copy.json")) == fields(kept)


def test_a_copy_that_lost_or_changed_a_byte_is_refused() -> None:
    kept = copy()
    whole = kept.encoded()
    refused = 0
    damaged = [whole[:end] for end in range(0, len(whole), 7)]
    damaged += [whole + b"\n", whole + whole]
    for at in range(0, len(whole), 5):
        damaged.append(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    for data in damaged:
        with pytest.raises(CopyUnusable):
            decoded(data, "copy.json")
        refused += 1

    assert refused == len(damaged)


def _edited(whole: bytes, **changed: object) -> bytes:
    header, _, body = whole.partition(b"\n")
    return json.dumps(json.loads(header) | changed).encode() + b"\n" + body


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda data: b"", "copy.json is no last good copy: its first line is not one's"),
        (lambda data: b"[" * 5000, "copy.json is no last good copy: its first line is not one's"),
        (
            lambda data: data[:-9],
            "the last good copy copy.json is not whole: its length is another",
        ),
        (
            lambda data: data.replace(b'"number":1', b'"number":2'),
            "the last good copy copy.json was changed: its digest is another",
        ),
        (
            lambda data: _edited(data, version=2),
            "the last good copy copy.json is of another version than 1",
        ),
        (None, "there is no last good copy copy.json"),
    ],
)
def test_why_a_copy_is_refused_is_said_and_the_one_before_is_taken(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[bytes], bytes] | None,
    why: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "copy.json"
    write("copy.json", copy(0))
    write("copy.json", copy(1))
    data = path.read_bytes()
    path.unlink()
    if damage is not None:
        path.write_bytes(damage(data))
        path.chmod(0o600)

    there, passed = newest("copy.json")

    assert (there.values["number"], passed) == (0, [why])
    os.unlink("copy.json" + BEFORE)
    with pytest.raises(CopyUnusable) as raised:
        newest("copy.json")
    assert str(raised.value) == why


def test_a_copy_that_others_may_write_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "copy.json"
    write(str(path), copy())
    path.chmod(0o620)

    with pytest.raises(CopyUnusable, match=r"can be written by others$"):
        read(str(path))


def test_the_copy_before_has_other_values(tmp_path: Path) -> None:
    path = str(tmp_path / "deep" / "copy.json")
    for number in (1, 2, 2, 2):
        write(path, copy(number))

    assert [read(one).values["number"] for one in (path, path + BEFORE)] == [2, 1]
    assert [os.stat(one).st_mode & 0o777 for one in (path, path + BEFORE)] == [0o600] * 2
    assert sorted(os.listdir(tmp_path / "deep")) == ["copy.json", "copy.json.1"]


class At:
    """Lets something happen at one operation on files: the half of it is done, where it has one."""

    def __init__(self, number: int, happen: Callable[[], None]) -> None:
        self.left = number
        self.happen = happen
        self.reached = ""
        for name in OPERATIONS:
            setattr(os, name, partial(self._done, name, getattr(os, name)))

    def _done(
        self, name: str, real: Callable[..., object], *given: object, **more: object
    ) -> object:
        self.left -= 1
        if self.left == 0:
            self.reached = name
            if name == "write":
                real(given[0], bytes(given[1])[: len(given[1]) // 2])  # type: ignore[call-overload, arg-type]  # the call of os.write
            self.happen()
        return real(*given, **more)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def full() -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def at_each(tmp_path: Path, happen: Callable[[], None]) -> Iterator[tuple[Path, int]]:
    """Write copy 2 over 1, with 0 before it; at the first, second, … operation, it happens."""
    for number in range(1, 60):
        folder = tmp_path / str(number)
        path = folder / "copy.json"
        for one in (0, 1):
            write(str(path), copy(one))

        def work(path: Path = path, number: int = number) -> None:
            at = At(number, happen)
            try:
                write(str(path), copy(2))
            except ConfledgerError:
                os._exit(1)
            os._exit(0 if at.reached else 2)

        code = forked(work)
        yield path, code
        if code == 2:
            return
    raise AssertionError("it does not end")


@pytest.mark.pristine
def test_a_process_killed_at_any_moment_leaves_the_old_copy_or_the_new_one(tmp_path: Path) -> None:
    found: list[int] = []
    for path, code in at_each(tmp_path, killed):
        there, passed = newest(str(path))
        found.append(int(str(there.values["number"])))
        assert code in (2, -signal.SIGKILL)
        assert passed == []
        assert read(str(path) + BEFORE).values["number"] in (0, 1)
        # And the next process writes as if nothing had been.
        write(str(path), copy(3))
        assert read(str(path)).values["number"] == 3

    assert len(found) > 8
    # Once the new one is there, it stays.
    assert found == sorted(found)
    assert set(found) == {1, 2}


@pytest.mark.pristine
def test_a_disk_that_is_full_at_any_moment_leaves_a_whole_copy_and_no_drafts(
    tmp_path: Path,
) -> None:
    ended = []
    for path, code in at_each(tmp_path, full):
        ended.append(code)
        there, passed = newest(str(path))
        assert (there.values["number"] in (1, 2), passed) == (True, [])
        assert there.values["number"] == 2 or code == 1
        assert {one.removesuffix(BEFORE) for one in os.listdir(path.parent)} == {"copy.json"}

    assert set(ended) == {0, 1, 2}


@pytest.mark.pristine
def test_a_writer_killed_again_and_again_never_leaves_half_a_copy(tmp_path: Path) -> None:
    chance = random.Random(7)
    path = str(tmp_path / "copy.json")
    write(path, copy(0))
    seen = set()

    def work(start: int) -> None:
        for number in range(start, start + 100_000):
            write(path, copy(number))

    last = 0
    for _ in range(int(os.environ.get("CONFLEDGER_LOADER_CASES", "250")) // 10):
        child = os.fork()
        if child == 0:
            try:
                work(last + 1)
            finally:
                os._exit(9)
        time.sleep(chance.random() * 0.02)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        there, passed = newest(path)
        number = there.values["number"]
        assert isinstance(number, int)
        assert (number >= last, passed) == (True, [])
        assert there.values["again"] == [number] * 400
        last = number
        seen.add(number)

    assert len(seen) > 1


def test_drafts_of_those_that_were_killed_are_removed_once_they_are_old(tmp_path: Path) -> None:
    path = str(tmp_path / "copy.json")
    for name, age in ((".copy.json.77.aa.draft", 2), (".copy.json.78.bb.draft.1", 0)):
        (tmp_path / name).write_text("half")
        moment = time.time() - age * 3600
        os.utime(tmp_path / name, (moment, moment))

    write(path, copy())

    assert sorted(os.listdir(tmp_path)) == [".copy.json.78.bb.draft.1", "copy.json"]


def test_the_usual_place_is_one_for_each_configuration() -> None:
    there = partial(last_good.place, "/srv/app/config")

    first = there("prod", None, {"XDG_STATE_HOME": "/state", "HOME": "/home/ada"})
    second = there("../x", "h 1", {"HOME": "/home/ada", "XDG_STATE_HOME": "state"})

    assert first == "/state/confledger/last-good/config-prod-1c72406aede81b63.json"
    assert second == (
        "/home/ada/.local/state/confledger/last-good/config-.._x-h_1-0a02c3458deb86e3.json"
    )


SECRETS = """\
url: https://example.org
password: hunter2-hunter2
dsn: postgres://ada:hunter2-hunter2@db/x
pin: 4711471
nothing_secret: {password: shown-on-purpose}
plain: 3
"""
SCHEMA = """\
{"type": "object", "properties": {
  "pin": {"type": "integer", "x-secret": true},
  "nothing_secret": {"properties": {"password": {"x-secret": false}}}}}
"""


def test_no_secret_is_in_a_copy_and_each_says_so_where_it_is_asked_for(tmp_path: Path) -> None:
    root = tree(tmp_path, base=SECRETS)
    (tmp_path / "s.json").write_text(SCHEMA)
    (tmp_path / "confledger.yaml").write_text("schemas: [{paths: [config/*], schema: s.json}]\n")
    path = tmp_path / "copy.json"

    confledger.load(root, last_good=path)
    root.rename(tmp_path / "gone")
    config = confledger.load(root, last_good=path)

    text = path.read_text()
    assert [word for word in ("hunter2", "4711471") if word in text] == []
    shown = {name: one for name, one in config.items() if not isinstance(one, (Secret, Config))}
    assert shown == {"url": "https://example.org", "plain": 3}
    assert config.at("nothing_secret.password") == "shown-on-purpose"
    with pytest.raises(ConfledgerError) as raised:
        config["password"].reveal()
    assert str(raised.value) == (
        f"`password` is a secret, and the last good copy of {config.snapshot.loaded_at} holds none"
    )


def test_a_secret_kept_elsewhere_can_be_opened_although_the_source_is_gone(tmp_path: Path) -> None:
    root = tree(tmp_path, base=f"token: 'file:{tmp_path}/token'\nplain: 1\n")
    (tmp_path / "token").write_text("s3cret-value\n")
    (tmp_path / "s.json").write_text('{"properties": {"token": {"x-secret": "reference"}}}')
    (tmp_path / "confledger.yaml").write_text("schemas: [{paths: [config/*], schema: s.json}]\n")
    path = tmp_path / "copy.json"
    confledger.load(root, last_good=path)
    root.rename(tmp_path / "gone")

    config = confledger.load(root, last_good=path)

    token = config["token"]
    assert isinstance(token, Secret)
    assert token.reveal() == "s3cret-value"
    assert "s3cret" not in path.read_text()


GOOD, WRONG = "pool: 5\n", "pool: [5\n"


@pytest.mark.parametrize(
    ("before", "now", "on_invalid", "expected"),
    [
        pytest.param(None, None, "raise", SourceUnreachable, id="no copy, source gone"),
        pytest.param(GOOD, None, "raise", 5, id="a copy, source gone"),
        pytest.param(GOOD, "", "raise", 5, id="a copy, folder empty"),
        pytest.param(GOOD, WRONG, "raise", ConfledgerError, id="a copy, source wrong"),
        pytest.param(GOOD, WRONG, "last-good", 5, id="a copy, source wrong, which is allowed"),
        pytest.param(None, WRONG, "last-good", ConfledgerError, id="no copy, source wrong"),
        pytest.param(GOOD, "pool: 6\n", "last-good", 6, id="a copy, source good"),
    ],
)
@pytest.mark.parametrize("watched", [False, True], ids=["load", "watch"])
def test_what_a_process_starts_from(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    before: str | None,
    now: str | None,
    on_invalid: str,
    expected: object,
    watched: bool,
) -> None:
    path = tmp_path / "copy.json"
    root = tmp_path / "config"
    if before is not None:
        confledger.load(tree(tmp_path, base=before), last_good=path)
        (root / "base.yaml").unlink()
        root.rmdir()
    if now is not None:
        root.mkdir()
    if now:
        tree(tmp_path, base=now)

    def start() -> Config:
        if not watched:
            return confledger.load(root, last_good=path, on_invalid=on_invalid)
        one = confledger.watch(root, last_good=path, on_invalid=on_invalid, background=False)
        assert (one.status.stale_since is None) == (one.status.last_error is None)
        assert one.status.stale_since == one.current.snapshot.stale_since
        return one.current

    if isinstance(expected, type):
        with pytest.raises(ConfledgerError) as raised:
            start()
        assert type(raised.value) is expected
        return
    config = start()
    stale = expected == 5
    assert (config["pool"], config.snapshot.stale_since is not None) == (expected, stale)
    assert (
        len([one for one in caplog.records if "started from the last good" in one.message]) == stale
    )


@pytest.mark.parametrize(
    ("environment", "environ", "why"),
    [
        ("prod", {}, "environment"),
        (None, {"APP_PLACE": "prod"}, "environment"),
        (None, {}, "environment"),
        (None, {"APP_PLACE": "test", "APP_HOST": "batch"}, "host"),
        (None, {"APP_PLACE": "test"}, None),
        ("test", {}, None),
    ],
)
def test_a_copy_of_another_configuration_is_not_started_from(
    tmp_path: Path, environment: str | None, environ: dict[str, str], why: str | None
) -> None:
    path = tmp_path / "copy.json"
    root = tree(tmp_path, base=GOOD)
    (root / "envs").mkdir()
    (root / "envs/test.yaml").write_text("log: debug\n")
    (tmp_path / "confledger.yaml").write_text(
        "load: {environment-variable: APP_PLACE, host-variable: APP_HOST}\n"
    )
    confledger.load(root, last_good=path, environ={"APP_PLACE": "test"})
    root.rename(tmp_path / "gone")

    def start() -> Config:
        return confledger.load(root, environment, environ=environ, last_good=path)

    if why is None:
        assert start()["log"] == "debug"
        return
    with pytest.raises(SourceUnreachable) as raised:
        start()
    assert str(raised.value) == (
        f"the configuration folder {root} is not there\n"
        f"       the last good copy is of another {why}, so there is nothing to start from"
    )


def test_a_copy_that_cannot_be_written_stops_nothing_and_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root = tree(tmp_path, base=GOOD)
    nowhere = "/proc/nowhere/copy.json"

    config = confledger.load(root, last_good=nowhere)
    watched = confledger.watch(root, last_good=nowhere, background=False)

    why = f"the last good copy {nowhere} was not written: no such file or directory"
    assert (config["pool"], watched.current["pool"]) == (5, 5)
    assert (watched.status.last_error, watched.status.stale_since) == (why, None)
    assert [one.getMessage() for one in caplog.records] == [why, why]


@pytest.mark.pristine
def test_a_disk_with_no_room_stops_no_update_and_keeps_the_copy(tmp_path: Path) -> None:
    root = tree(tmp_path, base=GOOD)
    path = tmp_path / "copy.json"

    def work() -> None:
        watched = confledger.watch(root, last_good=path, background=False)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))
        (root / "base.yaml").write_text("pool: 7\n")
        watched.nudge()
        status = watched.status
        why = f"the last good copy {path} was not written: file too large"
        assert (watched.current["pool"], status.last_error, status.stale_since) == (7, why, None)
        resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
        (root / "base.yaml").write_text("pool: 8\n")
        watched.nudge()
        assert watched.status.last_error is None

    assert forked(work) == 0
    assert read(str(path)).values == {"pool": 8}
    assert read(str(path) + BEFORE).values == {"pool": 5}
