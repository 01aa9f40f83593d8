"""Read TOML: its values by tomllib, its places by a scanner that knows only the structure.

Dates and times become ISO 8601 strings. A key that is set twice does not end the reading:
what set it first is blanked, and the text is read again.
"""

from confledger.documents.limits import Limits
from confledger.documents.problem import DUPLICATE_KEY, LIMITS, SYNTAX, Loaded, Problem
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.documents.formats.json_scanner import Lines
    from confledger.documents.positions import Positions

# tomllib calls itself for each bracket, up to three times; nobody writes TOML that deep.
_DEEPEST_BRACKETS = 100
# Each takes one more reading of the whole text.
_MOST_FAULTS = 20

_BARE = frozenset("-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
# How tomllib starts to say it: what was expected, and what helps.
_EXPECTED = {
    "Invalid statement": ("a key or '['", None),
    "Expected newline": ("the end of the line", None),
    "Expected ']' at": ("']' after the name of a table", None),
    "Expected ']]' at": ("']]' after the name of an array of tables", None),
    "Expected '=' after": ("'=' after the key", None),
    "Invalid initial character": ("a key", "put unusual keys in quotes"),
    "Unclosed array": ("',' or ']'", None),
    "Unclosed inline": ("',' or '}'", None),
    "Invalid value": ("a value", "put text in quotes"),
}


def quick(text: str, limits: Limits) -> list[object] | None:
    """Return the one document of a text that is certainly without fault, else None."""
    import tomllib

    # The time tomllib takes for a key grows with the square of its dots.
    if any(line.count(".") > limits.max_depth for line in text.splitlines()):
        return None
    try:
        document = tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))
    except (ValueError, RecursionError):
        return None
    return [document] if _plain(document, limits, _DEEPEST_BRACKETS) else None


def read(text: str, limits: Limits) -> Loaded:
    """Return the document and everything that is wrong with the text."""
    document, problems, _ = _parse(text, limits)
    return Loaded([] if document is None else [document], problems)


def positions(text: str) -> "Positions":
    """Return where each value stands; a table stands where its header does.

    A table without a header stands where its name is first written.
    """
    from confledger.documents.formats.json_scanner import marks

    limits = Limits(max_nodes=1 << 60)
    _, _, text = _parse(text, limits)
    return marks(text, _Scan(text, limits).spans)
