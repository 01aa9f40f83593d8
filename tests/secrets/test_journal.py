"""Events are added to one chain, whatever crashes, and whoever else writes."""

import errno
import fcntl
import hashlib
import json
import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from confledger.secrets import journal
from confledger.secrets.journal import JournalUnusable, append, line_of, lines, parsed
from confledger.secrets.journal_verify import verify

TOLD = {"action": "view", "format": 1, "path": "a.yaml", "time": "2026-01-02T03:04:05Z"}


@pytest.fixture
def place(tmp_path: Path) -> str:
    return str(tmp_path / "state" / "confledger" / "journal.jsonl")


def test_the_first_event_makes_a_file_that_only_its_user_can_read(place: str) -> None:
    event = append(place, TOLD)

    body = (
        '{"action":"view","format":1,"path":"a.yaml","previous":"' + "0" * 64 + '",'
        '"sequence":1,"time":"2026-01-02T03:04:05Z"'
    )
    digest = hashlib.sha256(f"{body}}}".encode()).hexdigest()
    assert Path(place).read_text() == f'{body},"hash":"{digest}"}}\n'
    assert (event.sequence, event.previous, event.hash) == (1, "0" * 64, digest)
    assert stat.S_IMODE(os.stat(place).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(place)).st_mode) == 0o700


def test_each_event_holds_the_hash_of_the_one_before(place: str) -> None:
    made = [append(place, TOLD | {"path": f"{number}.yaml"}) for number in range(4)]

    assert [event.sequence for event in made] == [1, 2, 3, 4]
    assert [event.previous for event in made[1:]] == [event.hash for event in made[:-1]]
    assert verify(lines(place)).faults == []


def test_a_name_that_is_no_unicode_comes_back_as_it_was(place: str) -> None:
    name = os.fsdecode(b"caf\xe9/\xf0\x9f\x94\x91.yaml")

    append(place, TOLD | {"path": name})

    [line] = lines(place)
    event = parsed(line.rstrip(b"\n"))
    assert event is not None
    assert (event.fields["path"], event.intact) == (name, True)


def test_a_long_event_is_found_again(place: str) -> None:
    long = TOLD | {"pointers": [f"/{number}" for number in range(30_000)]}

    made = [append(place, one) for one in (TOLD, long, TOLD, long)]

    assert [event.sequence for event in made] == [1, 2, 3, 4]
    assert verify(lines(place)).faults == []


@pytest.mark.parametrize("whole", [0, 1, 3])
@pytest.mark.parametrize("kept", [1, 7, 30, 90, -1])
def test_a_cut_off_line_stays_and_an_event_tells_of_it(place: str, whole: int, kept: int) -> None:
    for _ in range(whole + 1):
        append(place, TOLD)
    data = Path(place).read_bytes().splitlines(keepends=True)
    torn = data[-1][:-1][:kept]
    Path(place).write_bytes(b"".join(data[:-1]) + torn)

    event = append(place, TOLD | {"host": "h", "path": "b.yaml"})

    found = list(lines(place))
    assert found[whole] == torn + b"\n"
    told = parsed(found[-2][:-1])
    assert told is not None
    assert told.fields | {"previous": ""} == {
        "action": "torn-line",
        "format": 1,
        "host": "h",
        "previous": "",
        "sequence": whole + 1,
        "time": TOLD["time"],
        "torn": hashlib.sha256(torn).hexdigest(),
    }
    assert (event.sequence, event.previous) == (whole + 2, told.hash)
    verified = verify(found)
    assert (verified.faults, verified.torn, verified.events) == ([], [whole + 1], whole + 2)


def test_zeros_that_a_power_failure_leaves_are_a_cut_off_line(place: str) -> None:
    append(place, TOLD)
    with open(place, "ab") as file:
        file.write(b"\0" * 100_000)

    append(place, TOLD)

    assert verify(lines(place)).torn == [2]


def test_an_event_of_which_only_the_end_of_the_line_is_missing_counts(place: str) -> None:
    append(place, TOLD)
    Path(place).write_bytes(Path(place).read_bytes()[:-1])

    append(place, TOLD)

    found = list(lines(place))
    assert (len(found), verify(found).faults) == (2, [])


@pytest.mark.parametrize(
    "content", [b"alias ll='ls -l'\n", b"secret", b'{"action":"x"}\n{"action":"y"}\n', b"\n"]
)
def test_a_file_that_is_something_else_is_left_alone(place: str, content: bytes) -> None:
    os.makedirs(os.path.dirname(place))
    Path(place).write_bytes(content)

    with pytest.raises(JournalUnusable) as raised:
        append(place, TOLD)

    assert raised.value.reason == "it holds no event, so it is something else"
    assert Path(place).read_bytes() == content


def test_lines_that_were_broken_by_hand_do_not_stop_the_chain(place: str) -> None:
    append(place, TOLD)
    with open(place, "ab") as file:
        file.write(b"oops\n{}\n")

    event = append(place, TOLD)

    assert event.sequence == 2
    assert [(fault.line, fault.sequence) for fault in verify(lines(place)).faults] == [
        (2, None),
        (3, None),
    ]


PROCESSES, EACH = 6, 25
WRITER = (
    "import sys; from confledger.secrets.journal import append\n"
    "for n in range(int(sys.argv[2])): append(sys.argv[1], {'action': 'get', 'path': sys.argv[3]})"
)


def test_several_processes_at_once_write_one_chain(place: str) -> None:
    command = [sys.executable, "-c", WRITER, place, str(EACH)]
    running = [subprocess.Popen([*command, str(number)]) for number in range(PROCESSES)]

    assert [one.wait(60) for one in running] == [0] * PROCESSES
    verified = verify(lines(place))
    assert (verified.events, verified.faults) == (PROCESSES * EACH, [])
    writers = [json.loads(line)["path"] for line in lines(place)]
    assert {writer: writers.count(writer) for writer in writers} == {
        str(number): EACH for number in range(PROCESSES)
    }


def test_a_lock_that_is_never_released_is_told(place: str) -> None:
    append(place, TOLD)
    with open(place, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(JournalUnusable) as raised:
            append(place, TOLD, patience=0.01)

    assert raised.value.reason == "another process has held it for 0.01 s"
    assert raised.value.help == f"see which: fuser {place}"


def test_a_disk_that_is_full_is_told_and_the_chain_goes_on_later(
    place: str,
) -> None:
    append(place, TOLD)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(place) + 50, before[1]))
    try:
        with pytest.raises(JournalUnusable) as raised:
            append(place, TOLD)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert raised.value.reason == os.strerror(errno.EFBIG).lower()
    [fault] = verify(lines(place)).faults
    assert fault.message == "the last line is cut off: by a crash, a full disk, or by hand"
    append(place, TOLD)
    assert verify(lines(place)).faults == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/dev/null", "it is not a regular file"),
        ("/dev/null/confledger/journal.jsonl", "not a directory"),
        ("/", "is a directory"),
    ],
)
def test_what_cannot_be_a_journal_is_told(path: str, reason: str) -> None:
    with pytest.raises(JournalUnusable) as raised:
        append(path, TOLD)

    assert raised.value.reason == reason
    assert raised.value.help == "CONFLEDGER_JOURNAL names another place"


def test_a_journal_that_is_not_there_has_no_lines(place: str, tmp_path: Path) -> None:
    assert list(lines(place)) == []
    with pytest.raises(JournalUnusable) as raised:
        list(lines(str(tmp_path)))
    assert raised.value.reason == "is a directory"


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b'{"action":"x","previous":"","sequence":1}',
        b"[" * 100_000,
        line_of({"sequence": 0})[:-1],
        line_of({"sequence": "1"})[:-1],
        line_of({})[:-1],
        line_of({"sequence": 1})[:-1] + b"\r",
        b'{"sequence":1,"a":[0,"x","hash":"' + b"0" * 64 + b'"}',
        b'[{"sequence":1},{"a":1,"hash":"' + b"0" * 64 + b'"}]',
    ],
)
def test_what_is_no_event_is_none(line: bytes) -> None:
    assert parsed(line) is None


def test_an_event_needs_no_field_but_its_number(place: str) -> None:
    event = parsed(line_of({"sequence": 3})[:-1])

    assert event is not None
    assert (event.sequence, event.previous, event.intact) == (3, "", True)
    assert journal.canonical({"b": [1, None], "a": "é"}) == '{"a":"\\u00e9","b":[1,null]}'
