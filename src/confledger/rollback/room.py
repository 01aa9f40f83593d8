"""Whether a file can be where it is wanted: no file can be where a folder is, nor below a file."""

from collections.abc import Collection, Iterable


def in_the_way(staying: Collection[str], wanted: Iterable[str]) -> dict[str, str]:
    """Return, by each wanted path that cannot be, the first file that stays in its way."""
    inside: dict[str, str] = {}
    for path in sorted(staying, reverse=True):
        inside.update(dict.fromkeys(_above(path), path))
    there = frozenset(staying)
    found = {}
    for path in wanted:
        other = inside.get(path) or next((one for one in _above(path) if one in there), None)
        if other is not None:
            found[path] = other
    return found


def _above(path: str) -> list[str]:
    return [path[:at] for at, one in enumerate(path) if one == "/"]
