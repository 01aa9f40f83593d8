"""Which items of three versions of a list are the same one.

By what tells them apart, where that is the same in all three; else an item is the same only if
it is exactly so, and stands between others that are.
"""

import json

from confledger.changes.identity import Identities, document_label
from confledger.changes.leaves import item_labels, labelled
from confledger.changes.sequence import in_common, kept
from confledger.location import Path

_written = json.JSONEncoder(sort_keys=True).encode
# Part of each of three lists, between items that all of them have.
Chunk = tuple[range, range, range]


def document_labels(documents: list[object]) -> list[str]:
    """Return what each document of a file is known by."""
    taken: set[str] = set()
    return [labelled(document_label(one), number, taken) for number, one in enumerate(documents)]


def labels_of(
    path: Path, lists: tuple[list[object], ...], identities: Identities
) -> list[list[str]] | None:
    """Return what each item of each list is known by; None unless all lists tell it the same way.

    An empty list has no items, and agrees with any way.
    """
    filled = [items for items in lists if items]
    if not filled:
        return None
    if type(filled[0][0]) is not dict:
        found = [identities.labels(path, items) if items else [] for items in lists]
        return None if None in found else found  # type: ignore[return-value]  # none is None
    known: dict[int, list[str]] = {}
    ways = set()
    first = filled[0]
    for other in filled[1:] or [first]:
        shared = identities.shared(path, first, other)
        if shared is None:
            return None
        way, ones, twos = shared
        ways.add(way)
        known[id(first)], known[id(other)] = ones, twos
    if len(ways) > 1:
        return None
    return [known[id(items)] if items else [] for items in lists]


def steps_of(items: list[object], path: Path, identities: Identities) -> list[str]:
    """Return each item as a step of a key, as the ledger writes it."""
    labels = item_labels(items, path, identities) if items else None
    return labels or [f"[{number}]" for number in range(len(items))]


def chunks(base: list[object], old: list[object], now: list[object]) -> list[tuple[bool, Chunk]]:
    """Cut three lists where all of them have the same items; True for what is the same in all."""
    texts = [[_written(item) for item in items] for items in (base, old, now)]
    to_old, to_now = (dict(_in_order(texts[0], other)) for other in texts[1:])
    found: list[tuple[bool, Chunk]] = []
    done = (0, 0, 0)
    for at in range(len(base)):
        if at not in to_old or at not in to_now:
            continue
        here = (at, to_old[at], to_now[at])
        if here != done:
            found.append((False, _between(done, here)))
        done = (here[0] + 1, here[1] + 1, here[2] + 1)
        found.append((True, _between(here, done)))
    end = (len(base), len(old), len(now))
    if end != done:
        found.append((False, _between(done, end)))
    return found


def _in_order(one: list[str], two: list[str]) -> list[tuple[int, int]]:
    pairs = in_common(one, two)
    stay = kept([j for _, j in pairs])
    return [pair for number, pair in enumerate(pairs) if number in stay]


def _between(start: tuple[int, int, int], end: tuple[int, int, int]) -> Chunk:
    one, two, three = (range(a, b) for a, b in zip(start, end, strict=True))
    return one, two, three


def in_between(order: list[str], there: list[str], label: str) -> int:
    """Return where an item goes among those that are there, by the order that it stood in.

    Behind the nearest one before it, else before the nearest one after it, else at the end.
    """
    at = order.index(label)
    places = {one: number for number, one in enumerate(there)}
    for other in reversed(order[:at]):
        if other in places:
            return places[other] + 1
    for other in order[at + 1 :]:
        if other in places:
            return places[other]
    return len(there)
