"""A file as SOPS sees it: leaves in order, comments, metadata; encrypted or still plain."""

from confledger.location import Path, Span
from confledger.secrets.stores.stored import METADATA, MOST_BYTES, Comment, Unreadable

__all__ = [
    "BINARY",
    "DOTENV",
    "INI",
    "JSON",
    "METADATA",
    "MOST_BYTES",
    "STORES",
    "YAML",
    "Comment",
    "Leaf",
    "SopsFile",
    "Unreadable",
    "looks_encrypted",
    "read",
    "store_of",
]

YAML, JSON, DOTENV, INI, BINARY = "yaml", "json", "dotenv", "ini", "binary"
STORES = (YAML, JSON, DOTENV, INI, BINARY)

# So often a value may be held against a comment; in a file of 16 kB it is a hundredth of that.
_MOST_HELD = 4_000_000

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from confledger.secrets.metadata import Metadata
    from confledger.secrets.stores.stored import Places, Stored


class Leaf:
    """One value: a text, number, truth value or nothing, and the comments right above it.

    Above the maps and lists that it is in as well; they are told only where the scope asks.
    """

    __slots__ = ("comments", "document", "path", "value")

    def __init__(
        self, document: int, path: Path, value: object, comments: tuple[str, ...] = ()
    ) -> None:
        self.document = document
        self.path = path
        self.value = value
        self.comments = comments


class SopsFile:
    """One file, read. `metadata` is None where it carries none, so is plain for SOPS.

    `documents` are its values without metadata, keys in order (a dotenv file is a map, an INI
    file a map of maps, a binary one `{"data": …}`); `told` what each document has below `sops`
    (flat ones nested again), None where it has nothing. SOPS itself heeds only the first.
    """

    __slots__ = (
        "_comments",
        "_leaves",
        "_places",
        "_stored",
        "data",
        "documents",
        "metadata",
        "path",
        "store",
        "told",
    )

    path: str
    store: str
    data: bytes
    documents: list[object]
    told: list[object]
    metadata: "Metadata | None"

    def __init__(self, data: bytes, path: str, store: str, stored: "Stored") -> None:
        from confledger.secrets.metadata import is_metadata, read

        self.data = data
        self.path = path
        self.store = store
        self._stored = stored
        self._comments: list[Comment] | None = None
        self._leaves: list[Leaf] | None = None
        self._places: Places | None = None
        self.documents = []
        self.told = []
        for document in stored.documents:
            told = document.get(METADATA) if isinstance(document, dict) else None
            self.told.append(told)
            if isinstance(document, dict) and is_metadata(told):
                document = {name: item for name, item in document.items() if name != METADATA}
            self.documents.append(document)
        first = self.told[0] if self.told else None
        self.metadata = read(first) if is_metadata(first) else None
        if self.metadata is not None and self.metadata.scope.by_comment:
            _verify_size(data)
        if self.metadata is not None and store in (JSON, BINARY):
            # To SOPS, a key is its metadata in JSON however it is capitalised.
            self.metadata.faults += [
                ((name,), "a second key that SOPS takes for its metadata")
                for name in self.documents[0]  # type: ignore[attr-defined]
                if name.casefold() == METADATA
            ]

    def leaves(self) -> list[Leaf]:
        """Return every value that is no map or list, in document order."""
        if self._leaves is None:
            found: list[Leaf] = []
            for number, document in enumerate(self.documents):
                _gather(document, number, (), found)
            self._leaves = found
            if self.metadata is not None and self.metadata.scope.by_comment:
                self._tell_comments(found)
        return self._leaves

    def comments(self) -> list[Comment]:
        """Return every comment, in order; of a store without comments, none."""
        if self._comments is None:
            self._comments = self._stored.comments()
        return self._comments

    def selected(self, leaf: Leaf) -> bool:
        """Whether the file's own scope has this value encrypted; False without metadata."""
        return self._selects(leaf.path, leaf.comments)

    def comment_selected(self, comment: Comment) -> bool:
        """Whether the file's own scope has this comment encrypted; False without metadata."""
        if self.metadata is None or not self.metadata.scope.by_comment:
            # What SOPS read inside of an empty map or list, it writes behind it.
            empty = comment.after if self._is_empty(comment.document, comment.after) else None
            return self._selects(comment.path, ()) and (empty is None or self._selects(empty, ()))
        above = [comment.path[:end] for end in range(1, len(comment.path) + 1)]
        known = self.comments()
        texts = [
            other.text
            for other in known[: known.index(comment)]
            if other.document == comment.document
            and (
                other.above in above
                or (other.path == comment.path and other.above == comment.above)
            )
        ]
        # One that says what is not to be encrypted is not encrypted itself; nor is one that
        # says what is, as only what comes after it is meant.
        if self.metadata.scope.way.startswith("unencrypted"):
            texts.append(comment.text)
        return self._selects(comment.path, tuple(texts))

    def span(self, document: int, path: Path) -> Span | None:
        """Return where a value stands; of a path below `sops` as well, however it is written."""
        return self._where().value(document, path)

    def key_span(self, document: int, path: Path) -> Span | None:
        """Return where the key of a value stands."""
        return self._where().key(document, path)

    def _selects(self, path: Path, comments: tuple[str, ...]) -> bool:
        if self.metadata is None:
            return False
        if self.store == BINARY:
            # One value, and nothing in it that could be left plain: a scope has no meaning.
            return True
        from confledger.secrets.patterns import PatternError

        try:
            return self.metadata.scope.selects(path, comments)
        except PatternError:
            # To SOPS, such a pattern is found nowhere.
            return self.metadata.scope.way.startswith("unencrypted")

    def _is_empty(self, document: int, path: Path | None) -> bool:
        """Whether there is a map or list without anything in it."""
        if path is None:
            return False
        value: Any = self.documents[document]
        try:
            for step in path:
                value = value[step]
        except (IndexError, KeyError, TypeError):  # a key that libyaml gives as it is written
            return False
        return value in ({}, [])

    def _tell_comments(self, leaves: list[Leaf]) -> None:
        """Give each value the comments above it, and above what it is in."""
        by_entry: dict[tuple[int, Path], list[str]] = {}
        for comment in self.comments():
            if comment.above is not None:
                by_entry.setdefault((comment.document, comment.above), []).append(comment.text)
        for leaf in leaves:
            entries = [leaf.path[:end] for end in range(1, len(leaf.path) + 1)]
            texts = [by_entry.get((leaf.document, entry), []) for entry in entries]
            leaf.comments = tuple(text for some in texts for text in some)
            if entries and isinstance(leaf.path[-1], int) and _is_comment(leaf.value):
                # An encrypted comment is an item of its own in a list, yet above the next one.
                following = (leaf.document, (*leaf.path[:-1], leaf.path[-1] + 1))
                above = [*texts[-1], str(leaf.value), *by_entry.get(following, [])]
                by_entry[following] = above

    def _where(self) -> "Places":
        if self._places is None:
            self._places = self._stored.places()
        return self._places


def _gather(value: object, document: int, path: Path, found: list[Leaf]) -> None:
    """Add the values of a document; recursion is bounded by the depth of documents."""
    if isinstance(value, dict):
        for name, item in value.items():
            _gather(item, document, (*path, name), found)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _gather(item, document, (*path, index), found)
    else:
        found.append(Leaf(document, path, value))


def _verify_size(data: bytes) -> None:
    """Raise Unreadable where it would take long to hold each value against all comments."""
    values = data.count(b"\n") + data.count(b",")
    if values * (data.count(b"#") + data.count(b";")) > _MOST_HELD:
        raise Unreadable("it has too many values, and comments that say which are encrypted")


def _is_comment(value: object) -> bool:
    from confledger.secrets.tokens import read as token

    found = token(value) if isinstance(value, str) else None
    return found is not None and found.type == "comment"


def store_of(path: str) -> str:
    """Return the store that SOPS takes for a path, by its ending; `binary` for any other."""
    for ending, store in _ENDINGS:
        if path.endswith(ending):
            return store
    return BINARY


_ENDINGS = ((".yaml", YAML), (".yml", YAML), (".json", JSON), (".env", DOTENV), (".ini", INI))


def looks_encrypted(data: bytes, store: str) -> bool:
    """Whether bytes may carry metadata of SOPS: cheap, and certain when it says no.

    That is, there is a key `sops`, or one that starts so, as SOPS and people write keys.
    """
    if store == DOTENV:
        return b"sops_" in data or b'"sops"' in data
    at = data.find(b"sops")
    while at >= 0:
        before, after = data[at - 1 : at] if at else b"\n", data[at + 4 : at + 24]
        if before in _BEFORE and after.lstrip(b"\"' \t\r\n")[:1] in _AFTER:
            return True
        at = data.find(b"sops", at + 4)
    return False


# Before and after the name, its quotes and blanks left out; a flat one goes on with `_`.
_BEFORE = frozenset(b"\n\r\t \"'{[,\xbf"[at : at + 1] for at in range(10))
_AFTER = (b":", b"]", b"_")


def read(data: bytes, path: str, store: str | None = None) -> SopsFile:
    """Read a file, encrypted or plain; raise Unreadable. Never constructs anything from tags.

    Without `store`, by the ending of the path, unless the text shows that SOPS was told another.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"the file has more than {MOST_BYTES >> 20} MiB")
    if store is not None:
        return SopsFile(data, path, store, _stored(data, store))
    named = store_of(path)
    for other in _others(data, named):
        try:
            stored = _stored(data, other)
        except Unreadable:
            continue
        found = SopsFile(data, path, other, stored)
        if found.metadata is not None:
            return found
    return SopsFile(data, path, named, _stored(data, named))


def _others(data: bytes, named: str) -> list[str]:
    """Return the stores that an encrypted file may be of, in spite of its name."""
    from confledger.secrets.stores.json import is_binary, starts

    if named == JSON or not looks_encrypted(data, BINARY):
        return []
    if starts(data):
        try:
            documents = _stored(data, JSON).documents
        except Unreadable:
            return []
        if is_binary(documents[0]):
            return [BINARY]
        return [] if named == YAML else [JSON]
    if named == YAML:
        return []
    marks = ((YAML, b"\nsops:"), (DOTENV, b"sops_"), (INI, b"[sops]"))
    return [store for store, mark in marks if store != named and mark in data]


def _stored(data: bytes, store: str) -> "Stored":
    """Read with one store; each is imported when it is needed."""
    if store == YAML:
        from confledger.secrets.stores.yaml import read as by_yaml

        return by_yaml(data)
    if store == DOTENV:
        from confledger.secrets.stores.dotenv import read as by_dotenv

        return by_dotenv(data)
    if store == INI:
        from confledger.secrets.stores.ini import read as by_ini

        return by_ini(data)
    from confledger.secrets.stores import json

    return json.binary(data) if store == BINARY else json.read(data)
