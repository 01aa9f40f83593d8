"""A decrypted value is not shown by accident."""

import copy
import json
import os
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from confledger.secrets.plain import Plain

TOKEN = b"correct horse battery"


@pytest.mark.parametrize(
    "shown",
    [
        repr,
        str,
        "{}".format,
        "{:>80}".format,
        lambda one: f"{one!r:.3}",
        lambda one: repr({"a": [one]}),
        lambda one: "%s %r" % (one, one),  # noqa: UP031
    ],
)
def test_printed_it_says_that_it_is_secret(shown: Callable[[Plain], str]) -> None:
    assert shown(Plain(TOKEN)).replace(" ", "") in (
        *("<secret>", "<se", "{'a':[<secret>]}", "<secret><secret>"),
    )


@pytest.mark.parametrize(
    "escaping",
    [
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        json.dumps,
        len,
        iter,
        bytes,
        lambda one: one.__getstate__(),
        lambda one: one + b"",
        lambda one: TOKEN in one,
        vars,
    ],
)
def test_any_other_way_out_is_refused(escaping: Callable[[Plain], object]) -> None:
    with pytest.raises(TypeError) as raised:
        escaping(Plain(TOKEN))

    assert TOKEN.decode() not in str(raised.value)


def test_only_two_ways_tell_what_it_holds() -> None:
    one, same, other = Plain(TOKEN), Plain(bytearray(TOKEN)), Plain(TOKEN[1:])

    assert (one.equals(same), one.equals(other)) == (True, False)
    assert (one == same, len({one, same})) == (False, 2)
    assert one.reveal() == TOKEN
    assert (one.exceeds(len(TOKEN) - 1), one.exceeds(len(TOKEN))) == (True, False)


def test_its_bytes_are_overwritten_at_its_end() -> None:
    with Plain(TOKEN) as one:
        held = one._held
        assert bytes(held) == TOKEN
    assert (bytes(held), one.reveal()) == (b"", b"")

    two = Plain(TOKEN)
    # A view keeps the bytes where they are, so that what was done to them is seen.
    with memoryview(two._held) as view:
        with pytest.raises(BufferError):
            two.wipe()
        assert bytes(view) == bytes(len(TOKEN))


def test_bytes_go_through_it_from_one_file_to_another(tmp_path: Path) -> None:
    data = os.urandom(200_000)
    (tmp_path / "in").write_bytes(data)

    one = Plain(b"")
    with open(tmp_path / "in", "rb") as file:
        while one.take(file.fileno()):
            pass
    one.save(str(tmp_path / "out"))

    assert (tmp_path / "out").read_bytes() == data
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        one.save(str(tmp_path / "out"))


def test_a_failure_in_the_middle_shows_nothing(tmp_path: Path) -> None:
    one = Plain(TOKEN)
    closed = os.open(tmp_path, os.O_RDONLY)
    os.close(closed)
    acts: list[Callable[[], object]] = [lambda: one.take(closed), lambda: one.give(closed, 0)]
    for act in acts:
        with pytest.raises(OSError, match="Bad file descriptor") as raised:
            act()
        told = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
        assert TOKEN.decode() not in "".join(told.format())
    assert one.reveal() == TOKEN
