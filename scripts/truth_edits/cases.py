"""The cases: each kind of edit, made on so many real files."""

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import NamedTuple

from truth_edits.edits import VALUES, Edit, Truth, made
from truth_edits.lists import DOCUMENTS, LISTS

EDITS: dict[str, Edit] = {**VALUES, **LISTS, **DOCUMENTS}
# A kind of edit that so many files in a row have no place for has found all there are.
_ENOUGH = 40_000


class Case(NamedTuple):
    """Two versions of a file, and what was done between them."""

    edit: str
    before: list[object]
    after: list[object]
    truth: list[Truth]


def made_from(sources: Iterator[list[object]], count: int, seed: int) -> list[Case]:
    """Return `count` cases of each kind of edit."""
    found: dict[str, list[Case]] = {name: [] for name in EDITS}
    rng = Random(seed)
    for documents in islice(sources, _ENOUGH):
        open_ = [name for name in EDITS if len(found[name]) < count]
        if not open_:
            break
        for name in rng.sample(open_, min(len(open_), 6)):
            done = made(EDITS[name], rng, documents)
            if done is not None:
                found[name].append(Case(name, documents, *done))
    return [case for cases in found.values() for case in cases]
