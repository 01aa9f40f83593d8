"""What could be tidied up in a tree, each with where it is, why, and the command that mends it."""

from shlex import quote

BACKUP, JUNK, EMPTY, LARGE, LINK = "backup", "junk", "empty", "large", "broken-link"
ORPHAN, DUPLICATE, ALIKE, CASE = "orphan", "duplicate", "near-duplicate", "case"
MOJIBAKE, ENDS, CONFLICT, LEFTOVER = "mojibake", "line-ends", "conflict", "leftover"
# The worst first.
KINDS = (
    *(CONFLICT, MOJIBAKE, LEFTOVER, LINK, CASE, BACKUP, JUNK, DUPLICATE, ORPHAN, ALIKE),
    *(ENDS, LARGE, EMPTY),
)
# What `clean` takes away without being asked for it by name: nobody wants to keep these.
SAFE = (BACKUP, JUNK)
REMOVABLE = (BACKUP, JUNK, EMPTY, ORPHAN, LINK)
REWRITABLE = (MOJIBAKE, ENDS)


class Flaw:
    """One place; `line` is 0 where the whole file is meant."""

    __slots__ = ("kind", "line", "path", "why")

    def __init__(self, kind: str, path: str, why: str, line: int = 0) -> None:
        self.kind = kind
        self.path = path
        self.why = why
        self.line = line

    def __repr__(self) -> str:
        return f"Flaw({self.kind!r}, {self.place!r}, {self.why!r})"

    @property
    def place(self) -> str:
        """Path, and the line where there is one to go to."""
        return f"{self.path}:{self.line}" if self.line else self.path

    @property
    def command(self) -> str:
        """What mends it, to be typed at the root."""
        path = word(self.path)
        if self.kind in REMOVABLE or self.kind == DUPLICATE:
            return f"git rm -- {path}"
        if self.kind in REWRITABLE:
            return f"confledger clean --kind {self.kind} --apply"
        if self.kind == LARGE:
            return f"git rm --cached -- {path}"
        if self.kind == CASE:
            return f"git mv -- {path} {word(self.path + '.renamed')}"
        return f"${{EDITOR:-vi}} +{self.line or 1} {path}"


def ordered(flaws: list[Flaw]) -> list[Flaw]:
    """Return them, the worst kind first, then by place; each once."""
    found = {(KINDS.index(one.kind), one.path, one.line, one.why): one for one in flaws}
    return [one for _, one in sorted(found.items())]


def word(text: str) -> str:
    """Write a text as one word of a shell, whatever is in it: no terminal obeys what is printed."""
    if text.isprintable():
        return quote(text)
    raw = text.encode("utf-8", "surrogateescape")
    plain = (
        chr(one) if 32 <= one < 127 and one not in b"'\\\\" else f"\\x{one:02x}" for one in raw
    )
    return f"$'{''.join(plain)}'"
