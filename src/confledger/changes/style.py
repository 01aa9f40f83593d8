"""What differs between two versions of a file, and no value shows: comments, style, tags.

Four classes. A comment came, went or says something else. The style of what stays is another:
quotes, indentation, the order of keys. A tag that programs act on is another one: `!Ref x` is
not `!Sub x`. A key is of another type: `1: a` is not `"1": a` to programs that know the
difference.
"""

from confledger.changes.comments import Comment, comments, compared, may_differ
from confledger.changes.written import Key, Node, Written, is_core, written
from confledger.documents import text as encoding
from confledger.documents.dialect import YAML
from confledger.documents.load import load, positions
from confledger.location import Path, dotted
from confledger.secrets.redaction import path_shown

COMMENT, STYLE, TAG, KEY_TYPE = "comment", "style", "tag", "key-type"
CLASSES = (COMMENT, STYLE, TAG, KEY_TYPE)
_BOM = b"\xef\xbb\xbf"
# In the order in which they are told.
_WHAT = (
    *("encoding", "byte order mark", "line ends", "end of file", "document marks"),
    *("anchors", "key order", "quotes", "spelling", "block or flow", "tags"),
    *("indentation", "blank lines", "spacing"),
)


class Restyled:
    """One difference that no value shows.

    `kind` is one of CLASSES. `what` says what of it: for a comment `added`, `removed` or
    `changed`; for style one of a few words such as `quotes`, once a file, with `count` places
    of which this is the first; for the others `changed`. `line` is None where it went, and
    `old_line` where it came. `path` leads to the key that it belongs to. Comments have their
    texts in `before` and `after`, tags and types of keys theirs; secrets are `<redacted>`.
    """

    __slots__ = ("after", "before", "count", "document", "kind", "line", "old_line", "path", "what")

    def __init__(
        self,
        kind: str,
        what: str,
        path: Path = (),
        *,
        document: int = 0,
        old_line: int | None = None,
        line: int | None = None,
        before: str | None = None,
        after: str | None = None,
        count: int = 1,
    ) -> None:
        self.kind = kind
        self.what = what
        self.path = path
        self.document = document
        self.old_line = old_line
        self.line = line
        self.before = before
        self.after = after
        self.count = count

    def message(self) -> str:
        """Say it as a line: `comment changed at db.pool: "one" -> "two"`, `style: quotes (3)`."""
        at = f" at {dotted(path_shown(self.path))}" if self.path else ""
        if self.kind == STYLE:
            return f"style: {self.what}" + (f" ({self.count:,})" if self.count > 1 else "")
        said = [f'"{one}"' for one in (self.before, self.after) if one is not None]
        if self.kind == COMMENT:
            return f"comment {self.what}{at}: {' -> '.join(said)}"
        word = "tag" if self.kind == TAG else "type of the key"
        texts = f"{self.before or 'none'} -> {self.after or 'none'}"
        return f"{word} changed{at}: {texts}"


def classify(before: bytes, after: bytes, dialect: str) -> list[Restyled]:
    """Return what differs beside the values: comments, tags, types of keys, style last.

    Nothing where the bytes are equal, or one side is no text. Style is only told of what is
    there on both sides with the same value.
    """
    if before == after:
        return []
    texts = [encoding.read(one, dialect)[0] for one in (before, after)]
    if texts[0] is None or texts[1] is None:
        return [Restyled(STYLE, "encoding")]
    old, new = (_plain(one) for one in texts if one is not None)
    sides = _Sides(before, after, old, new, dialect)
    found = _of_comments(sides)
    style = _of_bytes(before, after)
    if dialect == YAML and sides.written[0] is not None and sides.written[1] is not None:
        nodes, styles = _of_nodes(sides.written[0], sides.written[1], sides.same)
        found += nodes
        style |= styles
    elif _reordered(sides.documents[0], sides.documents[1]):
        style["key order"] = Restyled(STYLE, "key order")
    if "anchors" in style or "block or flow" in style:
        # Where something stands that was written out says nothing.
        style.pop("indentation", None)
    if _blank(old) != _blank(new):
        style.setdefault("blank lines", Restyled(STYLE, "blank lines"))
    if not found and not style and sides.equal:
        style["spacing"] = Restyled(STYLE, "spacing" if dialect == YAML else "layout")
    return found + [style[what] for what in _WHAT if what in style]


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class _Sides:
    """Both versions: their documents, how they are written, and where values are the same."""

    def __init__(self, before: bytes, after: bytes, old: str, new: str, dialect: str) -> None:
        from confledger.changes.patch_pairs import Numbers

        self._data = (before, after)
        self.texts = (old, new)
        self.dialect = dialect
        self.documents = (load(before, dialect).documents, load(after, dialect).documents)
        self.written: tuple[Written | None, Written | None] = (None, None)
        if dialect == YAML:
            self.written = (written(old), written(new))
        self._numbers = Numbers()
        self.equal = self._numbers.of(self.documents[0]) == self._numbers.of(self.documents[1])

    def same(self, key: Key) -> bool:
        """Whether both have the same value at a place."""
        if self.equal:
            return True
        values = []
        for documents in self.documents:
            held: object = documents
            for step in (key[0], *key[1]):
                try:
                    held = held[step]  # type: ignore[index]  # or it raises
                except (KeyError, IndexError, TypeError):
                    return False
            values.append(self._numbers.of(held))
        return values[0] == values[1]

    def comments(self, side: int) -> list[Comment]:
        """Return the comments of one side with the keys that they belong to."""
        found = comments(self.texts[side], self.dialect)
        if not found:
            return found
        lines = self.written[side] or self._lines(side)
        for one in found:
            key = (lines.after(one.line) if one.alone else lines.on(one.line)) or (0, ())
            one.document, one.path = key
        return found

    def _lines(self, side: int) -> Written:
        """Return which key stands on which line, for the dialects but YAML."""
        from confledger.changes.keys import leaves

        places = positions(self._data[side], self.dialect)
        nodes: dict[Key, Node] = {}
        for number, document in enumerate(self.documents[side]):
            for path in leaves(document):
                for depth in range(1, len(path) + 1):
                    key = (number, path[:depth])
                    if key not in nodes and (span := places.key(*key)) is not None:
                        nodes[key] = Node("", "", "", span.line)
        return Written(nodes)


def _of_comments(sides: _Sides) -> list[Restyled]:
    if not may_differ(*sides.texts):
        return []
    found = []
    for old, new in compared(sides.comments(0), sides.comments(1)):
        one = new or old
        assert one is not None
        found.append(
            Restyled(
                COMMENT,
                "added" if old is None else "removed" if new is None else "changed",
                one.path,
                document=one.document,
                old_line=None if old is None else old.line,
                line=None if new is None else new.line,
                before=None if old is None else old.shown(),
                after=None if new is None else new.shown(),
            )
        )
    return found


def _of_bytes(before: bytes, after: bytes) -> dict[str, Restyled]:
    """Return what the bytes around all values show."""
    found = {}
    if before.startswith(_BOM) != after.startswith(_BOM):
        found["byte order mark"] = Restyled(STYLE, "byte order mark")
    ends = [(b"\r\n" in one, b"\r" in one.replace(b"\r\n", b"")) for one in (before, after)]
    if ends[0] != ends[1]:
        found["line ends"] = Restyled(STYLE, "line ends")
    if before.endswith((b"\n", b"\r")) != after.endswith((b"\n", b"\r")):
        found["end of file"] = Restyled(STYLE, "end of file")
    return found


def _blank(text: str) -> int:
    return sum(1 for line in text.rstrip().split("\n") if not line or line.isspace())


def _reordered(old: object, new: object) -> bool:
    """Whether keys that both have come in another order, anywhere."""
    if isinstance(old, dict) and isinstance(new, dict):
        if [key for key in old if key in new] != [key for key in new if key in old]:
            return True
        return any(_reordered(value, new[key]) for key, value in old.items() if key in new)
    if isinstance(old, list) and isinstance(new, list):
        return any(_reordered(one, two) for one, two in zip(old, new, strict=False))
    return False


def _of_nodes(
    old: Written, new: Written, same: "Callable[[Key], bool]"
) -> tuple[list[Restyled], dict[str, Restyled]]:
    """Compare how the values are written that are on both sides."""
    found: list[Restyled] = []
    style: dict[str, Restyled] = {}
    for key, two in new.nodes.items():
        one = old.nodes.get(key)
        if one is None:
            continue
        place = {"document": key[0], "old_line": one.line, "line": two.line}
        if one.typed != two.typed and one.typed and two.typed:
            types = {"before": _typed(one.typed), "after": _typed(two.typed)}
            found.append(Restyled(KEY_TYPE, "changed", key[1], **place, **types))  # type: ignore[arg-type]  # keywords, by name
        core = is_core(one.tag) and is_core(two.tag)
        if one.tag != two.tag and not core:
            tags = {"before": one.tag or None, "after": two.tag or None}
            found.append(Restyled(TAG, "changed", key[1], **place, **tags))  # type: ignore[arg-type]  # keywords, by name
        whats = [what for what in _styles(one, two) if what != "tags" or core]
        if not whats or not same(key):
            continue
        for what in whats:
            known = style.get(what)
            if known is not None:
                known.count += 1
            else:
                style[what] = Restyled(STYLE, what, key[1], **place)  # type: ignore[arg-type]  # keywords, by name
    aliases = [
        {key for key, node in side.nodes.items() if node.style == "*" or key[1][-1:] == ("<<",)}
        for side in (old, new)
    ]
    moved = sorted(key for key in aliases[0] ^ aliases[1] if same((key[0], _merged(key[1]))))
    if moved:
        first = moved[0]
        style["anchors"] = Restyled(STYLE, "anchors", first[1], document=first[0], count=len(moved))
    return found, style


def _merged(path: Path) -> Path:
    """Return what a merge key is about: the map that it stands in."""
    return path[: path.index("<<")] if "<<" in path else path


def _styles(one: Node, two: Node) -> list[str]:
    """Return in what two ways of writing one value differ."""
    if "*" in (one.style, two.style):
        return []
    found = []
    scalar = [node.style not in ("", "[", "{") for node in (one, two)]
    if all(scalar):
        if one.style != two.style:
            found.append("quotes")
        elif one.style is None and one.text != two.text:
            found.append("spelling")
    elif not any(scalar) and one.style != two.style:
        found.append("block or flow")
    if one.key != two.key and one.typed == two.typed:
        found.append("quotes")
    if one.tag != two.tag:
        found.append("tags")
    if one.column != two.column and one.column and two.column and not found:
        found.append("indentation")
    if one.keys != two.keys:
        both = set(one.keys) & set(two.keys)
        if [key for key in one.keys if key in both] != [key for key in two.keys if key in both]:
            found.append("key order")
    return found


def _typed(name: str) -> str:
    return {"str": "text", "int": "integer", "float": "number", "bool": "boolean"}.get(name, "null")


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
