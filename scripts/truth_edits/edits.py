"""Edits of maps and values of which it is known what they change, one function for each.

An edit works on a copy of real documents and returns what is true of it: kind, path before,
path after; None where a document has no place for it.
"""

import copy
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from truth_edits import sites
from truth_edits.sites import Path

ADDED, REMOVED, CHANGED, RETYPED = "added", "removed", "changed", "retyped"
MOVED, RENAMED = "moved", "renamed"


class Truth(NamedTuple):
    """One change that was made."""

    kind: str
    old_path: Path | None
    path: Path | None


Edit = Callable[[Random, list[object]], list[Truth] | None]
VALUES: dict[str, Edit] = {}


def edit(name: str, table: dict[str, Edit]) -> Callable[[Edit], Edit]:
    """Enter an edit under its name."""

    def entered(function: Edit) -> Edit:
        table[name] = function
        return function

    return entered


def another(rng: Random, value: object) -> object:
    """Return a value of the same type that differs."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + rng.randrange(1, 50)
    return f"{value}-{rng.randrange(16**4):04x}" if rng.random() < 0.5 else word(rng)


def word(rng: Random) -> str:
    """Return a text that is in no document."""
    return "".join(rng.choice("bcdfghjklmnpqrstvwxz") + rng.choice("aeiou") for _ in range(5))


def in_first(documents: list[object], find: Callable[[object], list[Path]]) -> list[Path]:
    """Return the places in the first document: the one that is edited."""
    return find(documents[0])


def _set(
    rng: Random, documents: list[object], kinds: tuple[type, ...], kind: str, to: object
) -> list[Truth] | None:
    found = sites.values(documents[0], *kinds)
    if not found:
        return None
    path = rng.choice(found)
    old = sites.at(documents[0], path)
    new = to(rng, old) if callable(to) else to
    sites.put(documents[0], path, new)
    return [Truth(kind, path, path)]


@edit("change a text", VALUES)
def _text(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _set(rng, documents, (str,), CHANGED, another)


@edit("change a number", VALUES)
def _number(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _set(rng, documents, (int, float), CHANGED, another)


@edit("turn a boolean over", VALUES)
def _boolean(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _set(rng, documents, (bool,), CHANGED, another)


@edit("number to its text", VALUES)
def _number_to_text(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _set(rng, documents, (int,), RETYPED, lambda _, old: str(old))


@edit("boolean to 0 or 1", VALUES)
def _boolean_to_number(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _set(rng, documents, (bool,), RETYPED, lambda _, old: int(old))


@edit("whole number to one with a fraction", VALUES)
def _to_float(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _set(rng, documents, (int,), RETYPED, lambda _, old: float(old))


@edit("value to null", VALUES)
def _null(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _set(rng, documents, (str, int, bool), RETYPED, None)


@edit("text to a map", VALUES)
def _to_map(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _set(rng, documents, (str,), RETYPED, lambda _, old: {"value": old, "extra": 1})


@edit("change three values", VALUES)
def _three(rng: Random, documents: list[object]) -> list[Truth] | None:
    found = sites.values(documents[0], str, int)
    if len(found) < 3:
        return None
    chosen = sorted(rng.sample(found, 3), key=str)
    for path in chosen:
        sites.put(documents[0], path, another(rng, sites.at(documents[0], path)))
    return [Truth(CHANGED, path, path) for path in chosen]


@edit("add a key", VALUES)
def _add(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _insert(rng, documents, word(rng))


@edit("add a map", VALUES)
def _add_map(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _insert(rng, documents, {word(rng): word(rng), word(rng): [1, {"a": word(rng)}]})


def _insert(rng: Random, documents: list[object], value: object) -> list[Truth] | None:
    path = rng.choice(sites.maps(documents[0]))
    held = sites.at(documents[0], path)
    assert isinstance(held, dict)
    key = word(rng)
    entries = list(held.items())
    entries.insert(rng.randrange(len(entries) + 1), (key, value))
    held.clear()
    held.update(entries)
    return [Truth(ADDED, None, (*path, key))]


@edit("delete a key", VALUES)
def _delete(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _drop(rng, documents, sites.values(documents[0], str, int, bool, float))


@edit("delete a map", VALUES)
def _delete_map(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _drop(rng, documents, sites.values(documents[0], dict))


def _drop(rng: Random, documents: list[object], found: list[Path]) -> list[Truth] | None:
    if not found:
        return None
    path = rng.choice(found)
    held = sites.at(documents[0], path[:-1])
    assert isinstance(held, dict)
    del held[path[-1]]
    return [Truth(REMOVED, path, None)]


@edit("rename a key", VALUES)
def _rename(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _call(rng, documents, sites.values(documents[0], str, int, bool, list))


@edit("rename the key of a map", VALUES)
def _rename_map(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _call(rng, documents, sites.values(documents[0], dict))


@edit("rename the key of a map, change in it", VALUES)
def _rename_and_change(rng: Random, documents: list[object]) -> list[Truth] | None:
    found = [
        path
        for path in sites.values(documents[0], dict)
        if len(sites.values(sites.at(documents[0], path), str, int, bool)) >= 4
    ]
    done = _call(rng, documents, found)
    if done is None:
        return None
    assert done[0].path is not None
    assert done[0].old_path is not None
    held = sites.at(documents[0], done[0].path)
    inner = rng.choice(sites.values(held, str, int, bool))
    sites.put(held, inner, another(rng, sites.at(held, inner)))
    return [*done, Truth(CHANGED, (*done[0].old_path, *inner), (*done[0].path, *inner))]


def _call(rng: Random, documents: list[object], found: list[Path]) -> list[Truth] | None:
    if not found:
        return None
    path = rng.choice(found)
    held = sites.at(documents[0], path[:-1])
    assert isinstance(held, dict)
    key = word(rng)
    entries = [(key if old == path[-1] else old, value) for old, value in held.items()]
    held.clear()
    held.update(entries)
    return [Truth(RENAMED, path, (*path[:-1], key))]


@edit("rename a key beside one that is deleted", VALUES)
def _rename_and_delete(rng: Random, documents: list[object]) -> list[Truth] | None:
    found = [
        path
        for path in sites.values(documents[0], str)
        if len(str(sites.at(documents[0], path))) > 6
        and len(
            [
                key
                for key in sites.values(sites.at(documents[0], path[:-1]), str, int)
                if len(key) == 1
            ]
        )
        > 1
    ]
    done = _call(rng, documents, found)
    if done is None:
        return None
    assert done[0].path is not None
    held = sites.at(documents[0], done[0].path[:-1])
    value = sites.at(documents[0], done[0].path)
    others = [
        key
        for (key, *rest) in sites.values(held, str, int)
        if not rest and key != done[0].path[-1] and held[key] != value  # type: ignore[index]  # a map, as the edit is made
    ]
    if not others:
        return None
    key = rng.choice(others)
    del held[key]  # type: ignore[attr-defined]  # a map, as the edit is made
    return [*done, Truth(REMOVED, (*done[0].path[:-1], key), None)]


@edit("exchange two texts", VALUES)
def _exchange(rng: Random, documents: list[object]) -> list[Truth] | None:
    found = sites.values(documents[0], str)
    if len(found) < 2:
        return None
    one, two = sorted(rng.sample(found, 2), key=str)
    old, new = sites.at(documents[0], one), sites.at(documents[0], two)
    if old == new:
        return None
    sites.put(documents[0], one, new)
    sites.put(documents[0], two, old)
    return [Truth(CHANGED, one, one), Truth(CHANGED, two, two)]


@edit("add, delete and change a key of one map", VALUES)
def _all_three(rng: Random, documents: list[object]) -> list[Truth] | None:
    found = [path for path in sites.maps(documents[0], 3) if not path or path[-1] != "metadata"]
    rng.shuffle(found)
    for path in found:
        held = sites.at(documents[0], path)
        assert isinstance(held, dict)
        inner = [key for (key, *rest) in sites.values(held, str, int, bool) if not rest]
        if len(inner) > 1 and not (path and isinstance(path[-1], int)):
            one, two = rng.sample(inner, 2)
            key = word(rng)
            del held[one]
            held[two] = another(rng, held[two])
            held[key] = word(rng)
            return [
                Truth(REMOVED, (*path, one), None),
                Truth(CHANGED, (*path, two), (*path, two)),
                Truth(ADDED, None, (*path, key)),
            ]
    return None


@edit("reorder the keys of all maps", VALUES)
def _reorder(rng: Random, documents: list[object]) -> list[Truth] | None:
    for path in reversed(sites.maps(documents[0], 2)):
        held = sites.at(documents[0], path)
        assert isinstance(held, dict)
        entries = list(held.items())
        rng.shuffle(entries)
        held.clear()
        held.update(entries)
    return []


def made(
    function: Edit, rng: Random, documents: list[object]
) -> tuple[list[object], list[Truth]] | None:
    """Return a copy of the documents with one edit, and what is true of it."""
    after = copy.deepcopy(documents)
    truth = function(rng, after)
    return None if truth is None else (after, truth)
