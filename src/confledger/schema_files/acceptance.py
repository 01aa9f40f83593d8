"""Whether a schema within a library accepts one value, asked of the real validator."""

from json import dumps
from typing import Any

from confledger.location import pointer
from confledger.schema_files.library import Library, Node

_BACKTRACKS = 100_000


class Judges:
    """Validators of nodes, compiled when first asked for."""

    def __init__(self, *, formats: bool) -> None:
        self._formats = formats
        self._compiled: dict[int, Any] = {}
        self._kept: list[Node] = []

    def accepts(self, node: Node, value: object) -> bool | None:
        """Say whether a node accepts a value; None when it cannot be compiled."""
        if id(node) not in self._compiled:
            self._kept.append(node)
            self._compiled[id(node)] = self._compile(node)
        validator = self._compiled[id(node)]
        if validator is None:
            return None
        try:
            return bool(validator.is_valid(value))
        except ValueError:
            return None

    def _compile(self, node: Node) -> Any:
        import jsonschema_rs

        if not node.source:
            schema: Any = node.content
        else:
            schema = {"$ref": f"{node.source}#{_quoted(pointer(node.path))}"}
        library = node.library

        def retrieve(uri: str) -> Any:
            return _document(library, uri.partition("#")[0])

        try:
            return jsonschema_rs.validator_for(
                dumps(schema),
                retriever=retrieve,
                base_uri="part:///",
                validate_formats=True if self._formats else None,
                pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS),
            )
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # a panic of the Rust library is no Exception
            return None


def _document(library: Library, address: str) -> object:
    if address not in library.documents:
        found = library.other(address)
        if found is None:
            raise KeyError(address)
        return found
    return library.documents[address]


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="/~$")
