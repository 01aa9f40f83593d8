"""Records are found where they stand, or all at once, in both files, and never altered."""

import random
from pathlib import Path

import pytest

from confledger.checks import store
from confledger.checks.store import KEY, NEWS, SETTLED, VALUE, Store

TEXT = b"closure!"


def records(count: int, seed: int = 1) -> dict[bytes, bytes]:
    at = random.Random(seed)
    return {at.randbytes(KEY): bytes([at.randrange(2)]) + TEXT for _ in range(count)}


def kept(folder: Path, *rounds: dict[bytes, bytes]) -> dict[bytes, bytes]:
    everything: dict[bytes, bytes] = {}
    for new in rounds:
        Store(str(folder)).add(new, {TEXT: b"schemas"})
        everything |= new
    return everything


def sizes(folder: Path) -> dict[str, int]:
    """Return how many records each file holds."""
    return {
        name: store._File(str(folder), name).count
        for name in (NEWS, SETTLED)
        if (folder / name).exists()
    }


@pytest.mark.parametrize("count", [1, 2, 127, 128, 129, 5_000, 40_000])
@pytest.mark.parametrize("many", [2, 100_000], ids=["all at once", "one by one"])
def test_every_record_is_found_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, many: int
) -> None:
    monkeypatch.setattr(store, "RECENT", 0)
    monkeypatch.setattr(store, "_MANY", many)
    everything = kept(tmp_path, records(count))
    one = Store(str(tmp_path))
    asked = list(everything)[:2_000]
    strangers = [bytes(KEY), b"\xff" * KEY, *records(300, seed=2)]

    assert sizes(tmp_path) == {NEWS: 0, SETTLED: count}
    assert [one.get(key) for key in asked] == [everything[key] for key in asked]
    assert {one.get(key) for key in strangers} == {None}
    assert one.texts == {TEXT: b"schemas"}


def test_keys_that_stand_together_are_found_far_from_where_they_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "RECENT", 0)
    close = {n.to_bytes(KEY, "big"): b"\0" + TEXT for n in range(9_000)}
    far = {b"\xff" + n.to_bytes(KEY - 1, "big"): b"\1" + TEXT for n in range(9_000)}
    everything = kept(tmp_path, close | far)
    one = Store(str(tmp_path))

    asked = random.Random(3).sample(sorted(everything), 200)

    assert [one.get(key) for key in asked] == [everything[key] for key in asked]


def test_what_is_new_goes_into_the_small_file_until_it_is_no_longer_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "RECENT", 10)
    first, second, third = records(9), records(4, seed=2), records(5, seed=3)

    kept(tmp_path, first)
    assert sizes(tmp_path) == {NEWS: 9}
    kept(tmp_path, second)
    assert sizes(tmp_path) == {NEWS: 0, SETTLED: 13}
    kept(tmp_path, third)
    assert sizes(tmp_path) == {NEWS: 5, SETTLED: 13}

    one = Store(str(tmp_path))
    everything = first | second | third
    assert {key: one.get(key) for key in everything} == everything


def test_the_newer_of_two_records_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = b"k" * KEY
    monkeypatch.setattr(store, "RECENT", 0)
    kept(tmp_path, {key: b"\0" + TEXT})
    monkeypatch.setattr(store, "RECENT", 10)
    kept(tmp_path, {key: b"\1" + TEXT})

    assert sizes(tmp_path) == {NEWS: 1, SETTLED: 1}
    assert Store(str(tmp_path)).get(key) == b"\1" + TEXT


def test_damage_loses_records_and_makes_none_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "RECENT", 0)
    everything = kept(tmp_path, records(50))
    file = tmp_path / SETTLED
    whole = file.read_bytes()
    width = KEY + VALUE + store._CHECK
    for at in range(len(whole) - 3 * width, len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 64]) + whole[at + 1 :])

        found = {key: Store(str(tmp_path)).get(key) for key in everything}

        lost = [key for key, value in found.items() if value is None]
        assert lost
        assert {**found, **dict.fromkeys(lost)} == {**everything, **dict.fromkeys(lost)}
