"""What values at one place of several documents have in common, gathered value by value.

Values themselves are kept only where they are short words that may turn out to be a choice of
a few, and never where they may be secrets.
"""

import re
from datetime import date, datetime

# Beyond so many different words, it is no choice.
_MOST_WORDS = 12
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,23}\Z")
_URI = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,4})?(?:/[A-Za-z0-9._~/-]*)?\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)\Z")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!\Z)|\Z)){4}")


def formats_of(text: str) -> set[str]:
    """Return the formats that a text has beyond doubt."""
    if _URI.match(text):
        return {"uri"}
    if _IPV4.match(text):
        return {"ipv4"}
    try:
        if _DATE.match(text):
            date.fromisoformat(text)
            return {"date"}
        if _MOMENT.match(text):
            datetime.fromisoformat(text)
            return {"date-time"}
    except ValueError:
        pass
    return set()


class Shape:
    """The values at one place: how many of each type, and what is in the lists and maps."""

    __slots__ = (
        *("count", "formats", "integers", "items", "keys", "maps", "per_map", "sealed", "types"),
        *("words", "with_key"),
    )

    def __init__(self) -> None:
        self.count = 0
        self.types: dict[str, int] = {}
        # Values by their key; in how many maps each key was, and how many keys each map had.
        self.keys: dict[str, Shape] = {}
        self.with_key: dict[str, int] = {}
        self.per_map: list[int] = []
        self.maps = 0
        self.items: Shape | None = None
        # How often each word was there; None once it is clear that it is no choice.
        self.words: dict[str, int] | None = {}
        self.formats: set[str] | None = None
        self.sealed = False

    def add(self, value: object, *, hidden: frozenset[str] = frozenset()) -> None:
        """Take in one value; of the texts that are `hidden`, nothing is kept."""
        self.count += 1
        kind = type_name(value)
        self.types[kind] = self.types.get(kind, 0) + 1
        if isinstance(value, dict):
            self.maps += 1
            self.per_map.append(len(value))
            for key, item in value.items():
                if key not in self.keys:
                    self.keys[key] = Shape()
                self.with_key[key] = self.with_key.get(key, 0) + 1
                self.keys[key].add(item, hidden=hidden)
        elif isinstance(value, list):
            if self.items is None:
                self.items = Shape()
            for item in value:
                self.items.add(item, hidden=hidden)
        elif isinstance(value, str):
            self._text(value, hidden=value in hidden)

    def _text(self, value: str, *, hidden: bool) -> None:
        if hidden:
            self.sealed = True
            self.words = None
            self.formats = set()
            return
        fitting = formats_of(value)
        self.formats = fitting if self.formats is None else self.formats & fitting
        if self.words is not None:
            if _WORD.match(value):
                self.words[value] = self.words.get(value, 0) + 1
            if not _WORD.match(value) or len(self.words) > _MOST_WORDS:
                self.words = None

    def merge(self, other: "Shape") -> None:
        """Take in all that another place has."""
        self.count += other.count
        for kind, count in other.types.items():
            self.types[kind] = self.types.get(kind, 0) + count
        self.maps += other.maps
        self.per_map += other.per_map
        for key, shape in other.keys.items():
            if key not in self.keys:
                self.keys[key] = Shape()
            self.keys[key].merge(shape)
            self.with_key[key] = self.with_key.get(key, 0) + other.with_key[key]
        if other.items is not None:
            if self.items is None:
                self.items = Shape()
            self.items.merge(other.items)
        if self.words is not None and other.words is not None:
            for word, count in other.words.items():
                self.words[word] = self.words.get(word, 0) + count
            if len(self.words) > _MOST_WORDS:
                self.words = None
        else:
            self.words = None
        if other.formats is not None:
            mine = self.formats
            self.formats = set(other.formats) if mine is None else mine & other.formats
        self.sealed = self.sealed or other.sealed


def type_name(value: object) -> str:
    """Return the type of a value as JSON Schema calls it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
