"""The leaves of a version of a YAML file, of which only what is new is read.

Two versions of a file have most of their lines in common. A text is cut where the keys of a map
begin, which can be seen without reading it; each piece is a document of its own, whose leaves
are kept by what is in it. Wherever that might not give what reading the whole file gives, the
whole file is read: `leaves` then returns None.
"""

import re
from collections import OrderedDict
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from confledger.changes.identity import Identities, document_label
from confledger.changes.leaves import (
    ROOT,
    Leaves,
    add,
    add_order,
    item_labels,
    labelled,
    shown_step,
)
from confledger.documents.dialect import YAML
from confledger.documents.formats.yaml import normalised
from confledger.documents.limits import Limits
from confledger.documents.load import quick

# Smaller ones are read at once: to cut them costs more.
_SMALL = 3000
# So many leaves of pieces are kept.
_MOST = 250_000
# And so many values that tell what items are known by.
_MOST_NAMED = 60_000
# How a document begins: nothing may follow, but a comment.
_MARKER = re.compile(rb"^---[^\n]*\n?", re.MULTILINE)
_EMPTY_MARKER = re.compile(rb"---[ ]*(?:#[^\n]*)?\n?")
# What may be an anchor: how much its aliases expand to is limited for the whole file.
_ANCHOR = re.compile(rb"&(?<=[\s\[{,:-]&)[^\s&]")
_COMMENTS = re.compile(rb"(?:[ ]*(?:#[^\n]*)?(?:\n|\Z))*")
_KEY = re.compile(rb"[A-Za-z0-9_./-]+:(?=[ \n]|\Z)")
# The key alone on its line: what it stands for begins on the next one.
_OPENED = re.compile(rb"[ ]*[A-Za-z0-9_./-]+:[ ]*(?:#[^\n]*)?\n")
_INDENTED = re.compile(rb"(?:[ ]*(?:#[^\n]*)?\n)*([ ]*)([^\n])")
Digest = bytes


class Pieces:
    """Reads versions of files, and keeps the leaves of their pieces while they are likely."""

    def __init__(self, identities: Identities, limits: Limits) -> None:
        self._identities = identities
        self._limits = limits
        self._kept: OrderedDict[tuple[Digest, str], tuple[tuple[str, ...], Leaves]] = OrderedDict()
        self._size = 0
        self._named: dict[Digest, object] = {}

    def leaves(self, data: bytes) -> Leaves | None:
        """Return the leaves of a file, or None where it has to be read as a whole."""
        if len(data) < _SMALL or len(data) > self._limits.max_bytes or _elsewhere(data):
            return None
        texts = _documents(data)
        if texts is None:
            return None
        found: Leaves = {}
        taken: set[str] = set()
        for number, text in enumerate(texts):
            if not _filled(text):
                add(None, labelled("", number, taken) + ROOT, (), found, self._identities)
                continue
            pieces = _cut(text, 0)
            if pieces is None:
                return None
            naming: dict[str, object] = {}
            for piece in pieces:
                key = piece[: piece.index(b":")]
                if key.startswith(b"sops"):
                    return None
                if key in (b"kind", b"metadata"):
                    value = self._value(piece)
                    if value is None:
                        return None
                    naming |= value
            label = labelled(document_label(naming), number, taken)
            if not self._map(pieces, label + ROOT, (), found):
                return None
        return found

    def _map(self, pieces: list[bytes], at: str, path: tuple[str, ...], found: Leaves) -> bool:
        """Add the leaves of the pieces of one map; whether that can be done."""
        known: set[str] = set()
        for piece in _grouped(pieces):
            name = (blake2b(piece, digest_size=16).digest(), at)
            kept = self._kept.get(name)
            if kept is None:
                kept = self._read(piece, at, path)
                if kept is None:
                    return False
                self._keep(name, kept)
            else:
                self._kept.move_to_end(name)
            keys, leaves = kept
            if not known.isdisjoint(keys):
                return False
            known.update(keys)
            found.update(leaves)
        return True

    def _read(
        self, piece: bytes, at: str, path: tuple[str, ...]
    ) -> tuple[tuple[str, ...], Leaves] | None:
        """Return the keys of a piece, and its leaves."""
        if len(piece) > _SMALL:
            opened = _OPENED.match(piece)
            if opened is not None:
                body = piece[opened.end() :]
                key = opened[0].strip().partition(b":")[0].decode("ascii")
                found = self._opened(body, _indent(piece), f"{at}/{shown_step(key)}", (*path, key))
                if found is not None and _plain(key):
                    return (key,), found
        value = self._parsed(piece)
        if value is None:
            return None
        leaves: Leaves = {}
        add(value, at, path, leaves, self._identities)
        return tuple(value), leaves

    def _opened(self, body: bytes, outer: int, at: str, path: tuple[str, ...]) -> Leaves | None:
        """Return the leaves of what stands below a key; None where that has to be read at once."""
        first = _INDENTED.match(body)
        if first is None:
            return None
        indent = len(first[1])
        found: Leaves = {}
        if first[2] == b"-":
            return found if indent >= outer and self._list(body, indent, at, path, found) else None
        pieces = _cut(body, indent) if indent > outer else None
        return found if pieces and self._map(pieces, at, path, found) else None

    def _list(
        self, body: bytes, indent: int, at: str, path: tuple[str, ...], found: Leaves
    ) -> bool:
        """Add the leaves of a list of maps; whether that can be done."""
        texts = _items(body, indent)
        if texts is None:
            return False
        items: list[list[bytes]] = []
        known = []
        for text, inner in texts:
            # A small item is read at once, and known by its text from then on.
            pieces = [text] if len(text) <= _SMALL else _cut(text, inner)
            item = None if pieces is None else self._outline(pieces)
            if pieces is None or item is None:
                return False
            items.append(pieces)
            known.append(item)
        labels = item_labels(known, path, self._identities)  # type: ignore[arg-type]
        for number, pieces in enumerate(items):
            where = f"{at}/{labels[number] if labels else f'[{number}]'}"
            if len(pieces) > 1 or len(pieces[0]) > _SMALL:
                if not self._map(pieces, where, path, found):
                    return False
                continue
            name = (blake2b(pieces[0], digest_size=16).digest(), where)
            kept = self._kept.get(name)
            if kept is None:
                leaves: Leaves = {}
                add(known[number], where, path, leaves, self._identities)
                kept = ((), leaves)
                self._keep(name, kept)
            else:
                self._kept.move_to_end(name)
            found.update(kept[1])
        add_order(labels, at, found)
        return True

    def _outline(self, pieces: list[bytes]) -> dict[str, object] | None:
        """Return as much of an item as tells what it is known by: large parts are left empty."""
        if len(pieces) == 1 and len(pieces[0]) > _SMALL:
            return None
        found: dict[str, object] = {}
        for piece in pieces:
            if len(piece) > _SMALL and not piece.lstrip().startswith(b"metadata:"):
                opened = _OPENED.match(piece)
                key = b"" if opened is None else opened[0].strip().partition(b":")[0]
                if not key or not _plain(key.decode("ascii")):
                    return None
                found[key.decode("ascii")] = {}
                continue
            value = self._value(piece)
            if value is None:
                return None
            found |= value
        return found

    def _value(self, piece: bytes) -> dict[str, object] | None:
        digest = blake2b(piece, digest_size=16).digest()
        found = self._named.get(digest)
        if found is None:
            found = self._parsed(piece)
            if len(self._named) > _MOST_NAMED:
                self._named.clear()
            self._named[digest] = found
        return found  # type: ignore[return-value]

    def _parsed(self, piece: bytes) -> dict[str, object] | None:
        """Return what one piece holds; None unless it is, without any doubt, a map."""
        read = quick(piece, YAML, self._limits)
        documents = None if read is None else normalised(read)
        if documents is None or len(documents) != 1:
            return None
        value = documents[0]
        return value if type(value) is dict and value else None

    def _keep(self, name: tuple[Digest, str], kept: tuple[tuple[str, ...], Leaves]) -> None:
        self._kept[name] = kept
        self._size += len(kept[1]) + 1
        while self._size > _MOST and len(self._kept) > 1:
            self._size -= len(self._kept.popitem(last=False)[1][1]) + 1


def _elsewhere(data: bytes) -> bool:
    """Whether there is more than documents that have nothing to do with each other.

    Directives, the ends of documents, line ends of other systems. An alias without its anchor
    cannot be read, so that what is cut apart there is read as a whole in the end.
    """
    return (
        b"\r" in data
        or data[:1] in b"%\xef&"
        or b"\n%" in data
        or b"\n..." in data
        or data.startswith(b"...")
        or (b"&" in data and _ANCHOR.search(data) is not None)
    )


def _documents(data: bytes) -> list[bytes] | None:
    """Return the texts of the documents, without their markers; None where there is more."""
    found = []
    start = 0
    for marker in _MARKER.finditer(data):
        if _EMPTY_MARKER.fullmatch(marker[0]) is None:
            return None
        if start or _filled(data[: marker.start()]):
            found.append(data[start : marker.start()])
        start = marker.end()
    found.append(data[start:])
    # Of nothing but comments, there is no document at all.
    return found if start or _filled(data) else None


def _items(body: bytes, indent: int) -> list[tuple[bytes, int]] | None:
    """Return each item of a list of maps as the text of a map, and its indent."""
    if _lines(indent).search(body) is not None:
        # There is more than items.
        return None
    dashes = list(_dashes(indent).finditer(body))
    if not dashes or _filled(body[: dashes[0].start()]):
        return None
    starts = [one.start() for one in dashes]
    starts.append(len(body))
    found = []
    for dash, (one, end) in zip(dashes, pairwise(starts), strict=True):
        inner = dash.end() - one
        if _KEY.match(body, dash.end()) is None:
            return None
        found.append((b" " * inner + body[dash.end() : end], inner))
    return found


@lru_cache(maxsize=64)
def _dashes(indent: int) -> "re.Pattern[bytes]":
    return re.compile(rb"^ {%d}- *" % indent, re.MULTILINE)


def _filled(text: bytes) -> bool:
    return _COMMENTS.fullmatch(text) is None


@lru_cache(maxsize=64)
def _lines(indent: int) -> "re.Pattern[bytes]":
    """Match what begins a line at a column or before, but comments and items of lists there."""
    return re.compile(rb"^(?! {%d}-[ \n]) {0,%d}(?=[^ \n#])" % (indent, indent), re.MULTILINE)


def _cut(text: bytes, indent: int) -> list[bytes] | None:
    """Return one piece for each key of the map that a text is; None where it may be another."""
    starts = []
    for line in _lines(indent).finditer(text):
        at = line.end()
        if at - line.start() != indent or _KEY.match(text, at) is None:
            return None
        starts.append(line.start())
    if not starts or _filled(text[: starts[0]]):
        return None
    starts.append(len(text))
    return [text[one:end] for one, end in pairwise(starts)]


def _grouped(pieces: list[bytes]) -> list[bytes]:
    """Return small neighbours as one: to read many small texts takes longer than a larger one."""
    found: list[bytes] = []
    group: list[bytes] = []
    size = 0
    for piece in pieces:
        if len(piece) > _SMALL:
            found.append(piece)
            continue
        group.append(piece)
        size += len(piece)
        if size > _SMALL:
            found.append(b"".join(group))
            group, size = [], 0
    if group:
        found.append(b"".join(group))
    return found


def _indent(piece: bytes) -> int:
    return len(piece) - len(piece.lstrip(b" "))


def _plain(key: str) -> bool:
    """Whether a key is certainly a text, and so the name it has when it is read."""
    return key[:1].isalpha() and key.isalnum() and key.lower() not in _WORDS


# What is no text in some version of YAML.
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
