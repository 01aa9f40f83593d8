"""How much a document may ask of us before it is refused."""

# No parser we use is safe at any nesting: some take minutes, some end the process. They are
# never shown a text that nests deeper than this.
DEEPEST = 250


class Limits:
    """Bounds on one file; passing one is a finding, never a hang."""

    __slots__ = ("max_aliased_nodes", "max_bytes", "max_depth", "max_nodes")

    def __init__(
        self,
        *,
        max_bytes: int = 10 * 1024 * 1024,
        max_depth: int = DEEPEST,
        max_nodes: int = 2_000_000,
        max_aliased_nodes: int = 100_000,
    ) -> None:
        self.max_bytes = max_bytes
        self.max_depth = min(max_depth, DEEPEST)
        self.max_nodes = max_nodes
        self.max_aliased_nodes = max_aliased_nodes


DEFAULT = Limits()
