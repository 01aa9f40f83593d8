"""Patterns over keys, as people write them: `**/image/tag`, `/spec/replicas`, `db.pool`.

`*` stands for one step and within a step for any text, `**` for any number of steps. A pattern
that ends above a value stands for all that is below. An item of a list is named in full,
`[name=web]`, or by what tells it apart, `web`. What stands before `#` is the label of the
document; without it, any is meant. No pattern can make this slow: a key is matched in steps, and
only the last `**` is ever tried again.
"""

from confledger.changes.leaves import ROOT, unescaped
from confledger.errors import ConfledgerError
from confledger.ledger.store import Store, bound

_ANY, _DEEP = "*", "**"
_LONGEST = 4096
_AMONG = """
  SELECT id, text FROM keys
  WHERE instr(text, CAST(? AS TEXT)) AND instr(text, CAST(? AS TEXT))
"""
# The keys of more files are not looked up one by one.
_FEW = 20
# With all names of the files.
_OF_FILES = """
  AND id IN (SELECT key FROM changes WHERE file IN (SELECT id FROM files WHERE lineage IN
    (SELECT lineage FROM files WHERE id IN (SELECT value FROM json_each(?)))))
"""


class Pattern:
    """One pattern; `anchored` says that it begins at the top of the document."""

    __slots__ = ("_label", "_steps", "anchored", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        label, mark, rest = text.partition(ROOT)
        if not mark or "[" in label:
            # `db[name=a#b].pool`: that is part of an item.
            label, mark, rest = "", "", text
        if len(text) > _LONGEST:
            raise ConfledgerError(
                "a pattern over keys is too long", help=f"the longest has {_LONGEST} characters"
            )
        self._label = label.split(_ANY) if mark and label else None
        steps = _steps(rest)
        self.anchored = rest[:1] == "/" or steps[:1] == [_DEEP] or bool(mark)
        self._steps = [_Step(one) for one in steps]

    def anywhere(self) -> "Pattern":
        """Return the same pattern for any depth."""
        found = Pattern(self.text)
        found._steps = [_Step(_DEEP), *self._steps]
        found.anchored = True
        return found

    @property
    def last(self) -> str:
        """What the last step says; nothing, if it stands for more than one thing."""
        text = self._steps[-1].text if self._steps else ""
        return "" if _ANY in text else text

    def needed(self) -> list[str]:
        """Return texts that stand in every key that matches."""
        return [one.needed for one in self._steps if one.needed]

    def matches(self, key: str) -> bool:
        """Whether a key, or what it is below, is meant."""
        label, _, pointer = key.partition(ROOT)
        if self._label is not None and not _fits(label, self._label):
            return False
        return self._down(pointer.split("/")[1:])

    def _down(self, steps: list[str]) -> bool:
        wanted = self._steps
        i = j = 0
        deep = mark = -1
        while True:
            if j == len(wanted):
                return True
            if wanted[j].text == _DEEP:
                deep, mark = j, i
                j += 1
            elif i < len(steps) and wanted[j].fits(steps[i]):
                i += 1
                j += 1
            elif deep >= 0 and mark < len(steps):
                mark += 1
                i, j = mark, deep + 1
            else:
                return False


class _Step:
    """What one step has to be."""

    __slots__ = ("_item", "_parts", "needed", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._item = text[:1] == "[" and text[-1:] == "]" and len(text) > 2
        inner = text[1:-1] if self._item else text
        self._parts = inner.split(_ANY)
        longest = max(self._parts, key=len)
        # As a key has it: escaped. A `[` at its start may be escaped or not.
        self.needed = longest.lstrip("[").replace("~", "~0").replace("/", "~1")

    def fits(self, step: str) -> bool:
        """Whether a step of a key, as it is stored, is meant."""
        if step[:1] != "[":
            return not self._item and _fits(unescaped(step), self._parts)
        inner = unescaped(step)[1:-1]
        if _fits(inner, self._parts) or self.text == step:
            return True
        # `kind=Gateway,name=web` is a Gateway, and web.
        return any(
            _fits(part.partition("=")[2], self._parts) for part in (inner, *inner.split(","))
        )


def _fits(text: str, parts: list[str]) -> bool:
    """Whether a text consists of these parts with anything between them."""
    if len(parts) == 1:
        return text == parts[0]
    first, last = parts[0], parts[-1]
    at, end = len(first), len(text) - len(last)
    if at > end or not text.startswith(first) or not text.endswith(last):
        return False
    for part in parts[1:-1]:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _steps(text: str) -> list[str]:
    """Split a pattern: at each `/` if it has any outside of brackets, else at each dot."""
    mark = "/" if _outside(text, "/") else "."
    steps: list[str] = []
    at = 0
    part = ""
    while at < len(text):
        character = text[at]
        end = text.find("]", at) if character == "[" else -1
        if end > 0:
            if mark == "." and part:
                steps.append(part)
                part = ""
            inner = text[at + 1 : end]
            if mark == "." and inner[:1] in "\"'" and inner[-1:] == inner[:1] and len(inner) > 1:
                steps.append(inner[1:-1])
            else:
                part += f"[{inner}]"
            at = end + 1
        elif character == mark:
            if part:
                steps.append(part)
            part = ""
            at += 1
        elif character == '"' and not part and (end := text.find('"', at + 1)) > 0:
            steps.append(text[at + 1 : end])
            at = end + 1
        else:
            part += character
            at += 1
    if part:
        steps.append(part)
    if mark == "/":
        # An escaped pointer may be copied from our own output.
        steps = [one.replace("~1", "/").replace("~0", "~") for one in steps]
    return [
        one
        for one, before in zip(steps, ["", *steps], strict=False)
        if one != _DEEP or before != _DEEP
    ]


def _outside(text: str, mark: str) -> bool:
    """Whether a mark stands in a text outside of brackets and of quoted steps."""
    at = 0
    while at < len(text):
        character = text[at]
        if character == mark:
            return True
        end = -1
        if character == "[":
            end = text.find("]", at)
        elif character == '"' and text[at - 1 : at] in ("", "."):
            end = text.find('"', at + 1)
        at = max(at, end) + 1
    return False


def keys_of(store: Store, pattern: Pattern, files: "frozenset[int] | None" = None) -> list[int]:
    """Return the numbers of the keys that a pattern means, each looked at once.

    One that does not say where it begins is looked for at the top first, then at any depth. Of
    `files`, where only those count, at least the keys that they ever had.
    """
    asked = "SELECT id FROM keys WHERE text = CAST(? AS TEXT)"
    exact = store.connection.execute(asked, (bound(pattern.text),))
    if (found := exact.fetchone()) is not None:
        return [int(found[0])]
    # The longest two narrow it down; every text holds the empty one.
    needed = [*sorted(pattern.needed(), key=len, reverse=True), "", ""][:2]
    given: list[object] = [bound(one) for one in needed]
    if files and len(files) <= _FEW and pattern.anchored:
        held = f"[{','.join(str(one) for one in sorted(files))}]"
        few = store.connection.execute(_AMONG + _OF_FILES, [*given, held])
        matched = [number for number, text in few if pattern.matches(text)]
        if matched:
            return matched
    listed = store.connection.execute(_AMONG, given).fetchall()
    matched = [number for number, text in listed if pattern.matches(text)]
    if not matched and not pattern.anchored:
        deep = pattern.anywhere()
        matched = [number for number, text in listed if deep.matches(text)]
    return matched


def last_steps(store: Store) -> set[str]:
    """Return what keys end in."""
    found = store.connection.execute("SELECT text FROM keys")
    return {unescaped(str(text).rpartition("/")[2]) for (text,) in found}
