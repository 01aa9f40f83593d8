"""Which key of a map has another name now: what it holds is the same, or much alike."""

import json
from collections import Counter

from confledger.changes.resemblance import ALIKE, features, resembling, texts_alike, trivial

# Of keys that hold the same and it says nothing, more pairs than these are not compared.
_MOST = 10_000
_written = json.JSONEncoder(sort_keys=True).encode


def renamed(gone: dict[str, object], born: dict[str, object]) -> list[tuple[str, str]]:
    """Return pairs of an old key and a new one; each is in one pair at most.

    What says nothing, such as `true`, must be all that changed in the map, or have alike keys.
    """
    alone = len(gone) == 1 and len(born) == 1
    pairs: list[tuple[str, str]] = []
    where: dict[str, list[str]] = {}
    for key in sorted(born):
        where.setdefault(_written(born[key]), []).append(key)
    written = {key: _written(gone[key]) for key in sorted(gone)}
    counts = Counter(written.values())
    there = {text: len(keys) for text, keys in where.items()}
    for key, text in written.items():
        places = where.get(text, [])
        if trivial(gone[key]) and counts[text] * there.get(text, 0) > _MOST:
            continue
        for other in places:
            if alone or not trivial(gone[key]) or texts_alike(key, other):
                places.remove(other)
                pairs.append((key, other))
                break
    used = {key for pair in pairs for key in pair}
    old = [key for key in sorted(gone) if key not in used and not trivial(gone[key])]
    new = [key for key in sorted(born) if key not in used and not trivial(born[key])]
    if old and new:
        ones = {at: features(gone[key]) for at, key in enumerate(old)}
        twos = {at: features(born[key]) for at, key in enumerate(new)}
        pairs += [(old[i], new[j]) for i, j in resembling(ones, twos, ALIKE)]
    return pairs
