"""A document without what may be a secret, for expressions that make the text of a message.

What they do with a value cannot be undone: half of a secret, or one in capitals, is one still.
"""

from confledger.documents.excerpt import excerpt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.location import Path

MASK = "<redacted>"
# The names of a key, and those of what belongs to it, where both are items of one map.
_NAMES, _VALUES = ("name", "key"), ("value", "default")
# So many lines of a text tell what it is, and so much of each.
_LINES, _WIDTH = 40, 2_000


class Redacted:
    """A document, masked when it is first asked for."""

    __slots__ = ("_document", "_masked")

    def __init__(self, document: object) -> None:
        self._document = document
        self._masked: list[object] = []

    @property
    def root(self) -> object:
        """All of it."""
        if not self._masked:
            self._masked.append(_masked(self._document, "", hidden=False))
        return self._masked[0]

    def at(self, path: "Path") -> object:
        """Return the value at a path; the mask where that is inside of a secret."""
        value = self.root
        for step in path:
            if value == MASK:
                break
            value = value[step]  # type: ignore[index] # the path is one of this document
        return value


def _masked(value: object, name: str, *, hidden: bool) -> object:
    """Return a copy in which the texts and numbers below a secret name are masked."""
    if isinstance(value, dict):
        secret = value.get("kind") == "Secret"
        beside = next((value[one] for one in _NAMES if isinstance(value.get(one), str)), "")
        return {
            key: _masked(
                inner,
                str(key),
                hidden=hidden
                or _is_secret(str(key))
                or (secret and key in ("data", "stringData"))
                or (key in _VALUES and _is_secret(str(beside))),
            )
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_masked(inner, name, hidden=hidden) for inner in value]
    if value is None or isinstance(value, bool):
        return value
    return MASK if hidden or _looks_like_one(str(value)) else value


def _is_secret(name: str) -> bool:
    shown = excerpt([f"{' '.join(name.split())}: x"], 1)
    return shown is None or shown.hidden


def _looks_like_one(text: str) -> bool:
    """Whether a text by itself would be masked, as a token or key in a known form."""
    lines = [line[:_WIDTH] for line in text.splitlines()[:_LINES]]
    seen = (excerpt(lines, number) for number in range(1, len(lines) + 1))
    return any(one is None or one.hidden for one in seen)
