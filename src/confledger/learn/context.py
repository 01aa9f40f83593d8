"""What stands around a key: by this, uses of it elsewhere are more or less like this one."""

from confledger.changes.leaves import Leaves
from confledger.learn.pattern import Pattern, document

# So many values beside a key, and of each so many characters, are looked at.
_SIBLINGS = 8
_LONGEST = 60
# So many maps of a file are looked for on their own.
_ONE_BY_ONE = 4
_HIDDEN = "!"
# Where an object of Flux, or of Argo CD, names the chart that its values are for.
_CHARTS = (
    "/spec/chart/spec/chart",
    "/spec/chartRef/name",
    "/spec/chart/name",
    "/spec/source/chart",
)
# What a feature is of, by its first letter, and what it counts where both have it.
WEIGHTS = {
    "b": 1.0,  # a value beside it
    "c": 1.5,  # the chart
    "d": 1.5,  # the folder
    "e": 0.7,  # the folder above
    "f": 1.0,  # the name of the file
    "i": 2.0,  # the label of the item
    "k": 0.5,  # the kind of object, or the name of the file
    "n": 2.0,  # the name of the object
    "p": 3.0,  # the whole key, with the names in it
    "s": 1.0,  # the namespace
    "t": 0.5,  # the top folder
}


def features(key: str, pattern: Pattern, path: str, leaves: "Beside") -> frozenset[str]:
    """Return the features of one key of a file; values of secrets are none."""
    found = [letter + name for letter, name in pattern.names if letter != "i"]
    if pattern.item:
        found.append("i" + pattern.item)
    found += [f"k{pattern.kind}", f"t{path.partition('/')[0]}", "p" + key.partition("#")[2]]
    start = document(pattern.label)
    for place in _CHARTS:
        chart = leaves.leaves.get(start + place)
        if chart is not None and chart[0] == "s" and len(chart) <= _LONGEST:
            found.append("c" + chart[1:])
            break
    found += leaves.of(pattern)
    return frozenset(found)


class Beside:
    """The leaves of one version of a file, and those in the same map as a key."""

    __slots__ = ("_asked", "_maps", "leaves")

    def __init__(self, leaves: Leaves) -> None:
        self.leaves = leaves
        self._asked: dict[str, list[tuple[str, str]]] = {}
        self._maps: dict[str, list[tuple[str, str]]] | None = None

    def of(self, pattern: Pattern) -> list[str]:
        """Return the features of the values beside a key."""
        found = []
        for last, value in self._held(pattern.parent):
            if last != pattern.last:
                found.append(f"b{last}={value}")
                if len(found) == _SIBLINGS:
                    break
        return found

    def _held(self, parent: str) -> list[tuple[str, str]]:
        """Return the values in a map, by their keys: found one by one, then all at once."""
        if self._maps is not None:
            return self._maps.get(parent, [])
        held = self._asked.get(parent)
        if held is None:
            if len(self._asked) == _ONE_BY_ONE:
                self._maps = self._all()
                return self._maps.get(parent, [])
            start = parent + "/"
            size = len(start)
            held = self._asked[parent] = sorted(
                (key[size:], value)
                for key, value in self.leaves.items()
                if key.startswith(start) and "/" not in key[size:] and _told(key, value)
            )
        return held

    def _all(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for key, value in self.leaves.items():
            if _told(key, value):
                parent, _, last = key.rpartition("/")
                found.setdefault(parent, []).append((last, value))
        for held in found.values():
            held.sort()
        return found


def _told(key: str, value: str) -> bool:
    return len(value) <= _LONGEST and value[0] != _HIDDEN and not key.endswith("/[]")
