"""Whether two documents are the same, and which keys alone make the difference."""

from confledger.location import Path


def same(old: object, new: object) -> bool:
    """Whether two values are alike in types, values and the order of keys; NaN is like NaN."""
    return renamed(old, new) == {}


def renamed(old: object, new: object) -> dict[Path, str] | None:
    """Return the keys that have another name now, by their old paths; None for any other change.

    Keys are compared by where they stand in their maps.
    """
    found: dict[Path, str] = {}
    todo: list[tuple[Path, object, object]] = [((), old, new)]
    while todo:
        path, one, other = todo.pop()
        if type(one) is not type(other):
            return None
        if isinstance(one, dict) and isinstance(other, dict):
            if len(one) != len(other):
                return None
            for (key, value), (name, now) in zip(one.items(), other.items(), strict=True):
                if key != name:
                    found[(*path, key)] = name
                todo.append(((*path, key), value, now))
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return None
            todo += [((*path, at), *two) for at, two in enumerate(zip(one, other, strict=True))]
        elif one != other and not (one != one and other != other):  # noqa: PLR0124 - NaN
            return None
    return found
