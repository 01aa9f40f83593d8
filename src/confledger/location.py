"""Where something is: a path into a document, and a span in its text.

Both are on the path of every hook, so nothing is imported here.
"""

Step = str | int
Path = tuple[Step, ...]


def pointer(path: Path) -> str:
    """Write `path` as a JSON Pointer (RFC 6901); the whole document is the empty string."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def parse_pointer(text: str) -> tuple[str, ...]:
    """Split a JSON Pointer into its unescaped steps; raise ValueError when it is not one."""
    if text and not text.startswith("/"):
        raise ValueError(f"a JSON Pointer is empty or starts with '/', not {text!r}")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:])


def dotted(path: Path) -> str:
    """Write `path` as people say it: `jobs.build.steps[2].run`; the whole document is `(root)`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step and all(c.isalnum() or c in "_-$" for c in step):
            text += f".{step}" if text else step
        else:
            text += '["' + step.replace("\\", "\\\\").replace('"', '\\"') + '"]'
    return text or "(root)"


class Span:
    """A stretch of text: lines and columns count characters from 1, the end is exclusive."""

    __slots__ = ("column", "end_column", "end_line", "line")

    def __init__(self, line: int, column: int, end_line: int, end_column: int) -> None:
        self.line = line
        self.column = column
        self.end_line = end_line
        self.end_column = end_column

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def __repr__(self) -> str:
        return f"Span({self.line}, {self.column}, {self.end_line}, {self.end_column})"

    def first(self) -> "Span":
        """Return the first character alone: the length of a value tells something of it."""
        return Span(self.line, self.column, self.line, self.column + 1)

    def key(self) -> tuple[int, int, int, int]:
        """Return the four numbers, in reading order, for sorting and comparing."""
        return (self.line, self.column, self.end_line, self.end_column)
