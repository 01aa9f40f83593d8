"""Edits of lists and of whole documents of which it is known what they change."""

import copy
from random import Random

from truth_edits import sites
from truth_edits.edits import (
    ADDED,
    CHANGED,
    MOVED,
    REMOVED,
    RENAMED,
    Edit,
    Truth,
    another,
    edit,
    word,
)
from truth_edits.sites import Path

LISTS: dict[str, Edit] = {}
Items = list[object]


def _one(rng: Random, found: list[Path], documents: list[object]) -> tuple[Path, Items] | None:
    if not found:
        return None
    path = rng.choice(found)
    items = sites.at(documents[0], path)
    assert isinstance(items, list)
    return path, items


def _fresh(rng: Random, like: object) -> object:
    """Return a map with the keys of another, and nothing else in common with it."""
    if isinstance(like, dict):
        return {key: _fresh(rng, value) for key, value in like.items()}
    if isinstance(like, list):
        return [_fresh(rng, like[0])] if like else []
    return another(rng, like) if isinstance(like, (int, float)) else word(rng)


def _within(rng: Random, items: Items, at: int) -> Path | None:
    """Change one value of an item, deeper than its name; return where."""
    found = sites.values(items[at], str, int, bool)
    if not found:
        return None
    inner = rng.choice(found)
    sites.put(items[at], inner, another(rng, sites.at(items[at], inner)))
    return inner


@edit("insert a named item first", LISTS)
def _named_first(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _insert(rng, documents, sites.named(documents[0], 2), change=False)


@edit("insert a named item first, change the last", LISTS)
def _named_first_change(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _insert(rng, documents, sites.named(documents[0], 2), change=True)


@edit("insert an unnamed map first", LISTS)
def _unnamed_first(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _insert(rng, documents, sites.unnamed(documents[0], 2), change=False)


@edit("insert an unnamed map first, change the last", LISTS)
def _unnamed_first_change(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _insert(rng, documents, sites.unnamed(documents[0], 2), change=True)


@edit("insert a text or number first", LISTS)
def _scalar_first(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _insert(rng, documents, sites.scalars(documents[0], 2), change=False)


def _insert(
    rng: Random, documents: list[object], found: list[Path], *, change: bool
) -> list[Truth] | None:
    chosen = _one(rng, found, documents)
    if chosen is None:
        return None
    path, items = chosen
    truth = [Truth(ADDED, None, (*path, 0))]
    if change:
        last = len(items) - 1
        inner = _within(rng, items, last)
        if inner is None:
            return None
        truth.append(Truth(CHANGED, (*path, last, *inner), (*path, last + 1, *inner)))
    items.insert(0, _fresh(rng, items[rng.randrange(len(items))]))
    return truth


@edit("delete a named item", LISTS)
def _named_delete(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _delete(rng, documents, sites.named(documents[0], 2))


@edit("delete an unnamed map", LISTS)
def _unnamed_delete(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _delete(rng, documents, sites.unnamed(documents[0], 2))


@edit("delete a text or number", LISTS)
def _scalar_delete(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _delete(rng, documents, sites.scalars(documents[0], 2))


def _delete(rng: Random, documents: list[object], found: list[Path]) -> list[Truth] | None:
    chosen = _one(rng, found, documents)
    if chosen is None:
        return None
    path, items = chosen
    at = rng.randrange(len(items))
    del items[at]
    return [Truth(REMOVED, (*path, at), None)]


@edit("move a named item", LISTS)
def _named_move(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _move(rng, documents, sites.named(documents[0], 3), change=False)


@edit("move a named item and change it", LISTS)
def _named_move_change(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _move(rng, documents, sites.named(documents[0], 3), change=True)


@edit("move an unnamed map", LISTS)
def _unnamed_move(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _move(rng, documents, sites.unnamed(documents[0], 3), change=False)


@edit("move a text or number", LISTS)
def _scalar_move(rng: Random, documents: list[object]) -> list[Truth] | None:
    return _move(rng, documents, sites.scalars(documents[0], 3), change=False)


def _move(
    rng: Random, documents: list[object], found: list[Path], *, change: bool
) -> list[Truth] | None:
    chosen = _one(rng, found, documents)
    if chosen is None:
        return None
    path, items = chosen
    # By two places at least: of neighbours that changed places, either may be said to have moved.
    old, new = (0, len(items) - 1) if rng.random() < 0.5 else (len(items) - 1, 0)
    truth = [Truth(MOVED, (*path, old), (*path, new))]
    if change:
        inner = _within(rng, items, old)
        if inner is None:
            return None
        truth.append(Truth(CHANGED, (*path, old, *inner), (*path, new, *inner)))
    items.insert(new, items.pop(old))
    return truth


@edit("rename a named item", LISTS)
def _named_rename(rng: Random, documents: list[object]) -> list[Truth] | None:
    # The name of a mount is that of the volume; what it is itself is where it is mounted.
    found = [path for path in sites.named(documents[0], 1) if path[-1:] != ("volumeMounts",)]
    chosen = _one(rng, found, documents)
    if chosen is None:
        return None
    path, items = chosen
    at = rng.randrange(len(items))
    items[at]["name"] = word(rng)  # type: ignore[index]  # a list of maps, as the site was chosen
    return [Truth(RENAMED, (*path, at, "name"), (*path, at, "name"))]


@edit("rename a named item and move it", LISTS)
def _named_rename_move(rng: Random, documents: list[object]) -> list[Truth] | None:
    found = [
        path
        for path in sites.named(documents[0], 3)
        if path[-1:] != ("volumeMounts",)
        and len(sites.values(sites.at(documents[0], (*path, 0)), str, int)) > 1
    ]
    chosen = _one(rng, found, documents)
    if chosen is None:
        return None
    path, items = chosen
    last = len(items) - 1
    items[0]["name"] = word(rng)  # type: ignore[index]  # a list of maps, as the site was chosen
    items.append(items.pop(0))
    return [
        Truth(MOVED, (*path, 0), (*path, last)),
        Truth(RENAMED, (*path, 0, "name"), (*path, last, "name")),
    ]


@edit("move two named items", LISTS)
def _named_move_two(rng: Random, documents: list[object]) -> list[Truth] | None:
    chosen = _one(rng, sites.named(documents[0], 6), documents)
    if chosen is None:
        return None
    path, items = chosen
    last = len(items) - 1
    first, second = items.pop(0), items.pop(0)
    items += [second, first]
    return [
        Truth(MOVED, (*path, 0), (*path, last)),
        Truth(MOVED, (*path, 1), (*path, last - 1)),
    ]


@edit("insert a text or number that is there already", LISTS)
def _scalar_twice(rng: Random, documents: list[object]) -> list[Truth] | None:
    chosen = _one(rng, sites.scalars(documents[0], 3), documents)
    if chosen is None:
        return None
    path, items = chosen
    # Two places on, that it can be told which of the two is new: the one that is out of order.
    old = rng.randrange(len(items) - 2)
    items.insert(old + 2, items[old])
    return [Truth(ADDED, None, (*path, old + 2))]


@edit("delete an unnamed map, insert another elsewhere", LISTS)
def _unnamed_replace(rng: Random, documents: list[object]) -> list[Truth] | None:
    chosen = _one(rng, sites.unnamed(documents[0], 3), documents)
    if chosen is None:
        return None
    path, items = chosen
    last = len(items) - 1
    fresh = _fresh(rng, items[last])
    del items[last]
    items.insert(0, fresh)
    return [Truth(REMOVED, (*path, last), None), Truth(ADDED, None, (*path, 0))]


@edit("change a text or number of a list", LISTS)
def _scalar_change(rng: Random, documents: list[object]) -> list[Truth] | None:
    chosen = _one(rng, sites.scalars(documents[0], 2), documents)
    if chosen is None:
        return None
    path, items = chosen
    at = rng.randrange(len(items))
    items[at] = another(rng, items[at])
    return [Truth(CHANGED, (*path, at), (*path, at))]


@edit("change in a list and above it", LISTS)
def _depths(rng: Random, documents: list[object]) -> list[Truth] | None:
    chosen = _one(rng, sites.named(documents[0], 2), documents)
    above = sites.values(documents[0], str, int)
    if chosen is None or not above:
        return None
    path, items = chosen
    outer = rng.choice(above)
    if outer[: len(path)] == path:
        return None
    sites.put(documents[0], outer, another(rng, sites.at(documents[0], outer)))
    at = rng.randrange(len(items))
    inner = _within(rng, items, at)
    if inner is None:
        return None
    whole = (*path, at, *inner)
    return [Truth(CHANGED, outer, outer), Truth(CHANGED, whole, whole)]


DOCUMENTS: dict[str, Edit] = {}


def _object(document: object) -> bool:
    metadata = document.get("metadata") if isinstance(document, dict) else None
    return isinstance(metadata, dict) and isinstance(metadata.get("name"), str)


@edit("insert a document first", DOCUMENTS)
def _document_first(rng: Random, documents: list[object]) -> list[Truth] | None:
    if not _object(documents[0]):
        return None
    documents.insert(0, _fresh(rng, documents[0]))
    return [Truth(ADDED, None, ())]


@edit("insert a document first, change the next", DOCUMENTS)
def _document_first_change(rng: Random, documents: list[object]) -> list[Truth] | None:
    inner = _within(rng, documents, 0) if _object(documents[0]) else None
    if inner is None:
        return None
    documents.insert(0, _fresh(rng, documents[0]))
    return [Truth(ADDED, None, ()), Truth(CHANGED, inner, inner)]


@edit("delete a document", DOCUMENTS)
def _document_delete(rng: Random, documents: list[object]) -> list[Truth] | None:
    if len(documents) < 2:
        return None
    del documents[rng.randrange(len(documents))]
    return [Truth(REMOVED, (), None)]


@edit("move a document", DOCUMENTS)
def _document_move(rng: Random, documents: list[object]) -> list[Truth] | None:
    if len(documents) < 3 or len({repr(one) for one in documents}) < len(documents):
        return None
    documents.append(documents.pop(0))
    return [Truth(MOVED, (), ())]


@edit("rename an object", DOCUMENTS)
def _document_rename(rng: Random, documents: list[object]) -> list[Truth] | None:
    large = [
        one for one in documents if _object(one) and len(sites.values(one, str, int, bool)) > 1
    ]
    if not large:
        return None
    rng.choice(large)["metadata"]["name"] = word(rng)  # type: ignore[index]  # a list of maps, as the site was chosen
    return [Truth(RENAMED, ("metadata", "name"), ("metadata", "name"))]


@edit("another apiVersion", DOCUMENTS)
def _version(rng: Random, documents: list[object]) -> list[Truth] | None:
    if not _object(documents[0]) or not isinstance(documents[0], dict):
        return None
    if not isinstance(documents[0].get("apiVersion"), str):
        return None
    documents[0]["apiVersion"] = copy.copy(documents[0]["apiVersion"]) + "beta2"
    return [Truth(CHANGED, ("apiVersion",), ("apiVersion",))]
