"""Whatever is done to a journal is found, and told by the number of the event."""

from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from confledger.secrets.checkpoint import Checkpoint
from confledger.secrets.journal import NOTHING, line_of
from confledger.secrets.journal_verify import verify


def chain(length: int, start: int = 1, name: str = "get") -> list[bytes]:
    """Return the lines of a journal that nobody has touched."""
    previous, made = NOTHING, []
    for number in range(start, start + length):
        fields = {"action": name, "path": f"{number}.yaml", "previous": previous}
        line = line_of(fields | {"sequence": number})
        previous = line[-67:-3].decode()
        made.append(line)
    return made


def head(lines: list[bytes], number: int | None = None) -> Checkpoint:
    """Return the checkpoint at one event."""
    number = len(lines) if number is None else number
    return Checkpoint(number, lines[number - 1][-67:-3].decode(), "2026-02-03")


def told(lines: list[bytes], *checkpoints: Checkpoint) -> list[str]:
    return [
        f"{fault.sequence}:{fault.line} {fault.message}"
        for fault in verify(lines, checkpoints).faults
    ]


L = chain(6)
CUT = "the last line is cut off: by a crash, a full disk, or by hand"
NO_EVENT = "this line is no event: it was changed or put in"
CHANGED = "this event was changed: its text is not that of its hash"


def put(at: int, line: bytes) -> list[bytes]:
    return [*L[:at], line, *L[at + 1 :]]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], []),
        (L, []),
        (put(2, L[2].replace(b"3.yaml", b"x.yaml")), [f"3:3 {CHANGED}"]),
        (put(5, L[5].replace(b"6.yaml", b"x.yaml")), [f"6:6 {CHANGED}"]),
        (
            put(2, line_of({"action": "x", "sequence": 3, "previous": "y"})),
            [
                "3:3 this event does not follow event 2 as it is",
                "4:4 this event does not follow event 3 as it is",
            ],
        ),
        (L[1:], ["2:1 event 1 is missing before this event"]),
        (L[:1] + L[4:], ["5:2 events 2 to 4 are missing before this event"]),
        (
            [*L[:3], L[1], *L[3:]],
            ["2:4 this event stands where event 4 belongs"],
        ),
        (
            [L[0], L[2], L[1], *L[3:]],
            [
                "3:2 event 2 is missing before this event",
                "2:3 this event stands where event 4 belongs",
            ],
        ),
        ([*L[:2], b"\n", *L[2:]], [f"None:3 {NO_EVENT}"]),
        ([*L[:2], b"x\n", b"y\n", *L[2:]], [f"None:3 {NO_EVENT}", f"None:4 {NO_EVENT}"]),
        ([*L, b"x\n"], [f"None:7 {NO_EVENT}"]),
        (put(5, L[5][:-1]), [f"6:6 {CUT}"]),
        (put(5, L[5][:40]), [f"None:6 {CUT}"]),
        (
            chain(1, name="torn-line"),
            ["1:1 the cut-off line that this event tells of is gone"],
        ),
        (
            [b"x\n", *chain(1, name="torn-line")],
            ["1:2 the cut-off line that this event tells of is gone", f"None:1 {NO_EVENT}"],
        ),
        (
            [line_of({"sequence": 1, "previous": "1" * 64})],
            ["1:1 this event does not follow no event"],
        ),
    ],
)
def test_what_was_done_is_told_by_number_and_line(lines: list[bytes], expected: list[str]) -> None:
    assert told(lines) == expected


def test_a_checkpoint_shows_what_is_gone_from_the_end() -> None:
    assert told(L, head(L), head(L, 3)) == []
    gone = "it was signed on 2026-02-03 and is gone"
    assert told(L[:5], head(L)) == [f"6:None {gone}: the journal ends with 5"]
    assert told(L[:3], head(L), head(L, 2)) == [f"6:None {gone}: the journal ends with 3"]
    assert told([], head(L, 1)) == [f"1:None {gone}: there is no event"]


def test_a_checkpoint_shows_that_the_chain_was_written_anew() -> None:
    anew = chain(6, name="view")

    assert told(anew) == []
    assert told(anew, head(L, 4)) == ["4:4 this event is not the one that was signed on 2026-02-03"]


@st.composite
def tampered(draw: st.DrawFn) -> tuple[list[bytes], list[bytes]]:
    """A journal, and the same with one line changed, gone, put in, moved, or cut off."""
    lines = chain(draw(st.integers(2, 8)))
    at = draw(st.integers(0, len(lines) - 1))
    line = lines[at]
    how = draw(st.sampled_from(["byte", "delete", "insert", "copy", "swap", "cut", "end"]))
    if how == "byte":
        place = draw(st.integers(0, len(line) - 1))
        other = draw(st.integers(0, 255).filter(lambda byte: byte != line[place]))
        return lines, [
            *lines[:at],
            line[:place] + bytes([other]) + line[place + 1 :],
            *lines[at + 1 :],
        ]
    if how == "delete":
        return lines, lines[:at] + lines[at + 1 :]
    if how == "insert":
        new = draw(st.binary(max_size=40)) + b"\n"
        return lines, [*lines[:at], new, *lines[at:]]
    if how == "copy":
        to = draw(st.integers(0, len(lines)))
        return lines, [*lines[:to], line, *lines[to:]]
    if how == "swap":
        to = draw(st.integers(0, len(lines) - 1).filter(lambda one: one != at))
        other_lines = list(lines)
        other_lines[at], other_lines[to] = lines[to], lines[at]
        return lines, other_lines
    if how == "cut":
        keep = draw(st.integers(0, len(line) - 2))
        return lines, [*lines[:at], line[:keep]]
    return lines, lines[: draw(st.integers(0, len(lines) - 1))]


@given(tampered())
@example((L, L[:5]))
def test_any_one_thing_that_is_done_to_a_journal_is_found(
    both: tuple[list[bytes], list[bytes]],
) -> None:
    lines, other = both
    # As a file is read: what has no end goes on.
    read = BytesIO(b"".join(other)).readlines()

    assert told(lines, head(lines)) == []
    assert told(read, head(lines)) != []
