"""Where a document can be edited: its keys, its lists, and what they hold, at every depth."""

from collections.abc import Iterator

Path = tuple[str | int, ...]
# An edit of one of these is another name, and has a kind of its own.
NAMES = ("name", "key", "id", "kind", "namespace", "apiVersion", "metadata", "alert", "record")


def walk(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield every value below `value` with its path, parents first."""
    yield path, value
    if isinstance(value, dict):
        for key, child in value.items():
            yield from walk(child, (*path, key))
    elif isinstance(value, list):
        for at, child in enumerate(value):
            yield from walk(child, (*path, at))


def at(document: object, path: Path) -> object:
    """Return what stands at a path."""
    for step in path:
        document = document[step]  # type: ignore[index]  # a path of this document leads there
    return document


def put(document: object, path: Path, value: object) -> None:
    """Put a value where another one stands."""
    at(document, path[:-1])[path[-1]] = value  # type: ignore[index]  # a path of this document leads there


def values(document: object, *kinds: type) -> list[Path]:
    """Return where a map holds a value of one of these types, under a key that names nothing."""
    return [
        path
        for path, value in walk(document)
        if type(value) in kinds and path and isinstance(path[-1], str) and not _names(path)
    ]


def maps(document: object, least: int = 1) -> list[Path]:
    """Return where a map stands that has `least` keys or more."""
    return [
        path for path, value in walk(document) if isinstance(value, dict) and len(value) >= least
    ]


def named(document: object, least: int) -> list[Path]:
    """Return where a list of maps stands that all have a `name`, no two the same."""
    found = []
    for path, items in walk(document):
        if isinstance(items, list) and len(items) >= least and all(map(_is_map, items)):
            names = [item.get("name") for item in items]
            if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
                found.append(path)
    return found


def unnamed(document: object, least: int) -> list[Path]:
    """Return where a list of maps stands, no two the same, of which none has a usual name."""
    found = []
    for path, items in walk(document):
        if isinstance(items, list) and len(items) >= least and all(map(_is_map, items)):
            if any(key in item for item in items for key in NAMES):
                continue
            if all(len(item) > 1 for item in items) and len(set(map(repr, items))) == len(items):
                found.append(path)
    return found


def scalars(document: object, least: int) -> list[Path]:
    """Return where a list of texts or numbers stands, no two the same."""
    found = []
    for path, items in walk(document):
        if isinstance(items, list) and len(items) >= least:
            if all(type(item) in (str, int) for item in items):
                if len(set(map(str, items))) == len(items):
                    found.append(path)
    return found


def _is_map(item: object) -> bool:
    return isinstance(item, dict)


def _names(path: Path) -> bool:
    """Whether what stands at a path may be what its item is known by."""
    return path[-1] in NAMES or (len(path) > 1 and isinstance(path[-2], int))
