"""Whether two values are the same to every reader: 1, 1.0, "1" and true are four values.

Python says that 1 == 1.0 == True, but says it fast. So it is asked first, and only of what it
calls equal the types are looked at; that spares comparing the texts once more, which are most
of a document.
"""

from io import BytesIO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


# So many items are written out and compared at once, which takes half as long as one by one.
_BLOCK = 32


def same(one: object, two: object) -> bool:
    """Whether two values are the same, whatever the order of the keys of their maps.

    False as well for maps and lists with something in them that is no number (`.nan`), which is
    not equal to itself: whoever looks into them finds that nothing differs.
    """
    kind = type(one)
    if kind is not type(two):
        return False
    if kind is dict:
        return one == two and _maps_agree(one, two)  # type: ignore[arg-type]  # as `kind` says
    if kind is list:
        return one == two and _lists_agree(one, two)  # type: ignore[arg-type]  # as `kind` says
    return one == two if kind is not float else repr(one) == repr(two)


def exactly_same(one: object, two: object) -> bool:
    """Whether two values are the same, also where something within is no number."""
    if same(one, two):
        return True
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(exactly_same(one[key], two[key]) for key in one)
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(exactly_same, one, two))
    return False


def agreeing(one: list[object], two: list[object]) -> int:
    """Return how many items at the start of two lists are the same."""
    at, end = 0, min(len(one), len(two))
    while at < end:
        stop = min(at + _BLOCK, end)
        if at + _BLOCK == stop and _blocks_agree(one[at:stop], two[at:stop]):
            at = stop
            continue
        while at < stop and same(one[at], two[at]):
            at += 1
        if at < stop:
            break
    return at


def doubtful(one: "dict[str, object]", two: "dict[str, object]") -> "Iterable[tuple[str, object]]":
    """Return what one map has and another may not have: of a small map, all of it."""
    if len(one) < 2 * _BLOCK:
        return one.items()
    left: list[tuple[str, object]] = []
    listed = list(one.items())
    for at in range(0, len(listed), _BLOCK):
        part = listed[at : at + _BLOCK]
        others = [two[key] for key, _ in part if key in two]
        if len(others) < len(part) or not _blocks_agree([value for _, value in part], others):
            left += part
    return left


def unlike(
    one: list[object], two: list[object], pairs: list[tuple[int, int]]
) -> "Iterator[tuple[int, int]]":
    """Yield the pairs of items, by their positions, that are not the same."""
    for at in range(0, len(pairs), _BLOCK):
        part = pairs[at : at + _BLOCK]
        if len(part) == _BLOCK:
            if _blocks_agree([one[i] for i, _ in part], [two[j] for _, j in part]):
                continue
        for i, j in part:
            if not same(one[i], two[j]):
                yield i, j


def _blocks_agree(one: list[object], two: list[object]) -> bool:
    """Whether two lists certainly are the same; False where that is left open."""
    from _pickle import Pickler

    written = []
    for items in (one, two):
        buffer = BytesIO()
        # What is written is never read; `fast` writes everything out, wherever else it stands.
        pickler = Pickler(buffer, 4)
        pickler.fast = True
        try:
            pickler.dump(items)
        except Exception:
            # Too deep, or of a kind that cannot be written.
            return False
        written.append(buffer.getvalue())
    return written[0] == written[1]


def _maps_agree(one: "dict[str, object]", two: "dict[str, object]") -> bool:
    """Whether two maps that Python holds for equal have the same types all the way down."""
    for key, value in one.items():
        kind = type(value)
        if kind is str:
            continue
        other = two[key]
        if value is other:
            continue
        if kind is not type(other):
            return False
        if kind is dict:
            if not _maps_agree(value, other):  # type: ignore[arg-type]  # as `kind` says
                return False
        elif kind is list:
            if not _lists_agree(value, other):  # type: ignore[arg-type]  # as `kind` says
                return False
        elif kind is float and not value and repr(value) != repr(other):
            return False
    return True


def _lists_agree(one: list[object], two: list[object]) -> bool:
    # The same once more: every value of a file is asked, and a call for each would be felt.
    for value, other in zip(one, two, strict=True):
        kind = type(value)
        if kind is str:
            continue
        if kind is not type(other):
            return False
        if kind is dict:
            if not _maps_agree(value, other):  # type: ignore[arg-type]  # as `kind` says
                return False
        elif kind is list:
            if not _lists_agree(value, other):  # type: ignore[arg-type]  # as `kind` says
                return False
        elif kind is float and not value and repr(value) != repr(other):
            return False
    return True
