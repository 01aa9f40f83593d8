"""Regular expressions that others wrote: in the syntax of Go, in time linear in the text."""

from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Pattern(Protocol):
        """What RE2 and `re` have in common."""

        def search(self, text: str) -> object:
            """Return a match, or None."""

        def found(self, text: str) -> bool:
            """Whether there is a match, which takes less time to say than where."""


# Go has no such bound; what people write is far below.
LONGEST = 10_000


class PatternError(ValueError):
    """The text is no regular expression of RE2; says what is wrong with it."""


class _Re2:
    """A pattern of RE2 that takes any text: what is no UTF-8 is U+FFFD, as it is to Go."""

    __slots__ = ("_ready",)

    def __init__(self, ready: "Any") -> None:
        self._ready = ready

    def search(self, text: str) -> object:
        """Return a match, or None."""
        try:
            text.encode()
        except UnicodeEncodeError:
            text = _replaced(text)
        return self._ready.search(text)

    def found(self, text: str) -> bool:
        """Whether there is a match; in bytes, as RE2 counts characters otherwise, for nobody."""
        try:
            data = text.encode()
        except UnicodeEncodeError:
            data = _replaced(text).encode()
        return self._ready.search(data) is not None


class _Re:
    """A pattern of `re`, asked the same way."""

    __slots__ = ("_ready",)

    def __init__(self, ready: "Any") -> None:
        self._ready = ready

    def search(self, text: str) -> object:
        """Return a match, or None."""
        return self._ready.search(_replaced(text))

    def found(self, text: str) -> bool:
        """Whether there is a match."""
        return self.search(text) is not None


def _replaced(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def compiled(pattern: str) -> "Pattern":
    """Compile a pattern as Go's `regexp` would, kept for the next time; raise PatternError.

    By RE2. Where that is not installed, by `re`, if the pattern means the same there.
    """
    ready = _compiled(pattern)
    if isinstance(ready, str):
        raise PatternError(ready)
    return ready


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> "Pattern | str":
    """Return a pattern that is ready, or why it is none: that takes as long to find out."""
    if len(pattern) > LONGEST:
        return f"it has more than {LONGEST:,} characters"
    try:
        pattern.encode()
    except UnicodeEncodeError:
        return "it is no valid UTF-8"
    try:
        import re2
    except ImportError:
        return _without_re2(pattern)
    # RE2 has one more escape than Go: a single byte, that may be half a character.
    if "\\C" in pattern.replace("\\\\", ""):
        return "invalid escape sequence: \\C"
    options = re2.Options()
    options.log_errors = False
    try:
        return _Re2(re2.compile(pattern, options=options))
    except re2.error as error:
        said = error.args[0]
        return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _without_re2(pattern: str) -> "Pattern | str":
    import re

    from confledger.secrets.go_patterns import Untranslatable, translated

    try:
        return _Re(re.compile(translated(pattern), re.ASCII))
    except (Untranslatable, re.error, OverflowError) as error:
        return str(error)
