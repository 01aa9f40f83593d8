"""Why a schema cannot be used, and where in its file."""

from collections.abc import Iterator

from confledger.checks.references import unquoted
from confledger.location import Path, Span


class Broken(Exception):
    """A schema that cannot be used: why, where in which file, and what to do."""

    def __init__(
        self,
        message: str,
        *,
        path: str,
        help: str | None = None,
        pointer: str = "",
        span: Span | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.help = help
        self.pointer = pointer
        self.span = span

    def __reduce__(self) -> tuple[object, ...]:
        return _broken, (self.message, self.path, self.help, self.pointer, self.span)


def _broken(message: str, path: str, help: str | None, pointer: str, span: Span | None) -> Broken:
    return Broken(message, path=path, help=help, pointer=pointer, span=span)


def at(span: Span | None) -> str:
    """Write a place to follow the name of a file: `:3:14`; nothing when it is not known."""
    return f":{span.line}:{span.column}" if span else ""


def dangling(documents: dict[str, object], fragment: str) -> Iterator[tuple[str, Path, str]]:
    """Yield each reference to that place of a schema: its file, its path, what it says."""
    for member, document in documents.items():
        stack: list[tuple[Path, object]] = [((), document)]
        while stack:
            path, node = stack.pop()
            if isinstance(node, dict):
                stack += [((*path, key), child) for key, child in node.items()]
            elif isinstance(node, list):
                stack += [((*path, index), child) for index, child in enumerate(node)]
            elif isinstance(node, str) and path and path[-1] in ("$ref", "$dynamicRef"):
                if unquoted(node.partition("#")[2]) == unquoted(fragment):
                    yield member, path, node
