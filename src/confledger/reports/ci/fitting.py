"""Parts of a comment brought to a size: what matters least is cut first, and said to be cut."""

from dataclasses import dataclass

# So many lines of each part come before the rest of any.
_FEW = 5
# What a number may take.
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """`lines` between `head` and `foot`; those of a low `rank` stay longest.

    Beyond `open` lines, the rest is folded between `fold` and `unfold`; in `fold`, `{}` stands for
    how many these are. `rest` says that lines were cut, and how many in the same way, with those
    `beyond` that nobody has written down.
    """

    rank: int
    head: str
    lines: tuple[str, ...] = ()
    foot: str = ""
    rest: str = ""
    open: int = 0
    fold: str = ""
    unfold: str = ""
    beyond: int = 0


def fitted(parts: list[Part], most: int) -> str:
    """Return the parts in their order, in at most so many bytes as far as their ends allow.

    Each part first gets its first lines, then those of a low rank get what is left.
    """
    left = most - sum(map(_fixed, parts))
    kept = [0] * len(parts)
    order = sorted(range(len(parts)), key=lambda number: parts[number].rank)
    for first in (True, False):
        for number in order:
            lines = parts[number].lines
            end = min(len(lines), parts[number].open or _FEW) if first else len(lines)
            while kept[number] < end and (size := _size(lines[kept[number]])) <= left:
                left -= size
                kept[number] += 1
    return "".join(_written(part, count) for part, count in zip(parts, kept, strict=True))


def _fixed(part: Part) -> int:
    return _size(part.head + part.foot + part.fold + part.unfold + part.rest) + 2 * _DIGITS


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _written(part: Part, count: int) -> str:
    cut = len(part.lines) - count + part.beyond
    said = part.rest.replace("{}", f"{cut:,}") if cut else ""
    if part.lines and not count:
        # An empty table says less than a sentence.
        return said
    if not part.open or count <= part.open:
        return part.head + "".join(part.lines[:count]) + part.foot + said
    first = part.head + "".join(part.lines[: part.open]) + part.foot
    opened = part.fold.replace("{}", f"{count - part.open:,}")
    return first + opened + "".join(part.lines[part.open : count]) + part.unfold + said
