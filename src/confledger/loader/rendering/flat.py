"""A tree as names and texts, for formats that know nothing else.

`managers.storage.pool` is MANAGERS__STORAGE__POOL behind the prefix, as the loader reads it back
from environment variables. A list is one text, of JSON; a null is left out, since a variable
that says nothing is not set.
"""

import re
from collections.abc import Callable, Iterator

from confledger.errors import ConfledgerError
from confledger.loader.naming import variable_of
from confledger.location import Path, dotted

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class Flat:
    """Names with their texts, in the order of the tree; the key of each; and what was null."""

    __slots__ = ("keys", "nulls", "texts")

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.keys: dict[str, Path] = {}
        self.nulls: list[Path] = []

    def add(self, name: str, path: Path, value: object) -> None:
        """Add one value; raise ConfledgerError where another one has its name."""
        if value is None:
            self.nulls.append(path)
            return
        if name in self.keys:
            raise ConfledgerError(
                f"`{dotted(self.keys[name])}` and `{dotted(path)}` would both be {name}",
                help="rename one of them, render one of them alone, or take json, yaml or toml",
            )
        self.texts[name] = text_of(value)
        self.keys[name] = path


def variables(value: object, prefix: str = "", at: Path = ()) -> Flat:
    """Return environment variables; raise ConfledgerError where a key makes no name of one."""
    found = Flat()
    for path, one in leaves(value, at, into_lists=False):
        name = variable_of(path, prefix)
        if not _NAME.match(name):
            raise ConfledgerError(
                f"`{dotted(path)}` makes no name of a variable",
                help="give --prefix, or take json, yaml or toml",
            )
        found.add(name, path, one)
    return found


def dotted_names(value: object, at: Path = ()) -> Flat:
    """Return names as people write keys, `jobs[0].name`; each scalar of a list has its own."""
    found = Flat()
    for path, one in leaves(value, at, into_lists=True):
        found.add(dotted(path), path, "" if isinstance(one, (dict, list)) else one)
    return found


def leaves(value: object, at: Path, *, into_lists: bool) -> Iterator[tuple[Path, object]]:
    """Yield each value that is no map, or an empty one, with its path, in the order they stand."""
    if isinstance(value, dict) and value:
        for name, one in value.items():
            yield from leaves(one, (*at, name), into_lists=into_lists)
    elif into_lists and isinstance(value, list) and value:
        for index, one in enumerate(value):
            yield from leaves(one, (*at, index), into_lists=True)
    else:
        yield at, value


def text_of(value: object) -> str:
    """Return a value as a program reads it from a text: `true`, `5`, `[1, 2]`."""
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, dict, list)):
        from json import dumps

        return dumps(value, ensure_ascii=False)
    return str(value)


def lines(texts: "dict[str, str]", written: Callable[[str], str]) -> str:
    """Return one `NAME=value` a line."""
    return "".join(f"{name}={written(text)}\n" for name, text in texts.items())
