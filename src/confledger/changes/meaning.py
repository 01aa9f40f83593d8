"""Changes of YAML that readers of YAML 1.1 and of YAML 1.2 do not agree on.

`no` is text to YAML 1.2, and false to PyYAML; `010` is ten to the one, and eight to the other.
So a change of text can change the value for some programs, and for others not.
"""

import re
from collections import Counter

from confledger.changes.change import ADDED, CHANGED, RETYPED, Change
from confledger.changes.written import Key, Node, Written, written
from confledger.documents import text as encoding
from confledger.documents.dialect import YAML
from confledger.documents.formats import yaml_readings as readings
from confledger.documents.formats.yaml_readings import reading
from confledger.documents.load import load
from confledger.secrets.redaction import Redaction

# The value is no other to YAML 1.2, but is to some; the other way round; or what is new is read
# in different ways.
ONLY_1_1, ONLY_1_2, DISPUTED = "changed-for-1.1-only", "changed-for-1.2-only", "read-differently"
_NAMES = {
    "pyyaml": "PyYAML",
    "ansible": "Ansible",
    "kubernetes": "Kubernetes",
    "compose": "Docker Compose",
}
_OURS = "yaml-1.2"
# Of a longer scalar nothing is shown.
_SHORT = 40
# What is read as a value of its own, without quotes and the colon after a key.
_BETWEEN = re.compile(r"[\s,\[\]{}'\"]+|:(?=[\s,\]}]|\Z)")
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "=", "<<", "~", "null", "true", "false"))
_NUMERIC = tuple("0123456789+-.")
Read = tuple[str, object]


class Doubt:
    """One scalar that is not the same to all; `kind` is one of the three above."""

    __slots__ = ("document", "kind", "line", "message", "old_line", "path")

    def __init__(
        self, kind: str, key: Key, message: str, *, old_line: int | None, line: int
    ) -> None:
        self.kind = kind
        self.document, self.path = key
        self.message = message
        self.old_line = old_line
        self.line = line


def doubtful(
    before: bytes,
    after: bytes,
    changes: list[Change] | None = None,
    *,
    readers: tuple[str, ...] = ("pyyaml", "kubernetes"),
    scope: "Scope | None" = None,
) -> list[Doubt]:
    """Return the scalars of two YAML texts whose change some readers see, and others do not.

    `changes` are those between the two, for scalars that stand elsewhere now; without them, what
    has the same path belongs together. `readers` are those that may read the file, by the names
    of the settings. In the order of the text after the change; messages hold no secrets, and
    nothing of what ought to be encrypted, and is not, by `scope`.
    """
    if before == after:
        return []
    texts = [encoding.read(data, YAML)[0] for data in (before, after)]
    if texts[0] is None or texts[1] is None or not _may_be(texts[0], texts[1], readers):
        return []
    sides: list[Written] = []
    for text in texts:
        found = written(text or "")
        if found is None:
            return []
        sides.append(found)
    places = _Places(changes)
    redactions: list[Redaction] = []
    doubts: list[Doubt] = []
    for key, new in sides[1].nodes.items():
        if new.style in ("", "[", "{", "*") or new.tag:
            continue
        old = sides[0].nodes.get(places.before(key) or key)
        if old is not None and (old.tag or old.style in ("", "[", "{", "*")):
            old = None
        if old is not None and old.text == new.text and old.is_plain == new.is_plain:
            continue
        if old is None and not places.is_new(key):
            continue
        said = _said(old, new, readers)
        if not said:
            continue
        if not redactions:
            redactions += [Redaction(one, scope) for one in load(after, YAML).documents]
        hidden = key[0] >= len(redactions) or redactions[key[0]].hides(key[1], new.text)
        hidden |= len(new.text) > _SHORT or (old is not None and len(old.text) > _SHORT)
        for kind, shown, plain in said:
            line = None if old is None else old.line
            doubts.append(
                Doubt(kind, key, plain if hidden else shown, old_line=line, line=new.line)
            )
    return doubts


def _may_be(before: str, after: str, readers: tuple[str, ...]) -> bool:
    """Whether the lines that only one side has hold anything that readers do not agree on."""
    old, new = before.splitlines(), after.splitlines()
    words = set(_BETWEEN.split("\n".join({*old} ^ {*new})))
    if len(old) != len({*old}) or len(new) != len({*new}):
        # Some line comes more often on one side.
        more = Counter(old)
        more.subtract(new)
        words.update(_BETWEEN.split("\n".join(line for line, count in more.items() if count)))
    for word in words:
        if word.lower() in _WORDS or word[:1] in _NUMERIC:
            node = Node(None, word, "", 0)
            ours = _read(node, _OURS)
            if any(not _equal(_read(node, reader), ours) for reader in readers):
                return True
    return False


class _Places:
    """Where each changed scalar stood before, and what is new."""

    def __init__(self, changes: list[Change] | None) -> None:
        self._known = changes is not None
        self._before: dict[Key, Key] = {}
        self._added: set[Key] = set()
        for one in changes or ():
            if one.path is None:
                continue
            key = (one.document or 0, one.path)
            if one.kind in (CHANGED, RETYPED) and one.old_path is not None:
                self._before[key] = (one.old_document or 0, one.old_path)
            if one.kind in (ADDED, CHANGED, RETYPED):
                self._added.add(key)

    def before(self, key: Key) -> Key | None:
        return self._before.get(key)

    def is_new(self, key: Key) -> bool:
        if not self._known:
            return True
        document, path = key
        return any((document, path[:depth]) in self._added for depth in range(len(path) + 1))


def _said(old: Node | None, new: Node, readers: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Return what there is to say of one scalar: its kind, and the message with and without it."""
    now = {reader: _read(new, reader) for reader in (_OURS, *readers)}
    found = []
    unseen: list[str] = []
    if old is not None:
        was = {reader: _read(old, reader) for reader in (_OURS, *readers)}
        differ = [reader for reader in readers if not _equal(was[reader], now[reader])]
        texts = f"`{_quoted(old)}` -> `{_quoted(new)}`"
        if _equal(was[_OURS], now[_OURS]):
            if not differ:
                return []
            names = _and([_NAMES[one] for one in differ])
            first = differ[0]
            plain = f"changes nothing for readers of YAML 1.2, but the value for {names}"
            shown = f"{texts} {plain}: it was {_word(was[first])} and is {_word(now[first])}"
            return [(ONLY_1_1, shown, plain)]
        unseen = [reader for reader in readers if reader not in differ]
        if unseen:
            plain = f"changes nothing for {_and([_NAMES[one] for one in unseen])}"
            found.append((ONLY_1_2, f"{texts} {plain}", plain))
    others = [one for one in readers if one not in unseen and not _equal(now[one], now[_OURS])]
    if others:
        by_word: dict[str, list[str]] = {}
        for one in others:
            by_word.setdefault(_word(now[one]), []).append(_NAMES[one])
        told = _and([f"{word} for {_and(names)}" for word, names in by_word.items()])
        shown = f"`{_quoted(new)}` is {told}, and {_word(now[_OURS])} for readers of YAML 1.2"
        names = _and([_NAMES[one] for one in others])
        plain = f"is read by {names} as something else than by readers of YAML 1.2"
        found.append((DISPUTED, shown, plain))
    return found


def _read(node: Node, reader: str) -> Read:
    return reading(node.text, reader) if node.style is None else (readings.TEXT, node.text)


def _equal(one: Read, two: Read) -> bool:
    return one[0] == two[0] and repr(one[1]) == repr(two[1])


def _quoted(node: Node) -> str:
    return node.text if node.style is None else f'"{node.text}"'


def _word(read: Read) -> str:
    kind, value = read
    if kind == readings.BOOLEAN:
        return "true" if value else "false"
    if kind in (readings.INTEGER, readings.NUMBER):
        return f"the number {value!r}"
    return {readings.NULL: "null", readings.DATE: "a date", readings.REFUSED: "an error"}.get(
        kind, "text"
    )


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.scope import Scope
