"""Patterns over bytes, compiled when first used: by RE2, which no text can make slow."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# More of one kind in one file are a data set, and of no use to anybody one by one.
MOST = 200


class Pattern:
    """One regular expression of RE2; bytes are characters, whatever they encode."""

    __slots__ = ("_ready", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self._ready: object = None

    def groups(self, data: bytes) -> "Iterator[list[tuple[int, int]]]":
        """Yield where each match and each of its groups is, (-1, -1) for a group without part."""
        for number, match in enumerate(self._compiled().finditer(data)):  # type: ignore[attr-defined]
            if number == MOST:
                return
            yield [match.span(group) for group in range(match.re.groups + 1)]

    def each(self, data: bytes) -> "Iterator[tuple[int, int]]":
        """Yield where each match has its value: the first of its groups, or all of it."""
        for whole, *groups in self.groups(data):
            yield next((span for span in groups if span[0] >= 0), whole)

    def _compiled(self) -> object:
        if self._ready is None:
            import re2

            self._ready = re2.compile(self.source.encode("ascii"), options=_options())
        return self._ready


class Several:
    """Many patterns, looked for in one pass."""

    __slots__ = ("_ready", "_sources")

    def __init__(self, sources: "Sequence[str]") -> None:
        self._sources = sources
        self._ready: object = None

    def among(self, data: bytes) -> list[int]:
        """Return the numbers of the patterns that the bytes have a match of."""
        if self._ready is None:
            import re2

            ready = re2.Set.SearchSet(_options())
            for source in self._sources:
                ready.Add(source.encode("ascii"))
            ready.Compile()
            self._ready = ready
        return sorted(self._ready.Match(data) or ())  # type: ignore[attr-defined]


def _options() -> object:
    import re2

    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    # Of the many that it remembers states of; it takes what it needs.
    options.max_mem = 64 << 20
    return options
