"""What a commit changed in one file taken back out of it, as bytes, and what is in the way.

By key where the file is configuration that can be read, else by line. What comes out is read
again, and has to be what was wanted and nothing else; else it is a conflict.
"""

import re
from collections import Counter

from confledger.changes.identity import Identities
from confledger.changes.leaves import ITEMS, ROOT, Leaves, add, leaves
from confledger.changes.sameness import exactly_same
from confledger.documents.load import load
from confledger.documents.text import BOM
from confledger.errors import ConfledgerError
from confledger.git.text_merge import merged as merged_by_line
from confledger.rollback import in_place, places, three_way
from confledger.rollback.three_way import MISSING, Clash

LINES, BINARY, UNPROVED = "lines", "binary", "unproved"
WHYS = {
    LINES: "its lines were changed again since",
    BINARY: "it is no text, and was changed again since",
}
_USUAL = Identities()
_NUMBERED = re.compile(r"/\[\d+\](?:/|$)")
_ITEM = re.compile(r"/\[[^/]*")


class Content:
    """What comes out of a file: its bytes, those that it has where nothing could be done.

    `clashes` are keys that stay as they are. `before` and `now` are the leaves that they, and
    what was wanted, are to be looked at with: a value may be a secret for what is beside it.
    """

    __slots__ = ("before", "clashes", "data", "now", "taken")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.clashes: list[tuple[Clash, str]] = []
        self.taken: list[str] = []
        self.before: Leaves = {}
        self.now: Leaves = {}

    def refuse(self, why: str, kind: str = three_way.CHANGED) -> "Content":
        """Say that the whole file is in the way of what was wanted."""
        self.clashes.append((Clash("", MISSING, MISSING, kind), why))
        return self


def without(
    base: bytes,
    old: bytes,
    now: bytes,
    dialect: str | None,
    *,
    key: str | None = None,
    identities: Identities = _USUAL,
) -> Content:
    """Take the way from `old` to `base` back out of `now`; of it only that of one `key`."""
    documents = [None if dialect is None else read(one, dialect) for one in (base, old, now)]
    after, before, here = documents
    if after is None or before is None or here is None or dialect is None:
        return _by_line(base, old, now)
    made = Content(now)
    if key is not None:
        wanted = places.only(after, before, key, identities)
        if wanted is None:
            return made
        before = wanted
    merge = three_way.merged(after, before, here, identities, _blended)
    made.taken = merge.taken
    if merge.clashes and key is None and all(map(_nameless, merge.clashes)):
        data = _as_git_does(base, old, now, dialect, identities)
        if data is not None:
            made.data = data
            made.taken = [*merge.taken, *(one.key for one in merge.clashes)]
            return made
    if merge.clashes:
        made.before, made.now = leaves(before, identities), leaves(here, identities)
        made.clashes = [(one, three_way.WHYS[one.kind]) for one in merge.clashes]
    versions, by_key = (base, old, now), key is not None
    try:
        data = _written(versions, here, merge.documents, dialect, identities, by_key=by_key)
    except ConfledgerError as error:
        return made.refuse(f"it cannot be taken back without harm to the rest: {error}", UNPROVED)
    if not merge.clashes and key is None and not _proved((after, before, here), merge, identities):
        return made.refuse("what came out could not be proved to be what was wanted", UNPROVED)
    made.data = data
    return made


def read(data: bytes, dialect: str) -> list[object] | None:
    """Return the documents of a file, a mark of the byte order aside; None where it has a fault."""
    found = load(data.removeprefix(BOM), dialect)
    return None if found.problems else found.documents


def _written(
    versions: tuple[bytes, bytes, bytes],
    here: list[object],
    wanted: list[object],
    dialect: str,
    identities: Identities,
    *,
    by_key: bool,
) -> bytes:
    """Return the bytes that are read as what is wanted.

    Lines that git can merge bring comments back too, and the places of keys.
    """
    base, old, now = versions
    ways = []
    if not by_key:
        merged = merged_by_line(now, base, old)
        if merged is None:
            merged = merged_by_line(now, base, old, ours=True)
        ways += [] if merged is None else [merged]
    for one in ways:
        found = read(one, dialect)
        if found is not None and exactly_same(found, wanted):
            return one
    if exactly_same(here, wanted):
        return now
    reason = None
    for one in (now, *ways):
        try:
            return in_place.rewritten(one, dialect, wanted, old, identities)
        except ConfledgerError as error:
            reason = reason or error
    assert reason is not None
    raise reason


def _nameless(clash: Clash) -> bool:
    """Whether a clash is about items of a list that are known by their place alone."""
    lists = isinstance(clash.wanted, list) and isinstance(clash.now, list)
    return lists or _NUMBERED.search(clash.key) is not None


def _as_git_does(
    base: bytes, old: bytes, now: bytes, dialect: str, identities: Identities
) -> bytes | None:
    """Return what git makes of it, if only values that the commit brought come or go.

    Of items that are known by their place alone, lines may tell which is which where keys do not.
    """
    made = merged_by_line(now, base, old)
    if made is None:
        return None
    found = [read(one, dialect) for one in (base, old, now, made)]
    each = [leaves(one, identities) for one in found if one is not None]
    if len(each) < len(found) or not _weighed(*each):
        return None
    return made


def _blended(base: str, old: str, now: str) -> str | None:
    """Take lines back out of one value."""
    texts = [one.encode("utf-8", "surrogatepass") for one in (now, base, old)]
    made = merged_by_line(texts[0], texts[1], texts[2])
    return None if made is None else made.decode("utf-8", "surrogatepass")


def _proved(
    versions: tuple[list[object], list[object], list[object]],
    merge: three_way.Merge,
    identities: Identities,
) -> bool:
    """Whether each key that the commit changed is what it was, and each other what it is.

    Told from the leaves alone, whatever way led there. Where items of a list are known by their
    place, or by other names in each version, their keys cannot be compared; then no value may
    come or go but those that the commit brought or took.
    """
    each = [*versions, merge.documents]
    alone = all(len(one) == 1 for one in each)
    base, old, now, made = (_leaves(one, identities, alone=alone) for one in each)
    blended = {key.partition(ROOT)[2] for key in merge.blended}
    changed = {key for key in base.keys() | old.keys() if base.get(key) != old.get(key)}
    for key in now.keys() | made.keys() | changed:
        if key.endswith("/" + ITEMS) or key.partition(ROOT)[2] in blended:
            continue
        is_, was, wanted = made.get(key), now.get(key), old.get(key)
        if is_ != (wanted if key in changed else was) and not _emptied(key, is_, was, made, now):
            return _weighed(base, old, now, made, blended=bool(blended))
    return True


def _leaves(documents: list[object], identities: Identities, *, alone: bool) -> Leaves:
    """Return the leaves of a file; of one document `alone` whatever it is called."""
    if not alone:
        return leaves(documents, identities)
    found: Leaves = {}
    add(documents[0], ROOT, (), found, identities)
    return found


def _weighed(
    base: Leaves, old: Leaves, now: Leaves, made: Leaves, *, blended: bool = False
) -> bool:
    """Whether no value came but those that the commit took, and none went but those it brought."""
    brought = _counted({key: text for key, text in base.items() if old.get(key) != text})
    took = _counted({key: text for key, text in old.items() if base.get(key) != text})
    were, are = _counted(now), _counted(made)
    return all(
        -brought[one] <= are[one] - were[one] <= took[one]
        for one in were | are
        if not (blended and "\n" in one[1])
    )


def _counted(found: Leaves) -> Counter[tuple[str, str]]:
    """Count each value below the keys of maps, whichever item of a list it is in."""
    return Counter(
        (_ITEM.sub("/[", key.partition(ROOT)[2]), text)
        for key, text in found.items()
        if text not in ("{", "[") and not key.endswith("/" + ITEMS)
    )


def _emptied(key: str, is_: str | None, was: str | None, made: Leaves, now: Leaves) -> bool:
    """Whether a leaf differs only as a map or list lost all that was in it, or got its first."""
    below = key + "/"
    if is_ in ("{", "["):
        return was is None and any(one.startswith(below) for one in now)
    return is_ is None and was in ("{", "[") and any(one.startswith(below) for one in made)


def _by_line(base: bytes, old: bytes, now: bytes) -> Content:
    made = Content(now)
    if any(b"\0" in one for one in (base, old, now)):
        return made.refuse(WHYS[BINARY])
    merged = merged_by_line(now, base, old)
    if merged is None:
        return made.refuse(WHYS[LINES])
    made.data = merged
    return made
