"""The faults that a text of any format can have, said in the same words."""

from confledger.documents.problem import DUPLICATE_KEY, LIMITS, Problem
from confledger.location import Path, Span, dotted


def repeated(
    path: Path,
    line: int,
    span: Span,
    effect: str = "; most readers silently use the last one",
) -> Problem:
    """Say that what stands at `path` was first defined on `line`; `effect` is what follows."""
    return Problem(
        DUPLICATE_KEY,
        f"`{dotted(path)}` is already defined on line {line}{effect}",
        span,
        path=path,
        help="remove one, or merge the two",
    )


def too_deep(span: Span, depth: int, of: str = "levels") -> Problem:
    """Say that something at `span` nests deeper than is read."""
    return Problem(
        LIMITS,
        f"nested deeper than {depth} {of}",
        span,
        help="no configuration needs this; flatten it or list the file under `ignore`",
    )


def too_many(span: Span, values: int) -> Problem:
    """Say that the value at `span` is one more than `values`, which are read."""
    return Problem(
        LIMITS,
        f"more than {values:,} values",
        span,
        help="split the file, or raise `limits.max-nodes` in confledger.yaml",
    )


def too_long(span: Span) -> Problem:
    """Say that the number at `span` has more digits than can be read."""
    return Problem(
        LIMITS,
        "a number with more digits than can be read",
        span,
        help="no reader keeps all of its digits; put it in quotes if it is no quantity",
    )


def shown(character: str) -> str:
    """Name one character in a message; not which letter or digit it is, of what may be a secret."""
    if character.isalnum():
        return "letter" if character.isalpha() else "digit"
    return repr(character) if character.isprintable() else f"U+{ord(character):04X}"
