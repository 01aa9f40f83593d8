"""What was found out is kept, and only what was kept is believed."""

from pathlib import Path

import pytest

from confledger.checks import memory
from confledger.checks.memory import Memory

ANSWERS = [None, [], [(0, ("a", 1), "x")], {"a": b"\0"}, True]


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_comes_back_as_it_was(tmp_path: Path, answer: object) -> None:
    first = Memory(str(tmp_path), b"engine")
    key = first.key("abc", "question")
    first.keep(key, answer)
    first.save(everything=True)

    assert Memory(str(tmp_path), b"engine").get(key) == (answer,)


def test_another_object_question_or_program_has_another_answer() -> None:
    one = Memory(None, b"engine")
    keys = {
        *(one.key("abc", "q"), one.key("abd", "q"), one.key("abc", "r")),
        Memory(None, b"other").key("abc", "q"),
    }

    assert len(keys) == 4


def test_runs_beside_each_other_lose_nothing(tmp_path: Path) -> None:
    one, two = Memory(str(tmp_path), b""), Memory(str(tmp_path), b"")
    assert one.get(b"k") is two.get(b"k") is None
    one.keep(b"1", 1)
    two.keep(b"2", 2)
    one.save(everything=False)
    two.save(everything=False)

    last = Memory(str(tmp_path), b"")
    assert [last.get(b"1"), last.get(b"2")] == [(1,), (2,)]


@pytest.mark.parametrize("at", [0, 30, -1])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, at: int) -> None:
    first = Memory(str(tmp_path), b"")
    first.keep(b"1", 1)
    first.save(everything=False)
    file = tmp_path / memory.NAME
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)

    again = Memory(str(tmp_path), b"")
    assert again.get(b"1") is None
    again.keep(b"2", 2)
    again.save(everything=False)
    assert Memory(str(tmp_path), b"").get(b"2") == (2,)


def test_of_too_much_only_what_is_asked_for_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST", 2)
    for number in b"12":
        one = Memory(str(tmp_path), b"")
        one.keep(bytes([number]), number)
        one.save(everything=True)
    one = Memory(str(tmp_path), b"")
    assert one.get(b"1") is not None
    one.keep(b"3", 3)
    one.save(everything=True)

    last = Memory(str(tmp_path), b"")
    assert [last.get(key) is not None for key in (b"1", b"2", b"3")] == [True, False, True]
