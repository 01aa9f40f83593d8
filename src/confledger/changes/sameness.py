"""Whether two values are the same to every reader: 1, 1.0, "1" and true are four values.

Python says that 1 == 1.0 == True, but says it fast. So it is asked first, and only of what it
calls equal the types are looked at; that spares comparing the texts once more, which are most
of a document.
"""


def same(one: object, two: object) -> bool:
    """Whether two values are the same, whatever the order of the keys of their maps.

    False as well for maps and lists with something in them that is no number (`.nan`), which is
    not equal to itself: whoever looks into them finds that nothing differs.
    """
    kind = type(one)
    if kind is not type(two):
        return False
    if kind is dict:
        return one == two and _maps_agree(one, two)  # type: ignore[arg-type]
    if kind is list:
        return one == two and _lists_agree(one, two)  # type: ignore[arg-type]
    return one == two if kind is not float else repr(one) == repr(two)


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
            if not _maps_agree(value, other):  # type: ignore[arg-type]
                return False
        elif kind is list:
            if not _lists_agree(value, other):  # type: ignore[arg-type]
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
            if not _maps_agree(value, other):  # type: ignore[arg-type]
                return False
        elif kind is list:
            if not _lists_agree(value, other):  # type: ignore[arg-type]
                return False
        elif kind is float and not value and repr(value) != repr(other):
            return False
    return True
