"""Pointers with stars: which values of a document a policy is about."""

from confledger.location import Path, parse_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ANY, DEEP = "*", "**"
Found = tuple[Path, object]


def parse(text: str) -> tuple[str, ...]:
    """Split a pointer with stars into steps; raise ValueError when it is none."""
    steps = parse_pointer(text)
    if sum(step == DEEP for step in steps) > 1:
        # Two of them would reach most values in many ways.
        raise ValueError("a pointer has `**` once at most")
    return steps


def places(document: object, steps: tuple[str, ...]) -> "Iterator[Found]":
    """Yield each value that the steps lead to, with its path, in the order of the document.

    Without recursion: a document may be as deep as its reader lets it.
    """
    if DEEP in steps:
        at = steps.index(DEEP)
        rest = steps[at + 1 :]
        for path, value in _straight((), document, steps[:at]):
            for below, inner in _everything(path, value):
                yield from _straight(below, inner, rest)
    else:
        yield from _straight((), document, steps)


def _straight(path: Path, value: object, steps: tuple[str, ...]) -> "Iterator[Found]":
    found: list[Found] = [(path, value)]
    for step in steps:
        found = [below for one in found for below in _step(*one, step)]
    yield from found


def _step(path: Path, value: object, step: str) -> list[Found]:
    if step == ANY:
        return _children(path, value)
    if isinstance(value, dict):
        return [((*path, step), value[step])] if step in value else []
    if isinstance(value, list) and step.isascii() and step.isdigit() and len(step) < 10:
        return [((*path, int(step)), value[int(step)])] if int(step) < len(value) else []
    return []


def _children(path: Path, value: object) -> list[Found]:
    if isinstance(value, dict):
        return [((*path, key), inner) for key, inner in value.items()]
    if isinstance(value, list):
        return [((*path, index), inner) for index, inner in enumerate(value)]
    return []


def _everything(path: Path, value: object) -> "Iterator[Found]":
    stack: list[Found] = [(path, value)]
    while stack:
        one = stack.pop()
        yield one
        stack += reversed(_children(*one))
