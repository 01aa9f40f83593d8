"""How good that is: debt against what writing the configuration took, and what caps it."""

from typing import NamedTuple

from confledger.debt.item import Item

# To write one leaf: to find out what it does, choose a value, and try it.
MINUTES_A_LEAF = 5
_GRID = ((0.05, "A"), (0.10, "B"), (0.20, "C"), (0.50, "D"))
_WORST = "E"
# More than that unknown, and the letter is a guess.
_UNKNOWN_SHARE = 0.10
CRITICAL = "critical"
_OVERDUE = ("stale-waiver", "old-secret")


class Rating(NamedTuple):
    """The letter, the ratio that it comes from, and why it is not the letter of the ratio.

    `ratio` is None where there is nothing that could be in debt.
    """

    letter: str
    ratio: float | None
    caps: tuple[str, ...]

    @property
    def text(self) -> str:
        """The letter, or `n/a`."""
        return self.letter or "n/a"


def letter_of(ratio: float) -> str:
    """Return the letter of a ratio."""
    return next((letter for most, letter in _GRID if ratio <= most), _WORST)


def rating(items: list[Item], leaves: int, measured: int, unmeasured: int) -> Rating:
    """Rate items against the leaves there are; the counts are of measures, not of items.

    What somebody accepted is work all the same, and caps nothing: it was looked at.
    """
    if not leaves:
        return Rating("", None, ())
    ratio = sum(one.minutes for one in items) / (leaves * MINUTES_A_LEAF)
    letter = letter_of(ratio)
    caps = []
    open_ones = [one for one in items if not one.accepted]
    plain = sum(one.risk == CRITICAL for one in open_ones)
    late = sum(one.rule in _OVERDUE and bool(one.overdue) for one in open_ones)
    if plain:
        caps.append(f"{_counted(plain, 'secret')} in plain text: E")
        letter = _WORST
    if late:
        caps.append(
            f"{_counted(late, 'waiver or secret', 'waivers or secrets')} overdue: at best C"
        )
        letter = max(letter, "C")
    total = measured + unmeasured
    if unmeasured > _UNKNOWN_SHARE * total:
        caps.append(f"{unmeasured} of {total} measures could not be taken: `?`")
        letter += "?"
    return Rating(letter, ratio, tuple(caps))


def _counted(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"
