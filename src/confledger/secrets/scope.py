"""Which values of a file are to be encrypted: by a suffix, or a regular expression, of a key."""

from confledger.location import Path

# The six ways to say it, as SOPS calls them; at most one may be given.
WAYS = (
    *("unencrypted_suffix", "encrypted_suffix", "unencrypted_regex", "encrypted_regex"),
    *("unencrypted_comment_regex", "encrypted_comment_regex"),
)
DEFAULT = ("unencrypted_suffix", "_unencrypted")


class Scope:
    """One way, and its suffix or pattern."""

    __slots__ = ("pattern", "way")

    def __init__(self, way: str = DEFAULT[0], pattern: str = DEFAULT[1]) -> None:
        self.way = way
        self.pattern = pattern

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scope) and (self.way, self.pattern) == (other.way, other.pattern)

    def __hash__(self) -> int:
        return hash((self.way, self.pattern))

    def __repr__(self) -> str:
        return f"Scope({self.way!r}, {self.pattern!r})"

    @property
    def by_comment(self) -> bool:
        """Whether comments decide, not keys."""
        return self.way in WAYS[4:]

    def selects(self, path: Path, comments: tuple[str, ...] = ()) -> bool:
        """Whether a value at `path` is to be encrypted.

        Any step of the path decides (sops.go, `Encrypt`); `comments` are those above it, for the
        two ways that look at comments. Raise PatternError where the pattern is none of RE2.
        """
        # The number of a list item is no step to SOPS.
        texts = comments if self.by_comment else [step for step in path if isinstance(step, str)]
        if self.way.endswith("_suffix"):
            found = any(text.endswith(self.pattern) for text in texts)
        else:
            from confledger.secrets.patterns import compiled

            search = compiled(self.pattern).search
            found = any(search(text) is not None for text in texts)
        return found is self.way.startswith("encrypted")
