"""What the fields of a manifest may hold, and the one form in which all are written."""

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS = frozenset("0123456789abcdef")
# Ids of git: SHA-1, and SHA-256, which is that of digests as well.
_LENGTHS = (40, 64)


class Malformed(ConfledgerError):
    """What should be a manifest or a header is none."""

    def __init__(self, why: str) -> None:
        super().__init__(f"this is no backup of confledger: {why}")


def canonical(fields: "Mapping[str, object]") -> bytes:
    """Return the only bytes that stand for some fields."""
    from json import dumps

    text = dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii") + b"\n"


def is_time(text: object) -> bool:
    """Whether a text is a time as a manifest has it: 2026-01-31T12:00:00Z."""
    if not isinstance(text, str) or len(text) != 20:
        return False
    marks = "".join(text[at] for at in (4, 7, 10, 13, 16, 19))
    digits = text[:4] + text[5:7] + text[8:10] + text[11:13] + text[14:16] + text[17:19]
    return marks == "--T::Z" and digits.isascii() and digits.isdigit()


def is_digest(text: object) -> bool:
    """Whether a text is an id of a backup."""
    return isinstance(text, str) and len(text) == 64 and _DIGITS.issuperset(text)


def mapping(said: dict[str, object], name: str) -> dict[str, str]:
    """Return a map of texts to texts; raise Malformed."""
    found = said.get(name)
    if not isinstance(found, dict):
        raise Malformed(f"{name!r} is no map")
    return {ref: as_text(value, name) for ref, value in found.items()}


def listing(said: dict[str, object], name: str) -> list[object]:
    """Return a list; raise Malformed."""
    found = said.get(name)
    if not isinstance(found, list):
        raise Malformed(f"{name!r} is no list")
    return found


def ids(said: dict[str, object], name: str) -> list[str]:
    """Return a list of ids; raise Malformed."""
    return [as_id(one, name) for one in listing(said, name)]


def count(said: dict[str, object], name: str) -> int:
    """Return a number that is not negative; raise Malformed."""
    found = said.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise Malformed(f"{name!r} is no number")
    return found


def text(said: dict[str, object], name: str) -> str:
    """Return a text; raise Malformed."""
    return as_text(said.get(name), name)


def as_text(found: object, name: str) -> str:
    """Return what has to be a text; raise Malformed."""
    if not isinstance(found, str):
        raise Malformed(f"{name!r} is no text")
    return found


def time(said: dict[str, object], name: str, *, empty: bool = False) -> str:
    """Return a time, or nothing where that is allowed; raise Malformed."""
    found = text(said, name)
    if is_time(found) or (found == "" and empty):
        return found
    raise Malformed(f"{name!r} is no time")


def digest(
    said: dict[str, object], name: str, length: int | None = None, *, empty: bool = False
) -> str:
    """Return an id, of a length if one is given; raise Malformed."""
    found = text(said, name)
    if found == "" and empty:
        return found
    as_id(found, name)
    if length is not None and len(found) != length:
        raise Malformed(f"{name!r} is no digest")
    return found


def as_id(found: object, name: str) -> str:
    """Return what has to be an id; raise Malformed."""
    if isinstance(found, str) and len(found) in _LENGTHS and _DIGITS.issuperset(found):
        return found
    raise Malformed(f"{name!r} is no id")
